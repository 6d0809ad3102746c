"""Which column is which field: by the names everybody uses, or by a mapping for another tool's export.

Headers match without regard to case, diacritics and punctuation. A field is found once; two columns for one field are
an error, because nobody could say which counts. A mapping comes first: a field it finds is looked for nowhere else, and
a header it maps to '' is left out.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from connector.errors import BadUse
from connector.text.legacy import CODES, converted

from .headers import PRODUCER_HEADERS, PRODUCT_HEADERS, Headers, bare, header_word, names_of
from .presets import ColumnMapping, field_of, recognised

__all__ = [
    "PRODUCER_HEADERS",
    "PRODUCT_HEADERS",
    "Headers",
    "bare",
    "columns_of",
    "known_columns",
    "mapping_for",
    "near_headers",
    "shown",
]

CLOSE_ENOUGH = 0.6


def known_columns(cells: Sequence[str], headers: Headers, columns: Mapping[str, str] | None = None) -> dict[str, int]:
    """Field -> index of its (first) column among ``cells``, for every cell that is a known header."""
    found: dict[str, int] = {}
    for index, field in enumerate(_fields(cells, headers, columns)):
        if field:
            found.setdefault(field, index)
    return found


def columns_of(
    file: str,
    cells: Sequence[str],
    headers: Headers,
    required: Iterable[str],
    columns: Mapping[str, str] | None = None,
) -> dict[str, int]:
    """Field -> column of a header row.

    BadUse where a field stands twice, where a required one is missing, or where the row is another tool's export that
    would be misread without its mapping; the last names the mapping.
    """
    fields = _fields(cells, headers, columns)
    wanted = tuple(required)
    columns = mapping_for(cells, headers, columns)
    constants = columns.constants if isinstance(columns, ColumnMapping) else {}
    missing = [field for field in wanted if field not in fields and field not in constants]
    if wanted and columns is None and headers is PRODUCT_HEADERS:
        _no_export(file, cells, fields, missing)
    seen: dict[str, str] = {}
    for cell, field in zip(cells, fields, strict=True):
        if field and field in seen:
            raise BadUse("E_HEADERS_TWICE", file=file, first=seen[field].strip(), second=cell.strip())
        if field:
            seen[field] = cell
    if missing:
        raise _missing(file, cells, fields, missing, headers, columns)
    return known_columns(cells, headers, columns)


def mapping_for(cells: Sequence[str], headers: Headers, columns: Mapping[str, str] | None) -> Mapping[str, str] | None:
    """``columns`` where it is to be used for a sheet with these headers.

    A person's own mapping always is; a preset only where it knows more of the headers than everybody does, so that it
    can be named once for the export and the co-op's own sheets beside it.
    """
    if not columns or not isinstance(columns, ColumnMapping) or not columns.ours:
        return columns
    names = names_of(headers)
    usual = sum(bool(_usual(cell, names)) for cell in cells)
    return columns if sum(field_of(cell, columns) is not None for cell in cells) > usual else None


def near_headers(field: str, cells: Iterable[str], headers: Headers) -> list[str]:
    """Those of ``cells`` whose text comes nearest to one of the field's names."""
    by_word = {bare(cell): cell.strip() for cell in cells if cell.strip()}
    found: dict[str, None] = {}
    for name in (field, *headers.get(field, ())):
        for word in difflib.get_close_matches(bare(name), by_word, n=1, cutoff=CLOSE_ENOUGH):
            found[by_word[word]] = None
    return list(found)


def shown(field: str, headers: Headers) -> str:
    """The field as people call it."""
    return next(iter(headers.get(field, ())), field)


def _fields(cells: Sequence[str], headers: Headers, columns: Mapping[str, str] | None) -> list[str]:
    """The field of every cell, '' where it is none."""
    names = names_of(headers)
    columns = mapping_for(cells, headers, columns)
    if not columns:
        return [_usual(cell, names) for cell in cells]
    chosen = [field_of(cell, columns) for cell in cells]
    taken = {field for field in chosen if field}
    fields = []
    for cell, own in zip(cells, chosen, strict=True):
        usual = _usual(cell, names)
        fields.append(("" if usual in taken else usual) if own is None else own)
    return fields


def _usual(cell: str, names: Mapping[str, str]) -> str:
    """The field everybody calls so; an old font's header is one too, so that its cells can say what they are."""
    field = names.get(header_word(cell), "")
    if field or cell.isascii():
        return field
    readings = (names.get(header_word(converted(cell, code)), "") for code in CODES)
    return next((field for field in readings if field), "")


def _no_export(file: str, cells: Sequence[str], fields: Sequence[str], missing: Sequence[str]) -> None:
    """BadUse where the header row is a known tool's and its columns mean something else there, or too few are found."""
    preset = recognised(cells)
    if preset is None:
        return
    misread = any(field and field_of(cell, preset) != field for cell, field in zip(cells, fields, strict=True))
    misread = misread or any(field in fields for field in preset.units)
    if misread or missing:
        raise BadUse("E_HEADERS_PRESET", file=file, tool=preset.tool, preset=preset.name)


def _missing(
    file: str,
    cells: Sequence[str],
    fields: Sequence[str],
    missing: Sequence[str],
    headers: Headers,
    columns: Mapping[str, str] | None,
) -> BadUse:
    named = ", ".join(f"«{shown(field, headers)}»" for field in missing)
    if isinstance(columns, ColumnMapping):
        return BadUse(
            "E_HEADERS_MISSING_MAPPED", file=file, missing=named, name=columns.name, fields=", ".join(missing)
        )
    unknown = [cell for cell, field in zip(cells, fields, strict=True) if not field]
    near = dict.fromkeys(name for field in missing for name in near_headers(field, unknown, headers))
    return BadUse("E_HEADERS_MISSING", file=file, missing=named, nearest=", ".join(f"«{name}»" for name in near) or "–")
