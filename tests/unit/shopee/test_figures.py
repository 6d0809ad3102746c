"""Prices, stock and what is shown or hidden: exact bodies, and an answer for every entry."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from pytest_httpx import HTTPXMock

from connector.errors import (
    AdapterError,
    Bug,
    Locked,
    NotFound,
    Rejected,
    StopShop,
    Unknown,
)
from connector.port import PriceEdit, StockEdit

from .parts import Steps, answers, opened, read_one


async def test_price_and_stock_bodies(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    log = Steps()
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock, item_sku="p001-01")
        answers(
            httpx_mock, "product/update_price", {"success_list": [{"model_id": 0}], "failure_list": []}, verb="POST"
        )
        assert await shop.set_prices([PriceEdit(remote, {"P001-01": 99000})], log) == [None]
        answers(httpx_mock, "product/update_stock", {"success_list": [{"model_id": 0, "stock": 0}]}, verb="POST")
        assert await shop.set_stock([StockEdit(remote, {"P001-01": 0})], log) == [None]
    assert [(step, orjson.loads(body)) for step, body in log.started] == [
        ("update_price", {"item_id": 803900001, "price_list": [{"model_id": 0, "original_price": 99000}]}),
        ("update_stock", {"item_id": 803900001, "stock_list": [{"model_id": 0, "seller_stock": [{"stock": 0}]}]}),
    ]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"response": {"success_list": [], "failure_list": [{"model_id": 0, "failed_reason": "too low"}]}}, Rejected),
        ({"response": {"failure_list": [{"model_id": 0, "failed_reason": "Item is in promotion"}]}}, Locked),
        (
            {
                "error": "product.error_busi_update_stock_failed",
                "response": {"failure_list": [{"model_id": 0, "failed_reason": "Stock should be within 2-1000000"}]},
            },
            Rejected,
        ),
    ],
)
async def test_an_entry_that_failed_is_returned(
    httpx_mock: HTTPXMock, tmp_path: Path, answer: dict[str, Any], error: type[AdapterError]
) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        answers(httpx_mock, "product/update_stock", verb="POST", **answer)
        (result,) = await shop.set_stock([StockEdit(remote, {"P001-01": 1})], Steps())
    assert type(result) is error


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"error": "error_in_item_promotion_price_lock"}, Locked),
        ({"error": "error_server"}, Unknown),
        ({"error": "shop_banned"}, StopShop),
    ],
)
async def test_an_error_of_the_whole_call_is_raised(
    httpx_mock: HTTPXMock, tmp_path: Path, answer: dict[str, Any], error: type[AdapterError]
) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        answers(httpx_mock, "product/update_price", verb="POST", **answer)
        with pytest.raises(error):
            await shop.set_prices([PriceEdit(remote, {"P001-01": 1})], Steps())


async def test_a_sku_the_item_does_not_bear_is_never_priced(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        with pytest.raises(Bug, match="E_SHOPEE_SKU_NOT_ON_ITEM"):
            await shop.set_prices([PriceEdit(remote, {"P999-01": 1})], Steps())


@pytest.mark.parametrize(("live", "unlist"), [(True, False), (False, True)])
async def test_showing_and_hiding_go_in_one_call(
    httpx_mock: HTTPXMock, tmp_path: Path, live: bool, unlist: bool
) -> None:
    lists = {
        "success_list": [{"item_id": 1, "unlist": unlist}],
        "failure_list": [
            {"item_id": 2, "failed_reason": "item not found"},
            {"item_id": 3, "failed_reason": "in promotion"},
        ],
    }
    answers(httpx_mock, "product/unlist_item", lists, verb="POST")
    log = Steps()
    async with opened(tmp_path) as shop:
        results = await shop.set_state(["1", "2", "3", "4"], live, log)
        assert await shop.set_state([], live, log) == []
    assert [type(result) for result in results] == [type(None), NotFound, Locked, Unknown]
    entries = [{"item_id": number, "unlist": unlist} for number in (1, 2, 3, 4)]
    assert [(step, orjson.loads(body)) for step, body in log.started] == [("unlist_item", {"item_list": entries})]


async def test_when_all_fail_each_has_its_reason(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    failed = {"failure_list": [{"item_id": 1, "failed_reason": "promotion"}, {"item_id": 2}]}
    answers(httpx_mock, "product/unlist_item", failed, verb="POST", error="product.error_unlist_item_all_failed")
    async with opened(tmp_path) as shop:
        results = await shop.set_state(["1", "2"], False, Steps())
    assert [type(result) for result in results] == [Locked, Rejected]


async def test_all_failed_without_lists_is_raised(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, "product/unlist_item", verb="POST", error="error_unlist_item_all_failed", message="all failed")
    async with opened(tmp_path) as shop:
        with pytest.raises(Rejected):
            await shop.set_state(["1", "2"], False, Steps())
