"""One record -> its values, and a verdict for every cell that was changed, warned about or refused.

Fields are read in the order of ``FIELD_ORDER``, which is also the order of verdicts. In a later row of a product a
blank product field is that of the first row, another value is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from .cells import REFUSED, ProductCells, Reading
from .fields import FIELD_ORDER, OF_SKU, SIDES, FieldReader, Reader
from .grouping import Member, Records
from .places import Commune
from .sheet import Record
from .verdicts import ROW, CellVerdict, Outcome, Refused

__all__ = ["Row", "RowReader"]

OF_CERTIFICATE = ("cert_no", "decision_date", "expiry_date")
"""Read even where they have no column, if there is a star: what they lack decides about the badge."""
REMEMBERED = 4096
"""Values kept per column: most columns repeat a few, and reading one again costs more than finding it."""
UNREAD: Any = object()


@dataclass(slots=True)
class Row:
    """A record after reading. ``values`` holds every field; ``verdicts`` begins with that on the row."""

    member: Member
    record: Record
    values: dict[str, Any]
    verdicts: list[CellVerdict]

    @property
    def refused(self) -> tuple[CellVerdict, ...]:
        return tuple(verdict for verdict in self.verdicts[1:] if verdict.outcome == "rejected")


class _Step(NamedTuple):
    """How one field is read; ``at`` is None where it has no column of its own.

    ``known`` holds what cells read before gave, by their text, and ``said`` the codes of those that got any; ``known``
    is None where equal cells differ.
    """

    field: str
    of_product: bool
    at: int | None
    read: Reader
    must_read: bool
    known: dict[str, Any] | None
    said: dict[str, str]
    header: str


class RowReader:
    """Reads the records of one sheet, in order."""

    def __init__(self, sheet: Records, reading: Reading) -> None:
        self.sheet = sheet
        self.reading = reading
        self._cells = ProductCells(reading, sheet.columns)
        self._names_photos = "image_files" in sheet.columns
        readers = self._cells.readers()
        self._blank = {name: reader.blank for name, reader in readers.items()}
        self._steps = tuple(step for name in FIELD_ORDER if (step := self._step(name, readers[name])) is not None)

    def read(self, record: Record, member: Member) -> Row:
        """Read one record; never raises for what stands in it."""
        values = self._blank.copy()
        if record.cells is None:
            return Row(member, record, values, [self._verdict(record, member, "rejected", "E_ROW_BROKEN")])
        first = self._first_row(member, values)
        self._cells.turn_to(member, record.cells, values)
        if not self._names_photos and first is None and member.group is not None:
            values["image_files"] = self.reading.photos_by_name.of(member.group)
        verdicts = self._read_cells(record, record.cells, member, values, first)
        reason = next((verdict.code for verdict in verdicts if verdict.outcome == "rejected"), "")
        outcome: Outcome = "rejected" if reason else "accepted"
        return Row(member, record, values, [self._verdict(record, member, outcome, reason or "ROW_OK"), *verdicts])

    def _first_row(self, member: Member, values: dict[str, Any]) -> dict[str, Any] | None:
        """The values of the first row of this row's product; None where this is it, or stands alone."""
        if member.group is None or self.reading.groups.rows[member.group] == 1:
            return None
        first = self.reading.first_rows.setdefault(member.group, values)
        return None if first is values else first

    def _read_cells(
        self, record: Record, cells: list[str], member: Member, values: dict[str, Any], first: dict[str, Any] | None
    ) -> list[CellVerdict]:
        verdicts: list[CellVerdict] = []
        for step in self._steps:
            name, of_product, at, _, must_read, known, said, _ = step
            raw = cells[at] if at is not None else self._sides() if name == "dims" else ""
            if first is not None and of_product and (not raw or raw.isspace()):
                values[name] = first[name]
                continue
            if not raw and not must_read:
                continue
            if known is not None and first is None and (found := known.get(raw, UNREAD)) is not UNREAD:
                values[name] = found
                if raw in said:
                    verdicts.append(self._told(step, raw, record, member, found, said[raw]))
                continue
            verdict = self._read_cell(step, raw, record, member, values, first)
            if verdict is not None:
                verdicts.append(verdict)
        return verdicts

    def _read_cell(
        self,
        step: _Step,
        raw: str,
        record: Record,
        member: Member,
        values: dict[str, Any],
        first: dict[str, Any] | None,
    ) -> CellVerdict | None:
        name = step.field
        codes: list[str] = []
        try:
            value = step.read(raw, codes)
            if first is not None and step.of_product and first[name] is not REFUSED and _unlike(value, first[name]):
                raise Refused("E_PRODUCT_FIELD_DIFFERS")
        except Refused as refused:
            values[name] = REFUSED
            self._cells.star_claimed = self._cells.star_claimed or name == "star"
            verdict = self._verdict(record, member, "rejected", refused.code, step, raw, refused.reading)
            if refused.code == "E_IMAGE_MISSING" and name == "image_files" and member.group is not None:
                return replace(verdict, lying=len(self.reading.photos_by_name.of(member.group)))
            return verdict
        values[name] = value
        code = "+".join(sorted(set(codes))) if codes else ""
        if step.known is not None and len(step.known) < REMEMBERED:
            step.known[raw] = value
            if code:
                step.said[raw] = code
        return self._told(step, raw, record, member, value, code) if code else None

    def _told(self, step: _Step, raw: str, record: Record, member: Member, value: object, code: str) -> CellVerdict:
        """The verdict on a cell that was read, with something to say of it."""
        outcome: Outcome = "warned" if code[0] == "W" or "+W" in code else "accepted"
        return self._verdict(record, member, outcome, code, step, raw, _shown(value))

    def _verdict(
        self,
        record: Record,
        member: Member,
        outcome: Outcome,
        code: str,
        step: _Step | None = None,
        raw: str = "",
        shown: str = "",
    ) -> CellVerdict:
        return CellVerdict(
            row=record.number,
            sku=member.sku,
            field=step.field if step else ROW,
            outcome=outcome,
            code=code,
            normalised=shown,
            file=self.sheet.name,
            line=record.line,
            header=step.header if step else "",
            value=raw,
        )

    def _step(self, name: str, reader: FieldReader) -> _Step | None:
        columns, header = self.sheet.columns, self.sheet.header
        at = columns.get(name)
        title = header[at].strip() if at is not None else ""
        if name == "dims" and at is None and all(side in columns for side in SIDES):
            title = ", ".join(header[columns[side]].strip() for side in SIDES)
        elif at is None and not (name in OF_CERTIFICATE and "star" in columns):
            return None
        known: dict[str, Any] | None = {} if reader.pure else None
        return _Step(name, name not in OF_SKU, at, reader.read, reader.must_read, known, {}, title)

    def _sides(self) -> str:
        """Three columns of sizes as the one cell they stand for."""
        sides = [self._cells.raw(side).strip() for side in SIDES]
        return "x".join(sides) if any(sides) else ""


def _unlike(value: object, first: object) -> bool:
    """Whether a later row says something else; a commune may go by its old name in one and by today's in another."""
    if isinstance(value, Commune) and isinstance(first, Commune):
        return value.current != first.current
    return value != first


def _shown(value: object) -> str:
    """A value as verdicts show it."""
    if value is None:
        return ""
    if type(value) is tuple:
        return ";".join(value)
    return str(value)
