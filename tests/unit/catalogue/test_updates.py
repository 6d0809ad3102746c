"""Update files: they change the rows and cells they name, whole rows or nothing, and never take anything away."""

import csv
import random
import unicodedata
from typing import ClassVar

import pytest

from connector.catalogue import read_catalogue
from connector.catalogue.updates import cleared
from connector.errors import BadUse
from connector.model import ProductId, VariantStatus
from connector.sample import write_sample

from .sheets import CLEAN, DAY, PRODUCER, row, write

KEY = {"product_key": "TUONG", "option_1_name": "Quy cách", "title_vi": "Tương nếp Đường Lâm"}
GROUP = [
    row(sku="TUONG-1", option_1_value="Chai 250 ml", **KEY),
    row(sku="TUONG-2", option_1_value="Chai 500 ml", **KEY),
    row(sku="TUONG-3", option_1_value="Hũ 1 lít", **{**KEY, "title_vi": "", "star": "", "industry": "Thực phẩm"}),
]


@pytest.fixture
def read(tmp_path):
    """Complete rows and the rows of update files -> the catalogue."""

    def reading(rows, *updates, owner="", columns=CLEAN):
        columns = list(dict.fromkeys([*columns, *(name for one in rows for name in one)]))
        sheet = write(tmp_path, rows, columns=columns)
        people = write(tmp_path, [PRODUCER], "producers.csv")
        files = [write(tmp_path, change, f"gia-moi-{number}.csv") for number, change in enumerate(updates, 1)]
        return read_catalogue([sheet], people, None, day=DAY, owner=owner, updates=files)

    return reading


def variants(catalogue):
    return {one.sku: one for product in catalogue.products for one in product.variants}


def products(catalogue):
    return {product.product_key: product for product in catalogue.products}


def said_of(catalogue, file):
    return [(one.row, one.field, one.outcome, one.code) for one in catalogue.verdicts if one.file == file]


def gtin(number):
    """The number with its check digit, under the prefix kept for examples."""
    code = f"952{number:09d}"
    return code + str(-sum((1 + 2 * (at % 2)) * int(digit) for at, digit in enumerate(code)) % 10)


ONE, TWO = gtin(37), gtin(1000)
THREE = [row(sku="A"), row(sku="B", price_vnd="40000"), row(sku="C")]


