"""docs/promises.md names tests that exist: a promise without its test is only a sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::([\w:]+))?`", PAGE)
FOLDERS = re.findall(r"`(tests/[\w/]+)`", PAGE)


def test_there_are_promises() -> None:
    assert len(NAMED) >= 10


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_the_test_of_a_promise_exists(file: str, test: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    name = test.partition("::")[0]
    assert not name or re.search(rf"^(?:async )?def {name}\(|^{name} = |^class {name}\b", source, re.MULTILINE)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_folder_of_a_promise_holds_tests(folder: str) -> None:
    assert any((ROOT / folder).glob("test_*.py"))


def test_every_promise_names_a_test() -> None:
    rows = [line for line in PAGE.partition("\n## ")[0].splitlines() if line.startswith("| ")][1:]
    assert [row for row in rows if "`tests/" not in row] == []
