"""``ocop template``: an empty catalogue workbook to fill in."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

from connector.catalogue.writing.template import template
from connector.model.identity import MARKETPLACE_ALIASES

from .files import keep_sources, new_only, said_where, write_file
from .settings import Settings
from .sources import kind_of, own_files
from .streams import emit

__all__ = ["run"]

REFERENCE = "memory"
"""The marketplace in this process' memory, which nobody sells on."""


def run(settings: Settings, file: Path, force: bool) -> int:
    kind_of(file, (".xlsx",))
    new_only(file, force)
    keep_sources(file, own_files(settings))
    written = write_file(file, template(settings.lang, _channels()))
    said_where(settings, file, written)
    if settings.as_json:
        emit({"schema": "ocop/template@1", "file": str(written)})
    else:
        print(settings.say("template.written", file=written))
    return 0


def _channels() -> list[str]:
    """The marketplaces installed, in the words of sheets."""
    words = {marketplace: word for word, marketplace in MARKETPLACE_ALIASES.items()}
    names = sorted(point.name for point in entry_points(group="ocop.adapters") if point.name != REFERENCE)
    return [words.get(name, name) for name in names]
