"""Workbooks as people make them: what is a record, what its cells say, and what a person is told of the sheet."""

import datetime as dt
import json
import struct

import pytest
import xlsxwriter

from connector.catalogue.columns import PRODUCT_HEADERS
from connector.catalogue.presets import ColumnMapping
from connector.catalogue.sheet import open_sheet
from connector.catalogue.tables.values import number_text, text_of
from connector.errors import BadUse
from connector.messages import say

from .books import (
    AS_TEXT,
    HEAD,
    HEADER,
    SOUND,
    book,
    label,
    number,
    ods_parts,
    ods_row,
    ole,
    wide,
    worksheet,
    xls_stream,
    xlsb,
    xlsx_parts,
    zipped,
)

REQUIRED = ("sku", "title_vi")
day = dt.datetime  # a spreadsheet's moments have no zone


def opened(path, **options):
    return open_sheet(path, PRODUCT_HEADERS, REQUIRED, **options)


def cells(sheet):
    return [record.cells for record in sheet.records()]


def notices(sheet):
    return {notice.code: notice.params for notice in sheet.notices}


def rows(*lines, top=0):
    """Fills a sheet with text, numbers as numbers."""

    def fill(_, sheet):
        for y, line in enumerate(lines, start=top):
            for x, value in enumerate(line):
                if value != "":
                    sheet.write(y, x, value)

    return fill


class TestRecords:
    def test_titles_blank_rows_running_numbers_and_totals(self, tmp_path):
        lines = [
            ("DANH SÁCH SẢN PHẨM",),
            (),
            HEADER,
            (1, "CHE-01", "Chè lam", 35000, 12),
            (),
            (2, "CHE-02", "Chè kho", 60000, 3),
            (3,),
            (4,),
            ("", "", "Tổng cộng:", "", 15),
            ("Tổng số 2 sản phẩm",),
        ]
        sheet = opened(book(tmp_path / "a.xlsx", rows(*lines)))
        assert [(one.number, one.line) for one in sheet.records()] == [(1, 4), (2, 6)]
        assert cells(sheet)[0] == ["1", "CHE-01", "Chè lam", "35000", "12"]
        assert sheet.worksheet == "Sản phẩm"
        assert notices(sheet)["W_SHEET_TOTALS"]["rows"] == "9, 10"

    def test_a_product_called_total_is_a_product(self, tmp_path):
        sheet = opened(book(tmp_path / "a.xlsx", rows(HEADER, (1, "CHE-01", "Tổng cộng", 1, 1))))
        assert len(cells(sheet)) == 1

    def test_hidden_rows_are_read_and_named(self, tmp_path):
        def fill(workbook, sheet):
            rows(HEADER, *((n, f"CHE-{n}", "Chè", 1, 1) for n in range(1, 9)))(workbook, sheet)
            for y in (2, 4, 5, 6, 7, 8):
                sheet.set_row(y, None, None, {"hidden": True})

        sheet = opened(book(tmp_path / "a.xlsx", fill))
        assert len(cells(sheet)) == 8
        said = notices(sheet)["W_SHEET_HIDDEN_ROWS"]
        assert (said["count"], said["rows"]) == (6, "3, 5, 6, 7, 8, …")
        assert "3, 5, 6, 7, 8" in say("W_SHEET_HIDDEN_ROWS", "vi", **said)

    def test_merged_cells_hold_for_every_row_they_cover(self, tmp_path):
        def fill(workbook, sheet):
            sheet.merge_range("A1:E1", "DANH SÁCH", workbook.add_format())
            rows(HEADER, (1, "CHE-01", "", 5, 1), (2, "CHE-02", "", 6, 1), (), (3, "CHE-03", "Khác", 7, 1), top=1)(
                workbook, sheet
            )
            sheet.merge_range("C3:C5", "Chè lam", workbook.add_format())
            sheet.merge_range("D6:E6", 9, workbook.add_format())

        sheet = opened(book(tmp_path / "a.xlsx", fill))
        assert [(one.line, one.cells[2:]) for one in sheet.records()] == [
            (3, ["Chè lam", "5", "1"]),
            (4, ["Chè lam", "6", "1"]),
            (6, ["Khác", "9", "9"]),
        ]

    def test_a_header_of_two_lines(self, tmp_path):
        def fill(workbook, sheet):
            plain = workbook.add_format()
            for x, text in enumerate(("Mã SP", "Tên sản phẩm")):
                sheet.merge_range(0, x, 1, x, text, plain)
            sheet.merge_range(0, 2, 0, 4, "Kích thước hộp", plain)
            rows(("", "", "Dài (cm)", "Rộng (cm)", "Cao (cm)"), ("CHE-01", "Chè", 3, 4, 5), top=1)(workbook, sheet)

        sheet = opened(book(tmp_path / "a.xlsx", fill))
        assert [one.line for one in sheet.records()] == [3]
        assert sheet.columns == {"sku": 0, "title_vi": 1, "length_cm": 2, "width_cm": 3, "height_cm": 4}

    def test_columns_that_begin_further_right_and_down(self, tmp_path):
        def fill(_, sheet):
            for x, (name, value) in enumerate(zip(HEADER[1:3], ("CHE-01", "Chè"), strict=True), start=27):
                sheet.write(40, x, value)
                sheet.write(12, x, name)

        sheet = opened(book(tmp_path / "a.xlsx", fill))
        (record,) = sheet.records()
        assert (record.line, record.cells[27:]) == (41, ["CHE-01", "Chè"])


