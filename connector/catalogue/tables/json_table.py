"""JSON: an array of objects, or an object that holds one such array. Keys are headers; a value is one cell.

A list or an object inside a record is refused: nobody could say how it should stand in a cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson

from connector.errors import BadUse
from connector.text.storable import storable

from .facts import MOST_CELLS, Facts, Walk, shortened
from .values import text_of

__all__ = ["JsonTable", "json_table", "looks_like_json"]

LARGEST = 48 * 1024 * 1024
BEGINS = (b"[{", b'{"', b"[]", b"{}")


@dataclass(frozen=True)
class JsonTable:
    """Header and records as rows; ``line`` counts records from 2, as if the keys were the first line."""

    header: list[str]
    records: list[list[str]]
    name: str = ""
    hidden: bool = False
    facts: Facts = field(default_factory=Facts)

    def rows(self) -> Walk:
        """The keys, then every record."""
        yield 1, self.header
        for line, cells in enumerate(self.records, start=2):
            yield line, list(cells)


def looks_like_json(name: str, data: bytes) -> bool:
    """By the name, or by the first two signs."""
    begin = b"".join(data[:256].removeprefix(b"\xef\xbb\xbf").split())[:2]
    return name.lower().endswith(".json") or begin in BEGINS


def json_table(file: str, data: bytes) -> JsonTable:
    """The records of the file; BadUse says what is wrong with it."""
    if len(data) > LARGEST:
        raise BadUse("E_FILE_TOO_LARGE", file=file, megabytes=LARGEST // 1024 // 1024)
    records = _records(file, _parsed(file, data))
    header: dict[str, int] = {}
    for number, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            raise BadUse("E_JSON_SHAPE", file=file)
        for key in record:
            header.setdefault(key, len(header))
        if number * len(header) > MOST_CELLS:
            raise BadUse("E_FILE_TOO_MANY_CELLS", file=file, last=number, most=f"{MOST_CELLS:,}".replace(",", "."))
    facts = Facts()
    table = JsonTable(list(header), [[""] * len(header) for _ in records], facts=facts)
    for row, (record, cells) in enumerate(zip(records, table.records, strict=True), start=1):
        for key, value in record.items():
            cells[header[key]] = storable(value) if type(value) is str else text_of(value)
            if isinstance(value, dict | list):
                raise BadUse("E_JSON_NESTED", file=file, record=row, key=key)
            if isinstance(value, float) and "E+" in cells[header[key]]:
                facts.long_numbers.setdefault(row, []).append(header[key])
            elif type(value) is int:
                cells[header[key]] = str(value)
        record.clear()
    return table


def _parsed(file: str, data: bytes) -> Any:
    try:
        return orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BadUse("E_JSON_BROKEN", file=file, line=error.lineno) from None


def _records(file: str, parsed: Any) -> list[Any]:
    if isinstance(parsed, dict):
        arrays = {key: value for key, value in parsed.items() if isinstance(value, list)}
        if len(arrays) > 1:
            raise BadUse("E_JSON_SEVERAL", file=file, keys=shortened(f"«{key}»" for key in arrays))
        parsed = next(iter(arrays.values()), None)
    if not isinstance(parsed, list):
        raise BadUse("E_JSON_SHAPE", file=file)
    return parsed
