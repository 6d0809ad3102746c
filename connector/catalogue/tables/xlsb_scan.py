"""The binary parts of an .xlsb workbook, measured like the XML of an .xlsx: records of number, length and body."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence

from connector.errors import BadUse

from .facts import MOST_TEXT, Extent, Facts, Merge
from .xls import ERRORS

__all__ = ["scan_sheet", "sheets", "string_lengths"]

ROW, ERROR, TEXT, SHARED, FORMULA_TEXT, FORMULA_ERROR, RICH = 0, 3, 6, 7, 8, 11, 62
VALUES = frozenset({*range(2, 12), RICH})
FORMULAS = range(8, 12)
TEXTS = frozenset({TEXT, FORMULA_TEXT, RICH})
SHARED_ITEM, SHEET, MERGE = 19, 156, 176
IS_HIDDEN = 0x10
LONGEST = 8 * 1024 * 1024


def sheets(file: str, data: bytes) -> list[tuple[str, str, bool]]:
    """(name, relation, hidden) of every worksheet."""
    found = []
    for kind, body in _records(file, [data]):
        if kind == SHEET and len(body) >= 12:
            state = struct.unpack_from("<I", body)[0]
            relation, at = _text(body, 8)
            found.append((_text(body, at)[0], relation, state != 0))
    return found


def string_lengths(file: str, data: bytes) -> list[int]:
    """The lengths of the shared texts, in bytes."""
    return [len(body) for kind, body in _records(file, [data]) if kind == SHARED_ITEM]


def scan_sheet(file: str, chunks: Iterable[bytes], lengths: Sequence[int], used: int) -> tuple[Facts, Extent]:
    """Facts and used corner of a sheet."""
    facts, extent = Facts(), Extent(file, used)
    row, hidden, weight = -1, False, 0
    for kind, body in _records(file, chunks):
        extent.seen += 1
        if kind == ROW and len(body) >= 12:
            row, hidden = struct.unpack_from("<I", body)[0], bool(body[11] & IS_HIDDEN)
        elif kind in VALUES and len(body) >= 8:
            column = struct.unpack_from("<I", body)[0]
            extent.cell(row, column)
            extent.check()
            if hidden:
                facts.hidden.add(row)
            if kind in FORMULAS:
                facts.formula(row, column)
            if kind in (ERROR, FORMULA_ERROR) and len(body) > 8:
                facts.error(row, column, ERRORS.get(body[8], "#N/A"))
            weight += _weight(file, kind, body, lengths)
            if weight > MOST_TEXT:
                raise BadUse("E_FILE_TOO_MUCH_TEXT", file=file, megabytes=MOST_TEXT // 1024 // 1024)
        elif kind == MERGE and len(body) >= 16:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            facts.merges.append(Merge(top, left, bottom, right))
        else:
            extent.check()
    extent.check()
    return facts, extent


def _weight(file: str, kind: int, body: bytes, lengths: Sequence[int]) -> int:
    if kind in TEXTS:
        return len(body)
    if kind != SHARED or len(body) < 12:
        return 0
    index: int = struct.unpack_from("<I", body, 8)[0]
    if index >= len(lengths):
        raise BadUse("E_FILE_DAMAGED", file=file)
    return lengths[index]


def _records(file: str, chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Every record. BadUse where the last one is cut short, or one is longer than any can be."""
    buffer = b""
    at = 0
    for chunk in chunks:
        buffer = buffer[at:] + chunk
        at = 0
        while (head := _head(buffer, at)) is not None:
            kind, length, begin = head
            if length > LONGEST:
                raise BadUse("E_FILE_INFLATES", file=file, megabytes=LONGEST // 1024 // 1024)
            if begin + length > len(buffer):
                break
            yield kind, buffer[begin : begin + length]
            at = begin + length
    if at < len(buffer):
        raise BadUse("E_FILE_DAMAGED", file=file)


def _head(buffer: bytes, at: int) -> tuple[int, int, int] | None:
    """Number and length of the record at ``at`` and where its body begins; None where the buffer ends before."""
    end = len(buffer)
    if at >= end:
        return None
    kind = buffer[at]
    at += 1
    if kind & 0x80:
        if at >= end:
            return None
        kind = (kind & 0x7F) | (buffer[at] & 0x7F) << 7
        at += 1
    length = 0
    for shift in (0, 7, 14, 21):
        if at >= end:
            return None
        byte = buffer[at]
        at += 1
        length |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return kind, length, at


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends."""
    if at + 4 > len(body):
        return "", at
    count = struct.unpack_from("<I", body, at)[0]
    if count == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * min(count, len(body))
    return body[at + 4 : end].decode("utf-16-le", "replace"), end
