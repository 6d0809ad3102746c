"""Does the contract suite notice? Adapters are broken on purpose, one mistake at a time, and each has to turn it red.

``python -m tests.contract.breaks [WORDS]`` plays those whose name holds WORDS (all without): in a temporary copy of
this checkout the one text is replaced, the adapter's contract tests run, and the table says which case noticed first.
Exit codes: 0 every break was noticed, 1 one was not, 2 one does not apply any more.
"""

from __future__ import annotations

import re
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.breaking import Edit, broken, copied, run

__all__ = ["BREAKS", "Break"]

NEEDED = ("docs", "tests/contract", "tests/conftest.py")
PYTEST = ("-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider")
FIRST = re.compile(r"^FAILED .*::(\w+)", re.MULTILINE)
PATIENCE_S = 300


@dataclass(frozen=True, slots=True)
class Break:
    """One mistake: ``old`` becomes ``new`` in ``file``, and the contract tests of ``suite`` are played."""

    name: str
    suite: str
    file: str
    old: str
    new: str

    @property
    def edit(self) -> Edit:
        return Edit(self.file, self.old, self.new)

    @property
    def tests(self) -> str:
        return f"tests/contract/test_{self.suite}.py"


BREAKS = tuple(Break(**row) for row in tomllib.loads((Path(__file__).with_suffix(".toml")).read_text("utf-8"))["break"])


def noticed(one: Break, place: Path) -> str:
    """The first case that failed; '' where none did."""
    with broken(place, [one.edit]):
        said = run(place, *PYTEST, one.tests, patience_s=PATIENCE_S)
    found = FIRST.search(said.stdout)
    if found is None and said.returncode not in (0, 1):
        raise ValueError(f"the suite did not run\n{said.stdout[-2000:]}{said.stderr[-2000:]}")
    return found.group(1) if found else ""


def main(arguments: Sequence[str]) -> int:
    chosen = [one for one in BREAKS if " ".join(arguments).casefold() in one.name.casefold()]
    silent = 0
    with tempfile.TemporaryDirectory(prefix="ocop-breaks-") as name:
        place = Path(name)
        copied(place, NEEDED)
        for one in chosen:
            try:
                case = noticed(one, place)
            except ValueError as error:
                print(f"{one.name}: {error}", file=sys.stderr)
                return 2
            silent += not case
            print(f"{'red  ' if case else 'GREEN'}  {one.suite:<12} {one.name}")
            print(f"       noticed by {case or 'nobody'}", flush=True)
    print(f"{len(chosen) - silent} of {len(chosen)} breaks were noticed")
    return 1 if silent or not chosen else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
