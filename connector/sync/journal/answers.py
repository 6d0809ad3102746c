"""What people answered when ocop asked: one answer per question, kept until it is taken back or no longer fits.

A question is a kind (``match``, ``drift``, ...) and a subject (a product, a listing, one group of a listing). ``about``
is what the person was shown; whoever uses an answer compares it with what is there now, so that an answer never covers
something nobody has seen. One kind is nobody's answer: since when a star has been told of a listing that no product is
bound to (ADR 56).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import orjson
from pydantic import JsonValue
from sqlalchemy import Engine

from . import tables as t
from .recorded import json_of
from .statements import ANSWERS, TAKE_BACK, upsert

__all__ = ["Answer", "Answers"]


@dataclass(frozen=True, slots=True)
class Answer:
    """``choice`` is a word of the kind; ``who`` is how the answer came (a file's name, the command)."""

    kind: str
    subject: str
    choice: str
    about: JsonValue = None
    who: str = ""


class Answers:
    """The answers of all shops; every method is one transaction, durable when it returns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def of(self, shop: str, kind: str) -> dict[str, Answer]:
        """The answers of one kind, by subject."""
        with self._engine.connect() as db:
            return {
                row.subject: Answer(row.kind, row.subject, row.choice, json_of(row.about, "answer"), row.who)
                for row in db.execute(ANSWERS, {"at_shop": shop, "at_kind": kind})
            }

    async def keep(self, shop: str, answers: Iterable[Answer], at: datetime) -> None:
        """Remember answers; a later one to the same question replaces the earlier."""
        rows = [
            {
                "shop": shop,
                "kind": given.kind,
                "subject": given.subject,
                "choice": given.choice,
                "about": orjson.dumps(given.about).decode(),
                "who": given.who,
                "answered_at": at.isoformat(),
            }
            for given in answers
        ]
        if not rows:
            return
        with self._engine.begin() as db:
            db.execute(upsert(t.answer), rows)

    async def forget(self, shop: str, kind: str, subjects: Iterable[str]) -> None:
        """Take answers back: the questions are open again."""
        rows = [{"at_shop": shop, "at_kind": kind, "at_subject": subject} for subject in subjects]
        if not rows:
            return
        with self._engine.begin() as db:
            db.execute(TAKE_BACK, rows)
