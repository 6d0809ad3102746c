"""The attributes of leaf categories: whole trees flattened, children beside the choice that opens them.

A child of a value becomes an attribute with ``parents``; equal children of several values become one with several
parents. Values that are not in the tree (``support_search_value``) are listed page by page, once for each attribute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from connector.model import Attribute, AttributeInput, Choice

from .api import Api, Params
from .fact_models import AttributeNode, AttributeTrees, SearchedValues, Translation

__all__ = ["fetch_attributes"]

ATTRIBUTE_BATCH = 20
VALUE_PAGE = 100
VALUE_PAGES = 20  # two thousand values: what is beyond is written as text where the input takes one
WITH_UNIT = 2
FREE_TEXT = AttributeInput.TEXT
INPUTS = {
    1: AttributeInput.CHOICE,
    2: AttributeInput.CHOICE_OR_TEXT,
    4: AttributeInput.CHOICES,
    5: AttributeInput.CHOICES_OR_TEXT,
}
CONTENT: dict[int, Literal["integer", "number", "date"]] = {1: "integer", 3: "number", 4: "date"}
TEXT_INPUTS = {"integer": AttributeInput.INTEGER, "number": AttributeInput.NUMBER, "date": AttributeInput.DATE}
DATE_FORMATS = {0: "DD/MM/YYYY", 1: "MM/YYYY"}

Parents = tuple[tuple[str, str], ...]
Listed = dict[int, tuple[tuple[Choice, ...], bool]]
"""By attribute, the values found by searching and whether there are more."""


async def fetch_attributes(api: Api, leaves: Sequence[str]) -> dict[str, tuple[Attribute, ...]]:
    """The attributes of each leaf, parents before their children; () where a leaf has none."""
    found: dict[str, tuple[Attribute, ...]] = dict.fromkeys(leaves, ())
    listed: Listed = {}
    for start in range(0, len(leaves), ATTRIBUTE_BATCH):
        batch = leaves[start : start + ATTRIBUTE_BATCH]
        params = [("category_id_list", ",".join(batch)), ("language", "vn")]
        answer = await api.get("product/get_attribute_tree", params, AttributeTrees)
        for tree in answer.trees:
            nodes = [pair for node in tree.attribute_tree for pair in _walk(node, ())]
            for node, _ in nodes:
                if node.attribute_info.support_search_value and node.attribute_id not in listed:
                    listed[node.attribute_id] = await _searched(api, node.attribute_id)
            found[str(tree.category_id)] = _merged(nodes, listed)
    return found


def _walk(node: AttributeNode, parents: Parents) -> Iterator[tuple[AttributeNode, Parents]]:
    yield node, parents
    for value in node.attribute_value_list:
        for child in value.child_attribute_list:
            yield from _walk(child, ((str(node.attribute_id), str(value.value_id)),))


def _merged(nodes: Sequence[tuple[AttributeNode, Parents]], listed: Listed) -> tuple[Attribute, ...]:
    """Equal attributes that only different values open, as one."""
    found: dict[Attribute, Parents] = {}
    for node, parents in nodes:
        attribute = _attribute(node, listed)
        found[attribute] = tuple(dict.fromkeys((*found.get(attribute, ()), *parents)))
    return tuple(one.model_copy(update={"parents": parents}) for one, parents in found.items())


async def _searched(api: Api, attribute: int) -> tuple[tuple[Choice, ...], bool]:
    choices: dict[int, Choice] = {}
    cursor = 0
    for _page in range(VALUE_PAGES):
        params: Params = [("attribute_id", attribute), ("cursor", cursor), ("limit", VALUE_PAGE)]
        page = await api.get("product/search_attribute_value_list", params, SearchedValues)
        for value in page.value_list:
            choices[value.value_id] = Choice(id=str(value.value_id), name=value.value_name)
        if not page.page_info.has_next or page.page_info.cursor <= cursor:
            return tuple(choices.values()), False
        cursor = page.page_info.cursor
    return tuple(choices.values()), True


def _attribute(node: AttributeNode, listed: Listed) -> Attribute:
    info = node.attribute_info
    content = CONTENT.get(info.input_validation_type, "")
    in_tree = tuple(
        Choice(id=str(value.value_id), name=_in_vietnamese(value.multi_lang) or value.name, unit=value.value_unit)
        for value in node.attribute_value_list
    )
    searched, partly = listed.get(node.attribute_id, ((), False))
    return Attribute(
        id=str(node.attribute_id),
        name=_in_vietnamese(node.multi_lang) or node.name,
        mandatory=node.mandatory,
        input=INPUTS.get(info.input_type, TEXT_INPUTS.get(content, FREE_TEXT)),
        choices=in_tree + tuple(choice for choice in searched if choice.id not in {one.id for one in in_tree}),
        units=tuple(info.attribute_unit_list) if info.format_type == WITH_UNIT else (),
        max_values=max(1, info.max_value_count),
        content=content,
        date_format=DATE_FORMATS.get(info.date_format_type, "") if content == "date" else "",
        partly=partly,
    )


def _in_vietnamese(names: Sequence[Translation]) -> str:
    return next((name.value for name in names if name.language.lower() in ("vn", "vi") and name.value), "")
