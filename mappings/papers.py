"""Papers that the shop asks for in a category: which of the co-op's scans stand for each.

A paper is looked for by its name on the shop, through the rules, among the scans of the product and of its producer.
One that is needed and not there, lapsed, or without the day the shop wants told is a reason that names it: nothing is
sent that would be refused for it. What the shop does not need is never sent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from connector.model import PAPER_RECIPE, ListingPaper, MediaIdentity, Paper, PaperDemand, PaperKind, Product, fold

from .attribute_values import Values
from .attributes import is_chosen
from .prepare import Leaf
from .subject import Subject
from .values import Notes

__all__ = ["Scans", "compose_papers", "no_scans"]

Scans = Callable[[Product, Collection[PaperKind]], tuple[Paper, ...]]
"""The scans of these kinds of a product and its producer, each with its file and what it holds (``sha``)."""


def no_scans(_product: Product, _kinds: Collection[PaperKind]) -> tuple[Paper, ...]:
    """A co-op without a papers folder."""
    return ()


def compose_papers(
    subject: Subject, leaf: Leaf, chosen: Mapping[str, Values], scans: Scans, notes: Notes
) -> dict[str, ListingPaper]:
    """The scans by the shop's id of the paper; only of papers that are needed here and now."""
    rules = {fold(name): rule for name, rule in subject.rules.attributes.paper.items()}
    found: dict[str, ListingPaper] = {}
    for demand in leaf.papers:
        if not demand.mandatory and not is_chosen(demand.needed_with, chosen):
            continue
        rule = rules.get(fold(demand.name))
        kinds = rule.kinds if rule is not None else ()
        paper = _standing(subject, demand, scans(subject.product, kinds) if kinds else (), kinds, notes)
        if paper is not None:
            found[demand.id] = paper
    if leaf.papers:
        notes.origins.append(subject.origin("papers", "", subject.rules.at("attributes", "paper")))
    return found


def _standing(
    subject: Subject, demand: PaperDemand, scans: tuple[Paper, ...], kinds: tuple[PaperKind, ...], notes: Notes
) -> ListingPaper | None:
    dated = [(paper, _until(subject, paper)) for paper in scans]
    counting = [(paper, until) for paper, until in dated if until is None or subject.day < until]
    kind = next((kind for kind in kinds if any(paper.kind == kind for paper, _ in counting)), None)
    if kind is None:
        lapsed = max((until for _, until in dated if until is not None), default=None)
        if lapsed is not None:
            notes.block("E_PAPER_LAPSED", "papers", paper=demand.name, until=f"{lapsed:%d/%m/%Y}")
        else:
            notes.block("E_PAPER_MISSING", "papers", paper=demand.name)
        return None
    taken = [(paper, until) for paper, until in counting if paper.kind == kind]
    ends = [until for _, until in taken if until is not None]
    if demand.dated and not ends:
        notes.block("E_PAPER_WITHOUT_DATE", "papers", paper=demand.name, file=taken[0][0].file)
        return None
    pictures = tuple(MediaIdentity(source_sha256=paper.sha, recipe=PAPER_RECIPE, file=paper.file) for paper, _ in taken)
    return ListingPaper(scans=pictures, until=min(ends) if demand.dated else None)


def _until(subject: Subject, paper: Paper) -> date | None:
    """When a scan stops counting: as its name or the index says, else what the producer's row says of that paper."""
    if paper.expiry is None and paper.kind == PaperKind.FOOD_SAFETY:
        return subject.producer.food_safety_cert_expiry
    return paper.expiry
