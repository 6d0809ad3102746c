"""The book of a shop that is kept by hand: what a person said stands in the shop, and what is still asked of them.

One JSON file, replaced whole and durably. An entry's ``shown`` are the groups a person said are in the shop, ``wanted``
those asked for and not yet ticked off; ``state`` and ``wanted_state`` likewise. A wish that nobody has begun is simply
replaced by a newer one: a person is never asked for yesterday's price.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import orjson
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from connector.errors import BadUse
from connector.model import Group, ListingState, fold
from connector.wire.stores import write_durably

__all__ = ["Book", "Entry"]

NAME = "sổ.json"


class Ticked(BaseModel):
    """What a person said was done last, so that it can be asked for again. ``before``: what stood there until then."""

    model_config = ConfigDict(extra="forbid")

    wanted: dict[Group, JsonValue]
    wanted_state: ListingState | None
    shown_star: int
    new: bool
    before: dict[Group, JsonValue] = {}


class Entry(BaseModel):
    """One product in the shop. ``key`` is the intent that asked for it first, ``star`` the claim that what is asked for
    makes, ``shown_star`` that of what a person said stands there, ``shown_at`` when they last said so (None: nothing of
    it has ever stood there), ``ticked`` what it was."""

    model_config = ConfigDict(extra="forbid")

    id: str
    key: str
    title: str
    skus: tuple[str, ...]
    shown: dict[Group, JsonValue] = {}
    wanted: dict[Group, JsonValue] = {}
    state: ListingState | None = None
    wanted_state: ListingState | None = None
    star: int = 0
    shown_star: int = 0
    changed_at: datetime
    shown_at: datetime | None = None
    ticked: Ticked | None = None

    @property
    def open(self) -> bool:
        """Whether something is asked of a person."""
        return bool(self.wanted) or self.wanted_state is not None

    @property
    def star_gone(self) -> bool:
        """Whether the shop shows more stars than are still certified."""
        return not self.new and self.star < self.shown_star

    @property
    def new(self) -> bool:
        """Whether it has never stood in the shop."""
        return self.state is None

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken off again before anybody put it up: nothing of it stands in the shop either."""
        return self.state is ListingState.UNLISTED and self.shown_at is None


class _Pages(BaseModel):
    model_config = ConfigDict(extra="forbid")

    last: int = 0
    entries: dict[str, Entry] = {}


