"""A shop's adapter, opened: what it is told, and that the shop which answers is the one its name has always meant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Hashable, MutableMapping
from contextlib import asynccontextmanager

from connector.clock import Clock
from connector.config import Config, ShopConfig
from connector.errors import BadUse, OcopError, StopShop
from connector.port import Adapter, AdapterSpec, OpenShop, ShopIdentity, spec_for
from connector.sync import Journal

__all__ = ["connection_of", "open_adapter"]


def connection_of(
    config: Config, shop: ShopConfig, clock: Clock, kept: MutableMapping[Hashable, object] | None = None
) -> OpenShop:
    """What the adapter of ``shop`` is opened with; ``kept`` is what lives from one opening to the next."""
    return OpenShop(
        shop=shop.name,
        environment=shop.environment,
        credentials=shop.credentials,
        folder=config.folder,
        clock=clock,
        base_url=shop.base_url,
        pace_per_second=shop.pace.per_second if shop.pace else None,
        settle_s=shop.settle_s,
        kept={} if kept is None else kept,
    )


@asynccontextmanager
async def open_adapter(
    config: Config, shop: ShopConfig, connection: OpenShop, journal: Journal
) -> AsyncIterator[tuple[AdapterSpec, Adapter]]:
    """The shop's adapter, after asking the marketplace which shop this is (guard ``other-shop``)."""
    spec = spec_for(shop.marketplace)
    async with spec.open(connection) as adapter:
        await _known(config, shop, await adapter.identity(), journal)
        try:
            yield spec, adapter
        except BaseExceptionGroup as group:  # reads go side by side; the first one's answer is the shop's
            raise _first(group) from None


async def _known(config: Config, shop: ShopConfig, identity: ShopIdentity, journal: Journal) -> None:
    """The shop that answers is the one this name has always meant, no other name means it, and it can sell."""
    known = await journal.remote_shop(shop.name)
    if known and known != identity.shop_id:
        raise BadUse("E_OTHER_SHOP", shop=shop.name, known=known, answers=identity.shop_id)
    names = await journal.pieces.shops()
    for other in config.shop:
        same = names.get(other.name) == (shop.marketplace, identity.shop_id) and _place(other) == _place(shop)
        if same and other.name != shop.name:  # each would list everything, and neither would know of the other's
            raise BadUse("E_SHOP_NAMED_TWICE", shop=shop.name, other=other.name)
    if identity.problem:
        raise StopShop("E_SHOP_PROBLEM", shop=shop.name, reason=identity.problem)
    await journal.note_shop(shop.name, shop.marketplace, identity.shop_id)


def _place(shop: ShopConfig) -> tuple[str, str]:
    """Ids are a marketplace's own; mocks on different addresses give out the same ones."""
    return (shop.environment, shop.base_url or shop.credentials if shop.environment == "mock" else "")


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error of ours in a group, else the first of any kind."""
    ours = group.subgroup(OcopError) or group
    error: BaseException = ours
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
