"""Refused rows as a workbook: the person's own headers and cells, reasons beside them, and safe to read again."""

from pathlib import Path

import openpyxl
import pytest

from connector.catalogue import Catalogue, read_catalogue
from connector.catalogue.writing import refused_workbook, sheets_of
from connector.catalogue.writing.book import Colour
from connector.messages import say
from connector.sample import write_sample

from .sheets import DAY, csv_text, row

DATA = Path(__file__).resolve().parents[2] / "data"


def laid(folder: Path, *tables: list[dict[str, str]], delimiter: str = ";") -> tuple[list[Path], Catalogue]:
    paths = []
    for number, rows in enumerate(tables):
        paths.append(folder / f"bảng {number}.csv")
        paths[-1].write_text(csv_text(rows, delimiter=delimiter), encoding="utf-8-sig")
    return paths, read_catalogue(paths, None, None, day=DAY)


def written(folder: Path, paths: list[Path], read: Catalogue) -> Path:
    path = folder / "bị từ chối.xlsx"
    path.write_bytes(refused_workbook(sheets_of(paths), read.refused, "vi"))
    return path


def table(path: Path) -> list[dict[str, str]]:
    first, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(first, (cell or "" for cell in cells), strict=True)) for cells in rows]


def test_headers_order_and_cells_are_the_persons_own(tmp_path: Path) -> None:
    rows = [
        row(STT="1", price_vnd="liên hệ", title_vi="  Chè   lam ", **{"Ghi chú của tôi": "gọi\nlại"}),
        row(sku="CHE-02"),
        row(sku="che-03", gtin="0012", short_story_vi="=1+1", cert_no="- 5"),
    ]
    paths, read = laid(tmp_path, rows)
    found = table(written(tmp_path, paths, read))
    assert list(found[0]) == [*dict.fromkeys(name for one in rows for name in one), "Lý do"]
    for one, mine in zip(found, (rows[0], rows[2]), strict=True):
        assert {name: text for name, text in one.items() if name != "Lý do"} == {
            name: "" for name in found[0] if name != "Lý do"
        } | mine


def test_every_refused_cell_is_coloured_and_says_why(tmp_path: Path) -> None:
    paths, read = laid(tmp_path, [row(), row(sku="B", price_vnd="liên hệ", stock="nhiều")])
    sheet = openpyxl.load_workbook(written(tmp_path, paths, read)).worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    price, stock = sheet.cell(2, titles.index("price_vnd") + 1), sheet.cell(2, titles.index("stock") + 1)
    assert {cell.fill.start_color.rgb for cell in (price, stock)} == {Colour.REFUSED}
    assert price.comment.text == say("E_PRICE_INVALID", "vi", value="liên hệ")
    assert [cell.value for cell in sheet[2] if cell.comment] == ["liên hệ", "nhiều"]
    reason = sheet.cell(2, len(titles)).value
    assert reason.startswith("bảng 0.csv, dòng 3:\n«price_vnd»: Không hiểu giá «liên hệ».")
    assert "«stock»:" in reason


def test_read_again_as_it_is_it_refuses_the_same_cells(tmp_path: Path) -> None:
    folder = tmp_path / "mẫu"
    write_sample(folder)
    dirty = DATA / "products_dirty.csv"
    read = read_catalogue([dirty], folder / "producers.csv", None, day=DAY)
    path = written(tmp_path, [dirty], read)
    own = [one for one in read.refused if not one.repeat and one.reason != "E_FIRST_ROW_REFUSED"]
    base = {(one.line, cell.field): cell.value for one in own for cell in one.verdicts}
    cells = {one["Lý do"].split(":")[0].removeprefix("products_dirty.csv, dòng "): one for one in table(path)}
    assert len(cells) == len(read.refused) >= 50
    headers = {cell.field: cell.header for one in read.refused for cell in one.verdicts}
    for (line, field), value in base.items():
        if headers.get(field):
            assert cells[str(line)][headers[field]] == value.replace("\r\n", "\n")
    again = read_catalogue([path], folder / "producers.csv", None, day=DAY)
    assert again.rows == len(read.refused)
    reasons = {one.sku: one.reason for one in again.refused if one.sku}
    alone = {"E_SKU_DUPLICATE", "E_GTIN_DUPLICATE", "E_FIRST_ROW_REFUSED", "E_PRODUCT_FIELD_DIFFERS"}
    alone |= {"E_KEY_IS_A_SKU", "E_OPTION_DUPLICATE", "E_OPTION_MISSING"}
    for one in read.refused:
        if one.sku and one.sku == one.product_key and one.reason not in alone:
            assert reasons[one.sku] == one.reason, one


