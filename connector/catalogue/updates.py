"""Update files (decisions 2 and 3): rows that change only what they name.

A row is known by its SKU. A blank cell leaves what stands, ``(xóa)`` or ``(clear)`` empties it, whatever its case,
spaces and Unicode form; every other cell takes the place of the complete file's. What a cell may hold is not judged
here: the changed record is read by the same rules as any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from connector.errors import BadUse

from .columns import PRODUCT_HEADERS, bare
from .fields import REQUIRED, SIDES
from .grouping import readable_sku
from .sheet import Record, Sheet, open_sheet
from .verdicts import ROW, CellVerdict, Outcome

__all__ = ["UpdateRow", "cleared", "open_updates", "same_text", "update_rows"]

CLEARED = frozenset({"xoa", "clear"})


def cleared(raw: str) -> bool:
    """Whether a cell says that its field is to be emptied: one of the words, alone, in round brackets."""
    text = raw.strip()
    if len(text) > 20 or not (text.startswith("(") and text.endswith(")")):
        return False
    return bare(text).replace(" ", "") in CLEARED


def same_text(one: str, other: str) -> bool:
    """Whether two cells say the same but for line ends and the spaces around them."""
    return one == other or " ".join(one.split()) == " ".join(other.split())


@dataclass(frozen=True, slots=True, eq=False)
class UpdateRow:
    """One record of an update file. ``file`` counts the update files; ``cells`` holds the fields that are not blank."""

    file: int
    sheet: Sheet
    record: Record
    sku: str | None
    cells: Mapping[str, str]

    @property
    def complete(self) -> bool:
        """It has all that a row of a catalogue needs."""
        return all(name in self.cells for name in REQUIRED)

    def header(self, field: str) -> str:
        """The column a field stands in, as the file calls it; '' where it has none."""
        at = self.sheet.columns.get(field)
        if at is not None:
            return self.sheet.header[at].strip()
        if field == "dims" and all(side in self.sheet.columns for side in SIDES):
            return ", ".join(self.sheet.header[self.sheet.columns[side]].strip() for side in SIDES)
        return ""

    def origin(self, field: str) -> str:
        """``gia-moi.csv:3:Giá bán``"""
        return f"{self.sheet.name}:{self.record.line}:{self.header(field)}"

    def verdict(self, outcome: Outcome, code: str, field: str = ROW, normalised: str = "") -> CellVerdict:
        """What is said of this row, or of one of its cells."""
        return CellVerdict(
            row=self.record.number,
            sku=self.sku or "",
            field=field,
            outcome=outcome,
            code=code,
            normalised=normalised,
            file=self.sheet.name,
            line=self.record.line,
            header="" if field == ROW else self.header(field),
            value=self.cells.get(field, ""),
        )


def open_updates(paths: Sequence[Path], columns: Mapping[str, str] | None = None) -> list[Sheet]:
    """Update files need a column of SKUs and one thing more; BadUse where they have not."""
    sheets = []
    for path in paths:
        sheet = open_sheet(path, PRODUCT_HEADERS, ("sku",), columns=columns)
        if len(sheet.columns) < 2:
            raise BadUse("E_UPDATE_NO_COLUMNS", file=path.name)
        sheets.append(sheet)
    return sheets


def update_rows(sheets: Sequence[Sheet]) -> Iterator[UpdateRow]:
    """Every record of every update file, in order."""
    for file, sheet in enumerate(sheets):
        for record in sheet.records():
            cells = {} if record.cells is None else _said(sheet, record.cells)
            yield UpdateRow(file, sheet, record, readable_sku(cells.get("sku", "")), cells)


def _said(sheet: Sheet, cells: Sequence[str]) -> dict[str, str]:
    said = {name: cells[at] for name, at in sheet.columns.items() if cells[at] and not cells[at].isspace()}
    sides = [said[side].strip() for side in SIDES if side in said]
    if len(sides) == len(SIDES) and "dims" not in said:
        emptied = all(map(cleared, sides))
        said = {name: cell for name, cell in said.items() if name not in SIDES}
        said["dims"] = sides[0] if emptied else "x".join(sides)
    return said
