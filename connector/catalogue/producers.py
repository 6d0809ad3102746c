"""The producers file: one row per producer, read by the same cell rules.

A refused row leaves no producer; the products that name it are refused in their turn, so a lapsed paper never passes
for a missing one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from connector.model import CraftVillage, Place, PointOfSale, Producer, ProducerKind, VillageTitle, fold
from connector.text import seen

from . import dates, words
from .columns import PRODUCER_HEADERS
from .sheet import Record, Sheet, open_sheet
from .verdicts import ROW, CellVerdict, Outcome, Refused

__all__ = ["ProducersRead", "read_producers"]

REQUIRED = ("producer_id", "kind", "name_vi")


class ProducersRead(NamedTuple):
    """Producers by id in file order, what was said of their cells, and the digest of the file."""

    producers: dict[str, Producer]
    verdicts: tuple[CellVerdict, ...]
    digest: str


def read_producers(path: Path) -> ProducersRead:
    """Read the file; BadUse where it cannot be read at all."""
    sheet = open_sheet(path, PRODUCER_HEADERS, REQUIRED)
    producers: dict[str, Producer] = {}
    verdicts: list[CellVerdict] = []
    ids: set[str] = set()
    for record in sheet.records():
        said: list[CellVerdict] = []
        values = _values(sheet, record, ids, said)
        refused = next((verdict.code for verdict in said if verdict.outcome == "rejected"), "")
        if values is None:
            refused = "E_ROW_BROKEN"
        verdicts.append(_verdict(sheet, record, ROW, "rejected" if refused else "accepted", refused or "ROW_OK"))
        verdicts.extend(said)
        if values is not None and not refused:
            producers[values["producer_id"]] = _producer(values, sheet.columns)
    return ProducersRead(producers, tuple(verdicts), sheet.digest)


def _values(sheet: Sheet, record: Record, ids: set[str], said: list[CellVerdict]) -> dict[str, Any] | None:
    if record.cells is None:
        return None
    values: dict[str, Any] = {}
    for name in PRODUCER_HEADERS:
        at = sheet.columns.get(name)
        raw = record.cells[at] if at is not None else ""
        codes: list[str] = []
        value: Any = None
        try:
            value = READERS.get(name, words.verbatim)(raw, codes)
            if name == "producer_id":
                _new_id(value, ids)
        except Refused as refused:
            said.append(_verdict(sheet, record, name, "rejected", refused.code, raw, refused.reading))
        else:
            if codes:
                outcome: Outcome = "warned" if any(code[0] == "W" for code in codes) else "accepted"
                said.append(_verdict(sheet, record, name, outcome, "+".join(sorted(set(codes))), raw))
        values[name] = value
    return values


def _new_id(value: str, ids: set[str]) -> None:
    """What looks alike is one id: a product's row is compared as it looks."""
    folded = fold(seen(value))
    if folded in ids:
        raise Refused("E_PRODUCER_DUPLICATE")
    ids.add(folded)


def _verdict(
    sheet: Sheet, record: Record, name: str, outcome: Outcome, code: str, value: str = "", reading: str = ""
) -> CellVerdict:
    at = sheet.columns.get(name)
    header = sheet.header[at].strip() if at is not None else ""
    return CellVerdict(record.number, "", name, outcome, code, reading, sheet.name, record.line, header, value)


def _producer(values: dict[str, Any], columns: dict[str, int]) -> Producer:
    village = values["craft_village"]
    title: VillageTitle = values["village_title"]
    return Producer(
        producer_id=values["producer_id"],
        is_sample=values["is_sample"],
        kind=values["kind"],
        name_vi=values["name_vi"],
        name_en=values["name_en"],
        brand=values["brand"],
        place=Place(
            province=values["province"],
            commune=values["commune_current"],
            district_historic=values["district_historic"],
            commune_old=values["commune_old"],
        ),
        village=CraftVillage(
            name=village, title=title, title_since=values["village_title_since"], craft_group=values["craft_group"]
        )
        if village
        else None,
        craft_group=values["craft_group"],
        business_reg_no=values["business_reg_no"],
        food_safety_cert_no=values["food_safety_cert_no"],
        food_safety_cert_expiry=values["food_safety_cert_expiry"],
        collective_mark_right=values["collective_mark_right"],
        contact_email=values["contact_email"],
        channels_open=values["channels_open"] if "channels_open" in columns else None,
        points_of_sale=values["points_of_sale"],
    )


def _id(raw: str, codes: list[str]) -> str:
    value = words.verbatim(raw, codes)
    if not value:
        raise Refused("E_PRODUCER_ID_MISSING")
    return value


def _name(raw: str, codes: list[str]) -> str:
    value = words.text(raw, codes)
    if not value:
        raise Refused("E_PRODUCER_NAME_MISSING")
    return value


def _kind(raw: str, codes: list[str]) -> ProducerKind:
    return words.producer_kind(raw, codes)


def _points_of_sale(raw: str, codes: list[str]) -> tuple[PointOfSale, ...]:
    """One point of sale per line: name, then its address after a bar."""
    parts = (line.partition("|") for line in raw.splitlines() if line.strip())
    return tuple(PointOfSale(name=words.text(name, codes), address=words.text(at, codes)) for name, _, at in parts)


READERS: dict[str, Callable[[str, list[str]], Any]] = {
    "producer_id": _id,
    "is_sample": words.yes,
    "kind": _kind,
    "name_vi": _name,
    "name_en": words.text,
    "brand": words.text,
    "village_title": words.village_title,
    "village_title_since": dates.any_date,
    "food_safety_cert_expiry": dates.any_date,
    "collective_mark_right": words.yes_or_no,
    "channels_open": words.marketplaces,
    "points_of_sale": _points_of_sale,
}
