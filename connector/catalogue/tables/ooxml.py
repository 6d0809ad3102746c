"""Workbooks of Excel since 2007 (.xlsx, .xlsm, .xlsb): which worksheets there are, and one of them at a time.

Values come from calamine. Every part it is given was inflated under guard and measured first; pictures, macros, links
to other workbooks and all the rest are not handed over at all.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import NamedTuple

from connector.errors import BadUse

from . import xlsb_scan
from .archive import Archive
from .facts import MOST_CELLS, MOST_TABLES, Extent, Facts, Walk
from .reading import Values, read_values
from .xlsx_scan import Strings, scan_sheet
from .xml import local, walk_xml

__all__ = ["Workbook", "WorkbookTable"]

SHEET_LIMIT = 256 * 1024 * 1024
STRINGS_LIMIT = 64 * 1024 * 1024
PATIENCE = 4 * 1024 * 1024
"""A shared text longer than this is none."""
COMMON = ("[Content_Types].xml", "_rels/.rels")
END_OF_STRING = re.compile(rb"</(?:[\w.-]+:)?si\s*>|<(?:[\w.-]+:)?si\s*/>")


class _Named(NamedTuple):
    name: str
    part: str
    hidden: bool


class Workbook:
    """An opened workbook: ``tables`` in their order, none of them loaded yet."""

    def __init__(self, archive: Archive) -> None:
        self.file = archive.file
        self.archive = archive
        self.binary = "xl/workbook.bin" in archive
        self.suffix = "bin" if self.binary else "xml"
        self.used = 0
        self.macros = any(name.endswith("vbaproject.bin") for name in archive.names())
        self.tables = [WorkbookTable(self, index, named) for index, named in enumerate(self._named())]

    def common(self) -> list[str]:
        """The parts every worksheet needs, looked at as well."""
        parts = [*COMMON, f"xl/workbook.{self.suffix}", f"xl/_rels/workbook.{self.suffix}.rels"]
        styles = f"xl/styles.{self.suffix}"
        for part in (*parts, styles):
            if part in self.archive:
                for chunk in self.archive.chunks(part):
                    if not self.binary and b"<!DOCTYPE" in chunk:
                        raise BadUse("E_FILE_DOCTYPE", file=self.file)
        return [*parts, styles, f"xl/sharedStrings.{self.suffix}"]

    @cached_property
    def strings(self) -> Strings:
        """How long every shared text is."""
        part = f"xl/sharedStrings.{self.suffix}"
        if part not in self.archive:
            return Strings()
        chunks = self.archive.chunks(part, STRINGS_LIMIT)
        if self.binary:
            return Strings(xlsb_scan.string_lengths(self.file, b"".join(chunks)))
        lengths: list[int] = []
        tail = b""
        for chunk in chunks:
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise BadUse("E_FILE_DOCTYPE", file=self.file)
            if b"</si>" not in chunk and len(tail) > PATIENCE:
                raise BadUse("E_FILE_INFLATES", file=self.file, megabytes=PATIENCE // 1024 // 1024)
            *texts, tail = END_OF_STRING.split(tail + chunk)
            lengths.extend(map(len, texts))
            if len(lengths) > MOST_CELLS:
                raise BadUse("E_FILE_TOO_MUCH_TEXT", file=self.file, megabytes=STRINGS_LIMIT // 1024 // 1024)
        return Strings(lengths)

    def _named(self) -> list[_Named]:
        targets = self._targets()
        if self.binary:
            found = xlsb_scan.sheets(self.file, self.archive.read("xl/workbook.bin"))
        else:
            found = []
            walk_xml(self.file, self.archive.chunks("xl/workbook.xml"), _sheet_of(found.append))
        if not found or len(found) > MOST_TABLES:
            raise self.archive.damaged() if not found else BadUse("E_FILE_TOO_MANY_SHEETS", file=self.file)
        return [_Named(name, targets.get(relation, ""), hidden) for name, relation, hidden in found]

    def _targets(self) -> dict[str, str]:
        """Relation id -> part, for worksheets only (no charts, no dialogs)."""
        targets: dict[str, str] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if local(name) == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
                target = attributes.get("Target", "").replace("\\", "/")
                targets[attributes.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")

        walk_xml(self.file, self.archive.chunks(f"xl/_rels/workbook.{self.suffix}.rels"), start)
        return targets


class WorkbookTable:
    """One worksheet, measured and loaded when it is first looked at."""

    def __init__(self, book: Workbook, index: int, named: _Named) -> None:
        self.name = named.name
        self.hidden = named.hidden
        self._book = book
        self._index = index
        self._part = named.part

    @cached_property
    def _loaded(self) -> tuple[Facts, Values]:
        book = self._book
        if not self._part:
            return Facts(), Values.none()
        if self._part not in book.archive:
            raise book.archive.damaged()
        facts, extent = self._scan()
        facts.macros = book.macros
        book.used += extent.cells
        data = book.archive.rebuilt([*book.common(), self._part])
        return facts, read_values(book.file, data, self._index, facts)

    def _scan(self) -> tuple[Facts, Extent]:
        book = self._book

        def chunks() -> Iterable[bytes]:
            return book.archive.chunks(self._part, SHEET_LIMIT)

        if book.binary:
            return xlsb_scan.scan_sheet(book.file, chunks(), book.strings.lengths, book.used)
        return scan_sheet(book.file, chunks, book.strings, book.used)

    @property
    def facts(self) -> Facts:
        """Complete as soon as the rows were walked once."""
        return self._loaded[0]

    def rows(self) -> Walk:
        """Every row from the top."""
        return self._loaded[1].rows()


def _sheet_of(found: Callable[[tuple[str, str, bool]], None]) -> Callable[[str, dict[str, str]], None]:
    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            relation = next((value for key, value in attributes.items() if " " in key and local(key) == "id"), "")
            found((attributes.get("name", ""), relation, attributes.get("state", "visible") != "visible"))

    return start
