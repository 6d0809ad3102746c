"""The answer of ``ocop photos`` in a terminal: what is known, what is not, what deserves a second look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from connector.catalogue.photo_answers import Answers
from connector.run.photos import Survey
from media.look import Finding

from .lines import Lines
from .settings import Settings

__all__ = ["PhotosPage"]

SHOWN = 40
"""So many lines of a kind are shown; everything with --verbose."""


class PhotosPage:
    """The answer in a terminal."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._say = settings.say
        self._lines = Lines(settings)

    def show(self, found: Survey, written: Path | None) -> None:
        say, line = self._say, self._lines.line
        if not found.photos:
            line(say("photos.empty", folder=found.folder, others=found.other_files))
            return
        self._listed("photos.owned", "bold", self._owned(found))
        without = (owner.label for owner in found.owners if not owner.shown and not owner.by_name)
        self._listed("photos.without", "bold yellow", without)
        self._listed("photos.to_name", "bold yellow", self._to_name(found))
        left_out = (f"{owner.label}: {', '.join(owner.left_out)}" for owner in found.owners if owner.left_out)
        self._listed("photos.left_out", "bold", left_out)
        self._listed("photos.unplaced", "bold yellow", self._unplaced(found))
        self._listed("photos.twins", "bold yellow", self._twins(found))
        self._listed("photos.findings", "bold yellow", self._findings(found))
        self._lines.gap()
        waiting = len(found.unplaced)
        figures = {
            "photos": len(found.photos),
            "placed": sum(bool(photo.products) for photo in found.photos),
            "waiting": waiting,
            "unusable": len(found.unusable),
            "others": found.other_files,
        }
        line(say("photos.sum", **figures), "bold")
        unknown = sum(photo.look.usable and photo.look.box is None for photo in found.photos)
        if unknown:
            line(say("photos.no_box", count=unknown), "dim")
        if written is not None:
            line(say("photos.book_written", file=written, photos=waiting), "bold")
        elif waiting or found.to_name:
            line(say("photos.ask"))

    def show_update(self, book: str, answers: Answers, products: int, written: Path | None) -> None:
        """What a filled-in workbook gave."""
        say, line = self._say, self._lines.line
        for bad in answers.bad:
            line(f"{say('AT_ROW', file=book, line=bad.line)} {bad.file}: {say(bad.code, **bad.params)}")
        if answers.blank:
            line(say("photos.still_blank", count=answers.blank))
        if written is None:
            line(say("photos.nothing_new"), "bold")
        else:
            line(say("photos.update_written", count=products, file=written), "bold")

    def _listed(self, code: str, style: str, lines: Iterable[str]) -> None:
        """A heading with the number of lines, the first of them, and how many more there are."""
        listed = list(lines)
        if not listed:
            return
        self._lines.line(self._say(code, count=len(listed)), style)
        shown = listed if self._settings.verbose else listed[:SHOWN]
        for text in shown:
            self._lines.line(text, indent=2)
        if len(shown) < len(listed):
            self._lines.line(self._say("photos.more", count=len(listed) - len(shown)), "dim", 2)

    def _owned(self, found: Survey) -> Iterator[str]:
        for owner in found.owners:
            names = tuple(dict.fromkeys((*owner.shown, *owner.options)))
            if names:
                how = self._say("photos.how.cell" if owner.has_cell else "photos.how.name")
                yield f"{owner.label} ({how}): {', '.join(names)}"

    def _to_name(self, found: Survey) -> Iterator[str]:
        for owner in found.to_name:
            yield f"{owner.label}: {', '.join(owner.by_name)}"

    def _unplaced(self, found: Survey) -> Iterator[str]:
        for photo in found.unplaced:
            text = self._say("photos.in_group", group=photo.group, file=photo.place)
            if photo.guess >= 0:
                guess = found.owners[photo.guess].label
                text += " " + self._say("photos.guess", guess=guess, why=self._say(f"photos.reason.{photo.reason}"))
            yield text

    def _twins(self, found: Survey) -> Iterator[str]:
        return (self._sentence(found.finding(twin)) for twin in found.twins)

    def _findings(self, found: Survey) -> Iterator[str]:
        for photo in found.photos:
            for finding in photo.findings:
                yield self._sentence(finding)

    def _sentence(self, finding: Finding) -> str:
        return self._say(finding.code, **finding.params)
