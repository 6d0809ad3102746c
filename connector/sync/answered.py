"""What a plan makes of people's answers (``ocop resolve``): each holds for what the person was shown, and once.

An answer has a kind below, a subject (a product, or one group of it) and ``about``: the digest of what was shown. The
plan asks ``choice`` with what is there now; where that differs the answer does not count and is forgotten, and the
question is open again. What an answer lets through is an ordinary Change: guards count it, and it is forgotten only
when that Change has gone out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from connector.model import Group

from .change import digest
from .journal import Answer, Journal
from .threeway import Finding, GroupBase, Judgement

__all__ = [
    "DELETED",
    "GROUP",
    "KINDS",
    "LEFT_OUT",
    "PARKED",
    "PAUSED",
    "Answered",
    "about_of",
    "group_subject",
    "read_answers",
]

GROUP, PAUSED, PARKED, DELETED = "resolve:group", "resolve:paused", "resolve:parked", "resolve:deleted"
KINDS = (GROUP, PAUSED, PARKED, DELETED)
LEFT_OUT = "forget"
"""The one answer that is no permission: kept as long as the sheet's row stays as it was."""

ASKABLE = (Finding.DRIFT, Finding.CONFLICT, Finding.OVERDUE, Finding.REJECTED, Finding.DIFFERS, Finding.UNDONE)
"""Findings that a person may settle for one side."""

Key = tuple[str, str]


def group_subject(product: str, group: Group) -> str:
    """How an answer names one group of one product."""
    return f"{product}/{group}"


def about_of(shop: JsonValue, ours: JsonValue) -> str:
    """What the person was shown of one group: the shop's side and the sheet's."""
    return digest([shop, ours])


@dataclass(slots=True)
class Answered:
    """The answers given for one shop, and what became of them in one plan.

    ``spent``: forgotten when the plan is applied. ``riding``: forgotten when a Change of that product and group went
    out. ``asked``: products the plan has looked at; an answer about one of them that fitted no question is stale.
    """

    given: Mapping[Key, Answer] = field(default_factory=dict)
    spent: set[Key] = field(default_factory=set)
    riding: set[Key] = field(default_factory=set)
    fitting: set[Key] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    def choice(self, kind: str, subject: str, about: str) -> str:
        """The answer to this very question, '' where there is none."""
        answer = self.given.get((kind, subject))
        if answer is None or answer.about != about:
            return ""
        self.fitting.add((kind, subject))
        return answer.choice

    def spend(self, kind: str, subject: str) -> None:
        """The answer has had its effect in what is remembered."""
        self.spent.add((kind, subject))

    def settled(self, product: str, group: Group, wanted: JsonValue, shown: JsonValue, judged: Judgement) -> Judgement:
        """As a person chose: ours is sent now, theirs becomes what both sides are compared with from here on."""
        if judged.finding not in ASKABLE:
            return judged
        if self.leaves(product, group, shown, wanted):
            return Judgement(Finding.NOTHING, False, GroupBase(sent=wanted, seen=shown))
        if self.lets(product, group, shown, wanted):
            return replace(judged, finding=Finding.NOTHING, write=True, overwrites=True)
        return judged

    def lets(self, product: str, group: Group, shown: JsonValue, wanted: JsonValue) -> bool:
        """Whether a person let exactly this of ours through."""
        subject = group_subject(product, group)
        if self.choice(GROUP, subject, about_of(shown, wanted)) != "ours":
            return False
        self.riding.add((GROUP, subject))
        return True

    def leaves(self, product: str, group: Group, shown: JsonValue, wanted: JsonValue) -> bool:
        """Whether a person left exactly this to the shop; used up with that."""
        subject = group_subject(product, group)
        if self.choice(GROUP, subject, about_of(shown, wanted)) != "theirs":
            return False
        self.spend(GROUP, subject)
        return True

    @property
    def stale(self) -> set[Key]:
        """Answers to questions that are no longer open, or not as they were."""
        return {
            (kind, subject)
            for kind, subject in self.given
            if (kind, subject) not in self.fitting and _product_of(kind, subject) in self.asked
        }


def _product_of(kind: str, subject: str) -> str:
    return subject.rpartition("/")[0] if kind == GROUP else subject


async def read_answers(journal: Journal, shop: str) -> Answered:
    """Every answer that ``ocop resolve`` has kept for ``shop``."""
    given = {}
    for kind in KINDS:
        for subject, answer in (await journal.answers.of(shop, kind)).items():
            given[kind, subject] = answer
    return Answered(given)
