"""Does the contract suite notice? Adapters are broken on purpose, one mistake at a time, and each has to turn it red.

``python -m tests.contract.breaks [WORDS]`` plays those whose name holds WORDS (all without): in a temporary copy of
this checkout the one text is replaced, the adapter's contract tests run, and the table says which case noticed first.
Exit codes: 0 every break was noticed, 1 one was not, 2 one does not apply any more.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["BREAKS", "ROOT", "Break"]

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("adapters", "connector", "docs", "mappings", "media", "tests/contract", "tests/conftest.py")
PYTEST = ("-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider")
FIRST = re.compile(r"^FAILED .*::(\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Break:
    """One mistake: ``old`` becomes ``new`` in ``file``, and the contract tests of ``suite`` are played."""

    name: str
    suite: str
    file: str
    old: str
    new: str

    def applied(self, text: str) -> str:
        """``text`` with the mistake; ValueError where it does not hold ``old`` exactly once."""
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: its text stands {text.count(self.old)} times in {self.file}")
        return text.replace(self.old, self.new)


BREAKS = tuple(Break(**row) for row in tomllib.loads((Path(__file__).with_suffix(".toml")).read_text("utf-8"))["break"])


def _copied(place: Path) -> None:
    for name in COPIED:
        source, target = ROOT / name, place / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    shutil.copy2(ROOT / "pyproject.toml", place)


def noticed(broken: Break, place: Path) -> str:
    """The first case that failed; '' where none did."""
    file = place / broken.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(broken.applied(whole), encoding="utf-8")
    try:
        said = subprocess.run(
            [sys.executable, *PYTEST, f"tests/contract/test_{broken.suite}.py"],
            cwd=place,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "300"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    finally:
        file.write_text(whole, encoding="utf-8")
    found = FIRST.search(said.stdout)
    if found is None and said.returncode not in (0, 1):
        raise ValueError(f"{broken.name}: the suite did not run\n{said.stdout[-2000:]}{said.stderr[-2000:]}")
    return found.group(1) if found else ""


def main(arguments: Sequence[str]) -> int:
    chosen = [one for one in BREAKS if " ".join(arguments).casefold() in one.name.casefold()]
    silent = 0
    with tempfile.TemporaryDirectory(prefix="ocop-breaks-") as name:
        place = Path(name)
        _copied(place)
        for broken in chosen:
            try:
                case = noticed(broken, place)
            except ValueError as error:
                print(error, file=sys.stderr)
                return 2
            silent += not case
            print(f"{'red  ' if case else 'GREEN'}  {broken.suite:<12} {broken.name}")
            print(f"       noticed by {case or 'nobody'}", flush=True)
    print(f"{len(chosen) - silent} of {len(chosen)} breaks were noticed")
    return 1 if silent or not chosen else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