class TestCells:
    def test_only_what_is_named_changes(self, read):
        before = products(read(THREE))
        after = products(read(THREE, [{"sku": "B", "price_vnd": "45.000đ", "stock": ""}]))
        assert after["B"].variants[0].price_vnd == 45_000
        assert after["B"].variants[0].stock == 12
        assert {key: after[key] for key in "AC"} == {key: before[key] for key in "AC"}
        same = {"variants": before["B"].variants}
        assert after["B"].model_copy(update=same) == before["B"]

    def test_a_sku_is_known_whatever_its_case_and_spaces(self, read):
        found = read([row(sku="CHE-01")], [{"sku": "  che-01 ", "price_vnd": "36000"}])
        assert variants(found)["CHE-01"].price_vnd == 36_000
        assert found.refused == ()

    def test_headers_of_people_in_any_order_and_text_in_nfd(self, read):
        story = unicodedata.normalize("NFD", "Mẻ mới, phơi ba nắng.")
        found = read([row()], [{"Mô tả ngắn": story, unicodedata.normalize("NFD", "Mã SP"): "CHE-01"}])
        assert found.products[0].story.short_vi == "Mẻ mới, phơi ba nắng."
        (said,) = [one for one in found.verdicts if one.code == "OK_NFC"]
        assert (said.file, said.line, said.header) == ("gia-moi-1.csv", 2, "Mô tả ngắn")

    def test_blank_leaves_and_a_word_clears(self, read):
        left = read([row()], [{"sku": "CHE-01", "short_story_vi": "  ", "price_vnd": "1.000.000"}])
        assert left.products[0].story.short_vi == CLEAN["short_story_vi"]
        assert left.products[0].cleared == ()
        emptied = read([row()], [{"sku": "CHE-01", "short_story_vi": "(Xóa)", "gtin": "( CLEAR )"}])
        (product,) = emptied.products
        assert (product.story.short_vi, product.cleared) == ("", ("short_story_vi",))
        assert product.variants[0].cleared == ("gtin",)
        assert ("short_story_vi", "W_SHORT_STORY_MISSING") in {(one.field, one.code) for one in emptied.verdicts}

    @pytest.mark.parametrize(
        ("cell", "clears"),
        [
            ("(xóa)", True),
            (unicodedata.normalize("NFD", " (XÓA) "), True),
            ("( xoá )", True),
            ("(clear)", True),
            ("xóa", False),
            ("(xóa giá cũ)", False),
            ("(xóa) rồi", False),
            ("", False),
            ("()", False),
        ],
    )
    def test_the_words_that_clear(self, cell, clears):
        assert cleared(cell) is clears

    def test_what_a_product_cannot_do_without_cannot_be_cleared(self, read):
        found = read([row()], [{"sku": "CHE-01", "price_vnd": "(xóa)", "stock": "3"}])
        assert (variants(found)["CHE-01"].price_vnd, variants(found)["CHE-01"].stock) == (35_000, 12)
        assert found.refused[0].reason == "E_PRICE_MISSING"
        assert found.refused[0].verdicts[0].value == "(xóa)"

    def test_a_column_the_complete_file_lacks(self, read):
        found = read([row(sku="A"), row(sku="B")], [{"sku": "B", "channels_wanted": "shopee", "tags": "quà Tết"}])
        assert [product.channels_wanted for product in found.products] == [None, ("shopee",)]
        assert [product.tags for product in found.products] == [(), ("quà Tết",)]
        assert found.origins["B", "tags"] == "gia-moi-1.csv:2:tags"
        assert ("A", "tags") not in found.origins

    def test_a_column_that_would_be_missed_if_it_were_everywhere(self, read):
        few = {name: CLEAN[name] for name in ("sku", "producer_id", "title_vi", "industry", "price_vnd")}
        found = read([few, {**few, "sku": "B"}], [{"sku": "B", "weight_g": "450g"}], columns=few)
        assert {sku: one.weight_g for sku, one in variants(found).items()} == {"CHE-01": None, "B": 450}
        assert found.refused == ()

    def test_sizes_by_their_sides(self, read):
        sides = {"sku": "CHE-01", "length_cm": "30", "width_cm": "20", "height_cm": "10"}
        (product,) = read([row()], [sides]).products
        assert product.variants[0].dimensions.length_cm == 30
        found = read([row()], [{"sku": "CHE-01", "length_cm": "30"}])
        assert found.refused[0].reason == "E_DIMS_INVALID"
        assert found.products[0].variants[0].dimensions.length_cm == 20

    def test_origins_name_the_cell_that_counts(self, read):
        found = read([row()], [{"sku": "CHE-01", "price_vnd": "1"}, {"Mã SP": "X", "Giá bán": "2"}][:1])
        assert found.origins["CHE-01", "price_vnd"] == "products.csv:2:price_vnd"  # refused: the old one counts
        found = read([row()], [{"Mã SP": "CHE-01", "Giá bán": "36000"}])
        assert found.origins["CHE-01", "price_vnd"] == "gia-moi-1.csv:2:Giá bán"
        assert found.origins["CHE-01", "title_vi"] == "products.csv:2:title_vi"


