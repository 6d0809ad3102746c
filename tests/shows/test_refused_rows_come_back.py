"""Must show: refused rows that were put right and are read again go through, and only they change anything."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from connector.catalogue import RefusedRow, read_catalogue
from connector.sample import SAMPLE_DAY
from connector.sync import RunReport
from tests.loopback import market, shown
from tests.shows.stage import Coop, Row, write_coop, write_rows

DIRTY = Path(__file__).parents[1] / "data" / "products_dirty.csv"
ALLOWED = {"refused": 60}
REPEATED = {"P007-02", "P007-03"}

LABEL = {"Thành phần": "Gạo nếp, mật mía, gừng", "Hạn sử dụng (ngày)": "90"}
"""The dirty sheet has no such columns, and the shop takes no food without: a corrected row may bring columns along."""

RIGHT: dict[int, Row] = {
    15: {"Giá bán": "32.000đ", **LABEL},
    49: {"Hạng sao": "4", **LABEL},
    59: {"Tên sản phẩm": "Mắm tép chưng thịt", **LABEL},
    61: {"Tồn kho": "25 chiếc"},
    75: {"Tồn kho": "40 hộp", **LABEL},
    86: {"Kích thước (cm)": "20 x 10 x 5"},
    99: {"Mã vạch": "(xóa)"},
    101: {"Mã SP": "GA-MIA-02", "Mã vạch": "(XOÁ)", **LABEL},
    103: {"Mã SP": "NUOC-MO-01", **LABEL},
    134: {"Mã SP": "LANG-05"},
}
"""What a bookkeeper writes into the refused rows, by record of the dirty sheet. The other refused rows stay as is."""
NEW_SKUS = {"GA-MIA-02", "NUOC-MO-01", "LANG-05"}
NOT_HERE = {("P034-04", "CHANNEL_NOT_OPEN"), ("NUOC-MO-01", "HOLD_ALCOHOL_REVIEW")}
"""Put right, but not shown in this shop, and why."""
STILL_WRONG = {16: {"Giá bán": "hỏi sau"}, 97: {"Mã vạch": "9520000000001"}}
"""Put wrong once more."""


@dataclass
class Met:
    """A shop after the first sync of the dirty sheet, and the refused rows as they were handed back."""

    coop: Coop
    first: RunReport
    refused: list[RefusedRow]
    update: Path

    def expected(self) -> set[str]:
        """The SKUs that were put right."""
        return NEW_SKUS | {row.sku for row in self.refused if row.row in RIGHT and row.sku not in REPEATED | {""}}


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Met]:
    with market() as shop:
        coop = write_coop(tmp_path_factory.mktemp("dirty"), shop)
        coop.sheet.write_bytes(DIRTY.read_bytes())
        coop.allow = ALLOWED
        first = coop.sync()
        refused = list(_read(coop).refused)
        yield Met(coop, first, refused, _corrected(coop, refused))


def _read(coop: Coop, *updates: Path):  # type: ignore[no-untyped-def]
    folder = coop.folder
    return read_catalogue([coop.sheet], folder / "producers.csv", folder / "photos", day=SAMPLE_DAY, updates=updates)


def _corrected(coop: Coop, refused: list[RefusedRow]) -> Path:
    """The refused rows, in their own columns with the reasons behind, and corrected by hand."""
    with coop.sheet.open(encoding="utf-8-sig", newline="") as file:
        sheet = list(csv.DictReader(file, delimiter=";"))
    rows = []
    for row in refused:
        cells = sheet[row.row - 1] | {"Lý do": " ".join(one.sentences("vi")[0] for one in row.verdicts)}
        if row.repeat:
            cells["Mã SP"] = ""
        rows.append(cells | RIGHT.get(row.row, {}) | STILL_WRONG.get(row.row, {}))
    path = coop.folder / "các dòng cần sửa.csv"
    write_rows(path, list(dict.fromkeys([*rows[0], *LABEL])), [dict.fromkeys(LABEL, "") | row for row in rows])
    return path


def test_what_is_put_right_goes_through_and_nothing_else_does(met: Met) -> None:
    coop = met.coop
    assert met.first.exit_code == 3
    before = coop.shop.listings()
    coop.updates = (met.update,)
    report = coop.sync()
    calls = coop.shop.calls()
    coop.updates = ()
    published = {sku for result in report.results for sku in result.change.skus}
    waiting = met.expected() - published
    said = [(sku, one.code) for one in report.notices for sku in one.skus if sku in waiting]
    assert published == met.expected() - {sku for sku, _ in NOT_HERE}
    assert {(sku, code) for sku, code in said if not code.startswith("update")} == NOT_HERE
    assert report.counts == {"create": len(published)}
    assert (calls["writes"] > 0, report.exit_code) == (True, 3)
    known = {listing["id"] for listing in before}
    after = coop.shop.listings()
    assert shown([one for one in after if one["id"] in known]) == shown(before)
    assert {sku["sku"] for one in after if one["id"] not in known for sku in one["skus"]} == published


@pytest.mark.parametrize("kept", [False, True], ids=["without the file", "with the file"])
def test_the_night_after_has_nothing_to_do(met: Met, kept: bool) -> None:
    coop = met.coop
    coop.updates = (met.update,) if kept else ()
    before = shown(coop.shop.listings())
    report = coop.sync()
    coop.updates = ()
    assert (report.exit_code, report.counts) == (3, {})
    assert coop.shop.calls()["writes"] == 0
    assert shown(coop.shop.listings()) == before


def test_every_row_is_told_apart(met: Met) -> None:
    found = _read(met.coop, met.update)
    assert {row.row for row in found.refused if not row.update} == {
        row.row for row in met.refused if row.row not in RIGHT
    }
    assert {(row.sku, row.reason) for row in found.refused if row.update} == {
        ("P007-N1-QUA", "E_PRODUCT_FIELD_DIFFERS"),
        ("P018-04", "E_PRICE_INVALID"),
        ("P038-05", "E_GTIN_CHECK"),
    }


def test_a_price_list_is_one_write_for_each_of_its_listings(again: Coop) -> None:
    """An update of two columns on a shop that shows the whole sample: nothing else moves, nothing is hidden."""
    live = [one for one in again.shop.listings() if one["live"] and len(one["skus"]) == 1]
    chosen = {one["skus"][0]["sku"]: one["skus"][0]["price"] + 1000 for one in live[:3]}
    update = again.folder / "giá mới.csv"
    write_rows(update, ["Mã SP", "Giá bán"], [{"Mã SP": sku, "Giá bán": f"{price}đ"} for sku, price in chosen.items()])
    again.updates = (update,)
    report = again.sync()
    calls = again.shop.calls()
    again.updates = ()
    assert (report.exit_code, report.counts) == (0, {"price": 3})
    assert (calls["writes"], calls["uploads"]) == (3, 0)
    after = {one["skus"][0]["sku"]: one["skus"][0]["price"] for one in again.shop.listings() if one["live"]}
    assert {sku: after[sku] for sku in chosen} == chosen
    assert len(after) == len([one for one in again.shop.listings() if one["live"]])
