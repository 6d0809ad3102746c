"""Who belongs to which product: a first walk over all files that reads nothing but SKU, product key and owner.

It has to come first, because a key may be the SKU of a row further down, and because a row needs to know whether its
product has several SKUs. A row whose key is refused, or that repeats a SKU and names no key, stands alone. SKUs and
keys are one namespace per owner (decision 5): the same SKU under two owners is two SKUs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from connector.model import fold_owner

from .sheet import Record
from .verdicts import Refused
from .words import sku_text, verbatim

__all__ = ["Groups", "Member", "Records", "grouped", "readable_sku", "scoped"]


class Records(Protocol):
    """What the walks need of a sheet: where each field stands, and its records as often as they are asked for."""

    @property
    def name(self) -> str: ...
    @property
    def columns(self) -> dict[str, int]: ...
    @property
    def header(self) -> tuple[str, ...]: ...
    def records(self) -> Iterator[Record]: ...


class Member(NamedTuple):
    """A row's identity: its SKU ('' unreadable), its product's key (None: alone), whether the SKU came before.

    ``owner`` is folded, '' for the catalogue's own. ``group`` names the product among all owners' products.
    """

    sku: str
    key: str | None
    repeat: bool = False
    bad_key: str = ""
    owner: str = ""
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Groups:
    """Every row's identity in reading order, and per group how many SKUs and how many rows it has."""

    members: tuple[Member, ...]
    skus: frozenset[str]
    sizes: Counter[str]
    rows: Counter[str]


def scoped(owner: str, code: str) -> str:
    """A SKU or a key as it is told apart from another owner's equal one."""
    return f"{owner}\x1f{code}" if owner else code


def readable_sku(raw: str) -> str | None:
    """The SKU or key in a cell; '' for a blank one, None where it cannot be one."""
    try:
        return sku_text(raw, [])
    except Refused:
        return None


class _Identity(NamedTuple):
    sku: str
    key: str
    key_fits: bool
    owner: str


def grouped(tables: Iterable[Records], owner: str = "") -> Groups:
    """Walk the files once. ``owner`` is the catalogue's own, folded."""
    keys: dict[str, str] = {}
    rows: list[tuple[_Identity, bool]] = []
    for one in _identities(tables, owner):
        sku = scoped(one.owner, one.sku)
        repeat = bool(one.sku) and sku in keys
        if one.sku and not repeat:
            # A row whose key cannot be read stands alone: its SKU is nobody else's key.
            keys[sku] = one.key or (one.sku if one.key_fits else "")
        rows.append((one, repeat))
    members = tuple(_member(one, repeat, keys) for one, repeat in rows)
    return Groups(
        members=members,
        skus=frozenset(keys),
        sizes=Counter(member.group for member in members if member.group is not None and not member.repeat),
        rows=Counter(member.group for member in members if member.group is not None),
    )


def _member(one: _Identity, repeat: bool, keys: dict[str, str]) -> Member:
    sku, key, owner = one.sku, one.key, one.owner
    if not one.key_fits:
        return Member(sku, None, repeat, "E_SKU_CHARACTERS", owner)
    if key and keys.get(scoped(owner, key), key) != key:
        return Member(sku, None, repeat, "E_KEY_IS_A_SKU", owner)
    of = key or (sku if sku and not repeat else None)
    return Member(sku, of, repeat, "", owner, None if of is None else scoped(owner, of))


def _identities(tables: Iterable[Records], own: str) -> Iterator[_Identity]:
    """SKU, key and owner of every record; a blank owner beside a key is that of the key's rows before it."""
    owners: dict[str, str] = {}
    for table in tables:
        columns = table.columns
        sku_at, key_at, owner_at = columns["sku"], columns.get("product_key"), columns.get("owner")
        for record in table.records():
            cells = record.cells
            if cells is None:
                yield _Identity("", "", True, "")
                continue
            key = readable_sku(cells[key_at]) if key_at is not None else ""
            said = _owner(cells[owner_at], own) if owner_at is not None else None
            if key:
                said = owners.get(key) if said is None else said
                if said is not None:
                    owners[key] = said
            yield _Identity(readable_sku(cells[sku_at]) or "", key or "", key is not None, said or "")


def _owner(raw: str, own: str) -> str | None:
    """The owner a cell names, folded, '' for the catalogue's own; None where it names nobody."""
    try:
        said = fold_owner(verbatim(raw, []))
    except Refused:
        return None
    return None if not said else "" if said == own else said
