"""``ocop sku fill``: new SKUs in a copy, never one that was ever used."""

from pathlib import Path

import pytest

from connector.catalogue import read_catalogue
from tests.coop import DAY, Coop

from .conftest import Run


@pytest.fixture
def blank(coop: Coop) -> Path:
    """The co-op's sheet with two rows that have no SKU."""
    for row in coop.rows[:2]:
        row["Mã SP"] = ""
    coop.rows[2]["Mã SP"] = "HTX01-04"
    coop.write()
    return coop.products


def skus(path: Path) -> list[str]:
    return [product.product_key for product in read_catalogue([path], None, None, day=DAY).products]


def test_the_copy_has_them_and_the_original_stays(ocop: Run, coop: Coop, blank: Path) -> None:
    before = blank.read_bytes()
    said = ocop("sku", "fill", blank)
    copy = coop.folder / "sản phẩm-đã có mã.csv"
    assert said.code == 0
    assert "HTX01-05" in said.out
    assert skus(copy) == ["HTX01-05", "HTX01-06", "HTX01-04", "TRA-01"]
    assert blank.read_bytes() == before


def test_a_second_run_on_the_copy_changes_nothing(ocop: Run, coop: Coop, blank: Path) -> None:
    copy = coop.folder / "b.csv"
    assert ocop("sku", "fill", blank, "--out", copy).code == 0
    said = ocop("sku", "fill", copy, "--out", coop.folder / "c.csv", "--json")
    assert said.json == {"schema": "ocop/sku-fill@1", "file": None, "filled": []}
    assert not (coop.folder / "c.csv").exists()


def test_a_sku_that_was_sent_and_is_gone_from_the_sheet_is_not_given_again(ocop: Run, coop: Coop) -> None:
    silk = coop.rows[0]
    coop.rows = [silk | {"Mã SP": "HTX01-09"}, silk | {"Mã SP": "B"}]
    coop.write()
    assert ocop("sync", "--day", "2026-11-21").code == 0
    coop.rows = [silk | {"Mã SP": ""}, silk | {"Mã SP": "B"}]
    coop.write()
    said = ocop("sku", "fill", coop.products, "--json")
    assert said.json["filled"] == [{"line": 2, "sku": "HTX01-10"}]


@pytest.mark.parametrize("name", ["sản phẩm.csv", "Sản Phẩm.CSV"])
def test_never_onto_the_file_itself(ocop: Run, coop: Coop, blank: Path, name: str) -> None:
    before = blank.read_bytes()
    assert ocop("sku", "fill", blank, "--out", coop.folder / name, "--force").code == 2
    assert blank.read_bytes() == before


def test_a_copy_that_is_there_stays_unless_forced(ocop: Run, coop: Coop, blank: Path) -> None:
    copy = coop.folder / "b.csv"
    copy.write_bytes(b"mine")
    assert ocop("sku", "fill", blank, "--out", copy).code == 2
    assert copy.read_bytes() == b"mine"
    assert ocop("sku", "fill", blank, "--out", copy, "--force").code == 0


def test_without_a_configuration(
    ocop: Run, coop: Coop, blank: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "chỗ khác"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert ocop("sku", "fill", blank, "--out", elsewhere / "b.csv").code == 0
    assert ocop("sku", "fill", elsewhere / "không có.csv").code == 2
