"""Answers of the wrong shape from Shopee: a value or a coded error, never a crash, a hang or a secret."""

from pathlib import Path

import httpx
import pytest

from connector.errors import AdapterError

from .shapes import WrongShapes
from .shopee_tape import SHOPEE


class TestShopee(WrongShapes):
    market = SHOPEE
    one_read = "shop/get_shop_info"
    one_write = "product/add_item"


async def test_a_list_without_end_has_an_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page new and every page promising another."""
    monkeypatch.setattr("adapters.shopee.read.MOST_LISTED", 3000)
    asked = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        offset = int(request.url.params["offset"])
        items = [{"item_id": offset + n + 1, "item_status": "NORMAL"} for n in range(100)]
        response = {"item": items, "has_next_page": True, "next_offset": offset + 100}
        return httpx.Response(200, json={"error": "", "response": response})

    async with SHOPEE.attacked(folder, "product/get_item_list", answer) as (shop, _):
        with pytest.raises(AdapterError, match="E_SHOPEE_TOO_DEEP"):
            async for _ref in shop.scan():
                pass
    assert asked <= 31


async def test_a_token_that_lives_for_ever_is_kept_all_the_same(folder: Path) -> None:
    """What was issued must not be lost over a number: the old refresh token is spent."""
    body = {"error": "", "access_token": "moi-0001-x", "refresh_token": "moi-0002-x", "expire_in": 2**62}
    path = "auth/access_token/get"
    async with SHOPEE.attacked(folder, path, lambda _: httpx.Response(200, json=body)) as (shop, _):
        await shop.renew()  # type: ignore[attr-defined]
    assert "moi-0002-x" in (folder / "khoa.json").read_text()
