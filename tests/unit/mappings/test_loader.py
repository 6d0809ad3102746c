"""Loading rules: what an overlay changes, and how a mistake in one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from connector.errors import BadUse
from connector.messages import LANGUAGES, say
from connector.model import Limit
from mappings import Rules, load_rules
from mappings.limits import effective_limit
from mappings.schema import RULE_FILES
from mappings.tables import RuleFile, Sourced, Table
from tests.unit.mappings.facts import SILK, composed, facts, product


def overlaid(folder: Path, stem: str, text: str) -> Rules:
    (folder / "shopee").mkdir(exist_ok=True)
    (folder / "shopee" / f"{stem}.toml").write_text(text, encoding="utf-8")
    return load_rules("mappings.shopee", folder)


def refused(folder: Path, stem: str, text: str) -> BadUse:
    with pytest.raises(BadUse) as caught:
        overlaid(folder, stem, text)
    return caught.value


@pytest.mark.parametrize("mapping", ["mappings.shopee", "mappings.memory"])
def test_every_rule_has_a_source_and_a_date(mapping: str) -> None:
    rules = load_rules(mapping)
    files: dict[str, RuleFile] = {name: getattr(rules, name) for name in RULE_FILES}

    def walk(table: Table, source: str) -> None:
        if isinstance(table, Sourced):
            assert table.source or source
        for value in (getattr(table, name) for name in type(table).model_fields):
            for one in value.values() if isinstance(value, dict) else [value]:
                if isinstance(one, Table):
                    walk(one, source)

    for file in files.values():
        assert file.source
        assert file.as_of.year >= 2026
        walk(file, file.source)


def test_overlay_changes_one_key_and_leaves_the_rest(tmp_path: Path) -> None:
    rules = overlaid(
        tmp_path, "text", '[label.line]\nproducer = { text = "Nhà làm: {producer}" }\n[title]\nmaximum = 30\n'
    )
    listing = composed(rules=rules).listing
    assert listing is not None
    assert "Nhà làm: [MẪU] HTX Dệt lụa Thoi Nắng" in listing.description
    assert "Địa chỉ: Phường Hà Đông, Thành phố Hà Nội" in listing.description
    assert listing.title == "Khăn lụa tơ tằm Vạn Phúc hoa"


def test_overlay_is_named_where_it_decides(tmp_path: Path) -> None:
    rules = overlaid(tmp_path, "text", "[title]\nmaximum = 30\n")
    listing = composed(rules=rules).listing
    assert listing is not None
    (origin,) = (origin for origin in listing.origins if origin.field == "title")
    assert origin.limit == "10-30 characters"
    assert f"{tmp_path.name}/shopee/text.toml:title.maximum" in origin.limit_source
    assert origin.rule == "mappings/shopee/text.toml:title.text"


def test_users_keyword_rule_goes_before_ours(tmp_path: Path) -> None:
    tea = "Thực phẩm và đồ uống > Trà, cà phê & ca cao > Trà lá & trà búp"
    rules = overlaid(tmp_path, "categories", f'[group.C2.when.lotus]\ntitle = ["hoa sen"]\npath = "{tea}"\n')
    found = composed(product(label={"ingredients_vi": "Sen", "shelf_life_days": 30}), rules=rules)
    assert found.listing is not None
    assert found.listing.category_id == "c-tea"


def test_one_products_category_by_its_key(tmp_path: Path) -> None:
    rules = overlaid(tmp_path, "categories", f'[product]\n"P001-01" = "{" > ".join(SILK)}"\n')
    listing = composed(product(group_148="F1a", title_vi="Bưởi Diễn cả cặp"), rules=rules).listing
    assert listing is not None
    assert listing.category_path == SILK
    (origin,) = (origin for origin in listing.origins if origin.field == "category")
    assert origin.rule.endswith("shopee/categories.toml:product.P001-01")


def test_overlay_of_another_marketplace_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "lazada").mkdir()
    (tmp_path / "lazada" / "text.toml").write_text("[title]\nnonsense = 1\n", encoding="utf-8")
    assert load_rules("mappings.shopee", tmp_path).text.title.maximum == 120


@pytest.mark.parametrize(
    ("stem", "text", "key", "nearest"),
    [
        ("text", "[title]\nmaximun = 60\n", "title.maximun", "maximum"),
        ("text", '[label]\norder = ["name", "ingredient"]\n', "label.ingredient", "ingredients"),
        ("media", '[bagde]\nplace = "first"\n', "bagde", "badge"),
        ("categories", '[group.C1]\npaths = "A > B"\n', "group.C1.paths", "path"),
        ("offer", "[price]\nprecent = 110\n", "price.precent", "percent"),
    ],
)
def test_unknown_key_names_the_nearest(tmp_path: Path, stem: str, text: str, key: str, nearest: str) -> None:
    error = refused(tmp_path, stem, text)
    assert error.code == "E_MAPPING_UNKNOWN_KEY"
    assert (error.params["key"], error.params["nearest"]) == (key, nearest)
    assert error.params["file"] == f"{tmp_path.name}/shopee/{stem}.toml"


@pytest.mark.parametrize(
    ("stem", "text", "code"),
    [
        ("text", '[title]\ntext = "{titel}"\n', "E_MAPPING_UNKNOWN_FIELD"),
        ("text", '[title]\ntext = "{title"\n', "E_MAPPING_VALUE"),
        ("text", "[claim]\npatterns = ['(OCOP']\n", "E_MAPPING_VALUE"),
        ("text", "[claim]\npatterns = ['OCOP \\d sao']\n", "E_MAPPING_VALUE"),
        ("media", '[badge]\nplace = "third"\n', "E_MAPPING_VALUE"),
        ("offer", "[price]\npercent = -5\n", "E_MAPPING_VALUE"),
        ("offer", "[price\npercent = 5\n", "E_MAPPING_SYNTAX"),
        ("txet", "x = 1\n", "E_MAPPING_UNKNOWN_FILE"),
    ],
)
def test_other_mistakes_are_bad_use(tmp_path: Path, stem: str, text: str, code: str) -> None:
    assert refused(tmp_path, stem, text).code == code


def test_missing_mapping_package() -> None:
    with pytest.raises(BadUse) as caught:
        load_rules("mappings.no_such_place")
    assert caught.value.code == "E_MAPPING_MISSING"


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert overlaid(tmp_path, "text", "\ufeff[title]\nmaximum = 50\n").text.title.maximum == 50


@pytest.mark.parametrize(
    ("theirs", "shown", "source"),
    [
        (Limit(minimum=20, maximum=100, source="get_item_limit"), "20-100 characters", "facts: get_item_limit"),
        (Limit(minimum=5, maximum=255, unit="bytes"), "10-120 bytes", "mappings/shopee/text.toml:title"),
        (None, "10-120 characters", "mappings/shopee/text.toml:title"),
    ],
)
def test_the_tighter_limit_holds_and_is_named(theirs: Limit | None, shown: str, source: str) -> None:
    bounds = effective_limit(load_rules("mappings.shopee"), "title", theirs)
    assert bounds.shown == shown
    assert source in bounds.source


def test_a_looser_rule_never_loosens_the_shop(tmp_path: Path) -> None:
    rules = overlaid(tmp_path, "media", "[images]\nmaximum = 50\n")
    found = composed(product(images=tuple(f"{n}.png" for n in range(12))), rules=rules, shop=facts())
    assert found.listing is not None
    assert len(found.listing.media) == 9


def test_every_code_has_words_in_both_languages() -> None:
    import re

    source = "".join(file.read_text(encoding="utf-8") for file in (Path(__file__).parents[3] / "mappings").glob("*.py"))
    codes = set(re.findall(r'"((?:[EW]_|CHANNEL_|STATUS_|OWNER_|PRICE_)[A-Z0-9_]+)"', source))
    assert len(codes) > 35
    for lang in LANGUAGES:
        assert [code for code in sorted(codes) if say(code, lang) == code] == []
