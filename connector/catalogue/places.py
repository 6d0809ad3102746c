"""Communes and wards of Hanoi since 2025-07-01, and what the units before became (the map is unofficial).

An old unit that was split leaves all candidates: a person chooses. A bare old name that several districts had is
refused, because it names no place.
"""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from connector.model import fold
from connector.text import seen

from .verdicts import Refused
from .words import no_old_font

__all__ = ["SPLIT", "Commune", "commune", "outside_hanoi", "todays_communes"]

SPLIT = "|"
DISTRICT_KINDS = ("quận ", "huyện ", "thị xã ")
COMMUNE_KINDS = ("phường ", "xã ", "thị trấn ")
MAPPED, SEVERAL = "OK_COMMUNE_MAPPED", "W_COMMUNE_SPLIT"


class Commune(NamedTuple):
    """A unit of today, and the old one and its district where the cell named those."""

    current: str
    old: str = ""
    district: str = ""

    def __str__(self) -> str:
        return self.current


class _OldUnit(NamedTuple):
    name: str
    district: str
    current: str


def commune(raw: str, codes: list[str]) -> Commune:
    """The unit of today that the cell names, or every candidate joined by a bar."""
    value, code = _found(raw)
    if value is None:
        no_old_font(raw)
        raise Refused(code)
    if code:
        codes.append(code)
    return value


def todays_communes() -> tuple[str, ...]:
    """The names of the communes and wards of today."""
    return tuple(row["commune_current"] for row in _rows("communes_hanoi.csv"))


def outside_hanoi(province: str) -> bool:
    """The cell names a province, and it is another: there the list of Hanoi says nothing."""
    return bool(seen(province)) and not _compared(province).endswith("hà nội")


@lru_cache(maxsize=4096)
def _found(raw: str) -> tuple[Commune | None, str]:
    units = _units()
    if raw in units and units[raw].current == raw:
        return units[raw], ""
    name, _, district = (_compared(part) for part in raw.partition(","))
    if not district and name in units:
        return units[name], MAPPED
    hits = [
        unit
        for unit in _old_units()
        if name in _spellings(unit.name, COMMUNE_KINDS)
        and (not district or district in _spellings(unit.district, DISTRICT_KINDS))
    ]
    if not hits:
        return None, "E_COMMUNE_UNKNOWN"
    if len(hits) > 1:
        return None, "E_COMMUNE_AMBIGUOUS"
    (unit,) = hits
    return Commune(unit.current, unit.name, unit.district), SEVERAL if SPLIT in unit.current else MAPPED


def _compared(name: str) -> str:
    """The folded name, whatever kind and number of spaces is in it."""
    return " ".join(fold(seen(name)).split())


def _spellings(name: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The folded name with its kind and without."""
    folded = fold(name)
    kind = next((kind for kind in kinds if folded.startswith(kind)), "")
    return (folded, folded.removeprefix(kind))


@cache
def _units() -> dict[str, Commune]:
    """Today's units by their exact name and by its folded form."""
    units = {row["commune_current"]: Commune(row["commune_current"]) for row in _rows("communes_hanoi.csv")}
    return units | {fold(name): unit for name, unit in units.items()}


@cache
def _old_units() -> tuple[_OldUnit, ...]:
    return tuple(
        _OldUnit(row["commune_old"], row["district_historic"], row["commune_current"])
        for row in _rows("commune_map.csv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    content = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(content.splitlines()))
