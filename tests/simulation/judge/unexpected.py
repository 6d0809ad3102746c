"""Promise 0, beside the seventeen: whatever is done to a run, it ends in no error that nobody foresaw."""

from __future__ import annotations

from collections.abc import Iterator

from tests.simulation.history import RunRecord
from tests.simulation.judge.ground import Violation
from tests.simulation.judge.reading import Reading

__all__ = ["unexpected"]

CODE = "BUG_UNEXPECTED"


def unexpected(reading: Reading) -> Iterator[Violation]:
    """(0) An exception that escaped, in a run or at one of its products, also where the next run puts it right."""
    for run in reading.history.runs:
        codes = [(run.report or {}).get("stop_code"), *(outcome.get("code") for outcome in run.outcomes)]
        if CODE in codes:
            yield Violation(0, reading.history.seed, run.run, run.shop, f"an error that nobody foresaw: {_last(run)}")


def _last(run: RunRecord) -> str:
    lines = [line for text in run.texts for line in text.splitlines() if "Error" in line or "Exception" in line]
    return lines[-1].strip() if lines else "nothing was logged"