class TestWorksheets:
    def several(self, path, *sheets):
        with xlsxwriter.Workbook(path, AS_TEXT) as workbook:
            for name, hidden, lines in sheets:
                sheet = workbook.add_worksheet(name)
                rows(*lines)(workbook, sheet)
                if hidden:
                    sheet.hide()
        return path

    def test_the_one_that_names_most_columns_is_read(self, tmp_path):
        path = self.several(
            tmp_path / "a.xlsx",
            ("Ghi chú", False, [("Giá bán đã gồm thuế",)]),
            ("Cũ", False, [HEADER[1:3], ("CU-01", "Chè cũ")]),
            ("Mới", False, [HEADER, (1, "CHE-01", "Chè", 1, 1)]),
            ("Ẩn", True, [(*HEADER, "Ngành"), (1, "AN-01", "Chè", 1, 1, "food")]),
        )
        assert opened(path).worksheet == "Mới"
        assert cells(opened(path, worksheet="cũ ")) == [["CU-01", "Chè cũ"]]
        with pytest.raises(BadUse) as error:
            opened(path, worksheet="Không có")
        assert error.value.params["names"] == "«Ghi chú», «Cũ», «Mới», «Ẩn»"

    def test_a_hidden_one_only_where_no_other_will_do(self, tmp_path):
        lines = [HEADER, (1, "CHE-01", "Chè", 1, 1)]
        path = self.several(tmp_path / "a.xlsx", ("Bìa", False, [("OCOP",)]), ("Dữ liệu", True, lines))
        assert opened(path).worksheet == "Dữ liệu"

    def test_two_that_fit_equally_well_are_asked_about(self, tmp_path):
        lines = [HEADER, (1, "CHE-01", "Chè", 1, 1)]
        path = self.several(tmp_path / "a.xlsx", ("Tháng 10", False, lines), ("Tháng 11", False, lines))
        with pytest.raises(BadUse) as error:
            opened(path)
        assert error.value.code == "E_WORKSHEETS_EQUAL"
        assert '--sheet "Tháng 10"' in say(error.value.code, "vi", **error.value.params)
        empty = self.several(tmp_path / "b.xlsx", ("Mẫu trống", False, [HEADER]), ("Tháng 11", False, lines))
        assert opened(empty).worksheet == "Tháng 11"

    def test_a_chart_is_no_worksheet(self, tmp_path):
        path = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(path) as workbook:
            chart = workbook.add_chartsheet("Biểu đồ")
            sheet = workbook.add_worksheet("Sản phẩm")
            rows(HEADER, (1, "CHE-01", "Chè", 1, 1))(workbook, sheet)
            bars = workbook.add_chart({"type": "bar"})
            bars.add_series({"values": "='Sản phẩm'!$D$2:$D$2"})
            chart.set_chart(bars)
        assert cells(opened(path)) == [["1", "CHE-01", "Chè", "1", "1"]]

    def test_a_mapping_knows_other_headers(self, tmp_path):
        path = self.several(
            tmp_path / "a.xlsx",
            ("Khác", False, [("Ghi chú", "Mã SP"), ("", "X")]),
            ("Xuất", False, [("Barcode hàng", "Gọi là"), ("A1", "Chè")]),
        )
        sheet = opened(path, columns={"Barcode hàng": "sku", "Gọi là": "title_vi"})
        assert (sheet.worksheet, sheet.columns) == ("Xuất", {"sku": 0, "title_vi": 1})
        mapping = ColumnMapping("riêng", {"Barcode hàng": "sku", "Gọi là": "title_vi"}, constants={"brand": "Ba Vì"})
        sheet = opened(path, columns=mapping)
        assert cells(sheet) == [["A1", "Chè", "Ba Vì"]]
        assert sheet.columns["brand"] == 2


