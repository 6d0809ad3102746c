"""Saved column mappings: what the columns of another tool's export are called, as TOML.

A file has the sections ``[columns]`` (header = field, '' to leave a column out; ``…`` in a header stands for anything),
``[constants]`` (field = one value for every row, where the sheet has no such column) and ``[units]`` (field = what its
bare numbers are counted in, or the header that says so). It may say ``tool``, ``source``, ``date`` and ``numbered_by``:
the columns one of which holds a number in every product's row, so that explanations below the header are not taken for
products. Ours are in ``data/columns``; a person's own has the same shape.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from connector.errors import BadUse

from .headers import PRODUCT_HEADERS, header_word, names_of

__all__ = ["ColumnMapping", "Completion", "field_of", "load_columns", "preset_names", "recognised", "written"]

SECTIONS = ("columns", "constants", "units")
FACTS = ("tool", "source", "date", "numbered_by")
ANYTHING = "…"
LARGEST = 1024 * 1024
OWN_HEADERS, MOST = 3, 0.6
BARE_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
Row = list[str]


@dataclass(frozen=True)
class ColumnMapping(Mapping[str, str]):
    """Header -> field. ``name`` is what was asked for; ``ours``: a preset, which is tried and not insisted on."""

    name: str
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    tool: str = ""
    numbered_by: tuple[str, ...] = ()
    ours: bool = False

    def __getitem__(self, header: str) -> str:
        return self.columns[header]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def completion(self, header: Sequence[str], columns: Mapping[str, int]) -> Completion:
        """What this mapping makes of a sheet with that header, whose fields were found in ``columns``."""
        width = len(header)
        # A column the sheet has itself is never overruled by a constant.
        added = {name: value for name, value in self.constants.items() if name not in columns}
        words = [header_word(cell) for cell in header]
        numbered = next((index for index, cell in enumerate(header) if self._numbers(cell)), None)
        return Completion(
            header=(*header, *(PRODUCT_HEADERS[name][0] for name in added)),
            columns={**columns, **{name: width + index for index, name in enumerate(added)}},
            _values=tuple(added.values()),
            _units=tuple(
                (columns[name], words.index(header_word(unit)) if header_word(unit) in words else None, unit)
                for name, unit in self.units.items()
                if name in columns
            ),
            _numbered=numbered,
            _width=width,
        )

    def _numbers(self, cell: str) -> bool:
        return any(_pattern(name).fullmatch(header_word(cell)) for name in self.numbered_by)


@dataclass(frozen=True)
class Completion:
    """A sheet's header and columns with those of ``[constants]``, and its rows made to fit."""

    header: tuple[str, ...]
    columns: dict[str, int]
    _values: tuple[str, ...]
    _units: tuple[tuple[int, int | None, str], ...]
    _numbered: int | None
    _width: int

    def rows(self, walk: Iterable[tuple[int, Row | None]]) -> Iterator[tuple[int, Row | None]]:
        """(line, cells) of every row from the first product on; cells None stays None (a row that is broken)."""
        begun = self._numbered is None
        for line, cells in walk:
            if not begun and self._numbered is not None:
                begun = cells is not None and self._numbered < len(cells) and cells[self._numbered].strip().isdigit()
                if not begun:
                    continue
            yield line, self._completed(cells) if cells is not None and any(cells) else cells

    def _completed(self, cells: Row) -> Row:
        row = [*cells[: self._width], *[""] * (self._width - len(cells)), *self._values]
        for at, unit_at, literal in self._units:
            number = row[at].strip()
            if BARE_NUMBER.fullmatch(number):
                row[at] = f"{number} {literal if unit_at is None else row[unit_at].strip()}".rstrip()
        return row


