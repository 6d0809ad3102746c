"""What real processes go through, by name, in the order in which it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.real import clocks, disks, kills, restarts, rough_line, twice
from tests.real.markets import WRITERS
from tests.real.stage import Stage, Trial

__all__ = ["HELD", "PARTS", "PRODUCTS", "Part"]

PRODUCTS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of trouble. ``holds`` says what must hold after it."""

    play: Callable[[Stage, int], Trial]
    title: str
    holds: str


PARTS: Mapping[str, Part] = {
    "kills": Part(
        kills.play,
        "Kills of a sync of three shops",
        "Up to three kill -9 in a row at random moments, then syncs until nothing is left to do. A shop may have had "
        f"{WRITERS} writes and {WRITERS} uploads in flight at each.",
    ),
    "restarts": Part(
        restarts.play,
        "Marketplaces that restart",
        "One or two kill -9 of a marketplace's process while three shops are synced; it comes back at its address with "
        "all that it had answered (and perhaps with what it had done and not yet answered).",
    ),
    "proxy": Part(
        rough_line.play,
        "Lines that cut, delay and trickle",
        "A proxy before each marketplace cuts a few connections (before, within and after what is sent), holds data "
        "back and lets it trickle; then the lines are well.",
    ),
    "disk": Part(
        disks.play,
        "A disk that runs full",
        "Journal, pictures, logs and reports on a file system with little or no room; then room is made. The error has "
        "a code, no traceback.",
    ),
    "clock": Part(
        clocks.play,
        "A clock that is off",
        "The command's clock is hours, days or a year off, from the start or in the middle of a run: the shops that "
        "were not done yet say so, none is written to wrongly; then it is set right.",
    ),
    "twice": Part(
        twice.play,
        "Two syncs at once",
        "A second sync of the same shops while the first runs: what one holds the other leaves alone (exit code 7, or "
        "5 where each had some); together they send what one would.",
    ),
}
HELD = "Then each shop shows, field by field and picture by picture, what it shows after an undisturbed sync, no SKU "
HELD += "stands twice, and nothing more is planned."