class TestRows:
    def test_a_bad_row_is_refused_whole_and_stops_no_other(self, read):
        changes = [
            {"sku": "A", "price_vnd": "liên hệ", "stock": "1"},
            {"sku": "B", "price_vnd": "", "stock": "2"},
            {"sku": "C", "price_vnd": "50k", "stock": ""},
        ]
        found = read(THREE, changes)
        assert {sku: (one.price_vnd, one.stock) for sku, one in variants(found).items()} == {
            "A": (35_000, 12),
            "B": (40_000, 2),
            "C": (50_000, 12),
        }
        (refused,) = found.refused
        assert (refused.file, refused.line, refused.sku, refused.reason) == (
            "gia-moi-1.csv",
            2,
            "A",
            "E_PRICE_INVALID",
        )
        assert refused.update
        assert refused.verdicts[0].value == "liên hệ"
        assert said_of(found, "gia-moi-1.csv") == [
            (1, "__row__", "rejected", "E_PRICE_INVALID"),
            (1, "price_vnd", "rejected", "E_PRICE_INVALID"),
            (2, "__row__", "accepted", "ROW_OK"),
            (3, "__row__", "accepted", "ROW_OK"),
            (3, "price_vnd", "accepted", "OK_PRICE"),
        ]
        assert [one.outcome for one in found.verdicts if one.file == "products.csv"] == ["accepted"] * 3

    def test_an_unknown_sku_names_the_nearest(self, read):
        found = read(THREE, [{"sku": "CC", "price_vnd": "1000"}])
        (refused,) = found.refused
        assert refused.reason == "E_UPDATE_SKU_UNKNOWN"
        (sentence,) = refused.verdicts[0].sentences("vi")
        assert "«CC»" in sentence
        assert "«C»" in sentence
        assert len(found.products) == 3

    def test_a_whole_row_with_a_sku_of_its_own_is_a_new_product(self, read):
        found = read(THREE, [row(sku="D", price_vnd="99000")])
        assert list(products(found)) == ["A", "B", "C", "D"]
        assert found.origins["D", "price_vnd"] == "gia-moi-1.csv:2:price_vnd"
        assert found.skus_read == {"A", "B", "C"}  # what is complete is judged by the complete files
        assert found.only_in_updates == {"gia-moi-1.csv": ("D",)}

    def test_a_new_row_that_is_refused_is_refused_like_any(self, read):
        found = read(THREE, [row(sku="D", price_vnd="")])
        assert found.refused[0].reason == "E_UPDATE_SKU_UNKNOWN"
        found = read(THREE, [row(sku="D", price_vnd="hỏi")])
        assert [(one.sku, one.reason) for one in found.refused] == [("D", "E_PRICE_INVALID")]
        assert list(products(found)) == ["A", "B", "C"]

    def test_rows_nobody_can_read(self, read):
        changes = [{"sku": "", "price_vnd": "1000"}, {"sku": "trà sen", "price_vnd": "1000"}]
        found = read(THREE, changes)
        assert [one.reason for one in found.refused] == ["E_SKU_MISSING", "E_SKU_CHARACTERS"]
        assert found.unreadable_skus == 0  # nothing goes by the absence of a row in an update

    def test_the_later_file_wins_and_a_file_says_a_sku_once(self, read):
        one = [{"sku": "A", "price_vnd": "36000"}, {"sku": "B", "price_vnd": "41000"}]
        two = [{"sku": "A", "price_vnd": "37000"}, {"sku": "a", "price_vnd": "38000"}]
        found = read(THREE, one, two)
        assert {sku: variant.price_vnd for sku, variant in variants(found).items()} == {
            "A": 37_000,
            "B": 41_000,
            "C": 35_000,
        }
        assert [(one.file, one.reason) for one in found.refused] == [("gia-moi-2.csv", "E_SKU_DUPLICATE")]
        assert found.origins["A", "price_vnd"].startswith("gia-moi-2.csv:2")

    def test_a_later_file_that_is_refused_leaves_the_earlier_one(self, read):
        found = read(THREE, [{"sku": "A", "price_vnd": "36000"}], [{"sku": "A", "price_vnd": "?"}])
        assert variants(found)["A"].price_vnd == 36_000
        assert [one.file for one in found.refused] == ["gia-moi-2.csv"]

    def test_a_cell_that_is_right_alone_and_wrong_beside_the_old_ones(self, read):
        found = read([row()], [{"sku": "CHE-01", "decision_date": "2028-11-01", "stock": "1"}])
        assert found.refused[0].reason == "E_DATE_FUTURE"
        found = read([row(expiry_date="2026-12-01")], [{"sku": "CHE-01", "decision_date": "2026-11-01", "stock": "1"}])
        assert found.refused == ()
        found = read([row(expiry_date="2026-10-01")], [{"sku": "CHE-01", "decision_date": "2026-11-01", "stock": "1"}])
        assert found.refused[0].reason == "E_EXPIRY_BEFORE_DECISION"
        assert found.refused[0].file == "gia-moi-1.csv"
        assert variants(found)["CHE-01"].stock == 12

    def test_a_code_taken_from_another_row_does_not_cost_that_row(self, read):
        rows = [row(sku="A"), row(sku="B", gtin=ONE)]
        found = read(rows, [{"sku": "A", "gtin": f"{ONE[:3]}-{ONE[3:]}", "price_vnd": "36000"}])
        assert variants(found)["B"].gtin == ONE
        assert (variants(found)["A"].gtin, variants(found)["A"].price_vnd) == ("", 35_000)
        assert [(one.file, one.sku, one.reason) for one in found.refused] == [
            ("gia-moi-1.csv", "A", "E_GTIN_DUPLICATE")
        ]

    def test_a_column_of_codes_that_slipped_by_a_row_is_given_up_soon(self, read):
        codes = [gtin(number) for number in range(40)]
        rows = [row(sku=f"S{number}", gtin=code) for number, code in enumerate(codes)]
        slipped = [{"sku": f"S{number}", "gtin": code} for number, code in enumerate(codes[1:])]
        found = read(rows, slipped)
        assert [one.gtin for one in variants(found).values()] == codes
        assert len(found.refused) == 39
        assert {one.file for one in found.refused} == {"gia-moi-1.csv"}
        assert {one.reason for one in found.refused} == {"E_GTIN_DUPLICATE", "E_UPDATE_TANGLED"}

    def test_codes_may_be_exchanged(self, read):
        rows = [row(sku="A", gtin=ONE), row(sku="B", gtin=TWO)]
        found = read(rows, [{"sku": "A", "gtin": TWO}, {"sku": "B", "gtin": ONE}])
        assert found.refused == ()
        assert [one.gtin for one in variants(found).values()] == [TWO, ONE]

    def test_taken_off_on_purpose(self, read):
        found = read(THREE, [{"sku": "B", "Trạng thái": "ngừng kinh doanh"}])
        assert variants(found)["B"].status is VariantStatus.DISCONTINUED

    def test_a_short_update_hides_nothing(self, read):
        found = read(THREE, [{"sku": "B", "price_vnd": "41000"}])
        assert found.skus_read == {"A", "B", "C"}
        assert len(found.products) == 3
        assert found.complete

    def test_rows_count_towards_the_guard_on_refused_ones(self, read):
        assert read(THREE, [{"sku": "A", "price_vnd": "?"}]).rows == 4

    def test_the_revision_covers_the_updates(self, read):
        one = read(THREE, [{"sku": "A", "price_vnd": "36000"}]).revision
        assert one != read(THREE).revision
        assert one != read(THREE, [{"sku": "A", "price_vnd": "37000"}]).revision


