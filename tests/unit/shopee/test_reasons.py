"""Why a listing was banned or demoted: asked in one call, only for those that need it, and never in anything's way."""

from pathlib import Path
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from connector.errors import StopShop
from connector.model import ListingState
from connector.wire.call import Call
from connector.wire.client import Caller

from .parts import answers, business, item, opened
from .test_against_mock import bench, published

CALL = "product/get_item_violation_info"
BASE = "product/get_item_base_info"


def violated(number: int, **details: Any) -> dict[str, Any]:
    return {"item_id": number, "item_status": "BANNED", **details}


async def test_only_the_troubled_of_a_batch_are_asked_about(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    states = {1: "NORMAL", 2: "BANNED", 3: "UNLIST", 4: "SHOPEE_DELETE", 5: "NORMAL"}
    items = [item(item_id=number, item_status=status) for number, status in states.items()]
    items[4]["deboost"] = "TRUE"
    answers(httpx_mock, BASE, {"item_list": items})
    image = {"violation_type": "Inappropriate Image", "violation_reason": "Ảnh có số điện thoại"}
    advised = {**image, "suggestion": "Vui lòng đổi ảnh", "fix_deadline_time": 1767000000}
    told = [
        violated(2, item_status_details=[advised, advised]),
        violated(4, item_status_details=[]),
        violated(5, deboost_details=[{"violation_type": "Spam"}]),
    ]
    answers(httpx_mock, CALL, {"item_list": told})
    async with opened(tmp_path) as shop:
        found = await shop.read([str(number) for number in states])
    assert {number: remote.reason for number, remote in found.items()} == {
        "1": "",
        "2": "Inappropriate Image: Ảnh có số điện thoại – Vui lòng đổi ảnh (≤ 29/12/2025)",
        "3": "",
        "4": "",
        "5": "Spam",
    }
    assert found["5"].state is ListingState.LIVE
    assert business(httpx_mock.get_requests()[-1]) == [("item_id_list", "2,4,5")]


async def test_a_quiet_shop_is_not_asked(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, BASE, {"item_list": [item(deboost="FALSE"), item(item_id=2, item_status="REVIEWING")]})
    async with opened(tmp_path) as shop:
        await shop.read(["803900001", "2"])
    assert [request.url.path.rpartition("/")[2] for request in httpx_mock.get_requests()] == ["get_item_base_info"]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        ("error_auth", "No permission to current api."),
        ("error_param", "Wrong parameters"),
        ("error_item_not_found", ""),
    ],
)
async def test_a_refused_reason_keeps_nothing_from_being_read(
    httpx_mock: HTTPXMock, tmp_path: Path, error: str, message: str
) -> None:
    answers(httpx_mock, BASE, {"item_list": [item(item_status="BANNED")]})
    answers(httpx_mock, CALL, error=error, message=message)
    async with opened(tmp_path) as shop:
        (remote,) = (await shop.read(["803900001"])).values()
    assert (remote.state, remote.reason) == (ListingState.BLOCKED, "")


async def test_it_is_the_one_call_whose_permission_says_nothing_of_others(
    httpx_mock: HTTPXMock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches are read side by side: what waits for its turn while the reasons are forbidden is read all the same."""
    calls: list[Call] = []
    plain = Caller.call

    async def noted(self: Caller, call: Call, *given: Any, **more: Any) -> Any:
        calls.append(call)
        return await plain(self, call, *given, **more)

    monkeypatch.setattr(Caller, "call", noted)
    answers(httpx_mock, BASE, {"item_list": [item(item_status="BANNED")]})
    answers(httpx_mock, CALL, {"item_list": []})
    async with opened(tmp_path) as shop:
        await shop.read(["803900001"])
    assert [(call.path.rpartition("/")[2], call.aside) for call in calls] == [
        ("get_item_base_info", False),
        ("get_item_violation_info", True),
    ]


async def test_a_shop_that_is_shut_is_no_matter_of_reasons(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, BASE, {"item_list": [item(item_status="BANNED")]})
    answers(httpx_mock, CALL, error="shop_banned")
    async with opened(tmp_path) as shop:
        with pytest.raises(StopShop):
            await shop.read(["803900001"])


async def test_a_ban_on_the_mock_is_read_with_its_reason(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        _, _, number = await published(on)
        before = (await on.calls())["reads"]
        await on.shop.read([number])
        assert (await on.calls())["reads"] == before + 1
        await on.tell("review", id=number, verdict="ban", reason="Hàng cấm bán")
        remote = (await on.shop.read([number]))[number]
        assert (remote.state, remote.reason) == (ListingState.BLOCKED, "Prohibited Listing: Hàng cấm bán")
        await on.tell("review", id=number, verdict="pass")
        assert (await on.shop.read([number]))[number].reason == ""
