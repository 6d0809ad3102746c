"""One worksheet's XML, measured before the reading library sees it.

The library lays out a full rectangle: a single cell at XFD1048576 would end the process. So the used corner is found
here first, with formulas, error values, hidden rows and merged cells on the way. What the usual programs write is
searched with a few expressions per row; anything written another way (prefixes, other quotes, cells that do not say
where they stand) is taken apart by a real parser, which is slower and cannot be fooled.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence

from connector.errors import BadUse

from .facts import MOST_TEXT, Extent, Facts, Merge
from .xml import local, walk_xml

__all__ = ["Strings", "scan_sheet"]

LONGEST_ROW = 8 * 1024 * 1024
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = b"0123456789"
MARKS = re.compile(rb"<c(?! r=\"[A-Z]{1,3}[1-9][0-9]{0,6}\")[\s/>]")
ROWS = re.compile(rb"<row(?! r=\"[1-9][0-9]{0,6}\")[\s/>]")
ODD = (MARKS, ROWS, re.compile(rb":(?:row|c|f|v|mergeCell)[\s/>]"), re.compile(rb"</row\s"))
SPACED = re.compile(rb"r\s+=")
ROW = re.compile(rb"<row r=\"([0-9]+)\"([^>]*)>")
CELL = re.compile(rb"<c r=\"([A-Z]+[0-9]+)\"")
VALUED = re.compile(rb"<c r=\"([A-Z]+[0-9]+)\"(?:[^>]*[^>/])?>")
INDEX = re.compile(rb"t=\"s\"[^>]*><v>([0-9]+)</v>")
VALUE = re.compile(rb"<v[^>]*>([^<]*)</v>")
FORMULA = re.compile(rb"<f[^>]*>([^<]*)</f>")
HIDDEN = re.compile(rb"hidden=[\"'](?:1|true)[\"']")
MERGE = re.compile(r"\s*([A-Za-z]{1,3})([0-9]{1,7})(?::([A-Za-z]{1,3})([0-9]{1,7}))?\s*")
REFERENCE = re.compile(r"([A-Za-z]+)([0-9]+)")
ROW_COSTS = 20
"""A row of few cells takes as long to look at as so many cells."""
MARKUP = 40
MOST_MERGES = 100_000


class Strings:
    """The lengths of a workbook's shared texts: a small file can repeat a long one a million times."""

    def __init__(self, lengths: Sequence[int] = ()) -> None:
        self.lengths = lengths
        self.longest = max(lengths, default=0)


class _Odd(Exception):
    """Not written as usual: the real parser has to look."""


def scan_sheet(file: str, chunks: Callable[[], Iterable[bytes]], strings: Strings, used: int) -> tuple[Facts, Extent]:
    """Facts and used corner of a sheet. ``chunks`` may be asked for twice; ``used`` cells are held already."""
    try:
        scan = _Plain(file, strings, used)
        for chunk in chunks():
            scan.feed(chunk)
        scan.finish()
        return scan.facts, scan.extent
    except _Odd:
        parsed = _Parsed(file, strings, used)
        walk_xml(file, chunks(), parsed.start, parsed.end, parsed.text)
        parsed.extent.check()
        return parsed.facts, parsed.extent


