"""Every code of the contract's error table can be had from the mock: by its natural cause where a mock can have one,
else by a fault that names it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.shopee_mock.client import API, Seller, picture, value

ROWS: list[dict[str, str]] = json.loads((Path(__file__).parents[2] / "data" / "shopee_errors.json").read_text("utf-8"))[
    "codes"
]
INFO = f"{API}/shop/get_shop_info"
ADD = "POST */product/add_item"
BLOCKED = ("Thực phẩm và đồ uống", "Đồ uống có cồn", "Rượu & bia")
TEA = ("Thực phẩm và đồ uống", "Trà, cà phê & ca cao", "Trà túi lọc")
FLOWER = 100981

Answer = dict[str, Any]
Cause = Callable[[Seller], Awaitable[Answer]]


def adding(**changes: Any) -> Cause:
    """An item that is good but for this."""

    async def call(seller: Seller) -> Answer:
        return await seller.post("product/add_item", await seller.body(**changes))

    return call


def adding_at(path: tuple[str, ...], **changes: Any) -> Cause:
    async def call(seller: Seller) -> Answer:
        return await seller.post("product/add_item", await seller.body(category_id=seller.leaf(path), **changes))

    return call


def attributed(*extra: Any, without: int = 0) -> Cause:
    """A good item's attributes, plus some, minus one."""

    async def call(seller: Seller) -> Answer:
        body = await seller.body()
        kept = [each for each in body["attribute_list"] if each["attribute_id"] != without]
        return await seller.post("product/add_item", {**body, "attribute_list": [*kept, *extra]})

    return call


def asking(*gone: str, **changed: str) -> Cause:
    """A read whose query lacks something, or says something else."""

    async def call(seller: Seller) -> Answer:
        query = [(key, changed.get(key, said)) for key, said in seller.query(INFO) if key not in gone]
        answer: Answer = (await seller.raw("GET", INFO, query)).json()
        return answer

    return call


def faulted(kind: str, endpoint: str, code: str | None = None, message: str | None = None) -> Cause:
    """Any call, under a fault that says what it is refused with."""

    async def call(seller: Seller) -> Answer:
        said = {key: each for key, each in (("code", code), ("message", message)) if each}
        await seller.fault(kind, endpoint, **said)
        if "add_item" in endpoint:
            return await adding()(seller)
        if "token" in endpoint:
            return await refreshing(seller) if "access_token" in endpoint else await exchanging(seller)
        return await seller.get("shop/get_shop_info")

    return call


def later(seconds: int, cause: Cause) -> Cause:
    async def call(seller: Seller) -> Answer:
        await seller.control("clock", {"advance_s": seconds})
        return await cause(seller)

    return call


async def refreshing(seller: Seller) -> Answer:
    body = {"refresh_token": seller.info["refresh_token"], "partner_id": 1000001, "shop_id": 987654}
    return await seller.post("auth/access_token/get", body, form="public")


async def exchanging(seller: Seller) -> Answer:
    body = {"code": seller.info["code"], "partner_id": 1000001, "shop_id": 987654}
    return await seller.post("auth/token/get", body, form="public")


async def reading(seller: Seller) -> Answer:
    return await seller.get("shop/get_shop_info")


async def refreshing_twice(seller: Seller) -> Answer:
    await refreshing(seller)
    return await refreshing(seller)


async def refreshing_long_after(seller: Seller) -> Answer:
    """Refreshed every 29 days, until the seller's consent is a year old."""
    for _ in range(13):
        await seller.control("clock", {"advance_s": 29 * 86_400})
        answer = await refreshing(seller)
        seller.info = {**seller.info, "refresh_token": answer.get("refresh_token")}
    return answer


async def refreshing_revoked(seller: Seller) -> Answer:
    await seller.fault("revoke", "GET */get_shop_info")
    await reading(seller)
    return await refreshing(seller)


async def reading_revoked(seller: Seller) -> Answer:
    await seller.fault("revoke", "GET */get_shop_info")
    return await reading(seller)


async def late(seller: Seller) -> Answer:
    query = seller.query(INFO, timestamp=int(time.time()) - 301)
    answer: Answer = (await seller.raw("GET", INFO, query)).json()
    return answer


async def without_token(seller: Seller) -> Answer:
    answer: Answer = (await seller.raw("GET", INFO, seller.query(INFO, "public"))).json()
    return answer


async def twice(seller: Seller) -> Answer:
    await seller.add()
    return await adding(item_sku="KHAC")(seller)


async def tiny_picture(seller: Seller) -> Answer:
    return await seller.upload(picture(side=16))


async def untyped(seller: Seller) -> Answer:
    return await seller.post("product/add_item", {**await seller.body(), "seller_stock": 5})


