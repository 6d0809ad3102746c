"""What is sent: exact fields, no blanks, stock over several warehouses, answers that say nothing readable."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpx import HTTPXMock

from adapters.tiktok_shop import SPEC
from adapters.tiktok_shop.fields import identifier, parcel
from adapters.tiktok_shop.models import Sku
from adapters.tiktok_shop.write import _spread
from connector.clock import SystemClock
from connector.errors import BadUse, Bug, NotReady, Unknown
from connector.model import Group, Package, RemoteListing, RemoteVariant
from connector.port import OpenShop, StockEdit

from .parts import BASE, SAUCE, Steps, bench, composed, listed, listing, one_sku, uploaded

KEYS = {
    "base_url": BASE,
    "app_key": "6a1b2c3d4e5f",
    "app_secret": "8f3c1b7e5d2a4960",
    "access_token": "ROW_ma",
    "shop_cipher": "ROW_an",
    "shop_id": "7",
    "warehouse_id": "W1",
    "pace": 1000,
}


def opened(folder: Path, **changes: Any) -> Any:
    (folder / "khoa.json").write_text(json.dumps({**KEYS, **changes}), encoding="utf-8")
    return SPEC.open(
        OpenShop(shop="t", environment="mock", credentials="file:khoa.json", folder=folder, clock=SystemClock())
    )


def answer(data: Any = None, code: int = 0) -> dict[str, Any]:
    return {"code": code, "message": "Success" if not code else "Why", "request_id": "1", "data": data or {}}


REMOTE = RemoteListing(
    remote_id="71", state="live", status="ACTIVATE", variants=(RemoteVariant(remote_id="91", sku="TUONG-500"),)
)


async def test_a_create_says_what_has_a_value_and_nothing_else(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted = composed(await on.shop.facts([SAUCE], None))
        images, log = await uploaded(on, wanted), Steps()
        await on.shop.create(wanted, images, log)
        (body,) = log.bodies
        assert set(body) == {
            *("title", "description", "category_id", "category_version", "product_attributes", "main_images"),
            *("package_weight", "package_dimensions", "skus", "certifications", "save_mode", "idempotency_key"),
        }
        assert (body["category_version"], body["save_mode"]) == ("v2", "LISTING")
        assert body["package_weight"] == {"value": "0.62", "unit": "KILOGRAM"}
        assert body["skus"] == [
            {
                "seller_sku": "TUONG-500",
                "price": {"amount": "65000", "currency": "VND"},
                "inventory": [{"warehouse_id": on.line["warehouse_id"], "quantity": 25}],
            }
        ]
        dated, undated = body["certifications"]
        assert dated["expiration_date"] == 4102333200  # 2099-12-31 begins in Vietnam
        assert dated["files"][0]["name"].endswith(".pdf")
        assert "P036" not in dated["files"][0]["name"]
        assert "expiration_date" not in undated


def test_a_parcel_without_a_size_names_none_and_grams_are_exact() -> None:
    body = parcel(Package(weight_g=1005, length_cm=1, width_cm=1, height_cm=1))
    assert body == {"package_weight": {"value": "1.005", "unit": "KILOGRAM"}}
    assert parcel(Package(weight_g=2000, length_cm=30, width_cm=1, height_cm=1))["package_weight"] == {
        "value": "2",
        "unit": "KILOGRAM",
    }


@pytest.mark.parametrize(
    ("code", "kind"), [("9520123456788", "EAN"), ("95201234567881", "GTIN"), ("952012345678", "UPC")]
)
def test_kinds_of_barcodes(code: str, kind: str) -> None:
    assert identifier(code) == {"identifier_code": {"code": code, "type": kind}}
    assert identifier(f"{code}x") == identifier("") == {}


@given(st.integers(0, 50), st.lists(st.integers(0, 30), max_size=4))
def test_stock_over_warehouses_is_never_more_than_stated(pieces: int, held: list[int]) -> None:
    """The sum is exactly ours, every warehouse is named once, and the others keep theirs as far as it goes."""
    shelves = [{"warehouse_id": f"W{n}", "quantity": quantity} for n, quantity in enumerate(held)]
    rows = _spread(pieces, Sku.model_validate({"id": "1", "inventory": shelves}), "W0")
    found = {str(row["warehouse_id"]): row["quantity"] for row in rows}  # type: ignore[index,call-overload]
    assert sum(found.values()) == pieces
    assert found.keys() == ({f"W{n}" for n in range(len(held))} or {"W0"})
    assert all(0 <= found[f"W{n}"] <= quantity for n, quantity in enumerate(held) if n)


async def test_stock_goes_to_every_warehouse_of_a_sku(tmp_path: Path, httpx_mock: HTTPXMock) -> None:
    shelves = [{"warehouse_id": "W1", "quantity": 5}, {"warehouse_id": "W2", "quantity": 3}]
    product = {
        "id": "71",
        "status": "ACTIVATE",
        "skus": [{"id": "91", "seller_sku": "TUONG-500", "inventory": shelves}],
    }
    httpx_mock.add_response(method="GET", json=answer(product))
    httpx_mock.add_response(method="POST", json=answer())
    async with opened(tmp_path) as shop:
        assert await shop.set_stock([StockEdit(REMOTE, {"TUONG-500": 10})], Steps()) == [None]
    sent = json.loads(httpx_mock.get_requests()[-1].content)["skus"]
    assert {row["warehouse_id"]: row["quantity"] for row in sent[0]["inventory"]} == {"W1": 7, "W2": 3}


async def test_a_shop_without_a_warehouse_is_told_so(tmp_path: Path, httpx_mock: HTTPXMock) -> None:
    closed = {"id": "9", "type": "SALES_WAREHOUSE", "effect_status": "DISABLED"}
    httpx_mock.add_response(json=answer({"warehouses": [closed]}))
    async with opened(tmp_path, warehouse_id="") as shop:
        with pytest.raises(NotReady, match="E_TIKTOK_NO_WAREHOUSE"):
            await shop.create(listing(), {picture.key: "u" for picture in listing().media}, Steps())


@pytest.mark.parametrize(
    "given",
    [
        {"text": "<html>gateway</html>", "status_code": 502},
        {"json": {"message": "no code"}},
        {"json": [1, 2]},
        {"json": answer(code=36009003), "status_code": 500},
        {"json": {"code": True}},
    ],
)
async def test_an_answer_nobody_can_read_is_no_answer(tmp_path: Path, httpx_mock: HTTPXMock, given: Any) -> None:
    httpx_mock.add_response(method="POST", **given)
    async with opened(tmp_path) as shop:
        with pytest.raises(Unknown):
            await shop.update(REMOTE, listing(), {Group.TITLE}, {}, Steps())


@pytest.mark.parametrize("data", [{}, {"product_id": ""}, {"skus": [{"id": "91", "seller_sku": "TUONG-500"}]}])
async def test_a_create_that_is_answered_without_its_id_is_to_be_looked_up(
    tmp_path: Path, httpx_mock: HTTPXMock, data: Any
) -> None:
    """Bound to no id the listing would be lost: called deleted, and its star never watched again."""
    httpx_mock.add_response(url=re.compile(r".*/listing_check.*"), json=answer({"check_result": "PASS"}))
    httpx_mock.add_response(url=re.compile(r".*/products\?.*"), json=answer(data))
    async with opened(tmp_path) as shop:
        with pytest.raises(Unknown, match="E_TIKTOK_OUTCOME_UNKNOWN"):
            await shop.create(listing(), {picture.key: "u" for picture in listing().media}, Steps())


async def test_too_fast_waits_and_sends_the_same_again(tmp_path: Path, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=429, json=answer(code=36009002), headers={"retry-after": "0"})
    httpx_mock.add_response(json=answer({"product_id": "71"}))
    async with opened(tmp_path) as shop:
        await shop.update(REMOTE, listing(), {Group.TITLE}, {}, Steps())
    first, second = httpx_mock.get_requests()
    assert first.content == second.content


async def test_nothing_leaves_before_its_step_is_durable(tmp_path: Path, httpx_mock: HTTPXMock) -> None:
    class Refusing(Steps):
        async def start(self, step: str, body: bytes) -> None:
            raise Bug("E_REQUEST_BROKEN", original=step)

    async with opened(tmp_path) as shop:
        with pytest.raises(Bug):
            await shop.update(REMOTE, listing(), {Group.TITLE}, {}, Refusing())
    assert httpx_mock.get_requests() == []


async def test_a_sku_the_product_does_not_bear_is_our_bug(tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        with pytest.raises(Bug, match="E_TIKTOK_SKU_NOT_ON_PRODUCT"):
            await shop.set_stock([StockEdit(REMOTE, {"KHAC": 1})], Steps())
        with pytest.raises(Bug, match="E_TIKTOK_NOTHING_TO_WRITE"):
            await shop.update(REMOTE, listing(), set(), {}, Steps())


async def test_reads_that_stay_unreadable_give_up(tmp_path: Path, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(
        json={"code": 0, "data": {"products": [{"id": "1"}], "next_page_token": "x"}}, is_reusable=True
    )
    async with opened(tmp_path) as shop:
        with pytest.raises(Bug, match="E_TIKTOK_PAGING"):
            assert [ref async for ref in shop.scan()]


async def test_missing_keys_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadUse, match="app_secret"):
        async with opened(tmp_path, app_secret=""):
            pass


async def test_a_size_that_cannot_be_told_does_not_move_the_parcel(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        flat = Package(weight_g=300, length_cm=1, width_cm=1, height_cm=1)
        wanted, _, number = await listed(on, package=flat, variants=(one_sku(stock=1),))
        remote = (await on.shop.read([number]))[number]
        assert remote.groups[Group.PACKAGE] == on.shop.normalise(Group.PACKAGE, wanted.group(Group.PACKAGE))
