"""Before and after of one Change, group by group, in words: what terminal and HTML both show.

What a heading says already is not said again below it: "taken off" needs no "on sale -> hidden". A description that
changes only because the title stands in it is told with the title.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import JsonValue

from connector.messages import Language, say
from connector.model import Group, badge_star_of
from connector.sync import Change, ChangeKind, GroupChange

from .figures import clean, dong, number, percent
from .values import figures_in, group_name, joined, parcel_text, value_text
from .words import Piece, changed_text, pieces_of

__all__ = ["Difference", "differences"]

TEXT_GROUPS = (Group.TITLE, Group.DESCRIPTION)
NEW_SHOWN = (Group.PRICE, Group.STOCK, Group.MEDIA)
"""Of a new listing these are shown; its texts are in the JSON and on the shop."""


SAID = (ChangeKind.UNLIST, ChangeKind.RELIST)
"""Their heading says what becomes of the state."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One line: ``before`` and ``after`` are '' where there is nothing to compare with; then ``note`` says it all.

    ``pieces`` are a text's words with what goes and comes; ``note`` says the same in one line. ``sku`` where one line
    of several is about one SKU.
    """

    label: str
    before: str = ""
    after: str = ""
    note: str = ""
    pieces: tuple[Piece, ...] = ()
    sku: str = ""
    group: Group | None = None

    def __str__(self) -> str:
        moved = f"{self.before} → {self.after}" if self.before else self.after
        return " · ".join(part for part in (moved, self.note) if part)

    @property
    def name(self) -> str:
        """The label with the SKU it is about."""
        return f"{self.label} {self.sku}".rstrip()


def differences(change: Change, lang: Language) -> list[Difference]:
    """Every group that ``change`` writes, in the order in which reports show groups."""
    if change.kind is ChangeKind.CREATE:
        return [
            _new(group, change.groups[group], lang) for group in Group if group in change.groups and group in NEW_SHOWN
        ]
    lines: list[Difference] = []
    for group in Group:
        moved = change.groups.get(group)
        if moved is None:
            continue
        if group is Group.STATE and change.kind in SAID:
            continue
        lines += [replace(line, group=group) for line in _of_group(group, moved, lang)]
    return _echo_dropped(lines, lang)


def _new(group: Group, moved: GroupChange, lang: Language) -> Difference:
    """Of a new listing: the price or its range, all pieces together, the pictures."""
    figures = list(figures_in(moved.after).values())
    if group is Group.PRICE and figures:
        low, high = min(figures), max(figures)
        after = dong(low, lang) if low == high else f"{number(low, lang)} – {dong(high, lang)}"
    elif group is Group.STOCK and figures:
        after = number(sum(figures), lang)
    else:
        after = value_text(group, moved.after, lang)
    return Difference(group_name(group, lang), after=after, group=group)


def _echo_dropped(lines: list[Difference], lang: Language) -> list[Difference]:
    """Title and description as one line where the same words change in both."""
    if len(lines) < 2 or not (lines[0].pieces and lines[1].pieces) or lines[0].note != lines[1].note:
        return lines
    return [replace(lines[0], label=say("group.title_and_description", lang)), *lines[2:]]


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
        pieces = pieces_of(moved.before, moved.after)
        return [Difference(label, note=changed_text(pieces, lang), pieces=pieces)]
    if group is Group.ATTRIBUTES:
        return [Difference(label, note=_attributes(moved, lang))]
    if group is Group.PACKAGE:
        return _package(label, moved, lang)
    if group is Group.STRUCTURE and isinstance(moved.before, dict) and isinstance(moved.after, dict):
        return [Difference(label, note=_structure(moved.before, moved.after, lang))]
    return [Difference(label, value_text(group, moved.before, lang), value_text(group, moved.after, lang))]


def _prices(label: str, moved: GroupChange, lang: Language) -> list[Difference]:
    before, after = figures_in(moved.before), figures_in(moved.after)
    lines = []
    for sku, price in after.items():
        shown = before.get(sku)
        if shown != price:
            was = dong(shown, lang) if shown is not None else ""
            note = percent(shown, price, lang) if shown else ""
            lines.append(Difference(label, was, dong(price, lang), note, sku=_per_sku(sku, after)))
    return lines


def _stock(label: str, moved: GroupChange, lang: Language) -> list[Difference]:
    """Decision 12: how the co-op's own figure moved, and where the shop shows another one, that and what we sent."""
    shown, sent, after = figures_in(moved.before), figures_in(moved.sent), figures_in(moved.after)
    lines = []
    for sku, pieces in after.items():
        name = _per_sku(sku, after)
        if sku not in shown and sku not in sent:
            lines.append(Difference(label, after=number(pieces, lang), sku=name))
        elif sku in sent and shown.get(sku) == sent[sku]:
            if pieces != sent[sku]:
                lines.append(Difference(label, number(sent[sku], lang), number(pieces, lang), sku=name))
        else:
            lines.append(Difference(label, note=_sold(sku, shown, sent, pieces, lang), sku=name))
    return lines


def _sold(sku: str, shown: Mapping[str, int], sent: Mapping[str, int], pieces: int, lang: Language) -> str:
    known = {
        "shop": number(shown[sku], lang) if sku in shown else "?",
        "sent": number(sent[sku], lang) if sku in sent else "–",
        "after": number(pieces, lang),
    }
    return say("report.stock" if sku in sent else "report.stock_first", lang, **known)


def _per_sku(sku: str, all_skus: Mapping[str, int]) -> str:
    return clean(sku) if len(all_skus) > 1 else ""


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


def _structure(before: Mapping[str, JsonValue], after: Mapping[str, JsonValue], lang: Language) -> str:
    """SKUs that come and go, with their options; else that only names or pictures of options change."""
    old, new = (value if isinstance(value := side.get("skus"), dict) else {} for side in (before, after))
    parts = []
    for code, of, others in (("report.sku_added", new, old), ("report.sku_dropped", old, new)):
        for sku in [sku for sku in of if sku not in others][:4]:
            parts.append(say(code, lang, sku=clean(sku), options=joined(of[sku])))
    renamed = sum(1 for sku in old if sku in new and old[sku] != new[sku])
    if renamed or not parts:
        parts.append(say("report.options_changed", lang, count=renamed or len(new)))
    return ", ".join(parts)


def _chosen(values: JsonValue) -> list[str]:
    """Values in any order; a listed one is its id, whatever name it is given on either side."""
    entries = (value for value in values if isinstance(value, list)) if isinstance(values, list) else ()
    return sorted(str([one[0], *one[2:]] if one and one[0] != "0" else one) for one in entries)


def _package(label: str, moved: GroupChange, lang: Language) -> list[Difference]:
    before, after = (parcel_text(value, lang) for value in (moved.before, moved.after))
    if before == after:
        return [Difference(label, note=say("report.delivery_changed", lang))]
    return [Difference(label, before, after)]
