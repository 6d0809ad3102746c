"""One field group's name and value in a few words, for a sentence or a line."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from connector.messages import Language, say
from connector.model import Group, badge_star_of

from .figures import dong, number, shorten

__all__ = ["figures_in", "group_name", "joined", "parcel_text", "value_text"]


def group_name(group: Group | None, lang: Language) -> str:
    """What people call a field group."""
    return say(f"group.{group}" if group else "group.listing", lang)


def figures_in(value: JsonValue) -> dict[str, int]:
    """The whole numbers of a price or stock group, by SKU."""
    return {sku: held for sku, held in value.items() if isinstance(held, int)} if isinstance(value, dict) else {}


def parcel_text(value: JsonValue, lang: Language) -> str:
    """``250 g, 20 × 12 × 8 cm``."""
    if not isinstance(value, dict):
        return ""
    sides = [value.get(side) for side in ("length_cm", "width_cm", "height_cm")]
    size = " × ".join("?" if side is None else str(side) for side in sides)
    weight = value.get("weight_g")
    return f"{number(weight, lang) if isinstance(weight, int) else '?'} g, {size} cm"


def value_text(group: Group | None, value: JsonValue, lang: Language) -> str:
    """One group's value in a few words, for a sentence."""
    if value is None:
        return say("report.nothing", lang)
    if group in (Group.PRICE, Group.STOCK) and isinstance(value, int):
        return dong(value, lang) if group is Group.PRICE else number(value, lang)
    if group is Group.PRICE and isinstance(value, dict):
        return _per_figure({sku: dong(price, lang) for sku, price in figures_in(value).items()})
    if group is Group.STOCK and isinstance(value, dict):
        return _per_figure({sku: number(pieces, lang) for sku, pieces in figures_in(value).items()})
    if group is Group.MEDIA and isinstance(value, list):
        star = max(map(badge_star_of, value), default=0)
        code = "report.pictures_badged" if star else "report.pictures"
        return say(code, lang, count=len(value), star=star)
    if group is Group.STATE:
        return say(f"state.{value}", lang)
    if group is Group.PACKAGE:
        return parcel_text(value, lang)
    if group is Group.STRUCTURE and isinstance(value, dict):
        skus = value.get("skus")
        options = skus.items() if isinstance(skus, dict) else ()
        return shorten(", ".join(f"{sku} {joined(chosen)}".strip() for sku, chosen in options))
    if group is Group.ATTRIBUTES and isinstance(value, dict):
        held = value.get("values")
        return say("report.attributes", lang, count=len(held) if isinstance(held, dict) else 0)
    return shorten(str(value))


def _per_figure(figures: Mapping[str, str]) -> str:
    if len(set(figures.values())) == 1:
        return next(iter(figures.values()))
    return shorten(", ".join(f"{sku} {figure}" for sku, figure in figures.items()))


def joined(value: JsonValue) -> str:
    """The options of one SKU."""
    return " / ".join(str(part) for part in value) if isinstance(value, list) else str(value)
