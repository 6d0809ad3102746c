"""The port: what the core asks of a marketplace, and what an adapter declares about itself.

The core knows no marketplace by name. It finds an ``AdapterSpec`` through the entry point group ``ocop.adapters``,
opens an ``Adapter`` for one shop and speaks in Listings, group values and remote ids. Adapters translate, sign, send,
and turn every answer into a value or one of the errors of ``connector.errors``:

* reads are repeated by the adapter itself (wire does that) and may be asked twice;
* a write that certainly did not reach the marketplace may be repeated by the adapter;
* a write whose answer was lost raises ``Unknown`` and is never repeated by the adapter;
* a call for several that was refused as a whole may raise that refusal: the core sends its halves by themselves;
* before the first byte of any listing write leaves, the adapter awaits ``log.start(step, body)``: that makes the intent
  durable and refuses a body that differs from the one recorded for the same step (decision 17).

PORT_VERSION changes when an adapter written against the old one would no longer work.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import entry_points
from typing import Protocol

from pydantic import JsonValue

from .access import Consent, ConsentLink, Granted, OpenShop, People, ShopIdentity, Task
from .declared import Budget, Capabilities, Environment, Setting
from .errors import AdapterError, BadUse
from .model import Advice, Group, Listing, ListingState, RemoteListing, ShopFacts

__all__ = [
    "PORT_VERSION",
    "Adapter",
    "AdapterSpec",
    "Budget",
    "Capabilities",
    "Consent",
    "ConsentLink",
    "Created",
    "Environment",
    "Granted",
    "MediaFile",
    "OpenShop",
    "People",
    "PriceEdit",
    "RemoteRef",
    "Setting",
    "ShopIdentity",
    "StepLog",
    "StockEdit",
    "Task",
    "installed",
    "spec_for",
    "unusable",
]

PORT_VERSION = 1
WHY = 200
"""Of what a broken package says for itself, no more than a line."""


@dataclass(frozen=True, slots=True)
class RemoteRef:
    """A listing as a list call names it."""

    remote_id: str
    state: ListingState
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A rendition or a paper's scan to upload: ``key`` is its identity, ``use`` what it is for: listing, option or
    paper."""

    key: str
    data: bytes
    content_type: str = "image/jpeg"
    use: str = "listing"


@dataclass(frozen=True, slots=True)
class Created:
    """A create that was accepted. ``sku_ids`` maps SKU to the marketplace's id of that variant ('' where none)."""

    remote_id: str
    sku_ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PriceEdit:
    """New regular prices in whole dong, by SKU, for one listing as last read."""

    remote: RemoteListing
    prices: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StockEdit:
    """New absolute stock by SKU, for one listing as last read."""

    remote: RemoteListing
    stock: Mapping[str, int]


class StepLog(Protocol):
    """The journal's side of a write, for one intent or for the several of a batch."""

    @property
    def intent_id(self) -> str:
        """The (first) intent's id: the idempotency key where the marketplace has one."""
        ...

    async def start(self, step: str, body: bytes) -> None:
        """Make it durable that ``step`` is about to be sent with exactly ``body``; Bug if it once was another body."""
        ...

    def warned(self, text: str) -> None:
        """Tell people what the marketplace warned of although it accepted the write, in its own words."""
        ...