class TestProducts:
    def test_one_variant(self, read):
        found = read(GROUP, [{"sku": "TUONG-2", "price_vnd": "70000", "stock": "0"}])
        (product,) = found.products
        assert [one.price_vnd for one in product.variants] == [35_000, 70_000, 35_000]
        assert product == read(GROUP).products[0].model_copy(update={"variants": product.variants})

    def test_a_cell_of_the_products_own_in_any_row_counts_for_all(self, read):
        found = read(GROUP, [{"sku": "TUONG-2", "title_vi": "Tương nếp chum sành", "star": "5 sao"}])
        (product,) = found.products
        assert (product.title_vi, product.certification.current.star) == ("Tương nếp chum sành", 5)
        assert len(product.variants) == 3
        assert found.refused == ()
        assert found.origins["TUONG-3", "title_vi"] == "gia-moi-1.csv:2:title_vi"

    def test_later_rows_that_spell_it_another_way_do_not_stand_in_its_way(self, read):
        rows = [GROUP[0], {**GROUP[1], "star": "4 sao"}, GROUP[2]]
        found = read(rows, [{"sku": "TUONG-1", "star": "5"}])
        assert found.products[0].certification.current.star == 5
        assert found.refused == ()

    def test_cleared_for_the_whole_product(self, read):
        (product,) = read(GROUP, [{"sku": "TUONG-3", "short_story_vi": "(xóa)"}]).products
        assert (product.story.short_vi, product.cleared) == ("", ("short_story_vi",))

    def test_two_rows_that_differ(self, read):
        changes = [
            {"sku": "TUONG-2", "title_vi": "Tương A", "price_vnd": "60000"},
            {"sku": "TUONG-1", "title_vi": "Tương B", "price_vnd": "50000"},
        ]
        for order in (changes, changes[::-1]):
            found = read(GROUP, order)
            (product,) = found.products
            assert product.title_vi == order[0]["title_vi"]
            assert [(one.sku, one.reason) for one in found.refused] == [(order[1]["sku"], "E_PRODUCT_FIELD_DIFFERS")]
            prices = {one.sku: one.price_vnd for one in product.variants}
            assert prices[order[0]["sku"]] == int(order[0]["price_vnd"])
            assert prices[order[1]["sku"]] == 35_000
        changes[1]["title_vi"] = "(xóa)"
        assert [one.sku for one in read(GROUP, changes).refused] == ["TUONG-1"]

    def test_two_rows_that_say_the_same(self, read):
        changes = [{"sku": "TUONG-2", "star": "5"}, {"sku": "TUONG-1", "star": "5 sao"}]
        found = read(GROUP, changes)
        assert found.refused == ()
        assert found.products[0].certification.current.star == 5

    def test_one_more_variant_of_a_product(self, read):
        new = {"sku": "TUONG-4", "product_key": "tuong", "option_1_value": "Can 5 lít", "price_vnd": "300000"}
        found = read(GROUP, [new])
        (product,) = found.products
        assert [one.sku for one in product.variants] == ["TUONG-1", "TUONG-2", "TUONG-3", "TUONG-4"]
        assert product.variants[3].price_vnd == 300_000

    def test_a_bad_new_variant_does_not_make_the_product_partial(self, read):
        new = {"sku": "TUONG-4", "product_key": "TUONG", "option_1_value": "hũ 1 LÍT", "price_vnd": "300000"}
        found = read(GROUP, [new])
        assert found.partial == frozenset()
        assert [(one.sku, one.reason, one.update) for one in found.refused] == [("TUONG-4", "E_OPTION_DUPLICATE", True)]
        assert len(found.products[0].variants) == 3

    def test_a_sku_that_is_the_key_of_others_does_not_scatter_them(self, read):
        found = read(GROUP, [row(sku="TUONG", title_vi="Tương khác", product_key="KHAC", option_1_name="")])
        assert len(products(found)["TUONG"].variants) == 3
        assert [one.sku for one in found.refused] == ["TUONG"]

    def test_an_option_that_takes_a_siblings_value(self, read):
        found = read(GROUP, [{"sku": "TUONG-1", "option_1_value": "Chai 500 ml"}])
        assert [(one.file, one.sku, one.reason) for one in found.refused] == [
            ("gia-moi-1.csv", "TUONG-1", "E_OPTION_DUPLICATE")
        ]
        assert [one.option_values[0] for one in found.products[0].variants] == [
            "Chai 250 ml",
            "Chai 500 ml",
            "Hũ 1 lít",
        ]

    def test_a_new_variant_of_a_product_that_had_no_options(self, read):
        new = row(sku="CHE-02", product_key="CHE-01", option_1_name="Quy cách", option_1_value="Hộp")
        found = read([row()], [new])
        assert [one.sku for one in found.refused] == ["CHE-02"]
        assert [one.sku for one in found.products[0].variants] == ["CHE-01"]


