"""Who belongs to which product: a first walk over all files that reads nothing but SKU and product key.

It has to come first, because a key may be the SKU of a row further down, and because a row needs to know whether its
product has several SKUs. A row whose key is refused, or that repeats a SKU and names no key, stands alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .sheet import Sheet
from .verdicts import Refused
from .words import sku_text

__all__ = ["Groups", "Member", "grouped"]


class Member(NamedTuple):
    """A row's identity: its SKU ('' unreadable), its product's key (None: alone), whether the SKU came before."""

    sku: str
    key: str | None
    repeat: bool = False
    bad_key: str = ""


@dataclass(frozen=True, slots=True)
class Groups:
    """Every row's identity in reading order, and per key how many SKUs and how many rows it has."""

    members: tuple[Member, ...]
    skus: frozenset[str]
    sizes: Counter[str]
    rows: Counter[str]

    @property
    def unreadable(self) -> int:
        """Rows whose SKU nobody can know."""
        return sum(not member.sku for member in self.members)


def grouped(sheets: Iterable[Sheet]) -> Groups:
    """Walk the files once."""
    owners: dict[str, str] = {}
    rows: list[tuple[str, str, bool, bool]] = []
    for sku, key, key_fits in _identities(sheets):
        repeat = bool(sku) and sku in owners
        if sku and not repeat:
            owners[sku] = key or sku
        rows.append((sku, key, key_fits, repeat))
    members = tuple(_member(sku, key, key_fits, repeat, owners) for sku, key, key_fits, repeat in rows)
    return Groups(
        members=members,
        skus=frozenset(owners),
        sizes=Counter(member.key for member in members if member.key is not None and not member.repeat),
        rows=Counter(member.key for member in members if member.key is not None),
    )


def _member(sku: str, key: str, key_fits: bool, repeat: bool, owners: dict[str, str]) -> Member:
    if not key_fits:
        return Member(sku, None, repeat, "E_SKU_CHARACTERS")
    if key and owners.get(key, key) != key:
        return Member(sku, None, repeat, "E_KEY_IS_A_SKU")
    return Member(sku, key or (sku if sku and not repeat else None), repeat)


def _identities(sheets: Iterable[Sheet]) -> Iterator[tuple[str, str, bool]]:
    """(SKU or '', key or '', whether the key's cell can be read) of every record."""
    for sheet in sheets:
        sku_at, key_at = sheet.columns["sku"], sheet.columns.get("product_key")
        for record in sheet.records():
            if record.cells is None:
                yield "", "", True
                continue
            key = _code(record.cells[key_at]) if key_at is not None else ""
            yield _code(record.cells[sku_at]) or "", key or "", key is not None


def _code(raw: str) -> str | None:
    """The SKU or key in a cell; '' for a blank one, None where it cannot be one."""
    try:
        return sku_text(raw, [])
    except Refused:
        return None
