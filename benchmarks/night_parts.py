"""What the night is made of, by name. A further part is one line in PARTS and a function that fills its section."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .night_effects import play_effects
from .night_quantities import play_quantity
from .night_real import play_real
from .night_seeds import play_nights, play_simulation
from .results import Section

__all__ = ["PARTS", "Part", "Play"]

Play = Callable[[Section, int, int, Callable[[str], None]], int]
"""(section, how many, the first seed, say) -> how many were broken. Rows go into the section as they come, so that
what an interrupted part had found is not lost."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part. ``count`` so many by itself; ``takes``: about how long that is on two idle cores."""

    title: str
    count: int
    takes: str
    play: Play


PARTS = {
    "effects": Part("Kills of the whole sample", 30, "7 min", play_effects),
    "kills": Part("Kills of a sync of three shops", 100, "25 min", play_real("kills")),
    "restarts": Part("Marketplaces that restart", 20, "5 min", play_real("restarts")),
    "proxy": Part("Lines that cut, delay and trickle", 20, "6 min", play_real("proxy")),
    "disk": Part("A disk that runs full", 20, "4 min", play_real("disk")),
    "clock": Part("A clock that is off", 20, "4 min", play_real("clock")),
    "twice": Part("Two syncs at once", 20, "4 min", play_real("twice")),
    "nights": Part("Thirty nights of a shop that lives", 300, "15 min", play_nights),
    "cells": Part("Dirty cells, read by two", 1_000_000, "8 min", play_quantity("cells")),
    "pictures": Part("Mangled pictures", 5_000, "6 min", play_quantity("pictures")),
    "sheets": Part("Mangled sheets", 2_000, "4 min", play_quantity("sheets")),
    "edited": Part("Edited by hand", 1_000, "8 min", play_quantity("edited")),
    "simulation": Part("Simulated histories", 10_000, "25 min", play_simulation),
}
