"""Real processes in three shops (``tests/real``): a row for every disturbed history, and all of them added up."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from .results import Section

__all__ = ["play_real"]


def play_real(name: str) -> Callable[[Section, int, int, Callable[[str], None]], int]:
    """The part of ``tests.real.parts`` with that name."""

    def play(section: Section, count: int, first: int, say: Callable[[str], None]) -> int:
        from tests.real.parts import HELD, PARTS, PRODUCTS
        from tests.real.stage import stage

        part, totals, broken = PARTS[name], Counter[str](), 0
        section.asks = f"{part.holds} {HELD}"
        with tempfile.TemporaryDirectory(prefix="ocop-night-") as folder, stage(Path(folder), PRODUCTS) as shops:
            calm = shops.calm
            uploads, writes = sum(calm.uploads.values()), sum(calm.writes.values())
            section.notes.append(
                f"Undisturbed: {PRODUCTS} products, {calm.listings} listings in three shops, {writes} writes, "
                f"{uploads} uploads, {calm.seconds:.1f} s."
            )
            section.notes.append("")
            for seed in range(first, first + count):
                trial = part.play(shops, seed)
                broken += bool(trial.problems)
                totals.update({what: value for what, value in trial.figures.items() if isinstance(value, int)})
                section.header = ("seed", *trial.figures, "broken")
                told = "; ".join(trial.problems) or "-"
                section.rows.append([str(seed), *map(str, trial.figures.values()), told.replace("\n", " ")])
                section.notes[-1] = _added_up(name, section, totals, broken)
                say(f"{name} {len(section.rows)}/{count}, seed {seed}: {told}")
        return broken

    return play


def _added_up(name: str, section: Section, totals: Counter[str], broken: int) -> str:
    counted = ", ".join(f"{what} {count}" for what, count in totals.items() if what not in NOT_ADDED)
    again = f" `python -m tests.real {name} --seed K` plays one again." if broken else ""
    return f"{len(section.rows)} histories: {counted}. Broken: {broken}.{again}"


NOT_ADDED = ("ended with", "off by h", "after reads", "room KiB", "listings by then", "runs", "second after calls")
