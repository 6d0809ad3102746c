"""Opening one shop: where to call, what may be spent, and the Caller with the lanes of its app.

What a shop that is not live may do is what its credentials say (``pace``, ``concurrency``: a mock prints them); a live
shop keeps to the spec's budgets. Configuration only ever lowers either. Every call of a shop goes through one pace,
those that give out its tokens too, however often one command opens it (``OpenShop.kept``); and what the marketplace
counts by the app is shared by all shops of the process (decision 19).
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable, Collection, Hashable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, tzinfo

from connector.port import AdapterSpec, Budget, Capabilities, OpenShop

from .apps import app_lanes
from .call import Sign
from .client import READ_S, Caller, open_caller
from .hosts import check_host
from .pace import Pace, lowered
from .pools import PER_POOL
from .tokens import Tokens

__all__ = ["MOCK_READ_S", "budgets_of", "capabilities_of", "number_of", "open_line", "origin_for"]

MOCK_READ_S = 15.0


def origin_for(shop: OpenShop, tokens: Tokens, spec: AdapterSpec) -> str:
    """Where to call: the configuration's address, else the credentials', else the live host; BadUse where it may not
    be called."""
    told = shop.base_url or tokens.text("base_url")
    if not told and shop.environment == "live" and spec.live_hosts:
        told = f"https://{spec.live_hosts[0]}"
    return check_host(shop.environment, told, spec)


def number_of(shop: OpenShop, tokens: Tokens, name: str) -> float | None:
    """A number above 0 that the credentials of a shop tell; None for a live one, which is what its spec says."""
    try:
        value = float(tokens.text(name))
    except ValueError:
        return None
    return value if shop.environment != "live" and math.isfinite(value) and value > 0 else None


def budgets_of(shop: OpenShop, tokens: Tokens, spec: AdapterSpec) -> tuple[Budget, ...]:
    """What this shop may spend."""
    rate, writers = number_of(shop, tokens, "pace"), number_of(shop, tokens, "concurrency")
    budgets = tuple(
        replace(
            budget,
            per_second=rate if rate is not None else budget.per_second,
            writers=max(1, int(writers)) if writers is not None else budget.writers,
        )
        for budget in spec.budgets
    )
    return lowered(budgets, shop.pace_per_second)


def capabilities_of(shop: OpenShop, spec: AdapterSpec) -> Capabilities:
    """The declaration; a shop that is not live may settle sooner."""
    if shop.environment == "live" or shop.settle_s is None:
        return spec.capabilities
    return replace(spec.capabilities, settle_s=shop.settle_s)


def _pace_of(shop: OpenShop, name: Hashable, anew: Callable[[], Pace]) -> Pace:
    """The pace with which this command has called the shop before; ``anew`` for its first call."""
    pace = shop.kept.get(name)
    if not isinstance(pace, Pace):
        pace = shop.kept[name] = anew()
    return pace


@asynccontextmanager
async def open_line(
    shop: OpenShop,
    spec: AdapterSpec,
    tokens: Tokens,
    sign: Sign,
    *,
    app: str = "",
    zone: tzinfo = UTC,
    further: Collection[str] = (),
) -> AsyncIterator[Caller]:
    """The Caller of one shop; nothing is sent yet.

    ``app`` is the app's own id, '' where the marketplace knows no apps; ``zone`` is where the days of quotas begin.
    """
    origin, budgets = origin_for(shop, tokens, spec), budgets_of(shop, tokens, spec)
    shared = app_lanes(shop.clock, f"{spec.id} {origin} {app}", budgets, zone) if app else None
    pace = _pace_of(
        shop, (spec.id, origin, app, shop.shop, budgets), lambda: Pace(budgets, shop.clock, zone=zone, shared=shared)
    )
    async with open_caller(
        origin,
        pace=pace,
        sign=sign,
        clock=shop.clock,
        connections=max(pace.writers or 1, PER_POOL),
        further=further,
        read_s=MOCK_READ_S if shop.environment == "mock" else READ_S,
        transport=shop.transport,
    ) as caller:
        yield caller
