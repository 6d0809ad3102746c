"""Adoption: what is remembered of a listing that was there before us (three-way rows 14 and 15).

Nothing of it is written over. A badge of ours on it that is not certified today is told, and hidden once its days are
over, from the first night on, as on any listing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from pydantic import JsonValue

from connector.model import Group, RemoteListing, laid_over

from .compared import FIGURES, Compared, Comparison, differing, notice, shown_here, wanted_of
from .desired import Desired
from .false_star import hiding, judge_star, pictures_in
from .journal import Binding, ListingBase
from .skus import ListingSkus, skus_of
from .threeway import Finding, GroupBase, adopt

__all__ = ["category_taken_over", "keeps_category", "remember_adopted"]


def remember_adopted(
    desired: Desired, remote: RemoteListing, context: Comparison, bound: Binding, false_star_since: date | None = None
) -> Compared:
    """Rows 14 and 15 for every group: bound as it is, differences listed once and kept. ``false_star_since``: as it is
    remembered already, where the listing was bound before anything was composed."""
    result = Compared(met=True)
    base, met = ListingBase(false_star_since=false_star_since), dict[Group, JsonValue]()
    listing = desired.listing
    skus = skus_of(desired, remote, bound, ())
    for group in Group:
        wanted = wanted_of(desired, listing, group)
        if wanted is None or group not in context.rules.owns:
            continue
        wanted = _of_what_stands(skus, group, wanted)
        met[group] = shown = shown_here(remote, group, context.keys, skus.spelling, wanted)
        shown = skus.there(shown) if group is Group.PRICE else shown
        wanted = laid_over(wanted, shown) if group is Group.ATTRIBUTES else wanted
        judged = adopt(wanted, shown, partial(context.normalise, group))
        base = base.with_group(group, replace(judged.base, composed_on=context.rules.day))
        if judged.finding is Finding.DIFFERS:
            params: dict[str, JsonValue] = {"shop": shown, "ours": wanted}
            code, severity = differing(desired, group)
            result.notices.append(notice(code, desired, remote, severity, group=group, params=params))
    since = context.told_since.get(remote.remote_id)
    result.base, hide = judge_star(desired, remote, base, context.rules, pictures_in(met), result, lambda: False, since)
    if hide:
        result.changes.append(hiding(desired, remote, result.base, context.rules))
    return result


def keeps_category(base: GroupBase | None, wanted: JsonValue, shown: JsonValue, chosen: bool) -> bool:
    """Whether the shop's category is not ours to change: it was never one that we sent, and nobody chose another."""
    if base is None or chosen or _category(wanted) == _category(shown):
        return False
    return _category(base.sent) != _category(base.seen)


def category_taken_over(base: GroupBase, wanted: JsonValue, shown: JsonValue) -> bool:
    """Whether our rules have come round to the category that the shop had all along: its details are then adopted."""
    theirs = _category(base.seen)
    return base.mark == "differs" and _category(base.sent) != theirs == _category(wanted) == _category(shown)


def _category(attributes: JsonValue) -> JsonValue:
    return attributes.get("category") if isinstance(attributes, dict) else None


def _of_what_stands(skus: ListingSkus, group: Group, wanted: JsonValue) -> JsonValue:
    """Of figures those of SKUs that the listing bears; a SKU the sheet has taken off is wanted at none, and is kept."""
    if group is Group.STRUCTURE:
        return skus.with_leaving(wanted)
    if group not in FIGURES:
        return wanted
    there = skus.there(wanted)
    if group is Group.STOCK and isinstance(there, dict):
        return {**there, **dict.fromkeys(skus.leaving, 0)}
    return there
