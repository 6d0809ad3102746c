"""Invariant 16: stock rises only with the co-op's own figure, a sale is no Conflict, shares never exceed the whole."""

from __future__ import annotations

from collections.abc import Iterator

from tests.simulation.history import Entry, RunRecord, Wish
from tests.simulation.judge.ground import HIDDEN, LIVE, OURS, Shelf, Shelves, Violation, folded, replay
from tests.simulation.judge.reading import Reading

__all__ = ["stock"]

Left = tuple[int, object]
"""The pieces that were there as a row took a SKU off its listing, and what the shop had been told of it last."""
QUARRELS = ("conflict", "drift", "differs-at-adoption", "rewritten")


def stock(reading: Reading) -> Iterator[Violation]:
    """All of invariant 16."""
    seed = reading.history.seed
    shelves: Shelves = {}
    sent_for: dict[tuple[str, str, str], int] = {}
    by_staff: dict[tuple[str, str, str], object] = {}
    regrouped: dict[tuple[str, str], float] = {}
    stood: dict[tuple[str, str, str], list[tuple[float, int]]] = {}
    left: dict[tuple[str, str, str], Left] = {}
    ended = sorted(reading.history.runs, key=lambda run: (run.ended, run.run))
    for entry, shelf in replay(reading.history, shelves):
        while ended and ended[0].ended < entry.at:
            _take_told(ended.pop(0), shelves)
        for sku, before, _ in _figures(entry):
            stood.setdefault((entry.shop, entry.listing, sku), []).append((entry.at, before or 0))
        if entry.by == "staff":
            by_staff[entry.shop, entry.listing, entry.field] = entry.after
        if entry.by != OURS or not reading.is_ours(shelf):
            continue
        for words in _shown(reading, entry, shelf, shelves) if (entry.field, entry.after) == ("status", LIVE) else ():
            yield Violation(16, seed, entry.run, entry.shop, words)
        if entry.field == "skus":
            regrouped[entry.shop, entry.listing] = entry.at
        for sku, before, after in _figures(entry):
            wish = reading.last_wish(sku, entry.run)
            if wish is None:
                continue
            key = (entry.shop, shelf.listing, sku)
            beside = regrouped.get((entry.shop, entry.listing)) == entry.at  # the stock that comes with further SKUs
            kept = after == by_staff.get((entry.shop, entry.listing, entry.field)) and _half_misread(
                reading, shelf, entry
            )
            raised = isinstance(before, int) and after > before and not beside and not kept
            had = left.pop(key, None) if raised else None
            for words in _raised(reading, entry, shelf, wish, sent_for.get(key), after, had) if raised else ():
                yield Violation(16, seed, entry.run, entry.shop, words)
            shown = not entry.field or shelf.live or shelf.ever_live  # what was never shown sells nothing yet
            for words in _shared(reading, entry, shelf, shelves, wish, after) if shown else ():
                yield Violation(16, seed, entry.run, entry.shop, words)
            if not after and _off_sale(reading, sku, entry.run):
                left[key] = _left(reading, entry, stood[key]), shelf.ours.get(entry.field)
                continue
            earlier = _finished(reading, entry, shelf, sku) == after
            sent_for[key] = after if earlier else wish.stock_per_shop.get(entry.shop, 0)
    for run in reading.history.runs:
        for told in run.said:
            if told["code"] in QUARRELS[:2] and told.get("group") == "stock":
                words = f"a {told['code']} over the stock of {told['product']} is told"
                yield Violation(16, seed, run.run, run.shop, words)


def _off_sale(reading: Reading, sku: str, run: int) -> bool:
    """Whether the sheet of this run no longer sells a SKU: the figure that it may say all the same is not told."""
    wish = reading.wanted(run).get(sku)
    return wish is None or not wish.on_sale


def _left(reading: Reading, entry: Entry, stood: list[tuple[float, int]]) -> int:
    """The most that a read of this run can have found there: who buys between that and the write is seen by nobody."""
    run = reading.runs.get((entry.shop, entry.run))
    began = run.began if run is not None else entry.at
    return max(pieces for at, pieces in stood if at > began)


def _take_told(run: RunRecord, shelves: Shelves) -> None:
    """What a shop took of us that stood there already: no entry of the tape, and yet the figure it was told last."""
    for one in run.outcomes:
        change = one["change"]
        shelf = shelves.get((run.shop, str(change.get("remote_id") or "")))
        if shelf is None or change["kind"] != "stock" or one["outcome"] != "accepted":
            continue
        figures = {folded(sku): figure for sku, figure in (change["groups"]["stock"].get("after") or {}).items()}
        for name in [name for name in shelf.ours if name.startswith("stock:") and folded(name[6:]) in figures]:
            shelf.ours[name] = figures[folded(name[6:])]


