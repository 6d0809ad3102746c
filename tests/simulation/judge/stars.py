"""Invariant 6: no star is sent without a certificate; one that lapsed is said first and handled in the stated days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.simulation.history import Entry, RunRecord
from tests.simulation.judge.ground import HIDDEN, OURS, WAITING, Shelf, Shelves, Violation, handed_in, replay, star_of
from tests.simulation.judge.reading import Reading, about, due, ended_badly, plus

__all__ = ["stars"]

CLAIMING = ("title", "description", "pictures")
FALSE_STARS = ("false-star", "false-star-lower", "false-star-alert")


def stars(reading: Reading) -> Iterator[Violation]:
    """All of invariant 6."""
    yield from _sent(reading)
    for run, shelves, touched in _after_runs(reading):
        yield from _shown(reading, run, shelves, touched)


def _sent(reading: Reading) -> Iterator[Violation]:
    for entry, shelf in replay(reading.history):
        run = reading.runs.get((entry.shop, entry.run))
        if entry.by != OURS or run is None or not reading.at_once(entry):
            continue
        allowed, day = _allowed(reading, shelf if entry.field else _made(entry), run)
        sent = _claimed(entry, shelf)
        if sent > allowed:
            what = entry.field or "a new listing"
            words = (
                f"{what} of {shelf.listing} was sent with {sent} stars on {run.day}, {allowed} are certified to {day}"
            )
            yield Violation(6, reading.history.seed, entry.run, entry.shop, words)


def _allowed(reading: Reading, shelf: Shelf, run: RunRecord) -> tuple[int, str]:
    """The star that may stand there on the run's day, and the day until which it has to hold for that."""
    day = plus(run.day, int(reading.history.policy["lead_days"]))
    return min(reading.star_allowed(shelf, run.run, one) for one in (run.day, day)), day


def _made(entry: Entry) -> Shelf:
    return Shelf(entry.shop, entry.listing, entry.by, entry.at, entry.run, dict(entry.after))


def _claimed(entry: Entry, shelf: Shelf) -> int:
    """The star that this write claims: its own words or pictures, or what it makes buyers see."""
    if entry.field == "":
        return star_of(entry.after)
    if entry.field == WAITING:
        return max((_claimed(one, shelf) for one in handed_in(entry, shelf)), default=0)
    if entry.field in CLAIMING:
        return star_of({entry.field: entry.after})
    shown_again = entry.field == "status" and entry.before == HIDDEN and entry.after != HIDDEN
    return star_of(shelf.shown) if shown_again else 0


def _after_runs(reading: Reading) -> Iterator[tuple[RunRecord, Shelves, set[str]]]:
    """Every run with the shelves at its end, and the listings that others touched while it ran."""
    shelves: Shelves = {}
    tape = replay(reading.history, shelves)
    ahead = next(tape, None)
    for run in sorted(reading.history.runs, key=lambda one: (one.ended, one.run)):
        touched: set[str] = set()
        while ahead is not None and ahead[0].at <= run.ended:
            entry, shelf = ahead
            shelf_before = shelf.listing
            if entry.by != OURS and entry.at > run.began and entry.shop == run.shop:
                touched.add(shelf_before)
            ahead = next(tape, None)
        yield run, shelves, touched


def _shown(reading: Reading, run: RunRecord, shelves: Shelves, touched: set[str]) -> Iterator[Violation]:
    seed = reading.history.seed
    codes = [str(one["code"]) for one in run.said]
    first = next((at for at, code in enumerate(codes) if code in FALSE_STARS), None)
    if first:
        yield Violation(6, seed, run.run, run.shop, f"the report begins with {codes[0]}, and a false star comes later")
    for shelf in shelves.values():
        if shelf.shop != run.shop or shelf.listing in touched or not shelf.live or not reading.is_ours(shelf):
            continue
        star, (allowed, _) = star_of(shelf.shown), _allowed(reading, shelf, run)
        if star <= allowed or ended_badly(run) or _stopped(run):
            continue
        wishes = reading.wishes_of(shelf, run.run)
        products = {wish.product for wish in wishes}
        told = [one for one in run.said if one["code"] in FALSE_STARS]
        theirs = _theirs(run, shelf)
        named = [one for one in told if one.get("remote_id") == shelf.listing] if theirs else told
        if not any(about(one, shelf.skus, product) for one in named for product in products):
            words = f"{shelf.listing} shows {star} stars, {allowed} are certified, and the report does not say so"
            yield Violation(6, seed, run.run, run.shop, words)
        late = _days_told(reading, run, shelf, allowed)
        policy = reading.history.policy
        by_calendar = due(wishes, run.day, int(policy["lead_days"])) and not _rewritten(reading, shelf, run)
        guarded = bool(run.trips) and not by_calendar
        if policy["false_star"] == "unlist" and not theirs and late > policy["false_star_days"] and not guarded:
            words = f"{shelf.listing} has shown {star} stars for {late} days of runs that came to their end"
            yield Violation(6, seed, run.run, run.shop, words)


def _theirs(run: RunRecord, shelf: Shelf) -> bool:
    """A listing of somebody else's under a SKU of ours, bound to no product: to be named, and not ours to hide."""
    return shelf.made_by != OURS and shelf.listing not in {str(row["remote_id"]) for row in run.bindings}


def _rewritten(reading: Reading, shelf: Shelf, run: RunRecord) -> bool:
    """Whether a row behind this listing ever said another certificate."""
    found = [reading.wanted(one.run).get(sku) for one in reading.by_shop[run.shop] for sku in shelf.skus]
    said = {(one.sku, one.star, one.cert_until, one.revoked) for one in found if one is not None}
    return len(said) > len({sku for sku, *_ in said})


def _stopped(run: RunRecord) -> bool:
    """Whether a catalogue guard kept the run from writing to any shop."""
    return any(trip.get("scope") == "catalogue" for trip in run.trips)


def _days_told(reading: Reading, run: RunRecord, shelf: Shelf, allowed: int) -> int:
    """Days from the first undisturbed run that told of this false star to this one, without a break."""
    first = run.day
    for earlier in reversed([one for one in reading.by_shop[run.shop] if one.run < run.run]):
        told = [one for one in earlier.said if one["code"] in FALSE_STARS and about(one, shelf.skus)]
        if star_of(shelf.shown) <= reading.star_allowed(shelf, earlier.run, earlier.day):
            break  # it was none that was false, whatever that run said
        if told and not ended_badly(earlier):
            first = earlier.day
        elif not ended_badly(earlier):
            break
    return (date.fromisoformat(run.day) - date.fromisoformat(first)).days
