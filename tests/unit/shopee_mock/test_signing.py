from __future__ import annotations

import hmac
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters._mock.clock import MockClock
from adapters._mock.market import Call
from adapters.shopee.mock.envelope import Refusal
from adapters.shopee.mock.gate import Form, Gate
from adapters.shopee.mock.grants import Grants
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


def gate_call(vector: dict[str, Any], signature_sent: str, **changed: str) -> Call:
    names = ("access_token", "shop_id" if vector["kind"] == "shop" else "merchant_id")
    rest = dict(zip(names, map(str, vector["rest"]), strict=True)) if vector["rest"] else {}
    common = {"partner_id": str(DATA["partner_id"]), "timestamp": str(DATA["timestamp"])}
    query = {**common, **rest, "sign": signature_sent, **changed}
    return Call("POST", vector["path"], list(query.items()), {}, b"", "")


def gate() -> Gate:
    """A gate whose machine's clock stands at the moment of the contract's vectors."""
    clock = MockClock(lambda: DATA["timestamp"])
    return Gate(clock, Grants(clock, 14_400))


def complaint(call: Call, form: Form) -> str:
    try:
        gate().check(call, form)
    except Refusal as refusal:
        return refusal.error
    return ""


@pytest.mark.parametrize("vector", DATA["vectors"], ids=lambda vector: vector["kind"])
def test_the_gate_takes_the_vectors_signatures(vector: dict[str, Any]) -> None:
    """The vectors' token is nobody's here, so the Shop form comes as far as the token; Merchant APIs there are none."""
    form: Form = "shop" if vector["rest"] else "public"
    past = {"shop": "invalid_acceess_token", "merchant": "error_sign"}.get(vector["kind"], "")
    assert complaint(gate_call(vector, vector["sign"]), form) == past
    flipped = vector["sign"][:-1] + ("0" if vector["sign"][-1] != "0" else "1")
    assert complaint(gate_call(vector, flipped), form) == "error_sign"


def signed(*parts: object, key: str = DATA["partner_key"], how: str = "sha256") -> str:
    return hmac.new(key.encode(), "".join(map(str, parts)).encode(), how).hexdigest()


PARTNER, MOMENT = DATA["partner_id"], DATA["timestamp"]
TOKEN, SHOP_ID = DATA["vectors"][1]["rest"]
PATH = DATA["vectors"][1]["path"]
GOOD = DATA["vectors"][1]["sign"]
MUTATIONS = {
    "another key": signed(PARTNER, PATH, MOMENT, TOKEN, SHOP_ID, key="mock_partner_key_0002"),
    "the key's case": signed(PARTNER, PATH, MOMENT, TOKEN, SHOP_ID, key=DATA["partner_key"].upper()),
    "another digest": signed(PARTNER, PATH, MOMENT, TOKEN, SHOP_ID, how="sha1"),
    "no partner": signed(PATH, MOMENT, TOKEN, SHOP_ID),
    "the path without /api/v2": signed(PARTNER, PATH.removeprefix("/api/v2"), MOMENT, TOKEN, SHOP_ID),
    "the path with a slash behind": signed(PARTNER, f"{PATH}/", MOMENT, TOKEN, SHOP_ID),
    "the path's case": signed(PARTNER, PATH.upper(), MOMENT, TOKEN, SHOP_ID),
    "another path": signed(PARTNER, "/api/v2/product/update_item", MOMENT, TOKEN, SHOP_ID),
    "another moment": signed(PARTNER, PATH, MOMENT + 1, TOKEN, SHOP_ID),
    "milliseconds": signed(PARTNER, PATH, MOMENT * 1000, TOKEN, SHOP_ID),
    "another token": signed(PARTNER, PATH, MOMENT, TOKEN[::-1], SHOP_ID),
    "the token's case": signed(PARTNER, PATH, MOMENT, TOKEN.upper(), SHOP_ID),
    "another shop": signed(PARTNER, PATH, MOMENT, TOKEN, SHOP_ID + 1),
    "shop before token": signed(PARTNER, PATH, MOMENT, SHOP_ID, TOKEN),
    "moment before path": signed(PARTNER, MOMENT, PATH, TOKEN, SHOP_ID),
    "the verb too": signed(PARTNER, "POST", PATH, MOMENT, TOKEN, SHOP_ID),
    "the query too": signed(PARTNER, PATH, MOMENT, TOKEN, SHOP_ID, "?a=1"),
    "the body too": signed(PARTNER, PATH, MOMENT, TOKEN, SHOP_ID, "{}"),
    "separators": signed(f"{PARTNER}&{PATH}&{MOMENT}&{TOKEN}&{SHOP_ID}"),
    "the public form": signed(PARTNER, PATH, MOMENT),
    "upper-case hex": GOOD.upper(),
    "cut short": GOOD[:-1],
    "a blank behind": f"{GOOD} ",
}


def test_the_form_that_the_mutations_start_from_is_right() -> None:
    assert signed(PARTNER, PATH, MOMENT, TOKEN, SHOP_ID) == GOOD


@pytest.mark.parametrize("sign", MUTATIONS.values(), ids=MUTATIONS.keys())
def test_every_mutation_of_a_signing_detail_is_wrong(sign: str) -> None:
    assert complaint(gate_call(DATA["vectors"][1], sign), "shop") == "error_sign"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"partner_id": "1000002"}, "invalid_partner_id"),
        ({"timestamp": str(MOMENT + 1)}, "error_sign"),
        ({"access_token": TOKEN.upper()}, "error_sign"),
        ({"shop_id": str(SHOP_ID + 1)}, "error_sign"),
        ({"sign": ""}, "error_param"),
        ({"timestamp": ""}, "error_param"),
        ({"timestamp": str(MOMENT - 301)}, "error_param"),
        ({"timestamp": str(MOMENT + 301)}, "error_param"),
    ],
)
def test_a_query_that_is_not_what_was_signed_is_refused(changed: dict[str, str], error: str) -> None:
    assert complaint(gate_call(DATA["vectors"][1], GOOD, **changed), "shop") == error


async def test_another_shops_token_is_refused_though_signed(seller: Seller) -> None:
    """A merchant's token, got in the main account's session, opens no shop."""
    page = f"{API}/shop/auth_partner"
    query = [*seller.query(page, "public"), ("redirect", "https://htx.example/"), ("main_account", "1")]
    location = (await seller.raw("GET", page, query)).headers["location"]
    code = parse_qs(urlsplit(location).query)["code"][0]
    got = {"code": code, "partner_id": PARTNER, "main_account_id": 555000}
    tokens = await seller.post("auth/token/get", got, form="public")
    renewed = {"refresh_token": tokens["refresh_token"], "partner_id": PARTNER, "merchant_id": 555001}
    seller.token = (await seller.post("auth/access_token/get", renewed, form="public"))["access_token"]
    assert (await seller.get("shop/get_shop_info"))["error"] == "invalid_acceess_token"