class TestCells:
    def read(self, tmp_path, write):
        """The text of one cell in the third column."""

        def fill(workbook, sheet):
            rows(("Mã SP", "Tên sản phẩm", "Giá bán"), ("CHE-01", "Chè", ""))(workbook, sheet)
            write(workbook, sheet)

        sheet = opened(book(tmp_path / "a.xlsx", fill))
        return cells(sheet)[0][2], notices(sheet)

    @pytest.mark.parametrize(
        ("value", "style", "text"),
        [
            (35000, "#,##0 ₫", "35000"),
            (35000.0, None, "35000"),
            (0.1 + 0.2, None, "0.3"),
            (34999.99999999999, None, "35000"),
            (0.0000001, None, "0.0000001"),
            (-2.5, None, "-2.5"),
            (123456789012345, None, "123456789012345"),
            (0.25, "0%", "0.25"),
            (day(2024, 5, 1), "dd/mm/yyyy", "2024-05-01"),
            (day(2024, 5, 1, 8, 30), "dd/mm/yyyy hh:mm", "2024-05-01"),
            (dt.time(8, 30), "hh:mm", "08:30:00"),
            (True, None, "TRUE"),
        ],
    )
    def test_values_are_what_a_person_would_type(self, tmp_path, value, style, text):
        def write(workbook, sheet):
            sheet.write(1, 2, value, workbook.add_format({"num_format": style}) if style else None)

        assert self.read(tmp_path, write) == (text, {})

    def test_a_number_that_lost_digits_is_no_code(self, tmp_path):
        found, said = self.read(tmp_path, lambda _, sheet: sheet.write_number(1, 2, 89350012345678901))
        assert found == "8.93500123456789E+16"
        assert said["W_SHEET_LONG_NUMBERS"]["cells"] == "C2"
        assert number_text(float("nan")) == number_text(float("-inf")) == "#NUM!"
        assert text_of(dt.timedelta(hours=30)) == "30:00:00"

    def test_a_formula_gives_its_stored_value(self, tmp_path):
        found, said = self.read(tmp_path, lambda _, sheet: sheet.write_formula(1, 2, "=17500*2", None, 35000))
        assert (found, said["W_SHEET_FORMULAS"]["cells"]) == ("35000", "C2")

    def test_what_stands_beside_the_table_is_not_spoken_of(self, tmp_path):
        found, said = self.read(tmp_path, lambda _, sheet: sheet.write_formula(1, 9, "=1/0", None, "#DIV/0!"))
        assert (found, said) == ("", {})

    def test_a_formula_nobody_calculated_is_shown_as_one(self, tmp_path):
        found, said = self.read(tmp_path, lambda _, sheet: sheet.write_formula(1, 2, "=A1&B1<2", None, ""))
        assert found == "=A1&B1<2"
        assert set(said) == {"W_SHEET_FORMULAS_UNKNOWN"}

    def test_a_formula_that_gives_no_text_is_empty(self, tmp_path):
        row = SOUND.replace('<c r="C2"><v>35000</v>', '<c r="C2" t="str"><f>IF(1,"")</f><v></v>')
        path = tmp_path / "a.xlsx"
        path.write_bytes(zipped(xlsx_parts(worksheet(HEAD + row))))
        assert cells(opened(path)) == [["CHE-01", "Chè lam", ""]]

    def test_an_error_stays_to_be_refused(self, tmp_path):
        found, said = self.read(tmp_path, lambda _, sheet: sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!"))
        assert found == "#DIV/0!"
        assert said["W_SHEET_ERROR_VALUES"]["cells"] == "C2"

    def test_a_code_that_became_a_date_is_shown_as_the_sheet_shows_it(self, tmp_path):
        def fill(workbook, sheet):
            date = workbook.add_format({"num_format": "d-mmm"})
            rows(("Mã SP", "Tên sản phẩm", "Ngày QĐ"), ("", "Chè", ""))(workbook, sheet)
            for x in (0, 2):
                sheet.write_datetime(1, x, day(2024, 5, 3), date)

        assert cells(opened(book(tmp_path / "a.xlsx", fill))) == [["03/05/2024", "Chè", "2024-05-03"]]

    def test_a_text_that_looks_like_a_date_is_a_code(self, tmp_path):
        lines = [("Mã SP", "Tên sản phẩm"), ("2024-05-03", "2024-05-04")]
        assert cells(opened(book(tmp_path / "a.xlsx", rows(*lines)))) == [["2024-05-03", "2024-05-04"]]
        table = (
            ods_row("Mã SP", "Tên sản phẩm")
            + ods_row("2024-05-03", "x")
            + ods_row("d", "y").replace(
                'office:value-type="string"><text:p>d',
                'office:value-type="date" office:date-value="2024-05-03"><text:p>3-5',
            )
        )
        path = tmp_path / "a.ods"
        path.write_bytes(zipped(ods_parts(table)))
        assert cells(opened(path)) == [["2024-05-03", "x"], ["03/05/2024", "y"]]

    def test_codes_that_lost_their_zeros_are_named(self, tmp_path):
        lines = [("Mã SP", "Tên sản phẩm"), ("0012", "a"), (13, "b"), ("0014", "c"), ("20015", "d"), ("CHE", "e")]
        sheet = opened(book(tmp_path / "a.xlsx", rows(*lines)))
        assert notices(sheet)["W_SHEET_SKU_ZEROS"]["cells"] == "A3 (13)"

    def test_notices_are_complete_before_and_after_a_walk(self, tmp_path):
        path = book(tmp_path / "a.xlsx", rows(HEADER, (1, "CHE-01", "a", 1, 1), ("Tổng cộng",)))
        before, after = opened(path), opened(path)
        walked = list(after.records())
        assert before.notices == after.notices != ()
        assert list(before.records()) == walked == list(after.records())


class TestOtherKinds:
    def test_the_content_counts_and_not_the_name(self, tmp_path):
        path = book(tmp_path / "a.xlsx", rows(HEADER, (1, "CHE-01", "Chè", 1, 1)))
        renamed = path.rename(tmp_path / "a.csv")
        assert cells(opened(renamed)) == [["1", "CHE-01", "Chè", "1", "1"]]
        text = tmp_path / "b.xlsx"
        text.write_text("Mã SP;Tên sản phẩm\nCHE-01;Chè\n", encoding="utf-8")
        assert cells(opened(text)) == [["CHE-01", "Chè"]]

    def test_ods(self, tmp_path):
        table = (
            ods_row("", "DANH SÁCH")
            + ods_row("Mã SP", "Tên sản phẩm", "Giá bán")
            + ods_row("CHE-01", "a\tb", "x", visibility="collapse")
            .replace("a\tb", 'a<text:tab/>b<text:s text:c="2"/><text:span>c</text:span><text:line-break/>d')
            .replace(
                'office:value-type="string"><text:p>x', 'office:value-type="float" office:value="35000"><text:p>35.000đ'
            )
            + ods_row("CHE-02", "y", "z", number_rows_repeated=2).replace(
                '<table:table-cell office:value-type="string"><text:p>z',
                '<table:table-cell table:formula="of:=[.A1]"><text:p>',
            )
            + ods_row("Tổng cộng")
        )
        path = tmp_path / "a.ods"
        path.write_bytes(zipped(ods_parts(table)))
        sheet = opened(path)
        assert [(one.line, one.cells) for one in sheet.records()] == [
            (3, ["CHE-01", "a\tb  c\nd", "35000"]),
            (4, ["CHE-02", "y", "=[.A1]"]),
            (5, ["CHE-02", "y", "=[.A1]"]),
        ]
        said = notices(sheet)
        assert said["W_SHEET_HIDDEN_ROWS"]["rows"] == "3"
        assert said["W_SHEET_FORMULAS_UNKNOWN"]["cells"] == "C4, C5"
        assert "W_SHEET_TOTALS" in said

    def test_xls(self, tmp_path):
        hidden = (0x208, struct.pack("<6HHH", 1, 0, 3, 300, 0, 0, 0x20, 0))
        merged = (0xE5, struct.pack("<H4H", 1, 1, 2, 1, 1))
        formula = (0x06, struct.pack("<HHHdHIH", 1, 2, 0, 35000.0, 0, 0, 3) + b"\x1e\x01\x00")
        failed = (
            0x06,
            struct.pack("<HHH8sHIH", 2, 2, 0, b"\x02\x00\x2a\x00\x00\x00\xff\xff", 0, 0, 3) + b"\x1e\x01\x00",
        )
        head = [label(0, x, text) for x, text in enumerate(("Mã SP", "Tên sản phẩm", "Giá bán"))]
        body = [label(1, 0, "CHE-01"), label(1, 1, "Chè 🌾"), formula, label(2, 0, "CHE-02"), failed, number(3, 0, 7)]
        path = tmp_path / "a.xls"
        path.write_bytes(ole({"Workbook": xls_stream(hidden, *head, *body, merged)}))
        sheet = opened(path)
        assert cells(sheet) == [["CHE-01", "Chè 🌾", "35000"], ["CHE-02", "Chè 🌾", "#N/A"], ["7", "", ""]]
        said = notices(sheet)
        assert said["W_SHEET_HIDDEN_ROWS"]["rows"] == "2"
        assert said["W_SHEET_FORMULAS"]["cells"] == "C2, C3"
        assert said["W_SHEET_ERROR_VALUES"]["cells"] == "C3"

    def test_xlsb(self, tmp_path):
        head = (0, False, [(x, 6, wide(text)) for x, text in enumerate(("Mã SP", "Tên sản phẩm", "Giá bán"))])
        formula = struct.pack("<dHI", 35000.0, 0, 0) + struct.pack("<I", 0)
        one = (1, True, [(0, 6, wide("CHE-01")), (1, 6, wide("Chè 🌾")), (2, 9, formula)])
        two = (2, False, [(0, 6, wide("CHE-02")), (2, 3, b"\x2a")])
        path = tmp_path / "a.xlsb"
        path.write_bytes(xlsb(head, one, two, merges=[(1, 2, 1, 1)]))
        sheet = opened(path)
        assert cells(sheet) == [["CHE-01", "Chè 🌾", "35000"], ["CHE-02", "Chè 🌾", "#N/A"]]
        assert (sheet.worksheet, notices(sheet)["W_SHEET_HIDDEN_ROWS"]["rows"]) == ("Sản phẩm", "2")
        assert notices(sheet)["W_SHEET_FORMULAS"]["cells"] == "C2"

    def test_json(self, tmp_path):
        records = [
            {"Mã SP": "CHE-01", "Tên sản phẩm": "Chè", "Giá bán": 35000, "Mẫu": True},
            {"Tên sản phẩm": "Cốm\nlàng Vòng", "Mã SP": "0012", "Mã vạch": 8935001234567890123, "Tồn kho": None},
        ]
        for content in (records, {"ngày": "2026-11-21", "sản phẩm": records}):
            path = tmp_path / "a.json"
            path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
            sheet = opened(path)
            assert cells(sheet) == [
                ["CHE-01", "Chè", "35000", "TRUE", "", ""],
                ["0012", "Cốm\nlàng Vòng", "", "", "8935001234567890123", ""],
            ]
            assert sheet.worksheet == ""

    def test_csv_in_windows_1258_and_with_guarded_cells(self, tmp_path):
        path = tmp_path / "a.csv"
        text = "Mã SP;Tên sản phẩm;Mô tả ngắn\nCHE-01;Chè lam Đường Lâm;'- ngon\nCHE-02;Bánh dày Quán Gánh;'893\n"
        path.write_bytes(vietnamese_1258(text))
        assert cells(opened(path)) == [
            ["CHE-01", "Chè lam Đường Lâm", "- ngon"],
            ["CHE-02", "Bánh dày Quán Gánh", "'893"],
        ]


def vietnamese_1258(text):
    """As Windows writes it: vowels whole where the code page has them, tones apart."""
    import unicodedata

    out = bytearray()
    for char in text:
        for form in (char, *unicodedata.normalize("NFD", char)):
            try:
                out += form.encode("cp1258")
            except UnicodeEncodeError:
                continue
            if form == char:
                break
            base = unicodedata.normalize("NFD", char)
            whole = unicodedata.normalize(
                "NFC", base[0] + "".join(one for one in base[1:] if one in "\u0302\u0306\u031b")
            )
            tones = "".join(one for one in base[1:] if one in "\u0300\u0301\u0303\u0309\u0323")
            out[-1:] = (whole + tones).encode("cp1258")
            break
    return bytes(out)
