"""A history made easy to ask: which call belongs to which run, what a row said on a day, what a plan had named."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from tests.simulation.history import Call, Entry, History, RunRecord, Wish
from tests.simulation.judge.ground import GROUP_OF, Shelf, folded

__all__ = ["Named", "Reading", "about", "certified", "due", "group_of", "named_by", "plus"]


EDGE_S = 1e-3


@dataclass(frozen=True, slots=True)
class Named:
    """One Change that a run told of, or that its journal holds."""

    kind: str
    skus: frozenset[str]
    remote_id: str
    groups: Mapping[str, Mapping[str, Any]]
    calendar: bool
    reason: str

    def about(self, shelf: Shelf) -> bool:
        return self.remote_id == shelf.listing or bool(self.skus & shelf.skus)

    def names(self, group: str) -> bool:
        if self.kind == "create":
            return True
        return group in self.groups or (group == "state" and self.kind in ("unlist", "relist"))


@dataclass
class Reading:
    """See the module's docstring. Everything is found once."""

    history: History
    _wishes: dict[int, dict[str, Wish]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for run in self.history.runs:
            known = self._wishes.setdefault(run.run, {})
            known.update({folded(wish.sku): wish for wish in run.wishes})

    @cached_property
    def runs(self) -> dict[tuple[str, int], RunRecord]:
        return {(run.shop, run.run): run for run in self.history.runs}

    @cached_property
    def by_shop(self) -> dict[str, list[RunRecord]]:
        found: dict[str, list[RunRecord]] = defaultdict(list)
        for run in sorted(self.history.runs, key=lambda one: one.run):
            found[run.shop].append(run)
        return found

    @cached_property
    def calls(self) -> dict[tuple[str, int], list[Call]]:
        found: dict[tuple[str, int], list[Call]] = defaultdict(list)
        for call in sorted(self.history.calls, key=lambda one: (one.began, one.number)):
            found[call.shop, call.run].append(call)
        return found

    @cached_property
    def product_of(self) -> dict[str, str]:
        """Folded SKU to product, of everything that ever was in the catalogue."""
        return {sku: wish.product for known in self._wishes.values() for sku, wish in known.items()}

    @cached_property
    def bearing(self) -> dict[tuple[str, str], set[str]]:
        """Folded SKUs that each listing ever bore."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for entry in self.history.tape:
            skus = entry.after.get("skus") if entry.field == "" else entry.after if entry.field == "skus" else ()
            found[entry.shop, entry.listing] |= {folded(sku) for sku in skus or () if sku}
        return found

    def marketplace(self, shop: str) -> str:
        return str(self.shop(shop).get("marketplace", ""))

    def shop(self, shop: str) -> Mapping[str, Any]:
        shops: Mapping[str, Mapping[str, Any]] = self.history.policy.get("shops") or {}
        return shops.get(shop, {})

    def settle_s(self, shop: str) -> float:
        return float(self.shop(shop).get("settle_s", 60.0))

    def wanted(self, run: int) -> Mapping[str, Wish]:
        """The catalogue of this run by folded SKU."""
        return self._wishes.get(run, {})

    def last_wish(self, sku: str, run: int) -> Wish | None:
        """The row of this SKU, in this run or the last one before that had it."""
        for number in sorted(self._wishes, reverse=True):
            if number <= run and sku in self._wishes[number]:
                return self._wishes[number][sku]
        return None

    def wishes_of(self, shelf: Shelf, run: int) -> list[Wish]:
        """The rows behind a listing: of this run, else those last known."""
        found = [self.last_wish(sku, run) for sku in sorted(shelf.skus)]
        return [wish for wish in found if wish is not None]

    def is_ours(self, shelf: Shelf) -> bool:
        """Whether anything in the catalogue ever bore one of its SKUs."""
        return any(sku in self.product_of for sku in shelf.skus)

    def star_allowed(self, shelf: Shelf, run: int, day: str) -> int:
        return max((certified(wish, day) for wish in self.wishes_of(shelf, run)), default=0)

    def at_once(self, entry: Entry) -> bool:
        """Whether a write was under way as this happened; else an audit let through what had been handed in before.

        A write that never ended was under way until its process died.
        """
        run = self.runs.get((entry.shop, entry.run))
        last = run.ended if run is not None else entry.at
        return any(
            call.kind == "write" and call.began <= entry.at + EDGE_S and (call.ended or last) >= entry.at - EDGE_S
            for call in self.calls.get((entry.shop, entry.run), [])
        )

    def named(self, run: RunRecord) -> list[Named]:
        """Every Change of this run: told at its end, or begun according to the journal."""
        return self._named[run.shop, run.run]

    def resumed(self, run: RunRecord) -> list[Named]:
        """Changes that an earlier run began and left open: they were guarded then."""
        earlier = [one for one in self.by_shop[run.shop] if one.run < run.run]
        rows = [row for row in earlier[-1].intents if row["state"] in ("open", "unknown")] if earlier else []
        return [named_by(row) for row in rows]

    def named_before(self, run: RunRecord) -> list[Named]:
        """Every Change of this shop up to and with this run."""
        return [one for known in self.by_shop[run.shop] if known.run <= run.run for one in self.named(known)]

    @cached_property
    def _named(self) -> dict[tuple[str, int], list[Named]]:
        found: dict[tuple[str, int], list[Named]] = {}
        for shop, runs in self.by_shop.items():
            states: dict[str, str] = {}
            for run in runs:
                told = [_named_by(outcome["change"]) for outcome in run.outcomes]
                fresh = [row for row in run.intents if states.get(row["id"], "open") in ("open", "unknown")]
                told += [named_by(row) for row in fresh]
                states.update({row["id"]: str(row["state"]) for row in run.intents})
                found[shop, run.run] = told
        return found

    def misled(self, run: RunRecord) -> bool:
        """Whether a read of this run showed what had been: a star that we had just taken off, perhaps."""
        return any(
            "stale_read" in call.fault for call in self.calls.get((run.shop, run.run), []) if call.kind == "read"
        )

    def after_crash(self, run: RunRecord) -> bool:
        """Whether the run before this one in this shop did not come to its end."""
        earlier = [one for one in self.by_shop[run.shop] if one.run < run.run]
        return bool(earlier) and ended_badly(earlier[-1])


def ended_badly(run: RunRecord) -> bool:
    return run.crashed or run.report is None or run.report.get("ending") not in ("done", "guarded")


def _parsed(change: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(change) if isinstance(change, str | bytes) else change
    return found


def named_by(row: Mapping[str, Any]) -> Named:
    """The Change of a row of the journal's table ``intent``."""
    return _named_by(_parsed(row["change"]))


def _named_by(change: Mapping[str, Any]) -> Named:
    skus = [*change.get("skus", ()), *(change.get("renames") or {}).values()]
    return Named(
        kind=str(change["kind"]),
        skus=frozenset(map(folded, skus)),
        remote_id=str(change.get("remote_id") or ""),
        groups=change.get("groups") or {},
        calendar=bool(change.get("calendar")),
        reason=str(change.get("reason") or ""),
    )


def group_of(name: str) -> str:
    """The group that a field of the tape belongs to; '' for one that nobody compares."""
    return GROUP_OF.get(name.partition(":")[0], "")


def plus(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def certified(wish: Wish, day: str) -> int:
    """The star of the certificate that is in force on ``day``."""
    before = bool(wish.cert_from) and day < wish.cert_from
    over = bool(wish.cert_until) and day >= wish.cert_until
    revoked = bool(wish.revoked) and day >= wish.revoked
    return 0 if before or over or revoked else wish.star


def due(wishes: Iterable[Wish], day: str, lead_days: int) -> bool:
    """Whether the day alone takes something off these rows: the certificate has ended, or all but, or a paper has."""
    return any(wish.holds or certified(wish, plus(day, lead_days)) < wish.star for wish in wishes)


def about(told: Mapping[str, Any], skus: Iterable[str], product: str = "") -> bool:
    """Whether a notice is about one of these SKUs, or this product."""
    named = {folded(sku) for sku in told.get("skus") or ()}
    return bool(named & {folded(sku) for sku in skus}) or bool(product and product in str(told.get("product") or ""))


def quiet_runs(reading: Reading) -> Iterator[RunRecord]:
    """The last quiet run of every shop."""
    for runs in reading.by_shop.values():
        calm = [run for run in runs if run.quiet]
        if calm:
            yield calm[-1]
