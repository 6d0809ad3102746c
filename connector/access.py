"""What opens a shop, and what people do there: keys in hand, the seller's consent, tasks that nobody but people can do.

Part of the port, and public through ``connector.port``.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from pydantic import JsonValue

from .clock import Clock
from .declared import Environment

if TYPE_CHECKING:
    import httpx

__all__ = ["Consent", "ConsentLink", "Granted", "OpenShop", "People", "ShopIdentity", "Task"]


@dataclass(frozen=True, slots=True)
class OpenShop:
    """Everything an adapter is given to open one shop.

    ``credentials`` is where the secrets are (``file:PATH``, ``env:NAME``, ``keyring``), resolved against ``folder``;
    the adapter reads and replaces tokens through ``connector.wire.tokens`` only. ``pace_per_second`` lowers the shop
    budget.
    ``transport`` is for tests and for other HTTP engines. ``held`` are credentials in hand that are used instead of
    stored ones, and kept up to date in place. ``kept`` lives as long as the command: what an adapter leaves there is
    there when the shop is opened again (its pace, and the rest that the marketplace asked for).
    """

    shop: str
    environment: Environment
    credentials: str
    folder: Path
    clock: Clock
    base_url: str = ""
    pace_per_second: float | None = None
    settle_s: float | None = None
    transport: httpx.AsyncBaseTransport | None = None
    held: MutableMapping[str, JsonValue] | None = field(default=None, repr=False)
    kept: MutableMapping[Hashable, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class ShopIdentity:
    """Which shop answers: shown before anything is stored or written. ``problem`` is '' or why it cannot sell now."""

    shop_id: str
    name: str
    region: str = ""
    problem: str = ""
    consent_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConsentLink:
    """Where the seller agrees. ``why`` is the message that says why this ``form`` of link, '' where there is one only.

    ``valid_s`` is how long the link itself may be opened, None where it does not age.
    """

    address: str
    form: str = ""
    why: str = ""
    valid_s: int | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """What the marketplace sent the seller back with. ``shop_id`` and ``state`` are '' where it says neither."""

    code: str = field(repr=False)
    shop_id: str = ""
    state: str = ""


class Consent(Protocol):
    """How a seller lets us into a shop: a link, an address to come back to, a code, tokens.

    ``link`` and ``exchange`` take the shop with its keys ``held``: the app's own before, all that opens the shop after.
    """

    @property
    def app_settings(self) -> tuple[str, ...]:
        """The settings that have to be known before a link can be made."""
        ...

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms of link there are, by name; the adapter chooses where nobody does."""
        ...

    @property
    def loopback(self) -> Collection[Environment]:
        """Where the marketplace sends a seller back to an address on this machine."""
        ...

    def link(self, shop: OpenShop, redirect: str, state: str, form: str = "") -> ConsentLink:
        """Where to send the seller, who comes back to ``redirect`` with ``state``."""
        ...

    def parse(self, pasted: str) -> Granted:
        """What stands in the address the seller came back to, or in a code and a shop id.

        BadUse where that is no consent to one shop: cancelled, no code, an account of several shops.
        """
        ...

    async def exchange(self, shop: OpenShop, granted: Granted) -> None:
        """Spend the code and put tokens, ids and their dates into ``shop.held``; BadUse where it counts no more."""
        ...

    async def renew(self, shop: OpenShop) -> ShopIdentity:
        """Replace the stored tokens now, however fresh they are, and say which shop answers to the new ones."""
        ...


@dataclass(frozen=True, slots=True)
class Task:
    """Something a person is asked to do in a shop: its ``number`` in the list, ``what`` in words. ``ticked``: said to
    be done, and not taken note of by a run yet."""

    number: str
    what: str
    skus: tuple[str, ...]
    title: str
    ticked: bool = False


class People(Protocol):
    """A shop whose writes are carried out by people: nothing stands there before they say so."""

    def place(self, shop: OpenShop) -> Path:
        """The folder they work from."""
        ...

    def tasks(self, shop: OpenShop, lang: Literal["vi", "en"]) -> Sequence[Task]:
        """What is asked of them now, the most urgent first."""
        ...

    def tick(self, shop: OpenShop, numbers: Collection[str]) -> None:
        """Note for the next run that these are done."""
        ...

    def said_done(self, shop: OpenShop, lang: Literal["vi", "en"]) -> Sequence[Task]:
        """What ``untick`` can take back, the newest first; ``ticked`` where no run has taken note of it yet."""
        ...

    def untick(self, shop: OpenShop, numbers: Collection[str]) -> None:
        """These are not done after all: take the mark away, or note for the next run to ask for them again."""
        ...
