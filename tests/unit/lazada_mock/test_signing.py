"""The signature, by the contract's vectors and by every way to get it wrong; where clients put the parameters."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.lazada.mock.sign import signature
from tests.unit.lazada_mock.client import Seller, checked, picture, sign

DATA = json.loads((Path(__file__).parents[2] / "data" / "lazada_vectors.json").read_text("utf-8"))
SECRET = "mock_app_secret_0001"


@pytest.mark.parametrize("vector", DATA["vectors"], ids=lambda vector: vector["name"])
def test_the_contracts_vectors(vector: dict[str, Any]) -> None:
    parameters = {**vector["parameters"], "sign": "left out"}
    assert signature(vector["secret"], vector["path"], parameters) == vector["sign"]
    expected = hmac.new(vector["secret"].encode(), vector["base"].encode(), "sha256").hexdigest().upper()
    assert expected == vector["sign"]


def base(api: str, parameters: dict[str, str]) -> str:
    return api + "".join(f"{name}{parameters[name]}" for name in sorted(parameters))


def digest(text: str, secret: str = SECRET, how: str = "sha256") -> str:
    return hmac.new(secret.encode(), text.encode(), how).hexdigest().upper()


API = "/product/item/get"


def mutations(p: dict[str, str]) -> dict[str, str]:
    good = digest(base(API, p))
    without = {name: value for name, value in p.items() if name != "item_id"}
    return {
        "another secret": digest(base(API, p), "mock_app_secret_0002"),
        "the secret's case": digest(base(API, p), SECRET.upper()),
        "another digest": digest(base(API, p), how="sha1"),
        "MD5 under sha256": digest(base(API, p), how="md5"),
        "no HMAC": hashlib.sha256((SECRET + base(API, p)).encode()).hexdigest().upper(),
        "lower-case hex": good.lower(),
        "cut short": good[:-1],
        "a blank behind": f"{good} ",
        "the path with /rest": digest(base(f"/rest{API}", p)),
        "the path without a slash": digest(base(API[1:], p)),
        "the path with a slash behind": digest(base(f"{API}/", p)),
        "another path": digest(base("/products/get", p)),
        "the path behind": digest(base("", p) + API),
        "no path": digest(base("", p)),
        "not sorted": digest(API + "".join(f"{name}{p[name]}" for name in sorted(p, reverse=True))),
        "with = and &": digest(API + "&".join(f"{name}={p[name]}" for name in sorted(p))),
        "values only": digest(API + "".join(p[name] for name in sorted(p))),
        "no access token": digest(base(API, {k: v for k, v in p.items() if k != "access_token"})),
        "no business parameter": digest(base(API, without)),
        "no sign_method": digest(base(API, {k: v for k, v in p.items() if k != "sign_method"})),
        "another moment": digest(base(API, {**p, "timestamp": str(int(p["timestamp"]) + 1)})),
        "seconds": digest(base(API, {**p, "timestamp": p["timestamp"][:-3]})),
        "the verb too": digest("GET" + base(API, p)),
        "sign itself": digest(base(API, {**p, "sign": good})),
    }


NAMES = list(mutations({"timestamp": "1700000000000", "item_id": "1"}))


@pytest.mark.parametrize("name", NAMES)
async def test_every_mutation_of_a_signing_detail_is_refused(seller: Seller, name: str) -> None:
    parameters = {**seller.system(), "item_id": "5"}
    answer = checked(await seller.raw("GET", API, {**parameters, "sign": mutations(parameters)[name]}))
    assert (answer["code"], answer["type"]) == ("IncompleteSignature", "ISV")


async def test_what_the_mutations_start_from_is_right(seller: Seller) -> None:
    parameters = {**seller.system(), "item_id": "5"}
    query = {**parameters, "sign": digest(base(API, parameters))}
    assert checked(await seller.raw("GET", API, query))["code"] == "208"


async def test_hmac_md5_is_what_old_sdks_send(seller: Seller) -> None:
    parameters = {**seller.system(), "sign_method": "hmac"}
    query = {**parameters, "sign": sign(SECRET, "/seller/get", parameters, "md5")}
    assert checked(await seller.raw("GET", "/seller/get", query))["code"] == "0"
    query = {**parameters, "sign": sign(SECRET, "/seller/get", parameters)}
    assert checked(await seller.raw("GET", "/seller/get", query))["code"] == "IncompleteSignature"


async def test_a_sign_method_nobody_knows(seller: Seller) -> None:
    parameters = {**seller.system(), "sign_method": "sha512"}
    query = {**parameters, "sign": sign(SECRET, "/seller/get", parameters, "sha512")}
    assert checked(await seller.raw("GET", "/seller/get", query))["code"] == "IncompleteSignature"


@pytest.mark.parametrize("signed", [True, False], ids=["kept in the base", "dropped from the base"])
async def test_both_readings_of_an_empty_value(seller: Seller, signed: bool) -> None:
    parameters = {**seller.system(), "language_code": ""}
    over = parameters if signed else {name: value for name, value in parameters.items() if value}
    query = {**parameters, "sign": sign(SECRET, "/category/tree/get", over)}
    assert checked(await seller.raw("GET", "/category/tree/get", query))["code"] == "0"


async def test_an_empty_token_where_none_is_needed(seller: Seller) -> None:
    """As one PHP client sends it, and signs it."""
    parameters = {**seller.system(token=False), "access_token": ""}
    query = {**parameters, "sign": sign(SECRET, "/category/tree/get", parameters)}
    assert checked(await seller.raw("GET", "/category/tree/get", query))["code"] == "0"


async def test_partner_id_and_debug_are_signed_like_any_other(seller: Seller) -> None:
    extra = {"partner_id": "lazop-sdk-python-20181207", "debug": "true"}
    assert (await seller.get("/seller/get", **extra))["code"] == "0"
    query = {**seller.signed("/seller/get", {}), **extra}
    assert checked(await seller.raw("GET", "/seller/get", query))["code"] == "IncompleteSignature"


PRICES = "/product/price_quantity/update"


def priced(created: dict[str, Any], price: str = "70000") -> dict[str, Any]:
    row = {"ItemId": str(created["item_id"]), "SkuId": str(created["sku_list"][0]["sku_id"]), "Price": price}
    return {"Request": {"Product": {"Skus": {"Sku": [row]}}}}


async def price(seller: Seller, created: dict[str, Any]) -> float:
    shown: float = (await seller.item(created["item_id"]))["skus"][0]["price"]
    return shown


def split(signed: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    system = {name: value for name, value in signed.items() if name != "payload"}
    return system, {"payload": signed["payload"]}


@pytest.mark.parametrize("style", "BCDEF")
async def test_every_style_of_a_write(seller: Seller, style: str) -> None:
    """B all in a form; C and E half in the query; D all in the query and again in a body; F all in the query."""
    created = await seller.create()
    signed = seller.signed(PRICES, {"payload": json.dumps(priced(created))})
    system, business = split(signed)
    sent: dict[str, dict[str, Any]] = {
        "B": {"data": signed},
        "C": {"query": system, "data": business},
        "D": {"query": signed, "json": {"payload": business["payload"], "access_token": seller.token}},
        "E": {"query": system, "json": business},
        "F": {"query": signed},
    }
    answer = checked(await seller.raw("POST", PRICES, **sent[style]))
    assert answer["code"] == "0", answer
    assert await price(seller, created) == 70000.0


def php(value: Any) -> str:
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/")


@pytest.mark.parametrize(
    "text",
    [
        lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
        json.dumps,
        php,
    ],
    ids=["as JavaScript writes it", "as Python writes it", "as PHP writes it"],
)
@pytest.mark.parametrize("body", [json.dumps, php], ids=["body spaced", "body as PHP"])
async def test_style_e_with_a_nested_payload(seller: Seller, text: Any, body: Any) -> None:
    """The body holds the object, the signature was made over its text: whichever way that is written."""
    created = await seller.create()
    wanted = {**priced(created, "71000"), "ghi chú": "giá mới/tháng 12"}
    system = seller.system()
    signed = {**system, "payload": text(wanted)}
    query = {**system, "sign": sign(SECRET, PRICES, signed)}
    content = body({"payload": wanted}).encode()
    headers = {"content-type": "application/json"}
    assert checked(await seller.raw("POST", PRICES, query, content=content, headers=headers))["code"] == "0"
    assert await price(seller, created) == 71000.0


@pytest.mark.parametrize("body", ["json", "data", "files"])
async def test_the_query_wins_over_the_body(seller: Seller, body: str) -> None:
    created = await seller.create()
    signed = seller.signed(PRICES, {"payload": json.dumps(priced(created))})
    text = json.dumps(priced(created, "1"))
    other: Any = {"payload": (None, text) if body == "files" else text}
    assert checked(await seller.raw("POST", PRICES, signed, **{body: other}))["code"] == "0"
    assert await price(seller, created) == 70000.0


async def test_a_body_member_that_was_not_signed(seller: Seller) -> None:
    signed = seller.signed("/category/brands/query", {"startRow": "0", "pageSize": "5"})
    extra = {**signed, "them": "1"}
    assert checked(await seller.raw("POST", "/category/brands/query", data=extra))["code"] == "IncompleteSignature"


async def test_style_e_with_numbers_and_truth_values(seller: Seller) -> None:
    system = seller.system()
    for shown in ("true", "1", "True"):
        parameters = {**system, "startRow": "0", "pageSize": "5", "co": shown}
        query = {**system, "sign": sign(SECRET, "/category/brands/query", parameters)}
        body = {"startRow": 0, "pageSize": 5, "co": True}
        assert checked(await seller.raw("POST", "/category/brands/query", query, json=body))["code"] == "0"


async def test_uploads_as_the_python_sdk_sends_them(seller: Seller) -> None:
    """Everything in the form, the file as a part named `image` without a content type."""
    parts = [(name, (None, value)) for name, value in seller.signed("/image/upload", {}).items()]
    response = await seller.raw("POST", "/image/upload", files=[*parts, ("image", ("image", picture(), ""))])
    assert checked(response)["data"]["image"]["hash_code"]


async def test_uploads_as_the_java_sdk_sends_them(seller: Seller) -> None:
    """System parameters in the query; the body opens with an empty line, its headers have no space behind the colon."""
    business = {"ghi_chu": "ảnh chum tương"}
    system = {k: v for k, v in seller.signed("/image/upload", business).items() if k not in business}
    body = b"\r\n--BIEN"
    for name, value in business.items():
        body += f'\r\nContent-Disposition:form-data;name="{name}"\r\nContent-Type:text/plain\r\n\r\n'.encode()
        body += value.encode() + b"\r\n--BIEN"
    body += b'\r\nContent-Disposition:form-data;name="image";filename="a.jpg"\r\n'
    body += b"Content-Type:application/octet-stream\r\n\r\n" + picture("blue", kind="JPEG") + b"\r\n--BIEN--\r\n"
    headers = {"content-type": "multipart/form-data;charset=UTF-8;boundary=BIEN"}
    answer = checked(await seller.raw("POST", "/image/upload", system, content=body, headers=headers))
    assert answer["data"]["image"]["url"].endswith(".jpg")


async def test_a_get_with_a_form_content_type_and_no_body(seller: Seller) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded;charset=UTF-8"}
    response = await seller.raw("GET", "/seller/get", seller.signed("/seller/get", {}), headers=headers)
    assert checked(response)["code"] == "0"


@pytest.mark.parametrize("body", [b"[1]", b"{", b"{}", b"chum", b'{"a":NaN', "ư".encode("utf-16")])
async def test_bodies_that_are_nothing_do_not_break_it(seller: Seller, body: bytes) -> None:
    query = seller.signed("/seller/get", {})
    response = await seller.raw(
        "POST", "/seller/get", query, content=body, headers={"content-type": "application/json"}
    )
    assert checked(response)["code"] in ("UnsupportedHTTPMethod", "IncompleteSignature")


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(extra=st.dictionaries(WORDS.map(lambda name: f"x_{name}"), WORDS, max_size=4), form=st.booleans())
async def test_any_text_is_signed_as_it_stands(extra: dict[str, str], form: bool) -> None:
    seller = SHARED
    api = "/category/brands/query"
    signed = seller.signed(api, {"startRow": "0", "pageSize": "1", **extra})
    where: dict[str, Any] = {"data": signed} if form else {"query": signed}
    assert checked(await seller.raw("POST", api, **where))["code"] == "0"


SHARED = Seller.of(pace=1e6)


async def test_the_gates_order(seller: Seller) -> None:
    """Each call is wrong in everything that comes later as well."""
    bad_sign = {"sign": "0" * 64}
    old = str(int((time.time() - 7300) * 1000))
    path = "/product/nowhere"
    cases: list[tuple[str, str, dict[str, str], str]] = [
        ("GET", path, {"app_key": "7"}, "InvalidAppKey"),
        ("GET", path, {}, "MissingParameter"),
        ("GET", path, {**seller.system(token=False), "timestamp": old}, "MissingParameter"),
        ("GET", path, {**seller.system(token=False), "timestamp": old, **bad_sign}, "IllegalTimestamp"),
        ("GET", path, {**seller.system(token=False), **bad_sign}, "IncompleteSignature"),
        ("DELETE", path, seller.signed(path, {}, token=False), "InvalidApiPath"),
        ("GET", "/product/create", seller.signed("/product/create", {}, token=False), "UnsupportedHTTPMethod"),
        ("POST", "/product/create", seller.signed("/product/create", {}, token=False), "MissingParameter"),
        ("POST", "/product/create", seller.signed("/product/create", {"access_token": "x"}), "IllegalAccessToken"),
        ("POST", "/product/create", seller.signed("/product/create", {}), "MissingParameter"),
    ]
    for verb, api, query, code in cases:
        assert checked(await seller.raw(verb, api, query))["code"] == code, (verb, api)


@pytest.mark.parametrize("name", ["app_key", "timestamp", "sign_method", "sign"])
async def test_a_missing_common_parameter_is_named(seller: Seller, name: str) -> None:
    query = {key: value for key, value in seller.signed("/seller/get", {}).items() if key != name}
    answer = checked(await seller.raw("GET", "/seller/get", query))
    assert answer["code"] == "MissingParameter"
    assert f"'{name}'" in answer["message"]


@pytest.mark.parametrize(("seconds", "good"), [(0, True), (7190, True), (-7190, True), (7300, False), (-7300, False)])
async def test_the_timestamp_window(seller: Seller, seconds: int, good: bool) -> None:
    query = seller.signed("/seller/get", {}, moment=time.time() + seconds)
    assert checked(await seller.raw("GET", "/seller/get", query))["code"] == ("0" if good else "IllegalTimestamp")


@pytest.mark.parametrize(
    ("form", "good"),
    [("%Y-%m-%d %H:%M:%S", True), ("%Y-%m-%dT%H:%M:%SZ", True), ("%s", False), ("%d/%m/%Y", False)],
)
async def test_a_timestamp_may_be_a_date_in_utc(seller: Seller, form: str, good: bool) -> None:
    now = time.time()
    text = str(int(now)) if form == "%s" else time.strftime(form, time.gmtime(now))
    query = seller.signed("/seller/get", {"timestamp": text})
    assert checked(await seller.raw("GET", "/seller/get", query))["code"] == ("0" if good else "IllegalTimestamp")


async def test_milliseconds_that_end_in_zeros(seller: Seller) -> None:
    query = seller.signed("/seller/get", {"timestamp": f"{int(time.time())}000"})
    assert checked(await seller.raw("GET", "/seller/get", query))["code"] == "0"


async def test_the_other_spelling_of_the_timestamp_error() -> None:
    seller = Seller.of(timestamp_code="InvalidTimestamp")
    query = seller.signed("/seller/get", {}, moment=time.time() - 7300)
    assert checked(await seller.raw("GET", "/seller/get", query))["code"] == "InvalidTimestamp"


async def test_signatures_stay_with_the_machines_clock_unless_told(seller: Seller) -> None:
    await seller.control("clock", {"advance_s": 9000})
    assert (await seller.get("/seller/get"))["code"] == "0"
    await seller.control("clock", {"advance_s": 9000, "signatures": True})
    assert (await seller.get("/seller/get"))["code"] == "IllegalTimestamp"


async def test_a_path_outside_rest(seller: Seller) -> None:
    response = await seller.http.get("/seller/get", params=seller.signed("/seller/get", {}))
    assert checked(response)["code"] == "InvalidApiPath"
