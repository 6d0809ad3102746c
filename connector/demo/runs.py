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
from connector.run.together import side_by_side
from connector.sync import Plan, RunReport

from .markets import Market
from .stage import Stage

__all__ = ["Moved", "Runs"]

SENDING = "send"
Made = TypeVar("Made")
Moved = Callable[[str, int, int], None]
"""Told with (shop, done, total)."""


def ignored(_shop: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Every shop at once; what comes back is by shop."""

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

    def workspace(self, day: date, moved: Moved = ignored) -> AbstractAsyncContextManager[Workspace]:
        """The demo's configuration opened for ``day``."""
        options = Options(
            day=day,
            day_given=True,
            progress_of=lambda shop: lambda stage, done, total: moved(shop, done, total) if stage == SENDING else None,
        )
        return open_workspace(load_config(self.stage.config), State(self.stage.state), SystemClock(), options)

    async def _each(
        self, day: date, work: Callable[[Workspace, ShopConfig], Awaitable[Made]], moved: Moved
    ) -> dict[str, Made]:
        """Side by side, as the commands do it: every photo is decoded once for all."""
        made: dict[str, Made] = {}
        async with self.workspace(day, moved) as workspace:

            async def one(shop: ShopConfig) -> None:
                made[shop.name] = await work(workspace, shop)

            await side_by_side(workspace, workspace.config.shops(), one)
        return made
