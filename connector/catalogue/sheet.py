"""A file as a header and records, whatever kind of table it is; so far UTF-8 or UTF-16 text with any usual delimiter.

``Sheet.records()`` can be walked as often as needed and holds one record at a time. Blank lines and a row of totals
are not records. A record that cannot be taken apart (an open quote, an endless cell) comes as ``cells=None`` and the
rest of the file is still read. The bytes are read once, so what is hashed is what is read.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from connector.errors import BadUse

from .columns import Headers, bare, columns_of, known_columns

__all__ = ["Record", "Sheet", "open_sheet"]

LARGEST = 256 * 1024 * 1024
DELIMITERS = (",", ";", "\t", "|")
TITLE_ROWS = 30
"""The header is looked for among this many first records: people write titles above it."""
TOTALS = ("tong cong", "tong so", "cong")


class Record(NamedTuple):
    """One data record: ``number`` from 1, the ``line`` it begins on, its cells (None: it could not be taken apart)."""

    number: int
    line: int
    cells: list[str] | None


@dataclass(frozen=True)
class Sheet:
    """An opened file: its ``name`` for people, ``digest`` of its bytes, ``columns`` (field -> index), ``header``."""

    name: str
    digest: str
    columns: dict[str, int]
    header: tuple[str, ...]
    _data: bytes
    _encoding: str
    _delimiter: str
    _skip: int

    def records(self) -> Iterator[Record]:
        """Every record below the header, in order."""
        number = 0
        width = len(self.header)
        sku = self.columns.get("sku", 0)
        for line, cells in _rows(self._data, self._encoding, self._delimiter, self._skip):
            if cells is not None:
                if not any(cells):
                    continue
                if len(cells) < width:
                    cells = [*cells, *[""] * (width - len(cells))]
                if not cells[sku] and _is_total(cells):
                    continue
            number += 1
            yield Record(number, line, cells)


def open_sheet(path: Path, headers: Headers, required: Sequence[str]) -> Sheet:
    """Open ``path`` as a table with at least the ``required`` fields; BadUse where that cannot be."""
    name = path.name
    data = _bytes_of(path)
    encoding = _encoding_of(name, data)
    delimiter, index, header = _header_of(data, encoding, headers)
    columns = columns_of(name, header, headers, required)
    return Sheet(
        name=name,
        digest=hashlib.sha256(data).hexdigest(),
        columns=columns,
        header=tuple(header),
        _data=data,
        _encoding=encoding,
        _delimiter=delimiter,
        _skip=index + 1,
    )


def _header_of(data: bytes, encoding: str, headers: Headers) -> tuple[str, int, list[str]]:
    """Delimiter, position and cells of the row that names the most columns."""
    most = -1
    found: tuple[str, int, list[str]] = (",", 0, [])
    for delimiter in DELIMITERS:
        for index, (_, cells) in enumerate(_rows(data, encoding, delimiter, 0)):
            if index >= TITLE_ROWS:
                break
            hits = len(known_columns(cells, headers)) if cells else 0
            if cells and hits > most:
                most, found = hits, (delimiter, index, cells)
    return found


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise BadUse("E_FILE_TOO_LARGE", file=path.name, megabytes=LARGEST // 1024 // 1024)
        data = path.read_bytes()
    except FileNotFoundError:
        raise BadUse("E_FILE_NOT_FOUND", file=str(path)) from None
    except OSError as error:
        raise BadUse("E_FILE_UNREADABLE", file=str(path), reason=error.strerror or type(error).__name__) from None
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise BadUse("E_FILE_EMPTY", file=path.name)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise BadUse("E_FILE_KIND", file=path.name)
    return data


def _encoding_of(name: str, data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadUse("E_ENCODING", file=name, line=data.count(b"\n", 0, error.start) + 1) from None
    return encoding


def _rows(data: bytes, encoding: str, delimiter: str, skip: int) -> Iterator[tuple[int, list[str] | None]]:
    """(line, cells) of every row after the first ``skip``; cells None where the row is broken."""
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding, newline=""), delimiter=delimiter, strict=True)
    count = 0
    while True:
        line = reader.line_num + 1
        cells: list[str] | None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        count += 1
        if count > skip:
            yield line, cells


def _is_total(cells: Sequence[str]) -> bool:
    first = next((cell for cell in cells if cell), "")
    return bare(first) in TOTALS
