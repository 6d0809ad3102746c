"""How fast calls may go and how many writes at once (decision 19).

A *lane* is one budget: app, shop or one endpoint. A call takes from every lane that applies, the narrowest first, so
that no place in a wide lane is spent while a narrow one is closed. Three things close a lane: its rate, a *hold* (the
marketplace asked for quiet: every worker of that scope waits, not only the one that was told), and a spent daily quota
(``QuotaSpent`` at once: nobody waits a night in a queue).

A rate gives every call a moment of its own, one gap after the one before, and about 0.2 s of gaps may be caught up
with: so a worker that wakes late costs no throughput, and no call is ever ahead of its moment. Nothing polls, nothing
is recomputed from elapsed time, so it runs the same under a clock that jumps.

Counts live in memory: a quota used up by an earlier process is learnt from the marketplace's own answer (``spend``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime, time, timedelta, tzinfo

from connector.clock import Clock
from connector.errors import QuotaSpent
from connector.port import Budget

__all__ = ["BURST_S", "Lane", "Pace", "day_after", "lowered"]

BURST_S = 0.2
TICK_S = 1e-6  # what rounding may leave of a hold: a clock that jumps could wait for less than its own step for ever


def lowered(budgets: Sequence[Budget], per_second: float | None) -> tuple[Budget, ...]:
    """The budgets with the shop's rate lowered to ``per_second``; a higher wish changes nothing."""
    if per_second is None:
        return tuple(budgets)
    return tuple(
        Budget(b.scope, min(b.per_second, per_second), b.burst, b.per_day, b.writers) if b.scope == "shop" else b
        for b in budgets
    )


def day_after(now: datetime, zone: tzinfo) -> datetime:
    """When the next day begins in ``zone``, as UTC: that is when daily quotas start anew."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(0), zone).astimezone(UTC)


class Lane:
    """One budget in use. ``per_second`` of 0 or less, or no budget at all, means no rate."""

    def __init__(self, scope: str, clock: Clock, budget: Budget | None = None, zone: tzinfo = UTC) -> None:
        self.scope = scope
        self._clock = clock
        self._zone = zone
        self._gap = self._slack = 0.0
        self._next = float("-inf")
        self._per_day: int | None = None
        if budget is not None:
            self.lower(budget)
        self._taken_today = 0
        self._today_ends = self._next_reset()
        self._spent_until: datetime | None = None
        self._held_until = float("-inf")

    def lower(self, budget: Budget) -> None:
        """Keep to ``budget`` too: what was slower, or fewer, stays."""
        gap = 1.0 / budget.per_second if budget.per_second > 0 else 0.0
        if gap > self._gap:
            at_once = max(1.0, budget.burst, budget.per_second * BURST_S)
            self._gap, self._slack = gap, (at_once - 1.0) * gap
        if budget.per_day is not None:
            self._per_day = budget.per_day if self._per_day is None else min(self._per_day, budget.per_day)

    def hold(self, until: float) -> None:
        """No call before ``until`` (the clock's monotonic seconds); a shorter hold never shortens a longer one."""
        self._held_until = max(self._held_until, until)

    def spend(self, until: datetime) -> None:
        """The marketplace says that the quota is used up until then."""
        self._spent_until = until

    @property
    def held_for(self) -> float:
        """Seconds until the hold ends; 0 where there is none."""
        seconds = self._held_until - self._clock.monotonic()
        return seconds if seconds > TICK_S else 0.0

    def check_quota(self) -> None:
        """Raise QuotaSpent where the day's calls are used up."""
        now = self._clock.now()
        if now >= self._today_ends:
            self._taken_today, self._today_ends = 0, self._next_reset()
        if self._spent_until is not None and now >= self._spent_until:
            self._spent_until = None
        until = self._spent_until
        if until is None and self._per_day is not None and self._taken_today >= self._per_day:
            until = self._today_ends
        if until is not None:
            raise QuotaSpent("E_QUOTA_SPENT", resets_at=until, scope=self.scope)

    async def wait(self) -> None:
        """Wait until neither hold nor rate stands in the way, and take one place."""
        while (seconds := self.held_for) > 0:
            await self._clock.sleep(seconds)
        if self._gap:
            now = self._clock.monotonic()
            moment = max(self._next, now - self._slack)
            self._next = moment + self._gap
            if moment > now:
                await self._clock.sleep(moment - now)

    def count(self) -> None:
        """One call goes out."""
        self._taken_today += 1

    def _next_reset(self) -> datetime:
        return day_after(self._clock.now(), self._zone)


class Pace:
    """All lanes of one shop. ``shared`` lanes (an app's) are those of several shops of one process (``apps``)."""

    def __init__(
        self,
        budgets: Sequence[Budget],
        clock: Clock,
        *,
        zone: tzinfo = UTC,
        shared: Mapping[str, Lane] | None = None,
    ) -> None:
        self._clock = clock
        self._zone = zone
        self._lanes = {budget.scope: Lane(budget.scope, clock, budget, zone) for budget in budgets}
        self._lanes.update(shared or {})
        bounds = [budget.writers for budget in budgets if budget.writers is not None]
        self.writers: int | None = min(bounds) if bounds else None
        self._writers = asyncio.Semaphore(self.writers) if self.writers is not None else None

    def lane(self, scope: str) -> Lane:
        """The lane of a scope; one that no budget names has no rate, but can be held or spent."""
        if scope not in self._lanes:
            self._lanes[scope] = Lane(scope, self._clock, zone=self._zone)
        return self._lanes[scope]

    def hold(self, scope: str, seconds: float) -> None:
        """Move every worker of a scope: app, shop, or ``endpoint:VERB /path``."""
        self.lane(scope).hold(self._clock.monotonic() + seconds)

    def spend(self, scope: str, until: datetime) -> None:
        """Close a scope until its quota resets."""
        self.lane(scope).spend(until)

    @asynccontextmanager
    async def slot(self, endpoint: str, *, writing: bool) -> AsyncIterator[None]:
        """A place to send one call of ``endpoint`` (``VERB /path``); a writer's place is held until the block ends."""
        async with self._writers if writing and self._writers is not None else nullcontext():
            await self._take(endpoint)
            yield

    async def _take(self, endpoint: str) -> None:
        scopes = (f"endpoint:{endpoint}", "shop", "app")
        lanes = [self._lanes[scope] for scope in scopes if scope in self._lanes]
        while True:
            for lane in lanes:
                lane.check_quota()
                await lane.wait()
            # A hold or a spent quota may have come while we queued for a wider lane; then the place is given up.
            for lane in lanes:
                lane.check_quota()
            if not any(lane.held_for > 0 for lane in lanes):
                break
        for lane in lanes:
            lane.count()
