"""Before and after of one Change, group by group, in words: what terminal and HTML both show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from connector.messages import Language, say
from connector.model import Group, badge_star_of
from connector.sync import Change, ChangeKind, GroupChange

from .figures import clean, dong, number, shorten, text_diff

__all__ = ["Difference", "differences", "group_name", "value_text"]

TEXT_GROUPS = (Group.TITLE, Group.DESCRIPTION)
NEW_SHOWN = (Group.PRICE, Group.STOCK, Group.MEDIA)
"""Of a new listing these are shown; its texts are in the JSON and on the shop."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One line: ``before`` and ``after`` are '' where there is nothing to compare with; then ``note`` says it all."""

    label: str
    before: str = ""
    after: str = ""
    note: str = ""

    def __str__(self) -> str:
        moved = f"{self.before} → {self.after}" if self.before else self.after
        return " · ".join(part for part in (moved, self.note) if part)


def group_name(group: Group | None, lang: Language) -> str:
    """What people call a field group."""
    return say(f"group.{group}" if group else "group.listing", lang)


def differences(change: Change, lang: Language) -> list[Difference]:
    """Every group that ``change`` writes, in the order in which reports show groups."""
    lines: list[Difference] = []
    for group in Group:
        moved = change.groups.get(group)
        if moved is None or (change.kind is ChangeKind.CREATE and group not in NEW_SHOWN):
            continue
        lines += _of_group(group, moved, lang)
    return lines


def _of_group(group: Group, moved: GroupChange, lang: Language) -> list[Difference]:
    label = group_name(group, lang)
    if group is Group.PRICE:
        return _prices(label, moved, lang)
    if group is Group.STOCK:
        return _stock(label, moved, lang)
    if group is Group.MEDIA and moved.before is None:
        return [Difference(label, after=value_text(group, moved.after, lang))]
    if group is Group.MEDIA:
        return [Difference(label, note=note) for note in [_pictures(moved, lang)] if note]
    if group in TEXT_GROUPS and isinstance(moved.before, str) and isinstance(moved.after, str):
        before, after = text_diff(moved.before, moved.after)
        return [Difference(label, f"«{before}»", f"«{after}»")]
    if group is Group.ATTRIBUTES:
        return [Difference(label, note=_attributes(moved, lang))]
    if group is Group.PACKAGE:
        return _package(label, moved, lang)
    return [Difference(label, value_text(group, moved.before, lang), value_text(group, moved.after, lang))]


def _prices(label: str, moved: GroupChange, lang: Language) -> list[Difference]:
    before, after = _figures(moved.before), _figures(moved.after)
    lines = []
    for sku, price in after.items():
        shown = before.get(sku)
        if shown != price:
            was = dong(shown, lang) if shown is not None else ""
            lines.append(Difference(_per_sku(label, sku, after), was, dong(price, lang)))
    return lines


def _stock(label: str, moved: GroupChange, lang: Language) -> list[Difference]:
    """Decision 12: what the shop shows, what we sent, and how the co-op's own figure moved."""
    shown, sent, after = _figures(moved.before), _figures(moved.sent), _figures(moved.after)
    lines = []
    for sku, pieces in after.items():
        name = _per_sku(label, sku, after)
        if sku not in shown and sku not in sent:
            lines.append(Difference(name, after=number(pieces, lang)))
            continue
        known = {
            "shop": number(shown[sku], lang) if sku in shown else "?",
            "sent": number(sent[sku], lang) if sku in sent else "–",
            "after": number(pieces, lang),
        }
        code = "report.stock" if sku in sent else "report.stock_first"
        lines.append(Difference(name, note=say(code, lang, **known)))
    return lines


def _per_sku(label: str, sku: str, all_skus: Mapping[str, int]) -> str:
    return f"{label} {clean(sku)}" if len(all_skus) > 1 else label


def _figures(value: JsonValue) -> dict[str, int]:
    return {sku: held for sku, held in value.items() if isinstance(held, int)} if isinstance(value, dict) else {}


def _photo(key: str) -> str:
    """The photo behind a media key, whatever was drawn on it."""
    return ":".join(key.split(":")[:2])


