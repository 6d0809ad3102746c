"""The shop's facts, read once from `data/`: categories, attributes, brands, limits, channels; and the indexes that
checks need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

__all__ = ["DATE", "DROP_DOWN", "FREE_TEXT", "MULTI", "Attribute", "Channel", "Facts", "Leaf", "load_facts"]

DROP_DOWN = frozenset({1, 4})
FREE_TEXT = 3
MULTI = frozenset({4, 5})
DATE = 4


@dataclass(frozen=True, slots=True)
class Value:
    id: int
    vi: str
    en: str
    children: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    id: int
    vi: str
    en: str
    input_type: int
    validation: int
    format: int
    date_format: int
    max_values: int
    units: tuple[str, ...]
    values: Mapping[int, Value]
    searched: bool
    """Its values are not in the tree: they have to be searched for."""
    mandatory: bool
    """As a child: whether choosing its value demands it. A leaf's own attributes have that beside them."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A category that may carry items. `attributes` pairs each with whether it is mandatory."""

    id: int
    path: tuple[str, ...]
    attributes: tuple[tuple[Attribute, bool], ...]
    brands: tuple[Mapping[str, Any], ...]
    brand_required: bool
    blocked: bool
    pre_order: bool


@dataclass(frozen=True, slots=True)
class Channel:
    id: int
    name: str
    enabled: bool
    mask: int
    fee_type: str
    compulsory: bool
    cod: bool
    max_weight: float
    max_side: int
    max_sum: int
    sizes: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """`categories`: every node as (id, parent, vi, en, has_children); `attributes` holds children of values too."""

    categories: tuple[tuple[int, int, str, str, bool], ...]
    leaves: Mapping[int, Leaf]
    by_path: Mapping[tuple[str, ...], Leaf]
    attributes: Mapping[int, Attribute]
    limits: Mapping[str, Any]
    channels: Mapping[int, Channel]
    seed_rules: Mapping[str, Any]
    variations: tuple[Mapping[str, Any], ...]


@cache
def load_facts() -> Facts:
    attributes = {key: _attribute(raw) for key, raw in _data("attributes").items()}
    brands = {key: tuple(rows) for key, rows in _data("brands").items()}
    nodes: list[tuple[int, int, str, str, bool]] = []
    leaves: dict[int, Leaf] = {}
    for raw, parent, path in _walk(_data("categories"), 0, ()):
        nodes.append((raw["id"], parent, raw["vi"], raw["en"], "children" in raw))
        if "children" not in raw:
            leaves[raw["id"]] = _leaf(raw, path, attributes, brands)
    return Facts(
        categories=tuple(nodes),
        leaves=leaves,
        by_path={leaf.path: leaf for leaf in leaves.values()},
        attributes={each.id: each for top in attributes.values() for each in _with_children(top)},
        limits=_data("limits"),
        channels={raw["logistics_channel_id"]: _channel(raw) for raw in _data("channels")},
        seed_rules=_data("seed_categories"),
        variations=tuple(_data("variations")),
    )


def _data(name: str) -> Any:
    return orjson.loads(files("adapters.shopee.mock").joinpath("data", f"{name}.json").read_bytes())


def _walk(nodes: list[Any], parent: int, path: tuple[str, ...]) -> Iterator[tuple[Any, int, tuple[str, ...]]]:
    for node in nodes:
        here = (*path, node["vi"])
        yield node, parent, here
        yield from _walk(node.get("children", []), node["id"], here)


def _leaf(
    raw: Mapping[str, Any],
    path: tuple[str, ...],
    attributes: Mapping[str, Attribute],
    brands: Mapping[str, tuple[Mapping[str, Any], ...]],
) -> Leaf:
    chosen = tuple((attributes[key.removesuffix("*")], key.endswith("*")) for key in raw["attributes"])
    return Leaf(
        id=raw["id"],
        path=path,
        attributes=chosen,
        brands=brands[raw["brands"]],
        brand_required=raw["brand_required"],
        blocked=raw.get("blocked", False),
        pre_order="ingredients*" in raw["attributes"] or "shelf_life*" not in raw["attributes"],
    )


def _attribute(raw: Mapping[str, Any]) -> Attribute:
    values = [
        Value(v["id"], v["vi"], v["en"], tuple(_attribute(child) for child in v.get("children", [])))
        for v in raw["values"]
    ]
    return Attribute(
        id=raw["id"],
        vi=raw["vi"],
        en=raw["en"],
        input_type=raw["input_type"],
        validation=raw["validation"],
        format=raw["format"],
        date_format=raw["date_format"],
        max_values=raw["max_values"],
        units=tuple(raw["units"]),
        values={value.id: value for value in values},
        searched=raw.get("searched", False),
        mandatory=raw.get("mandatory", False),
    )


def _with_children(attribute: Attribute) -> Iterator[Attribute]:
    yield attribute
    for value in attribute.values.values():
        for child in value.children:
            yield from _with_children(child)


def _channel(raw: Mapping[str, Any]) -> Channel:
    return Channel(
        id=raw["logistics_channel_id"],
        name=raw["logistics_channel_name"],
        enabled=raw["enabled"],
        mask=raw["mask_channel_id"],
        fee_type=raw["fee_type"],
        compulsory=raw["compulsory_channel"],
        cod=raw["cod_enabled"],
        max_weight=raw["max_weight"],
        max_side=raw["max_side"],
        max_sum=raw["max_sum"],
        sizes=tuple(raw["sizes"]),
    )
