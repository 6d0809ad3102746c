"""Vietnamese from before Unicode: files in Windows-1258, and text typed for TCVN3 (ABC) or VNI fonts.

Such a font gives Western codes other shapes, so its text arrives as Latin-1 letters and signs, "S¶n phÈm" or
"Saûn phaåm", even inside a UTF-8 file or a workbook. It is recognised by words that are Vietnamese syllables once
converted and are none as they stand; French, German, signs and units are left alone. What is in doubt is not legacy.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

from .syllable import is_syllable

__all__ = ["CODES", "Legacy", "as_utf8", "converted", "encoding_of", "legacy_text"]

Code = Literal["tcvn3", "vni"]
CODES: tuple[Code, ...] = ("tcvn3", "vni")
SINGLE_BYTE = ("cp1258", "cp1252")
HIGH = re.compile("[\u00a1-\u00ff]")
MODERN = re.compile("[\u0102-\u01b0\u0300-\u0323\u1ea0-\u1ef9]")
"""Letters no such font has: text with one of them is Unicode."""
WORD = re.compile("[A-Za-z\u00a1-\u00ff]+")
ALONE = {
    "tcvn3": re.compile("(?=...).*[\u00a1-\u00be]|.*[a-z][\u00c6-\u00de]|(?=..$).*[¨©«¬®¶·¸»¼½¾]"),
    "vni": re.compile("(?i)(?=...).*(?:a[^\x00-\x7fïúí]|e[ùøûõâáàåãä]|o[øõâáàåãä]|[uô][ùøûõï]|ö[ùøûõïô]|y[ùøûõ])"),
}
"""What a word must have to be believed without a second one: a sign or a capital inside it, a pair of vowels that no
other language writes. Signs that stand beside a letter as unit, footnote or ordinal (µ ¹ ª º) need three letters."""
LOST = re.compile(r"[^\W\d_]\?[^\W\d_]")
ENOUGH, SELDOM = 0.6, 0.1
"""Letters that were written as question marks are gone: such a file is to be saved anew, not read."""
SAMPLE = 256 * 1024


class Legacy(NamedTuple):
    """A text in an old font's code: which, and what it says."""

    code: Code
    reading: str


def legacy_text(text: str) -> Legacy | None:
    """The code ``text`` was typed in and its reading; None for everything else."""
    if text.isascii():
        return None
    composed = unicodedata.normalize("NFC", text)
    if MODERN.search(composed) or not HIGH.search(composed):
        return None
    words = [word for word in WORD.findall(composed) if not word.isascii()]
    found = [(weight, code) for code in CODES if (weight := _weight(words, code)) > 0]
    if not found:
        return None
    best = max(weight for weight, _ in found)
    code = next(code for weight, code in found if weight == best)
    return Legacy(code, converted(composed, code))


def converted(text: str, code: Code) -> str:
    """``text`` in an old font's code as Unicode."""
    table, pattern = _table(code)
    return pattern.sub(lambda match: table[match[0]], text)


def encoding_of(data: bytes) -> str | None:
    """``cp1258`` for Vietnamese in Windows-1258, ``cp1252`` for an old font's text saved as plain bytes, else None."""
    sample = data[:SAMPLE]
    for encoding in SINGLE_BYTE:
        try:
            data.decode(encoding)
            text = unicodedata.normalize("NFC", sample.decode(encoding))
        except UnicodeDecodeError:
            continue
        words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
        if len(LOST.findall(text)) > SELDOM * len(words):
            return None
        if encoding == "cp1258" and words and sum(map(is_syllable, words)) >= ENOUGH * len(words):
            return encoding
        if encoding == "cp1252" and any(legacy_text(line) for line in text.splitlines()):
            return encoding
    return None


def as_utf8(data: bytes) -> bytes | None:
    """``data`` in UTF-8 and NFC (Windows-1258 writes tones apart); None where ``encoding_of`` does not know it."""
    encoding = encoding_of(data)
    return unicodedata.normalize("NFC", data.decode(encoding)).encode() if encoding else None


def _weight(words: list[str], code: Code) -> int:
    """How many of ``words`` speak for ``code``; 0 where that is not enough."""
    speaking = [word for word in words if _speaks(word, code)]
    against = sum(not is_syllable(word) for word in words) - len(speaking)
    if len(speaking) == 1 and (against or not ALONE[code].match(speaking[0])):
        return 0
    return len(speaking) if len(speaking) > 2 * against else 0


def _speaks(word: str, code: Code) -> bool:
    # Such fonts mix capitals of the keyboard with small codes: the reading's case says nothing.
    return len(word) > 1 and not is_syllable(word) and is_syllable(converted(word, code).lower())


@cache
def _table(code: Code) -> tuple[dict[str, str], re.Pattern[str]]:
    content = resources.files(__package__).joinpath("legacy.toml").read_text(encoding="utf-8")
    pairs = tomllib.loads(content)[code]["letters"].split()
    table = {pair[1:]: pair[0] for pair in pairs}
    # Longest first: VNI's tone follows its vowel.
    return table, re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))
