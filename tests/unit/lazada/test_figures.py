"""Prices and stock of many SKUs in a call: who failed, who counted, and nothing sent twice."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_httpx import HTTPXMock

from connector.errors import Bug, Locked, NotFound, QuotaSpent, Rejected, StopShop
from connector.model import RemoteListing, RemoteVariant
from connector.port import PriceEdit, StockEdit

from .parts import Steps, answers, opened, product

PRICES, STOCK = "product/price_quantity/update", "product/stock/sellable/update"


def remote(number: int, skus: int = 1) -> RemoteListing:
    variants = tuple(RemoteVariant(remote_id=f"{number}{at:02}", sku=f"P{number:03}-{at:02}") for at in range(skus))
    return RemoteListing(remote_id=str(number), state="live", status="Active", variants=variants)  # type: ignore[arg-type]


def rows(httpx_mock: HTTPXMock, at: int = -1) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = product(httpx_mock.get_requests()[at])["Skus"]["Sku"]
    return found


def all_of(one: RemoteListing, figure: int) -> dict[str, int]:
    return {variant.sku: figure for variant in one.variants}


async def test_a_price_is_regular_and_no_total_is_ever_sent(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, PRICES, {}, verb="POST")
    answers(httpx_mock, STOCK, {}, verb="POST")
    one = remote(7)
    async with opened(tmp_path) as shop:
        assert await shop.set_prices([PriceEdit(one, {"P007-00": 99000})], Steps()) == [None]
        assert rows(httpx_mock) == [{"ItemId": "7", "SkuId": "700", "SellerSku": "P007-00", "Price": "99000"}]
        assert await shop.set_stock([StockEdit(one, {"P007-00": 0})], Steps()) == [None]
        assert rows(httpx_mock) == [{"ItemId": "7", "SkuId": "700", "SellerSku": "P007-00", "SellableQuantity": "0"}]


async def test_fifty_to_a_call_and_each_call_a_step_of_its_own(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    """One log for all of them: the same name with another body would be refused by the journal."""
    for _ in range(6):
        answers(httpx_mock, STOCK, {}, verb="POST")
    edits = [StockEdit(one, all_of(one, 5)) for one in (remote(number, 4) for number in range(1, 28))]
    log = Steps()
    async with opened(tmp_path) as shop:
        assert await shop.set_stock(edits, log) == [None] * 27
        assert [len(rows(httpx_mock, at)) for at in range(3)] == [50, 50, 8]
        assert len(set(log.names)) == 3
        await shop.set_stock(edits, log)  # again, identical, under the same names
    assert log.started[:3] == log.started[3:]


@pytest.mark.parametrize("code", ["0", "501"])
async def test_only_what_detail_names_did_not_count(httpx_mock: HTTPXMock, tmp_path: Path, code: str) -> None:
    detail = [
        {"field": "ItemId", "message": "ITEM_NOT_FOUND", "code": "E0501", "sku": "P001-00"},
        {"field": "Quantity", "message": "held", "code": "4170", "seller_sku": "p002-01"},
    ]
    answers(httpx_mock, STOCK, {}, verb="POST", code=code, detail=detail, message="E501: failed")
    edits = [StockEdit(one, all_of(one, 5)) for one in (remote(1), remote(2, 2), remote(3))]
    async with opened(tmp_path) as shop:
        gone, held, fine = await shop.set_stock(edits, Steps())
    assert isinstance(gone, NotFound)
    assert gone.skus == ()
    assert isinstance(held, Locked)
    assert held.skus == ("P002-01",)
    assert fine is None
    assert len(httpx_mock.get_requests()) == 1


async def test_a_detail_that_names_nobody_makes_each_product_stand_for_itself(
    httpx_mock: HTTPXMock, tmp_path: Path
) -> None:
    unclear = [{"field": "ItemId", "message": "ITEM_NOT_FOUND"}]
    answers(httpx_mock, STOCK, {}, verb="POST", detail=unclear)
    answers(httpx_mock, STOCK, {}, verb="POST")
    answers(httpx_mock, STOCK, {}, verb="POST", detail=unclear)
    answers(httpx_mock, STOCK, {}, verb="POST")
    log = Steps()
    edits = [StockEdit(one, all_of(one, 5)) for one in (remote(1), remote(2), remote(3))]
    async with opened(tmp_path) as shop:
        first, second, third = await shop.set_stock(edits, log)
    assert (first, third) == (None, None)
    assert isinstance(second, NotFound)
    assert len(set(log.names)) == 4


async def test_a_whole_call_refused_for_one_is_tried_for_each(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, PRICES, verb="POST", code="4104", message="VND has no decimals")
    answers(httpx_mock, PRICES, {}, verb="POST")
    answers(httpx_mock, PRICES, verb="POST", code="4104", message="VND has no decimals")
    edits = [PriceEdit(one, all_of(one, 5000)) for one in (remote(1), remote(2))]
    async with opened(tmp_path) as shop:
        first, second = await shop.set_prices(edits, Steps())
    assert first is None
    assert isinstance(second, Rejected)
    assert second.code == "E_LAZADA_PRICE"


async def test_one_bad_product_of_fifty_is_found_in_a_few_calls(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        skus = product(request)["Skus"]["Sku"]
        bad = any(row["ItemId"] == "31" for row in skus)
        refused = {"code": "4104", "type": "ISP", "message": "VND has no decimals", "request_id": "r"}
        return httpx.Response(200, json=refused if bad else {"code": "0", "data": {}, "request_id": "r"})

    httpx_mock.add_callback(answer, method="POST", is_reusable=True)
    edits = [PriceEdit(one, all_of(one, 5000)) for one in (remote(number) for number in range(1, 51))]
    log = Steps()
    async with opened(tmp_path) as shop:
        answers_ = await shop.set_prices(edits, log)
    assert [number for number, error in enumerate(answers_, start=1) if error is not None] == [31]
    assert len(httpx_mock.get_requests()) <= 2 * 6 + 1
    assert len(set(log.names)) == len(log.names), "each part is a step of its own"


@pytest.mark.parametrize(("code", "kind"), [("AppCallLimit", QuotaSpent), ("InsufficientPermission", StopShop)])
async def test_what_counted_before_everything_ended_is_told(
    httpx_mock: HTTPXMock, tmp_path: Path, code: str, kind: type[Exception]
) -> None:
    """Else it would be sent again tomorrow, over pieces that were sold meanwhile."""
    answers(httpx_mock, STOCK, {}, verb="POST")
    words = "this ban will last 9000 seconds"
    answers(httpx_mock, STOCK, verb="POST", code=code, message=words, type="ISV")
    edits = [StockEdit(one, all_of(one, 5)) for one in (remote(number, 50) for number in (1, 2, 3))]
    async with opened(tmp_path) as shop:
        first, second, third = await shop.set_stock(edits, Steps())
    assert first is None
    assert isinstance(second, kind)
    assert isinstance(third, kind)
    assert len(httpx_mock.get_requests()) == 2


@pytest.mark.parametrize(("code", "kind"), [("AppCallLimit", QuotaSpent), ("InsufficientPermission", StopShop)])
async def test_the_other_half_is_not_sent_after_what_ends_everything(
    httpx_mock: HTTPXMock, tmp_path: Path, code: str, kind: type[Exception]
) -> None:
    answers(httpx_mock, STOCK, verb="POST", code="4104", message="VND has no decimals")
    words = "this ban will last 9000 seconds"
    answers(httpx_mock, STOCK, verb="POST", code=code, message=words, type="ISV")
    edits = [StockEdit(one, all_of(one, 5)) for one in (remote(1), remote(2))]
    async with opened(tmp_path) as shop:
        first, second = await shop.set_stock(edits, Steps())
    assert isinstance(first, kind)
    assert isinstance(second, kind)
    assert len(httpx_mock.get_requests()) == 2


async def test_a_sku_that_the_product_does_not_bear_is_never_sent(tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        with pytest.raises(Bug) as told:
            await shop.set_prices([PriceEdit(remote(1), {"P999-00": 1})], Steps())
    assert told.value.code == "E_LAZADA_SKU_NOT_ON_ITEM"


async def test_a_product_without_a_sku_is_known_by_its_id(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    """As staff fill a shop in by hand: nothing empty is sent."""
    answers(httpx_mock, PRICES, {}, verb="POST")
    bare = remote(7).model_copy(update={"variants": (RemoteVariant(remote_id="700", sku="P7", bare=True),)})
    async with opened(tmp_path) as shop:
        assert await shop.set_prices([PriceEdit(bare, {"P7": 99000})], Steps()) == [None]
    assert rows(httpx_mock) == [{"ItemId": "7", "SkuId": "700", "Price": "99000"}]


async def test_nothing_to_write_is_no_call(tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        assert await shop.set_stock([], Steps()) == []
