from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from adapters.shopee.mock.sign import signature
from tests.unit.shopee_mock.client import API, Seller

DATA: dict[str, Any] = json.loads((Path(__file__).parents[2] / "data" / "shopee_vectors.json").read_text("utf-8"))
SHOP_INFO = f"{API}/shop/get_shop_info"


@pytest.mark.parametrize("vector", DATA["vectors"], ids=lambda vector: vector["kind"])
def test_signs_as_the_contracts_vectors(vector: dict[str, Any]) -> None:
    signed = signature(DATA["partner_key"], DATA["partner_id"], vector["path"], DATA["timestamp"], *vector["rest"])
    assert signed == vector["sign"]


async def refusal(seller: Seller, query: list[tuple[str, str]], path: str = SHOP_INFO) -> tuple[int, str, str]:
    response = await seller.raw("GET", path, query)
    answer = response.json()
    assert "response" not in answer
    assert len(answer["request_id"]) == 32
    return response.status_code, answer["error"], answer["message"]


def without(query: list[tuple[str, str]], *names: str, **changed: str) -> list[tuple[str, str]]:
    return [(key, changed.get(key, value)) for key, value in query if key not in names]


async def test_checks_in_shopees_order(seller: Seller) -> None:
    """Each call mends one complaint of the one before, so the order of the checks shows."""
    good = seller.query(SHOP_INFO)
    old = str(int(time.time()) - 301)
    assert await refusal(seller, []) == (403, "error_param", "There is no partner_id in query.")
    assert (await refusal(seller, without(good, partner_id="7")))[1] == "invalid_partner_id"
    assert (await refusal(seller, without(good, "timestamp", "sign")))[2] == "no timestamp"
    assert "should be an integer" in (await refusal(seller, without(good, timestamp="hôm nay")))[2]
    assert (await refusal(seller, without(good, "sign", timestamp=old)))[2] == "Timestamp is expired."
    assert (await refusal(seller, without(good, "sign", "access_token")))[2] == "There is no sign in query."
    assert await refusal(seller, without(good, sign="0" * 64)) == (403, "error_sign", "Wrong sign.")
    no_token = without(seller.query(SHOP_INFO, "public"))
    assert (await refusal(seller, no_token))[2] == "There is no access_token in query."


async def test_a_timestamp_within_five_minutes_passes(seller: Seller) -> None:
    for drift in (-290, 290):
        query = seller.query(SHOP_INFO, timestamp=int(time.time()) + drift)
        assert (await seller.raw("GET", SHOP_INFO, query)).json()["error"] == ""


async def test_the_signature_window_keeps_the_machines_clock_unless_asked(seller: Seller) -> None:
    await seller.control("clock", {"advance_s": 3600})
    assert (await seller.get("shop/get_shop_info"))["error"] == ""
    await seller.control("clock", {"advance_s": 3600, "signatures": True})
    assert (await seller.get("shop/get_shop_info"))["message"] == "Timestamp is expired."


async def test_query_order_and_extra_keys_do_not_matter(seller: Seller) -> None:
    query = [*reversed(seller.query(SHOP_INFO)), ("lang", "vi"), ("empty", "")]
    assert (await seller.raw("GET", SHOP_INFO, query)).json()["error"] == ""


async def test_an_upper_case_signature_is_wrong(seller: Seller) -> None:
    query = [(key, value.upper() if key == "sign" else value) for key, value in seller.query(SHOP_INFO)]
    assert (await refusal(seller, query))[1] == "error_sign"


async def test_a_signature_in_vietnamese_is_wrong_not_a_crash(seller: Seller) -> None:
    assert (await refusal(seller, without(seller.query(SHOP_INFO), sign="chữ ký")))[1] == "error_sign"


async def test_another_shops_id_is_refused_though_signed(seller: Seller) -> None:
    seller.info = {**seller.info, "shop_id": 111222}
    assert (await refusal(seller, seller.query(SHOP_INFO)))[1] == "partner_shop_no_link"


@pytest.mark.parametrize(("verb", "path"), [("GET", "/api/v2/product/nothing"), ("POST", SHOP_INFO), ("GET", "/x")])
async def test_wrong_path_or_verb(seller: Seller, verb: str, path: str) -> None:
    answer = (await seller.raw(verb, path, seller.query(path))).json()
    assert answer["error"] == "error_param"
    assert answer["message"].startswith("Permission denied. This API is currently offline")


async def test_statuses_are_configurable() -> None:
    seller = Seller.of(gateway_status=200, business_status=400, rate_status=503)
    path = f"{API}/product/get_item_base_info"
    assert (await seller.raw("GET", path, [])).status_code == 200
    assert (await seller.raw("GET", path, [*seller.query(path), ("item_id_list", "1")])).status_code == 400
    await seller.fault("throttle")
    assert (await seller.raw("GET", path, seller.query(path))).status_code == 503
