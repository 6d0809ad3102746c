"""A little of every quantity that the night gives in full: ``script/night --only cells|pictures|sheets|edited``."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from . import apart, edited, mangled_files, pictures, sheets
from .cells import Bench, Tally, agree
from .dirt import FIELDS

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name")
needs_proc = pytest.mark.skipif(not apart.PROC, reason="memory of other processes is read from /proc")


def quiet(_: object) -> None:
    pass


def test_the_second_reader_knows_nothing_of_the_first() -> None:
    for file in (Path(__file__).parent / "second").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                named = [node.module or ""]
            for name in named:
                assert name.partition(".")[0] in sys.stdlib_module_names, (file.name, name)


def test_two_readers_agree_on_every_dirty_cell(tmp_path: Path) -> None:
    tally = agree(4_000, 71, Bench(tmp_path), Tally(), quiet)
    assert tally.apart == {}
    assert tally.dirty >= 4_000
    assert set(tally.fields) == set(FIELDS), "a column was never dirty"
    assert len(tally.codes) > 70


def test_the_comparison_sees_what_one_reader_gets_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from connector.catalogue import amounts

    monkeypatch.setattr(amounts, "CHEAPEST", 30_000)
    tally = agree(800, 71, Bench(tmp_path), Tally(), quiet)
    assert {kind[0] for kind in tally.apart} == {"price_vnd"}
    assert all("E_PRICE_TOO_LOW" in told for _, told, *_ in tally.apart.values())


@needs_proc
def test_each_mangled_picture_has_one_answer() -> None:
    made = pictures.measure(30, 4, quiet)
    assert made.wrong == []
    assert made.count == 30
    assert made.answers["drawn whole"] > 0
    assert 0 < made.peak_mb < apart.MOST_MB


@needs_proc
def test_each_mangled_sheet_has_one_answer() -> None:
    made = sheets.measure(20, 4, quiet)
    assert made.wrong == []
    assert made.answers.total() == 20
    assert len(made.answers) > 4


@needs_proc
def test_what_hands_went_through_is_refused_or_right() -> None:
    made = edited.measure(6, 4, quiet)
    assert made.wrong == []
    assert made.answers.total() == 18
    assert any(name.startswith("plan: E_PLAN_") for name in made.answers)


@needs_proc
def test_a_child_that_hangs_dies_or_eats_memory_is_seen() -> None:
    hung = apart.call("tests.quantity.naughty", ["hang"], patience_s=1.5)
    assert hung.hung
    assert hung.lines == ["begun"]
    assert apart.call("tests.quantity.naughty", ["eat"], patience_s=30).peak_mb > 150
    died = apart.call("tests.quantity.naughty", ["die"], patience_s=30)
    assert died.code == 3
    assert "Traceback" in died.errors


def test_the_same_seed_spoils_the_same_way() -> None:
    import random

    for mangle in (mangled_files.plan, mangled_files.config):
        raw = b'{"a": [1, 2, {"b": "x"}], "c": "2026-11-21"}'
        assert mangle(raw, random.Random(5)) == mangle(raw, random.Random(5))
