"""Authorisation: the consent page that sends a seller back with a code, and the two token calls.

Here the seller always consents at once, and any address may be the callback. Token answers are flat, without `data`.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

from adapters._mock.market import Call, Reply
from adapters.lazada.mock.envelope import Refusal
from adapters.lazada.mock.form import Form
from adapters.lazada.mock.gate import missing
from adapters.lazada.mock.grants import APP_KEY, SELLER_ID, Tokens
from adapters.lazada.mock.shop import Shop

__all__ = ["ACCOUNT", "SHORT_CODE", "authorise", "create_token", "refresh_token"]

ACCOUNT = "htx.mau@ocop.example"
SHORT_CODE = "VN10OCP"


def authorise(shop: Shop, call: Call, form: Form) -> Reply:
    if form.get("client_id") != APP_KEY:
        raise Refusal("InvalidAppKey", "The specified App Key is invalid", "ISV")
    if form.get("response_type") != "code":
        raise missing("response_type")
    target = form.get("redirect_uri")
    parts = urlsplit(target)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise missing("redirect_uri")
    query = {"code": shop.grants.new_code()}
    if form.get("state"):
        query["state"] = form.get("state")
    joint = "&" if parts.query else "?"
    location = quote(f"{target}{joint}{urlencode(query)}", safe="%/:?#[]@!$&'()*+,;=~-._")
    return Reply(302, b"", "text/plain", (("location", location),))


def create_token(shop: Shop, call: Call, form: Form) -> Reply:
    if not form.get("code"):
        raise missing("code")
    return _flat(shop, shop.grants.exchange(form.get("code")))


def refresh_token(shop: Shop, call: Call, form: Form) -> Reply:
    if not form.get("refresh_token"):
        raise missing("refresh_token")
    return _flat(shop, shop.grants.refresh(form.get("refresh_token")))


def _flat(shop: Shop, tokens: Tokens) -> Reply:
    """The list of countries comes under both names that the reference gives it."""
    country = {"country": "vn", "user_id": SELLER_ID, "seller_id": SELLER_ID, "short_code": SHORT_CODE}
    return shop.ok(
        None,
        access_token=tokens.access,
        refresh_token=tokens.refresh,
        expires_in=tokens.expires_in,
        refresh_expires_in=tokens.refresh_expires_in,
        country="vn",
        account=ACCOUNT,
        account_id=None,
        account_platform="seller_center",
        country_user_info=[country],
        country_user_info_list=[country],
    )
