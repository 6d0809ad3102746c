"""The user's rule files, edited key by key: nothing else in them changes, and what was put in can be taken out."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.errors import BadUse
from mappings import load_rules, place
from mappings.overlay import Edit, edited
from tests.unit.mappings.facts import product

OWN = """# của HTX, đừng xóa
[group.F1a]
path = "A > B"  # chọn tay
when.fruit = { title = ["bưởi"], path = "C" }

[product]
"P001-01" = "A > B"   # khách quen
"""


def test_comments_order_and_other_keys_stay() -> None:
    made = edited(OWN, [Edit("categories", ("group", "F1a", "path"), "X > Y")], "categories.toml")
    assert made == OWN.replace('"A > B"  # chọn tay', '"X > Y"  # chọn tay')


def test_what_was_put_in_comes_out_again() -> None:
    edits = [
        Edit("categories", ("group", "F3c", "when", "nuts", "path"), "N > M"),
        Edit("categories", ("industry", "food"), "F"),
    ]
    made = edited(OWN, edits, "categories.toml")
    back = edited(made, [Edit(edit.file, edit.keys, None) for edit in edits], "categories.toml")
    assert tomllib.loads(back) == tomllib.loads(OWN)
    assert "# khách quen" in back


def test_a_file_that_is_no_toml_is_left_alone_and_named() -> None:
    with pytest.raises(BadUse) as caught:
        edited("path = = 3", [Edit("categories", ("industry", "food"), "F")], "categories.toml")
    assert (caught.value.code, caught.value.params["file"]) == ("E_MAPPING_SYNTAX", "categories.toml")


def test_a_key_that_is_no_table_is_not_overwritten() -> None:
    with pytest.raises(BadUse):
        edited('group = "không phải bảng"', [Edit("categories", ("group", "F1a", "path"), "F")], "categories.toml")


names = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
trees = st.recursive(names, lambda inner: st.dictionaries(names, inner, max_size=4), max_leaves=10)


@given(tree=st.dictionaries(names, trees, max_size=4), keys=st.lists(names, min_size=1, max_size=4), value=names)
def test_any_key_of_any_file(tree: dict[str, Any], keys: list[str], value: str) -> None:
    import tomlkit

    text = tomlkit.dumps(tree)
    try:
        made = edited(text, [Edit("categories", tuple(keys), value)], "x.toml")
    except BadUse:
        return  # a key on the way is no table, or the file cannot be kept as it is: nothing comes out
    at = wanted = tomllib.loads(text)
    for key in keys[:-1]:
        at = at.setdefault(key, {})
    at[keys[-1]] = value
    assert tomllib.loads(made) == wanted


def test_a_user_s_word_for_one_category_goes_before_the_rule_for_all(tmp_path: Path) -> None:
    (tmp_path / "shopee").mkdir()
    text = '[in_category."Phụ kiện thời trang > Khăn > Khăn choàng & khăn lụa"."Chất liệu"]\nvalue = "Len"\n'
    (tmp_path / "shopee" / "attributes.toml").write_text(text, encoding="utf-8")
    rules = load_rules("mappings.shopee", tmp_path)
    assert rules.attributes.attribute["Chất liệu"].value == "{ingredients}"
    assert next(iter(rules.attributes.in_category.values()))["Chất liệu"].value == "Len"


def test_words_of_ours_with_a_category_of_yours_are_your_choice(tmp_path: Path) -> None:
    (tmp_path / "shopee").mkdir()
    file = tmp_path / "shopee" / "categories.toml"
    silk = product()
    ours = place(load_rules("mappings.shopee"), silk)
    assert ours is not None
    assert not ours.chosen
    file.write_text(f'[{ours.key}]\npath = "A > B"\n', encoding="utf-8")
    yours = place(load_rules("mappings.shopee", tmp_path), silk)
    assert yours is not None
    assert (yours.path, yours.chosen, yours.key) == (("A", "B"), True, ours.key)
    file.write_text(f'[{ours.key}]\ntitle = ["khăn"]\n', encoding="utf-8")
    words = place(load_rules("mappings.shopee", tmp_path), silk)
    assert words is not None
    assert not words.chosen, "other words for a rule are no choice of a category"
