"""The log file of a workspace: state/logs/ocop.log, turned over by size, with every secret masked."""

from __future__ import annotations

import contextlib
import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from connector.state import private_folder

__all__ = ["log_file", "start_log", "stop_log"]

LARGEST = 1_000_000
KEPT = 5
FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"


class _File(RotatingFileHandler):
    """A log that cannot be written, for want of room perhaps, costs its lines and nothing else."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)

    def close(self) -> None:
        with contextlib.suppress(OSError):  # what was left to write
            super().close()


_handlers: list[logging.Handler] = []


def start_log(folder: Path, *, verbose: bool) -> None:
    """Write to ``folder`` from now on; with ``verbose`` everything, and to standard error too.

    A folder that cannot be written costs the log, never the run.
    """
    from connector.wire.redact import RedactingFilter, install

    stop_log()
    install()
    handlers: list[logging.Handler] = [logging.StreamHandler()] if verbose else []
    try:
        file = private_folder(folder) / "ocop.log"
        handlers.append(_File(file, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8"))
    except OSError:
        pass
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if verbose else logging.WARNING)
    for name in ("connector", "adapters"):
        logging.getLogger(name).setLevel(logging.DEBUG if verbose else logging.INFO)
    for handler in handlers:
        handler.addFilter(RedactingFilter())
        handler.setFormatter(logging.Formatter(FORM))
        root.addHandler(handler)
        _handlers.append(handler)


def stop_log() -> None:
    """Close what ``start_log`` opened."""
    while _handlers:
        handler = _handlers.pop()
        logging.getLogger().removeHandler(handler)
        handler.close()


def log_file() -> Path | None:
    """The file being written, None where there is none."""
    files = [Path(handler.baseFilename) for handler in _handlers if isinstance(handler, RotatingFileHandler)]
    return files[0] if files else None