def test_a_repeated_sku_is_left_out_because_another_row_owns_it(tmp_path: Path) -> None:
    paths, read = laid(tmp_path, [row(), row(title_vi="Tên khác")])
    path = written(tmp_path, paths, read)
    (found,) = table(path)
    assert found["sku"] == ""
    assert found["title_vi"] == "Tên khác"
    assert "CHE-01" in openpyxl.load_workbook(path).worksheets[0]["A2"].comment.text
    updated = read_catalogue(paths, None, None, day=DAY, updates=[path])
    assert [product.title_vi for product in updated.products] == [row()["title_vi"]]


def test_a_row_below_a_refused_first_row_is_not_blamed(tmp_path: Path) -> None:
    option = {"product_key": "CHE", "option_1_name": "Cỡ"}
    rows = [row(**option, option_1_value="S", price_vnd="x"), row(**option, sku="B", option_1_value="M")]
    paths, read = laid(tmp_path, rows)
    path = written(tmp_path, paths, read)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [bool(cell.comment) for cell in sheet["K"]] == [False, True, False]
    assert say("E_FIRST_ROW_REFUSED", "vi") in table(path)[1]["Lý do"]


def test_several_files_stand_in_one_sheet_field_by_field(tmp_path: Path) -> None:
    first = [row(price_vnd="x")]
    second = [{"Ghi chú": "a", "Mã SP": "B", "Tên sản phẩm": "Tương", "producer_id": "P", "Ngành": "?", "Giá bán": "1"}]
    paths, read = laid(tmp_path, first, second)
    found = table(written(tmp_path, paths, read))
    assert list(found[0]) == [*row(), "Ghi chú", "Lý do"]
    assert (found[1]["sku"], found[1]["title_vi"], found[1]["Ghi chú"], found[1]["stock"]) == ("B", "Tương", "a", "")


def test_three_columns_of_a_size_are_marked_together(tmp_path: Path) -> None:
    one = {name: text for name, text in row().items() if name != "dims"}
    paths, read = laid(tmp_path, [one | {"length_cm": "dài", "width_cm": "2", "height_cm": "3"}])
    sheet = openpyxl.load_workbook(written(tmp_path, paths, read)).worksheets[0]
    assert [cell.value for cell in sheet[2] if cell.comment] == ["dài", "2", "3"]


def test_corrected_rows_go_through_and_nothing_else_changes(tmp_path: Path) -> None:
    paths, before = laid(tmp_path, [row(), row(sku="B", price_vnd="liên hệ"), row(sku="C", stock="?"), row(sku="D")])
    path = written(tmp_path, paths, before)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["K2"] = "45000"
    book.save(path)
    after = read_catalogue(paths, None, None, day=DAY, updates=[path])
    assert {one.product_key: one.variants[0].price_vnd for one in after.products} == {
        "CHE-01": 35000,
        "D": 35000,
        "B": 45000,
    }
    assert {one for one in after.products if one.product_key != "B"} == set(before.products)


def test_text_in_an_old_font_comes_with_its_reading(tmp_path: Path) -> None:
    paths, read = laid(tmp_path, [row(title_vi="MiÕn dong C­ §µ sîi nhá")])
    sheet = openpyxl.load_workbook(written(tmp_path, paths, read)).worksheets[0]
    assert sheet["C2"].value == "MiÕn dong C­ §µ sîi nhá"
    assert "Miến dong Cư Đà sợi nhỏ" in sheet["C2"].comment.text


def test_reasons_of_an_earlier_workbook_are_replaced(tmp_path: Path) -> None:
    paths, read = laid(tmp_path, [row(price_vnd="x")])
    path = written(tmp_path, paths, read)
    again = read_catalogue([path], None, None, day=DAY)
    twice = tmp_path / "lần 2.xlsx"
    twice.write_bytes(refused_workbook(sheets_of([path]), again.refused, "en"))
    assert list(table(twice)[0]) == [*row(), "Reason"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_same_rows_have_the_same_bytes(tmp_path: Path, lang: str) -> None:
    paths, read = laid(tmp_path, [row(price_vnd="x")])
    sheets = sheets_of(paths)
    assert refused_workbook(sheets, read.refused, lang) == refused_workbook(sheets, read.refused, lang)  # type: ignore[arg-type]
