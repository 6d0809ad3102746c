"""The title: the sheet's, with today's claim, lengthened where it is too short, cut at a word where it is too long."""

from __future__ import annotations

from connector.text import cut

from .fields import clean
from .limits import Bounds
from .subject import Subject
from .values import Notes

__all__ = ["compose_title"]


def compose_title(subject: Subject, bounds: Bounds, notes: Notes) -> str:
    """The final title. Never cut silently: a warning holds both lengths."""
    rule = subject.rules.text.title
    if subject.untrue_title:
        notes.block("E_STAR_CLAIM_NOT_TODAY", "title", claim=subject.untrue_title[0])
    place = "title.text"
    title = subject.fill(rule.text)
    for number, template in enumerate(rule.when_short):
        if not bounds.too_small(bounds.size(title)):
            break
        longer = subject.fill(template)
        if bounds.size(longer) > bounds.size(title):
            title, place = longer, f"title.when_short[{number}]"
    title = _fitted(clean(title), bounds, notes)
    notes.origins.append(subject.origin("title", "title_vi", subject.rules.at("text", place), bounds))
    return title


def _fitted(title: str, bounds: Bounds, notes: Notes) -> str:
    size = bounds.size(title)
    if not title:
        notes.block("E_LISTING_TITLE_EMPTY", "title")
    elif bounds.too_small(size):
        notes.block("E_LISTING_TITLE_SHORT", "title", length=size, minimum=bounds.minimum, unit=bounds.unit)
    elif bounds.maximum is not None and size > bounds.maximum:
        shorter = cut(title, bounds.maximum, bounds.text_unit, ellipsis="")
        kept = bounds.size(shorter)
        if bounds.too_small(kept) or not shorter:
            notes.block("E_LISTING_TITLE_LONG", "title", length=size, maximum=bounds.maximum, unit=bounds.unit)
        else:
            notes.warn("W_LISTING_TITLE_CUT", "title", length=size, kept=kept, maximum=bounds.maximum, unit=bounds.unit)
        return shorter
    return title
