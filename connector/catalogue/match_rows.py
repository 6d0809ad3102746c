"""A filled-in match workbook read back: which rows have an answer, what it says, and what the person saw.

One bad row stops no other. A blank answer is no answer: the pair stays open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from connector.messages import LANGUAGES, say

from .columns import Headers, bare
from .sheet import open_sheet
from .verdicts import SHOWN

__all__ = ["ANSWERS", "COLUMNS", "AnswerRow", "BadRow", "MatchRows", "read_match_rows"]

COLUMNS = (
    "our_picture",
    "sku",
    "our_title",
    "our_price",
    "our_weight",
    "shop_picture",
    "listing",
    "shop_title",
    "shop_price",
    "shop_weight",
    "likelihood",
    "reason",
    "answer",
    "write_sku",
)
ANSWERS: tuple[Literal["same", "different", "alone"], ...] = ("same", "different", "alone")
ALSO = {
    "same": (
        "cung san pham",
        "cung mot",
        "giong",
        "giong nhau",
        "mot",
        "dung",
        "co",
        "x",
        "ok",
        "yes",
        "same",
        "the same",
        "same product",
    ),
    "different": ("khac", "khong", "khong phai", "hai", "no", "not the same"),
    "alone": ("de nguyen", "bo qua", "khong dong den", "leave", "skip"),
}
"""What else people write; the words of the list themselves come from the messages."""
AGREED = frozenset(("x", "v", "ok", "co", "dong y", "yes", "y", "ghi"))


class AnswerRow(NamedTuple):
    """One answered row."""

    line: int
    sku: str
    listing: str
    choice: Literal["same", "different", "alone"]
    title: str
    shop_title: str
    write_sku: bool


class BadRow(NamedTuple):
    """A row that cannot be understood: a code of ``match.toml``."""

    line: int
    sku: str
    code: str
    value: str


@dataclass(slots=True)
class MatchRows:
    """What the workbook says; ``blank`` rows wait for an answer."""

    answered: list[AnswerRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    blank: int = 0


def read_match_rows(book: Path) -> MatchRows:
    """Read every row. BadUse where the workbook itself cannot be read."""
    sheet = open_sheet(book, _headers(), ("sku", "listing", "answer"))
    words = _words()
    rows = MatchRows()
    for record in sheet.records():
        if record.cells is None:
            rows.bad.append(BadRow(record.line, "", "E_ROW_BROKEN", ""))
            continue
        cells = {name: record.cells[at].strip() for name, at in sheet.columns.items()}
        said = cells["answer"]
        if not said:
            rows.blank += 1
            continue
        choice = words.get(bare(said) or said)
        if choice is None:
            rows.bad.append(BadRow(record.line, cells["sku"], "E_MATCH_ANSWER", said[:SHOWN]))
            continue
        asked = bare(cells.get("write_sku", "")) in AGREED
        listing = cells["listing"].removesuffix(".0")
        seen = cells.get("our_title", ""), cells.get("shop_title", "")
        rows.answered.append(AnswerRow(record.line, cells["sku"], listing, choice, *seen, asked))
    return rows


def _words() -> dict[str, Literal["same", "different", "alone"]]:
    found: dict[str, Literal["same", "different", "alone"]] = {}
    for choice in ANSWERS:
        shown = (say(f"match.answer.{choice}", lang) for lang in LANGUAGES)
        found.update({bare(word): choice for word in (*shown, *ALSO[choice])})
    return found


def _headers() -> Headers:
    """The workbook's own headers, in whichever language it was written."""
    return {name: tuple(say(f"match.book.{name}", lang) for lang in LANGUAGES) for name in COLUMNS}
