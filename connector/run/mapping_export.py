"""A survey of categories as the cells of a workbook, in a person's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connector.catalogue.writing.mapping_book import MappingBook
from connector.messages import Language, say
from connector.model import Attribute, AttributeInput, fold
from mappings.fields import FIELD_NAMES
from mappings.prepare import AttributePlan, prepare

from .mapping import Fit, Home, ShopMapping
from .mapping_findings import CHOICES
from .mapping_words import field_word, path_text, rule_text, value_text

__all__ = ["WORDS", "book_of"]

WORDS = ("as_shop", "as_marketplace", "default")
"""What may be chosen instead of a category: the shop's, the marketplace's proposal, the rule that is not the user's."""
EXAMPLES = 3
Cells = tuple[Sequence[str], bool]


def book_of(survey: ShopMapping, lang: Language) -> MappingBook:
    """Everything there is to choose for one shop."""
    shop = survey.shop.name
    homes = [home for home in survey.homes if not home.key.startswith("product.")]
    return MappingBook(
        rows={
            "categories": [_category(shop, home, survey, lang) for home in homes],
            "products": [_product(shop, fit, lang) for fit in sorted(survey.fits, key=_first_elsewhere)],
            "attributes": list(_attributes(survey, lang)),
        },
        words=[say(f"mapping_book.word.{word}", lang) for word in WORDS],
        leaves=sorted(path_text(leaf.path) for leaf in survey.leaves),
        columns=[say("mapping_book.word.default", lang), *(field_word(name, lang) for name in FIELD_NAMES)],
    )


def _first_elsewhere(fit: Fit) -> tuple[bool, str]:
    return fit.leaf is not None and fit.elsewhere is None, fit.product.product_key


def _category(shop: str, home: Home, survey: ShopMapping, lang: Language) -> Cells:
    titles = [fit.product.title_vi for fit in home.fits[:EXAMPLES]]
    now = path_text(home.path)
    if home.path and not home.known:
        now = say("mapping_book.not_in_shop", lang, category=now)
    elsewhere = [
        say("mapping_book.counted", lang, category=path_text(path), count=count)
        for path, count in home.elsewhere.most_common()
    ]
    cells = (
        *(shop, home.key, rule_text(home.key, survey.rules, lang), str(len(home.fits)), "\n".join(titles), now),
        *(_layer(home.chosen, bool(home.path), lang), path_text(next(iter(home.proposed), ()))),
        "\n".join(elsewhere),
    )
    return cells, not home.known or bool(elsewhere)


def _layer(chosen: bool, placed: bool, lang: Language) -> str:
    return say("categories.yours" if chosen else "categories.ours", lang) if placed else ""


def _product(shop: str, fit: Fit, lang: Language) -> Cells:
    product, placement = fit.product, fit.placement
    now = path_text(fit.leaf.path) if fit.leaf is not None else ""
    layer = _layer(placement is not None and placement.chosen, placement is not None, lang)
    elsewhere = path_text(fit.elsewhere.path) if fit.elsewhere is not None else ""
    cells = (shop, product.product_key, product.title_vi, now, layer, elsewhere)
    return cells, fit.leaf is None or bool(elsewhere)


@dataclass(slots=True)
class _Use:
    """One attribute of one category in use, and the products there."""

    plan: AttributePlan
    category: tuple[str, ...]
    products: int = 0
    missing: list[str] = field(default_factory=list)


def _attributes(survey: ShopMapping, lang: Language) -> Iterator[Cells]:
    """Category by category, mandatory first; each with how many products have no value for it."""
    prepared = prepare(survey.rules, survey.facts)
    uses: dict[tuple[tuple[str, ...], str], _Use] = {}
    for fit in survey.fits:
        if fit.leaf is None:
            continue
        for plan in prepared.leaf(fit.leaf).attributes:
            use = uses.setdefault((fit.leaf.path, plan.attribute.id), _Use(plan, fit.leaf.path))
            use.products += 1
            listing = fit.composed.listing
            if plan.attribute.id not in (listing.attributes if listing is not None else _told(fit, plan.attribute)):
                use.missing.append(fit.product.product_key)
    for (path, _), use in sorted(uses.items(), key=lambda one: (one[0][0], not one[1].plan.attribute.mandatory)):
        yield _attribute(survey.shop.name, path, use, lang)


def _told(fit: Fit, attribute: Attribute) -> Mapping[str, object]:
    """Where no listing could be composed, only the reasons tell what lacks: mandatory ones not named there have it."""
    missing = {fold(str(reason.params.get("attribute", ""))) for reason in fit.composed.reasons}
    return {} if not attribute.mandatory or fold(attribute.name) in missing else {attribute.id: ()}


def _attribute(shop: str, path: tuple[str, ...], use: _Use, lang: Language) -> Cells:
    attribute, rule = use.plan.attribute, use.plan.rule
    names = [choice.name for choice in attribute.choices]
    listed = "; ".join(names[:CHOICES])
    if len(names) > CHOICES:
        listed = say("mapping_book.choices_more", lang, choices=listed, more=len(names) - CHOICES)
    source = value_text(rule.value, lang) if rule is not None else ""
    if rule is not None and use.plan.unit:
        source = f"{source} ({use.plan.unit})"
    must = say("mapping_book.must" if attribute.mandatory else "mapping_book.may", lang)
    kind = say(f"mapping_book.input.{AttributeInput(attribute.input).value}", lang)
    units = say("mapping_book.units", lang, units=", ".join(attribute.units)) if attribute.units else ""
    cells = (
        *(shop, path_text(path), attribute.name, must, str(use.products), str(len(use.missing)), source),
        *(rule.otherwise if rule is not None else "", f"{kind} {units}".strip(), listed),
    )
    return cells, attribute.mandatory and bool(use.missing) and not attribute.parents
