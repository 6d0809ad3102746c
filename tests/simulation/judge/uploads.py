"""Invariant 9: each picture goes up once for each shop and use, unless the marketplace forgot it."""

from __future__ import annotations

from collections.abc import Iterator

from tests.simulation.history import Call
from tests.simulation.judge.ground import Violation
from tests.simulation.judge.reading import Reading, ended_badly

__all__ = ["uploads"]


def uploads(reading: Reading) -> Iterator[Violation]:
    """A picture (by the bytes that arrived) that went up again though its first id had come back and was durable."""
    for shop, runs in reading.by_shop.items():
        known: dict[tuple[str, str], Call] = {}
        for run in runs:
            rows = {str(row["remote_id"]) for row in run.uploads}
            fresh: dict[tuple[str, str], Call] = {}
            for call in reading.calls.get((shop, run.run), []):
                if call.kind != "upload":
                    continue
                for picture in dict.fromkeys(call.about):
                    key = (call.endpoint, picture)
                    before = fresh.get(key) or known.get(key)
                    if before is not None:
                        words = f"picture {picture[:12]} went up again as call {call.number} (first {before.number})"
                        yield Violation(9, reading.history.seed, run.run, shop, words)
                    if call.outcome == "ok" and call.made and not call.fault:
                        fresh[key] = call
            # What died before it was written down nobody can know of; what was forgotten since may go up again.
            told = {} if ended_badly(run) else fresh
            known = {key: call for key, call in (known | fresh).items() if set(call.made) & rows} | told
