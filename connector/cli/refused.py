"""``--refused FILE``: the rows a reading refused, with their reasons, to be corrected and read again as an update.

A file that is there already is never replaced: somebody may be half-way through correcting it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from connector.catalogue import Catalogue
from connector.run import Workspace

from .files import keep_sources, said_where, write_beside
from .settings import Settings
from .sources import files_of, kind_of
from .streams import tell

__all__ = ["judge_place", "write_refused", "write_refused_of"]


def judge_place(path: Path, sources: Sequence[Path]) -> None:
    """BadUse, before anything is read, where the rows could not be written to ``path``."""
    kind_of(path, (".xlsx",))
    keep_sources(path, sources)


def write_refused(
    settings: Settings,
    path: Path,
    read: Catalogue,
    products: Sequence[Path],
    updates: Sequence[Path] = (),
    columns: Mapping[str, str] | None = None,
    worksheet: str = "",
) -> None:
    """Write the refused rows of ``read`` and say where; nothing where there are none."""
    if not read.refused:
        tell(settings.say("refused.none"))
        return
    from connector.catalogue.writing.refused import refused_workbook, sheets_of

    data = refused_workbook(sheets_of(products, updates, columns, worksheet), read.refused, settings.lang)
    written = write_beside(path, data)
    said_where(settings, path, written, "files.kept")
    tell(settings.say("refused.written", count=len(read.refused), file=written))


async def write_refused_of(workspace: Workspace, settings: Settings, path: Path | None) -> None:
    """Read the catalogue of a run; where ``path`` asks for it, write its refused rows before any shop is asked."""
    from connector.catalogue.presets import load_columns

    files = workspace.config.catalogue
    if path is not None:
        judge_place(path, [*files_of(files), workspace.config.path])
    read = (await workspace.effective()).read
    if path is not None:
        updates = (*files.updates, *workspace.options.updates)
        columns = load_columns(files.columns) if files.columns else None
        write_refused(settings, path, read, files.products, updates, columns)
