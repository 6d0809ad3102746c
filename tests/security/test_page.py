"""docs/security.md names tests that exist: a defence without its test is only a sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .shapes import WrongShapes

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::([\w:]+))?`", PAGE)))


def test_the_page_names_tests() -> None:
    assert len(NAMED) >= 30


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_the_test_of_a_defence_exists(file: str, test: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    name = test.partition("::")[0]
    assert not name or re.search(rf"^(?:async )?def {name}\(|^class {name}\b", source, re.MULTILINE)
    assert "::" not in test or test.partition("::")[2] in vars(WrongShapes)


def test_every_attack_has_its_answer() -> None:
    """Four cells in every row of a table about attacks: attack, done, not done, test."""
    tables = [part.split("\n\n")[0].splitlines()[1:] for part in PAGE.split("| attack | what we do |")[1:]]
    assert len(tables) >= 6
    for row in (row for table in tables for row in table[1:]):
        cells = [cell.strip() for cell in row.split(" |")]
        assert len(cells) == 5, row
        assert len(cells[0]) > 2, row
        assert cells[1], row