def load_columns(name: str | Path) -> ColumnMapping:
    """The preset of that name, or the person's own file. BadUse says what is wrong with it."""
    asked = str(name)
    if asked.lower() in preset_names():
        return _preset(asked.lower())
    path = Path(name).expanduser()
    if path.suffix.lower() != ".toml":
        near = difflib.get_close_matches(asked.lower(), preset_names(), n=1, cutoff=0.0)
        raise BadUse("E_COLUMNS_UNKNOWN", name=asked, nearest=near[0], known=", ".join(preset_names()))
    try:
        if path.stat().st_size > LARGEST:
            raise BadUse("E_FILE_TOO_LARGE", file=path.name, megabytes=LARGEST // 1024 // 1024)
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadUse("E_FILE_NOT_FOUND", file=str(path)) from None
    except UnicodeDecodeError:
        raise BadUse("E_COLUMNS_FORM", file=str(path), detail="UTF-8") from None
    except OSError as error:
        raise BadUse("E_FILE_UNREADABLE", file=str(path), reason=error.strerror or type(error).__name__) from None
    return _read(asked, path.name, text)


@cache
def preset_names() -> tuple[str, ...]:
    """The names of our own mappings."""
    folder = resources.files(__package__).joinpath("data", "columns")
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


def recognised(cells: Sequence[str]) -> ColumnMapping | None:
    """The preset that knows most of this row's headers, three of them at least being its own and nobody else's."""
    words = [word for cell in cells if (word := header_word(cell))]
    usual = names_of(PRODUCT_HEADERS)
    best: tuple[int, ColumnMapping | None] = (0, None)
    for name in preset_names():
        preset = _preset(name)
        known = [word for word in words if any(_pattern(header).fullmatch(word) for header in preset)]
        own = sum(word not in usual for word in known)
        if own >= OWN_HEADERS and len(known) >= MOST * len(words) and len(known) > best[0]:
            best = (len(known), preset)
    return best[1]


def field_of(cell: str, columns: Mapping[str, str]) -> str | None:
    """The field a mapping gives this header; '' left out, None where the mapping does not know it."""
    word = header_word(cell)
    if not word:
        return None
    for header, name in columns.items():
        if _pattern(header).fullmatch(word):
            return name
    return None


def written(mapping: ColumnMapping, comments: Mapping[str, Sequence[str]]) -> str:
    """A mapping as the text of a file, each section under its ``comments``."""
    lines = [f"# {line}" for line in comments.get("", ())]
    if mapping.tool:
        lines.append(f"tool = {_quoted(mapping.tool)}")
    if mapping.numbered_by:
        lines.append(f"numbered_by = [{', '.join(map(_quoted, mapping.numbered_by))}]")
    for section in SECTIONS:
        entries: Mapping[str, str] = getattr(mapping, section)
        notes = comments.get(section, ())
        if entries or notes:
            lines += ["", f"[{section}]", *(f"# {line}" for line in notes)]
            lines += [f"{_quoted(key)} = {_quoted(value)}" for key, value in entries.items()]
    return "\n".join(lines).lstrip("\n") + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string."""
    special = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(special.get(char, char if char >= " " and char != "\x7f" else " ") for char in text) + '"'


@cache
def _pattern(header: str) -> re.Pattern[str]:
    parts = (re.escape(header_word(part)) for part in header.split(ANYTHING))
    return re.compile(r"\s?.*\s?".join(parts), re.DOTALL)


@cache
def _preset(name: str) -> ColumnMapping:
    text = resources.files(__package__).joinpath("data", "columns", f"{name}.toml").read_text(encoding="utf-8")
    return replace(_read(name, f"{name}.toml", text), ours=True)


def _read(name: str, file: str, text: str) -> ColumnMapping:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadUse("E_COLUMNS_FORM", file=file, detail=str(error)) from None
    for key in raw:
        if key not in (*SECTIONS, *FACTS):
            raise BadUse("E_COLUMNS_KEY", file=file, key=key, nearest=_near(key, (*SECTIONS, *FACTS)))
    sections = {section: _section(raw, section, file) for section in SECTIONS}
    for named in (*sections["columns"].values(), *sections["constants"], *sections["units"]):
        if named and named not in PRODUCT_HEADERS:
            raise BadUse("E_COLUMNS_FIELD", file=file, field=named, nearest=_near(named, tuple(PRODUCT_HEADERS)))
    numbered_by = raw.get("numbered_by", [])
    if not isinstance(numbered_by, list) or not all(isinstance(header, str) for header in numbered_by):
        raise BadUse("E_COLUMNS_FORM", file=file, detail="numbered_by")
    return ColumnMapping(
        name,
        sections["columns"],
        sections["constants"],
        sections["units"],
        tool=str(raw.get("tool", "")),
        numbered_by=tuple(numbered_by),
    )


def _section(raw: Mapping[str, Any], section: str, file: str) -> dict[str, str]:
    entries = raw.get(section, {})
    if not isinstance(entries, dict) or not all(isinstance(value, str | int) for value in entries.values()):
        raise BadUse("E_COLUMNS_FORM", file=file, detail=f"[{section}]")
    return {key: str(value) for key, value in entries.items()}


def _near(word: str, known: Sequence[str]) -> str:
    return difflib.get_close_matches(word, known, n=1, cutoff=0.0)[0]
