"""OpenDocument spreadsheets (.ods), read from their XML in one pass.

Not through calamine: it loses tabs and errors, cannot tell formulas, merged or hidden rows, and takes a cell repeated a
billion times at its word. Here repetition is counted before it is believed, and every sheet is kept as the rows that
hold something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from connector.errors import BadUse

from .archive import Archive
from .facts import LAST_COLUMN, LAST_ROW, MOST_CELLS, MOST_SEEN, MOST_TABLES, MOST_TEXT, Facts, Merge, Walk, cell_name
from .values import LONG, DateText, number_text
from .xml import local, walk_xml

__all__ = ["OdsTable", "ods_tables"]

CONTENT_LIMIT = 256 * 1024 * 1024
CELLS = ("table-cell", "covered-table-cell")
ASIDE = frozenset(
    {"annotation", "frame", "shapes", "ruby-text", "custom-shape", "control", "note", "forms", "rect", "g"}
)
"""What hangs on a cell and is not its text: comments, pictures."""
BREAKS = {"tab": "\t", "line-break": "\n"}
NUMBERS = ("float", "currency", "percentage")
TIME = re.compile(r"-?PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


@dataclass
class OdsTable:
    """One worksheet: its rows that hold something, by row number."""

    name: str
    hidden: bool
    facts: Facts = field(default_factory=Facts)
    kept: dict[int, list[str]] = field(default_factory=dict)
    width: int = 0

    def rows(self) -> Walk:
        """The rows that hold something, all of one width."""
        for row, cells in self.kept.items():
            yield row + 1, cells + [""] * (self.width - len(cells))


def ods_tables(archive: Archive) -> list[OdsTable]:
    """Every worksheet of the file."""
    manifest = "META-INF/manifest.xml"
    if manifest in archive and b"encryption-data" in archive.read(manifest):
        raise BadUse("E_FILE_PASSWORD", file=archive.file)
    reader = _Reader(archive.file)
    walk_xml(archive.file, archive.chunks("content.xml", CONTENT_LIMIT), reader.start, reader.end, reader.text)
    if not reader.tables:
        raise archive.damaged()
    return reader.tables


class _Reader:
    """From the events of a parser to tables."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.tables: list[OdsTable] = []
        self._unseen: set[str] = set()
        self._style = ""
        self._depth = 0
        self._aside = 0
        self._row = self._column = 0
        self._row_repeats = 1
        self._row_hidden = False
        self._cells: list[str] = []
        self._blank = 0
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[list[str]] = []
        self._writing = False
        self._weight = self._area = self._elements = 0
        self._same: dict[str, str] = {}
        self._pending: list[tuple[int, dict[str, str], str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._elements += 1
        if self._elements > MOST_SEEN:
            raise self._too_far()
        element = local(name)
        if self._aside or element in ASIDE:
            self._aside += 1
            return
        if element in CELLS:
            self._cell = {local(key): value for key, value in attributes.items()}
            self._paragraphs = []
        elif self._cell is not None:
            self._inside(element, attributes)
        elif element == "table-row":
            said = {local(key): value for key, value in attributes.items()}
            self._row_repeats = _count(said.get("number-rows-repeated"), LAST_ROW)
            self._row_hidden = said.get("visibility", "visible") != "visible"
            self._cells, self._blank, self._column, self._pending = [], 0, 0, []
        elif element == "table":
            self._table({local(key): value for key, value in attributes.items()})
        elif element == "style":
            self._style = _said(attributes, "name")
        elif element == "table-properties" and _said(attributes, "display") == "false":
            self._unseen.add(self._style)

    def _table(self, said: dict[str, str]) -> None:
        if len(self.tables) >= MOST_TABLES:
            raise BadUse("E_FILE_TOO_MANY_SHEETS", file=self.file)
        self.tables.append(OdsTable(said.get("name", ""), said.get("style-name", "") in self._unseen))
        self._row = 0

    def _inside(self, element: str, attributes: dict[str, str]) -> None:
        if element in ("p", "h"):
            self._paragraphs.append([])
            self._writing = True
        elif not self._writing:
            return
        elif element == "s":
            self._write(" " * _count(_said(attributes, "c"), 32_767))
        elif element in BREAKS:
            self._write(BREAKS[element])

    def text(self, text: str) -> None:
        """Characters."""
        if self._writing and not self._aside:
            self._write(text)

    def _write(self, text: str) -> None:
        self._paragraphs[-1].append(text)
        self._weight += len(text)
        if self._weight > MOST_TEXT:
            raise BadUse("E_FILE_TOO_MUCH_TEXT", file=self.file, megabytes=MOST_TEXT // 1024 // 1024)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._aside:
            self._aside -= 1
            return
        element = local(name)
        if element in ("p", "h"):
            self._writing = False
        elif element in CELLS and self._cell is not None:
            said, self._cell = self._cell, None
            self._put(said, "\n".join("".join(parts) for parts in self._paragraphs), covered=element != "table-cell")
        elif element == "table-row":
            self._end_row()

    def _put(self, said: dict[str, str], text: str, *, covered: bool) -> None:
        repeats = _count(said.get("number-columns-repeated"), LAST_COLUMN)
        if covered or not self.tables:
            self._blank += repeats
            self._column += repeats
            return
        value = _value(said, text)
        if value or "formula" in said:
            if self._column + repeats > LAST_COLUMN or len(self._cells) + self._blank + repeats > LAST_COLUMN:
                raise self._too_far()
            self._cells.extend([""] * self._blank)
            self._blank = 0
            self._cells.extend(
                [self._same.setdefault(value, value) if type(value) is str and len(value) < 64 else value] * repeats
            )
            self._pending.append((self._column, said, text, value))
        else:
            self._blank += repeats
            if "number-rows-spanned" in said or "number-columns-spanned" in said:
                self._pending.append((self._column, said, text, value))
        self._column += repeats

    def _too_far(self) -> BadUse:
        most = f"{MOST_CELLS:,}".replace(",", ".")
        return BadUse("E_FILE_TOO_MANY_CELLS", file=self.file, last=cell_name(self._row, self._column), most=most)

    def _end_row(self) -> None:
        if not self.tables:
            return
        table, row, repeats = self.tables[-1], self._row, self._row_repeats
        if self._cells:
            self._area += len(self._cells) * repeats
            if self._area > MOST_CELLS or (len(table.kept) + repeats) * max(table.width, len(self._cells)) > MOST_CELLS:
                raise self._too_far()
            for one in range(row, row + repeats):
                table.kept[one] = self._cells
                if self._row_hidden:
                    table.facts.hidden.add(one)
                for column, said, text, value in self._pending:
                    self._note(table.facts, one, column, said, text, value)
            table.width = max(table.width, len(self._cells))
        self._row += repeats

    @staticmethod
    def _note(facts: Facts, row: int, column: int, said: dict[str, str], text: str, value: str) -> None:
        if "formula" in said:
            facts.formula(row, column)
            if "value-type" not in said:
                facts.unknown.setdefault(row, []).append(column)
        if said.get("error"):
            facts.errors.setdefault(row, []).append(column)
        if said.get("value-type") in NUMBERS and "E+" in value and abs(float(said["value"])) >= LONG:
            facts.long_numbers.setdefault(row, []).append(column)
        rows = _count(said.get("number-rows-spanned"), LAST_ROW)
        columns = _count(said.get("number-columns-spanned"), LAST_COLUMN)
        if rows > 1 or columns > 1:
            facts.merges.append(Merge(row, column, row + rows - 1, column + columns - 1))


def _value(said: dict[str, str], text: str) -> str:
    """The text of a cell of any type; ``said["error"]`` is set for one that shows an error."""
    kind = said.get("value-type", "")
    if "formula" in said and not kind:
        return "=" + said["formula"].partition(":=")[2][:200]
    if text.startswith("#") and (kind == "error" or (kind == "string" and said.get("string-value") == "")):
        said["error"] = "1"
        return text
    if kind in NUMBERS:
        try:
            return number_text(float(said.get("value", "")))
        except ValueError:
            return text
    if kind == "date":
        return DateText(said.get("date-value", text).partition("T")[0])
    if kind == "boolean":
        return "TRUE" if said.get("boolean-value") == "true" else "FALSE"
    if kind == "time" and (found := TIME.fullmatch(said.get("time-value", ""))):
        return ":".join(found.groups())
    return text if text or kind != "string" else said.get("string-value", "")


def _said(attributes: dict[str, str], name: str) -> str:
    """An attribute, whatever its namespace."""
    return next((value for key, value in attributes.items() if local(key) == name), "")


def _count(text: str | None, most: int) -> int:
    """A repetition: at least 1, and never more than a sheet can hold."""
    if text is None or not (text.isascii() and text.isdigit()):
        return 1
    return max(1, min(int(text[:9]), most))
