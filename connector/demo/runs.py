"""Runs of the demo's shops, through the same code as the commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from connector.clock import SystemClock
from connector.config import ShopConfig, load_config
from connector.run import Options, State, Workspace, open_workspace
from connector.sync import Plan, RunReport

from .markets import Market
from .stage import Stage

__all__ = ["Moved", "Runs"]

Made = TypeVar("Made")
Moved = Callable[[str, int, int], None]
"""Told with (shop, done, total)."""


def ignored(_shop: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Runs:
    """One run of every shop at a time; what comes back is by shop."""

    stage: Stage
    markets: tuple[Market, ...]

    async def sync(self, day: date, moved: Moved = ignored) -> dict[str, RunReport]:
        """Plan and send; then the marketplaces judge what they were sent."""
        reports = await self._each(day, lambda workspace, shop: workspace.sync(shop), moved)
        for market in self.markets:
            market.judge()
        return reports

    async def plan(self, day: date) -> dict[str, Plan]:
        """What would be sent now."""
        return await self._each(day, lambda workspace, shop: workspace.plan(shop), ignored)

    def workspace(
        self, day: date, moved: Callable[[int, int], None] | None = None
    ) -> AbstractAsyncContextManager[Workspace]:
        def progress(_stage: str, done: int, total: int) -> None:
            if moved is not None:
                moved(done, total)

        options = Options(day=day, day_given=True, progress=progress)
        return open_workspace(load_config(self.stage.config), State(self.stage.state), SystemClock(), options)

    async def _each(
        self, day: date, work: Callable[[Workspace, ShopConfig], Awaitable[Made]], moved: Moved
    ) -> dict[str, Made]:
        made: dict[str, Made] = {}
        for market in self.markets:
            name = market.shop.name

            def one(done: int, total: int, name: str = name) -> None:
                moved(name, done, total)

            async with self.workspace(day, one) as workspace:
                made[name] = await work(workspace, workspace.config.shops((name,))[0])
        return made
