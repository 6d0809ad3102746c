"""``ocop media check``: which files of a folder can be used as pictures, those that cannot first.

It needs no configuration and changes nothing. ``--json`` prints a bare array, one record per file. Exit code 3 where
a file cannot be used or a folder could not be looked into, 2 where there is no such folder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from connector.errors import BadUse
from media.check import OK, Checked, FolderChecked, check_folder

from .lines import Lines
from .problems import PERSON
from .progress import Meter
from .settings import Settings
from .streams import emit, tell

__all__ = ["run"]

SHOWN = 40
"""So many files with a warning are shown; refused ones all, and everything with --verbose."""


def run(settings: Settings, folder: Path) -> int:
    place = folder.expanduser()
    if not place.is_dir():
        raise BadUse("E_MEDIA_FOLDER", folder=str(folder))
    with Meter(settings) as meter:
        checked = check_folder(place, progress=lambda done, total: meter("photos", done, total))
    if settings.as_json:
        emit([file.record() for file in checked.files])
    else:
        _show(settings, folder, checked)
    for closed in checked.closed:
        tell(settings.say("E_MEDIA_FOLDER_CLOSED", folder=_printable(closed)))
    return PERSON if checked.closed or any(not file.usable for file in checked.files) else 0


def _show(settings: Settings, folder: Path, checked: FolderChecked) -> None:
    lines, say = Lines(settings), settings.say
    refused = [file for file in checked.files if not file.usable]
    warned = [file for file in checked.files if file.usable and file.code != OK]
    if not checked.files:
        lines.line(say("media.empty", folder=str(folder)))
        return
    _list(settings, lines, "media.refused", refused, "bold red", len(refused))
    _list(settings, lines, "media.warned", warned, "bold yellow", len(warned) if settings.verbose else SHOWN)
    formats = Counter(file.format for file in checked.files if file.usable)
    if formats:
        lines.line(say("media.formats", formats=", ".join(f"{count} {name}" for name, count in formats.most_common())))
    figures = {"files": len(checked.files), "usable": len(checked.files) - len(refused), "refused": len(refused)}
    lines.line(say("media.sum_refused" if refused else "media.sum", folder=str(folder), **figures), "bold")


def _list(settings: Settings, lines: Lines, heading: str, files: Sequence[Checked], style: str, most: int) -> None:
    """A sentence for each file, equal reasons together."""
    if not files:
        return
    lines.line(settings.say(heading, count=len(files)), style)
    for file in sorted(files, key=lambda file: (file.code, file.file))[:most]:
        params = {**file.params, "file": _printable(file.file)}
        lines.line(settings.say(file.code, **params), indent=2)
    if len(files) > most:
        lines.line(settings.say("media.more", count=len(files) - most), "dim", 2)
    lines.gap()


def _printable(name: str) -> str:
    """A name on one line, which cannot move the cursor or turn the direction of reading."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in name)