def _keys(value: JsonValue) -> list[str]:
    return [str(key) for key in value] if isinstance(value, list) else []


def _pictures(moved: GroupChange, lang: Language) -> str:
    before, after = _keys(moved.before), _keys(moved.after)
    was, now = max(map(badge_star_of, before), default=0), max(map(badge_star_of, after), default=0)
    old, new = Counter(map(_photo, before)), Counter(map(_photo, after))
    parts = []
    if added := (new - old).total():
        parts.append(say("report.pictures_added", lang, count=added))
    if removed := (old - new).total():
        parts.append(say("report.pictures_removed", lang, count=removed))
    if was and was != now:
        parts.append(say("report.badge_off", lang, star=was))
    if now and was != now:
        parts.append(say("report.badge_on", lang, star=now))
    if not parts and set(before) != set(after):
        parts.append(say("report.pictures_redrawn", lang, count=len(set(after) - set(before))))
    if not parts and before != after:
        parts.append(say("report.pictures_order", lang))
    return ", ".join(parts)


def _attributes(moved: GroupChange, lang: Language) -> str:
    before = moved.before if isinstance(moved.before, dict) else {}
    after = moved.after if isinstance(moved.after, dict) else {}
    moved_names = [name for name in ("category", "brand") if before.get(name) != after.get(name)]
    parts = [say(f"report.{name}_changed", lang) for name in moved_names]
    old, new = before.get("values"), after.get("values")
    old, new = (old if isinstance(old, dict) else {}), (new if isinstance(new, dict) else {})
    moved_count = sum(1 for key in {*old, *new} if _chosen(old.get(key)) != _chosen(new.get(key)))
    if moved_count:
        parts.append(say("report.attributes_changed", lang, count=moved_count))
    if (before.get("gtin") or {}) != (after.get("gtin") or {}):
        parts.append(say("report.gtin_changed", lang))
    if (before.get("papers") or {}) != (after.get("papers") or {}):
        parts.append(say("report.papers_changed", lang))
    return ", ".join(parts)


def _chosen(values: JsonValue) -> list[str]:
    """Values in any order; a listed one is its id, whatever name it is given on either side."""
    entries = (value for value in values if isinstance(value, list)) if isinstance(values, list) else ()
    return sorted(str([one[0], *one[2:]] if one and one[0] != "0" else one) for one in entries)


def _package(label: str, moved: GroupChange, lang: Language) -> list[Difference]:
    before, after = (_parcel(value, lang) for value in (moved.before, moved.after))
    if before == after:
        return [Difference(label, note=say("report.delivery_changed", lang))]
    return [Difference(label, before, after)]


def _parcel(value: JsonValue, lang: Language) -> str:
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
        return _per_figure({sku: dong(price, lang) for sku, price in _figures(value).items()})
    if group is Group.STOCK and isinstance(value, dict):
        return _per_figure({sku: number(pieces, lang) for sku, pieces in _figures(value).items()})
    if group is Group.MEDIA and isinstance(value, list):
        star = max(map(badge_star_of, value), default=0)
        code = "report.pictures_badged" if star else "report.pictures"
        return say(code, lang, count=len(value), star=star)
    if group is Group.STATE:
        return say(f"state.{value}", lang)
    if group is Group.PACKAGE:
        return _parcel(value, lang)
    if group is Group.STRUCTURE and isinstance(value, dict):
        skus = value.get("skus")
        options = skus.items() if isinstance(skus, dict) else ()
        return shorten(", ".join(f"{sku} {_joined(chosen)}".strip() for sku, chosen in options))
    if group is Group.ATTRIBUTES and isinstance(value, dict):
        held = value.get("values")
        return say("report.attributes", lang, count=len(held) if isinstance(held, dict) else 0)
    return shorten(str(value))


def _per_figure(figures: Mapping[str, str]) -> str:
    if len(set(figures.values())) == 1:
        return next(iter(figures.values()))
    return shorten(", ".join(f"{sku} {figure}" for sku, figure in figures.items()))


def _joined(value: JsonValue) -> str:
    return " / ".join(str(part) for part in value) if isinstance(value, list) else str(value)
