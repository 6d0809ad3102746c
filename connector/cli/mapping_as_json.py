"""A survey of categories as data: ``ocop/mapping-check@1``, codes and names in one object for all shops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connector.messages import Language
from connector.run.mapping import Fit, Home, ShopMapping
from connector.run.mapping_findings import brandless, helps, lacks, other_reasons
from connector.run.mapping_words import path_text, rule_text

from .problems import explain

__all__ = ["as_json"]


def as_json(
    surveys: Sequence[ShopMapping], unheard: Mapping[str, tuple[str, str]], lang: Language
) -> dict[str, object]:
    """All shops; ``unheard`` maps a shop of which nothing is known to the code and sentence of why."""
    failed = [{"shop": name, "problem": {"code": code, "message": text}} for name, (code, text) in unheard.items()]
    return {"schema": "ocop/mapping-check@1", "shops": [*(_shop(one, lang) for one in surveys), *failed]}


def _shop(survey: ShopMapping, lang: Language) -> dict[str, object]:
    error = survey.problem
    return {
        "shop": survey.shop.name,
        "marketplace": survey.shop.marketplace,
        "asked": survey.asked,
        "facts_at": survey.facts_at.isoformat(),
        "problem": {"code": error.code, "message": explain(error, lang)} if error else None,
        "products": len(survey.fits),
        "publishable": sum(fit.composed.publishable for fit in survey.fits),
        "not_for_this_shop": survey.aside,
        "rules": [_home(home, survey, lang) for home in survey.homes],
        "missing_attributes": [
            {
                "category": path_text(lack.category),
                "attribute": lack.attribute,
                "choices": list(lack.choices),
                "further_choices": lack.further,
                "products": _keys(lack.fits),
            }
            for lack in lacks(survey)
        ],
        "missing_brand": _keys(brandless(survey)),
        "other_reasons": [
            {"code": code, "product": fit.product.product_key, "params": dict(reason.params)}
            for code, fits in other_reasons(survey)
            for fit, reason in fits
        ],
        "readiness": [_readiness(fit) for fit in survey.fits],
        "helps": [
            {
                "product": one.fit.product.product_key,
                "gain": one.gain,
                "part": one.part.name,
                "code": one.reason.code if one.reason else None,
            }
            for one in helps(survey.fits)
        ],
    }


def _home(home: Home, survey: ShopMapping, lang: Language) -> dict[str, object]:
    return {
        "rule": home.key,
        "words": rule_text(home.key, survey.rules, lang),
        "layer": None if not home.path else "yours" if home.chosen else "ours",
        "category": path_text(home.path) or None,
        "in_shop": home.known,
        "products": _keys(home.fits),
        "proposed_by_marketplace": [path_text(path) for path in home.proposed],
        "listed_elsewhere": {path_text(path): count for path, count in home.elsewhere.items()},
    }


def _readiness(fit: Fit) -> dict[str, object]:
    gains = {part.name: gain for part, gain in fit.readiness.missing}
    return {
        "product": fit.product.product_key,
        "title": fit.product.title_vi,
        "score": fit.readiness.score,
        "publishable": fit.composed.publishable,
        "rule": fit.placement.rule if fit.placement else None,
        "category": path_text(fit.leaf.path) if fit.leaf else None,
        "listed_in": path_text(fit.shown.path) if fit.shown else None,
        "parts": [
            {
                "part": part.name,
                "weight": part.weight,
                "share": round(part.share, 3),
                "gain": gains.get(part.name, 0),
                **part.params,
            }
            for part in fit.readiness.parts
        ],
    }


def _keys(fits: Sequence[Fit]) -> list[str]:
    return [fit.product.product_key for fit in fits]
