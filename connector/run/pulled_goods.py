"""One listing of a shop as rows of a catalogue: cells, the product they are read as, and what binds them.

A SKU that a sheet can hold is kept as the shop has it. A variant without one, with one no sheet can hold, or with one
that stands in the shop before, gets the next of the house's scheme; the shop is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import repeat

from pydantic import JsonValue

from connector.catalogue.amounts import gtin
from connector.catalogue.verdicts import Refused
from connector.catalogue.words import long_text, text
from connector.catalogue.writing.skus import numbered
from connector.model import (
    Dimensions,
    Group,
    Industry,
    LabelFacts,
    Product,
    RemoteListing,
    RemoteVariant,
    Story,
    Variant,
    fold,
    is_sku,
    nameless,
)
from connector.sync.journal import Binding
from connector.text import is_formula

__all__ = ["Goods", "Naming", "PictureNames", "goods_of"]

READ = ("title_vi", "brand", "ingredients_vi", "storage_vi")
SIGNS = "=@+ \t\r\n"
UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class PictureNames:
    """The files of a listing's pictures: the gallery in order, and those of options by the first option's value."""

    gallery: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Goods:
    """``skus`` has our SKU by variant id, in the order of the sheet; ``proposed`` the ids whose SKU is new. ``known``:
    the catalogue has a row for it; ``managed``: it is bound or will be adopted, so that nothing is to be recorded."""

    remote: RemoteListing
    key: str
    skus: Mapping[str, str]
    proposed: frozenset[str]
    known: bool = False
    managed: bool = False

    @property
    def binding(self) -> Binding:
        """How a pull binds it: by the shop's own SKUs, else by the ids of the variants."""
        shown = {variant.remote_id: variant.sku for variant in self.remote.variants}
        skus = {
            fold(sku): ("" if remote_id in self.proposed else shown[remote_id], remote_id)
            for remote_id, sku in self.skus.items()
        }
        return Binding(self.key, self.remote.remote_id, "pulled", skus)


@dataclass(slots=True)
class Naming:
    """SKUs for what a shop lists.

    ``bound`` are its bindings by remote id, ``pending`` the products of earlier pulls that nobody has filled in.
    ``listed`` is the product of every SKU (folded) that sheets or other shops have, ``taken`` are all ever used.
    """

    bound: Mapping[str, Binding]
    pending: Collection[str]
    listed: Mapping[str, str]
    taken: Collection[str]

    def all(self, remotes: Sequence[RemoteListing]) -> tuple[list[Goods], list[RemoteListing]]:
        """Every listing with a SKU for each of its variants, and those no sheet can hold (one SKU on two variants)."""
        shown = {variant.sku.strip().upper() for remote in remotes for variant in remote.variants}
        bound = {sku.upper() for one in self.bound.values() for sku in one.skus}
        fresh = numbered(repeat(""), {*self.taken, *shown, *bound})
        used: set[str] = set()
        found: list[Goods] = []
        left_out: list[RemoteListing] = []
        for remote in remotes:
            spelled = [fold(variant.sku) for variant in remote.variants if variant.sku.strip()]
            if len(set(spelled)) < len(spelled) or not remote.variants:
                left_out.append(remote)
            else:
                found.append(self._named(remote, used, fresh))
        return found, left_out

    def _named(self, remote: RemoteListing, used: set[str], fresh: Iterator[str]) -> Goods:
        bound = self.bound.get(remote.remote_id)
        by_id = {remote_id: sku.upper() for sku, (_, remote_id) in bound.skus.items()} if bound else {}
        by_name = {fold(shown): sku.upper() for sku, (shown, _) in bound.skus.items() if shown} if bound else {}
        skus: dict[str, str] = {}
        for variant in _in_order(remote):
            sku = by_name.get(fold(variant.sku)) or by_id.get(variant.remote_id, "")
            if not sku:
                sku = variant.sku.strip().upper()
                sku = sku if sku.isascii() and is_sku(sku) and fold(sku) not in used else next(fresh)
            skus[variant.remote_id] = sku
            used.add(fold(sku))
        in_sheets = next((self.listed[fold(sku)] for sku in skus.values() if fold(sku) in self.listed), "")
        return Goods(
            remote=remote,
            key=bound.product if bound else in_sheets or next(iter(skus.values())),
            skus=skus,
            proposed=frozenset(v.remote_id for v in remote.variants if fold(skus[v.remote_id]) != fold(v.sku)),
            known=bool(in_sheets),
            managed=bound.product not in self.pending if bound else bool(in_sheets),
        )


def _in_order(remote: RemoteListing) -> Sequence[RemoteVariant]:
    """The variants in the order in which the shop shows their options."""
    structure = remote.groups.get(Group.STRUCTURE)
    skus = structure.get("skus") if isinstance(structure, dict) else None
    places = {name: at for at, name in enumerate(skus)} if isinstance(skus, dict) else {}
    return sorted(remote.variants, key=lambda variant: places.get(_name(variant), len(places)))


def _name(variant: RemoteVariant) -> str:
    return variant.sku or nameless(variant.remote_id)


