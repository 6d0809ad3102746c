from __future__ import annotations

import hmac
import json
import time
from pathlib import Path
from typing import Any

import pytest

from adapters._mock.clock import MockClock
from adapters._mock.market import Call
from adapters.tiktok_shop.mock import TikTokOptions
from adapters.tiktok_shop.mock.envelope import Refusal
from adapters.tiktok_shop.mock.gate import Gate
from adapters.tiktok_shop.mock.grants import Grants
from adapters.tiktok_shop.mock.options import SCOPES
from adapters.tiktok_shop.mock.sign import accepted, signature
from tests.unit.tiktok_shop_mock.client import PRODUCTS, V2, Seller

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "tiktok_shop_vectors.json").read_text("utf-8")
)["vectors"]
V1, SEARCH_VECTOR, UPLOAD, _ = VECTORS
SHOPS = "/authorization/202309/shops"
SEARCH = "/product/202502/products/search"
NAMES = [vector["name"] for vector in VECTORS]


def pairs(vector: dict[str, Any]) -> list[tuple[str, str]]:
    return [(key, value) for key, value in vector["query"]]


def signed_body(vector: dict[str, Any]) -> bytes:
    return b"" if vector["content_type"].startswith("multipart/") else vector["body"].encode()


@pytest.mark.parametrize("vector", VECTORS, ids=NAMES)
def test_signs_as_the_contracts_vectors(vector: dict[str, Any]) -> None:
    made = signature(vector["secret"], vector["path"], pairs(vector), signed_body(vector))
    assert made == vector["sign"]
    media = vector["content_type"].split(";")[0]
    assert accepted(made, vector["secret"], vector["path"], pairs(vector), media, vector["body"].encode())


def complaint(vector: dict[str, Any], sign: str, **changed: Any) -> int:
    """What a gate whose machine's clock stands at the vectors' moment says to the vector's call with that sign."""
    clock = MockClock(lambda: 1_764_000_000)
    gate = Gate(clock, Grants(clock, TikTokOptions()), SCOPES)
    query = [(key, changed.get(key, value)) for key, value in vector["query"] if key != "sign"]
    headers = {"content-type": changed.get("content_type", vector["content_type"]), "x-tts-access-token": "ROW_la"}
    body = changed.get("body", vector["body"].encode())
    path = changed.get("path", vector["path"])
    call = Call(vector["verb"], path, [*query, ("sign", sign)], headers, body, "http://mock.test")
    with pytest.raises(Refusal) as refusal:
        gate.check(call, SCOPES[0], "optional")
    return 0 if "'access_token' header is invalid" in refusal.value.message else refusal.value.code


@pytest.mark.parametrize("vector", VECTORS[:3], ids=NAMES[:3])
def test_the_gate_takes_the_vectors_signatures(vector: dict[str, Any]) -> None:
    """The vectors' token is nobody's here, so the call comes as far as the token."""
    assert complaint(vector, vector["sign"]) == 0
    flipped = vector["sign"][:-1] + ("0" if vector["sign"][-1] != "0" else "1")
    assert complaint(vector, flipped) == 106001


SECRET = SEARCH_VECTOR["secret"]
PATH = SEARCH_VECTOR["path"]
BODY = SEARCH_VECTOR["body"]
GOOD = SEARCH_VECTOR["sign"]
QUERY = sorted((k, v) for k, v in pairs(SEARCH_VECTOR) if k not in ("sign", "access_token"))
FLAT = "".join(key + value for key, value in QUERY)


def made(text: str, key: str = SECRET, how: str = "sha256") -> str:
    return hmac.new(key.encode(), text.encode(), how).hexdigest()


