"""A few cells set in a file that people made, and nothing else touched.

In a text file only the lines of the records concerned are written anew. In a workbook only those cells are, in the XML
of their sheet: formulas keep their stored values, and pictures, charts, macros and formats stay, which no library that
loads and saves a whole workbook can promise. Where a file is not as such files usually are: BadUse
``E_SKU_FILL_KIND``, and nothing is written.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from connector.catalogue.columns import bare
from connector.errors import BadUse
from connector.text.legacy import encoding_of

from .book import written

__all__ = ["patched_book", "patched_text"]

DELIMITERS = (",", ";", "\t", "|")
HEADER_ROWS = 60
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
ROW = re.compile(r'<row\b[^>]*?\br="(\d+)"[^>]*?(?:/>|>(.*?)</row>)', re.DOTALL)
CELL = re.compile(r'<c\b[^>]*?\br="([A-Z]+)\d+"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
MERGED = re.compile(r'<mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
STYLE = re.compile(r'\bs="(\d+)"')


def patched_text(path: Path, header: Sequence[str], column: int, values: Mapping[int, str]) -> bytes:
    """The bytes of a CSV file with ``values`` (line -> text) in ``column``."""
    data = path.read_bytes()
    for encoding in _encodings(data):
        try:
            lines = list(io.StringIO(data.decode(encoding), newline=""))
        except UnicodeDecodeError:
            continue
        for delimiter in DELIMITERS:
            if any(_same(cells, header) for _, cells in _records(lines[:HEADER_ROWS], delimiter)):
                return "".join(_with(lines, delimiter, column, values)).encode(encoding)
    raise BadUse("E_SKU_FILL_KIND", file=path.name)


def _encodings(data: bytes) -> tuple[str, ...]:
    """A mark at the beginning stays part of the text, so that it is written again as it was."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16-le" if data[0] == 0xFF else "utf-16-be",)
    older = encoding_of(data)
    return ("utf-8", older) if older else ("utf-8",)


def _same(cells: Sequence[str], header: Sequence[str]) -> bool:
    return len(cells) >= len(header) and all(bare(one) == bare(two) for one, two in zip(cells, header, strict=False))


def _records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[tuple[int, int], list[str]]]:
    """Every record with the lines it covers, from and to, counted from 0."""
    reader = csv.reader(lines, delimiter=delimiter, strict=False)
    begin = 0
    for cells in reader:
        yield (begin, reader.line_num), cells
        begin = reader.line_num


def _with(lines: Sequence[str], delimiter: str, column: int, values: Mapping[int, str]) -> Iterator[str]:
    for (begin, end), cells in _records(lines, delimiter):
        value = values.get(begin + 1)
        if value is None or column >= len(cells):
            yield from lines[begin:end]
            continue
        out = io.StringIO(newline="")
        last = lines[end - 1]
        csv.writer(out, delimiter=delimiter, lineterminator=last[len(last.rstrip("\r\n")) :]).writerow(
            [*cells[:column], value, *cells[column + 1 :]]
        )
        yield out.getvalue()


def patched_book(path: Path, worksheet: str, column: int, values: Mapping[int, str]) -> bytes:
    """The bytes of a workbook with ``values`` (row -> text) in that column (0 is A)."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            part = _part_of(old, worksheet)
            for info in old.infolist():
                content = old.read(info)
                if info.filename == part:
                    content = _with_cells(content.decode("utf-8-sig"), _letters(column), values).encode()
                new.writestr(info, content)
    except (KeyError, ValueError, zipfile.BadZipFile, ElementTree.ParseError):
        raise BadUse("E_SKU_FILL_KIND", file=path.name) from None
    return out.getvalue()


def _letters(index: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    while index >= 0:
        letters = chr(ord("A") + index % 26) + letters
        index = index // 26 - 1
    return letters


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The file inside the workbook that holds a sheet; KeyError where it cannot be found."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    (relation,) = {
        one.get(RELATION) or one.get(STRICT_RELATION) or ""
        for one in book.iter()
        if one.tag.endswith("}sheet") and one.get("name") == sheet
    }
    for one in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")):
        if one.get("Id") == relation:
            target = one.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet)


def _with_cells(xml: str, letters: str, values: Mapping[int, str]) -> str:
    """ValueError where a row is missing, or its cell holds a formula or is one with others."""
    missing = set(values)
    for left, top, right, bottom in MERGED.findall(xml):
        across = _order(left) <= _order(letters) <= _order(right)
        if across and any(int(top) <= number <= int(bottom) for number in values):
            raise ValueError(f"{letters} is merged from {top} to {bottom}")

    def row(found: re.Match[str]) -> str:
        number = int(found[1])
        if number not in values:
            return found[0]
        missing.discard(number)
        return _with_cell(found, f"{letters}{number}", values[number])

    patched = ROW.sub(row, xml)
    if missing:
        raise ValueError(f"no such rows: {sorted(missing)}")
    return patched


def _with_cell(row: re.Match[str], place: str, text: str) -> str:
    letters = place.rstrip("0123456789")
    inner = row[2]
    if inner is None:
        raise ValueError(f"an empty row: {row[1]}")
    begin = end = 0
    style = ""
    for cell in CELL.finditer(inner):
        if _order(cell[1]) > _order(letters):
            break
        begin = end = cell.end()
        if cell[1] == letters:
            if "<f" in cell[0]:
                raise ValueError(f"a formula in {place}")
            begin = cell.start()
            known = STYLE.search(cell[0])
            style = f' s="{known[1]}"' if known else ""
    value = f'<c r="{place}"{style} t="inlineStr"><is><t>{escape(written(text), quote=False)}</t></is></c>'
    at = row.start(2) - row.start()
    return f"{row[0][:at]}{inner[:begin]}{value}{inner[end:]}{row[0][at + len(inner) :]}"


def _order(letters: str) -> tuple[int, str]:
    return len(letters), letters
