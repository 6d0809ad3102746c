"""What one command line asks of the runs it starts, and the workspace opened with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Self

from connector.clock import SystemClock, business_day
from connector.config import Config, ShopConfig
from connector.errors import BadUse
from connector.run import Options, Workspace, open_workspace
from connector.run.why import find_product
from connector.sync import GuardLimits, Stop
from connector.sync.guards import CATALOGUE_GUARDS, SHOP_GUARDS

from .logs import start_log
from .progress import Meter
from .settings import Settings
from .values import read_allow, read_day, read_duration

__all__ = ["GUARDS", "Asked", "chosen", "opened"]

GUARDS = tuple(dict.fromkeys((*CATALOGUE_GUARDS, *SHOP_GUARDS, *GuardLimits().shop, "price-jump")))
"""Every name that ``--allow`` takes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Options of one command, read."""

    day: date | None = None
    allow: tuple[tuple[str, int], ...] = ()
    only: tuple[str, ...] = ()
    deadline_s: float | None = None
    confirmed: str = ""
    refused: Path | None = None
    updates: tuple[Path, ...] = ()
    first: int | None = None
    hidden: bool = False

    @classmethod
    def read(
        cls,
        day: str | None = None,
        allow: Sequence[str] | None = None,
        only: Sequence[str] | None = None,
        deadline: str | None = None,
        confirmed: str | None = None,
        refused: Path | None = None,
        updates: Sequence[Path] | None = None,
        first: int | None = None,
        hidden: bool = False,
    ) -> Self:
        """Words into values; BadUse where one cannot be understood."""
        return cls(
            day=read_day(day) if day else None,
            allow=tuple(read_allow(allow or (), GUARDS).items()),
            only=tuple(only or ()),
            deadline_s=read_duration(deadline) if deadline else None,
            confirmed=confirmed or "",
            refused=refused,
            updates=tuple(updates or ()),
            first=first,
            hidden=hidden,
        )

    @property
    def partial(self) -> bool:
        """Whether less than the whole of a shop is asked for."""
        return bool(self.only or self.updates or self.first is not None or self.hidden)


@asynccontextmanager
async def opened(settings: Settings, asked: Asked, meter: Meter, stop: Stop | None = None) -> AsyncIterator[Workspace]:
    """The workspace of this command line, its log begun and ``--only`` understood."""
    config, state = settings.load()
    start_log(state.folder / "logs", verbose=settings.verbose)
    clock = SystemClock()
    options = Options(
        day=asked.day or business_day(clock),
        day_given=asked.day is not None,
        allow=dict(asked.allow),
        confirmed=asked.confirmed,
        deadline_s=asked.deadline_s,
        first=asked.first,
        hidden=asked.hidden,
        updates=asked.updates,
        progress=meter,
        progress_of=meter.of,
    )
    async with open_workspace(config, state, clock, options, stop) as workspace:
        if asked.only:
            workspace.options = replace(options, only=await _only(workspace, asked.only))
        yield workspace


def chosen(config: Config, names: Sequence[str]) -> tuple[ShopConfig, ...]:
    """The shops named, or all; BadUse where there is none to speak of."""
    shops = config.shops(tuple(dict.fromkeys(names)))
    if not shops:
        raise BadUse("E_NO_SHOPS", path=str(config.path))
    return shops


async def _only(workspace: Workspace, words: Sequence[str]) -> frozenset[str]:
    """The SKUs that ``words`` mean, in the catalogue's spelling; a product key stands for all of its SKUs."""
    products = (await workspace.effective()).products
    found: set[str] = set()
    for word in words:
        product, sku = find_product(products, word)
        found.update([sku] if sku else (variant.sku for variant in product.variants))
    return frozenset(found)
