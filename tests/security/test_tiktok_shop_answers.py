"""Answers of the wrong shape from TikTok Shop: a value or a coded error, never a crash, a hang or a secret."""

from pathlib import Path

import httpx
import pytest

from connector.errors import AdapterError

from .shapes import WrongShapes
from .tiktok_shop_tape import TIKTOK_SHOP


class TestTikTokShop(WrongShapes):
    market = TIKTOK_SHOP
    one_read = "authorization/202309/shops"
    one_write = "product/202309/products"


async def test_a_list_without_end_has_an_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page new and every page promising another."""
    monkeypatch.setattr("adapters.tiktok_shop.read.MOST_PAGES", 30)
    asked = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        products = [{"id": str(1_729_382_476_852_921_560 + asked * 100 + n), "status": "ACTIVATE"} for n in range(100)]
        data = {"total_count": 10**9, "next_page_token": f"trang-{asked}", "products": products}
        return httpx.Response(200, json={"code": 0, "data": data})

    path = "product/202502/products/search"
    async with TIKTOK_SHOP.attacked(folder, path, answer) as (shop, _):
        with pytest.raises(AdapterError, match="E_TIKTOK_TOO_DEEP"):
            async for _ref in shop.scan():
                pass
    assert asked == 30


@pytest.mark.parametrize("ends", [2**62, -5, 0])
async def test_a_token_of_an_odd_life_is_kept_all_the_same(folder: Path, ends: int) -> None:
    """What was issued must not be lost over a number: the old refresh token is spent."""
    tokens = {"access_token": "moi-0001-x", "refresh_token": "moi-0002-x"}
    data = {**tokens, "access_token_expire_in": ends, "refresh_token_expire_in": ends}
    path = "api/v2/token/refresh"
    answer = httpx.Response(200, json={"code": 0, "data": data})
    async with TIKTOK_SHOP.attacked(folder, path, lambda _: answer) as (shop, _):
        await shop.renew()  # type: ignore[attr-defined]
    assert "moi-0002-x" in (folder / "khoa.json").read_text()
