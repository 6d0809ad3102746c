"""What every part of one composition looks at: the product, its day, and today's claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from connector.model import CertificationRecord, Origin, Producer, Product, Star, Variant

from .fields import claim_fields, fill, product_fields
from .limits import NO_BOUNDS, Bounds
from .loader import Rules
from .signs import twinned, without
from .values import ShopPolicy

__all__ = ["Origins", "Photos", "Subject", "subject_of"]

Photos = Callable[[str], str | None]
Origins = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Subject:
    """One product for one shop and day.

    ``star``: what may be shown, None = no claim. ``variants``: those on sale. ``values["title"]`` is true for the day;
    ``untrue_title`` are the claims that had to go for that.
    """

    product: Product
    producer: Producer
    variants: tuple[Variant, ...]
    rules: Rules
    policy: ShopPolicy
    day: date
    star: Star | None
    record: CertificationRecord | None
    values: Mapping[str, str]
    untrue_title: tuple[str, ...]
    origins: Origins

    def fill(self, template: str) -> str:
        return fill(template, self.values)

    def twinned(self, text: str) -> str:
        """``text`` without the signs that the marketplace refuses."""
        return without(twinned(text, self.rules.text.signs), self.rules.text.dropped)

    def origin(self, name: str, column: str, rule: str, bounds: Bounds = NO_BOUNDS, sku: str = "") -> Origin:
        """Where ``name`` comes from. ``column`` is the sheet's, of ``sku`` or of the product's first row."""
        return Origin(
            field=name,
            source=self.origins(sku or self.product.variants[0].sku, column),
            rule=rule,
            limit=bounds.shown,
            limit_source=bounds.source,
        )


def subject_of(
    product: Product, producer: Producer, rules: Rules, policy: ShopPolicy, day: date, origins: Origins
) -> Subject:
    """Judge the certificate for the day and lay out the fields."""
    certification = product.certification
    star = certification.badge_star(day, lead_days=policy.lead_days, requires=policy.badge_requires)
    values = product_fields(
        product,
        producer,
        product.on_sale,
        day,
        papers=dict(rules.text.papers.items()),
        village_titles=rules.text.village_titles,
    )
    values |= claim_fields(certification.current, star)
    values = {name: without(twinned(value, rules.text.signs), rules.text.dropped) for name, value in values.items()}
    phrase = fill(rules.text.claim.phrase, values)
    title = rules.claim_words.title(values["title"], phrase, star, certification.potential_star)
    values["title"] = title.text
    return Subject(
        product=product,
        producer=producer,
        variants=product.on_sale,
        rules=rules,
        policy=policy,
        day=day,
        star=star,
        record=certification.current if star is not None else None,
        values=values,
        untrue_title=title.untrue,
        origins=origins,
    )
