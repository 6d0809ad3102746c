"""How a seller lets us into a Shopee shop: the consent link, the address they come back to, the code's exchange.

Two forms of link lead to the same code. ``new`` is unsigned and goes to the sellers' site; it takes a state.
``classic`` is signed by the partner key, lives five minutes and takes no state, so the state travels inside the address
to come back to. The new one is used wherever it exists: on the live marketplace, the sandbox and the mock; the old
sandbox has only the classic one. A code counts once, for ten minutes.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode, urlsplit

import httpx
import orjson
from pydantic import JsonValue

from connector.errors import BadUse, Bug, StopShop
from connector.port import ConsentLink, Environment, Granted, OpenShop, ShopIdentity
from connector.wire import redact
from connector.wire.call import Answer, Call
from connector.wire.consent import pasted_query, spend_code
from connector.wire.opening import origin_for
from connector.wire.stores import store_of
from connector.wire.tokens import Tokens

from . import SPEC
from .adapter import line_of, open_shop
from .api import API, Account, issued, opened, sign_with
from .models import TokenAnswer

__all__ = ["ShopeeConsent"]

NEW, CLASSIC = "new", "classic"
OLD_SANDBOX = "partner.test-stable.shopeemobile.com"
SELLERS_SITE: dict[Environment, str] = {
    "live": "https://open.shopee.com",
    "sandbox": "https://open.sandbox.test-stable.shopee.com",
}
CLASSIC_LINK = f"{API}/shop/auth_partner"
CLASSIC_VALID_S = 300
EXCHANGE = f"{API}/auth/token/get"
SPENT = ("invalid_code", "error_auth")


class ShopeeConsent:
    """Shopee's part of ``connector.port.Consent``."""

    app_settings = ("partner_id", "partner_key")
    forms = (NEW, CLASSIC)
    loopback: Collection[Environment] = ("mock", "sandbox")

    def link(self, shop: OpenShop, redirect: str, state: str, form: str = "") -> ConsentLink:
        """The link in ``form``, else in the one that this shop's marketplace has."""
        tokens = store_of(shop).load()
        app = _app_of(tokens)
        origin = origin_for(shop, tokens, SPEC)
        old = httpx.URL(origin).host == OLD_SANDBOX
        chosen = form or (CLASSIC if old else NEW)
        if chosen not in self.forms:
            raise BadUse("E_AUTH_FORM", form=form, known=", ".join(self.forms))
        if chosen == NEW:
            query = {"auth_type": "seller", "partner_id": app.partner_id, "redirect_uri": redirect}
            query |= {"response_type": "code", "state": state}
            site = SELLERS_SITE.get(shop.environment, origin)
            return ConsentLink(
                f"{site}/auth?{urlencode(query)}", NEW, "shopee.link.asked" if form else "shopee.link.new"
            )
        signed = sign_with(app)(Call(f"GET {CLASSIC_LINK}"), None, shop.clock.now())
        back = f"{redirect}{'&' if urlsplit(redirect).query else '?'}{urlencode({'state': state})}"
        why = "shopee.link.asked" if form else "shopee.link.classic"
        address = f"{origin.removesuffix(':443')}{CLASSIC_LINK}?{urlencode([*signed.params, ('redirect', back)])}"
        return ConsentLink(address, CLASSIC, why, CLASSIC_VALID_S)

    def parse(self, pasted: str) -> Granted:
        """A whole address, or a code and a shop id with a space between them."""
        given = pasted_query(pasted)
        if isinstance(given, str):
            code, _, shop_id = given.replace(",", " ").partition(" ")
            return _granted(code, shop_id.strip(), "")
        if "error" in given or ("code" not in given and "shop_id" not in given and "main_account_id" not in given):
            raise BadUse("E_AUTH_CANCELLED")
        if "main_account_id" in given and "shop_id" not in given:
            raise BadUse("E_AUTH_MAIN_ACCOUNT")
        return _granted(given.get("code", ""), given.get("shop_id", ""), given.get("state", ""))

    async def exchange(self, shop: OpenShop, granted: Granted) -> None:
        """Spend the code; ``shop.held`` opens the shop afterwards."""
        if shop.held is None:
            raise Bug("E_REQUEST_BROKEN", original="nothing held")
        tokens = store_of(shop).load()
        app, shop_id = _app_of(tokens), int(granted.shop_id)
        answer = await _exchanged(shop, tokens, app, granted.code, shop_id)
        if answer.shop_id_list and shop_id not in answer.shop_id_list:
            raise BadUse("E_AUTH_CODE_SHOP", shop_id=granted.shop_id)
        redact.remember(answer.access_token, answer.refresh_token)
        shop.held.update(issued(tokens, answer, shop.clock.now()).as_json())
        shop.held["shop_id"] = shop_id
        shop.held.pop("code", None)

    async def renew(self, shop: OpenShop) -> ShopIdentity:
        async with open_shop(shop) as adapter:
            await adapter.renew()
            return await adapter.identity()


async def _exchanged(shop: OpenShop, tokens: Tokens, app: Account, code: str, shop_id: int) -> TokenAnswer:
    asked: dict[str, JsonValue] = {"code": code, "partner_id": app.partner_id, "shop_id": shop_id}
    body = orjson.dumps(asked)
    call = Call(f"POST {EXCHANGE}", "token", body=body, content_type="application/json", auth=False)

    def decode(answer: Answer) -> TokenAnswer:
        return TokenAnswer.model_validate(opened(call, answer, shop.clock.now()))

    def refused(error: StopShop) -> BadUse | None:
        theirs = error.original.rpartition(".")[2]
        if theirs == "invalid_shop_id":
            return BadUse("E_AUTH_CODE_SHOP", shop_id=str(shop_id))
        return BadUse("E_AUTH_CODE") if theirs in SPENT else None

    async with line_of(shop, tokens, app) as caller:
        return await spend_code(caller, call, decode, refused)


def _app_of(tokens: Tokens) -> Account:
    """The app's side of the account; BadUse names the key that is missing or no number."""
    number, key = tokens.text("partner_id"), tokens.text("partner_key")
    if not number.isascii() or not number.isdigit():
        raise BadUse("E_SHOPEE_CREDENTIALS", name="partner_id")
    if not key:
        raise BadUse("E_SHOPEE_CREDENTIALS", name="partner_key")
    redact.remember(key)
    return Account(int(number), 0, key)


def _granted(code: str, shop_id: str, state: str) -> Granted:
    redact.remember(code)
    if not code or not code.isascii() or not code.isalnum():
        raise BadUse("E_AUTH_NO_CODE")
    if not shop_id.isascii() or not shop_id.isdigit() or len(shop_id) > 19:
        raise BadUse("E_AUTH_NO_SHOP")
    return Granted(code, shop_id, state)
