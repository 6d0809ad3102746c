"""The budget of an app, shared by all shops of a process that are called through it (decision 19).

Marketplaces count some calls by the app and not by the shop: two shops side by side would each believe to have all of
it. Whoever opens a shop asks here for the lanes of its app; a hold or a spent quota of one shop is then the others'.
Shops share lanes where they share the clock, so that a test's hour is not another's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from weakref import WeakKeyDictionary

from connector.clock import Clock
from connector.port import Budget

from .pace import Lane

__all__ = ["APP", "app_lanes"]

APP = "app"

_apps: WeakKeyDictionary[Clock, dict[str, Lane]] = WeakKeyDictionary()


def app_lanes(clock: Clock, app: str, budgets: Sequence[Budget], zone: tzinfo = UTC) -> Mapping[str, Lane]:
    """The lane of ``app``, for ``Pace(shared=...)``. ``app`` names it in full: marketplace, address, the app's own id.

    Where no budget is declared it has no rate, but can be held or spent. The slowest rate that any shop asks for holds.
    """
    lanes = _apps.setdefault(clock, {})
    budget = next((budget for budget in budgets if budget.scope == APP), None)
    if app not in lanes:
        lanes[app] = Lane(APP, clock, budget, zone)
    elif budget is not None:
        lanes[app].lower(budget)
    return {APP: lanes[app]}
