"""``ocop media preview``: photos beside what each shop would show of them, on pages to look at and to pass round.

Nothing is sent and no shop is asked. Pages replace earlier pages of this command, and another file only with
``--force``. Exit code 3 where a photo cannot be used or a row of the sheets is refused, 2 where there is nothing to
look at. ``--json`` prints one object, ``ocop/media-preview@1``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from connector.clock import SystemClock, business_day
from connector.errors import BadUse
from connector.run.preview_drawing import Drawing, draw_all
from media import MediaProblem
from media.preview import Heading, as_png, is_page, pages

from .files import keep_sources, said_where, write_file
from .lines import Lines
from .preview_sources import Asked, View, view_of
from .preview_words import PreviewWords, printable
from .problems import PERSON
from .progress import Meter
from .settings import Settings
from .sources import kind_of
from .streams import emit
from .values import read_day

__all__ = ["Asked", "run"]

SHOWN = 40
"""So many unusable photos are named; all of them with --verbose."""


@dataclass(slots=True)
class _Found:
    """What turned up while drawing; ``problems`` by the product or photo they belong to."""

    photos: int = 0
    problems: list[MediaProblem] = field(default_factory=list)

    def watched(self, drawings: Iterator[Drawing]) -> Iterator[Drawing]:
        for drawing in drawings:
            self.photos += len(drawing.originals)
            self.problems += drawing.problems
            yield drawing


def run(settings: Settings, asked: Asked) -> int:
    kind_of(asked.out, (".png",))
    day = read_day(asked.day) if asked.day else business_day(SystemClock())
    found, words = _Found(), PreviewWords(settings, day)
    with Meter(settings) as meter:
        meter("catalogue", 0, 0)
        view = view_of(settings, asked, day, meter)
        keep_sources(asked.out, view.sources)
        earlier = _replaceable(asked.out, asked.force)
        count = len(view.entries)
        meter("preview", 0, count)
        drawings = draw_all(view.entries, view.cache, progress=lambda done: meter("preview", done, count))
        heading = Heading(settings.say("preview.title"), view.lines, settings.say("preview.page", number="{number}"))
        sheets = pages(map(words.block, found.watched(drawings)), heading)
        written = _written(settings, asked, sheets, earlier)
    _say(settings, view, found, written)
    return PERSON if found.problems or view.refused else 0


def _replaceable(out: Path, force: bool) -> list[Path]:
    """The pages that stand under these names from earlier. BadUse where one of the names is another file's."""
    target = out.expanduser().absolute()
    numbered = re.compile(re.escape(target.stem) + r"-[1-9]\d*\.png", re.IGNORECASE)
    try:
        beside = [path for path in target.parent.iterdir() if numbered.fullmatch(path.name) or path == target]
    except OSError:
        return []
    foreign = [path for path in beside if not is_page(path)]
    if foreign and not force:
        raise BadUse("E_FILE_EXISTS", file=str(min(foreign)))
    return [path for path in beside if path not in foreign]


def _written(settings: Settings, asked: Asked, sheets: Iterable[Image.Image], earlier: list[Path]) -> list[Path]:
    """Every page as it comes: under the name asked for if it stays alone, else numbered. What was there before and is
    not written anew goes, for it shows another day."""
    written: list[Path] = []
    held: bytes | None = None
    for number, sheet in enumerate(sheets, 1):
        data = as_png(sheet)
        if number == 1:
            held = data
            continue
        if held is not None:
            written.append(_put(settings, asked.out.with_stem(f"{asked.out.stem}-1"), held))
            held = None
        written.append(_put(settings, asked.out.with_stem(f"{asked.out.stem}-{number}"), data))
    if held is not None:
        written.append(_put(settings, asked.out, held))
    for path in earlier:
        if written and path not in written and is_page(path):
            path.unlink(missing_ok=True)
    return written


def _put(settings: Settings, place: Path, data: bytes) -> Path:
    written = write_file(place, data)
    said_where(settings, place, written)
    return written


def _say(settings: Settings, view: View, found: _Found, written: list[Path]) -> None:
    if settings.as_json:
        emit(
            {
                "schema": "ocop/media-preview@1",
                "files": [str(path) for path in written],
                "products": len(view.entries) if view.products else None,
                "photos": found.photos,
                "unusable": [{"file": _name(one), "code": one.code} for one in found.problems],
                "refused_rows": view.refused,
                "other_files": view.others,
            }
        )
        return
    lines, say = Lines(settings), settings.say
    if found.problems:
        lines.line(say("preview.problems", count=len(found.problems)), "bold red")
        for problem in found.problems if settings.verbose else found.problems[:SHOWN]:
            lines.line(say(problem.code, **{**problem.params, "file": _name(problem)}), indent=2)
        if len(found.problems) > SHOWN and not settings.verbose:
            lines.line(say("media.more", count=len(found.problems) - SHOWN), "dim", 2)
        lines.gap()
    if view.refused:
        lines.line(say("preview.refused", count=view.refused), "yellow")
    if view.others:
        lines.line(say("preview.others", count=view.others), "dim")
    if not written:
        lines.line(say("preview.nothing"), "bold")
    elif len(written) == 1:
        lines.line(say("preview.written", file=str(written[0])), "bold")
    else:
        lines.line(
            say("preview.written_pages", count=len(written), first=str(written[0]), last=written[-1].name), "bold"
        )


def _name(problem: MediaProblem) -> str:
    return printable(str(problem.params.get("file", "")))
