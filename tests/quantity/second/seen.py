"""What an eye sees in a cell, and how two cells are compared; the answer "no" with its code."""

from __future__ import annotations

import unicodedata

__all__ = ["No", "formula", "gone", "look", "same", "spaceless", "word_of"]

UNSEEN = {0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF}
KEPT_CONTROLS = {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x1F, 0x85}
"""Controls that part words."""


class No(Exception):
    """This cell gives nothing; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def gone(text: str) -> str:
    """Without what nobody can see."""
    return "".join(
        letter
        for letter in text
        if ord(letter) not in UNSEEN and (unicodedata.category(letter) != "Cc" or ord(letter) in KEPT_CONTROLS)
    )


def look(text: str) -> str:
    """As it looks: composed, nothing unseen in it, every space a space."""
    shown = unicodedata.normalize("NFC", gone(text))
    return "".join(" " if letter.isspace() else letter for letter in shown).strip()


def spaceless(text: str) -> str:
    return "".join(letter for letter in text if not letter.isspace())


def same(text: str) -> str:
    """Names are the same when this is."""
    return " ".join(look(text).split()).casefold()


def word_of(text: str) -> str:
    """A word among few, however it is typed: without marks, case and signs."""
    letters = []
    for letter in unicodedata.normalize("NFD", text.casefold()):
        if "\u0300" <= letter <= "\u036f":
            continue
        letters.append("d" if letter == "đ" else letter if letter.isalnum() or unicodedata.combining(letter) else " ")
    return " ".join("".join(letters).split())


def formula(text: str) -> bool:
    """A sign that begins a formula, behind whatever cannot be seen."""
    return look(text)[:1] in ("=", "@", "+") if text else False
