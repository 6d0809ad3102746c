"""How a seller lets us into a Lazada shop: the consent link, the address they come back to, the code's exchange.

The link is unsigned and takes a state; the code counts once, for thirty minutes, and says nothing about the shop: which
one it is comes with the tokens. An account that sells in several countries is used for Vietnam only.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode

from pydantic import JsonValue

from connector.errors import BadUse, Bug
from connector.port import ConsentLink, Environment, Granted, OpenShop, ShopIdentity
from connector.wire import redact
from connector.wire.call import Answer
from connector.wire.consent import pasted_query, spend_code
from connector.wire.stores import store_of
from connector.wire.tokens import Tokens

from .adapter import auth_origin_of, line_of, open_shop
from .api import Account, account_of, issued, opened, token_call
from .models import TokenAnswer

__all__ = ["LazadaConsent"]

VIETNAM = "vn"
CODE_SIGNS = frozenset("_-.")
LONGEST = 256


class LazadaConsent:
    """Lazada's part of ``connector.port.Consent``."""

    app_settings = ("app_key", "app_secret")
    forms: tuple[str, ...] = ()
    loopback: Collection[Environment] = frozenset[Environment]({"mock"})

    def link(self, shop: OpenShop, redirect: str, state: str, form: str = "") -> ConsentLink:
        """There is one form of link; Lazada does not say that it ages."""
        if form:
            raise BadUse("E_AUTH_FORM", form=form, known="-")
        tokens = store_of(shop).load()
        account = account_of(tokens)
        auth = auth_origin_of(shop, tokens)
        query = {
            "response_type": "code",
            "force_auth": "true",
            "redirect_uri": redirect,
            "client_id": account.app_key,
            "state": state,
            "country": VIETNAM,
        }
        return ConsentLink(f"{auth.removesuffix(':443')}/oauth/authorize?{urlencode(query)}")

    def parse(self, pasted: str) -> Granted:
        """A whole address, or a bare code."""
        given = pasted_query(pasted)
        if isinstance(given, str):
            return _granted(given, "")
        if "error" in given or "code" not in given:
            raise BadUse("E_AUTH_CANCELLED")
        return _granted(given["code"], given.get("state", ""))

    async def exchange(self, shop: OpenShop, granted: Granted) -> None:
        """Spend the code; ``shop.held`` opens the shop afterwards."""
        if shop.held is None:
            raise Bug("E_REQUEST_BROKEN", original="nothing held")
        tokens = store_of(shop).load()
        answer = await _exchanged(shop, tokens, account_of(tokens), granted.code)
        redact.remember(answer.access_token, answer.refresh_token)
        here = [grant for grant in answer.grants if grant.country.casefold() == VIETNAM]
        if answer.grants and not here:
            raise BadUse("E_LAZADA_OTHER_COUNTRY", country=", ".join(grant.country for grant in answer.grants))
        kept: dict[str, JsonValue] = issued(tokens, answer, shop.clock.now()).as_json()
        shop.held.update(kept)
        if here:
            shop.held["shop_id"] = here[0].seller_id
        shop.held.pop("code", None)

    async def renew(self, shop: OpenShop) -> ShopIdentity:
        async with open_shop(shop) as adapter:
            await adapter.renew()
            return await adapter.identity()


async def _exchanged(shop: OpenShop, tokens: Tokens, account: Account, code: str) -> TokenAnswer:
    call = token_call("create", ("code", code), auth_origin_of(shop, tokens))

    def decode(answer: Answer) -> TokenAnswer:
        return TokenAnswer.model_validate(opened(call, answer, shop.clock.now()))

    async with line_of(shop, tokens, account) as caller:
        return await spend_code(caller, call, decode)


def _granted(code: str, state: str) -> Granted:
    redact.remember(code)
    plain = "".join(sign for sign in code if sign not in CODE_SIGNS)
    if not plain or not plain.isascii() or not plain.isalnum() or len(code) > LONGEST:
        raise BadUse("E_AUTH_NO_CODE")
    return Granted(code, state=state)
