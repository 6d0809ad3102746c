"""Whatever is sent, the answer is an envelope: no body, title or description makes the mock stumble."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from adapters.tiktok_shop.mock.shapes import CREATE, PRODUCT, SKU
from adapters.tiktok_shop.mock.text import check_description, check_title, plain, rewrite
from tests.unit.tiktok_shop_mock.client import PRODUCTS, Seller

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = some.text(alphabet="aàạ ữ<>/&;=\"'!-pbdivimgliu\n\té花🌸", max_size=60)
TEXT = some.one_of(some.text(max_size=20), some.sampled_from(["", "v2", "VND", "KILOGRAM", "7182910001", "1", "-1"]))
NAMES = some.sampled_from([*PRODUCT, *SKU, "uri", "values", "name", "value", "value_id", "amount", "currency", "unit"])
JUNK = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(-(2**70), 2**70), TEXT),
    lambda inner: some.one_of(some.lists(inner, max_size=3), some.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=8,
)
FIELDS = some.sampled_from([*CREATE, "product_ids", "status", "seller_skus", "name", "product_title"])
CALLS = some.sampled_from(
    [
        ("POST", PRODUCTS),
        ("POST", f"{PRODUCTS}/listing_check"),
        ("DELETE", PRODUCTS),
        ("POST", f"{PRODUCTS}/activate"),
        ("POST", "/product/202502/products/search"),
        ("POST", "/product/202309/brands"),
        ("POST", "/product/202309/categories/recommend"),
        ("POST", "/product/202411/products/diagnose_optimize"),
        ("PUT", "/product/202509/products/ID"),
        ("POST", "/product/202509/products/ID/partial_edit"),
        ("POST", "/product/202309/products/ID/prices/update"),
        ("POST", "/product/202309/products/ID/inventory/update"),
    ]
)


async def answered(verb: str, path: str, changes: dict[str, Any]) -> dict[str, Any]:
    seller = Seller.of(seed="1")
    product = (await seller.control("listings"))["listings"][0]
    body = {
        **await seller.body(main_images=[{"uri": "x"}]),
        "skus": [{"id": product["skus"][0]["id"], "inventory": [{"quantity": 1}]}],
        **changes,
    }
    raw = json.dumps(body).encode()
    path = path.replace("ID", product["id"])
    query = seller.query(verb, path, {"page_size": 5}, raw)
    response = await seller.raw(verb, path, query, content=raw)
    answer: dict[str, Any] = response.json()
    await seller.http.aclose()
    return answer


@QUICK
@given(call=CALLS, changes=some.dictionaries(FIELDS, JUNK, max_size=4))
def test_any_body_gets_an_envelope(call: tuple[str, str], changes: dict[str, Any]) -> None:
    answer = asyncio.run(answered(*call, changes))
    assert isinstance(answer["code"], int)
    assert isinstance(answer["message"], str)
    assert (answer["data"] is None) == (answer["code"] != 0)


@QUICK
@given(html=WORDS)
def test_any_description_is_judged_and_settles_for_good(html: str) -> None:
    list(check_description(html, lambda url: False))
    list(check_title(html))
    settled = rewrite(html)
    assert "script" not in settled
    twice = rewrite(settled)
    assert plain(twice).split() == plain(settled).split()
