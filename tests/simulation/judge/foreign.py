"""Invariants 7 and 17: what is not ours stays as it is, and nothing goes that no Change named or only a fault took."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.simulation.history import Entry, RunRecord, Wish
from tests.simulation.judge.ground import (
    DELETED,
    HIDDEN,
    OURS,
    Shelf,
    Violation,
    folded,
    own_photos,
    replay,
    reviewed,
    star_of,
)
from tests.simulation.judge.reading import Named, Reading, group_of, plus

__all__ = ["foreign", "kept"]

FREE = ("locked_until", "updated")
"""Fields of the tape that no write is meant for."""


def foreign(reading: Reading) -> Iterator[Violation]:
    """(7) Foreign listings, SKUs, pictures and attributes; every write to what is ours has a Change that names it."""
    for entry, shelf in replay(reading.history):
        run = reading.runs.get((entry.shop, entry.run))
        if entry.by != OURS or entry.field in ("", *FREE) or run is None or shelf.made_at == entry.at:
            continue
        for words in _touched(reading, run, entry, shelf):
            yield Violation(7, reading.history.seed, entry.run, entry.shop, f"{words} of {shelf.listing}")
    yield from _bound(reading)


def _bound(reading: Reading) -> Iterator[Violation]:
    """What is bound bore one of the product's SKUs at some time, or a person named it: a title is no identity."""
    skus: dict[str, set[str]] = defaultdict(set)
    for sku, product in reading.product_of.items():
        skus[product].add(sku)
    seen: set[tuple[str, str, str]] = set()
    for run in reading.history.runs:
        for row in run.bindings:
            key = (run.shop, str(row["product"]), str(row["remote_id"]))
            known = skus.get(key[1])
            if known is None or key in seen or _named_by_hand(reading, run, key[1]):
                continue
            seen.add(key)
            if not known & reading.bearing[run.shop, key[2]]:
                words = f"{key[1]} was bound to {key[2]}, a foreign listing that never bore a SKU of it"
                yield Violation(7, reading.history.seed, run.run, run.shop, words)


def _named_by_hand(reading: Reading, run: RunRecord, product: str) -> bool:
    return any(
        one["shop"] == run.shop and one["product"] == product and one["run"] <= run.run and one["choice"] == "same"
        for one in reading.history.answers
    )


def _touched(reading: Reading, run: RunRecord, entry: Entry, shelf: Shelf) -> Iterator[str]:
    name, _, sku = entry.field.partition(":")
    group = group_of(entry.field)
    named = [one for one in _changes(reading, run, entry) if one.about(shelf)]
    if not reading.is_ours(shelf) and not named:
        yield f"{entry.field} was changed, a foreign listing"
        return
    if sku and folded(sku) not in reading.product_of:
        yield f"{entry.field} was changed, a foreign SKU"
    if name == "skus":
        lost = {folded(one) for one in entry.before or () if one} - {folded(one) for one in entry.after or ()}
        if foreigners := sorted(lost - reading.product_of.keys()):
            yield f"the foreign SKUs {', '.join(foreigners)} were removed"
        elif lost and not any(one.names("structure") for one in named):
            yield f"the SKUs {', '.join(sorted(lost))} went, which no Change named, out"
    if name == "pictures" and _lost_foreign(entry) and not any(one.names("media") for one in named):
        yield "pictures that are not ours went, which no Change named, out"
    if name == "attributes" and isinstance(entry.before, dict) and isinstance(entry.after, dict):
        gone = [key for key in entry.before if key not in entry.after and key not in (shelf.ours.get(name) or {})]
        if gone:
            yield f"the attributes {gone} that we never wrote were removed"
    if name == "status" and entry.after in (DELETED, None) and shelf.ever_live:
        yield "a listing that was live was deleted, the whole"
    if reviewed(entry):
        return  # that is the marketplace's
    if group and not any(one.names(group) or _beside(name, one.groups) for one in named):
        yield f"{entry.field} was changed, which no Change named,"


def _changes(reading: Reading, run: RunRecord, entry: Entry) -> list[Named]:
    return reading.named(run) if reading.at_once(entry) else reading.named_before(run)


def _beside(name: str, groups: object) -> bool:
    """A publishing or a new structure sets prices and stocks of the SKUs that it makes."""
    return name in ("price", "stock") and isinstance(groups, dict) and "structure" in groups


def _lost_foreign(entry: Entry) -> bool:
    before = {picture["url"] for picture in entry.before or () if not picture.get("photo")}
    return bool(before - {picture["url"] for picture in entry.after or ()})


def kept(reading: Reading) -> Iterator[Violation]:
    """(17) A refused row, an unreadable photo, a short file take nothing off; what goes, a readable row asked for."""
    for entry, shelf in replay(reading.history):
        run = reading.runs.get((entry.shop, entry.run))
        if entry.by != OURS or entry.field == "" or run is None or not reading.is_ours(shelf):
            continue
        rows = [wish for sku, wish in reading.wanted(entry.run).items() if sku in shelf.skus]
        for words in (*_hidden(reading, run, entry, shelf, rows), *_shrunk(reading, run, entry, rows)):
            yield Violation(17, reading.history.seed, entry.run, entry.shop, f"{shelf.listing} {words}")


def _may_bear_star(run: RunRecord, shelf: Shelf) -> bool:
    """Whether a picture stands there that we did not put there, and the report says that it may be a badged one."""
    ours = {picture["url"] for picture in shelf.ours.get("pictures") or ()}
    strange = any(picture["url"] not in ours for picture in shelf.shown.get("pictures") or ())
    return strange and any(
        one["code"] == "false-star" and one["remote_id"] == shelf.listing and one["params"].get("perhaps")
        for one in run.said
    )


def _hidden(reading: Reading, run: RunRecord, entry: Entry, shelf: Shelf, rows: list[Wish]) -> Iterator[str]:
    if entry.field != "status" or entry.after != HIDDEN or entry.before == HIDDEN or not shelf.ever_live:
        return
    allowed = reading.star_allowed(shelf, run.run, plus(run.day, int(reading.history.policy["lead_days"])))
    if (
        star_of(shelf.shown) > allowed
        or reading.misled(run)
        or _may_bear_star(run, shelf)
        or any(wish.holds for wish in reading.wishes_of(shelf, run.run))
    ):
        return
    wanted = [wish for wish in rows if wish.on_sale and entry.shop in wish.shops]
    if wanted and any(wish.refused for wish in wanted):
        yield "was hidden, and its row was only refused"
    elif wanted:
        yield "was hidden, and its row asks for no such thing"
    elif "halved" in run.disturbed:
        yield "was hidden by a short file"


def _shrunk(reading: Reading, run: RunRecord, entry: Entry, rows: list[Wish]) -> Iterator[str]:
    if entry.field == "pictures" and rows:
        wanted = {photo for wish in rows for photo in wish.photos}
        lost = (set(own_photos(entry.before)) - set(own_photos(entry.after))) & wanted
        if lost:
            yield f"lost {len(lost)} of the photos that its row names"
    if entry.field == "skus":
        lost_skus = {folded(sku) for sku in entry.before or ()} - {folded(sku) for sku in entry.after or ()}
        standing = {sku for sku, wish in reading.wanted(run.run).items() if wish.on_sale}
        if lost_skus & standing:
            yield f"lost the SKUs {sorted(lost_skus & standing)} that its rows sell"
        elif lost_skus and "halved" in run.disturbed:
            yield f"lost the SKUs {sorted(lost_skus)} by a short file"
