"""Shopee's own proposal for a title: one call, ids in order; the mock proposes a leaf that it has."""

from pathlib import Path

from pytest_httpx import HTTPXMock

from adapters.memory import MemoryShop
from adapters.memory.adapter import MemoryAdapter
from connector.clock import SystemClock

from .parts import answers, business, opened

CALL = "product/category_recommend"


async def test_ids_best_first_each_once(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, CALL, {"category_id": [101234, 7, 101234, 0]})
    async with opened(tmp_path) as shop:
        assert await shop.suggest_categories("Nón lá làng Chuông 🌾", "vn-1") == ["101234", "7"]
    (request,) = httpx_mock.get_requests()
    assert business(request) == [("item_name", "Nón lá làng Chuông 🌾"), ("product_cover_image", "vn-1")]


async def test_no_idea_and_no_title(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, CALL, {"category_id": None})
    async with opened(tmp_path) as shop:
        assert await shop.suggest_categories("Lạ") == []
        assert await shop.suggest_categories("  ") == []
    assert len(httpx_mock.get_requests()) == 1


async def test_a_marketplace_without_proposals_has_none() -> None:
    shop = MemoryAdapter(MemoryShop(SystemClock(), "m"))
    assert await shop.suggest_categories("Trà sen") == []
