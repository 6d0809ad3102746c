"""How a seller lets us into a TikTok Shop shop: the consent link, the address they come back to, the code's exchange.

Two forms of link lead to the same code. ``new`` names the app's service and is today's; ``classic`` names the app's key
and is what older apps have. Where the seller comes back to is set in the app itself, not in the link. A code counts
once, for thirty minutes; it opens every shop of the account, so which of them is meant may have to be said.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import parse_qs, urlencode

from connector.errors import BadUse, Bug, StopShop, Unknown
from connector.port import ConsentLink, Environment, Granted, OpenShop, ShopIdentity
from connector.wire import redact
from connector.wire.call import Answer, Call
from connector.wire.client import READ_S, open_caller
from connector.wire.hosts import check_host
from connector.wire.pace import Pace
from connector.wire.stores import store_of
from connector.wire.tokens import Tokens

from . import SPEC
from .adapter import MOCK_READ_S, address_of, auth_origin_of, open_shop
from .api import Account, account_of, issued, opened, sign_with
from .errors import QUOTA_ZONE
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
        check_host(shop.environment, address_of(shop, tokens), SPEC)
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
        text = pasted.strip().strip("<>\"'")
        if "=" not in text and "/" not in text:
            return _granted(text, "")
        asked = text.partition("?")[2] or text
        given = {name: values[-1].strip() for name, values in parse_qs(asked.partition("#")[0]).items()}
        code = given.get("code", "")
        redact.remember(code)
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
    auth_origin = auth_origin_of(shop)
    call = Call(f"GET {EXCHANGE}", "token", asked, origin=auth_origin, auth=False)

    def decode(answer: Answer) -> TokenAnswer:
        return TokenAnswer.model_validate(opened(call, answer, shop.clock.now()))

    problem: BadUse | None = None
    async with open_caller(
        check_host(shop.environment, address_of(shop, tokens), SPEC),
        pace=Pace(SPEC.budgets, shop.clock, zone=QUOTA_ZONE),
        sign=sign_with(account),
        clock=shop.clock,
        further=(auth_origin,) if auth_origin else (),
        read_s=MOCK_READ_S if shop.environment == "mock" else READ_S,
        transport=shop.transport,
    ) as caller:
        try:
            return await caller.call(call, decode)
        except Unknown:
            problem = BadUse("E_AUTH_ANSWER_LOST")
        except StopShop as error:
            if error.code != "E_CONSENT_NEEDED":
                raise
            problem = BadUse("E_AUTH_CODE")
    raise problem


def _granted(code: str, state: str) -> Granted:
    redact.remember(code)
    if not code or not code.isascii() or not code.replace("_", "").replace("-", "").isalnum():
        raise BadUse("E_AUTH_NO_CODE")
    return Granted(code, state=state)