class TestCorrected:
    """Refused rows come back: all columns filled, what was wrong put right."""

    def test_a_refused_row(self, read):
        rows = [row(sku="A", price_vnd="liên hệ"), row(sku="B")]
        found = read(rows, [{**rows[0], "price_vnd": "36000", "Lý do": "Không hiểu giá"}])
        assert found.refused == ()
        assert variants(found)["A"].price_vnd == 36_000
        assert next((one.field, one.outcome) for one in found.verdicts if one.row == 1) == ("__row__", "accepted")

    def test_half_corrected_is_still_refused_for_the_other_half(self, read):
        rows = [row(sku="A", price_vnd="liên hệ", weight_g="")]
        found = read(rows, [{**rows[0], "price_vnd": "36000"}])
        assert [(one.file, one.reason, one.update) for one in found.refused] == [
            ("products.csv", "E_WEIGHT_MISSING", False)
        ]

    def test_a_sku_put_right_takes_the_place_of_its_row(self, read):
        rows = [row(sku="trà 1", title_vi="Trà sen", long_story_vi="Sen Tây Hồ."), row(sku="B")]
        found = read(rows, [{**rows[0], "sku": "TRA-1"}])
        assert list(products(found)) == ["TRA-1", "B"]
        assert (found.refused, found.unreadable_skus) == ((), 0)
        assert found.only_in_updates == {"gia-moi-1.csv": ("TRA-1",)}

    def test_the_first_row_of_a_product_with_its_sku_put_right_brings_the_others_along(self, read):
        rows = [{**GROUP[0], "sku": "TƯƠNG 1"}, *GROUP[1:]]
        assert read(rows).products == ()
        found = read(rows, [{**rows[0], "sku": "TUONG-1"}])
        assert [one.sku for one in found.products[0].variants] == ["TUONG-1", "TUONG-2", "TUONG-3"]
        assert found.refused == ()

    def test_a_repeated_sku_put_right(self, read):
        rows = [row(sku="A"), row(sku="A", title_vi="Kẹo dồi", price_vnd="15000")]
        found = read(rows, [{**rows[1], "sku": "KEO"}])
        assert {key: one.title_vi for key, one in products(found).items()} == {
            "A": CLEAN["title_vi"],
            "KEO": "Kẹo dồi",
        }
        assert found.refused == ()

    def test_a_repeated_sku_left_as_it_was_does_not_change_its_first_bearer(self, read):
        rows = [row(sku="A"), row(sku="A", title_vi="Kẹo dồi", price_vnd="15000")]
        found = read(rows, [{**rows[1], "stock": "5"}])
        assert products(found)["A"].title_vi == CLEAN["title_vi"]
        assert [(one.file, one.reason) for one in found.refused] == [
            ("products.csv", "E_SKU_DUPLICATE"),
            ("gia-moi-1.csv", "E_SKU_DUPLICATE"),
        ]

    def test_a_differing_cell_left_as_it_was_does_not_change_the_product(self, read):
        rows = [GROUP[0], {**GROUP[1], "title_vi": "Tương khác"}, GROUP[2]]
        found = read(rows, [rows[1]])
        assert found.products[0].title_vi == KEY["title_vi"]
        assert found.partial == {ProductId("", "TUONG")}

    @pytest.mark.parametrize("cell", [KEY["title_vi"], "(xóa)"])
    def test_a_differing_cell_put_right(self, read, cell):
        rows = [GROUP[0], {**GROUP[1], "title_vi": "Tương khác"}, {**GROUP[2], "title_vi": "Tương nữa"}]
        for corrected in ([{**rows[1], "title_vi": cell}], [rows[0], {**rows[1], "title_vi": cell}]):
            found = read(rows, corrected)
            assert found.products[0].title_vi == KEY["title_vi"]
            assert found.products[0].cleared == ()
        assert [one.sku for one in found.products[0].variants] == ["TUONG-1", "TUONG-2"]
        assert [one.sku for one in found.refused] == ["TUONG-3"]  # nobody corrected that one

    def test_a_differing_cell_nobody_put_right_stays_refused_when_the_product_changes(self, read):
        rows = [GROUP[0], {**GROUP[1], "title_vi": "Tương khác"}, GROUP[2]]
        found = read(rows, [{"sku": "TUONG-1", "title_vi": "Tương mới"}])
        assert found.products[0].title_vi == "Tương mới"
        assert [(one.file, one.sku) for one in found.refused] == [("products.csv", "TUONG-2")]

    def test_line_breaks_that_a_spreadsheet_changed_are_no_change(self, read):
        rows = [row(sku="A", long_story_vi="Một.\r\nHai.", price_vnd="?")]
        found = read(rows, [{**rows[0], "long_story_vi": "Một.\nHai.", "price_vnd": "36000"}])
        assert found.origins["A", "long_story_vi"].startswith("products.csv")
        assert found.origins["A", "price_vnd"].startswith("gia-moi-1.csv")


