"""Invariant 5: nothing that somebody wrote in the shop is overwritten without the plan having said so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.simulation.history import Entry, RunRecord
from tests.simulation.judge.ground import HIDDEN, OURS, Shelf, Violation, folded, handed_in, replay
from tests.simulation.judge.reading import Named, Reading, about, certified, ended_badly, group_of, plus

__all__ = ["edits"]

KEPT = ("title", "description")
CONTENT = ("title", "description", "pictures", "price", "weight", "attributes", "category", "skus")


def edits(reading: Reading) -> Iterator[Violation]:
    """Edits that had been read by us and are gone, though no Change of that run shows them as what it replaces."""
    for written, shelf in replay(reading.history):
        if written.by != OURS or written.field == "" or shelf.made_at == written.at or not reading.is_ours(shelf):
            continue
        for entry in handed_in(written, shelf):
            if (words := _lost(reading, entry, shelf)) is not None:
                what = f"{entry.field} of {shelf.listing}: {entry.before!r} of the staff became {entry.after!r}"
                yield Violation(5, reading.history.seed, entry.run, entry.shop, f"{what}, {words}")


def _lost(reading: Reading, entry: Entry, shelf: Shelf) -> str | None:
    """Why an entry of ours is the loss of somebody's edit; None where it is none."""
    if not _overwrites(entry, shelf) or not reading.at_once(entry) or not _was_read(reading, entry, shelf):
        return None
    run = reading.runs.get((entry.shop, entry.run))
    if run is None or _answered(reading, entry, shelf):
        return None
    group = group_of(entry.field)
    named = [one for one in reading.named(run) if one.about(shelf) and one.names(group)]
    if not named:
        return "and the plan named no such change"
    if group == "state":
        return "and what staff hid nobody else shows again"
    if not any(_shows(one, group, entry) for one in named):
        return "and the plan did not say what it overwrites"
    if reading.history.policy["drift"] == "overwrite" or _settled_since(reading, run, entry, shelf):
        return None
    if _kept(reading, entry, shelf):
        return "though the policy keeps what staff wrote over what had settled"
    return None


def _settled_since(reading: Reading, run: RunRecord, entry: Entry, shelf: Shelf) -> bool:
    """Whether a person had answered that this edit stays, no run has asked again, and our rows say another thing since.

    That answer ends with either side's next change: the shop's side is from then on what both are compared with.
    """
    group = group_of(entry.field)
    for answer in reading.history.answers:
        about_it = answer["shop"] == entry.shop and answer["group"] in (group, "")
        if not about_it or answer["choice"] != "theirs" or not {folded(sku) for sku in answer["skus"]} & shelf.skus:
            continue
        then = reading.runs.get((entry.shop, answer["run"]))
        if then is None or then.began < shelf.at[entry.field]:
            continue
        between = [one for one in reading.by_shop[entry.shop] if then.run <= one.run <= run.run]
        asked = any(
            told["code"] in ("drift", "conflict") and told.get("group") == group and about(told, shelf.skus)
            for one in between
            for told in one.said
        )
        if not asked and _row(reading, then, shelf, group) != _row(reading, run, shelf, group):
            return True
    return False


def _row(reading: Reading, run: RunRecord, shelf: Shelf, group: str) -> list[tuple[object, ...]]:
    """What the rows behind a listing say of ``group`` for the day of ``run``."""
    lead = int(reading.history.policy["lead_days"])
    found: list[tuple[object, ...]] = []
    for wish in reading.wishes_of(shelf, run.run):
        star = tuple(certified(wish, day) for day in (run.day, plus(run.day, lead)))
        words: tuple[object, ...] = (wish.title, wish.story, wish.cert_from, wish.cert_until, *star)
        found.append({"title": (wish.title,), "price": (wish.price,)}.get(group, words))
    return found


def _kept(reading: Reading, entry: Entry, shelf: Shelf) -> bool:
    """Whether our own value had stood there and been read, before staff edited it, by a run that came to its end: then
    it is an edit beyond doubt, no rewriting by the marketplace and nothing that stood there before us."""
    name = entry.field
    if name not in KEPT and name.partition(":")[0] != "price":
        return False
    return any(
        call.kind == "read"
        and call.outcome == "ok"
        and shelf.listing in call.about
        and shelf.ours_at.get(name, call.began) < call.began
        and (call.ended or call.began) < shelf.at[name]
        and "stale_read" not in call.fault
        and run.run < entry.run
        and not ended_badly(run)
        for run in reading.by_shop[entry.shop]
        for call in reading.calls.get((entry.shop, run.run), [])
    )


def _overwrites(entry: Entry, shelf: Shelf) -> bool:
    name = entry.field
    if name == "status":
        shown_again = entry.before == HIDDEN and entry.after != HIDDEN
        return shown_again and shelf.by.get(name) == "staff" and shelf.ours.get(name) != entry.before
    if name.partition(":")[0] not in CONTENT or (":" in name and entry.after is None):  # 7 has SKUs that go
        return False
    return shelf.edited(name) and entry.after != entry.before


def _was_read(reading: Reading, entry: Entry, shelf: Shelf) -> bool:
    """Whether an answered read of this listing by id had begun after the edit: before that nobody could know."""
    edited_at = shelf.at[entry.field]
    return any(
        call.kind == "read"
        and call.outcome == "ok"
        and shelf.listing in call.about
        and edited_at <= call.began
        and (call.ended or call.began) <= entry.at
        and "stale_read" not in call.fault
        for call in reading.calls.get((entry.shop, entry.run), [])
    )


def _answered(reading: Reading, entry: Entry, shelf: Shelf) -> bool:
    group = group_of(entry.field)
    return any(
        answer["shop"] == entry.shop
        and answer["run"] <= entry.run
        and answer["choice"] in ("ours", "again")
        and answer["group"] in (group, "")
        and {folded(sku) for sku in answer["skus"]} & shelf.skus
        for answer in reading.history.answers
    )


def _shows(named: Named, group: str, entry: Entry) -> bool:
    """Whether the Change says that it replaces something else than what we had sent."""
    change = named.groups.get(group)
    if change is None:
        return False
    before, sent = change.get("before"), change.get("sent")
    return bool(change.get("overwrites")) or (before is not None and (_holds(before, entry.before) or before != sent))


def _holds(before: Any, value: Any) -> bool:
    """Whether the staff's value stands in what the plan showed as before: texts and figures as they are."""
    if isinstance(before, dict):
        return any(_holds(part, value) for part in before.values())
    if isinstance(before, str) and isinstance(value, str):
        return value.strip() == before.strip()
    return bool(before == value)
