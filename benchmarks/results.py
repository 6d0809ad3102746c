"""The page of results: a table for every goal, in Markdown, the same on the screen and in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["Section", "page", "ratio"]

HEAD = """\
# Measured

Written by `script/bench{asked}`; how each figure is come by stands in `README.md` beside this file. Ratios compare runs
of one sitting on one machine; seconds are only that machine's.
"""


@dataclass(slots=True)
class Section:
    """One goal: what it asks, a table, and what else must be known."""

    title: str
    asks: str
    header: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        lines = [f"## {self.title}", "", self.asks, "", _line(self.header), _line(["---"] * len(self.header))]
        lines += [_line(row) for row in self.rows]
        for note in self.notes:
            lines += ["", note]
        return "\n".join(lines) + "\n"


def page(facts: Mapping[str, str], sections: Sequence[Section], asked: str) -> str:
    """The whole page. ``asked``: the command line's options."""
    told = "\n".join(f"- {name}: {value}" for name, value in facts.items())
    head = HEAD.format(asked=f" {asked}" if asked else "")
    return "\n".join([head, told + "\n", *(section.markdown() for section in sections)])


def ratio(value: float, baseline: float, goal: float | None = None) -> str:
    """``value`` as a multiple of ``baseline``, with whether it keeps to ``goal``."""
    found = value / baseline
    if goal is None:
        return f"{found:.3f}x" if found < 10 else f"{found:.0f}x"
    return f"{found:.3f}x ({'kept' if round(found, 3) <= goal else 'missed'}: at most {goal:g}x)"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