class TestFiles:
    def test_without_a_complete_file(self, tmp_path):
        update = write(tmp_path, [{"sku": "A", "price_vnd": "1000"}])
        with pytest.raises(BadUse) as error:
            read_catalogue([], None, None, day=DAY, updates=[update])
        assert error.value.code == "E_UPDATES_ALONE"

    def test_a_file_with_skus_and_nothing_else(self, tmp_path):
        sheet, update = write(tmp_path, [row()]), write(tmp_path, [{"sku": "A", "Ghi chú": "x"}], "u.csv")
        with pytest.raises(BadUse) as error:
            read_catalogue([sheet], None, None, day=DAY, updates=[update])
        assert error.value.code == "E_UPDATE_NO_COLUMNS"

    def test_a_file_without_skus(self, tmp_path):
        sheet, update = write(tmp_path, [row()]), write(tmp_path, [{"Giá bán": "1000", "Tồn kho": "1"}], "u.csv")
        with pytest.raises(BadUse) as error:
            read_catalogue([sheet], None, None, day=DAY, updates=[update])
        assert error.value.code == "E_HEADERS_MISSING"

    def test_an_update_of_two_complete_files_with_other_columns(self, tmp_path):
        one = write(tmp_path, [row(sku="A")], "a.csv")
        two = write(tmp_path, [row(sku="B", tags="mới")], "b.csv")
        update = write(tmp_path, [{"sku": "B", "tags": "cũ"}, {"sku": "A", "tags": "quà"}], "u.csv")
        found = read_catalogue([one, two], None, None, day=DAY, updates=[update])
        assert [product.tags for product in found.products] == [("quà",), ("cũ",)]


