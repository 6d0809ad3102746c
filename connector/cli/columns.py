"""``ocop columns``: what each column of a sheet is taken for, saved as a mapping where that is wanted.

It reads the header only and changes no sheet. ``--json`` is one object, ``ocop/columns@1``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from connector.catalogue.columns import PRODUCT_HEADERS, mapping_for, near_headers, shown
from connector.catalogue.fields import REQUIRED
from connector.catalogue.presets import ColumnMapping, field_of, load_columns, recognised, written
from connector.catalogue.sheet import Sheet, open_sheet
from connector.errors import BadUse

from .files import new_only, write_file
from .lines import Lines
from .problems import PERSON
from .settings import Settings
from .streams import emit

__all__ = ["run"]

WIDTH = 32


def run(settings: Settings, file: Path, name: str | None, worksheet: str, save: Path | None, force: bool) -> int:
    """0 where every required column is there, else 3."""
    asked = load_columns(name) if name else None
    if save is not None and save.suffix.lower() != ".toml":
        raise BadUse("E_OUT_KIND", suffix=save.suffix or save.name, known=".toml")
    sheet = open_sheet(file, PRODUCT_HEADERS, (), columns=asked, worksheet=worksheet)
    used = mapping_for(sheet.header, PRODUCT_HEADERS, asked)
    mapping = used if isinstance(used, ColumnMapping) else None
    missing = [field for field in REQUIRED if field not in sheet.columns]
    tool = recognised(sheet.header) if mapping is None else None
    if settings.as_json:
        emit(_as_json(sheet, mapping, missing, tool))
    else:
        _show(settings, sheet, mapping, missing, tool)
    if save is not None:
        new_only(save, force)
        where = write_file(save, _saved(settings, sheet, mapping, missing).encode())
        if not settings.as_json:
            Lines(settings).line(settings.say("columns.saved", file=where.name, sheet=file.name))
    return PERSON if missing else 0


def _fields(sheet: Sheet) -> dict[int, str]:
    """The field of every column that is used."""
    return {at: field for field, at in sheet.columns.items()}


def _show(
    settings: Settings, sheet: Sheet, mapping: ColumnMapping | None, missing: list[str], tool: ColumnMapping | None
) -> None:
    say, lines, fields = settings.say, Lines(settings), _fields(sheet)
    constants = mapping.constants if mapping else {}
    lines.line(say("columns.of", file=sheet.name), "bold")
    for at, header in enumerate(sheet.header):
        title = " ".join(header.split())
        field = fields.get(at, "")
        if not title and not field:
            continue
        meaning = f"{shown(field, PRODUCT_HEADERS)} ({field})" if field else _unused(settings, header, mapping, missing)
        if field in constants and at >= len(sheet.header) - len(constants):
            title, meaning = shown(field, PRODUCT_HEADERS), say("columns.constant", value=constants[field])
        lines.line(f"{title:{WIDTH}}  {meaning}", "" if field else "dim", 2)
    if tool is not None:
        lines.line(say("columns.tool", tool=tool.tool, preset=tool.name), "bold yellow")
    names = ", ".join(f"«{shown(field, PRODUCT_HEADERS)}»" for field in missing)
    lines.line(say("columns.missing" if missing else "columns.complete", names=names), "bold")


def _unused(settings: Settings, header: str, mapping: ColumnMapping | None, missing: list[str]) -> str:
    if mapping and field_of(header, mapping) == "":
        return settings.say("columns.left_out")
    near = _near(header, missing)
    names = ", ".join(f"«{shown(field, PRODUCT_HEADERS)}»" for field in near)
    return settings.say("columns.nearest" if near else "columns.unused", names=names)


def _near(header: str, missing: list[str]) -> list[str]:
    """The missing fields this header may be meant for."""
    return [field for field in missing if near_headers(field, [header], PRODUCT_HEADERS)]


def _as_json(
    sheet: Sheet, mapping: ColumnMapping | None, missing: list[str], tool: ColumnMapping | None
) -> Mapping[str, object]:
    fields = _fields(sheet)
    return {
        "schema": "ocop/columns@1",
        "file": sheet.name,
        "mapping": mapping.name if mapping else None,
        "recognised": tool.name if tool else None,
        "columns": [
            {"header": header, "field": fields.get(at), "nearest": [] if at in fields else _near(header, missing)}
            for at, header in enumerate(sheet.header)
            if header.strip()
        ],
        "missing": missing,
    }


def _saved(settings: Settings, sheet: Sheet, mapping: ColumnMapping | None, missing: list[str]) -> str:
    """The mapping as it was understood, every header of the sheet in it, what is missing to be filled in."""
    say, fields = settings.say, _fields(sheet)
    constants = mapping.constants if mapping else {}
    own = [(at, header) for at, header in enumerate(sheet.header) if header.strip() and fields.get(at) not in constants]
    chosen = ColumnMapping(
        name="",
        columns={" ".join(header.split()): fields.get(at, "") for at, header in own},
        constants=constants,
        units=mapping.units if mapping else {},
        tool=mapping.tool if mapping else "",
        numbered_by=mapping.numbered_by if mapping else (),
    )
    comments = {
        "": (say("columns.note.file", sheet=sheet.name), say("columns.note.fields"), *_wrapped(tuple(PRODUCT_HEADERS))),
        "columns": (say("columns.note.columns"),),
        "constants": (say("columns.note.constants"), *(f'{field} = ""' for field in missing)),
    }
    return written(chosen, comments)


def _wrapped(names: tuple[str, ...], each: int = 8) -> list[str]:
    return [", ".join(names[at : at + each]) for at in range(0, len(names), each)]
