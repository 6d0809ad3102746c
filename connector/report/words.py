"""Which words of a text change: what terminal and HTML mark, so that nobody compares two paragraphs by eye."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from connector.messages import Language, say

from .figures import clean, number, shorten

__all__ = ["Piece", "changed_text", "elided", "pieces_of"]

Sign = Literal["", "-", "+"]

TOKEN = re.compile(r"\s*(?:[.,;:!?…)»”]+|[^\s.,;:!?…)»”]+(?:[.,:][^\s.,;:!?…)»”]+)*)")
"""A word or what stands behind it, with the blank in front: joined again they are the text."""

HEAVY = 4_000_000
"""Above this many pairs of words no alignment is looked for: both texts are shown as wholly changed."""

ISLAND = 1
"""Equal words between two changes that are too few to be worth reading alone."""

ALIKE = 0.4
"""Below this share of equal words a text is a new one, and said as before and after."""

SLACK = 8
"""Fewer words than these are not worth leaving out: a title is always shown whole."""

PLACES, PLACE = 3, 44
"""So many places are told in one line, each of so many characters."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words with the blank in front: ``sign`` '-' for what goes, '+' for what comes, '' for what stays."""

    sign: Sign
    text: str


def pieces_of(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts as one row of pieces, word by word."""
    old, new = (TOKEN.findall(f" {clean(text)}") for text in (before, after))
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle = _middle(old[start : len(old) - end], new[start : len(new) - end])
    found = [("", old[:start]), *middle, ("", old[len(old) - end :])]
    return tuple(Piece(sign, "".join(words)) for sign, words in found if words)  # type: ignore[arg-type]


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    pairs = zip(left, right, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(left), len(right)))


def _middle(old: list[str], new: list[str]) -> list[tuple[str, list[str]]]:
    if len(old) * len(new) > HEAVY:
        return [("-", old), ("+", new)]
    found: list[tuple[str, list[str]]] = []
    gone: list[str] = []
    come: list[str] = []
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number_, (kind, i, j, m, n) in enumerate(codes):
        island = j - i <= ISLAND and 0 < number_ < len(codes) - 1
        if kind == "equal" and not island:
            found += [("-", gone), ("+", come), ("", old[i:j])]
            gone, come = [], []
        else:
            gone, come = gone + old[i:j], come + new[m:n]
    return [*found, ("-", gone), ("+", come)]


def changed_text(pieces: Iterable[Piece], lang: Language) -> str:
    """One line: what is added, dropped or replaced, place by place; a text that is mostly new as before and after."""
    held = tuple(pieces)
    sizes = {sign: sum(len(piece.text) for piece in held if piece.sign == sign) for sign in ("", "-", "+")}
    if sizes["-"] and sizes["+"] and sizes[""] < ALIKE * max(sizes["-"], sizes["+"]):
        return _place(_joined(held, "+"), _joined(held, "-"), lang, 2 * PLACE)
    places = list(dict.fromkeys(_places(held)))
    told = [_place(gone, come, lang, PLACE) for gone, come in places[:PLACES]]
    if len(places) > PLACES:
        told.append(say("report.places_more", lang, count=number(len(places) - PLACES, lang)))
    return "; ".join(told)


def _joined(pieces: Sequence[Piece], without: str) -> str:
    return "".join(piece.text for piece in pieces if piece.sign != without)


def _places(pieces: Sequence[Piece]) -> Iterable[tuple[str, str]]:
    """(what goes, what comes) of every place."""
    gone = come = ""
    for piece in (*pieces, Piece("", "")):
        if piece.sign == "-":
            gone = piece.text
        elif piece.sign == "+":
            come = piece.text
        elif gone or come:
            yield gone, come
            gone = come = ""


def _place(gone: str, come: str, lang: Language, width: int) -> str:
    if not (gone and come):  # a comma that comes with its words is no news
        gone, come = (text.strip(" ,;") or text.strip() for text in (gone, come))
    if gone and come:
        return f"«{shorten(gone, width)}» → «{shorten(come, width)}»"
    return say("report.words_added" if come else "report.words_dropped", lang, words=shorten(come or gone, width))


def elided(pieces: Sequence[Piece], around: int = 6, most: int = 18) -> tuple[Piece, ...]:
    """The same with long runs of words left out, ``around`` of them kept beside every change."""
    told = []
    for at, piece in enumerate(pieces):
        words = piece.text.split(" ")
        if piece.sign:
            shown = words if len(words) <= most else [*words[:most], "…"]
        else:
            head = words[:around] if at else []
            tail = words[-around:] if at < len(pieces) - 1 else []
            shown = words if len(words) <= len(head) + len(tail) + SLACK else [*head, "…", *tail]
        told.append(Piece(piece.sign, " ".join(shown)))
    return tuple(told)
