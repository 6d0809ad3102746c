"""The reports of past runs, whole, beside the journal: ``state/reports/RUN.json``, the last sixty.

The journal keeps a summary of every run for ever; these files hold what was said, for ``ocop report``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from connector.run import State
from connector.state import private_folder
from connector.sync import RunReport

__all__ = ["keep", "kept"]

KEPT = 60
LISTINGS = {"results": {"__all__": {"change": {"listing"}}}}
"""Listing bodies are in the plan; a report is read for what changed."""

log = logging.getLogger(__name__)


def _folder(state: State) -> Path:
    return state.folder / "reports"


def keep(state: State, report: RunReport) -> None:
    """Store one report and drop the oldest. A full disk costs the report, never the run."""
    folder = _folder(state)
    try:
        private_folder(folder)
        draft = folder / f".{report.run}.tmp"
        draft.write_text(report.model_dump_json(exclude=LISTINGS), encoding="utf-8")
        draft.replace(folder / f"{report.run}.json")
        for old in _files(state)[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        log.exception("the report of run %s could not be kept", report.run)


def kept(state: State, run: str = "") -> Iterator[RunReport]:
    """The newest first; with ``run`` only those whose name begins so. A file that cannot be read is passed over."""
    for file in _files(state):
        if not file.stem.startswith(run):
            continue
        try:
            yield RunReport.model_validate_json(file.read_bytes())
        except (OSError, ValidationError):
            log.warning("%s cannot be read", file)


def _files(state: State) -> list[Path]:
    """Runs are named by their time."""
    return sorted(_folder(state).glob("*.json"), key=lambda file: file.name, reverse=True)
