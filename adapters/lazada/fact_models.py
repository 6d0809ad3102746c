"""What Lazada answers about what it allows: tree, attributes, brands, limits. As tolerant as ``models``."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from .models import Number, Text, Tolerant, listed, named

__all__ = ["AttributeList", "AttributeNode", "BrandPage", "ItemLimit", "Suggestions", "Tree", "TreeNode"]


class TreeNode(Tolerant):
    category_id: Text
    name: str = ""
    leaf: bool = False
    children: Annotated[tuple[TreeNode, ...], BeforeValidator(listed)] = ()


class Tree(Tolerant):
    data: Annotated[tuple[TreeNode, ...], BeforeValidator(listed)] = ()


class Option(Tolerant):
    name: Text = ""
    en_name: Text = ""


class Unit(Tolerant):
    type: Annotated[tuple[str, ...], BeforeValidator(listed)] = ()


class AttributeNode(Tolerant):
    name: str
    label: str = ""
    input_type: str = "text"
    attribute_type: str = "normal"
    is_mandatory: Number = 0
    is_sale_prop: Number = 0
    options: Annotated[tuple[Option, ...], BeforeValidator(listed)] = ()
    unit: Annotated[Unit, BeforeValidator(named)] = Unit()


class AttributeList(Tolerant):
    data: Annotated[tuple[AttributeNode, ...], BeforeValidator(listed)] = ()


class BrandEntry(Tolerant):
    brand_id: Text
    name: Text = ""
    name_en: Text = ""


class BrandRows(Tolerant):
    total_record: Number = 0
    module: Annotated[tuple[BrandEntry, ...], BeforeValidator(listed)] = ()


class BrandPage(Tolerant):
    data: Annotated[BrandRows, BeforeValidator(named)] = BrandRows()


class LimitFigures(Tolerant):
    most: Number = Field(default=0, alias="itemLimit")


class ItemLimit(Tolerant):
    data: Annotated[LimitFigures, BeforeValidator(named)] = LimitFigures()


class Suggestion(Tolerant):
    category_id: Text = Field(default="", alias="categoryId")


class SuggestionList(Tolerant):
    hits: Annotated[tuple[Suggestion, ...], BeforeValidator(listed)] = Field(default=(), alias="categorySuggestions")


class Suggestions(Tolerant):
    data: Annotated[SuggestionList, BeforeValidator(named)] = SuggestionList()
