"""Histories in virtual time, decided by seeds: a shop's thirty nights (``tests/nights``), and ``tests/simulation``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from .results import Section

__all__ = ["play_nights", "play_simulation"]

AT_ONCE = 25
"""After so many the section is brought up to date."""


def play_simulation(section: Section, count: int, first: int, say: Callable[[str], None]) -> int:
    from tests.simulation.tally import Tally, play_all

    section.asks = (
        "Three shops each, killed, cut off and edited at random: the seventeen promises of `tests/simulation/judge`."
    )
    tally = Tally()
    broken: dict[int, list[str]] = {}
    for one in play_all(range(first, first + count)):
        tally.add(one)
        if one.broken:
            broken[one.seed] = [words.strip().splitlines()[-1] for _, words in one.broken]  # of a traceback its end
            say(f"simulation: seed {one.seed}: {'; '.join(broken[one.seed])}")
        if tally.histories % AT_ONCE == 0 or tally.histories == count:
            met = Counter({"histories": tally.histories, "runs": tally.runs, "crashes": tally.crashes}) + tally.met
            _told(section, met, broken, "python -m tests.simulation")
            say(f"simulation: {tally.histories}/{count} histories, {len(broken)} broken")
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
    for seeds in _shares(first, count):
        tally = play_all(seeds, lambda _done: None)
        met += Counter({"histories": tally.histories}) + tally.met
        broken |= tally.broken
        _told(section, met, broken, "python -m tests.nights")
        say(f"nights: {met['histories']}/{count} histories, {len(broken)} broken")
    return len(broken)


def _shares(first: int, count: int) -> Iterator[Iterable[int]]:
    for start in range(first, first + count, AT_ONCE):
        yield range(start, min(start + AT_ONCE, first + count))


def _told(section: Section, met: Mapping[str, int], broken: Mapping[int, Sequence[str]], command: str) -> None:
    section.header = ("what", "how often")
    section.rows = [[name, str(number)] for name, number in met.items()]
    section.notes = [f"Violations: {len(broken)}."]
    section.notes += [f"`{command} --seed {seed}`: {'; '.join(faults)}" for seed, faults in broken.items()]