def _figures(entry: Entry) -> Iterator[tuple[str, int | None, int]]:
    """SKU, before and after; before is None where the SKU is new there."""
    if entry.field.startswith("stock:") and isinstance(entry.after, int):
        yield folded(entry.field.partition(":")[2]), entry.before, entry.after
    elif entry.field == "":
        for name, value in entry.after.items():
            if name.startswith("stock:") and isinstance(value, int):
                yield folded(name.partition(":")[2]), None, value


def _finished(reading: Reading, entry: Entry, shelf: Shelf, sku: str) -> object:
    """The figure in the create of a dead run that this write may finish: it is of that run's sheet, not of today's."""
    run = reading.runs.get((entry.shop, entry.run))
    for one in reading.resumed(run) if run is not None else ():
        if one.kind == "create" and one.about(shelf):
            figures = one.groups.get("stock", {}).get("after") or {}
            return next((figure for name, figure in figures.items() if folded(name) == sku), None)
    return None


def _half_misread(reading: Reading, shelf: Shelf, entry: Entry) -> bool:
    """Whether this is a create that goes on before anybody sees it, by a read that showed what had been."""
    run = reading.runs.get((entry.shop, entry.run))
    making = shelf.made_in == entry.run and not shelf.ever_live
    return making and run is not None and reading.misled(run)


def _raised(
    reading: Reading, entry: Entry, shelf: Shelf, wish: Wish, sent_for: int | None, after: int, had: Left | None
) -> Iterator[str]:
    figure = wish.stock_per_shop.get(entry.shop, 0)
    raise_words = f"{entry.field} of {shelf.listing} was raised from {entry.before} to {after}"
    if after > figure:
        yield f"{raise_words}, the sheet gives this shop {figure}"
    elif had is not None and had[1] == figure and after > had[0]:
        yield f"{raise_words}, {had[0]} were left when its row took it off, and the figure {figure} has not changed"
    elif (had is not None and after <= had[0]) or shelf.made_in == entry.run:  # a create in two calls says it twice
        return
    elif after == shelf.ours.get(entry.field):
        yield f"{raise_words}, which had been sent before: the co-op's figure has not changed"
    elif reading.history.policy["stock_share"] != "split" and sent_for == figure:
        yield f"{raise_words}, and the co-op's figure {figure} has not changed since the last was sent"


def _shared(reading: Reading, entry: Entry, shelf: Shelf, shelves: Shelves, wish: Wish, after: int) -> Iterator[str]:
    """A figure that rises never takes the sum of what the shops were told beyond what there is."""
    told_here = shelf.ours.get(entry.field, 0) if entry.field else 0
    if after > (told_here or 0):
        yield from _beyond(reading, entry, shelves, wish, after)


def _shown(reading: Reading, entry: Entry, shelf: Shelf, shelves: Shelves) -> Iterator[str]:
    """A listing that was hidden sells what it was told from now on."""
    for sku in sorted(shelf.skus):
        wish, told = reading.last_wish(sku, entry.run), _told(shelf, sku)
        if wish is not None and told:
            yield from _beyond(reading, entry, shelves, wish, told)


def _beyond(reading: Reading, entry: Entry, shelves: Shelves, wish: Wish, after: int) -> Iterator[str]:
    if reading.history.policy["stock_share"] != "split":
        return
    sku = folded(wish.sku)
    others = {
        other.shop: told
        for other in shelves.values()
        if other.shop != entry.shop and (told := _told(other, sku)) and _stands(other)
    }
    whole = sum(wish.stock_per_shop.get(shop, 0) for shop in wish.shops)
    if after + sum(others.values()) > whole:
        listed = ", ".join(f"{shop} {told}" for shop, told in sorted(others.items()))
        yield f"{wish.sku}: told {after} while {listed} had been told elsewhere, there are {whole}"


def _told(shelf: Shelf, sku: str) -> int:
    figures = [value for name, value in shelf.ours.items() if name.startswith("stock:") and folded(name[6:]) == sku]
    return max((int(value) for value in figures if isinstance(value, int)), default=0)


def _stands(shelf: Shelf) -> bool:
    """Whether what it was told can still be sold: what we hid or what is gone holds no pieces."""
    by_us = shelf.by.get("status", shelf.made_by) == OURS
    return not shelf.deleted and not (by_us and shelf.shown.get("status") == HIDDEN)