class TestOwners:
    def test_the_same_sku_under_two_owners_is_two(self, read):
        rows = [row(owner=""), row(owner="HTX Khác", title_vi="Chè lam khác", gtin="")]
        found = read(rows)
        assert [(one.owner, one.product_key) for one in found.products] == [("", "CHE-01"), ("HTX Khác", "CHE-01")]
        assert len(found.skus_read) == 2

    def test_keys_of_two_owners_do_not_mingle(self, read):
        rows = [{**one, "owner": owner} for owner in ("", "HTX Khác") for one in GROUP]
        found = read(rows)
        assert [len(product.variants) for product in found.products] == [3, 3]
        assert found.refused == ()

    def test_later_rows_that_leave_the_owner_blank(self, read):
        rows = [{**GROUP[0], "owner": "HTX Khác"}, {**GROUP[1], "owner": ""}]
        (product,) = read(rows).products
        assert (product.owner, len(product.variants)) == ("HTX Khác", 2)

    def test_an_update_says_whose_sku_it_means(self, read):
        rows = [row(owner=""), row(owner="HTX Khác")]
        found = read(rows, [{"sku": "CHE-01", "owner": "htx khác", "price_vnd": "36000"}])
        assert [(one.owner, one.variants[0].price_vnd) for one in found.products] == [
            ("", 35_000),
            ("HTX Khác", 36_000),
        ]
        found = read(rows, [{"sku": "CHE-01", "price_vnd": "36000"}])
        assert [one.variants[0].price_vnd for one in found.products] == [36_000, 35_000]

    def test_the_catalogues_own_name_is_blank(self, read):
        found = read([row(owner="HTX Làng Chè"), row()], owner="htx làng chè")
        assert [one.reason for one in found.refused] == ["E_SKU_DUPLICATE"]


