"""How the pieces of one SKU are divided among shops (decision 22), so that no piece is for sale twice.

Each shop has a part of whole pieces, the remainder in the order of the shops. A part smaller than what it holds is
always told: lowering does no harm. A larger one is told only as far as there are pieces that no shop holds: what a shop
has not given back yet is not given to another (ADR 31).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Part", "allotted", "divided", "parts_due"]


@dataclass(frozen=True, slots=True)
class Part:
    """One shop. ``held``: pieces it may be selling on our word; ``shares``: it is to have a part of what there is;
    ``stuck``: what it holds cannot be lowered for now; ``sure``: the least that it may hold while a write of ours is in
    doubt, None where none is."""

    held: int = 0
    shares: bool = True
    stuck: bool = False
    sure: int | None = None


def divided(pieces: int, shops: int) -> list[int]:
    """Whole pieces, the remainder to the first shops."""
    each, remainder = divmod(max(0, pieces), max(1, shops))
    return [each + (place < remainder) for place in range(shops)]


def parts_due(pieces: int, parts: Sequence[Part]) -> list[int]:
    """What each shop is due once all have been told. What is held where nothing can be lowered is not there for the
    others; a shop that shares nothing is due nothing."""
    fixed = {place for place, part in enumerate(parts) if not part.shares}
    first: list[int] = []
    while True:
        left = pieces - sum(parts[place].held for place in fixed)
        sharing = [place for place in range(len(parts)) if place not in fixed]
        due = dict(zip(sharing, divided(left, len(sharing)), strict=True))
        first = first or [due.get(place, 0) for place in range(len(parts))]
        over = {place for place in sharing if parts[place].stuck and parts[place].held > due[place]}
        if not over:
            return [due.get(place, min(first[place], part.held)) for place, part in enumerate(parts)]
        fixed |= over


def allotted(pieces: int, parts: Sequence[Part]) -> list[int]:
    """What each shop may be told now. Whoever is told first, or at the same moment by another process: no figure that
    rises takes the sum of what is held beyond ``pieces``. One above what is ``sure`` may turn out to be one that rises,
    once the write in doubt has been looked up."""
    whole = sum(part.held for part in parts)
    free = max(0, pieces - whole)
    figures = []
    for part, due in zip(parts, parts_due(pieces, parts), strict=True):
        more = min(max(0, due - part.held), free)
        free -= more
        figure = min(due, part.held + more)
        if part.sure is not None and figure > part.sure:
            figure = min(figure, max(part.sure, pieces - (whole - part.held)))
        figures.append(figure)
    return figures
