"""The invented catalogues: reproducible, marked as invented, in proportion, and read by the connector in full."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from benchmarks.catalogue import LIKE, make_catalogue
from connector.catalogue import read_catalogue
from connector.model import holds

DAY = date(2026, 11, 21)


def rows(folder: Path, name: str = "products.csv") -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_order_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("again", 7), ("other", 8)):
        make_catalogue(tmp_path / name, 120, seed)
    one, again, other = (
        [(tmp_path / name / sheet).read_bytes() for sheet in ("products.csv", "producers.csv")]
        for name in ("one", "again", "other")
    )
    assert one == again
    assert one[0] != other[0]
    assert one[1] != other[1]


def test_the_register_of_2023_in_the_proportions_of_2021(tmp_path: Path) -> None:
    make_catalogue(tmp_path, LIKE["hanoi-2023"])
    found = rows(tmp_path)
    assert len({row["sku"] for row in found}) == len({row["title_vi"] for row in found}) == 2711
    assert Counter(row["ocop_star"] for row in found) == {"3": 878, "4": 1826, "5": 7}
    assert Counter(row["industry"] for row in found) == {
        "food": 1761,
        "handicraft": 809,
        "beverage": 57,
        "textile": 56,
        "herbal": 28,
    }
    in_force = sum(row["expiry_date"] > DAY.isoformat() for row in found)
    assert 0.88 < in_force / len(found) < 0.95
    assert all(row["decision_date"] <= DAY.isoformat() for row in found)


def test_nothing_in_it_could_pass_for_real(tmp_path: Path) -> None:
    make_catalogue(tmp_path, 200)
    makers = rows(tmp_path, "producers.csv")
    assert all(maker["name_vi"].startswith("[MẪU] ") and maker["is_sample"] == "1" for maker in makers)
    for row in rows(tmp_path):
        assert row["is_sample"] == "1"
        assert row["cert_no"].startswith("MAU-")
        assert row["gtin"] == "" or row["gtin"].startswith("952")


@pytest.mark.parametrize("sellable", [True, False])
def test_the_connector_reads_every_row(tmp_path: Path, sellable: bool) -> None:
    names = make_catalogue(tmp_path, 300, sellable=sellable)
    photos = tmp_path / "photos"
    photos.mkdir()
    for name in names:
        (photos / name).touch()
    read = read_catalogue([tmp_path / "products.csv"], tmp_path / "producers.csv", photos, day=DAY)
    assert not read.refused
    assert len(read.products) == 300
    held = [product for product in read.products if holds(product, read.producers[product.producer_id], DAY)]
    closed = [product for product in read.products if "shopee" not in (product.channels_wanted or ())]
    assert bool(held) is not sellable
    assert bool(closed) is not sellable
