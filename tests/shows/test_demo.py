"""The demo itself, whole but for the number of products: three marketplaces, every act, every check, the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from connector.demo import play, proof, run_demo, stage
from connector.sample import SAMPLE_DAY, expected_shops, photo_names, write_sample
from connector.sample.photos import draw_photos
from tests.shows.stage import write_rows

Row = dict[str, str]


def key_of(row: Row) -> str:
    return row["product_key"] or row["sku"]


def chosen(rows: list[Row]) -> set[str]:
    """Some of every kind: sold everywhere, lapsing within the month, without stock, with options, not publishable."""
    expected: dict[str, dict[str, Row]] = {}
    for row in expected_shops():
        expected.setdefault(row["product_key"], {})[row["marketplace"]] = row

    def first(count: int, kind: Callable[[str], bool]) -> list[str]:
        return [key for key in expected if kind(key)][:count]

    def everywhere(key: str) -> bool:
        return all(row["publishable"] == "yes" for row in expected[key].values())

    ends = {key_of(row): date.fromisoformat(row["expiry_date"]) for row in rows if row["expiry_date"]}
    several = {key_of(row) for row in rows if row["product_key"] and row["product_key"] != row["sku"]}
    out = {key_of(row) for row in rows if row["stock"] == "0"}
    return {
        *first(17, lambda key: everywhere(key) and key not in several and key not in out),
        *first(2, lambda key: everywhere(key) and SAMPLE_DAY < ends.get(key, SAMPLE_DAY) <= play.LATER),
        *first(2, lambda key: everywhere(key) and key in out),
        *first(2, lambda key: everywhere(key) and key in several),
        *first(3, lambda key: not any(row["publishable"] == "yes" for row in expected[key].values())),
    }


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sample of a few dozen products with two photos each."""
    keys: set[str] = set()

    def write(folder: Path) -> None:
        write_sample(folder)
        sheet = folder / "products.csv"
        with sheet.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        keys.update(chosen(rows))
        kept = [row for row in rows if key_of(row) in keys]
        for row in kept:
            row["image_files"] = ";".join(row["image_files"].split(";")[:2])
        write_rows(sheet, list(rows[0]), kept)

    def draw(folder: Path, names: list[str], progress: Callable[[int, int], None]) -> None:
        sheet = (folder.parent / "products.csv").read_text(encoding="utf-8")
        draw_photos(folder, [name for name in names if name in sheet], progress=progress)

    monkeypatch.setattr(stage, "write_sample", write)
    monkeypatch.setattr(stage, "draw_photos", draw)
    monkeypatch.setattr(proof, "expected_shops", lambda: [r for r in expected_shops() if r["product_key"] in keys])


def test_every_act_holds_on_three_marketplaces(small: None, tmp_path: Path) -> None:
    paper = io.StringIO()
    folder = tmp_path / "bản chạy thử"
    code = run_demo(folder, lang="vi", keep=False, console=Console(file=paper, width=200, color_system=None))
    told = paper.getvalue()
    assert "✗" not in told, told
    assert code == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert all(name in page for name in ("shopee-mau", "lazada-mau", "tiktok-mau"))
    assert len(photo_names()) > 500  # the sample is whole where the demo draws it