MUTATIONS = {
    "another key": made(SECRET + PATH + FLAT + BODY + SECRET, key=SECRET[::-1]),
    "the key's case": made(SECRET + PATH + FLAT + BODY + SECRET, key=SECRET.upper()),
    "another digest": made(SECRET + PATH + FLAT + BODY + SECRET, how="sha1"),
    "no secret around": made(PATH + FLAT + BODY),
    "the secret in front only": made(SECRET + PATH + FLAT + BODY),
    "the secret behind only": made(PATH + FLAT + BODY + SECRET),
    "the body left out": made(SECRET + PATH + FLAT + SECRET),
    "the body's order": made(SECRET + PATH + FLAT + json.dumps(json.loads(BODY), ensure_ascii=False) + SECRET),
    "the body escaped": made(SECRET + PATH + FLAT + json.dumps(json.loads(BODY), separators=(",", ":")) + SECRET),
    "body before query": made(SECRET + PATH + BODY + FLAT + SECRET),
    "unsorted": made(SECRET + PATH + "".join(k + v for k, v in reversed(QUERY)) + BODY + SECRET),
    "equals signs": made(SECRET + PATH + "".join(f"{k}={v}" for k, v in QUERY) + BODY + SECRET),
    "ampersands": made(SECRET + PATH + "&".join(k + v for k, v in QUERY) + BODY + SECRET),
    "values only": made(SECRET + PATH + "".join(v for _, v in QUERY) + BODY + SECRET),
    "a slash between": made(SECRET + PATH + "/" + FLAT + BODY + SECRET),
    "a question mark": made(SECRET + PATH + "?" + FLAT + BODY + SECRET),
    "no cipher": made(
        SECRET + PATH + FLAT.replace("shop_cipherGCP_XF90igAAAABh00qsWgtvOiGFNqyubMt3", "") + BODY + SECRET
    ),
    "with the token": made(SECRET + PATH + "access_tokenROW_khong_ky" + FLAT + BODY + SECRET),
    "with the sign": made(SECRET + PATH + FLAT + "sign0000" + BODY + SECRET),
    "with the host": made(SECRET + "open-api.tiktokglobalshop.com" + PATH + FLAT + BODY + SECRET),
    "with the verb": made(SECRET + "POST" + PATH + FLAT + BODY + SECRET),
    "another version": made(SECRET + PATH.replace("202502", "202309") + FLAT + BODY + SECRET),
    "the path's case": made(SECRET + PATH.upper() + FLAT + BODY + SECRET),
    "another moment": made(SECRET + PATH + FLAT.replace("1764000000", "1764000001") + BODY + SECRET),
    "milliseconds": made(SECRET + PATH + FLAT.replace("1764000000", "1764000000000") + BODY + SECRET),
    "upper-case hex": GOOD.upper(),
    "cut short": GOOD[:-1],
    "a blank behind": f"{GOOD} ",
    "in Vietnamese": "chữ ký",
}


def test_the_form_that_the_mutations_start_from_is_right() -> None:
    assert made(SECRET + PATH + FLAT + BODY + SECRET) == GOOD


@pytest.mark.parametrize("sign", MUTATIONS.values(), ids=MUTATIONS.keys())
def test_every_mutation_of_a_signing_detail_is_wrong(sign: str) -> None:
    assert complaint(SEARCH_VECTOR, sign) == 106001


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"app_key": "6A1B2C3D4E5F"}, 36009004),
        ({"timestamp": "1764000001"}, 106001),
        ({"timestamp": str(1_764_000_000 - 301)}, 36009004),
        ({"timestamp": str(1_764_000_000 + 31)}, 36009004),
        ({"timestamp": "hôm nay"}, 36009004),
        ({"page_size": "21"}, 106001),
        ({"body": BODY.replace("ALL", "ALl").encode()}, 106001),
        ({"body": BODY.encode() + b" "}, 106001),
        ({"content_type": "multipart/form-data; boundary=x"}, 106001),
        ({"path": PATH + "/"}, 106001),
    ],
)
def test_a_call_that_is_not_what_was_signed_is_refused(changed: dict[str, Any], code: int) -> None:
    assert complaint(SEARCH_VECTOR, GOOD, **changed) == code


async def test_the_window_is_five_minutes_back_and_half_a_minute_ahead(seller: Seller) -> None:
    for drift, good in ((-290, True), (25, True), (-310, False), (40, False)):
        query = {"app_key": seller.info["app_key"], "timestamp": str(int(time.time()) + drift)}
        answer = (await seller.raw("GET", SHOPS, {**query, "sign": seller.sign(SHOPS, query)})).json()
        assert (answer["code"] == 0) is good, drift


async def test_the_window_keeps_the_machines_clock_unless_asked(seller: Seller) -> None:
    await seller.control("clock", {"advance_s": 3600})
    await seller.good("GET", SHOPS)
    await seller.control("clock", {"advance_s": 3600, "signatures": True})
    assert "timestamp" in (await seller.call("GET", SHOPS))["message"]


@pytest.mark.parametrize("signed", [b"", b"{}"])
async def test_an_empty_object_may_be_signed_or_not(seller: Seller, signed: bytes) -> None:
    query = seller.query("POST", SEARCH, {"page_size": 5}, signed)
    answer = (await seller.raw("POST", SEARCH, query, content=b"{}")).json()
    assert answer["code"] == 0
    spaced = seller.query("POST", SEARCH, {"page_size": 5}, b"{}")
    assert (await seller.raw("POST", SEARCH, spaced, content=b"{ }")).json()["code"] == 106001


