"""What one command line asks of the runs it starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from connector.sync.session import Progress

__all__ = ["Options"]


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Nobody looks on."""


@dataclass(frozen=True, slots=True)
class Options:
    """``confirmed`` is the shop's name as typed for a first live write; ``updates`` are update files of this run alone.

    ``progress`` is told how far the common part has come, what ``progress_of`` gives how far a shop has.
    """

    day: date
    day_given: bool = False
    allow: Mapping[str, int] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    first: int | None = None
    hidden: bool = False
    confirmed: str = ""
    deadline_s: float | None = None
    updates: tuple[Path, ...] = ()
    progress: Progress = _silent
    progress_of: Callable[[str], Progress] = lambda _shop: _silent
