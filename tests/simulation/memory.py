"""The quick kind of history: one shop in memory, the core alone; a hundred a second."""

from __future__ import annotations

from collections import Counter

from tests.simulation.histories import play

__all__ = ["play_some"]


def play_some(seed: int | None, first: int, count: int) -> int:
    """Play one in words, or ``count``; 1 if anything was broken."""
    if seed is not None:
        history = play(seed)
        print(*history.words, *(history.broken or ["nothing was broken"]), sep="\n")
        return 1 if history.broken else 0
    faults: Counter[str] = Counter()
    broken = 0
    for number in range(first, first + count):
        history = play(number)
        faults += history.faults
        if history.broken:
            broken += 1
            print(f"python -m tests.simulation --memory --seed {number}", *history.broken, sep="\n  ")
    print(f"{count} histories in memory, {faults.total()} faults, {broken} broken")
    return 1 if broken else 0
