"""What is worth saying of a worksheet as a whole: totals left out, hidden rows read, formulas, digits that were lost.

Gathered while the records are walked for another reason; nothing here changes what is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .tables import Table, cell_name, shortened
from .verdicts import FileNotice

__all__ = ["Remarks"]

CODES = ("sku", "product_key", "previous_sku")


class Remarks:
    """Of one walk over one sheet."""

    def __init__(self, file: str, worksheet: str, table: Table, columns: Mapping[str, int]) -> None:
        self._where = {"file": file, "sheet": worksheet or file}
        self._facts = table.facts
        self._columns = frozenset(columns.values())
        self._sku = columns.get("sku")
        self._totals: list[int] = []
        self._examples: list[int] = []
        self._lines: list[int] = []
        self._unpadded: list[tuple[int, str]] = []
        self._padded = 0

    def total(self, line: int) -> None:
        """A row of totals, left out."""
        self._totals.append(line)

    def example(self, line: int) -> None:
        """The example row of an empty workbook of ours, left out."""
        self._examples.append(line)

    def record(self, line: int, cells: list[str] | None) -> None:
        """A record."""
        self._lines.append(line)
        if cells is None or self._sku is None:
            return
        sku = cells[self._sku]
        if sku.isdecimal():
            if sku[0] == "0":
                self._padded = max(self._padded, len(sku))
            elif len(sku) < 20:
                self._unpadded.append((line, sku))

    def notices(self) -> tuple[FileNotice, ...]:
        """Everything, after the last record."""
        return tuple(self._all())

    def _all(self) -> Iterator[FileNotice]:
        facts = self._facts
        if self._totals:
            yield self._rows("W_SHEET_TOTALS", self._totals)
        if self._examples:
            yield self._rows("W_SHEET_EXAMPLE_ROWS", self._examples)
        hidden = [line for line in self._lines if line - 1 in facts.hidden]
        if hidden:
            yield self._rows("W_SHEET_HIDDEN_ROWS", hidden)
        for code, cells in (
            ("W_SHEET_FORMULAS", self._without(facts.formulas, facts.unknown)),
            ("W_SHEET_FORMULAS_UNKNOWN", facts.unknown),
            ("W_SHEET_ERROR_VALUES", facts.errors),
            ("W_SHEET_LONG_NUMBERS", facts.long_numbers),
        ):
            found = self._in_records(cells)
            if found:
                yield FileNotice(code, {**self._where, "count": len(found), "cells": shortened(found)})
        lost = [(line, sku) for line, sku in self._unpadded if len(sku) < self._padded]
        if lost and self._sku is not None:
            names = [f"{cell_name(line - 1, self._sku)} ({sku})" for line, sku in lost]
            yield FileNotice("W_SHEET_SKU_ZEROS", {**self._where, "count": len(lost), "cells": shortened(names)})
        if facts.macros:
            yield FileNotice("W_SHEET_MACROS", dict(self._where))

    def _rows(self, code: str, lines: list[int]) -> FileNotice:
        rows = shortened(map(str, lines))
        return FileNotice(code, {**self._where, "count": len(lines), "rows": rows})

    def _in_records(self, cells: Mapping[int, list[int]]) -> list[str]:
        """The names of those cells that stand in a record and in a column that counts."""
        if not cells:
            return []
        return [
            cell_name(line - 1, column)
            for line in self._lines
            for column in cells.get(line - 1, ())
            if column in self._columns
        ]

    @staticmethod
    def _without(cells: Mapping[int, list[int]], others: Mapping[int, list[int]]) -> dict[int, list[int]]:
        return {row: [one for one in columns if one not in others.get(row, ())] for row, columns in cells.items()}
