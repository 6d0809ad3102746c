"""A Console that never fails on a letter: redirected output, old Windows code pages, narrow windows, NO_COLOR.

Windows' Vietnamese code page (cp1258) has the vowels but writes tones as marks of their own, so most composed
Vietnamese letters are not in it: the error handlers here take such a letter apart before they give up on it.
"""

from __future__ import annotations

import codecs
import io
import sys
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import TextIO

from rich.console import Console

__all__ = ["ERRORS", "errors_for", "make_console", "make_safe"]

ERRORS = "ocop_vietnamese"
"""Replaces by plain letters whatever the encoding; ``errors_for`` does better where that is known."""

TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Grave, hook, tilde, acute, dot below: what cp1258 has as marks of their own."""

PLAIN = dict(zip("·–—«»“”đĐ★☆×•│─", '---""""dD*-x*|-', strict=True)) | {"→": "->", "…": "...", "−": "-"}


def _spelling(letter: str, encoding: str) -> str:
    """The nearest thing to ``letter`` that ``encoding`` has: tone apart, plain letter, or a question mark."""
    marks = unicodedata.normalize("NFD", letter)
    tones = "".join(mark for mark in marks if mark in TONES)
    shaped = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
    for spelling in (shaped + tones, PLAIN.get(letter, ""), marks[0], PLAIN.get(marks[0], "")):
        try:
            if spelling and spelling.encode(encoding):
                return spelling
        except UnicodeEncodeError:
            continue
    return "?"


def _take_apart(encoding: str, error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_spelling(letter, encoding) for letter in error.object[error.start : error.end]), error.end


def errors_for(encoding: str) -> str:
    """The name of an error handler for streams of ``encoding``. (A code page's codec does not tell its handler.)"""
    name = f"{ERRORS}_{codecs.lookup(encoding).name}"
    handler: Callable[[UnicodeError], tuple[str, int]] = partial(_take_apart, encoding)
    codecs.register_error(name, handler)
    return name


codecs.register_error(ERRORS, partial(_take_apart, "ascii"))


def make_safe(stream: TextIO) -> TextIO:
    """The same stream, from now on writing something near to what it cannot encode."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=errors_for(stream.encoding))
    return stream


def make_console(stream: TextIO | None = None, *, width: int | None = None, stderr: bool = False) -> Console:
    """A console on ``stream`` (standard output if none) that shows what the stream can and replaces the rest."""
    target = make_safe(stream or (sys.stderr if stderr else sys.stdout))
    return Console(file=target, width=width, highlight=False, emoji=False, markup=False, soft_wrap=False)
