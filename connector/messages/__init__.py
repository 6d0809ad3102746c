"""Every sentence for people, by code, in Vietnamese and English.

Texts live in ``vi/*.toml`` and ``en/*.toml``: one file per room, the same file names and keys in both (a test compares
them). A text holds ``{param}`` places. A Vietnamese text holds no English term and no bare code.
"""

from __future__ import annotations

import locale
import os
import string
import tomllib
from functools import cache
from importlib import resources
from typing import Literal

__all__ = ["LANGUAGES", "Language", "catalogue_of", "language", "say"]

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")


@cache
def catalogue_of(lang: Language) -> dict[str, str]:
    """All texts of one language; ValueError where two files hold the same key."""
    texts: dict[str, str] = {}
    for part in sorted(resources.files(__package__).joinpath(lang).iterdir(), key=lambda file: file.name):
        if not part.name.endswith(".toml"):
            continue
        for key, text in tomllib.loads(part.read_text(encoding="utf-8")).items():
            if key in texts:
                raise ValueError(f"{key} stands twice in messages/{lang}")
            texts[key] = text
    return texts


class _Shown(string.Formatter):
    """Fills in params and leaves a visible gap for one that is missing: a message must never become an error."""

    def get_value(self, key: int | str, args: object, kwargs: object) -> object:
        return kwargs.get(key, "…") if isinstance(kwargs, dict) else "…"


def say(code: str, lang: Language = "vi", **params: object) -> str:
    """The sentence for ``code`` with its params; the code itself where there is no text (a test looks for those).

    A code may have a second sentence, ``CODE.unfilled``, for an empty ``value``: nobody is told that «» is unknown.
    """
    texts = catalogue_of(lang)
    text = texts.get(code)
    if params.get("value") == "":
        text = texts.get(f"{code}.unfilled", text)
    return code if text is None else _Shown().vformat(text, (), params)


def language(wanted: str | None = None) -> Language:
    """The language to speak: ``wanted``, else OCOP_LANG, else the locale's; Vietnamese unless that is another."""
    for word in (wanted, os.environ.get("OCOP_LANG"), os.environ.get("LC_ALL"), os.environ.get("LANG")):
        if word:
            return "vi" if word.lower().startswith(("vi", "c.", "posix")) or word == "C" else "en"
    system = locale.getlocale()[0] or "vi"
    return "vi" if system.lower().startswith("vi") else "en"
