"""Many histories: played on all cores, judged, added up, and told."""

from __future__ import annotations

import gc
import os
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from tests.simulation.history import History
from tests.simulation.judge import violations
from tests.simulation.play import play
from tests.simulation.staged import SEED, Scenario, staged

__all__ = ["FALLEN", "Played", "Tally", "command_for", "play_all", "played", "played_by_hand"]

COLLECT_EVERY = 20
FALLEN = 0
"""The promise that the player itself comes to its end."""
ENOUGH = 500
SECTIONS = {"fault": "faults", "crash": "crashes", "event": "events", "state": "states", "transition": "transitions"}


@dataclass(frozen=True, slots=True)
class Played:
    """One seed as it comes back from a worker. ``broken`` are number and words of each broken promise."""

    seed: int
    runs: int = 0
    calls: int = 0
    crashes: int = 0
    met: Counter[str] = field(default_factory=Counter)
    broken: tuple[tuple[int, str], ...] = ()


def played(seed: int, without: frozenset[int] = frozenset()) -> Played:
    """Play and judge one seed; whatever goes wrong in doing so is told as broken too."""
    return _judged(seed, lambda: play(seed, without))


def _judged(seed: int, of: Callable[[], History]) -> Played:
    try:
        history = of()
        broken = tuple((one.invariant, str(one)) for one in violations(history))
    except Exception as error:
        return Played(seed, broken=((FALLEN, "".join(traceback.format_exception(error))),))
    return Played(seed, len(history.runs), len(history.calls), history.crashes, history.met, broken)


def played_by_hand(scenario: Scenario) -> Played:
    """The same for a history made by hand."""
    return _judged(SEED, lambda: staged(scenario))


def _in_a_worker(seed: int) -> Played:
    """Collecting as it comes costs a quarter of the time, so it is done between histories."""
    gc.disable()
    if seed % COLLECT_EVERY == 0:
        gc.collect()
    return played(seed)


def play_all(seeds: Iterable[int], cores: int | None = None) -> Iterator[Played]:
    """Every seed, in order, on so many cores (all)."""
    pool = ProcessPoolExecutor(cores or os.cpu_count())
    try:
        yield from pool.map(_in_a_worker, seeds, chunksize=5)
    finally:
        pool.shutdown(cancel_futures=True)


def command_for(seed: int, without: Iterable[int] = ()) -> str:
    """What plays it again."""
    left_out = ",".join(str(number) for number in sorted(without))
    return f"python -m tests.simulation --seed {seed}" + (f" --without {left_out}" if left_out else "")


@dataclass(slots=True)
class Tally:
    """The sum."""

    histories: int = 0
    runs: int = 0
    calls: int = 0
    crashes: int = 0
    without_crash: int = 0
    met: Counter[str] = field(default_factory=Counter)
    broken: dict[int, tuple[tuple[int, str], ...]] = field(default_factory=dict)

    def add(self, one: Played) -> None:
        self.histories += 1
        self.runs += one.runs
        self.calls += one.calls
        self.crashes += one.crashes
        self.without_crash += not one.crashes
        self.met += one.met
        if one.broken:
            self.broken[one.seed] = one.broken

    def lines(self, say: Callable[[str], str] = str) -> list[str]:
        """Coverage, then what was broken by promise."""
        told = [
            f"{self.histories} histories, {self.runs} runs, {self.calls} calls, {self.crashes} crashes, "
            f"{self.without_crash} histories without one"
        ]
        for kind, heading in SECTIONS.items():
            found = sorted((name, count) for name, count in self.met.items() if name.partition(" ")[0] == kind)
            told.append(f"{heading}: {len(found)} kinds, the rarest {min((c for _, c in found), default=0)} times")
            told += [f"  {count:8} {name.partition(' ')[2]}" for name, count in found]
        by = Counter(number for broken in self.broken.values() for number in {number for number, _ in broken})
        told.append(f"violations: {len(self.broken)} histories {dict(sorted(by.items())) or ''}")
        return [say(line) for line in told]
