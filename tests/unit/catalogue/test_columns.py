"""Which column is which: by usual names, by a saved mapping, by the export of a known tool."""

import pytest

from connector.catalogue.columns import PRODUCT_HEADERS, columns_of, known_columns, mapping_for
from connector.catalogue.fields import REQUIRED
from connector.catalogue.presets import ColumnMapping, field_of, load_columns, preset_names, recognised, written
from connector.catalogue.sheet import open_sheet
from connector.errors import BadUse

KIOTVIET = [
    "Loại hàng",
    "Nhóm hàng(3 Cấp)",
    "Mã hàng",
    "Mã vạch",
    "Tên hàng",
    "Thương hiệu",
    "Giá bán",
    "Giá vốn",
    "Tồn kho",
    "KH đặt",
    "ĐVT",
    "Thuộc tính",
    "Trọng lượng",
    "Mô tả",
]
SHOPEE_KEYS = [
    *("et_title_product_id", "et_title_product_name", "et_title_variation_id", "et_title_variation_name"),
    *("et_title_parent_sku", "et_title_variation_sku", "et_title_variation_price", "et_title_variation_stock"),
]
SHOPEE_NAMES = [
    "Mã Sản phẩm",
    "Tên Sản phẩm",
    "Mã Phân loại",
    "Tên phân loại",
    "SKU Sản phẩm",
    "SKU",
    "Giá",
    "Số lượng",
]
SAPO = [
    "Tên sản phẩm*",
    "Loại sản phẩm",
    "Mô tả sản phẩm",
    "Nhãn hiệu",
    "Tags",
    "Thuộc tính 1",
    "Giá trị thuộc tính 1",
    "Mã SKU*",
    "Barcode",
    "Khối lượng",
    "Đơn vị khối lượng",
    "LC_CN1_Tồn kho ban đầu*",
    "PL_Giá bán lẻ",
]
LAZADA = ["Product ID", "catId", "Product Name", "status", "Shop SKU", "SellerSKU", "Quantity", "Price", "SpecialPrice"]
TIKTOK = ["product_id", "category", "product_name", "sku_id", "variation_value", "price", "quantity", "seller_sku"]
NHANH = ["ID", "Mã sản phẩm", "Tên sản phẩm", "Danh mục", "Giá nhập", "Giá bán", "Có thể bán"]
EXPORTS = {
    "kiotviet": KIOTVIET,
    "shopee": SHOPEE_KEYS,
    "sapo": SAPO,
    "lazada": LAZADA,
    "tiktok_shop": TIKTOK,
    "nhanh": NHANH,
}
OWN = ["Mã SP", "Mã chủ thể", "Tên sản phẩm", "Ngành", "Giá bán", "Tồn kho", "Mã vạch", "Ảnh", "Trạng thái"]


def said(call, *args, **options):
    with pytest.raises(BadUse) as caught:
        call(*args, **options)
    return caught.value.code, caught.value.params


@pytest.mark.parametrize(
    "written_so",
    ["TÊN SẢN PHẨM", " tên  sản phẩm ", "Ten san pham", "Tên\nsản phẩm", "Tên sản phẩm (*)", "Tên_sản_phẩm"],
)
def test_headers_are_known_however_they_are_written(written_so):
    assert known_columns(["Mã SP", written_so], PRODUCT_HEADERS) == {"sku": 0, "title_vi": 1}


def test_headers_typed_for_an_old_font_are_known():
    typed = ["M· SP", "Tªn s¶n phÈm", "Gi¸ b¸n", "Maõ chuû theå"]
    assert list(known_columns(typed, PRODUCT_HEADERS)) == ["sku", "title_vi", "price_vnd", "producer_id"]


def test_a_missing_column_names_the_nearest_header():
    code, params = said(columns_of, "a.csv", ["Mã SP", "Tên sản phảm hàng"], PRODUCT_HEADERS, ("sku", "title_vi"))
    assert code == "E_HEADERS_MISSING"
    assert (params["missing"], params["nearest"]) == ("«Tên sản phẩm»", "«Tên sản phảm hàng»")


def test_two_columns_of_one_meaning_are_refused():
    code, params = said(columns_of, "a.csv", ["Mã SP", "sku"], PRODUCT_HEADERS, ("sku",))
    assert (code, params["first"], params["second"]) == ("E_HEADERS_TWICE", "Mã SP", "sku")


