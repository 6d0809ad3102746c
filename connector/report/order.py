"""In which order a plan or run is told: false stars, what needs a person, then what is done.

Two ways to sort Changes: ``buckets`` by how they are sent (decision 18; the counts of the JSON), ``headings`` by what
becomes of the product, as somebody checks them. Under either every Change stands exactly once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connector.model import Group
from connector.sync import Change, ChangeKind, Notice, Outcome, Result, Severity

__all__ = [
    "BUCKETS",
    "FALSE_STAR",
    "FOR_A_PERSON",
    "HEADINGS",
    "Bucket",
    "bucket_of",
    "buckets",
    "for_a_person",
    "for_information",
    "heading_of",
    "headings",
    "said",
    "wanting",
]

BUCKETS = ("badge_off", "unlist", "price", "stock", "relist", "update", "create")
"""Decision 18's sending order, as the names under which the JSON counts Changes."""

HEADINGS = ("create", "badge_off", "badge_on", "text", "media", "price", "stock", "details", "unlist", "relist")
"""What becomes of a product, in the order in which people are told."""

TEXTS = frozenset({Group.TITLE, Group.DESCRIPTION})

FOR_A_PERSON = (Outcome.REJECTED, Outcome.PARKED, Outcome.MOVED, Outcome.UNKNOWN)
"""Outcomes that somebody has to look at (exit code 3)."""

FALSE_STAR = "false-star"


@dataclass(frozen=True, slots=True)
class Bucket:
    """One heading with what stands under it."""

    name: str
    changes: tuple[Change, ...]


def bucket_of(change: Change) -> str:
    if change.removes_claim and change.kind is ChangeKind.UPDATE:
        return "badge_off"
    return str(change.kind)


def buckets(changes: Iterable[Change]) -> list[Bucket]:
    """Changes under their headings; headings without any are left out."""
    found: dict[str, list[Change]] = {name: [] for name in BUCKETS}
    for change in changes:
        found[bucket_of(change)].append(change)
    return [Bucket(name, tuple(held)) for name, held in found.items() if held]


def heading_of(change: Change) -> str:
    """A star comes before words, words before pictures: what could do most harm decides where a Change stands."""
    if change.kind is not ChangeKind.UPDATE:
        return str(change.kind)
    if change.claim:
        return f"badge_{change.claim}"
    if Group.STRUCTURE in change.groups:
        return "details"
    if TEXTS & change.groups.keys():
        return "text"
    return "media" if Group.MEDIA in change.groups else "details"


def headings(changes: Iterable[Change]) -> list[Bucket]:
    """Changes under what becomes of their products; headings without any are left out."""
    found: dict[str, list[Change]] = {name: [] for name in HEADINGS}
    for change in changes:
        found[heading_of(change)].append(change)
    return [Bucket(name, tuple(held)) for name, held in found.items() if held]


def for_a_person(notices: Sequence[Notice]) -> list[Notice]:
    """What somebody has to decide or mend, false stars first; otherwise as they came."""
    wanted = [notice for notice in notices if notice.severity is Severity.PERSON or notice.code == FALSE_STAR]
    return sorted(wanted, key=lambda notice: notice.code != FALSE_STAR)


def for_information(notices: Sequence[Notice]) -> list[Notice]:
    return [notice for notice in notices if notice.severity is Severity.INFO and notice.code != FALSE_STAR]


def wanting(results: Iterable[Result]) -> list[Result]:
    """Results that need a person."""
    return [result for result in results if result.outcome in FOR_A_PERSON]


def said(results: Iterable[Result]) -> list[Notice]:
    """What accepted results have to say beside that they were accepted."""
    return [
        Notice(
            code=result.code,
            product=result.change.product,
            title=result.change.title,
            skus=result.change.skus,
            params=result.params,
        )
        for result in results
        if result.outcome is Outcome.ACCEPTED and result.code
    ]
