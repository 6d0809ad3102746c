from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.unit.shopee_mock.client import API, Seller

PATH = f"{API}/shop/get_shop_info"


async def exchange(seller: Seller, code: str, **who: Any) -> dict[str, Any]:
    body = {"code": code, "partner_id": seller.info["partner_id"], **(who or {"shop_id": seller.info["shop_id"]})}
    return await seller.post("auth/token/get", body, form="public")


async def refresh(seller: Seller, token: str, **who: Any) -> dict[str, Any]:
    holder = who or {"shop_id": seller.info["shop_id"]}
    body = {"refresh_token": token, "partner_id": seller.info["partner_id"], **holder}
    return await seller.post("auth/access_token/get", body, form="public")


async def works(seller: Seller, token: str) -> str:
    seller.token = token
    error: str = (await seller.get("shop/get_shop_info"))["error"]
    return error


async def test_a_code_is_good_once_and_leaves_the_other_session_alone(seller: Seller) -> None:
    answer = await exchange(seller, seller.info["code"])
    assert answer["error"] == ""
    assert "response" not in answer
    assert answer["shop_id_list"] == [seller.info["shop_id"]]
    assert 14_000 < answer["expire_in"] < 14_400
    assert (await exchange(seller, seller.info["code"]))["error"] == "invalid_code"
    assert await works(seller, answer["access_token"]) == ""
    assert await works(seller, seller.info["access_token"]) == ""


async def test_a_code_lives_ten_minutes(seller: Seller) -> None:
    await seller.control("clock", {"advance_s": 601})
    assert (await exchange(seller, seller.info["code"]))["error"] == "invalid_code"


async def test_a_code_of_this_shop_is_not_another_shops(seller: Seller) -> None:
    assert (await exchange(seller, seller.info["code"], shop_id=5))["error"] == "invalid_shop_id"
    assert (await exchange(seller, seller.info["code"]))["error"] == ""


async def test_access_expires_and_says_so_in_shopees_spelling(seller: Seller) -> None:
    await seller.control("clock", {"advance_s": 14_401})
    response = await seller.raw("GET", PATH, seller.query(PATH))
    assert response.status_code == 403
    assert response.json()["error"] == "invalid_acceess_token"
    assert response.json()["message"] == "Invalid access_token, please have a check."


async def test_the_access_lifetime_can_be_shortened() -> None:
    seller = Seller.of(access_ttl_s=10)
    assert (await seller.get("shop/get_shop_info"))["error"] == ""
    await seller.control("clock", {"advance_s": 11})
    assert (await seller.get("shop/get_shop_info"))["error"] == "invalid_acceess_token"


async def test_refresh_rotates_and_the_old_access_token_lives_five_minutes(seller: Seller) -> None:
    old_access, old_refresh = seller.info["access_token"], seller.info["refresh_token"]
    answer = await refresh(seller, old_refresh)
    assert answer["error"] == ""
    assert answer["shop_id"] == seller.info["shop_id"]
    assert answer["expire_in"] == 14_400
    assert answer["refresh_token"] != old_refresh
    assert (await refresh(seller, old_refresh))["error"] == "error_shop_refresh_token"
    assert await works(seller, old_access) == ""
    await seller.control("clock", {"advance_s": 301})
    assert await works(seller, old_access) == "invalid_acceess_token"
    assert await works(seller, answer["access_token"]) == ""


async def test_refresh_tokens_live_thirty_days_and_the_consent_a_year(seller: Seller) -> None:
    await seller.control("clock", {"advance_s": 30 * 86_400 + 1})
    assert (await refresh(seller, seller.info["refresh_token"]))["error"] == "refresh_token_expired"
    await seller.control("clock", {"advance_s": 336 * 86_400})
    assert (await refresh(seller, seller.info["refresh_token"]))["error"] == "shop_access_expired"


async def test_exactly_one_holder(seller: Seller) -> None:
    token = seller.info["refresh_token"]
    assert (await refresh(seller, token, shop_id=987654, merchant_id=555001))["error"] == "error_param"
    assert (await refresh(seller, token, merchant_id=555001))["error"] == "error_shop_refresh_token"


async def test_a_main_accounts_refresh_token_serves_each_holder_once(seller: Seller) -> None:
    query = [("partner_id", "1000001"), ("redirect_uri", "https://htx.example/back"), ("main_account", "1")]
    sent = parse_qs(urlsplit((await seller.raw("GET", "/auth", query)).headers["location"]).query)
    assert sent["main_account_id"] == ["555000"]
    wrong = await exchange(seller, sent["code"][0], main_account_id=1)
    assert wrong["error"] == "invalid_main_acount_id"
    answer = await exchange(seller, sent["code"][0], main_account_id=555000)
    assert answer["merchant_id_list"] == [555001]
    for holder in ({"shop_id": 987654}, {"merchant_id": 555001}):
        assert (await refresh(seller, answer["refresh_token"], **holder))["error"] == ""
        assert (await refresh(seller, answer["refresh_token"], **holder))["error"] == "error_shop_refresh_token"


async def test_the_unsigned_front_end_brings_the_state_back(seller: Seller) -> None:
    query = [
        ("auth_type", "seller"),
        ("partner_id", "1000001"),
        ("redirect_uri", "https://htx.example/về?a=1"),
        ("response_type", "code"),
        ("state", "đợi-chờ"),
    ]
    response = await seller.raw("GET", "/auth", query)
    assert response.status_code == 302
    sent = parse_qs(urlsplit(response.headers["location"]).query)
    assert sent["state"] == ["đợi-chờ"]
    assert sent["shop_id"] == ["987654"]
    assert sent["a"] == ["1"]
    assert (await exchange(seller, sent["code"][0]))["error"] == ""


async def test_the_classic_front_end_is_signed_and_its_link_lives_five_minutes(seller: Seller) -> None:
    path = f"{API}/shop/auth_partner"
    back = ("redirect", "https://htx.example/back")
    response = await seller.raw("GET", path, [*seller.query(path, "public"), back])
    sent = parse_qs(urlsplit(response.headers["location"]).query)
    assert (await exchange(seller, sent["code"][0]))["error"] == ""
    late = seller.query(path, "public", timestamp=int(time.time()) - 400)
    assert (await seller.raw("GET", path, [*late, back])).json()["message"] == "Timestamp is expired."
    unsigned = [("partner_id", "1000001"), ("timestamp", str(int(time.time()))), back]
    assert (await seller.raw("GET", path, unsigned)).json()["message"] == "There is no sign in query."


async def test_cancelling_ends_everything_until_the_seller_consents_again(seller: Seller) -> None:
    path = f"{API}/shop/cancel_auth_partner"
    query = [*seller.query(path, "public"), ("redirect", "https://htx.example/")]
    assert (await seller.raw("GET", path, query)).status_code == 302
    assert await works(seller, seller.info["access_token"]) == "partner_shop_no_link"
    assert (await refresh(seller, seller.info["refresh_token"]))["error"] == "shop_no_linked"
    shops = await seller.get("public/get_shops_by_partner", ("page_size", 100), ("page_no", 1), form="public")
    assert shops["authed_shop_list"] == []
    answer = await exchange(seller, seller.info["code"])
    assert await works(seller, answer["access_token"]) == ""


async def test_shops_by_partner_is_public_and_flat(seller: Seller) -> None:
    answer = await seller.get("public/get_shops_by_partner", ("page_size", 100), ("page_no", 1), form="public")
    assert [shop["shop_id"] for shop in answer["authed_shop_list"]] == [987654]
    assert answer["more"] is False
