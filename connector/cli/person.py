"""Asking the person at the terminal, where Ctrl-C means what it always does."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

__all__ = ["agreed", "somebody_there", "typed"]


def somebody_there(as_json: bool = False) -> bool:
    """Whether somebody can answer: a terminal on both sides, and no program that reads JSON."""
    return sys.stdin.isatty() and sys.stderr.isatty() and not as_json


def typed(question: str, default: str | None = None) -> str:
    """One line from the terminal."""
    with _plain_ctrl_c():
        return str(typer.prompt(question, default=default, show_default=False, err=True)).strip()


def agreed(question: str) -> bool:
    """Yes or no; no unless yes is typed."""
    with _plain_ctrl_c():
        return bool(typer.confirm(question, default=False, err=True))


@contextmanager
def _plain_ctrl_c() -> Iterator[None]:
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
