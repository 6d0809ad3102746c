"""Content diagnosis: numbers become names with messages, batches stay within 48, what failed is left out."""

import json
from pathlib import Path

import pytest
from pytest_httpx import HTTPXMock

from adapters.memory import MemoryShop
from adapters.memory.adapter import MemoryAdapter
from adapters.shopee.advice import ISSUES
from connector.clock import SystemClock
from connector.messages import LANGUAGES, catalogue_of
from connector.model import Advice

from .parts import answers, opened
from .test_against_mock import bench, published

CALL = "product/get_item_content_diagnosis_result"


async def test_tasks_have_a_name_a_field_and_shopees_words(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    tasks = [
        {"issue_type": 10, "suggestion": "Thêm video"},
        {"issue_type": 1, "suggestion": "Add at least 3 images"},
        {"issue_type": 11, "suggestion": "Fill in more"},
        {"issue_type": 3, "suggestion": "Fill in the mandatory"},
        {"issue_type": 77, "suggestion": "Điều mới"},
    ]
    judged = [{"item_id": 7, "quality_level": 1, "unfinished_task": tasks}, {"item_id": 8, "unfinished_task": []}]
    failed = [{"item_id": 9, "failed_reason": "Item_id is not found."}]
    answers(httpx_mock, CALL, {"success_item_list": judged, "failure_item_list": failed}, verb="POST")
    async with opened(tmp_path) as shop:
        found = await shop.diagnose(["7", "8", "9", "7", "lạ"])
    assert found.keys() == {"7", "8"}
    assert found["8"] == ()
    assert [(advice.code, advice.field) for advice in found["7"]] == [
        ("too-few-images", "media"),
        ("too-few-attributes", "attributes"),
        ("video", ""),
        ("other", ""),
    ]
    assert found["7"][-1] == Advice(code="other", text="Điều mới")
    (request,) = httpx_mock.get_requests()
    assert json.loads(request.content) == {"item_id_list": [7, 8, 9]}


async def test_forty_eight_at_a_time(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    for _batch in range(2):
        answers(httpx_mock, CALL, {}, verb="POST")
    async with opened(tmp_path) as shop:
        assert await shop.diagnose([str(number) for number in range(1, 51)]) == {}
    asked = [len(json.loads(request.content)["item_id_list"]) for request in httpx_mock.get_requests()]
    assert asked == [48, 2]


@pytest.mark.parametrize("code", sorted({code for code, _ in ISSUES.values()} | {"other"}))
def test_every_advice_has_a_sentence(code: str) -> None:
    assert all(f"advice.{code}" in catalogue_of(lang) for lang in LANGUAGES)


async def test_the_mock_says_what_a_listing_lacks(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        _, _, number = await published(on)
        writes = (await on.calls())["writes"]
        found = await on.shop.diagnose([number])
        assert {"too-few-images", "video"} <= {advice.code for advice in found[number]}
        assert (await on.calls())["writes"] == writes


async def test_a_marketplace_without_the_call_says_nothing() -> None:
    assert await MemoryAdapter(MemoryShop(SystemClock())).diagnose(["1"]) == {}
