"""Invariant 15: planted secrets stand in no log, report, journal, exception or plan."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from tests.simulation.history import RunRecord
from tests.simulation.judge.ground import Violation
from tests.simulation.judge.reading import Reading

__all__ = ["secrets"]

SHORTEST = 6


def secrets(reading: Reading) -> Iterator[Violation]:
    """A secret as it is, as an address carries it, as JSON escapes it, and in base64."""
    spelt = {way: secret for secret in reading.history.secrets if len(secret) >= SHORTEST for way in _ways(secret)}
    for run in reading.history.runs:
        for place, text in _everything(run):
            for way, secret in spelt.items():
                if way in text:
                    at = max(0, text.index(way) - 40)
                    around = text[at : text.index(way)]
                    words = f"a secret of {len(secret)} signs stands in the {place}, after {around!r}"
                    yield Violation(15, reading.history.seed, run.run, run.shop, words)


def _ways(secret: str) -> set[str]:
    escaped = json.dumps(secret)[1:-1]
    return {secret, quote(secret, safe=""), quote_plus(secret), escaped, b64encode(secret.encode()).decode()}


def _everything(run: RunRecord) -> Iterator[tuple[str, str]]:
    for text in run.texts:
        yield "texts", text
    parts = {"report": run.report, "notices": run.said, "outcomes": run.outcomes, "guards": run.trips}
    parts |= {"journal": run.intents, "journal's steps": run.steps, "journal's uploads": run.uploads}
    for place, part in parts.items():
        yield place, json.dumps(part, ensure_ascii=False, default=_told)


def _told(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
