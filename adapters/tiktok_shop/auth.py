"""How a seller lets us into a TikTok Shop shop: the consent link, the address they come back to, the code's exchange.

Two forms of link lead to the same code. ``new`` names the app's service and is today's; ``classic`` names the app's key
and is what older apps have. Where the seller comes back to is set in the app itself, not in the link. A code counts
once, for thirty minutes; it opens every shop of the account, so which of them is meant may have to be said.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode

from connector.errors import BadUse, Bug, StopShop
from connector.port import ConsentLink, Environment, Granted, OpenShop, ShopIdentity
from connector.wire import redact
from connector.wire.call import Answer, Call
from connector.wire.consent import pasted_query, spend_code
from connector.wire.opening import origin_for
from connector.wire.stores import store_of
from connector.wire.tokens import Tokens

from . import SPEC
from .adapter import auth_origin_of, line_of, open_shop
from .api import Account, account_of, issued, opened
from .models import TokenAnswer

__all__ = ["TikTokConsent"]

NEW, CLASSIC = "new", "classic"
SELLERS_SITE = "https://services.tiktokshop.com/open/authorize"
OLD_SITE = "https://auth.tiktok-shops.com/oauth/authorize"
EXCHANGE = "/api/v2/token/get"


class TikTokConsent:
    """TikTok Shop's part of ``connector.port.Consent``."""

    app_settings = ("app_key", "app_secret")
    forms = (NEW, CLASSIC)
    loopback: Collection[Environment] = ()

    def link(self, shop: OpenShop, redirect: str, state: str, form: str = "") -> ConsentLink:
        """The link in ``form``, else by the service where its id is known."""
        tokens = store_of(shop).load()
        account = account_of(tokens)
        origin_for(shop, tokens, SPEC)
        service = tokens.text("service_id")
        chosen = form or (NEW if service else CLASSIC)
        if chosen not in self.forms:
            raise BadUse("E_AUTH_FORM", form=form, known=", ".join(self.forms))
        if chosen == NEW:
            if not service:
                raise BadUse("E_TIKTOK_CREDENTIALS", name="service_id")
            return ConsentLink(f"{SELLERS_SITE}?{urlencode({'service_id': service, 'state': state})}", NEW)
        query = urlencode({"app_key": account.app_key, "state": state})
        return ConsentLink(f"{OLD_SITE}?{query}", CLASSIC, "tiktok_shop.link.classic")

    def parse(self, pasted: str) -> Granted:
        """A whole address, or a bare code."""
        given = pasted_query(pasted)
        if isinstance(given, str):
            return _granted(given, "")
        code = given.get("code", "")
        if "error" in given or code.casefold() in ("", "null"):
            raise BadUse("E_AUTH_CANCELLED")
        return _granted(code, given.get("state", ""))

    async def exchange(self, shop: OpenShop, granted: Granted) -> None:
        """Spend the code; ``shop.held`` opens the shop afterwards, its cipher included."""
        if shop.held is None:
            raise Bug("E_REQUEST_BROKEN", original="nothing held")
        spent = store_of(shop).load()
        account = account_of(spent)
        tokens = issued(spent, await _exchanged(shop, spent, account, granted.code))
        redact.remember(tokens.access_token, tokens.refresh_token)
        shop.held.update(tokens.as_json())
        shop.held.pop("auth_code", None)
        problem: BadUse | None = None
        try:
            async with open_shop(shop) as adapter:
                chosen = await adapter.which()
                shop.held.update({"shop_id": chosen.id, "shop_cipher": chosen.cipher})
        except StopShop as error:
            problem = BadUse(error.code, **error.params)
        if problem is not None:
            raise problem

    async def renew(self, shop: OpenShop) -> ShopIdentity:
        async with open_shop(shop) as adapter:
            await adapter.renew()
            return await adapter.identity()


async def _exchanged(shop: OpenShop, tokens: Tokens, account: Account, code: str) -> TokenAnswer:
    asked = (
        ("app_key", account.app_key),
        ("app_secret", account.app_secret),
        ("auth_code", code),
        ("grant_type", "authorized_code"),
    )
    call = Call(f"GET {EXCHANGE}", "token", asked, origin=auth_origin_of(shop), auth=False)

    def decode(answer: Answer) -> TokenAnswer:
        return TokenAnswer.model_validate(opened(call, answer, shop.clock.now()))

    async with line_of(shop, tokens, account) as caller:
        return await spend_code(caller, call, decode)


def _granted(code: str, state: str) -> Granted:
    redact.remember(code)
    if not code or not code.isascii() or not code.replace("_", "").replace("-", "").isalnum():
        raise BadUse("E_AUTH_NO_CODE")
    return Granted(code, state=state)