class TestPresets:
    @pytest.mark.parametrize("name", preset_names())
    def test_each_is_whole(self, name):
        preset = load_columns(name)
        assert preset.ours
        assert preset.tool
        assert {"sku", "title_vi", "price_vnd", "stock"} <= set(preset.values())

    @pytest.mark.parametrize("name", preset_names())
    def test_its_export_is_recognised_and_read(self, name):
        header = EXPORTS[name]
        assert recognised(header).name == name
        found = known_columns(header, PRODUCT_HEADERS, load_columns(name))
        assert {"sku", "title_vi", "price_vnd", "stock"} <= set(found)

    def test_all_are_tried_here(self):
        assert set(EXPORTS) == set(preset_names())

    @pytest.mark.parametrize("header", [OWN, list(PRODUCT_HEADERS), ["SKU", "Tên", "Giá"], []])
    def test_an_own_sheet_is_nobodys_export(self, header):
        assert recognised(header) is None

    @pytest.mark.parametrize("name", preset_names())
    def test_an_export_without_its_mapping_names_it(self, name):
        code, params = said(columns_of, "x.xlsx", EXPORTS[name], PRODUCT_HEADERS, REQUIRED)
        assert (code, params["preset"]) == ("E_HEADERS_PRESET", name)

    def test_a_marketplaces_own_number_never_passes_for_a_sku(self):
        assert known_columns(SHOPEE_NAMES, PRODUCT_HEADERS)["sku"] == SHOPEE_NAMES.index("Mã Sản phẩm")
        code, params = said(columns_of, "x.xlsx", SHOPEE_NAMES, PRODUCT_HEADERS, ("sku",))
        assert (code, params["preset"]) == ("E_HEADERS_PRESET", "shopee")
        found = columns_of("x.xlsx", SHOPEE_NAMES, PRODUCT_HEADERS, ("sku",), load_columns("shopee"))
        assert found == {"title_vi": 1, "sku": 5, "price_vnd": 6, "stock": 7}

    def test_a_weight_whose_unit_stands_beside_is_not_read_without_it(self):
        assert said(columns_of, "x.csv", SAPO, PRODUCT_HEADERS, ("sku",))[0] == "E_HEADERS_PRESET"
        found = columns_of("x.csv", SAPO, PRODUCT_HEADERS, ("sku",), load_columns("sapo"))
        assert found["weight_g"] == SAPO.index("Khối lượng")

    def test_it_leaves_a_co_ops_own_sheet_alone(self):
        nhanh = load_columns("nhanh")
        assert field_of("Trạng thái", nhanh) == ""
        assert mapping_for(OWN, PRODUCT_HEADERS, nhanh) is None
        assert set(known_columns(OWN, PRODUCT_HEADERS, nhanh)) >= {"status", "image_files", "stock"}

    def test_what_an_export_lacks_is_said_with_the_way_out(self):
        code, params = said(columns_of, "k.xlsx", KIOTVIET, PRODUCT_HEADERS, REQUIRED, load_columns("kiotviet"))
        assert code == "E_HEADERS_MISSING_MAPPED"
        assert (params["missing"], params["fields"]) == ("«Mã chủ thể», «Ngành»", "producer_id, industry")

    def test_branch_names_in_headers(self):
        sapo = load_columns("sapo")
        assert field_of("LC_Chi nhánh Hà Đông_Tồn kho ban đầu*", sapo) == "stock"
        assert field_of("LC_CN1_Tồn tối thiểu", sapo) is None

    def test_the_marks_of_a_form_are_no_part_of_the_name(self):
        assert field_of("ps_price|1|1", load_columns("shopee")) == "price_vnd"