class _Weight:
    """How much text the cells of a sheet hold together; BadUse where it is too much."""

    def __init__(self, file: str, strings: Strings) -> None:
        self.file, self.strings = file, strings
        self.bytes = 0

    def add(self, bytes_: int) -> None:
        self.bytes += bytes_
        if self.bytes > MOST_TEXT:
            raise BadUse("E_FILE_TOO_MUCH_TEXT", file=self.file, megabytes=MOST_TEXT // 1024 // 1024)


class _Plain:
    """A sheet as the usual programs write it."""

    def __init__(self, file: str, strings: Strings, used: int) -> None:
        self.file = file
        self.facts = Facts()
        self.extent = Extent(file, used)
        self._weight = _Weight(file, strings)
        self._tail = b""
        self._seen: dict[bytes, tuple[int, int]] = {}

    def feed(self, chunk: bytes) -> None:
        """The next bytes; rows that are whole are looked at."""
        if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
            raise BadUse("E_FILE_DOCTYPE", file=self.file)
        buffer = self._tail + chunk
        end = buffer.rfind(b"</row>")
        if end >= 0:
            rows, buffer = buffer[:end], buffer[end + len(b"</row>") :]
            self._usual(rows)
            self._texts(rows)
            for row in rows.split(b"</row>"):
                self._row(row)
                self.extent.check()
        self._tail = buffer
        if len(buffer) > LONGEST_ROW // 8:
            self._drop_empty_rows()
        self.extent.check()

    def finish(self) -> None:
        """What comes after the last row: merged cells."""
        rows, end, tail = self._tail.partition(b"</sheetData>")
        self._usual(rows)
        if not (end or b"<sheetData/>" in rows) or CELL.search(self._tail) or MARKS.search(tail):
            raise _Odd
        for found in re.finditer(rb"<mergeCell\s[^>]*?ref=[\"']([^\"']*)[\"']", tail):
            _merge(self.file, self.facts, found[1].decode("ascii", "replace"))

    def _drop_empty_rows(self) -> None:
        """Rows without cells need no closing tag: a million of them must not pile up."""
        at = self._tail.rfind(b"<row ")
        if at > 0 and CELL.search(self._tail, 0, at) is None:
            self._usual(self._tail[:at])
            self._tail = self._tail[at:]
        if len(self._tail) > LONGEST_ROW:
            raise BadUse("E_FILE_INFLATES", file=self.file, megabytes=LONGEST_ROW // 1024 // 1024)

    def _usual(self, piece: bytes) -> None:
        """Nothing here is written in a way that the expressions do not see and the library does."""
        if any(odd.search(piece) for odd in ODD) or b"r='" in piece:
            raise _Odd
        # Twice ``r`` in one element: the library believes the last, the expressions the first.
        begin = max(piece.find(b"<sheetData"), 0)
        places = piece.count(b'<c r="', begin) + piece.count(b'<row r="', begin)
        if SPACED.search(piece, begin) or piece.count(b"r=", begin) != places:
            raise _Odd

    def _row(self, piece: bytes) -> None:
        tag = ROW.match(piece, piece.rfind(b"<row"))
        if tag is None:
            raise _Odd
        cells = (VALUED if b"/>" in piece else CELL).findall(piece)
        if not cells:
            return
        self.extent.seen += len(cells) + ROW_COSTS
        number = tag[1]
        joined = b" ".join(cells)
        # A cell may claim to stand in another row than its own; the library believes the cell.
        if joined.translate(None, LETTERS) != b" ".join([number] * len(cells)):
            raise _Odd
        letters = joined.translate(None, DIGITS)
        sides = self._seen.get(letters)
        if sides is None:
            columns = [_column(part) for part in set(letters.split())]
            sides = self._seen[letters] = (min(columns), max(columns))
            if len(self._seen) > 4096:
                self._seen.clear()
        row = int(number) - 1
        self.extent.cell(row, sides[0])
        self.extent.cell(row, sides[1])
        if b"hidden=" in tag[2] and HIDDEN.search(tag[2]):
            self.facts.hidden.add(row)
        if b"<f" in piece or b'"e"' in piece or b"'e'" in piece:
            self._cells(row, piece)

    def _texts(self, piece: bytes) -> None:
        strings = self._weight.strings
        if b"<is" in piece or b't="str"' in piece:
            self._weight.add(max(0, len(piece) - MARKUP * piece.count(b"<c ")))
        lengths = strings.lengths
        try:
            self._weight.add(sum(map(lengths.__getitem__, map(int, INDEX.findall(piece)))))
        except IndexError:
            raise BadUse("E_FILE_DAMAGED", file=self.file) from None

    def _cells(self, row: int, piece: bytes) -> None:
        """Formulas and error values of one row."""
        for cell in piece.split(b"<c r=")[1:]:
            has_formula = b"<f" in cell
            tag = cell[: cell.index(b">") + 1] if b">" in cell else cell
            is_error = b't="e"' in tag or b"t='e'" in tag
            if not has_formula and not is_error:
                continue
            column = _column(cell[1 : cell.index(b'"', 1)].rstrip(DIGITS))
            found = VALUE.search(cell)
            value = found[1].decode("utf-8", "replace") if found else ""
            _note(self.facts, row, column, _formula(cell) if has_formula else None, value, is_error, b't="str"' in tag)


class _Parsed:
    """The same from the events of a real parser."""

    def __init__(self, file: str, strings: Strings, used: int) -> None:
        self.file = file
        self.facts = Facts()
        self.extent = Extent(file, used)
        self._weight = _Weight(file, strings)
        self._row, self._column = -1, -1
        self._hidden = False
        self._type = ""
        self._text: list[str] | None = None
        self._value: str | None = None
        self._formula: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        element = local(name)
        if element == "c":
            self._cell(attributes)
        elif element in ("v", "f", "t"):
            self._text = []
        elif element == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isascii() and number.isdigit() and len(number) < 8 else self._row + 1
            self._column = -1
            self._hidden = attributes.get("hidden") in ("1", "true")
        elif element == "mergeCell":
            _merge(self.file, self.facts, attributes.get("ref", ""))

    def _cell(self, attributes: dict[str, str]) -> None:
        place = REFERENCE.fullmatch(attributes.get("r", ""))
        if "r" in attributes and (place is None or len(place[1]) > 3 or len(place[2]) > 7):
            raise BadUse("E_FILE_DAMAGED", file=self.file)
        if place is not None:
            self._row, self._column = int(place[2]) - 1, _column(place[1].upper().encode())
        else:
            self._column += 1
        if self._row < 0:
            raise BadUse("E_FILE_DAMAGED", file=self.file)
        self.extent.seen += 1
        self.extent.check()
        self._type = attributes.get("t", "n")
        self._value = self._formula = None

    def text(self, text: str) -> None:
        """Characters."""
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        element = local(name)
        if element in ("v", "f", "t") and self._text is not None:
            text, self._text = "".join(self._text), None
            if element == "f":
                self._formula = text
            else:
                self._value = text
                self._weight.add(self._length(text))
        elif element == "c" and (self._value is not None or self._formula is not None):
            self._valued()

    def _length(self, text: str) -> int:
        if self._type != "s":
            return len(text)
        lengths = self._weight.strings.lengths
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) < len(lengths)):
            raise BadUse("E_FILE_DAMAGED", file=self.file)
        return lengths[int(text)]

    def _valued(self) -> None:
        self.extent.cell(self._row, self._column)
        self.extent.check()
        if self._hidden:
            self.facts.hidden.add(self._row)
        formula = None if self._formula is None else self._formula[:200]
        text = self._type == "str"
        _note(self.facts, self._row, self._column, formula, self._value or "", self._type == "e", text)


def _note(facts: Facts, row: int, column: int, formula: str | None, value: str, is_error: bool, is_text: bool) -> None:
    if formula is not None:
        facts.formula(row, column, formula or "…" if not value and not is_text else None)
    if is_error and value:
        facts.error(row, column, value)


def _formula(cell: bytes) -> str:
    found = FORMULA.search(cell)
    return html.unescape(found[1].decode("utf-8", "replace"))[:200] if found else ""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _merge(file: str, facts: Facts, reference: str) -> None:
    found = MERGE.fullmatch(reference)
    if found is None or len(facts.merges) >= MOST_MERGES:
        raise BadUse("E_FILE_DAMAGED", file=file)
    left, top, right, bottom = found.groups()
    corner = (int(top) - 1, _column(left.upper().encode()))
    other = (int(bottom) - 1, _column(right.upper().encode())) if right else corner
    facts.merges.append(Merge(*corner, *other))
