"""How far a run has come: stage, done of total, rate and time left, on a terminal and only if it takes a while.

Shops that go side by side have a line each; what concerns them all has one of its own.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from connector.messages import catalogue_of

from .settings import Settings

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

__all__ = ["Meter"]

PATIENCE_S = 2.0


@dataclass(slots=True)
class _Row:
    """One line: a shop's, or '' for what is common."""

    stage: str = ""
    done: int = 0
    total: int = 0
    shown: TaskID | None = None


class Meter:
    """A context manager, called with (stage, done, total). Silent unless standard error is a terminal."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._on = sys.stderr.isatty() and not settings.as_json and not settings.verbose
        self._lock = threading.Lock()
        self._shown: Progress | None = None
        self._about = ""
        self._rows: dict[str, _Row] = {}
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        if self._on:
            self._timer = threading.Timer(PATIENCE_S, self._begin)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def sending(self, shop: str | None = None) -> bool:
        """Whether that shop, or any, is being written to."""
        rows = self._rows.values() if shop is None else [self._rows.get(shop, _Row())]
        return any(row.stage == "send" for row in rows)

    def about(self, shop: str) -> None:
        """Name the shop that what follows is about."""
        self._about = shop

    def of(self, shop: str) -> Callable[[str, int, int], None]:
        """What is to be called with (stage, done, total) of one shop."""
        return partial(self._tell, shop)

    def ended(self, shop: str) -> None:
        """Nothing more comes of that shop."""
        with self._lock:
            self._remove(shop)

    def __call__(self, stage: str, done: int, total: int) -> None:
        self._tell(self._about, stage, done, total)

    def close(self) -> None:
        """Take the display away; what is printed after it stays whole."""
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._on = False
            if self._shown is not None:
                self._shown.stop()
                self._shown = None

    def _tell(self, shop: str, stage: str, done: int, total: int) -> None:
        with self._lock:
            if shop and "" in self._rows:
                self._remove("")
            row = self._rows.setdefault(shop, _Row())
            changed, row.stage, row.done, row.total = stage != row.stage, stage, done, total
            if self._shown is not None:
                self._update(shop, row, changed)

    def _remove(self, shop: str) -> None:
        row = self._rows.pop(shop, None)
        if row is not None and row.shown is not None and self._shown is not None:
            self._shown.remove_task(row.shown)

    def _begin(self) -> None:
        from rich.progress import (
            BarColumn,
            Progress,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        with self._lock:
            if not self._on:
                return
            self._shown = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[count]}"),
                TextColumn("{task.fields[rate]}"),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                console=self._settings.console(stderr=True),
                transient=True,
            )
            self._shown.start()
            for shop, row in self._rows.items():
                self._update(shop, row, True)

    def _update(self, shop: str, row: _Row, changed: bool) -> None:
        assert self._shown is not None
        if changed or row.shown is None:
            if row.shown is not None:
                self._shown.remove_task(row.shown)
            row.shown = self._shown.add_task(self._words(shop, row), total=row.total or None, count="", rate="")
        speed = next(task.speed for task in self._shown.tasks if task.id == row.shown)
        rate = self._settings.say("progress.rate", rate=f"{speed:.1f}") if speed else ""
        count = f"{row.done}/{row.total}" if row.total else ""
        self._shown.update(row.shown, completed=row.done, total=row.total or None, count=count, rate=rate)

    def _words(self, shop: str, row: _Row) -> str:
        code = f"progress.{row.stage}"
        known = code in catalogue_of(self._settings.lang)
        return (f"{shop}: " if shop else "") + self._settings.say(code if known else "progress.work")
