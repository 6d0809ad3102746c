"""``ocop demo``: the play itself is connector.demo's."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from connector.demo import run_demo

from .settings import Settings

__all__ = ["run"]


def run(settings: Settings, folder: Path, keep: bool) -> int:
    return run_demo(folder.expanduser(), lang=settings.lang, keep=keep, console=Console(highlight=False, emoji=False))