async def nameless(seller: Seller) -> Answer:
    return await seller.post("product/update_item", {"item_name": "Tương nếp"})


EXTENDED = {"extended_description": {"field_list": [{"field_type": "text", "text": "Tương nếp ủ chum sành"}]}}
OWN: dict[tuple[str, str], dict[str, Any]] = {
    ("shop_banned", ""): {"shop_status": "BANNED"},
    ("error_repeated_mtsku", "A similar product has already been uploaded"): {"refuse_repeats": True},
    ("error_desc_image_no_pass", ""): {"allow_listed": True},
    ("product.error_busi", "Stock should be within 2-1000000 for model"): {"stock_min": 2},
    ("error_reach_shop_item_limit", ""): {"item_limit": 0},
    ("error_holiday_on_add_item", ""): {"holiday": True},
    ("error_seller_under_penalty", ""): {"penalty": True},
}
"""What kind of shop a code needs."""

CAUSES: dict[tuple[str, str], Cause] = {
    ("invalid_acceess_token", "Invalid access_token, please have a check."): later(14_400, reading),
    ("invalid_access_token", ""): faulted("expire_token", "GET */get_shop_info", "invalid_access_token"),
    ("error_auth", "Invalid access_token."): faulted(
        "expire_token", "GET */get_shop_info", "error_auth", "Invalid access_token."
    ),
    ("refresh_token_expired", ""): later(31 * 86_400, refreshing),
    ("error_shop_refresh_token", ""): refreshing_twice,
    ("shop_access_expired", ""): refreshing_long_after,
    ("shop_no_linked", ""): refreshing_revoked,
    ("partner_shop_no_link", ""): reading_revoked,
    ("error_auth", "Invalid code"): faulted("reject", "POST */auth/token/get"),
    ("error_auth", "Invalid refresh_token."): faulted("reject", "POST */auth/access_token/get"),
    ("error_sign", "Wrong sign."): asking(sign="0" * 64),
    ("error_param", "There is no sign in query."): asking("sign"),
    ("error_param", "no timestamp"): asking("timestamp"),
    ("error_param", "Timestamp is expired."): late,
    ("error_param", "There is no access_token in query."): without_token,
    ("error_param", "Invalid partner_id."): asking(partner_id="ocop"),
    ("invalid_partner_id", ""): asking(partner_id="7"),
    ("error_rate_limit", "Too many requests"): faulted("throttle", "GET */get_shop_info"),
    ("error_limit", ""): faulted("daily_quota", "GET */get_shop_info"),
    ("error_auth", "No permission to current api."): faulted("reject", ADD, "error_auth"),
    ("shop_banned", ""): adding(),
    ("error_server", ""): faulted("error_server", ADD),
    ("product.error_busi", "Too many connections"): faulted("error_busi", ADD),
    ("error_repeated_mtsku", "A similar product has already been uploaded"): twice,
    ("product.error_busi", "product is duplicated"): faulted(
        "reject", ADD, "product.error_busi", "product is duplicated"
    ),
    ("error_param", "Image not exist."): adding(pictures=["vn-11134207-7ras8-m9999999999999"]),
    ("error_image_unavailable", ""): adding(pictures=["ngan"]),
    ("error_image_num_min", ""): adding(image={"image_id_list": []}),
    ("error_desc_image_no_pass", ""): adding(description_type="extended", description_info=EXTENDED),
    ("product.error_param", "image is invalid or not supported"): tiny_picture,
    ("error_invalid_category", ""): adding(category_id=5),
    ("error_category_is_block", ""): adding_at(BLOCKED),
    ("error_less_required_attribute", ""): attributed(without=100974),
    ("error_invalid_attribute", ""): attributed(value(5, 1)),
    ("error_invalid_attribute_value", ""): attributed(value(100037, 5), without=100037),
    ("error_invalid_category_attribute", ""): attributed(value(101032, 4027)),
    ("error_value_name_required", ""): attributed(value(100974, 0), without=100974),
    ("error_value_id_must_equal_zero", ""): attributed(value(100974, 4001), without=100974),
    ("error_param", "Invalid attribute."): adding_at(TEA, attribute_list=[value(FLOWER, 4019)]),
    ("error_invalid_brand", ""): adding(brand={"brand_id": 5, "original_brand_name": "Lạ"}),
    ("error_incalid_brand", ""): adding(brand={}),
    ("error_less_required_brand", ""): adding(brand=None),
    ("error_brand_forbidden", ""): adding(brand={"brand_id": 1100108, "original_brand_name": "RIÊNG MỘT NHÀ"}),
    ("error_item_name_is_too_short", ""): adding(item_name="Tương"),
    ("error_title_exceeds_max_length", ""): adding(item_name="Tương nếp " * 13),
    ("error_title_character_forbidden", ""): adding(item_name="Tương nếp <b>ngon</b>"),
    ("error_desc_length_min_limit", ""): adding(description="Ngon"),
    ("error_desc_hash_tag_over_limit", ""): adding(description=" ".join(f"#tuong{n}" for n in range(19))),
    ("error_price_exceed_min_limitt", ""): adding(original_price=999),
    ("error_price_exceed_max_limitt", ""): adding(original_price=120_000_001),
    ("error_invalid_price", ""): adding(original_price=0),
    ("product.error_busi", "Stock should be within 2-1000000 for model"): adding(seller_stock=[{"stock": 1}]),
    ("error_invalid_days_to_ship", ""): adding(pre_order={"is_pre_order": True, "days_to_ship": 6}),
    ("error_param_dts_exceeds_max_limit", ""): adding(pre_order={"is_pre_order": True, "days_to_ship": 16}),
    ("error_invalid_logistic_info", ""): adding(logistic_info=[{"logistic_id": 50010, "enabled": True}]),
    ("error_param", "Invalid logistic info, "): adding(logistic_info=[{"logistic_id": 5, "enabled": True}]),
    ("error_param", "dimension is required"): adding(dimension=None),
    ("error_param", "Invalid Weight."): adding(weight=0),
    ("error_reach_shop_item_limit", ""): adding(),
    ("error_holiday_on_add_item", ""): adding(),
    ("error_seller_under_penalty", ""): adding(),
    ("product.error_param", "invalid field ItemId: value must  Not Null"): nameless,
    ("product.error_param", "decode slice: expect [ or n, but found 5"): untyped,
}
CAUSELESS = [
    *("error_partner_key_expired", "error_api_permission", "error_kyc_auth", "source_ip_undeclared", "api_suspended"),
    *("error_inner", "error_network", "error_system_busy", "error_unknown"),
    *("error_incalid_category", "error_forbidden_category", "error_name_length_limit"),
]
"""Codes that nothing inside a mock causes: `reject` with that `code`."""
CAUSES |= {(code, ""): faulted("reject", ADD, code) for code in CAUSELESS}


