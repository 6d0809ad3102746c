"""Authorisation: exchanging and refreshing tokens, and the two front ends that send a seller back with a code.

Here the seller always consents at once. `/auth` is the newer, unsigned front end; the classic one and the cancelling
one are signed in the public form, so their links live as long as a timestamp does.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

from adapters._mock.market import Call, Reply
from adapters.shopee.mock.envelope import Refusal
from adapters.shopee.mock.fields import Field, decode, missing
from adapters.shopee.mock.grants import MAIN_ACCOUNT_ID, MERCHANT_ID, PARTNER_ID, SHOP_ID
from adapters.shopee.mock.shop import Shop

__all__ = ["auth_partner", "authorise", "cancel_auth_partner", "get_token", "refresh_token"]

HOLDERS = ("shop_id", "merchant_id", "supplier_id", "user_id")
GET_TOKEN = {
    "code": Field("string", True),
    "partner_id": Field("int", True),
    "shop_id": Field("int"),
    "main_account_id": Field("int"),
}
REFRESH = {
    "refresh_token": Field("string", True),
    "partner_id": Field("int", True),
    **{name: Field("int") for name in HOLDERS},
}


def get_token(shop: Shop, call: Call) -> Reply:
    body = decode(call, "GetTokenRequest", GET_TOKEN)
    _partner(body["partner_id"])
    if "shop_id" not in body and "main_account_id" not in body:
        raise missing("shop_id")
    tokens = shop.grants.exchange(body["code"], body.get("shop_id"), body.get("main_account_id"))
    return shop.flat(
        {
            "access_token": tokens.access,
            "refresh_token": tokens.refresh,
            "expire_in": tokens.expire_in,
            "shop_id_list": [SHOP_ID],
            "merchant_id_list": [MERCHANT_ID] if "main_account_id" in body else [],
            "supplier_id_list": [],
            "user_id_list": [],
        }
    )


def refresh_token(shop: Shop, call: Call) -> Reply:
    body = decode(call, "RefreshTokenRequest", REFRESH)
    _partner(body["partner_id"])
    given = [name for name in HOLDERS if name in body]
    if len(given) != 1:
        raise Refusal("error_param", "exactly one of shop_id, merchant_id, supplier_id, user_id should be set.")
    name = given[0]
    if shop.options.shop_status == "BANNED":
        raise Refusal("shop_banned", "The shop is banned.")
    tokens = shop.grants.refresh(body["refresh_token"], (name, body[name]))
    return shop.flat(
        {
            "partner_id": PARTNER_ID,
            name: body[name],
            "access_token": tokens.access,
            "refresh_token": tokens.refresh,
            "expire_in": tokens.expire_in,
        }
    )


def auth_partner(shop: Shop, call: Call) -> Reply:
    return _back(shop, call, "redirect", {})


def authorise(shop: Shop, call: Call) -> Reply:
    if call.first("partner_id") != str(PARTNER_ID):
        raise Refusal("invalid_partner_id", "Invalid partner_id, please have a check.", "gateway")
    if (call.first("response_type") or "code") != "code" or (call.first("auth_type") or "seller") != "seller":
        raise Refusal("error_param", "auth_type should be seller and response_type should be code.")
    state = call.first("state")
    return _back(shop, call, "redirect_uri", {} if state is None else {"state": state})


def cancel_auth_partner(shop: Shop, call: Call) -> Reply:
    target = _target(call, "redirect")
    shop.grants.revoked = True
    return _redirect(target, {"shop_id": str(SHOP_ID)})


def _back(shop: Shop, call: Call, parameter: str, beside: dict[str, str]) -> Reply:
    """Send the seller back with a fresh code. The code's exchange is what ends a revocation."""
    target = _target(call, parameter)
    main_account = call.first("main_account") == "1"
    holder = {"main_account_id": str(MAIN_ACCOUNT_ID)} if main_account else {"shop_id": str(SHOP_ID)}
    code = shop.grants.new_code(main_account=main_account)
    return _redirect(target, {"code": code, **holder, **beside})


def _target(call: Call, parameter: str) -> str:
    target = call.first(parameter)
    if not target:
        raise missing(parameter)
    parts = urlsplit(target)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Refusal("error_param", f"{parameter} is not a valid url.")
    return target


def _redirect(target: str, query: dict[str, str]) -> Reply:
    joint = "&" if urlsplit(target).query else "?"
    location = quote(f"{target}{joint}{urlencode(query)}", safe="%/:?#[]@!$&'()*+,;=~-._")
    return Reply(302, b"", "text/plain", (("location", location),))


def _partner(given: int) -> None:
    if given != PARTNER_ID:
        raise Refusal("invalid_partner_id", "Invalid partner_id, please have a check.")