class Book:
    """See the module's docstring; every change is on disk before the call returns."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._pages = _Pages()
        if self._path.exists():
            try:
                self._pages = _Pages.model_validate_json(self._path.read_bytes())
            except ValidationError:
                raise BadUse("E_BYHAND_BOOK_DAMAGED", file=str(self._path)) from None

    @property
    def entries(self) -> Mapping[str, Entry]:
        return self._pages.entries

    def open_ones(self) -> list[Entry]:
        """What is asked of a person, in the order in which it would be sent: a star that has to come off first."""
        return sorted((one for one in self._pages.entries.values() if one.open), key=_place)

    def add(
        self, key: str, title: str, skus: tuple[str, ...], groups: Mapping[Group, JsonValue], now: datetime, star: int
    ) -> Entry:
        """A product to put up; the one that stands there already where this intent was written down before."""
        known = next((one for one in self._pages.entries.values() if one.key == key), None)
        if known is not None:
            return known
        self._pages.last += 1
        entry = Entry(
            id=f"{self._pages.last:04d}",
            key=key,
            title=title,
            skus=skus,
            wanted=dict(groups),
            wanted_state=ListingState.LIVE,
            star=star,
            changed_at=now,
        )
        self._pages.entries[entry.id] = entry
        self._save()
        return entry

    def ask(
        self,
        entry_id: str,
        groups: Mapping[Group, JsonValue],
        now: datetime,
        state: ListingState | None = None,
        star: int | None = None,
    ) -> None:
        """Ask for a change; what the shop shows already is no longer asked for. ``star``: the claim it makes, None
        where it concerns none."""
        entry = self._pages.entries[entry_id]
        entry.star = entry.star if star is None else star
        if entry.withdrawn:  # there is nothing to change or to show again: it is new, or remains no work at all
            entry.wanted, entry.shown, entry.state, state = entry.shown, {}, None, state or ListingState.UNLISTED
        asked = {g: v for g, v in groups.items() if entry.new or entry.shown.get(g) != v}
        entry.wanted = {g: v for g, v in entry.wanted.items() if g not in groups} | asked
        if state is not None:
            entry.wanted_state = None if state is entry.state else state
            if entry.new and state is ListingState.UNLISTED:  # never put up, and now it need not be
                entry.shown, entry.wanted, entry.wanted_state, entry.state = entry.wanted, {}, None, state
        if isinstance(title := groups.get(Group.TITLE), str):
            entry.title = title
        structure = groups.get(Group.STRUCTURE)
        if isinstance(structure, dict) and isinstance(structure.get("skus"), dict):
            entry.skus = tuple(structure["skus"])  # type: ignore[arg-type]
        entry.changed_at = now
        self._save()

    def done(self, ids: Iterable[str], now: datetime) -> list[Entry]:
        """A person said that these stand in the shop as they were asked for."""
        found = [self._pages.entries[one] for one in ids if one in self._pages.entries]
        ticked = [entry for entry in found if entry.open]
        for entry in ticked:
            entry.ticked = Ticked(
                wanted=entry.wanted,
                wanted_state=entry.wanted_state,
                shown_star=entry.shown_star,
                new=entry.new,
                before={group: entry.shown[group] for group in entry.wanted if group in entry.shown},
            )
            entry.shown = entry.shown | entry.wanted
            entry.state, entry.shown_star = entry.wanted_state or entry.state, entry.star
            entry.wanted, entry.wanted_state, entry.changed_at, entry.shown_at = {}, None, now, now
        if ticked:
            self._save()
        return ticked

    def again(self, ids: Iterable[str], now: datetime) -> list[Entry]:
        """It was not done after all: ask anew for what was ticked off last, beside what is asked for since.

        What stands there instead is not known any more: a tick that counted is no edit of the shop when it is taken
        back, so ``shown`` stays, and the person does what the task says. But a star that was to come off stands there
        still, and every report has to name it: the pictures that bear it are shown again.
        """
        found = [one for name in ids if (one := self._pages.entries.get(name)) is not None and one.ticked is not None]
        for entry in found:
            assert entry.ticked is not None
            last, entry.ticked, entry.changed_at = entry.ticked, None, now
            entry.wanted = last.wanted | entry.wanted
            entry.wanted_state = entry.wanted_state or last.wanted_state
            entry.shown_star = max(entry.shown_star, last.shown_star)
            if entry.star_gone and Group.MEDIA in last.before:
                entry.shown[Group.MEDIA] = last.before[Group.MEDIA]
            if last.new and entry.wanted_state is ListingState.LIVE:
                entry.wanted, entry.state, entry.shown_at = entry.shown | entry.wanted, None, None
        if found:
            self._save()
        return found

    def ticked_ones(self) -> list[Entry]:
        """What was ticked off and can be asked for again, the newest first."""
        found = [one for one in self._pages.entries.values() if one.ticked is not None]
        return sorted(found, key=lambda one: str(one.shown_at), reverse=True)

    def bearing(self, sku: str) -> list[str]:
        return [one.id for one in self._pages.entries.values() if fold(sku) in map(fold, one.skus)]

    def _save(self) -> None:
        data = self._pages.model_dump(mode="json")
        write_durably(self._path, orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _place(entry: Entry) -> tuple[int, int, str]:
    """Decision 18's sending order, then by star and number."""
    existing = (
        entry.star_gone,
        entry.wanted_state is ListingState.UNLISTED,
        Group.PRICE in entry.wanted,
        Group.STOCK in entry.wanted,
        entry.wanted_state is ListingState.LIVE,
        True,
    )
    return len(existing) if entry.new else existing.index(True), -entry.star, entry.id
