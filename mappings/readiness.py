"""How ready a product is for one shop, 0 to 100, part by part: what is there, what is missing, what it would give.

Pure. Weights and targets are data (``readiness.toml``, with their source). Reasons decide whether a product may go up;
the other parts only make it sell better, so a product that cannot go up never has more than they give together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from pydantic import Field

from connector.model import Advice, Evidence, Product, ShopFacts

from .loader import Rules
from .prepare import prepare
from .tables import RuleFile, Table
from .values import Composed

__all__ = ["Part", "Readiness", "Scale", "readiness", "scale"]


class Weights(Table):
    """How much each part counts."""

    must: int = Field(gt=0)
    photos: int = Field(ge=0)
    photo_size: int = Field(ge=0)
    description: int = Field(ge=0)
    attributes: int = Field(ge=0)
    story: int = Field(ge=0)
    document: int = Field(ge=0)
    parcel: int = Field(ge=0)
    diagnosis: int = Field(ge=0)


class Targets(Table):
    """What counts in full."""

    photos: int = Field(gt=0)
    photo_side: int = Field(gt=0)
    description: int = Field(gt=0)
    advice: int = Field(gt=0)


class Scale(RuleFile):
    """``readiness.toml``."""

    weights: Weights
    targets: Targets


@cache
def scale() -> Scale:
    """Our own scale, read once."""
    text = resources.files(__package__).joinpath("readiness.toml").read_text(encoding="utf-8")
    return Scale.model_validate(tomllib.loads(text))


@dataclass(frozen=True, slots=True)
class Part:
    """One part: how much of it is there (0 to 1), and what fills the sentence that says what is missing."""

    name: str
    weight: int
    share: float
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Readiness:
    """The parts that apply, in the order of the scale."""

    parts: tuple[Part, ...]

    @property
    def score(self) -> int:
        """0 to 100; 100 only where nothing is missing."""
        whole = sum(part.weight for part in self.parts)
        return int(100 * sum(part.weight * part.share for part in self.parts) / whole + 1e-9) if whole else 0

    @property
    def missing(self) -> tuple[tuple[Part, int], ...]:
        """The parts that lack something with the points each would give, the most first."""
        whole = sum(part.weight for part in self.parts) or 1
        lacking = [(part, round(100 * part.weight * (1 - part.share) / whole)) for part in self.parts if part.share < 1]
        return tuple(sorted(lacking, key=lambda one: -one[1]))


def readiness(
    product: Product,
    composed: Composed,
    rules: Rules,
    facts: ShopFacts,
    sides: Callable[[str], int | None],
    advice: Sequence[Advice] | None = None,
    by: Scale | None = None,
) -> Readiness:
    """Judge ``product`` as ``composed`` for a shop.

    ``sides`` gives the longer side of a photo by its name: None where the photo is not there, 0 where nobody knows.
    ``advice`` is what the marketplace says of the live listing; None where it was not asked.
    """
    used = by or scale()
    parts = (
        *_must(composed),
        *_photos(product, sides, used.targets),
        *_description(product, composed, used.targets),
        *_attributes(composed, rules, facts),
        *_papers(product),
        *_parcel(product),
        *_diagnosis(advice, used.targets),
    )
    weights = used.weights.model_dump()
    return Readiness(tuple(Part(name, weights[name], share, params) for name, share, params in parts if weights[name]))


Found = Iterator[tuple[str, float, dict[str, object]]]


def _must(composed: Composed) -> Found:
    yield "must", float(composed.publishable), {"count": len(composed.reasons)}


def _photos(product: Product, sides: Callable[[str], int | None], targets: Targets) -> Found:
    there = [side for side in map(sides, dict.fromkeys(product.images)) if side is not None]
    yield "photos", min(1.0, len(there) / targets.photos), {"count": len(there), "target": targets.photos}
    if there:
        small = sum(0 < side < targets.photo_side for side in there)
        yield "photo_size", 1 - small / len(there), {"count": small, "target": targets.photo_side}


def _description(product: Product, composed: Composed, targets: Targets) -> Found:
    story = "\n".join(text for text in (product.story.short_vi, product.story.long_vi) if text)
    size = len(composed.listing.description if composed.listing is not None else story)
    yield "description", min(1.0, size / targets.description), {"count": size, "target": targets.description}
    yield "story", float(bool(product.story.long_vi)), {}


def _attributes(composed: Composed, rules: Rules, facts: ShopFacts) -> Found:
    """Details that may stay empty; those that may not are reasons."""
    if composed.listing is None:
        return
    listing, prepared = composed.listing, prepare(rules, facts)
    category = prepared.category(listing.category_path)
    if category is None:
        return
    optional = [plan.attribute for plan in prepared.leaf(category).attributes if not plan.attribute.mandatory]
    empty = [attribute.name for attribute in optional if attribute.id not in listing.attributes]
    if optional:
        share = 1 - len(empty) / len(optional)
        yield "attributes", share, {"count": len(empty), "names": ", ".join(empty)}


def _papers(product: Product) -> Found:
    """A scan behind the certificate; nothing to be proven without a star."""
    record = product.certification.current
    if record is not None:
        yield "document", float(record.evidence.rank >= Evidence.DOCUMENT.rank), {"cert_no": record.cert_no}


def _parcel(product: Product) -> Found:
    on_sale = product.on_sale
    whole = sum(bool(one.weight_g and one.dimensions) for one in on_sale)
    if on_sale:
        yield "parcel", whole / len(on_sale), {"count": len(on_sale) - whole}


def _diagnosis(advice: Sequence[Advice] | None, targets: Targets) -> Found:
    if advice is not None:
        share = 1 - min(len(advice), targets.advice) / targets.advice
        yield "diagnosis", share, {"count": len(advice), "codes": [one.code for one in advice]}
