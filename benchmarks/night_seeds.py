"""Histories in virtual time, decided by seeds: a shop's thirty nights (``tests/nights``), and ``tests/simulation``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from .results import Section

__all__ = ["play_nights", "play_simulation"]

AT_ONCE = 250
"""After so many the section is brought up to date."""


def play_simulation(section: Section, count: int, first: int, say: Callable[[str], None]) -> int:
    from tests.simulation.__main__ import play_all

    section.asks = (
        "No SKU on two listings, no create without a durable intent, nothing resent unlooked, the shop equal to the "
        "catalogue once quiet, no intent left open."
    )
    met: Counter[str] = Counter()
    broken: dict[int, list[str]] = {}
    for seeds in _shares(first, count):
        tally = play_all(seeds, lambda _done: None)
        met += Counter({"histories": tally.histories, "runs": tally.runs, "crashes": tally.crashes}) + tally.faults
        broken |= tally.broken
        _told(section, met, broken, "python -m tests.simulation")
        say(f"simulation: {met['histories']}/{count} histories, {len(broken)} broken")
    return len(broken)


def play_nights(section: Section, count: int, first: int, say: Callable[[str], None]) -> int:
    from tests.nights.__main__ import play_all
    from tests.nights.play import NIGHTS, QUIET

    section.asks = (
        f"{NIGHTS} nights and {QUIET} quiet ones each: stock never raised unless the co-op's figure changed, no edit "
        "overwritten unannounced, no false star beyond its days, every open point told."
    )
    met: Counter[str] = Counter()
    broken: dict[int, list[str]] = {}
    for seeds in _shares(first, count, 25):
        tally = play_all(seeds, lambda _done: None)
        met += Counter({"histories": tally.histories}) + tally.met
        broken |= tally.broken
        _told(section, met, broken, "python -m tests.nights")
        say(f"nights: {met['histories']}/{count} histories, {len(broken)} broken")
    return len(broken)


def _shares(first: int, count: int, at_once: int = AT_ONCE) -> Iterator[Iterable[int]]:
    for start in range(first, first + count, at_once):
        yield range(start, min(start + at_once, first + count))


def _told(section: Section, met: Mapping[str, int], broken: Mapping[int, Sequence[str]], command: str) -> None:
    section.header = ("what", "how often")
    section.rows = [[name, str(number)] for name, number in met.items()]
    section.notes = [f"Violations: {len(broken)}."]
    section.notes += [f"`{command} --seed {seed}`: {'; '.join(faults)}" for seed, faults in broken.items()]
