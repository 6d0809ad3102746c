"""What a survey of a shop's categories found, put together for people: what lacks where, and what would help most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connector.model import fold
from mappings import Reason
from mappings.readiness import Part

from .desire import QUIET
from .mapping import Fit, ShopMapping

__all__ = ["CHOICES", "Help", "Lack", "brandless", "helps", "lacks", "other_reasons"]

CHOICES = 10
"""So many listed choices of an attribute are shown; the rest is counted."""
ATTRIBUTES, BRAND, CATEGORY = "attributes", "brand", "category"


@dataclass(frozen=True, slots=True)
class Lack:
    """A mandatory attribute of one category that ``fits`` have no value for, with the first listed choices."""

    category: tuple[str, ...]
    attribute: str
    choices: tuple[str, ...]
    further: int
    fits: tuple[Fit, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """The one act that helps a product most, and the points it gives. ``reason`` where it makes it publishable."""

    fit: Fit
    gain: int
    part: Part
    reason: Reason | None = None


def lacks(survey: ShopMapping) -> list[Lack]:
    """Mandatory attributes without a value, the most products first."""
    found: dict[tuple[tuple[str, ...], str], list[Fit]] = {}
    for fit in survey.fits:
        for reason in fit.composed.reasons:
            if reason.field == ATTRIBUTES and fit.leaf is not None:
                found.setdefault((fit.leaf.path, str(reason.params.get("attribute", ""))), []).append(fit)
    made = [_lack(survey, path, name, tuple(fits)) for (path, name), fits in found.items()]
    return sorted(made, key=lambda lack: (-len(lack.fits), lack.category, lack.attribute))


def _lack(survey: ShopMapping, path: tuple[str, ...], name: str, fits: tuple[Fit, ...]) -> Lack:
    leaf = fits[0].leaf
    attributes = survey.facts.attributes.get(leaf.id, ()) if leaf is not None else ()
    names = [choice.name for one in attributes if fold(one.name) == fold(name) for choice in one.choices]
    return Lack(path, name, tuple(names[:CHOICES]), max(0, len(names) - CHOICES), fits)


def brandless(survey: ShopMapping) -> list[Fit]:
    """Products without a brand where the category insists on one."""
    return [fit for fit in survey.fits if any(reason.field == BRAND for reason in fit.composed.reasons)]


def other_reasons(survey: ShopMapping) -> list[tuple[str, list[tuple[Fit, Reason]]]]:
    """Limits exceeded and whatever else stands in the way, by code, the most products first; texts cut included."""
    found: dict[str, list[tuple[Fit, Reason]]] = {}
    for fit in survey.fits:
        for reason in _others(fit):
            found.setdefault(reason.code, []).append((fit, reason))
    return sorted(found.items(), key=lambda one: (one[0].startswith("W_"), -len(one[1]), one[0]))


def _others(fit: Fit) -> Iterator[Reason]:
    yield from (one for one in fit.composed.reasons if one.field not in (ATTRIBUTES, BRAND, CATEGORY))
    yield from (one for one in fit.composed.warnings if one.code.endswith("_CUT"))


def helps(fits: Sequence[Fit], most: int = 10) -> list[Help]:
    """The products that gain most by a single act; what only the law or the calendar can mend is none."""
    found = [one for one in map(_help, fits) if one is not None]
    return sorted(found, key=lambda one: (-one.gain, one.fit.product.product_key))[:most]


def _help(fit: Fit) -> Help | None:
    reasons = fit.composed.reasons
    missing = fit.readiness.missing
    if reasons:
        must = next(((part, gain) for part, gain in missing if part.name == "must"), None)
        mendable = len(reasons) == 1 and not reasons[0].code.startswith(QUIET)
        return Help(fit, must[1], must[0], reasons[0]) if must is not None and mendable else None
    part, gain = next(iter(missing), (None, 0))
    return Help(fit, gain, part) if part is not None and gain else None