def goods_of(
    goods: Goods, pictures: PictureNames, marketplace: str, told: Mapping[str, str]
) -> tuple[Product, list[dict[str, str]], dict[str, str]]:
    """The product as the untouched sheet says it, a row of cells for each SKU, and codes of cells no reader takes.

    ``told`` are cells that the listing's attributes tell. What only the programme knows has a stand-in in the product:
    it is never looked at (``Composer.untouched``).
    """
    remote, refused = goods.remote, dict[str, str]()
    cells = {
        "title_vi": _written(str(remote.groups.get(Group.TITLE) or "")),
        "long_story_vi": _written(str(remote.groups.get(Group.DESCRIPTION) or "")),
        "brand": _written(remote.brand),
        "image_files": "; ".join(pictures.gallery),
        "channels_wanted": marketplace,
        **{name: _written(said) for name, said in told.items()},
    }
    read = {name: _read(text, name, cells.get(name, ""), refused) for name in READ}
    days = cells.get("shelf_life_days", "")
    story = _read(long_text, "long_story_vi", cells["long_story_vi"], refused)
    names, options = _structure(remote)
    called = dict(zip(("option_1_name", "option_2_name"), map(_written, names), strict=False))
    several = len(goods.skus) > 1
    rows: list[dict[str, str]] = []
    variants: list[Variant] = []
    for variant in _in_order(remote):
        sku = goods.skus[variant.remote_id]
        made = _variant(remote, variant, sku, options.get(_name(variant), ()), pictures)
        variants.append(made)
        own = cells if not rows else {}
        rows.append({**own, **_of_sku(made), "product_key": goods.key if several else "", **called})
    product = Product(
        product_key=goods.key,
        producer_id=UNKNOWN,
        title_vi=read["title_vi"] or UNKNOWN,
        industry=Industry.FOOD,
        brand=read["brand"],
        label=LabelFacts(
            ingredients_vi=read["ingredients_vi"],
            storage_vi=read["storage_vi"],
            shelf_life_days=int(days) if days.isdecimal() else None,
        ),
        story=Story(long_vi=story),
        images=pictures.gallery,
        channels_wanted=(marketplace,),
        option_names=names,
        variants=tuple(variants),
    )
    return product, rows, refused


def _written(shown: str) -> str:
    """A text of the shop as a sheet may hold it: what begins like a formula begins with a dash instead."""
    return f"– {shown.lstrip(SIGNS)}" if is_formula(shown) else shown


def _read(reader: Callable[[str, list[str]], str], name: str, cell: str, refused: dict[str, str]) -> str:
    """The cell as the reader reads it; where it refuses, the cell as it stands, and why."""
    try:
        return reader(cell, [])
    except Refused as why:
        refused[name] = why.code
        return cell


def _structure(remote: RemoteListing) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    structure = remote.groups.get(Group.STRUCTURE)
    if not isinstance(structure, dict):
        return (), {}
    names, skus = structure.get("options"), structure.get("skus")
    words = skus.items() if isinstance(skus, dict) else ()
    options = {name: tuple(map(str, of)) for name, of in words if isinstance(of, list)}
    return tuple(map(str, names)) if isinstance(names, list) else (), options


def _variant(
    remote: RemoteListing, variant: RemoteVariant, sku: str, options: tuple[str, ...], pictures: PictureNames
) -> Variant:
    package = remote.groups.get(Group.PACKAGE)
    parcel: Mapping[str, JsonValue] = package if isinstance(package, dict) else {}
    sides = [_figure(parcel.get(name)) for name in ("length_cm", "width_cm", "height_cm")]
    return Variant(
        sku=sku,
        price_vnd=_figure(_of(remote, Group.PRICE, variant)),
        stock=_figure(_of(remote, Group.STOCK, variant)),
        option_values=options,
        option_image=pictures.options.get(options[0], "") if options else "",
        weight_g=_figure(parcel.get("weight_g")) or None,
        dimensions=_dimensions(sides) if all(sides) else None,
        gtin=_barcode(remote, variant),
    )


def _of(remote: RemoteListing, group: Group, variant: RemoteVariant) -> JsonValue:
    figures = remote.groups.get(group)
    return figures.get(_name(variant)) if isinstance(figures, dict) else None


def _barcode(remote: RemoteListing, variant: RemoteVariant) -> str:
    """The barcode the shop has, if it is one."""
    attributes = remote.groups.get(Group.ATTRIBUTES)
    codes = attributes.get("gtin") if isinstance(attributes, dict) else None
    try:
        return gtin(str(codes.get(_name(variant)) or ""), []) if isinstance(codes, dict) else ""
    except Refused:
        return ""


def _figure(value: JsonValue) -> int:
    return round(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0


def _dimensions(sides: Sequence[int]) -> Dimensions:
    length, width, height = map(Decimal, sides)
    return Dimensions(length_cm=length, width_cm=width, height_cm=height)


def _of_sku(variant: Variant) -> dict[str, str]:
    size = variant.dimensions
    values = dict(zip(("option_1_value", "option_2_value"), variant.option_values, strict=False))
    return {
        "sku": variant.sku,
        "price_vnd": str(variant.price_vnd) if variant.price_vnd else "",
        "stock": str(variant.stock),
        "weight_g": str(variant.weight_g or ""),
        "dims": f"{size.length_cm}x{size.width_cm}x{size.height_cm}" if size else "",
        "gtin": variant.gtin,
        "option_image": variant.option_image,
        **{name: _written(word) for name, word in values.items()},
    }
