"""A seller's consent, step by step: link, coming back, exchange, a look at the shop, and only then storing.

Nothing here prints or asks. Whatever can be refused is refused before the code is spent: a place that cannot keep the
keys, another state than the link's, another shop than this name has always meant. What the exchange gives is in hand
only (``OpenShop.held``) until ``store`` is called.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from pydantic import JsonValue

from connector.config import ShopConfig
from connector.errors import BadUse, StopShop
from connector.port import AdapterSpec, Consent, ConsentLink, Granted, OpenShop, Setting, ShopIdentity, spec_for
from connector.wire import redact
from connector.wire.stores import open_store
from connector.wire.tokens import TokenStore, held_alone, tokens_from

from .shops import Workspace

__all__ = ["COUNTED", "Introduced", "Login", "consent_of", "open_login", "redirect_of"]

COUNTED = 1000
"""How many listings are counted before we say "or more"."""

SPENT = ("code", "access_token", "refresh_token", "refresh_used", "expires_at", "refresh_until", "consent_until")


@dataclass(frozen=True, slots=True)
class Introduced:
    """The shop that let us in. ``listings`` stops at COUNTED; ``refresh_until`` is how long keys renew themselves."""

    identity: ShopIdentity
    listings: int
    refresh_until: datetime | None


@dataclass(slots=True)
class Login:
    """One consent being asked for. ``held`` becomes the credentials; no journal is open while a person thinks."""

    connection: OpenShop
    shop: ShopConfig
    spec: AdapterSpec
    consent: Consent
    store: TokenStore
    known: Mapping[str, str]
    held: MutableMapping[str, JsonValue] = field(repr=False)
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def missing(self, *, anew: bool = False) -> list[Setting]:
        """The app's own keys that nobody has told us yet; all of them where they are to be told ``anew``."""
        wanted = [one for one in self.spec.settings if one.name in self.consent.app_settings]
        return [one for one in wanted if anew or not self.held.get(one.name)]

    def link(self, redirect: str, form: str = "") -> ConsentLink:
        """Where to send the seller; from here on the app's keys are known to the redaction."""
        redact.remember(*(self.held.get(one.name) for one in self.spec.settings if one.secret))
        return self.consent.link(self.connection, redirect, self.state, form)

    def granted(self, pasted: str, *, by_hand: bool) -> Granted:
        """What came back, if it answers our link. ``by_hand``: a bare code will do, for a person looks at the shop."""
        granted = self.consent.parse(pasted)
        bare = not granted.state and by_hand and not _is_address(pasted)
        if not bare and not secrets.compare_digest(granted.state.encode(), self.state.encode()):
            raise BadUse("E_AUTH_STATE" if granted.state else "E_AUTH_STATE_MISSING")
        if granted.shop_id:
            self._judge(granted.shop_id)
        return granted

    def answers(self, address: str) -> bool:
        """Whether an address, of whoever comes to our door, bears this attempt's state."""
        given = parse_qs(address.partition("?")[2].replace("?", "&")).get("state", [])
        return len(given) == 1 and secrets.compare_digest(given[0].encode(), self.state.encode())

    async def introduce(self, granted: Granted) -> Introduced:
        """Spend the code and look at the shop behind it; nothing is stored."""
        await self.consent.exchange(self.connection, granted)
        async with self.spec.open(self.connection) as adapter:
            identity = await adapter.identity()
            self._judge(identity.shop_id)
            count = 0
            async for _listing in adapter.scan():
                count += 1
                if count == COUNTED:
                    break
        return Introduced(identity, count, tokens_from(self.held).refresh_until)

    async def keep(self, workspace: Workspace, introduced: Introduced) -> None:
        """Store what opens the shop, and which shop it is. No run and no refresh of this shop goes on meanwhile."""
        failed = ""
        with workspace.state.holding(self.shop.name):
            async with held_alone(self.store.lock, workspace.clock):
                try:
                    self.store.replace(self.held)
                except OSError as error:
                    failed = error.strerror or type(error).__name__
            if failed:
                raise StopShop("E_TOKENS_NOT_SAVED", reason=redact.redact(failed))
            shop_id = introduced.identity.shop_id
            await workspace.journal.note_shop(self.shop.name, self.shop.marketplace, shop_id)

    def _judge(self, shop_id: str) -> None:
        """Guard other-shop: the shop that lets us in is the one this name means, and no other name means it."""
        mine = self.known.get(self.shop.name)
        if mine and mine != shop_id:
            raise BadUse("E_AUTH_OTHER_SHOP", shop=self.shop.name, known=mine, answers=shop_id)
        for name, known in self.known.items():
            if name != self.shop.name and known == shop_id:
                raise BadUse("E_AUTH_SHOP_TAKEN", shop=self.shop.name, other=name, answers=shop_id)


def consent_of(shop: ShopConfig) -> tuple[AdapterSpec, Consent | None]:
    """The shop's adapter and how its seller lets us in, None where nobody has to."""
    spec = spec_for(shop.marketplace)
    return spec, spec.consent() if spec.consent is not None else None


async def open_login(workspace: Workspace, shop: ShopConfig) -> Login:
    """Begin; BadUse where this shop needs no consent or its place cannot keep one, whatever is in it now."""
    spec, consent = consent_of(shop)
    if consent is None:
        raise BadUse("E_AUTH_NOT_NEEDED", shop=shop.name)
    store = open_store(shop.credentials, workspace.config.folder, name=shop.name)
    failed = ""
    try:
        store.rehearse()
    except OSError as error:
        failed = error.strerror or type(error).__name__
    if failed:
        raise BadUse("E_TOKENS_NOT_SAVED", reason=failed)
    stored = _stored(store)
    known = {one.name: await _known(workspace, one) for one in _same_market(workspace, shop)}
    held = {name: value for name, value in stored.items() if name not in SPENT}
    connection = replace(workspace.connection(shop), held=held)
    return Login(connection, shop, spec, consent, store, {name: one for name, one in known.items() if one}, held)


def redirect_of(shop: ShopConfig, given: str, *, at: str) -> str:
    """The page the seller comes back to: as given, else as the configuration has it; https, and nothing but a page."""
    address = given or shop.redirect
    if not address:
        raise BadUse("E_AUTH_REDIRECT_MISSING", shop=shop.name, path=at)
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or any(sign in address for sign in "@?# "):
        raise BadUse("E_AUTH_REDIRECT", address=address)
    return address


async def _known(workspace: Workspace, shop: ShopConfig) -> str:
    """Which shop this name means: as the journal has it, else as its credentials say."""
    remembered = await workspace.journal.remote_shop(shop.name)
    if remembered:
        return remembered
    try:
        return str(_stored(open_store(shop.credentials, workspace.config.folder, name=shop.name)).get("shop_id") or "")
    except BadUse:
        return ""


def _stored(store: TokenStore) -> dict[str, JsonValue]:
    """What is stored now; nothing where it is missing or cannot be read, for it is about to be replaced."""
    try:
        return store.load().as_json()
    except BadUse:
        return {}


def _same_market(workspace: Workspace, shop: ShopConfig) -> list[ShopConfig]:
    """The shops that could be one and the same: of this marketplace, in this environment."""
    return [
        one
        for one in workspace.config.shop
        if (one.marketplace, one.environment, one.base_url) == (shop.marketplace, shop.environment, shop.base_url)
    ]


def _is_address(pasted: str) -> bool:
    return "=" in pasted or "/" in pasted
