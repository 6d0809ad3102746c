"""Answers of the wrong shape from Lazada: a value or a coded error, never a crash, a hang or a secret."""

from pathlib import Path

import httpx
import pytest

from connector.errors import AdapterError

from .lazada_tape import LAZADA
from .shapes import WrongShapes


class TestLazada(WrongShapes):
    market = LAZADA
    one_read = "seller/get"
    one_write = "product/create"


async def test_a_list_without_end_has_an_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page new and every page promising more."""
    monkeypatch.setattr("adapters.lazada.read.DEEPEST", 1000)
    asked = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        offset = int(request.url.params["offset"])
        products = [{"item_id": offset + n + 1, "status": "Active"} for n in range(50)]
        return httpx.Response(200, json={"code": "0", "data": {"total_products": 10**9, "products": products}})

    async with LAZADA.attacked(folder, "products/get", answer) as (shop, _):
        with pytest.raises(AdapterError, match="E_LAZADA_TOO_DEEP"):
            async for _ref in shop.scan():
                pass
    assert asked <= 22


@pytest.mark.parametrize("lives", [2**62, "99999999999999999999", -5])
async def test_a_token_of_an_odd_life_is_kept_all_the_same(folder: Path, lives: object) -> None:
    """What was issued must not be lost over a number: the old refresh token is spent."""
    body = {"code": "0", "access_token": "moi-0001-x", "refresh_token": "moi-0002-x", "expires_in": lives}
    path = "auth/token/refresh"
    beside = {"refresh_expires_in": 2**62, "country": "vn"}
    async with LAZADA.attacked(folder, path, lambda _: httpx.Response(200, json=body | beside)) as (shop, _):
        await shop.renew()  # type: ignore[attr-defined]
    assert "moi-0002-x" in (folder / "khoa.json").read_text()
