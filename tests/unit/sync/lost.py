"""What tests of creates whose answer was lost share: faults in turn, what happens meanwhile, what is remembered."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

from adapters.memory import Fault
from connector.model import Group
from connector.sync import RunReport
from connector.testing.virtual import run_virtual
from tests.simulation.world import SHOP, World


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def ended(report: RunReport) -> list[tuple[str, str, str]]:
    return sorted((r.change.product, str(r.outcome), r.code) for r in report.results)


def intents(world: World) -> list[tuple[str, str, str | None, str | None]]:
    query = 'SELECT product, state, remote_id, note FROM intent WHERE change LIKE \'%"kind":"create"%\' ORDER BY rowid'
    with closing(sqlite3.connect(world.folder / "journal.sqlite")) as journal:
        rows = journal.execute(query).fetchall()
    return [row for row in rows if row[3] or row[1] != "ended"]


def bases(world: World):  # type: ignore[no-untyped-def]
    with world.journal() as journal:
        return run_virtual(world.clock, journal.bases(SHOP))


def bound(world: World) -> list[tuple[str, str, str, dict[str, tuple[str, str]]]]:
    with world.journal() as journal:
        found = run_virtual(world.clock, journal.bindings(SHOP))
    return [(one.product, one.remote_id, one.how, dict(one.skus)) for one in found.values()]


def faulty(world: World, **faults: list[Fault | None]) -> list[tuple[str, float]]:
    """Each named call meets its faults in turn; tells when every call left."""
    left = {call: iter(one) for call, one in faults.items()}
    calls: list[tuple[str, float]] = []

    def fault(call: str) -> Fault | None:
        calls.append((call, world.clock.monotonic()))
        return next(left[call], None) if call in left else None

    world.faults = fault
    return calls


def meanwhile(world: World, on: str, act: Callable[[], object]) -> None:
    """Something happens in the shop as the first call of that name is on its way."""
    plain, waiting = world.faults, [act]

    def fault(call: str) -> Fault | None:
        if call == on and waiting:
            waiting.pop()()
        return plain(call)

    world.faults = fault


def a_twin(world: World, number: int = 0) -> None:
    sku = world.goods[number].key
    world.shop.create((sku,), {Group.TITLE: "bản sao của nhân viên"}, live=False)


def times(calls: list[tuple[str, float]], name: str) -> list[float]:
    return [when for call, when in calls if call == name]
