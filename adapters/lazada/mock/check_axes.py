"""What tells an item's SKUs apart: the axes that were declared, and each SKU's value on each.

An axis is declared in `variation`, or is one of the category's own sale properties. Axes and options are only ever
added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapters.lazada.mock.check_attributes import FORBIDDEN
from adapters.lazada.mock.envelope import Problem
from adapters.lazada.mock.facts import Leaf
from adapters.lazada.mock.items import Axis, Sku
from adapters.lazada.mock.payload import SkuForm

__all__ = ["axes_of", "wrong_axes", "wrong_declarations"]

MAX_AXES, MAX_NAME, MAX_OPTION, MAX_OPTIONS = 4, 15, 20, 50


def axes_of(before: Sequence[Axis], declared: Sequence[Axis], leaf: Leaf, skus: Sequence[Sku]) -> tuple[Axis, ...]:
    """The item's axes after a write, with every value a SKU has as an option."""
    axes: dict[str, Axis] = {axis.name: axis for axis in before}
    for axis in declared:
        old = axes.get(axis.name)
        options = dict.fromkeys((*(old.options if old else ()), *axis.options))
        axes[axis.name] = Axis(axis.name, axis.has_image, axis.customize, tuple(options))
    for sku in skus:
        for name, value in sku.sale_prop.items():
            old = axes.get(name) or (Axis(name, False, False, ()) if name in leaf.sale_props else None)
            if old is not None and value:
                options = dict.fromkeys((*old.options, value))
                axes[name] = Axis(name, old.has_image, old.customize, tuple(options))
    return tuple(axes.values())


def wrong_declarations(declared: Sequence[Axis], leaf: Leaf) -> list[Problem]:
    """What is wrong with `variation` itself."""
    found = []
    for position, axis in enumerate(declared, start=1):
        where = f"variation{position}"
        if not axis.name or len(axis.name) > MAX_NAME:
            found.append(Problem("209", where, f"A variation name has 1 to {MAX_NAME} characters"))
        if axis.has_image and position > 1:
            found.append(Problem("209", where, "Only variation1 can have images"))
        if len(axis.options) > MAX_OPTIONS or any(len(option) > MAX_OPTION for option in axis.options):
            text = f"At most {MAX_OPTIONS} options of {MAX_OPTION} characters"
            found.append(Problem("209", where, text))
        if not axis.customize and axis.name not in leaf.sale_props:
            found.append(Problem("4143", where, f"{axis.name} is not a sale property of the category"))
    if len({axis.name for axis in declared}) < len(declared):
        found.append(Problem("209", "variation", "A variation is declared twice"))
    return found


def wrong_axes(
    declared: Sequence[Axis], axes: Sequence[Axis], leaf: Leaf, skus: Sequence[Sku], forms: Sequence[SkuForm]
) -> list[Problem]:
    """What is wrong with the SKUs' values; `axes` are those after the write, `forms` what the call sent."""
    names = [axis.name for axis in axes]
    found = list(_in_both_places(names, leaf, forms))
    closed = {axis.name: set(axis.options) for axis in declared if axis.options}
    for sku in skus:
        for name, value in sku.sale_prop.items():
            if name not in names:
                found.append(Problem("4143", name, f"{name} is not declared as a variation"))
            elif len(value) > MAX_OPTION:
                found.append(Problem("4120", name, f"{value} is longer than {MAX_OPTION} characters"))
            elif FORBIDDEN.search(value):
                found.append(Problem("4129", name, "The value contains forbidden characters"))
    for form in forms:
        for name, value in form.sale_prop.items():
            if value and name in closed and value not in closed[name]:
                found.append(Problem("4140", name, f"{value} is not one of the options"))
    if len(skus) > 1:
        found += _not_apart(names, skus)
    return found


def _in_both_places(names: Sequence[str], leaf: Leaf, forms: Sequence[SkuForm]) -> Iterator[Problem]:
    for form in forms:
        for name in form.fields:
            if name in form.sale_prop or (form.sale_prop and name in (*names, *leaf.sale_props)):
                yield Problem("4145", name, f"{name} stands both in saleProp and in the SKU")


def _not_apart(names: Sequence[str], skus: Sequence[Sku]) -> list[Problem]:
    """What keeps several SKUs from being told apart."""
    bare = [sku for sku in skus if not sku.sale_prop]
    if bare:
        return [Problem("4144", "saleProp", f"saleProp is missing: {sku.seller_sku}") for sku in bare]
    if len({frozenset(sku.sale_prop) for sku in skus}) > 1:
        return [Problem("4109", "saleProp", "The sale properties of the SKUs do not match")]
    lacking = [(sku, name) for sku in skus for name in names if not sku.sale_prop.get(name)]
    if lacking:
        return [Problem("4113", name, f"The value is missing: {sku.seller_sku}") for sku, name in lacking]
    values = [tuple(sku.sale_prop[name] for name in names) for sku in skus]
    if len(set(values)) < len(values):
        return [Problem("4112", "saleProp", "Two SKUs have the same variant values")]
    return []
