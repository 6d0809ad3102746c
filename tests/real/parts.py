"""What real processes go through, by name, in the order in which it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.real import clocks, disks, kills, restarts, rough_line, twice
from tests.real.stage import Stage, Trial

__all__ = ["PARTS", "PRODUCTS", "Part"]

PRODUCTS = 25


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of trouble. ``holds`` says what must hold after it."""

    play: Callable[[Stage, int], Trial]
    title: str
    holds: str


PARTS: Mapping[str, Part] = {
    "kills": Part(kills.play, "Kills of a sync of three shops", ""),
    "restarts": Part(restarts.play, "Marketplaces that restart", ""),
    "proxy": Part(rough_line.play, "Lines that cut, delay and trickle", ""),
    "disk": Part(disks.play, "A disk that runs full", ""),
    "clock": Part(clocks.play, "A clock that is off", ""),
    "twice": Part(twice.play, "Two syncs at once", ""),
}
