"""Whether a word could be one Vietnamese syllable: beginning, rhyme and tone fit together, its letters are of one case.

A test of form, not a dictionary: ``bửm`` passes. Good enough to tell Vietnamese that was read in a wrong code from
Vietnamese, and from French.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import resources

__all__ = ["is_syllable"]

TONES = ("\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
STOPS = ("c", "ch", "p", "t")
STOPPED_TONES = ("\u0301", "\u0323")
"""A rhyme that ends in a stop has one of these two tones, always."""
MARKED, PLAIN = "ăâêôơư", "aeiouy"
EITHER = ("oa", "oe", "uy")
"""Their tone stands on the one vowel or the other: hòa, hoà."""


def is_syllable(word: str) -> bool:
    """``word`` in small letters, capitals, or with one capital in front."""
    if word not in (word.lower(), word.upper(), word.capitalize()):
        return False
    return unicodedata.normalize("NFC", word.lower()) in _syllables()


@cache
def _syllables() -> frozenset[str]:
    parts = tomllib.loads(resources.files(__package__).joinpath("syllable.toml").read_text(encoding="utf-8"))
    rhymes = [toned for rhyme in parts["rhymes"].split() for toned in _toned(rhyme)]
    return frozenset(onset + rhyme for onset in ("", *parts["onsets"].split()) for rhyme in rhymes)


def _toned(rhyme: str) -> Iterator[str]:
    stopped = rhyme.endswith(STOPS)
    if not stopped:
        yield rhyme
    for tone in STOPPED_TONES if stopped else TONES:
        for at in _places(rhyme):
            yield unicodedata.normalize("NFC", rhyme[: at + 1] + tone + rhyme[at + 1 :])


def _places(rhyme: str) -> tuple[int, ...]:
    """Where the tone may stand: on a marked vowel; before a consonant; else on the first of two or second of three."""
    marked = [at for at, letter in enumerate(rhyme) if letter in MARKED]
    if marked:
        return (marked[-1],)
    vowels = sum(letter in PLAIN for letter in rhyme)
    if vowels < len(rhyme):
        return (vowels - 1,)
    return (0, 1) if rhyme in EITHER else ((vowels - 1) // 2,)
