from __future__ import annotations

import time

import pytest

from tests.unit.tiktok_shop_mock.client import Seller

SHOPS = "/authorization/202309/shops"


async def test_a_code_is_exchanged_once_and_the_printed_session_stays(seller: Seller) -> None:
    answer = await seller.exchange()
    data = answer["data"]
    assert (answer["code"], answer["message"]) == (0, "success")
    assert abs(data["access_token_expire_in"] - time.time() - 7 * 86_400) < 5
    assert abs(data["refresh_token_expire_in"] - time.time() - 365 * 86_400) < 5
    assert (data["user_type"], data["seller_base_region"]) == (0, "VN")
    assert "serller.product.optimize" in data["granted_scopes"]
    assert (await seller.exchange())["code"] == 36004005
    assert (await seller.call("GET", SHOPS))["code"] == 0
    seller.token = data["access_token"]
    assert (await seller.call("GET", SHOPS))["code"] == 0


async def test_a_code_lives_half_an_hour(seller: Seller) -> None:
    await seller.control("clock", {"advance_s": 1799})
    assert (await seller.exchange())["code"] == 0
    late = Seller.of()
    await late.control("clock", {"advance_s": 1800})
    assert (await late.exchange())["code"] == 36004005


async def test_the_shop_tells_its_cipher(seller: Seller) -> None:
    shop = (await seller.good("GET", SHOPS))["shops"][0]
    assert (shop["id"], shop["cipher"]) == (seller.info["shop_id"], seller.info["shop_cipher"])
    assert (shop["region"], shop["seller_type"]) == ("VN", "LOCAL")


async def test_a_refresh_renews_both_and_the_old_one_stays_good(seller: Seller) -> None:
    first = (await seller.refresh())["data"]
    assert first["refresh_token"] != seller.info["refresh_token"]
    assert (await seller.refresh())["code"] == 0
    assert (await seller.call("GET", SHOPS))["code"] == 0
    seller.token = first["access_token"]
    assert (await seller.call("GET", SHOPS))["code"] == 0


async def test_a_refresh_token_that_is_good_once() -> None:
    seller = Seller.of(refresh_once=True)
    renewed = (await seller.refresh())["data"]["refresh_token"]
    assert (await seller.refresh())["code"] == 36004005
    assert (await seller.refresh(renewed))["code"] == 0


async def test_tokens_run_out_with_the_mocks_clock(seller: Seller) -> None:
    await seller.control("clock", {"advance_s": 7 * 86_400})
    assert (await seller.call("GET", SHOPS))["code"] == 105002
    seller.token = (await seller.refresh())["data"]["access_token"]
    assert (await seller.call("GET", SHOPS))["code"] == 0
    await seller.control("clock", {"advance_s": 365 * 86_400})
    assert (await seller.refresh())["code"] == 36004001


async def test_a_revoked_shop_needs_consent_again(seller: Seller) -> None:
    await seller.fault("revoke", f"GET {SHOPS}")
    assert (await seller.call("GET", SHOPS))["code"] == 36009004
    assert (await seller.refresh())["code"] == 36004005
    await seller.control("faults", verb="DELETE")
    assert (await seller.call("GET", SHOPS))["code"] == 0


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("get", {"grant_type": "authorization_code", "auth_code": "x"}),
        ("get", {"grant_type": "authorized_code"}),
        ("get", {"grant_type": "authorized_code", "auth_code": "x", "app_key": "la"}),
        ("refresh", {"grant_type": "refresh_token", "refresh_token": "x", "app_secret": "la"}),
        ("refresh", {"refresh_token": "x"}),
    ],
)
async def test_what_a_token_call_lacks_or_misspells_is_told(seller: Seller, name: str, query: dict[str, str]) -> None:
    answer = await seller.token_call(name, **query)
    assert (answer["code"], answer["data"]) == (36009004, None)
