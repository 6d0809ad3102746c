"""Mistakes made on purpose in a copy of this checkout, to see who notices. The frame of ``script/breaks`` (adapters,
judged by the contract suite) and ``script/mutations`` (the core, judged by the simulation)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ROOT", "Edit", "broken", "copied", "run"]

ROOT = Path(__file__).resolve().parents[1]
CODE = ("adapters", "connector", "mappings", "media")


@dataclass(frozen=True, slots=True)
class Edit:
    """``old``, which stands exactly once in ``place`` (a file, or a folder of Python files), becomes ``new``."""

    place: str
    old: str
    new: str

    def file(self, root: Path) -> Path:
        """The file that holds ``old``; ValueError where it does not stand exactly once."""
        place = root / self.place
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
        holding = [file for file in files if self.old in file.read_text(encoding="utf-8")]
        counts = [file.read_text(encoding="utf-8").count(self.old) for file in holding]
        if counts != [1]:
            raise ValueError(f"its text stands {sum(counts)} times in {self.place}: {self.old[:60]!r}")
        return holding[0]


def copied(place: Path, further: Sequence[str]) -> None:
    """The code and ``further`` files and folders of this checkout, copied to ``place``."""
    for name in (*CODE, *further, "pyproject.toml"):
        source, target = ROOT / name, place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target)


@contextmanager
def broken(place: Path, edits: Sequence[Edit]) -> Iterator[None]:
    """The copy with ``edits`` made, put right again afterwards; ValueError where one of them does not apply."""
    whole: dict[Path, str] = {}
    try:
        for edit in edits:
            file = edit.file(place)
            text = file.read_text(encoding="utf-8")
            whole.setdefault(file, text)
            file.write_text(text.replace(edit.old, edit.new), encoding="utf-8")
        yield
    finally:
        for file, text in whole.items():
            file.write_text(text, encoding="utf-8")


def run(place: Path, *command: str, patience_s: float) -> subprocess.CompletedProcess[str]:
    """A Python process in the copy, on the copy's own code."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=place,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "300", "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        timeout=patience_s,
        check=False,
    )
