"""The shop's facts, read once from `data/`: categories, attributes, brands; and the indexes that checks need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

__all__ = ["CLOSED", "MULTI", "Attribute", "Brand", "Facts", "Leaf", "Node", "Option", "load_facts"]

CLOSED = frozenset({"singleSelect", "multiSelect"})
MULTI = frozenset({"multiSelect", "multiEnumInput"})


@dataclass(frozen=True, slots=True)
class Option:
    id: int
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """`sku`: it goes inside each Sku; `sale_prop`: it may tell SKUs apart. `unit` as the wire has it."""

    id: int
    name: str
    vi: str
    en: str
    input_type: str
    sku: bool
    sale_prop: bool
    key_prop: bool
    options: tuple[Option, ...]
    unit: Mapping[str, Any] | None

    @property
    def field(self) -> str:
        """How `detail` names a category attribute."""
        return f"p-{self.id}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A category that may carry items. `attributes` pairs each with whether it is mandatory."""

    id: int
    path: tuple[str, ...]
    attributes: tuple[tuple[Attribute, bool], ...]
    blocked: bool
    """The seller may not sell there."""
    banned: bool
    inactive: bool

    def named(self, name: str) -> Attribute | None:
        return next((attribute for attribute, _ in self.attributes if attribute.name == name), None)

    @property
    def sale_props(self) -> frozenset[str]:
        return frozenset(attribute.name for attribute, _ in self.attributes if attribute.sale_prop)


@dataclass(frozen=True, slots=True)
class Node:
    id: int
    vi: str
    en: str
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Brand:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Facts:
    """`closed` is the brand only its owner may sell in LazMall. A category switched off is not in the tree."""

    tree: tuple[Node, ...]
    leaves: Mapping[int, Leaf]
    by_path: Mapping[tuple[str, ...], Leaf]
    nodes: frozenset[int]
    brands: Mapping[int, Brand]
    brand_names: Mapping[str, Brand]
    no_brand: Brand
    closed: Brand
    seed_rules: Mapping[str, Any]


@cache
def load_facts() -> Facts:
    raw = _data("attributes")
    attributes = {key: _attribute(each) for key, each in raw["attributes"].items()}
    categories = _data("categories")
    leaves = {leaf.id: leaf for leaf in _leaves(categories, (), raw["sets"], attributes)}
    rows = _data("brands")
    brands = _brands(rows)
    return Facts(
        tree=tuple(_node(each) for each in categories),
        leaves=leaves,
        by_path={leaf.path: leaf for leaf in leaves.values()},
        nodes=frozenset(_numbers(categories)),
        brands={brand.id: brand for brand in brands},
        brand_names={brand.name.casefold(): brand for brand in brands},
        no_brand=Brand(rows["no_brand"]["id"], rows["no_brand"]["name"]),
        closed=Brand(rows["closed"]["id"], rows["closed"]["name"]),
        seed_rules=_data("seed_categories"),
    )


def _data(name: str) -> Any:
    return orjson.loads(files("adapters.lazada.mock").joinpath("data", f"{name}.json").read_bytes())


def _attribute(raw: Mapping[str, Any]) -> Attribute:
    return Attribute(
        id=raw["id"],
        name=raw["name"],
        vi=raw["vi"],
        en=raw["en"],
        input_type=raw["input_type"],
        sku=raw.get("sku", False),
        sale_prop=raw.get("sale_prop", False),
        key_prop=raw.get("key_prop", False),
        options=tuple(Option(each["id"], each["vi"], each["en"]) for each in raw.get("options", [])),
        unit=raw.get("unit"),
    )


def _node(raw: Mapping[str, Any]) -> Node:
    children = [_node(child) for child in raw.get("children", []) if not child.get("inactive")]
    return Node(raw["id"], raw["vi"], raw["en"], tuple(children))


def _numbers(nodes: list[Any]) -> Iterator[int]:
    for node in nodes:
        yield node["id"]
        yield from _numbers(node.get("children", []))


def _leaves(
    nodes: list[Any],
    above: tuple[str, ...],
    sets: Mapping[str, list[str]],
    attributes: Mapping[str, Attribute],
) -> Iterator[Leaf]:
    for node in nodes:
        path = (*above, node["vi"])
        if "children" in node:
            yield from _leaves(node["children"], path, sets, attributes)
            continue
        chosen = tuple((attributes[key.removesuffix("*")], key.endswith("*")) for key in sets[node["set"]])
        flags = {name: node.get(name, False) for name in ("blocked", "banned", "inactive")}
        yield Leaf(id=node["id"], path=path, attributes=chosen, **flags)


def _brands(rows: Mapping[str, Any]) -> list[Brand]:
    """In the order of the list: half the fillers, No Brand, the named ones, the other fillers."""
    fillers = [Brand(30_000 + 7 * n, f"{rows['filler']} {n:03d}") for n in range(1, rows["fillers"] + 1)]
    half = len(fillers) // 2
    named = [Brand(each["id"], each["name"]) for each in (rows["no_brand"], *rows["named"], rows["closed"])]
    return [*fillers[:half], *named, *fillers[half:]]