class TestLikeAnEditedSheet:
    """Whatever an update says, the catalogue is the one that the complete sheet would give, edited by hand."""

    VALUES: ClassVar = {
        "price_vnd": ("1000", "35.000đ", "liên hệ", "-5"),
        "stock": ("0", "25 hộp", "nhiều"),
        "title_vi": ("Tương nếp ủ chum", "=1+1"),
        "ocop_star": ("3", "5 sao", "7 sao"),
        "short_story_vi": ("(xóa)", "Mẻ mới phơi ba nắng."),
        "gtin": ("(xóa)", "9520000000001"),
        "status": ("ngừng bán", "tạm hết", "bán chạy"),
        "brand": ("(clear)", "Thoi Nắng"),
    }

    @pytest.mark.parametrize("seed", range(6))
    def test_any_update(self, tmp_path, seed):
        write_sample(tmp_path)
        with (tmp_path / "products.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        chance = random.Random(seed)
        changes = [self.change(chance, one) for one in chance.sample(rows, 40)]
        update = write(tmp_path, changes, "u.csv", columns=["sku", *self.VALUES])
        people = tmp_path / "producers.csv"
        found = read_catalogue([tmp_path / "products.csv"], people, None, day=DAY, updates=[update])
        refused = {one.sku for one in found.refused if one.update}
        assert {one.sku for one in found.refused} == refused
        edited = self.edited(rows, [one for one in changes if one["sku"].upper() not in refused])
        wanted = read_catalogue([write(tmp_path, edited, columns=rows[0])], people, None, day=DAY)
        assert wanted.refused == ()
        assert [plain(one) for one in found.products] == [plain(one) for one in wanted.products]

    def change(self, chance, row):
        names = chance.sample(list(self.VALUES), chance.randint(1, 3))
        return {"sku": row["sku"].lower(), **{name: chance.choice(self.VALUES[name]) for name in names}}

    def edited(self, rows, changes):
        """The sheet as a person would edit it: a product's own cells in all of its rows."""
        by_sku = {change["sku"].upper(): change for change in changes}
        made = [dict(one) for one in rows]
        for one in made:
            for name, cell in by_sku.get(one["sku"], {}).items():
                value = "" if cleared(cell) else cell
                mine = name in ("price_vnd", "stock", "gtin", "status")
                for other in made if name != "sku" else ():
                    same = (other["product_key"] or other["sku"]) == (one["product_key"] or one["sku"])
                    if other is one or (same and not mine):
                        other[name] = value
        return made


def plain(product):
    """Without what only an update can say."""
    variants = tuple(one.model_copy(update={"cleared": ()}) for one in product.variants)
    return product.model_copy(update={"cleared": (), "variants": variants})
