"""One open shop on My Market: the port's methods. What is not written yet says which step it is.

``connector/port.py`` is the contract of each method. Calls go through ``connector.wire``: pace, redaction, what may be
repeated and what may not are decided there; ``verdict`` there is what a table of error codes is made of.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from pydantic import JsonValue

from connector.errors import AdapterError
from connector.model import Advice, Group, Listing, RemoteListing, ShopFacts
from connector.port import (
    Capabilities,
    Created,
    MediaFile,
    OpenShop,
    PriceEdit,
    RemoteRef,
    ShopIdentity,
    StepLog,
    StockEdit,
)
from connector.wire.call import Signed
from connector.wire.client import Caller
from connector.wire.opening import capabilities_of, open_line
from connector.wire.stores import store_of

from . import SPEC
from .wanted import wanted

__all__ = ["MyMarketAdapter", "open_shop"]


class MyMarketAdapter:
    def __init__(self, caller: Caller, capabilities: Capabilities, concurrency: int) -> None:
        self._caller = caller
        self.capabilities = capabilities
        self.concurrency = concurrency

    async def identity(self) -> ShopIdentity:
        raise wanted(1, "identity", "say in mock.py how the shop answers who it is, then ask it here")

    async def facts(self, paths: Collection[tuple[str, ...]], known: ShopFacts | None) -> ShopFacts:
        raise wanted(2, "facts", "limits, categories and channels as the shop tells them; `known` comes back as it is")

    async def upload(self, files: Sequence[MediaFile]) -> list[str | AdapterError]:
        raise wanted(4, "upload", "per picture its id or why not; one bad file never raises")

    async def create(self, listing: Listing, images: Mapping[str, str], log: StepLog) -> Created:
        raise wanted(5, "create", "await log.start(step, body) right before the first byte; a lost answer is Unknown")

    async def scan(self) -> AsyncIterator[RemoteRef]:
        raise wanted(6, "scan", "every listing but deleted ones, page by page")
        yield

    async def read(self, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
        raise wanted(7, "read", "listings by id as canonical groups (connector/model/listing.py); unknown ids left out")

    def normalise(self, group: Group, value: JsonValue) -> JsonValue:
        raise wanted(3, "normalise", "pure: what the marketplace makes of a value, noise only; twice is once")

    async def find(self, sku: str, since: datetime | None) -> list[str]:
        raise wanted(8, "find", "who bears exactly this SKU: by search, and in what changed since; searches lag")

    async def find_deleted(self, sku: str, since: datetime) -> list[str]:
        return []  # where the marketplace lists what was deleted: declare finds_deleted, and tell who bore this SKU

    async def update(
        self,
        remote: RemoteListing,
        listing: Listing,
        groups: Collection[Group],
        images: Mapping[str, str],
        log: StepLog,
    ) -> None:
        raise wanted(9, "update", "write these groups and no other; SKUs that the read showed stay")

    async def set_prices(self, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
        raise wanted(10, "set_prices", "regular prices, absolute; per edit None or why not")

    async def set_stock(self, edits: Sequence[StockEdit], log: StepLog) -> list[AdapterError | None]:
        raise wanted(11, "set_stock", "absolute stock; per edit None or why not")

    async def set_state(self, remote_ids: Sequence[str], live: bool, log: StepLog) -> list[AdapterError | None]:
        raise wanted(12, "set_state", "publish, relist or unlist; per listing None or why not")

    async def complete(
        self, remote: RemoteListing, listing: Listing, images: Mapping[str, str], log: StepLog
    ) -> Created:
        """Asked only of adapters that create in several calls."""
        return Created(remote.remote_id, {variant.sku: variant.remote_id for variant in remote.variants})

    async def suggest_categories(self, title: str, image: str = "") -> list[str]:
        return []

    async def diagnose(self, remote_ids: Sequence[str]) -> dict[str, tuple[Advice, ...]]:
        return {}


@asynccontextmanager
async def open_shop(shop: OpenShop) -> AsyncIterator[MyMarketAdapter]:
    """Open one shop: BadUse where its key or address do not fit; nothing is sent yet."""
    tokens = store_of(shop).load()

    def sign(*_: object) -> Signed:
        raise wanted(1, "sign", "how a call shows who it is from: connector.wire.call.Signed")

    async with open_line(shop, SPEC, tokens, sign) as caller:
        yield MyMarketAdapter(caller, capabilities_of(shop, SPEC), caller.pace.writers or 1)
