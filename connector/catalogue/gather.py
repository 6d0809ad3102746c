"""Read rows gathered into products, in the order of the files; what gives no product becomes a refused row.

A product needs an accepted first row. Its other rows are judged one by one: a refused one leaves the product
*partial*, it does not take the rest along.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from connector.model import Producer, Product, ProductId, Variant

from . import build
from .cells import REFUSED
from .fields import OF_SKU
from .grouping import Groups
from .names import Names
from .rows import Row
from .sheet import Record
from .verdicts import CellVerdict, RefusedRow

__all__ = ["Gathering"]

NOTHING: frozenset[str] = frozenset()
PHOTO_FIELDS = frozenset({"image_files", "option_image"})


@dataclass
class _Making:
    """A product in the making: the values of its first row (or that row's refusal) and its SKUs so far."""

    product: ProductId
    first_sku: str
    values: dict[str, Any]
    columns: frozenset[str]
    refused: RefusedRow | None
    cleared: frozenset[str]
    variants: list[Variant] = field(default_factory=list)
    records: list[tuple[Record, str]] = field(default_factory=list)
    partial: bool = False


class Gathering:
    """Takes every row of a reading once, in order."""

    def __init__(self, producers: dict[str, Producer], names: Names, groups: Groups) -> None:
        self.refused: list[RefusedRow] = []
        self.verdicts: list[CellVerdict] = []
        self._producers = producers
        self._names = names
        self._rows_of = groups.rows
        self._slots: list[Product | _Making] = []
        self._open: dict[str, _Making] = {}

    def add(self, row: Row, file: str, columns: frozenset[str], cleared: frozenset[str] = NOTHING) -> str:
        """Take one row; the SKU of its product's first row (its own where it stands alone).

        ``cleared`` are the fields that an update emptied in it.
        """
        self.verdicts.extend(row.verdicts)
        key, group = row.member.key, row.member.group
        making = self._open.get(group) if group is not None else None
        product = making.product if making else self._product_id(row)
        refused = self._refusal(row, file, product)
        if key is None or group is None:
            return row.member.sku
        if making is None:
            named = self._names.of(self._said(row), key)
            making = _Making(named, row.member.sku, row.values, columns, refused, cleared - OF_SKU)
            self._slots.append(making)
            if self._rows_of[group] > 1:
                self._open[group] = making
        elif making.refused and not refused:
            self._refuse_headless(row, file, making.refused, product)
        if refused:
            making.partial = making.partial or not refused.repeat
        elif not making.refused:
            sample = self._is_sample(making)
            making.variants.append(build.variant(row.values, producer_is_sample=sample, cleared=cleared & OF_SKU))
            making.records.append((Record(row.record.number, row.record.line, None), file))
            if group not in self._open:
                self._slots[-1] = self._finished(making)
        return making.first_sku

    def half_pictured(self) -> Iterator[CellVerdict]:
        """A warning for every product of which some options have a picture and others none: the first that has none."""
        for making in self._open.values():
            pictured = {one.option_values[0] for one in making.variants if one.option_image and one.option_values}
            if not pictured or making.refused:
                continue
            for one, (record, file) in zip(making.variants, making.records, strict=True):
                value = one.option_values[0] if one.option_values else ""
                if value not in pictured:
                    said = CellVerdict(record.number, one.sku, "option_image", "warned", "W_OPTION_IMAGE_SOME")
                    yield replace(said, file=file, line=record.line, value=value)
                    break

    def products(self) -> tuple[Product, ...]:
        """Every product with an accepted first row."""
        return tuple(
            slot if isinstance(slot, Product) else self._finished(slot)
            for slot in self._slots
            if isinstance(slot, Product) or not slot.refused
        )

    def partial(self) -> Iterator[ProductId]:
        """Products of which some row was refused while the first was accepted."""
        return (making.product for making in self._open.values() if making.partial and not making.refused)

    def _finished(self, making: _Making) -> Product:
        return build.product(
            making.product.key,
            making.values,
            build.pictured(making.variants),
            owner=making.product.owner,
            producer=self._producers.get(making.values["producer_id"]),
            columns=making.columns,
            cleared=making.cleared,
        )

    def _is_sample(self, making: _Making) -> bool:
        producer = self._producers.get(making.values["producer_id"])
        return producer is not None and producer.is_sample

    def _product_id(self, row: Row) -> ProductId | None:
        return self._names.of(self._said(row), row.member.key) if row.member.key is not None else None

    @staticmethod
    def _said(row: Row) -> str:
        """The owner that a row names; blank where the cell was refused."""
        said = row.values["owner"]
        return "" if said is REFUSED else said

    def _refusal(self, row: Row, file: str, product: ProductId | None) -> RefusedRow | None:
        if row.verdicts[0].outcome != "rejected":
            return None
        cells = row.refused
        refused = RefusedRow(
            file=file,
            row=row.record.number,
            line=row.record.line,
            sku=row.member.sku,
            product=product,
            reason=row.verdicts[0].code,
            verdicts=cells,
            only_photos=bool(cells) and all(cell.field in PHOTO_FIELDS for cell in cells),
            repeat=row.member.repeat,
            previous_sku=_readable(row.values["previous_sku"]),
        )
        self.refused.append(refused)
        return refused

    def _refuse_headless(self, row: Row, file: str, first: RefusedRow, product: ProductId | None) -> None:
        self.refused.append(
            RefusedRow(
                file=file,
                row=row.record.number,
                line=row.record.line,
                sku=row.member.sku,
                product=product,
                reason="E_FIRST_ROW_REFUSED",
                verdicts=first.verdicts,
                only_photos=first.only_photos,
                previous_sku=_readable(row.values["previous_sku"]),
            )
        )


def _readable(value: Any) -> str:
    return value if isinstance(value, str) else ""
