"""Invariant 13: a tripped guard lets nothing through but what the calendar alone causes; a catalogue guard nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.simulation.history import Entry, RunRecord
from tests.simulation.judge.ground import HIDDEN, OURS, Shelf, Violation, handed_in, replay, reviewed, star_of
from tests.simulation.judge.reading import Reading, due, group_of

__all__ = ["guards"]


def guards(reading: Reading) -> Iterator[Violation]:
    """What was written although a guard had tripped, and what was written beyond a guard that should have."""
    seed = reading.history.seed
    for run in reading.history.runs:
        for words in _closed(reading, run):
            yield Violation(13, seed, run.run, run.shop, words)
    for (shop, number), written in _written(reading).items():
        known = reading.runs.get((shop, number))
        if known is None:
            continue
        if known.trips and not any(trip.get("scope") == "catalogue" for trip in known.trips):
            begun = reading.resumed(known)
            for entry, shelf in written:
                if any(one.about(shelf) and one.names(group_of(entry.field)) for one in begun):
                    continue
                if not _by_calendar(reading, known, entry, shelf):
                    words = f"{entry.field or 'a new listing'} of {shelf.listing} was written although a guard tripped"
                    yield Violation(13, seed, number, shop, words)
        for words in _beyond(reading, known, written):
            yield Violation(13, seed, number, shop, words)


def _closed(reading: Reading, run: RunRecord) -> Iterator[str]:
    if not any(trip.get("scope") == "catalogue" for trip in run.trips):
        return
    for call in reading.calls.get((run.shop, run.run), []):
        if call.kind in ("write", "upload"):
            yield f"{call.endpoint} (call {call.number}) left although a catalogue guard had tripped"
            return


Written = list[tuple[Entry, Shelf]]


def _written(reading: Reading) -> dict[tuple[str, int], Written]:
    """What we wrote in each run. The shelf is as it was before: only what later entries leave alone is read of it."""
    found: dict[tuple[str, int], Written] = defaultdict(list)
    for entry, shelf in replay(reading.history):
        if entry.by == OURS and reading.at_once(entry):
            before = Shelf(shelf.shop, shelf.listing, shelf.made_by, shelf.made_at, shelf.made_in, dict(shelf.shown))
            before.ours, before.ever_live = dict(shelf.ours), shelf.ever_live
            found[entry.shop, entry.run] += [(one, before) for one in handed_in(entry, shelf)]
    return found


def _by_calendar(reading: Reading, run: RunRecord, entry: Entry, shelf: Shelf) -> bool:
    """Both by what the plan says and by the rows: their certificate or paper has ended, and this takes it off."""
    group = group_of(entry.field)
    if entry.field == "" or not group:
        return entry.field != ""
    mine = [one for one in reading.named(run) if one.calendar and one.about(shelf)]
    named = any(one.names(group) or (reviewed(entry) and one.kind == "update") for one in mine)
    return named and due(reading.wishes_of(shelf, run.run), run.day, int(reading.history.policy["lead_days"]))


def _beyond(reading: Reading, run: RunRecord, written: Written) -> Iterator[str]:
    limits = reading.history.policy.get("guards") or {}
    if not limits or reading.after_crash(run) or run.crashed:
        return
    bound = _bound(reading, run)
    counted: dict[str, set[str]] = defaultdict(set)
    for entry, shelf in written:
        if _by_calendar(reading, run, entry, shelf) or shelf.made_in == run.run:
            continue
        for guard in _counted_by(entry, shelf):
            counted[guard].add(shelf.listing)
    for guard, listings in counted.items():
        if guard not in limits:
            continue
        least, percent = limits[guard]
        most = max(int(least), bound * int(percent) // 100, int(run.allowed.get(guard, 0)))
        if len(listings) > most and not run.trips:
            yield f"{len(listings)} listings were written that guard {guard} counts, it allows {most} of {bound}"


def _counted_by(entry: Entry, shelf: Shelf) -> Iterator[str]:
    name = entry.field.partition(":")[0]
    if name == "status" and entry.after == HIDDEN and entry.before != HIDDEN and shelf.ever_live:
        yield "unlist"
    elif name == "price" and entry.before is not None and entry.after is not None:
        yield "reprice"
    elif name == "stock" and entry.after == 0 and shelf.ours.get(entry.field):
        yield "stock-zero"
    elif name in ("title", "description", "pictures"):
        off = star_of({name: entry.after}) < star_of({name: entry.before})
        yield "badge-off" if off else "media" if name == "pictures" else "text"


def _bound(reading: Reading, run: RunRecord) -> int:
    """At least so many listings were ours before the run."""
    found: dict[str, Shelf] = {}
    for entry, shelf in replay(reading.history):
        if entry.at >= run.began:
            break
        if entry.shop == run.shop:
            found[shelf.listing] = shelf
    return sum(1 for shelf in found.values() if reading.is_ours(shelf))
