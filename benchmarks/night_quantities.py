"""Bad input in quantity (``tests/quantity``): dirty cells, mangled pictures and sheets, files edited by hand."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from .results import Section

__all__ = ["play_quantity"]

SEED = 2026
SHOWN = 20


def play_quantity(name: str) -> Callable[[Section, int, int, Callable[[str], None]], int]:
    """The part that plays ``tests.quantity.<name>``; ``first`` is added to its seed."""

    def play(section: Section, count: int, first: int, say: Callable[[str], None]) -> int:
        from tests.quantity.figures import Figures

        def heard(made: Figures) -> None:
            say(made.line())
            section.asks, section.header = made.asked, ("what", "how many")
            section.rows = list(made.rows())
            section.notes = [f"Again: `{made.command}`."]
            section.notes += [f"Wrong: {one}" for one in made.wrong[:SHOWN]]

        made: Figures = import_module(f"tests.quantity.{name}").measure(count, SEED + first, heard)
        heard(made)
        return len(made.wrong)

    return play
