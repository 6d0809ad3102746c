"""The plan cut to what may be sent: a saved plan's Changes and no other, or a first live run's canary."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from connector.config import ShopConfig
from connector.errors import BadUse
from connector.sync import ChangeKind, Journal, Notice, Plan, Planned, Severity
from connector.sync.relist import shows_wrong

__all__ = ["CANARY", "as_saved", "canary"]

CANARY = 3


async def canary(
    planned: Planned, shop: ShopConfig, journal: Journal, confirmed: Collection[str], *, can_hide: bool
) -> Planned:
    """The plan; of the first live write of a shop the first products only, and those once its name was typed."""
    plan = planned.plan
    if shop.environment != "live" or await journal.first_run_done(shop.name):
        return planned
    earlier = await journal.runs(shop.name)
    if not plan.sendable or any(run.ending == "done" and (run.report or {}).get("counts") for run in earlier):
        return planned
    if shop.name not in confirmed:
        raise BadUse("E_LIVE_CONFIRM", shop=shop.name, changes=len(plan.changes), canary=CANARY)
    first = plan.model_copy(update={"changes": plan.changes[:CANARY], "restricted": True, "hidden": can_hide})
    return replace(planned, plan=first.model_copy(update={"checksum": first.computed_checksum()}))


def as_saved(fresh: Plan, saved: Plan, day: date) -> Plan:
    """Exactly the saved plan's Changes that still hold; the rest is said to have moved (decision 14).

    A listing is not shown again where its price, its stock or its star has moved since: buyers would see it wrong.
    """
    if saved.day != day:
        raise BadUse("E_PLAN_OTHER_DAY", day=saved.day.isoformat(), today=day.isoformat())
    if saved.shop != fresh.shop:
        raise BadUse("E_PLAN_OTHER_SHOP", plan=saved.shop, shop=fresh.shop)
    now = {change.key: change for change in fresh.changes}
    standing = [c for c in saved.changes if c.key in now and now[c.key].expects == c.expects]
    goes = {change.key for change in standing}
    lacking = {one.product for one in fresh.changes if shows_wrong(one) and one.key not in goes}
    standing = [c for c in standing if c.kind is not ChangeKind.RELIST or c.product not in lacking]
    kept = {change.id for change in standing}
    moved = tuple(
        Notice(code="moved", severity=Severity.PERSON, product=c.product, title=c.title, skus=c.skus)
        for c in saved.changes
        if c.id not in kept
    )
    return saved.model_copy(update={"changes": tuple(standing), "notices": (*fresh.notices, *moved)})