class TestOwnMapping:
    TEXT = """
[columns]
"Mã nội bộ" = "sku"
"Tên gọi" = "title_vi"
"Giá lẻ" = "price_vnd"
"Giá bán" = ""
"Nặng" = "weight_g"
[constants]
producer_id = "P001"
industry = "Thực phẩm"
weight_g = "1"
[units]
weight_g = "kg"
"""

    def file(self, tmp_path, text):
        path = tmp_path / "cột của tôi.toml"
        path.write_text(text, encoding="utf-8-sig")
        return path

    def test_it_reads_a_sheet(self, tmp_path):
        sheet = tmp_path / "a.csv"
        text = "Mã nội bộ;Tên gọi;Giá lẻ;Giá bán;Nặng\nA;Chè;35000;1;0,5\nB;Kẹo;9000;2;250 g\n\n"
        sheet.write_text(text, encoding="utf-8")
        mapping = load_columns(self.file(tmp_path, self.TEXT))
        opened = open_sheet(sheet, PRODUCT_HEADERS, REQUIRED, columns=mapping)
        rows = [
            {name: record.cells[at] for name, at in opened.columns.items()}
            for record in opened.records()
            if record.cells is not None
        ]
        chè = {"sku": "A", "title_vi": "Chè", "price_vnd": "35000", "weight_g": "0,5 kg"}
        kẹo = {"sku": "B", "title_vi": "Kẹo", "price_vnd": "9000", "weight_g": "250 g"}
        constants = {"producer_id": "P001", "industry": "Thực phẩm"}
        assert rows == [chè | constants, kẹo | constants]
        assert opened.header[-2:] == ("Mã chủ thể", "Ngành")

    def test_explanations_below_the_header_are_no_products(self, tmp_path):
        sheet = tmp_path / "a.csv"
        rows = [
            SHOPEE_KEYS,
            ["sales_info", "35b7", "", "", "", "", "", ""],
            SHOPEE_NAMES,
            ["", "", "", "", "", "Không bắt buộc", "Bắt buộc", "Bắt buộc"],
            ["19301333605", "Chè lam", "389", "", "", "CHE-01", "35000", "12"],
            ["", "Thêm tay", "", "", "", "CHE-02", "36000", "1"],
        ]
        sheet.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
        opened = open_sheet(sheet, PRODUCT_HEADERS, ("sku",), columns=load_columns("shopee"))
        records = [(record.number, record.line, record.cells[5]) for record in opened.records() if record.cells]
        assert records == [(1, 5, "CHE-01"), (2, 6, "CHE-02")]

    def test_units_of_a_column_beside(self, tmp_path):
        sheet = tmp_path / "a.csv"
        rows = [
            SAPO,
            *(
                [""] * 7 + [sku, "", weight, unit, "1", "35000"]
                for sku, weight, unit in [("A", "2", "kg"), ("B", "300", "g"), ("C", "", "g")]
            ),
        ]
        sheet.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
        opened = open_sheet(sheet, PRODUCT_HEADERS, ("sku",), columns=load_columns("sapo"))
        at = opened.columns["weight_g"]
        assert [record.cells[at] for record in opened.records() if record.cells] == ["2 kg", "300 g", ""]

    def test_saved_and_read_again_it_is_the_same(self, tmp_path):
        before = load_columns(self.file(tmp_path, self.TEXT))
        odd = ColumnMapping(
            "x", {'a"b\\c': "sku", "dòng\nmới": "", "…": "stock"}, before.constants, before.units, 'T"', ("ID", "Số")
        )
        for mapping in (before, odd):
            text = written(mapping, {"": ("một\u0000dòng"[:3],), "constants": ("ghi chú",)})
            again = load_columns(self.file(tmp_path, text))
            for part in ("columns", "constants", "units", "tool", "numbered_by"):
                assert getattr(again, part) == getattr(mapping, part)

    @pytest.mark.parametrize(
        ("text", "code", "part"),
        [
            ('[columns]\n"a" = "titel_vi"', "E_COLUMNS_FIELD", ("nearest", "title_vi")),
            ('[constants]\n"producer" = "P1"', "E_COLUMNS_FIELD", ("nearest", "producer_id")),
            ('[colums]\n"a" = "sku"', "E_COLUMNS_KEY", ("nearest", "columns")),
            ("[columns\n", "E_COLUMNS_FORM", None),
            ("columns = 3", "E_COLUMNS_FORM", ("detail", "[columns]")),
            ('[columns]\n"a" = ["sku"]', "E_COLUMNS_FORM", ("detail", "[columns]")),
            ('numbered_by = "ID"', "E_COLUMNS_FORM", ("detail", "numbered_by")),
        ],
    )
    def test_what_is_wrong_with_it_is_named(self, tmp_path, text, code, part):
        got, params = said(load_columns, self.file(tmp_path, text))
        assert got == code
        assert part is None or params[part[0]] == part[1]

    def test_an_unknown_name_names_the_nearest(self, tmp_path):
        code, params = said(load_columns, "kiotvet")
        assert (code, params["nearest"]) == ("E_COLUMNS_UNKNOWN", "kiotviet")
        assert said(load_columns, tmp_path / "không có.toml")[0] == "E_FILE_NOT_FOUND"
        (tmp_path / "x.toml").write_bytes("[columns]\n".encode("utf-16"))
        assert said(load_columns, tmp_path / "x.toml")[0] == "E_COLUMNS_FORM"
