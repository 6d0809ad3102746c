"""The night's page: a part replaces its own section, keeps what it found where it is cut off, and says where it ran."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import night
from benchmarks.measure import ROOT
from benchmarks.night_parts import PARTS, Part, Play
from benchmarks.results import Section

Say = Callable[[str], None]


def rows(count: int, broken: int = 0, cut: type[BaseException] | None = None) -> Play:
    def play(section: Section, _count: int, first: int, _say: Say) -> int:
        section.asks, section.header = "Thử cho biết.", ("seed", "broken")
        for seed in range(first, first + count):
            section.rows.append([str(seed), "-"])
        if cut is not None:
            raise cut
        return broken

    return play


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "kết quả.md"
    monkeypatch.setattr(night, "PAGE", found)
    return found


def parts(monkeypatch: pytest.MonkeyPatch, **plays: Play) -> None:
    made = {name: Part(f"Part {name}", 2, "no time", play) for name, play in plays.items()}
    monkeypatch.setattr(night, "PARTS", made)


def test_a_part_alone_replaces_its_own_section(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts(monkeypatch, một=rows(1), hai=rows(2))
    assert night.main(["--only", "hai"]) == 0
    assert night.main([]) == 0
    page.write_text(page.read_text("utf-8") + "\n## Somebody else's\n\nkept\n", "utf-8")
    assert night.main(["--only", "một", "--first", "70", "--count", "5"]) == 0
    text = page.read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Part một",
        "## Part hai",
        "## Somebody else's",
    ]
    assert "| 70 | - |" in text
    assert "| 1 | - |" in text
    assert "`script/night --only một --count 5 --first 70`" in text


def test_what_an_interrupted_part_found_is_kept(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts(monkeypatch, một=rows(3, cut=KeyboardInterrupt), hai=rows(1))
    assert night.main([]) == 130
    text = page.read_text("utf-8")
    assert "| 2 | - |" in text
    assert "Not played to its end: KeyboardInterrupt." in text
    assert "Part hai" not in text


def test_broken_histories_end_with_1_and_an_unknown_part_with_2(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts(monkeypatch, một=rows(1, broken=1), hai=rows(0))
    assert night.main(["--only", "một,hai"]) == 1
    with pytest.raises(SystemExit, match="2"):
        night.main(["--only", "ba"])


def test_the_help_names_every_part_with_its_number_and_time() -> None:
    told = (ROOT / "script" / "night").read_text("utf-8").splitlines()
    for name, part in PARTS.items():
        (line,) = [one for one in told if one.startswith(f"  {name} ")]
        assert f"{part.count:,} " in line
        assert line.endswith(part.takes)


def test_the_simulations_part_plays_what_script_simulate_plays() -> None:
    section = Section("Simulated histories", "", ())
    assert PARTS["simulation"].play(section, 2, 3, lambda _words: None) == 0
    rows = {name: int(number) for name, number in section.rows}
    assert rows["histories"] == 2
    assert rows["crashes"] > 0
    assert section.notes == ["Violations: 0."]
