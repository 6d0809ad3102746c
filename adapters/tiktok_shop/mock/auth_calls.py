"""Tokens: exchanging a code and refreshing, on the token host's paths; and which shops a token opens.

The seller's consent itself happens on TikTok's own pages; the mock hands out a fresh code on its printed line instead.
"""

from __future__ import annotations

from adapters._mock.market import Call, Reply
from adapters.tiktok_shop.mock.envelope import Refusal, succeeded
from adapters.tiktok_shop.mock.grants import APP_KEY, APP_SECRET, SHOP_CIPHER, SHOP_ID, Tokens
from adapters.tiktok_shop.mock.shop import Shop

__all__ = ["get_shops", "get_token", "refresh_token"]


def get_token(shop: Shop, call: Call) -> Reply:
    _check(call, "authorized_code")
    return _answer(shop, shop.grants.exchange(_needed(call, "auth_code")))


def refresh_token(shop: Shop, call: Call) -> Reply:
    _check(call, "refresh_token")
    return _answer(shop, shop.grants.refresh(_needed(call, "refresh_token")))


def get_shops(shop: Shop, call: Call) -> Reply:
    row = {
        "id": SHOP_ID,
        "name": "HTX OCOP Hà Nội (mẫu)",
        "region": "VN",
        "seller_type": "LOCAL",
        "cipher": SHOP_CIPHER,
        "code": "VNLCOCOP01",
    }
    return shop.ok({"shops": [row]})


def _check(call: Call, grant_type: str) -> None:
    if _needed(call, "app_key") != APP_KEY:
        raise Refusal(36009004, "Invalid credentials. The 'app_key' query parameter is invalid.")
    if _needed(call, "app_secret") != APP_SECRET:
        raise Refusal(36009004, "Invalid credentials. The 'app_secret' query parameter is invalid.")
    if _needed(call, "grant_type") != grant_type:
        raise Refusal(36009004, f"Invalid grant_type, {grant_type} was expected.")


def _needed(call: Call, name: str) -> str:
    value = call.first(name)
    if not value:
        raise Refusal(36009004, f"The '{name}' query parameter is missing.")
    return value


def _answer(shop: Shop, tokens: Tokens) -> Reply:
    data = {
        "access_token": tokens.access,
        "access_token_expire_in": tokens.access_until,
        "refresh_token": tokens.refresh,
        "refresh_token_expire_in": tokens.refresh_until,
        "open_id": "7010736057180325637",
        "seller_name": "HTX OCOP Hà Nội (mẫu)",
        "seller_base_region": "VN",
        "user_type": 0,
        "granted_scopes": list(shop.options.scopes),
    }
    return succeeded(shop.request_id(), data, "success")
