"""What a quantity came to: figures for the page of the night, and what was wrong, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Figures", "Heard"]

SHOWN = 20


@dataclass(slots=True)
class Figures:
    """``asked`` says what must hold; ``command`` plays it again; ``wrong`` is empty where everything held."""

    title: str
    asked: str
    command: str
    count: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    slowest_s: float = 0.0
    peak_mb: int = 0
    notes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def rows(self) -> list[tuple[str, str]]:
        """What and how much, in the order of a table."""
        told = [("given", f"{self.count:,}"), *((name, f"{count:,}") for name, count in self.answers.most_common())]
        told += [("seconds", f"{self.seconds:.0f}"), ("wrong", str(len(self.wrong)))]
        if self.slowest_s:
            told.insert(-2, ("slowest one, seconds", f"{self.slowest_s:.1f}"))
        if self.peak_mb:
            told.insert(-2, ("peak memory, MiB, with children", str(self.peak_mb)))
        return told

    def line(self) -> str:
        """How far it is."""
        peak = f", peak {self.peak_mb} MiB" if self.peak_mb else ""
        return f"{self.title}: {self.count:,}, {self.seconds:.0f} s{peak}, wrong {len(self.wrong)}"

    def text(self) -> str:
        """For a terminal."""
        lines = [self.title, self.command, *(f"  {count:>12}  {name}" for name, count in self.rows()), *self.notes]
        more = [f"  and {len(self.wrong) - SHOWN} more"] if len(self.wrong) > SHOWN else []
        return "\n".join([*lines, *(f"WRONG {one}" for one in self.wrong[:SHOWN]), *more])


Heard = Callable[[Figures], None]
"""Told of the figures so far, now and then."""
