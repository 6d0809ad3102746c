"""The command: what stands in the way of a person's own files, before any shop is asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from connector.cli.entry import run

CONFIG = """[catalogue]
products = ["cua-toi.xlsx"]

[[shop]]
name        = "nha-may"
marketplace = "shopee"
environment = "mock"
base_url    = "http://127.0.0.1:9"
credentials = "file:khoa.json"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ocop.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def pull(folder: Path, *words: str, out: str = "bang.xlsx", shop: str = "nha-may") -> int:
    place = ["--config", str(folder), "--state", str(folder / "state"), "--lang", "en"]
    return run([*place, "pull", shop, "--out", str(folder / out), "--photos", str(folder / "anh"), *words])


@pytest.mark.parametrize(
    ("prepare", "out", "said"),
    [
        ("bang.xlsx", "bang.xlsx", "--force"),
        ("cua-toi.xlsx", "cua-toi.xlsx", "your own"),
        ("", "bang.csv", ".xlsx"),
        ("anh", "bang.xlsx", "not a folder"),
        ("anh/cu.jpg", "bang.xlsx", "--force"),
    ],
)
def test_nothing_of_a_persons_is_in_danger(
    folder: Path, capsys: pytest.CaptureFixture[str], prepare: str, out: str, said: str
) -> None:
    if prepare:
        (folder / prepare).parent.mkdir(exist_ok=True)
        (folder / prepare).write_text("cua toi", encoding="utf-8")
    assert pull(folder, out=out) == 2
    assert said in capsys.readouterr().err
    if prepare:
        assert (folder / prepare).read_text(encoding="utf-8") == "cua toi"


def test_not_even_force_replaces_a_sheet_that_is_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "cua-toi.xlsx").write_text("cua toi", encoding="utf-8")
    assert pull(folder, "--force", out="cua-toi.xlsx") == 2
    assert "cua-toi.xlsx" in capsys.readouterr().err


def test_an_unknown_shop_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pull(folder, "--json", shop="nha-mai") == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["code"], told["params"]["nearest"]) == ("E_SHOP_UNKNOWN", "nha-may")
    assert not (folder / "bang.xlsx").exists()
