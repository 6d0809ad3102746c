"""Signatures against the contract's vectors, and against a stranger's client over what the adapter really sent."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.tiktok_shop.sign import base_string, signature

from .parts import bench, listed

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "tiktok_shop_vectors.json").read_text(encoding="utf-8")
)["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_contracts_vectors(vector: dict[str, Any]) -> None:
    query = [(name, value) for name, value in vector["query"]]
    base = base_string(vector["path"], query, vector["content_type"], vector["body"].encode())
    if "base" in vector:
        assert base == vector["base"].encode()
    assert signature(vector["secret"], base) == vector["sign"]


def test_every_byte_of_a_body_counts_but_none_of_a_form() -> None:
    query = [("timestamp", "1764000000")]
    spaced, tight = (base_string("/a", query, "application/json", body) for body in (b'{"a": 1}', b'{"a":1}'))
    assert signature("k", spaced) != signature("k", tight)
    one, other = (base_string("/a", query, "multipart/form-data; boundary=+++", body) for body in (b"x", b"y"))
    assert one == other


async def test_a_stranger_computes_the_same_signatures_over_what_we_sent(tmp_path: Path) -> None:
    import tiktok_shop_api as stranger

    async with bench(tmp_path) as on:
        await listed(on)
        signed = [request for request in on.sent if "sign" in request.url.params]
        assert {request.method for request in signed} == {"GET", "POST"}
        for request in signed:
            query = request.url.params.multi_items()
            made = stranger.Signer.sign(
                path=request.url.path,
                query=query,
                content_type=request.headers.get("content-type"),
                body=request.content,
                app_secret=on.line["app_secret"],
            )
            assert made == dict(query)["sign"], request.url.path


async def test_the_cipher_goes_where_it_belongs_and_nowhere_else(tmp_path: Path) -> None:
    """The mock refuses it elsewhere; here is said which calls those are."""
    async with bench(tmp_path) as on:
        await on.shop.identity()
        await listed(on)
        without = {request.url.path for request in on.sent if "shop_cipher" not in request.url.params}
        assert without == {
            "/authorization/202309/shops",
            "/product/202309/images/upload",
            "/product/202309/files/upload",
        }
        assert all(request.headers["x-tts-access-token"] for request in on.sent)
        assert not any("access_token" in request.url.params for request in on.sent)


async def test_a_cipher_that_nobody_stored_is_asked_for(tmp_path: Path) -> None:
    async with bench(tmp_path, keys={"shop_cipher": None, "shop_id": None}) as on:
        assert [ref async for ref in on.shop.scan()] == []
        paths = [request.url.path for request in on.sent]
        assert paths == ["/authorization/202309/shops", "/product/202502/products/search"]
