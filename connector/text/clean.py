"""A cell of text made fit for the catalogue: plain, NFC, without dress; or refused, with the one reason.

In this order: a formula is refused, as is UTF-8 that was read as Latin-1; tags, comments and scripts are taken out;
NFC; pictographs out; spaces and invisible characters. Then the rules of ``rules.toml`` judge what is left. Every change
and every warning leaves its code. ``paragraphs=True`` keeps line breaks, one between two paragraphs. What comes out
comes out the same when it is cleaned again.
"""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

__all__ = ["Cleaned", "TextRule", "clean", "is_formula", "is_misread", "rules", "seen", "visible"]

FORMULA_SIGNS = ("=", "@", "+")
PICTOGRAPHS = re.compile(
    "[\U0001f000-\U0001f0ff\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u20e3\U000e0020-\U000e007f]+"
    "(?:\u200d[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]+)*"
)
LONGEST = 30_000
"""Characters a cell may have, dress included: above what any marketplace takes, and a bound on the work per cell."""
INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200c\u200d\u2060\ufeff]")
ANY_SPACE = re.compile(r"\s")
CP1252_HIGH = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
MOJIBAKE = re.compile(
    f"Ã[\x80-\xbf{CP1252_HIGH}]|á[º»][\x80-\xbf{CP1252_HIGH}]|Ä[\x80-\x91‚ƒ‘¨©]|Å[¨©]|Æ[\xa0¡¯°]"
    "|Ì[\x80-\x83\x86\x89\x9b£€‚ƒ†‰›]"
)
"""The first bytes of Vietnamese letters and tones as Western letters, each with a byte that may follow."""
TAG = re.compile(r"(?<!<)<+[a-zA-Z/!][^>]*>")
UNSEEN = tuple(
    (re.compile(f"(?is){begin}.*?{end}"), re.compile(f"(?i){end}"))
    for begin, end in (("<!--", "-->"), (r"<script\b", r"</script\s*>"), (r"<style\b", r"</style\s*>"))
)
BLOCK_TAG = re.compile(r"(?i)</?(?:p|br|div|li|ul|ol|tr|table|h[1-6])\b[^>]*>")
# One look that finds anything the slow way has to deal with; most cells pass.
SUSPECT = re.compile(
    "[\x00-\x1f\x7f-\xa0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff<ÃÄÆ"
    "\u20e3\u2600-\u27bf\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]|  |á[º»]|[ÅÌ][\x80-\xbf€‚ƒ†‰›]"
)


@dataclass(frozen=True, slots=True)
class TextRule:
    """One rule of the data: what gives its ``code``, and where that comes from."""

    code: str
    source: str
    date: str
    words: re.Pattern[str]
    patterns: tuple[re.Pattern[str], ...]

    def finds(self, lowered: str) -> bool:
        if self.words.search(lowered):
            return True
        for pattern in self.patterns:  # noqa: SIM110 - a generator costs more than the search, once per cell
            if pattern.search(lowered):
                return True
        return False


class Cleaned(NamedTuple):
    """The text as it may be kept and the codes of what was done; where ``refused`` is a code, ``text`` is empty."""

    text: str
    codes: tuple[str, ...] = ()
    refused: str = ""


def rules() -> tuple[TextRule, ...]:
    """The rules of the data file, refusing ones first as they stand."""
    return RULES


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take ``text`` for a formula, behind whatever cannot be seen."""
    return bool(text) and not text[0].isalnum() and seen(text)[:1] in FORMULA_SIGNS


def is_misread(text: str) -> bool:
    """Whether ``text`` holds Vietnamese letters in UTF-8 that somebody read as Latin-1 or Windows-1252."""
    return not text.isascii() and MOJIBAKE.search(text) is not None


def visible(text: str) -> str:
    """``text`` without characters that nobody can see."""
    return INVISIBLE.sub("", text)


def seen(text: str) -> str:
    """``text`` as it looks in a cell: composed, nothing invisible in it, plain spaces, none around it."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return ANY_SPACE.sub(" ", unicodedata.normalize("NFC", visible(text))).strip()


def clean(text: str, *, paragraphs: bool = False) -> Cleaned:
    """``text`` normalised, or refused with one code (see the module)."""
    if not text:
        return NOTHING
    if len(text) > LONGEST:
        return Cleaned("", refused="E_TEXT_TOO_LONG")
    if is_formula(text):
        return Cleaned("", refused="E_FORMULA")
    codes: list[str] = []
    if SUSPECT.search(text) or text[0] == " " or text[-1] == " " or not unicodedata.is_normalized("NFC", text):
        if MOJIBAKE.search(text):
            return Cleaned("", refused="E_TEXT_MOJIBAKE")
        text = _undressed(text, paragraphs, codes)
        if _tagged(text):  # an invisible character had hidden it
            text = _undressed(text, paragraphs, codes)
        if is_formula(text):
            return Cleaned("", refused="E_FORMULA")
    # Rules hold for what is read, so for digits and letters in full width too.
    lowered = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower()
    for rule in RULES:
        if rule.finds(lowered):
            if rule.code.startswith("E_"):
                return Cleaned("", refused=rule.code)
            codes.append(rule.code)
    return Cleaned(text, tuple(dict.fromkeys(codes)))


def _undressed(text: str, paragraphs: bool, codes: list[str]) -> str:
    if _tagged(text):
        codes.append("OK_HTML_STRIPPED")
        text = _without_tags(text, "\n" if paragraphs else " ")
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        codes.append("OK_NFC")
    text = PICTOGRAPHS.sub("", composed)
    if text != composed:
        codes.append("OK_EMOJI_REMOVED")
        text = re.sub(" +", " ", text).strip()
    spaced = _spaced(INVISIBLE.sub("", text), paragraphs)
    if spaced != text:
        codes.append("OK_TRIM")
    # What was taken out may have stood between a letter and its mark.
    return unicodedata.normalize("NFC", spaced)


def _tagged(text: str) -> bool:
    return TAG.search(text, 0, text.rfind(">") + 1) is not None


def _taken_out(pattern: re.Pattern[str], instead: str, text: str, last: int) -> str:
    """``pattern`` replaced up to ``last``, where it can end for the last time: beyond, it would be looked for in vain
    from every place on, which takes seconds for one cell."""
    return pattern.sub(instead, text[:last]) + text[last:]


def _without_tags(text: str, line_break: str) -> str:
    # Unescaping may uncover further tags; each round makes the text shorter.
    before = ""
    while text != before and _tagged(text):
        before = text
        text = text.replace("\x00", "")
        for unseen, end in UNSEEN:
            text = _taken_out(unseen, "", text, max((found.end() for found in end.finditer(text)), default=0))
        text = _taken_out(BLOCK_TAG, "\x00", text, text.rfind(">") + 1)
        parts = (part.strip() for part in _taken_out(TAG, "", text, text.rfind(">") + 1).split("\x00"))
        text = html.unescape(line_break.join(part for part in parts if part)).strip()
    return text


def _spaced(text: str, paragraphs: bool) -> str:
    if not paragraphs:
        return " ".join(text.split())
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _load() -> tuple[TextRule, ...]:
    data = tomllib.loads(resources.files(__package__).joinpath("rules.toml").read_text(encoding="utf-8"))
    return tuple(
        TextRule(
            code=rule["code"],
            source=rule["source"],
            date=str(rule["date"]),
            words=re.compile("|".join(re.escape(word) for word in rule.get("words", ())) or "(?!)"),
            patterns=tuple(re.compile(pattern) for pattern in rule.get("patterns", ())),
        )
        for rule in data["rule"]
    )


NOTHING = Cleaned("")
RULES = _load()