@pytest.mark.parametrize("reading", ["1,2", "1", "1product_ids2"], ids=["by commas", "the first", "every one"])
async def test_a_repeated_key_may_be_signed_three_ways(seller: Seller, reading: str) -> None:
    path = "/product/202405/products/diagnoses"
    query = seller.query("GET", path, {"product_ids": reading})
    sent = [(key, value) for key, value in query.items() if key != "product_ids"]
    url = str(seller.http.build_request("GET", path, params=(*sent, ("product_ids", "1"), ("product_ids", "2"))).url)
    answer = (await seller.http.get(url, headers={"x-tts-access-token": seller.token})).json()
    assert answer["code"] == 0


@pytest.mark.parametrize("space", ["+", "%20"])
async def test_blanks_and_accents_in_the_query_are_signed_decoded(seller: Seller, space: str) -> None:
    path = "/product/202309/categories"
    query = seller.query("GET", path, {**V2, "keyword": "lọ hoa"})
    flat = "&".join(f"{key}={value}" for key, value in query.items()).replace(" ", space)
    response = await seller.http.get(f"{path}?{flat}", headers={"x-tts-access-token": seller.token})
    assert [row["local_name"] for row in response.json()["data"]["categories"]] == ["Bình & lọ hoa"]


async def test_the_body_of_a_delete_is_read_and_signed(seller: Seller) -> None:
    product = await seller.live()
    assert (await seller.good("DELETE", PRODUCTS, {"product_ids": [product]})) == {}
    query = seller.query("DELETE", PRODUCTS)
    refusal = await seller.raw("DELETE", PRODUCTS, query, content=json.dumps({"product_ids": [product]}).encode())
    assert refusal.json()["code"] == 106001


async def test_checks_come_in_the_contracts_order(seller: Seller) -> None:
    """Each call mends one complaint of the one before, so the order of the checks shows."""
    path, old = "/logistics/202309/warehouses", str(int(time.time()) - 3600)
    stranger = Seller.of(without_scope="seller.logistics")

    async def told(client: Seller, query: dict[str, str], path: str = path, token: str | None = None) -> str:
        headers = {} if token == "" else {"x-tts-access-token": token or client.token}
        answer = (await client.http.get(path, params=query, headers=headers)).json()
        return f"{answer['code']} {answer['message']}"

    def signed(query: dict[str, str]) -> dict[str, str]:
        return {**query, "sign": seller.sign(path, query)}

    key = {"app_key": seller.info["app_key"]}
    now = {**key, "timestamp": str(int(time.time()))}
    assert (await told(seller, {}, "/x")).startswith("36009009")
    assert "'app_key'" in await told(seller, {"timestamp": old})
    assert "timestamp" in await told(seller, {**key, "timestamp": old})
    assert "'sign' query parameter is missing" in await told(seller, now)
    assert (await told(seller, {**now, "sign": "x"}, token="")).startswith("106001")
    assert "header is missing" in await told(seller, signed(now), token="")
    assert "header is invalid" in await told(seller, signed(now), token="ROW_la")
    assert (await told(stranger, signed(now))).startswith("105005")
    await seller.fault("expire_token", times=1)
    assert (await told(seller, signed(now))).startswith("105002")
    assert (await told(seller, signed(now))).startswith("106013")
    assert (await told(seller, signed({**now, "shop_cipher": "la"}))).startswith("101000")
    assert (await told(seller, signed({**now, "shop_cipher": seller.info["shop_cipher"]}))).startswith("0 ")


OPTIONAL = ["/product/202309/categories/recommend"]


async def test_two_calls_take_the_cipher_or_go_without(seller: Seller) -> None:
    title = {"product_title": "Lọ hoa men rạn Bát Tràng cao 35 cm", **V2}
    product = await seller.live()
    sku = (await seller.get(product))["skus"][0]["id"]
    stock = {"skus": [{"id": sku, "inventory": [{"quantity": 3}]}]}
    for path, body in ((OPTIONAL[0], title), (f"{PRODUCTS}/{product}/inventory/update", stock)):
        raw = json.dumps(body).encode()
        query = {k: v for k, v in seller.query("POST", path).items() if k not in ("sign", "shop_cipher")}
        query["sign"] = seller.sign(path, query, raw)
        answer = (await seller.raw("POST", path, query, content=raw)).json()
        assert answer["code"] == 0, answer
        assert (await seller.call("POST", path, body))["code"] == 0
