"""One mock inside this process, in virtual time, and a tape: ``Market.note`` puts what differs on the shelf onto it,
under the name of who did it. What comes over the wire is ``tests.simulation.wire``'s.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson

from adapters._mock.faults import Fault
from connector.testing.virtual import VirtualClock
from tests.simulation.hands import HANDS, View
from tests.simulation.history import Call, Entry
from tests.simulation.process import HERE

__all__ = ["OWN_FAULTS", "Book", "Market", "hashed"]

OWN_FAULTS = ("cut_before", "cut_during", "trickle", "wrong_shape", "reorder")
"""Kinds beside the mocks' own."""
DURABLE = (
    "SELECT s.body FROM step s JOIN intent i ON i.id = s.intent WHERE i.shop = ? AND i.state IN ('open','unknown')"
)


def hashed(data: bytes | str) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()[:16]


@dataclass(slots=True)
class Book:
    """What all shops of a history write into."""

    clock: VirtualClock
    journal: Path
    calls: list[Call] = field(default_factory=list)
    tape: list[Entry] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    run: int = 0
    numbers: int = 0
    words: list[str] = field(default_factory=list)
    reader: sqlite3.Connection | None = None

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    def at(self) -> float:
        return round(self.clock.monotonic(), 3)

    def read(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """What another connection can read of the journal now."""
        if self.reader is None:
            self.reader = sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True)
        return self.reader.execute(query, values).fetchall()

    def close(self) -> None:
        if self.reader is not None:
            self.reader.close()
            self.reader = None


class Market:
    """See the module's docstring. ``skew``: seconds by which the marketplace's clock is ahead of ours."""

    def __init__(self, shop: str, marketplace: str, root: str, book: Book, **options: Any) -> None:
        module = import_module(f"adapters.{marketplace}.mock")
        self.shop, self.marketplace, self.root, self.book = shop, marketplace, root, book
        self.skew = 0.0
        clock = book.clock
        kind = next(one for name, one in vars(module).items() if name.endswith("Options") and name != "MockOptions")
        own = kind(machine=lambda: clock.now().timestamp() + self.skew, monotonic=clock.monotonic, **options)
        self.app, _ = module.build(own)
        self.line: dict[str, Any] = self.app.printed(root)
        self.hands = HANDS[marketplace](self.app)
        self.own_faults: list[Fault] = []
        self.known: set[str] = set()
        self.meanwhile: list[tuple[int, Callable[[], None]]] = []
        self.writes = 0
        self.lost_refresh = False
        self._items: dict[str, Any] = {}
        self._views: dict[str, View] = {}
        self._waiting: dict[str, str] = {}
        self.note("seed")

    # ---- faults

    def fault(self, **wanted: Any) -> None:
        """One fault, of the mock's kinds or ours."""
        if wanted["kind"] in OWN_FAULTS:
            own = {"after": 0, "times": 1, "seconds": None, "status": 0, **wanted}
            self.own_faults.append(Fault(id="own", **own))
        else:
            self.app.faults.add(wanted)

    def heal(self) -> None:
        self.control("DELETE", "faults")
        self.own_faults.clear()
        self.meanwhile.clear()
        self.skew = 0.0

    def fired(self, verb: str, path: str) -> dict[str, Fault]:
        name = f"{verb} {path}"
        found: dict[str, Fault] = self.app.faults.fire(verb, path, self.app._endpoint(verb, path))
        for fault in self.own_faults:
            if fault.kind not in found and fault.fires(name):
                found[fault.kind] = fault
        return found

    # ---- the shelf

    def control(self, verb: str, name: str, **body: Any) -> Any:
        """One call of the control interface; an assertion where it refuses."""
        answer = self.app._control.answer(verb, f"/_mock/{name}", self.root, orjson.dumps(body))
        assert answer.status == 200, answer.body
        return orjson.loads(answer.body)

    @contextmanager
    def doing(self, who: str) -> Iterator[None]:
        """What happens in this block is on the tape as ``who``'s."""
        self.note("platform")
        yield
        self.note(who)

    def views(self) -> dict[str, View]:
        self.note("platform")
        return self._views

    def note(self, who: str) -> list[str]:
        """Put what differs from the last look onto the tape; ids of listings that are new."""
        made: list[str] = []
        for listing, item in self.hands.items().items():
            if self._items.get(listing) is item:
                continue
            self._items[listing] = item
            before, view = self._views.get(listing), self.hands.view(item)
            self._views[listing] = view
            if before is None:
                made.append(listing)
                self.known.update((listing, *(sku for sku in view["skus"] if sku)))
                self._entry(who, listing, "", None, {k: v for k, v in view.items() if k != "waiting"})
                self._state("(none)", view["status"])
            else:
                self._differences(who, listing, before, view)
        return made

    def _differences(self, who: str, listing: str, before: View, view: View) -> None:
        was_waiting, waiting = before.get("waiting") or {}, view.get("waiting") or {}
        for name in sorted(view.keys() | before.keys()):
            old, new = before.get(name), view.get(name)
            if old == new:
                continue
            if name == "waiting":
                if waiting:
                    self._waiting[listing] = who
                self._entry(who, listing, name, old, new)
                continue
            by = who
            if who == "platform" and name in was_waiting and was_waiting[name] == new:
                by = self._waiting.get(listing, who)  # an audit let through what somebody had handed in
            if name == "status" and new == "in review" and old in ("live", "rejected"):
                by = "platform"  # it looks again at what was edited
            self._entry(by, listing, name, old, new)
            if name == "status":
                self._state(str(old), str(new))

    def _entry(self, by: Any, listing: str, name: str, before: Any, after: Any) -> None:
        ours = HERE.get(None) if by == "connector" else None  # a second command may have been started meanwhile
        run = ours.run if ours is not None else self.book.run
        self.book.tape.append(Entry(self.book.at(), run, self.shop, by, listing, name, before, after))

    def _state(self, before: str, after: str) -> None:
        self.book.met[f"state {self.marketplace} {after}"] += 1
        self.book.met[f"transition {self.marketplace} {before} -> {after}"] += 1

    def durable(self, bodies: set[bytes]) -> bool:
        return any(row[0] in bodies for row in self.book.read(DURABLE, self.shop))

    def stored(self, credentials: Path) -> str:
        try:
            held = orjson.loads(credentials.read_bytes()).get("access_token", "")
        except (OSError, orjson.JSONDecodeError):
            return ""
        return hashed(held) if held else ""
