"""A workbook written, filled in and read back: what changes, what is refused by name, and that nothing else moves."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.catalogue.mapping_answers import SHEETS, MappingAnswers, Row, read_mapping_book
from connector.catalogue.writing.mapping_book import mapping_book
from connector.config import Config, MappingsConfig
from connector.messages import LANGUAGES, Language, say
from connector.run.mapping import ShopMapping
from connector.run.mapping_changes import Judged, judge
from connector.run.mapping_export import book_of
from connector.run.mapping_import import TakenOver, take_over, with_overlay
from mappings import load_rules
from tests.unit.run import surveys
from tests.unit.run.surveys import SHOP, rules_with

survey = partial(surveys.survey, only=surveys.FEW)

FOUND = survey()
KEYS = [home.key for home in FOUND.homes]
LEAVES = [" > ".join(leaf.path) for leaf in FOUND.leaves]
PRODUCTS = [fit.product.product_key for fit in FOUND.fits]
PICTURES = "group.C1.when.pictures"
SOUVENIRS = "Sở thích & sưu tầm > Quà lưu niệm > Đồ lưu niệm thủ công"
SCARVES = "Phụ kiện thời trang > Khăn > Khăn choàng & khăn lụa"
CATS = "Chăm sóc thú cưng > Phụ kiện thú cưng > Ổ & đệm thú cưng"
Answers = Mapping[tuple[str, str], Mapping[str, str]]
"""(Sheet, what its row is about) -> the cells a person fills in, by column."""
ABOUT = {"categories": "key", "products": "product", "attributes": "attribute"}


def filled(folder: Path, found: ShopMapping, answers: Answers, lang: Language = "vi") -> Path:
    """The workbook as a person leaves it; rows of details are those of CATS."""
    path = folder / "ngành hàng.xlsx"
    path.write_bytes(mapping_book(book_of(found, lang), lang))
    book = openpyxl.load_workbook(path)
    for (name, about), cells in answers.items():
        sheet, columns = book[say(f"mapping_book.{name}", lang)], SHEETS[name]
        at = columns.index(ABOUT[name]) + 1
        (row,) = (
            row
            for row in range(2, sheet.max_row + 1)
            if sheet.cell(row, at).value == about and (name != "attributes" or sheet.cell(row, 2).value == CATS)
        )
        for column, text in cells.items():
            sheet.cell(row, columns.index(column) + 1).value = text
    book.save(path)
    return path


def read_back(folder: Path, found: ShopMapping, answers: Answers, lang: Language = "vi") -> Judged:
    return judge(read_mapping_book(filled(folder, found, answers, lang)), found)


def config(folder: Path) -> Config:
    return Config(path=folder / "ocop.toml", mappings=MappingsConfig(overlay=folder))


def taken(folder: Path, found: ShopMapping, judged: Judged) -> TakenOver:
    """Take over and write, as the command does."""
    result = take_over(config(folder), found, [change.edit for change in judged.changes], "vi")
    for path, text in result.files:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return result


def homes_of(found: ShopMapping) -> dict[str, str]:
    return {fit.product.product_key: " > ".join(fit.leaf.path) if fit.leaf else "" for fit in found.fits}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_workbook_read_back_unchanged_changes_nothing(tmp_path: Path, lang: Language) -> None:
    judged = read_back(tmp_path, survey(), {}, lang)
    assert (judged.changes, judged.bad, judged.same) == ([], [], 0)


def test_a_group_and_a_product_move_and_nothing_else(tmp_path: Path) -> None:
    found = survey()
    before = homes_of(found)
    answers = {
        ("categories", PICTURES): {"choice": " sở thích & sưu tầm>Quà lưu niệm >  Đồ lưu niệm thủ công "},
        ("products", "P001-04"): {"choice": "Khăn choàng & khăn lụa"},
    }
    judged = read_back(tmp_path, found, answers)
    assert judged.bad == []
    result = taken(tmp_path, found, judged)
    after = homes_of(survey(rules_with(tmp_path)))
    moved = {key for key in before if before[key] != after[key]}
    pictures = {fit.product.product_key for home in found.homes if home.key == PICTURES for fit in home.fits}
    assert moved == pictures | {"P001-04"}
    assert {one.fit.product.product_key for one in result.moved} == moved
    assert {after[key] for key in pictures} == {SOUVENIRS}
    assert after["P001-04"] == SCARVES
    again = read_back(tmp_path, survey(rules_with(tmp_path)), answers)
    assert (again.changes, again.bad, again.same) == ([], [], 2)


def test_a_keyword_rule_with_another_category_keeps_its_place(tmp_path: Path) -> None:
    """Lacquer is asked for late in its group: moved to the front it would take lacquer pictures and albums as well."""
    found = survey()
    judged = read_back(tmp_path, found, {("categories", "group.C1.when.lacquer"): {"choice": SOUVENIRS}})
    taken(tmp_path, found, judged)
    before, after = homes_of(found), homes_of(survey(rules_with(tmp_path)))
    mine = {fit.product.product_key for home in found.homes if home.key.endswith("lacquer") for fit in home.fits}
    assert mine == {"P013-02", "P013-03", "P014-01"}
    assert {product for product in before if before[product] != after[product]} == mine


def test_what_the_shop_has_and_what_the_marketplace_proposes_are_taken_by_a_word(tmp_path: Path) -> None:
    honey = rules_with(tmp_path, categories='[group.F2b]\npath = "Thực phẩm > Mật ong rừng"\n')
    proposal = ("Thực phẩm và đồ uống", "Mật ong & sản phẩm từ ong", "Mật ong")
    found = survey(honey, listed_in={"P001-04": SCARVES}, proposed={"group.F2b.path": (proposal,)})
    answers = {
        ("products", "P001-04"): {"choice": "Theo gian hàng"},
        ("categories", "group.F2b.path"): {"choice": "Theo sàn gợi ý"},
    }
    judged = read_back(tmp_path, found, answers)
    assert {change.after for change in judged.changes} == {SCARVES, " > ".join(proposal)}
    result = taken(tmp_path, found, judged)
    assert not any(one.live for one in result.moved), "it stands there already"
    after = survey(rules_with(tmp_path), listed_in={"P001-04": SCARVES})
    assert homes_of(after)["P001-04"] == SCARVES
    assert not [home for home in after.homes if home.elsewhere or not home.known]


def test_a_group_whose_listings_stand_in_several_places_needs_a_word_of_its_own(tmp_path: Path) -> None:
    found = survey(listed_in={"P013-01": SOUVENIRS, "P014-03": SCARVES})
    judged = read_back(tmp_path, found, {("categories", PICTURES): {"choice": "Theo gian hàng"}})
    assert [(bad.code, bad.params["count"]) for bad in judged.bad] == [("E_MAPPING_ROW_PLACES", 2)]


def test_a_live_listing_that_would_move_is_announced(tmp_path: Path) -> None:
    found = survey(listed_in={"P013-01": SCARVES})
    judged = read_back(tmp_path, found, {("categories", PICTURES): {"choice": SOUVENIRS}})
    assert [one.fit.product.product_key for one in taken(tmp_path, found, judged).moved if one.live] == ["P013-01"]


def test_the_built_in_rule_comes_back_and_what_people_wrote_stays(tmp_path: Path) -> None:
    own = f'# của tôi\n[product]\nP001-04 = "{SCARVES}" # chọn tay\nP001-02 = "{SCARVES}"\n'
    found = survey(rules_with(tmp_path, categories=own))
    judged = read_back(tmp_path, found, {("products", "P001-04"): {"choice": "Quy tắc có sẵn"}})
    taken(tmp_path, found, judged)
    text = (tmp_path / "shopee" / "categories.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {"product": {"P001-02": SCARVES}}
    assert "# của tôi" in text


@pytest.mark.parametrize(
    ("sheet", "about", "cells", "code"),
    [
        ("categories", PICTURES, {"choice": "Không có đâu"}, "E_MAPPING_ROW_LEAF"),
        ("categories", PICTURES, {"choice": "Nhà cửa & Đời sống > Trang trí nhà cửa"}, "E_MAPPING_ROW_LEAF"),
        ("categories", PICTURES, {"choice": "Theo gian hàng"}, "E_MAPPING_ROW_NO_PLACE"),
        ("categories", PICTURES, {"choice": "Theo sàn gợi ý"}, "E_MAPPING_ROW_NO_PROPOSAL"),
        ("categories", PICTURES, {"choice": SOUVENIRS, "key": "group.C1.when.tranh"}, "E_MAPPING_ROW_RULE"),
        ("products", "P001-04", {"choice": SCARVES, "product": "P001-4"}, "E_MAPPING_ROW_PRODUCT"),
        ("products", "P001-04", {"choice": SCARVES, "shop": "gian hàng khác"}, "E_MAPPING_ROW_SHOP"),
        ("attributes", "Xuất xứ", {"new_source": "Lào"}, "E_MAPPING_ROW_CHOICE"),
        ("attributes", "Chất liệu", {"new_otherwise": "=1+1"}, "E_MAPPING_ROW_CHOICE"),
        ("attributes", "Chất liệu", {"new_source": "Mây", "attribute": "Chất"}, "E_MAPPING_ROW_ATTRIBUTE"),
        ("attributes", "Chất liệu", {"new_source": "Mây", "category": "Đâu đó"}, "E_MAPPING_ROW_LEAF"),
        ("attributes", "Chất liệu", {"new_source": "Cột: Thành phần (kg)"}, "E_MAPPING_ROW_UNIT"),
    ],
)
def test_a_row_that_names_nothing_known_is_refused_by_name(
    sheet: str, about: str, cells: Mapping[str, str], code: str
) -> None:
    good = Row("products", 2, {"shop": SHOP, "product": "P001-02", "choice": SCARVES})
    bad = Row(sheet, 3, {"shop": SHOP, "category": CATS, ABOUT[sheet]: about, **cells})
    judged = judge(MappingAnswers((good, bad), 0, (), (SHOP,)), FOUND)
    assert [(bad.row.sheet, bad.code) for bad in judged.bad] == [(sheet, code)]
    assert all(say(code, lang, **judged.bad[0].params) != code for lang in LANGUAGES)
    assert [change.subject.split()[0] for change in judged.changes] == ["P001-02"]


def test_two_rows_that_say_otherwise_about_one_thing(tmp_path: Path) -> None:
    found = survey()
    path = filled(tmp_path, found, {("products", "P001-04"): {"choice": SCARVES}})
    book = openpyxl.load_workbook(path)
    sheet = book["Từng sản phẩm"]
    sheet.append([*[cell.value for cell in sheet[2]][:6], SOUVENIRS])
    sheet.cell(sheet.max_row, 2).value = "P001-04"
    book.save(path)
    judged = judge(read_mapping_book(path), found)
    assert [bad.code for bad in judged.bad] == ["E_MAPPING_ROW_TWICE"]


def test_details_come_from_a_column_or_stand_as_they_are_for_one_category_only(tmp_path: Path) -> None:
    found = survey()
    answers = {
        ("attributes", "Chất liệu"): {"new_source": "Mây"},
        ("attributes", "Xuất xứ"): {"new_otherwise": "khác"},
        ("attributes", "Tên tổ chức chịu trách nhiệm sản xuất"): {"new_source": "Tổ {hợp tác} A"},
        ("attributes", "Địa chỉ tổ chức chịu trách nhiệm sản xuất"): {"new_source": "cột : tỉnh, thành phố"},
    }
    judged = read_back(tmp_path, found, answers)
    assert judged.bad == []
    taken(tmp_path, found, judged)
    rules = rules_with(tmp_path)
    after = {fit.product.product_key: fit.composed.listing for fit in survey(rules).fits}
    names = {one.id: one.name for attributes in found.facts.attributes.values() for one in attributes}
    for fit in found.fits:
        listing, before = after[fit.product.product_key], fit.composed.listing
        if listing is None or before is None:
            continue
        shown = {names[key]: [value.text for value in values] for key, values in listing.attributes.items()}
        if " > ".join(listing.category_path) == CATS:
            assert shown["Chất liệu"] == ["Mây"]
            assert shown["Xuất xứ"] == ["Việt Nam"]
            assert shown["Tên tổ chức chịu trách nhiệm sản xuất"] == ["Tổ {hợp tác} A"]
            assert shown["Địa chỉ tổ chức chịu trách nhiệm sản xuất"] == ["Thành phố Hà Nội"]
        else:
            assert listing.attributes == before.attributes
    again = read_back(tmp_path, survey(rules), answers)
    assert (again.changes, again.bad) == ([], [])


def test_a_file_that_is_none_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "khác.csv"
    path.write_text("Mã SP;Tên\nA;B\n", encoding="utf-8")
    with pytest.raises(Exception, match="E_MAPPING_BOOK"):
        read_mapping_book(path)


def test_the_configuration_gets_the_folder_and_keeps_the_rest() -> None:
    text = '# HTX\r\n[catalogue]\r\nproducts = ["a.csv"]\r\n\r\n[[shop]]\r\nname = "x"  # gian hàng\r\n'
    made = with_overlay(text, "ocop.toml")
    assert tomllib.loads(made) == tomllib.loads(text) | {"mappings": {"overlay": "mappings"}}
    assert made.startswith(text.rstrip())


@settings(max_examples=12)
@given(
    groups=st.dictionaries(st.sampled_from(KEYS), st.sampled_from(LEAVES), max_size=6),
    alone=st.dictionaries(st.sampled_from(PRODUCTS), st.sampled_from(LEAVES), max_size=6),
)
def test_whatever_is_chosen_goes_exactly_there(groups: dict[str, str], alone: dict[str, str]) -> None:
    rows = [Row("categories", 2, {"shop": SHOP, "key": key, "choice": path}) for key, path in groups.items()]
    rows += [Row("products", 3, {"shop": SHOP, "product": key, "choice": path}) for key, path in alone.items()]
    answers = MappingAnswers(tuple(rows), 0, (), (SHOP,))
    with TemporaryDirectory() as place_of:
        folder = Path(place_of)
        judged = judge(answers, FOUND)
        assert judged.bad == []
        taken(folder, FOUND, judged)
        after = survey(load_rules("mappings.shopee", folder))
        homes = {fit.product.product_key: home for home in FOUND.homes for fit in home.fits}
        for fit in after.fits:
            key = fit.product.product_key
            wanted = alone.get(key) or groups.get(homes[key].key) or " > ".join(homes[key].path)
            assert fit.placement is not None
            assert " > ".join(fit.placement.path) == wanted
            assert fit.placement.chosen == (key in alone or homes[key].key in groups)
        again = judge(answers, after)
        assert (again.bad, again.changes) == ([], []), "also where a rule has no product left to place"
