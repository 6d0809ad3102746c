"""The shop's facts, read once from `data/`: categories, attributes, certifications, brands, warehouses.

Every leaf has an id in the v2 tree and another one, `v1`, in the tree that Vietnam has left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

__all__ = ["Attribute", "Brand", "Certification", "Facts", "Leaf", "Node", "When", "load_facts"]


@dataclass(frozen=True, slots=True)
class When:
    """A condition: this value of this attribute was chosen."""

    attribute: str
    value: str


@dataclass(frozen=True, slots=True)
class Attribute:
    id: str
    vi: str
    en: str
    type: str
    customizable: bool
    multiple: bool
    format: str
    values: Mapping[str, tuple[str, str]]
    """By id: the Vietnamese and the English name."""
    when: When | None

    def value_id(self, name: str) -> str | None:
        wanted = name.strip().casefold()
        for number, names in self.values.items():
            if wanted in (names[0].casefold(), names[1].casefold()):
                return number
        return None


@dataclass(frozen=True, slots=True)
class Certification:
    id: str
    name: str
    details: str
    expiry: bool
    when: When | None


@dataclass(frozen=True, slots=True)
class Brand:
    id: str
    name: str
    authorized: bool
    t1: bool


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    parent: str
    vi: str
    en: str
    leaf: bool
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A category that products go into. `attributes` and `certifications` pair each with whether it is required."""

    id: str
    v1: str
    path: tuple[str, ...]
    chain: tuple[str, ...]
    attributes: tuple[tuple[Attribute, bool], ...]
    certifications: tuple[tuple[Certification, bool], ...]
    brands: tuple[Brand, ...]
    statuses: tuple[str, ...]
    cod: bool
    size_chart: str


@dataclass(frozen=True, slots=True)
class Facts:
    nodes: Mapping[str, Node]
    leaves: Mapping[str, Leaf]
    by_path: Mapping[tuple[str, ...], Leaf]
    v1: Mapping[str, Leaf]
    attributes: Mapping[str, Attribute]
    sales: Mapping[str, Attribute]
    brands: Mapping[str, Brand]
    warehouses: tuple[Mapping[str, Any], ...]
    seed_rules: Mapping[str, Any]


@cache
def load_facts() -> Facts:
    raw_attributes = _data("attributes")
    attributes = {key: _attribute(raw, raw_attributes) for key, raw in raw_attributes.items()}
    papers = {key: _certification(raw, raw_attributes) for key, raw in _data("certifications").items()}
    brands = {
        key: tuple(Brand(r["id"], r["name"], r["authorized"], r["t1"]) for r in rows)
        for key, rows in _data("brands").items()
    }
    nodes: dict[str, Node] = {}
    leaves: dict[str, Leaf] = {}
    for raw, chain, path in _walk(_data("categories"), (), ()):
        leaf = "children" not in raw
        statuses = tuple(raw["permission_statuses"]) if leaf else ("AVAILABLE",)
        parent = chain[-2] if len(chain) > 1 else "0"
        nodes[raw["id"]] = Node(raw["id"], parent, raw["vi"], raw["en"], leaf, statuses)
        if leaf:
            leaves[raw["id"]] = Leaf(
                id=raw["id"],
                v1=raw["v1"],
                path=path,
                chain=chain,
                attributes=tuple((attributes[k.rstrip("*")], k.endswith("*")) for k in raw["attributes"]),
                certifications=tuple((papers[k.rstrip("*")], k.endswith("*")) for k in raw["certifications"]),
                brands=brands[raw["brands"]],
                statuses=statuses,
                cod=raw["cod"],
                size_chart=raw["size_chart"],
            )
    return Facts(
        nodes=nodes,
        leaves=leaves,
        by_path={leaf.path: leaf for leaf in leaves.values()},
        v1={leaf.v1: leaf for leaf in leaves.values()},
        attributes={each.id: each for each in attributes.values()},
        sales={each.id: each for each in attributes.values() if each.type == "SALES_PROPERTY"},
        brands={brand.id: brand for rows in brands.values() for brand in rows},
        warehouses=tuple(_data("warehouses")),
        seed_rules=_data("seed_categories"),
    )


def _data(name: str) -> Any:
    return orjson.loads(files("adapters.tiktok_shop.mock").joinpath("data", f"{name}.json").read_bytes())


def _walk(
    nodes: list[Any], chain: tuple[str, ...], path: tuple[str, ...]
) -> Iterator[tuple[Any, tuple[str, ...], tuple[str, ...]]]:
    for node in nodes:
        here, names = (*chain, node["id"]), (*path, node["vi"])
        yield node, here, names
        yield from _walk(node.get("children", []), here, names)


def _attribute(raw: Mapping[str, Any], known: Mapping[str, Any]) -> Attribute:
    return Attribute(
        id=raw["id"],
        vi=raw["vi"],
        en=raw["en"],
        type=raw["type"],
        customizable=raw["customizable"],
        multiple=raw["multiple"],
        format=raw.get("format", ""),
        values={value["id"]: (value["vi"], value["en"]) for value in raw["values"]},
        when=_when(raw, known),
    )


def _certification(raw: Mapping[str, Any], known: Mapping[str, Any]) -> Certification:
    return Certification(raw["id"], raw["name"], raw["details"], raw["expiry"], _when(raw, known))


def _when(raw: Mapping[str, Any], known: Mapping[str, Any]) -> When | None:
    when = raw.get("when")
    return When(known[when["attribute"]]["id"], when["value"]) if when else None
