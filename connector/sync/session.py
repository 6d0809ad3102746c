"""One run's shared state: what the rooms of ``apply`` hand to each other."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import JsonValue

from connector.clock import Clock
from connector.errors import (
    AdapterError,
    Bug,
    Locked,
    NotReady,
    OcopError,
    PictureGone,
    QuotaSpent,
    Rejected,
    RetryLater,
    StopShop,
    Unknown,
)
from connector.model import Listing, MediaIdentity
from connector.port import Adapter, MediaFile

from .change import Change, ChangeKind, Notice, Outcome, Severity
from .journal import Journal, ListingBase
from .memory import Memory
from .runreport import Ending, Result
from .strikes import counted

__all__ = ["MediaSource", "Progress", "Session", "Stop", "judge_error", "strike"]

Progress = Callable[[str, int, int], None]
"""Told (stage, done, total) as a run goes on."""

BUSY_LIMIT = 5
"""So many writes in a row that the shop was too busy for end its run."""

CATEGORY_LIMIT = 3
"""So many products of one category that fail equally stop that category's creates for the run (decision 18)."""


class MediaSource(Protocol):
    """Where renditions come from; raises OcopError for a photo that cannot be used."""

    async def rendition(self, identity: MediaIdentity, listing: Listing) -> MediaFile: ...


@dataclass(slots=True)
class Stop:
    """Asks a run to end: no new work is begun, what is in flight is finished and recorded."""

    ending: Ending = "done"
    code: str = ""
    params: dict[str, JsonValue] = field(default_factory=dict)

    @property
    def asked(self) -> bool:
        return self.ending != "done"

    def ask(self, ending: Ending, code: str = "", params: Mapping[str, JsonValue] | None = None) -> None:
        """The first reason counts."""
        if not self.asked:
            self.ending, self.code, self.params = ending, code, dict(params or {})


@dataclass(slots=True)
class Session:
    """Everything one run of one shop shares.

    ``bugs`` and ``went_well`` count, by kind of Change, single requests of ours that were wrong, and what was taken;
    ``opened`` how often an intent was opened under one name.
    """

    run: str
    shop: str
    journal: Journal
    adapter: Adapter
    media: MediaSource
    clock: Clock
    memory: Memory
    stop: Stop
    deadline: float | None = None
    progress: Progress = lambda _stage, _done, _total: None
    results: dict[str, Result] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    images: dict[str, str] = field(default_factory=dict)
    uploading: dict[str, asyncio.Future[str]] = field(default_factory=dict)
    ahead: dict[str, tuple[str, asyncio.Future[MediaFile]]] = field(default_factory=dict)
    taken: asyncio.Event = field(default_factory=asyncio.Event)
    uploaded: int = 0
    spent: dict[str, AdapterError] = field(default_factory=dict)
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    bugs: Counter[str] = field(default_factory=Counter)
    went_well: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    busy: int = 0
    total: int = 0
    hidden: bool = False

    @property
    def keys(self) -> dict[str, str]:
        """The media key of every picture of the shop that we know, by remote id."""
        return {**self.memory.keys, **{remote_id: key for key, remote_id in self.images.items()}}

    def ending(self) -> bool:
        """Whether no new work may begin; notices a deadline that has passed."""
        if self.deadline is not None and self.clock.monotonic() >= self.deadline:
            self.stop.ask("deadline")
        return self.stop.asked

    def go_on(self) -> None:
        """Raise what stopped the run, where the shop has said that nothing more can succeed: what has not left by then
        stays here (one more call at most)."""
        if self.stop.ending == "stopped":
            original = str(self.stop.params.get("original", ""))
            told = {name: value for name, value in self.stop.params.items() if name != "original"}
            raise StopShop(self.stop.code, original=original, **told)

    async def record(
        self, change: Change, outcome: Outcome, code: str = "", params: Mapping[str, JsonValue] | None = None
    ) -> None:
        """Note how a Change ended: in the report, the change table and the product's history."""
        result = Result(change=change, outcome=outcome, code=code, params=dict(params or {}))
        self.results[change.id] = result
        await self.journal.end_changes(self.run, {change.id: (outcome, code)})
        told = {"change": change.id, "kind": str(change.kind), "outcome": str(outcome), **result.params}
        await self.journal.note(
            self.run, [(change.product, code or f"{change.kind}-{outcome}", told)], self.clock.now()
        )
        self.progress("send", len(self.results), self.total)

    async def fail(self, change: Change, error: OcopError, *, publishing: bool = False) -> None:
        """Record an error by its consequence, and stop what has to stop. ``publishing``: ``change`` was created, and
        what failed is to show it, as a later run will try again; that counts with those tries."""
        outcome, code, params = judge_error(error)
        if isinstance(error, PictureGone):
            await self._forget_pictures(change)
            outcome = Outcome.WAITING
        elif isinstance(error, StopShop):
            self.stop.ask("stopped", code, params)
            outcome = Outcome.NOT_SENT
        elif isinstance(error, QuotaSpent):
            self._spend(change, error)
        elif isinstance(error, RetryLater):
            self.busy += 1
            if self.busy >= BUSY_LIMIT:
                self.stop.ask("stopped", code, params)
        elif isinstance(error, Rejected):
            shown = change.model_copy(update={"kind": ChangeKind.RELIST, "listing": None})
            await strike(self, shown if publishing else change, error)
            if change.listing is not None:
                self.failures[(change.listing.category_id, code)] += 1
        await self.record(change, outcome, code, params)

    def _spend(self, change: Change, error: QuotaSpent) -> None:
        """No more of this kind in this run. Where no clock opens it again a person has to hear of it, once."""
        if error.resets_at is None and change.kind not in self.spent:
            _, code, params = judge_error(error)
            self.notices.append(Notice(code=code, severity=Severity.PERSON, params=params))
        self.spent[change.kind] = error

    async def _forget_pictures(self, change: Change) -> None:
        """The shop lost one of this listing's pictures and does not say which: the next run uploads them anew."""
        keys: list[str] = []
        for group in change.groups.values():
            standing = _pictures(group.before)
            keys += [key for key in _pictures(group.after) if key not in standing]
        for key in keys:
            self.images.pop(key, None)
        await self.journal.forget_uploads(self.shop, keys)

    def category_stopped(self, change: Change) -> bool:
        """Three products of this category already failed equally in this run."""
        if change.listing is None:
            return False
        category = change.listing.category_id
        return any(count >= CATEGORY_LIMIT for (name, _), count in self.failures.items() if name == category)