class Adapter(Protocol):
    """One open shop. Every method may raise the AdapterErrors; batches never exceed the declared sizes."""

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def concurrency(self) -> int:
        """How many writes may be in flight at once."""
        ...

    async def identity(self) -> ShopIdentity:
        """Ask the marketplace which shop this is (one call)."""
        ...

    async def facts(self, paths: Collection[tuple[str, ...]], known: ShopFacts | None) -> ShopFacts:
        """Fetch limits, tree and channels, and attributes and brands of the leaves named by ``paths``.

        ``known`` are facts still fresh enough: only what they lack is fetched (nothing, if they cover ``paths``).
        """
        ...

    async def suggest_categories(self, title: str, image: str = "") -> list[str]:
        """Ids of the leaves the marketplace itself proposes for such a title, best first; none where it has no idea.

        ``image`` is the remote id of an uploaded picture, where there is one.
        """
        ...

    def normalise(self, group: Group, value: JsonValue) -> JsonValue:
        """Pure: what the marketplace is known to make of a value, noise only (NFC, spaces, number formats)."""
        ...

    def scan(self) -> AsyncIterator[RemoteRef]:
        """Every listing of the shop that still counts, in any state but deleted."""
        ...

    async def read(self, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
        """Read listings by id; an id the marketplace no longer knows is left out, a deleted one has that state."""
        ...

    async def find(self, sku: str, since: datetime | None) -> list[str]:
        """Ids of the listings that bear exactly this SKU (folded), by search and by listing what changed ``since``."""
        ...

    async def find_deleted(self, sku: str, since: datetime) -> list[str]:
        """Ids of the listings with exactly this SKU (folded) that were made ``since`` and have been deleted again.

        Asked only of adapters that declare ``finds_deleted``, before a create that was not found is taken for one that
        never arrived.
        """
        ...

    async def upload(self, files: Sequence[MediaFile]) -> list[str | AdapterError]:
        """Upload pictures; per file the remote id or why not. Never raises for one bad file; where the shop stops after
        it took some, these have their ids and the others that error."""
        ...

    async def create(self, listing: Listing, images: Mapping[str, str], log: StepLog) -> Created:
        """Create one listing (hidden where ``create_hidden``). ``images``: media key -> remote id.

        Where that takes several calls the first leaves a hidden listing under the first SKU. From then on whatever
        keeps the adapter from the rest is Unknown, or Rejected once that half has been taken back.
        """
        ...

    async def complete(
        self, remote: RemoteListing, listing: Listing, images: Mapping[str, str], log: StepLog
    ) -> Created:
        """Finish a listing whose create was interrupted between its calls: send what is missing, if anything is.

        Asked only where a read showed less than the whole listing, so only of adapters that create in several calls;
        ``log`` is the create's own intent. Rejected: the listing is gone again, or the error says where it stands.
        """
        ...

    async def update(
        self,
        remote: RemoteListing,
        listing: Listing,
        groups: Collection[Group],
        images: Mapping[str, str],
        log: StepLog,
    ) -> None:
        """Write the content ``groups`` of ``listing`` over ``remote`` in one call; the other groups stay as they are.

        A remote picture kept in the list is passed as key ``remote:<id>`` mapped to its id.
        """
        ...

    async def set_prices(self, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
        """Write regular prices; per edit None or why not."""
        ...

    async def set_stock(self, edits: Sequence[StockEdit], log: StepLog) -> list[AdapterError | None]:
        """Write absolute stock; per edit None or why not."""
        ...

    async def set_state(self, remote_ids: Sequence[str], live: bool, log: StepLog) -> list[AdapterError | None]:
        """Publish / relist (True) or unlist (False); per listing None or why not."""
        ...

    async def diagnose(self, remote_ids: Sequence[str]) -> dict[str, tuple[Advice, ...]]:
        """What the marketplace finds lacking in the content of these listings: () where nothing, left out where it
        does not say. Asked only by commands that want it, never by a run; {} where a marketplace has no such call."""
        ...


@dataclass(frozen=True, slots=True)
class AdapterSpec:
    """What an adapter's entry point returns.

    ``consent`` gives out how a seller lets us in, None where settings alone open a shop.
    ``mapping`` is the package that holds its TOML rules, ``mock`` the dotted name of its mock's module ('' if none).
    ``live_hosts`` and ``sandbox_hosts`` are the only hosts it may speak to where it is not a mock.
    ``people`` gives out the tasks of a shop that is kept by hand, None where calls do the work.
    """

    id: str
    title: str
    open: Callable[[OpenShop], AbstractAsyncContextManager[Adapter]]
    capabilities: Capabilities
    budgets: tuple[Budget, ...]
    settings: tuple[Setting, ...] = ()
    mapping: str = ""
    mock: str = ""
    live_hosts: tuple[str, ...] = ()
    sandbox_hosts: tuple[str, ...] = ()
    consent: Callable[[], Consent] | None = None
    people: Callable[[], People] | None = None
    port_version: int = PORT_VERSION


def installed() -> dict[str, AdapterSpec]:
    """Every adapter that is installed and can be used, by marketplace id. Loading one does not import its mock."""
    return {name: found for name in _names() if isinstance(found := _found(name), AdapterSpec)}


def unusable() -> tuple[BadUse, ...]:
    """What is installed as an adapter and cannot be used: why, and whose package it is. The others go on without."""
    return tuple(found for name in _names() if isinstance(found := _found(name), BadUse))


def spec_for(marketplace: str) -> AdapterSpec:
    """The adapter of a marketplace; BadUse ``E_MARKETPLACE_UNKNOWN`` names the usable ones, ``E_ADAPTER_BROKEN`` the
    package that cannot be used."""
    if marketplace not in _names():
        raise BadUse("E_MARKETPLACE_UNKNOWN", marketplace=marketplace, known=", ".join(sorted(installed())))
    found = _found(marketplace)
    if isinstance(found, BadUse):
        raise found
    return found


def _names() -> dict[str, None]:
    return {point.name: None for point in entry_points(group="ocop.adapters")}


def _found(name: str) -> AdapterSpec | BadUse:
    """The spec, or why there is none: a package that others wrote may fail in any way while it is imported."""
    (point, *_) = entry_points(group="ocop.adapters", name=name)
    whose = {"marketplace": name, "package": point.dist.name if point.dist is not None else point.module}
    try:
        spec = point.load()
    except (Exception, SystemExit) as error:
        first = next(iter(str(error).splitlines()), "")
        return BadUse("E_ADAPTER_BROKEN", **whose, why=f"{type(error).__name__}: {first[:WHY]}")
    if not isinstance(spec, AdapterSpec) or spec.id != name:
        return BadUse("E_ADAPTER_BROKEN", **whose, why=f"{point.value} != AdapterSpec({name})")
    if spec.port_version != PORT_VERSION:
        return BadUse("E_ADAPTER_PORT_VERSION", **whose, theirs=spec.port_version, ours=PORT_VERSION)
    return spec
