"""Words that a marketplace takes listings down for: found before anything is sent, and named."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import lru_cache

from .subject import Subject
from .values import Notes

__all__ = ["judge_words"]

TAG = re.compile(r"<[^>]*>")


def judge_words(subject: Subject, texts: Mapping[str, str], notes: Notes) -> None:
    """A reason for each rule that a text breaks, with the words that break it. ``texts`` by canonical field; of them
    the description alone may be dressed."""
    dressed = subject.rules.text.description.dress == "html"
    for rule in subject.rules.text.forbidden.values():
        for field, text in texts.items():
            plain = html.unescape(TAG.sub(" ", text)) if dressed and field == "description" else text
            found = _compiled(rule.pattern).search(plain)
            if found:
                notes.block("E_LISTING_FORBIDDEN_WORDS", field, words=" ".join(found[0].split()))


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
