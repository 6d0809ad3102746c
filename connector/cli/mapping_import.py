"""``ocop mapping import``: a filled-in workbook becomes the user's own rules, laid over ours.

All or nothing: where a row cannot be used, every such row is named and nothing is written, unless ``--skip-bad`` says
that the others may go in. Ours are never touched, keys and comments that people wrote themselves stay. ``--json`` is
one object, ``ocop/mapping-import@1``.
"""

from __future__ import annotations

from pathlib import Path

from connector.catalogue.mapping_answers import MappingAnswers, read_mapping_book
from connector.config import Config
from connector.errors import BadUse
from connector.run.mapping import ShopMapping, survey_mapping
from connector.run.mapping_changes import Judged, judge
from connector.run.mapping_import import TakenOver, take_over, with_overlay

from .asked import Asked, opened
from .files import write_file
from .lines import Lines
from .loop import run_async
from .mapping_export import one_shop
from .problems import PERSON
from .progress import Meter
from .settings import Settings
from .streams import emit

__all__ = ["run"]

SHOWN = 40


def run(settings: Settings, asked: Asked, file: Path, skip_bad: bool, dry_run: bool) -> int:
    answers = read_mapping_book(file)
    config, _ = settings.load()
    survey = run_async(_survey(settings, asked, _shop_of(answers, file)))
    judged = judge(answers, survey)
    stopped = bool(judged.bad or answers.broken) and not skip_bad
    taken = take_over(config, survey, [change.edit for change in judged.changes], settings.lang)
    written = [] if stopped or dry_run or not judged.changes else _write(config, taken)
    if settings.as_json:
        emit(_json(settings, file, answers, judged, taken, written, stopped))
    else:
        _Page(settings, file).show(answers, judged, taken, written, stopped, dry_run)
    return PERSON if judged.bad or answers.broken else 0


def _shop_of(answers: MappingAnswers, file: Path) -> str | None:
    """The one shop the workbook speaks of; rows of another one are refused by name."""
    if not answers.shops and answers.rows:
        raise BadUse("E_MAPPING_BOOK", file=file.name)
    return answers.shops[0] if answers.shops else None


async def _survey(settings: Settings, asked: Asked, name: str | None) -> ShopMapping:
    with Meter(settings) as meter:
        async with opened(settings, asked, meter) as workspace:
            return await survey_mapping(workspace, one_shop(workspace.config, name), propose="none")


def _write(config: Config, taken: TakenOver) -> list[Path]:
    """The rule files, then, where the configuration names no folder yet, its name in ``ocop.toml``."""
    files = list(taken.files)
    if config.mappings.overlay is None:
        text = config.path.read_bytes().decode("utf-8-sig")
        files.append((config.path, with_overlay(text, config.path.name)))
    written = []
    for path, text in files:
        place = write_file(path, text.encode())
        if place != path.expanduser().absolute():  # another name would be another rule, or none
            place.unlink()
            raise BadUse("E_FILE_NOT_WRITTEN", file=str(path), reason="")
        written.append(place)
    return written


class _Page:
    """The answer in a terminal."""

    def __init__(self, settings: Settings, file: Path) -> None:
        self._settings = settings
        self._say = settings.say
        self._file = file
        self._verbose = settings.verbose
        self._line = Lines(settings).line

    def show(
        self,
        answers: MappingAnswers,
        judged: Judged,
        taken: TakenOver,
        written: list[Path],
        stopped: bool,
        dry_run: bool,
    ) -> None:
        problems = _problems(self._settings, answers, judged)
        if problems:
            self._line(self._say("mapping_import.bad", count=len(problems)), "bold red")
        for sheet, line, _, text in problems:
            where = {"file": self._file.name, "sheet": self._say(f"mapping_book.{sheet}"), "line": line}
            self._line(f"{self._say('mapping_import.at', **where)} {text}", indent=2)
        for change in judged.changes:
            words = {"line": change.row.line, "sheet": self._say(f"mapping_book.{change.row.sheet}")}
            before, after = change.before or "–", change.after or self._say("mapping_book.word.default")
            self._line(self._say("mapping_import.change", **words, what=change.subject, before=before, after=after))
        self._moved(taken)
        self._end(judged, written, stopped, dry_run)

    def _moved(self, taken: TakenOver) -> None:
        if not taken.moved:
            return
        live = sum(one.live for one in taken.moved)
        self._line(self._say("mapping_import.moved", count=len(taken.moved)), "bold")
        shown = taken.moved if self._verbose else taken.moved[:SHOWN]
        for one in shown:
            words = {"product": one.fit.product.product_key, "title": one.fit.product.title_vi}
            self._line(self._say("mapping_import.moves", **words, after=one.after or "–"), indent=2)
        if len(shown) < len(taken.moved):
            self._line(self._say("categories.more", count=len(taken.moved) - len(shown)), "dim", 2)
        if live:
            self._line(self._say("mapping_import.live", count=live), "yellow")

    def _end(self, judged: Judged, written: list[Path], stopped: bool, dry_run: bool) -> None:
        if stopped:
            self._line(self._say("mapping_import.stopped"), "bold")
        elif not judged.changes:
            self._line(self._say("mapping_import.nothing"), "bold")
        elif dry_run:
            self._line(self._say("mapping_import.dry", count=len(judged.changes)), "bold")
        else:
            names = ", ".join(str(path) for path in written)
            self._line(self._say("mapping_import.written", count=len(judged.changes), files=names), "bold")


def _problems(settings: Settings, answers: MappingAnswers, judged: Judged) -> list[tuple[str, int, str, str]]:
    """Sheet, line, code and sentence of every row that cannot be used."""
    say = settings.say
    bad = [(one.row.sheet, one.row.line, one.code, say(one.code, **one.params)) for one in judged.bad]
    return bad + [(sheet, line, "E_ROW_BROKEN", say("E_ROW_BROKEN")) for sheet, line in answers.broken]


def _json(
    settings: Settings,
    file: Path,
    answers: MappingAnswers,
    judged: Judged,
    taken: TakenOver,
    written: list[Path],
    stopped: bool,
) -> dict[str, object]:
    return {
        "schema": "ocop/mapping-import@1",
        "file": str(file),
        "stopped": stopped,
        "written": [str(path) for path in written],
        "changes": [
            {
                "sheet": change.row.sheet,
                "line": change.row.line,
                "subject": change.subject,
                "before": change.before,
                "after": change.after,
                "key": [change.edit.file, *change.edit.keys],
            }
            for change in judged.changes
        ],
        "moved": [
            {"product": one.fit.product.product_key, "from": one.before, "to": one.after, "in_shop": one.live}
            for one in taken.moved
        ],
        "unchanged": judged.same,
        "blank": answers.blank,
        "problems": [
            {"sheet": sheet, "line": line, "code": code, "message": text}
            for sheet, line, code, text in _problems(settings, answers, judged)
        ],
    }
