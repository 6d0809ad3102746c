"""The reference marketplace: everything the port asks, in memory. For tests, and as the plainest example to read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from connector.port import Adapter, AdapterSpec, Budget, OpenShop

from .adapter import CAPABILITIES, MemoryAdapter
from .shop import Fault, Item, MemoryShop

__all__ = ["SPEC", "Fault", "Item", "MemoryAdapter", "MemoryShop"]

_shops: dict[str, MemoryShop] = {}


@asynccontextmanager
async def _open(shop: OpenShop) -> AsyncIterator[Adapter]:
    yield MemoryAdapter(_shops.setdefault(shop.shop, MemoryShop(shop.clock, shop.shop)))


SPEC = AdapterSpec(
    id="memory",
    title="Memory",
    open=_open,
    capabilities=CAPABILITIES,
    budgets=(Budget(scope="shop", per_second=1000.0),),
    mapping="mappings.memory",
)
