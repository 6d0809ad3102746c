"""Workbooks of Excel before 2007 (.xls): measured record by record, then read by calamine.

calamine loads every worksheet at once, so all of them are measured together. Which cells are formulas or errors, which
rows are hidden and which cells merged comes from the records.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from connector.errors import BadUse

from .facts import MOST_TABLES, MOST_TEXT, Extent, Facts, Merge, Walk
from .ole import Container
from .reading import Values, open_book, read_values

__all__ = ["XlsTable", "xls_tables"]

EOF, CONTINUE, FILEPASS, BOUNDSHEET, SST = 0x0A, 0x3C, 0x2F, 0x85, 0xFC
ROW, MERGED, FORMULA, ERROR, MULTIPLE, SHARED = 0x208, 0xE5, 0x06, 0x205, 0xBD, 0xFD
BOFS = frozenset({0x09, 0x209, 0x409, 0x809})
VALUES = frozenset({FORMULA, ERROR, MULTIPLE, SHARED, 0x203, 0x204, 0x27E, 0xD6})
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
IS_HIDDEN = 0x20
MANY = 1 << 16
IS_ERROR = 2
Records = Iterator[tuple[int, bytes]]


def xls_tables(file: str, data: bytes) -> list[XlsTable]:
    """Every worksheet. BadUse for other documents of that time, and for whatever is encrypted."""
    container = Container(file, data)
    names = {name.lower() for name in container.names()}
    if "encryptedpackage" in names:
        raise BadUse("E_FILE_PASSWORD", file=file)
    stream = container.stream("Workbook") or container.stream("Book")
    if stream is None:
        raise BadUse("E_FILE_KIND", file=file)
    book = _Book(file, data, any("vba" in name for name in names))
    scan = _Scan(file, stream)
    sheets = scan.sheets()
    return [XlsTable(book, index, *sheet, scan.facts(at)) for index, (sheet, at) in enumerate(sheets)]


@dataclass
class _Book:
    file: str
    data: bytes
    macros: bool

    @cached_property
    def workbook(self) -> Any:
        """All worksheets, loaded once."""
        return open_book(self.file, self.data)


class XlsTable:
    """One worksheet."""

    def __init__(self, book: _Book, index: int, name: str, hidden: bool, facts: Facts) -> None:
        self.name = name
        self.hidden = hidden
        self._facts = facts
        self._facts.macros = book.macros
        self._book = book
        self._index = index

    @cached_property
    def _values(self) -> Values:
        return read_values(self._book.file, b"", self._index, self._facts, self._book.workbook)

    @property
    def facts(self) -> Facts:
        """Complete as soon as the rows were walked once."""
        return self._facts

    def rows(self) -> Walk:
        """Every row from the top."""
        return self._values.rows()


class _Scan:
    """The records of a workbook stream."""

    def __init__(self, file: str, stream: bytes) -> None:
        self.file = file
        self._stream = stream
        self._used = 0
        self._weight = 0
        self._lengths: list[int] = []

    def sheets(self) -> list[tuple[tuple[str, bool], int]]:
        """((name, hidden), position) of every sheet; the lengths of shared texts on the way."""
        found = []
        shared: list[bytes] = []
        last = 0
        for kind, body in self._records(0):
            if kind == FILEPASS:
                raise BadUse("E_FILE_PASSWORD", file=self.file)
            if kind == BOUNDSHEET and len(body) >= 8:
                at, state = struct.unpack_from("<IB", body)
                found.append(((_short_text(body[6:]), bool(state & 3)), at))
            elif kind == SST or (kind == CONTINUE and last == SST):
                shared.append(body)
                kind = SST
            last = kind
        if not found or len({at for _, at in found}) < len(found):
            raise self._damaged()
        if len(found) > MOST_TABLES:
            raise BadUse("E_FILE_TOO_MANY_SHEETS", file=self.file)
        self._lengths = _string_lengths(shared)
        return found

    def facts(self, at: int) -> Facts:
        """One sheet, from its position on."""
        facts = Facts()
        extent = Extent(self.file, self._used)
        hidden: set[int] = set()
        for kind, body in self._records(at):
            extent.seen += 1
            if kind in VALUES and len(body) >= 6:
                row, column = struct.unpack_from("<HH", body)
                extent.cell(row, column)
                if kind == MULTIPLE:
                    extent.cell(row, struct.unpack_from("<H", body, len(body) - 2)[0])
                elif kind == SHARED and len(body) >= 10:
                    self._weigh(struct.unpack_from("<I", body, 6)[0])
                elif kind == FORMULA and len(body) >= 14:
                    _formula(facts, row, column, body)
                elif kind == ERROR and len(body) >= 8 and body[7]:
                    facts.error(row, column, ERRORS.get(body[6], "#N/A"))
            elif kind == ROW and len(body) >= 14 and struct.unpack_from("<H", body, 12)[0] & IS_HIDDEN:
                hidden.add(struct.unpack_from("<H", body)[0])
            elif kind == MERGED:
                facts.merges.extend(_merges(body))
            if not extent.seen % MANY:
                extent.check()
        extent.check()
        self._used += extent.cells
        facts.hidden = hidden
        return facts

    def _weigh(self, index: int) -> None:
        if index >= len(self._lengths):
            raise self._damaged()
        self._weight += self._lengths[index]
        if self._weight > MOST_TEXT:
            raise BadUse("E_FILE_TOO_MUCH_TEXT", file=self.file, megabytes=MOST_TEXT // 1024 // 1024)

    def _records(self, at: int) -> Records:
        """Records from ``at`` to the end of the substream; BadUse where it has none."""
        stream, end, depth = self._stream, len(self._stream), 0
        unpack = struct.Struct("<HH").unpack_from
        while at + 4 <= end:
            kind, length = unpack(stream, at)
            if at + 4 + length > end:
                break
            if kind in BOFS:
                depth += 1
            elif kind == EOF:
                depth -= 1
                if depth <= 0:
                    return
            yield kind, stream[at + 4 : at + 4 + length]
            at += 4 + length
        raise self._damaged()

    def _damaged(self) -> BadUse:
        return BadUse("E_FILE_DAMAGED", file=self.file)


def _formula(facts: Facts, row: int, column: int, body: bytes) -> None:
    facts.formula(row, column)
    if body[12:14] == b"\xff\xff" and body[6] == IS_ERROR:
        facts.error(row, column, ERRORS.get(body[8], "#N/A"))


def _merges(body: bytes) -> Iterator[Merge]:
    for at in range(2, len(body) - 7, 8):
        top, bottom, left, right = struct.unpack_from("<4H", body, at)
        yield Merge(top, left, bottom, right)


def _short_text(body: bytes) -> str:
    """Length in one byte, then letters of one or two bytes."""
    if len(body) < 2:
        return ""
    wide = body[1] & 1
    return body[2 : 2 + (body[0] << wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _string_lengths(records: list[bytes]) -> list[int]:
    """The lengths of shared texts; one may go on in the next record, where its letters may get another width."""
    lengths: list[int] = []
    left = extra = 0  # letters of a text, and bytes of its formats, still to come
    for number, body in enumerate(records):
        at = 8 if number == 0 else 0
        if left and at < len(body):
            wide, at = body[at] & 1, at + 1
            taken = min(left, (len(body) - at) >> wide)
            left, at = left - taken, at + (taken << wide)
        while not left and at < len(body):
            skipped = min(extra, len(body) - at)
            extra, at = extra - skipped, at + skipped
            if at + 3 > len(body):
                break
            count, flags = struct.unpack_from("<HB", body, at)
            at += 3
            if flags & 8 and at + 2 <= len(body):
                extra += 4 * struct.unpack_from("<H", body, at)[0]
                at += 2
            if flags & 4 and at + 4 <= len(body):
                extra += struct.unpack_from("<I", body, at)[0]
                at += 4
            lengths.append(2 * count)
            taken = min(count, (len(body) - at) >> (flags & 1))
            left, at = count - taken, at + (taken << (flags & 1))
    return lengths