def key(row: dict[str, str]) -> tuple[str, str]:
    return row["code"], row.get("message", "")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['class']}: {row['code']} {row.get('message', '')}")
async def test_every_code_of_the_table_can_be_had(row: dict[str, str]) -> None:
    seller = Seller.of(**OWN.get(key(row), {}))
    answer = await CAUSES[key(row)](seller)
    assert answer["error"] == row["code"]
    assert row.get("message", "") in answer["message"]
    assert answer["message"]
    assert answer["request_id"]


def test_no_cause_is_without_its_row() -> None:
    assert set(CAUSES) == {key(row) for row in ROWS}
    assert set(OWN) <= set(CAUSES)


@pytest.mark.parametrize(
    ("code", "status"), [("error_sign", 403), ("error_limit", 429), ("error_inner", 200), ("product.error_param", 200)]
)
async def test_a_code_travels_on_the_status_of_its_class(seller: Seller, code: str, status: int) -> None:
    await seller.fault("reject", "GET */get_shop_info", code=code)
    response = await seller.raw("GET", INFO, seller.query(INFO))
    assert (response.status_code, response.json()["error"]) == (status, code)


@pytest.mark.parametrize("kind", ["reject", "error_server", "error_busi", "late_error"])
async def test_every_refusing_fault_can_say_another_code(seller: Seller, kind: str) -> None:
    await seller.fault(kind, ADD, code="error_network", message="Inner http call failed")
    answer = await adding()(seller)
    assert (answer["error"], answer["message"]) == ("error_network", "Inner http call failed")
    assert len(await seller.listed()) == (1 if kind == "late_error" else 0)


async def test_a_banned_shop_reads_but_neither_writes_nor_refreshes() -> None:
    seller = Seller.of(shop_status="BANNED")
    assert (await reading(seller))["status"] == "BANNED"
    assert (await refreshing(seller))["error"] == "shop_banned"
    assert (await seller.post("product/delete_item", {"item_id": 1}))["error"] == "shop_banned"


async def test_a_full_shop_takes_one_more_when_one_is_deleted() -> None:
    seller = Seller.of(item_limit=1)
    limits = (await seller.get("product/get_item_limit"))["response"]
    assert limits["item_count_limit"] == {"max_limit": 1}
    item = await seller.add()
    assert (await adding()(seller))["error"] == "error_reach_shop_item_limit"
    await seller.post("product/delete_item", {"item_id": item})
    assert (await adding()(seller))["error"] == ""
