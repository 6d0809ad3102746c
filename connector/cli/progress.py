"""How far a run has come: stage, done of total, rate and time left, on a terminal and only if it takes a while."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

from connector.messages import catalogue_of

from .settings import Settings

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

__all__ = ["Meter"]

PATIENCE_S = 2.0


class Meter:
    """A context manager, called with (stage, done, total). Silent unless standard error is a terminal."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._on = sys.stderr.isatty() and not settings.as_json and not settings.verbose
        self._lock = threading.Lock()
        self._shown: Progress | None = None
        self._task: TaskID | None = None
        self._prefix = ""
        self._stage = ""
        self._state = (0, 0)
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        if self._on:
            self._timer = threading.Timer(PATIENCE_S, self._begin)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    @property
    def stage(self) -> str:
        """What is going on; '' before anything was told."""
        return self._stage

    def about(self, shop: str) -> None:
        """Name the shop that what follows is about."""
        self._prefix = f"{shop}: "

    def __call__(self, stage: str, done: int, total: int) -> None:
        with self._lock:
            changed, self._stage, self._state = stage != self._stage, stage, (done, total)
            if self._shown is not None:
                self._update(changed)

    def close(self) -> None:
        """Take the display away; what is printed after it stays whole."""
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._on = False
            if self._shown is not None:
                self._shown.stop()
                self._shown = None

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
            self._update(True)

    def _update(self, changed: bool) -> None:
        assert self._shown is not None
        done, total = self._state
        if changed or self._task is None:
            if self._task is not None:
                self._shown.remove_task(self._task)
            self._task = self._shown.add_task(self._words(), total=total or None, count="", rate="")
        speed = self._shown.tasks[-1].speed
        rate = self._settings.say("progress.rate", rate=f"{speed:.1f}") if speed else ""
        count = f"{done}/{total}" if total else ""
        self._shown.update(self._task, completed=done, total=total or None, count=count, rate=rate)

    def _words(self) -> str:
        code = f"progress.{self._stage}"
        known = code in catalogue_of(self._settings.lang)
        return self._prefix + self._settings.say(code if known else "progress.work")