def _pictures(value: JsonValue) -> list[str]:
    """The media keys in a gallery, in the pictures of options, or in the scans of papers."""
    if isinstance(value, dict) and isinstance(value.get("images"), dict):
        value = list(value["images"].values())  # type: ignore[union-attr]
    elif isinstance(value, dict) and isinstance(papers := value.get("papers"), dict):
        value = [key for paper in papers.values() if isinstance(paper, list) for key in _pictures(paper[0])]
    return [key for key in value if isinstance(key, str)] if isinstance(value, list) else []


async def strike(session: Session, change: Change, error: Rejected) -> None:
    """Count a rejection; three equal ones in a row pause what was refused until it is edited."""
    memory = session.memory
    base = memory.bases.get(change.product) or memory.known.get(change.product, ListingBase())
    struck = counted(base, change, error)
    if struck is base:
        return
    memory.bases[change.product] = struck
    await session.journal.save_bases(session.shop, {change.product: struck})


def judge_error(error: OcopError) -> tuple[Outcome, str, dict[str, JsonValue]]:
    """The outcome of a Change that met ``error``, with its code and what the message needs."""
    params: dict[str, JsonValue] = {name: str(value) for name, value in error.params.items()}
    if isinstance(error, AdapterError) and error.original:
        params["original"] = error.original
    if isinstance(error, Rejected):
        params["reasons"] = "; ".join(f"{p.field}: {p.reason}" if p.field else p.reason for p in error.fields)
        return Outcome.REJECTED, error.code, params
    if isinstance(error, Locked):
        params["until"] = error.until.isoformat() if error.until else ""
    if isinstance(error, QuotaSpent):
        params["until"] = error.resets_at.isoformat() if error.resets_at else ""
    if isinstance(error, (Locked, QuotaSpent, NotReady, RetryLater, StopShop)):
        return Outcome.WAITING, error.code, params
    if isinstance(error, Unknown):
        return Outcome.UNKNOWN, error.code, params
    if isinstance(error, Bug):
        return Outcome.REJECTED, f"BUG_{error.code}", params
    if not isinstance(error, AdapterError):  # ours, not the shop's: a photo that cannot be used, for one
        return Outcome.PARKED, error.code, params
    return Outcome.REJECTED, error.code, params
