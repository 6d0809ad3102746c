"""A listing that the sheet was made from: what is remembered at the pull, and on the day its row is first whole.

At the pull nobody knows yet what we want of the listing: what only the programme knows is missing. Remembered are what
the shop showed and what the sheet said. On the first day the row composes, *sent* becomes what the untouched sheet
gives (decision 15), so that what a person changed in it since is sent like any change, and everything else stays as the
shop has it. The star is the one thing that may go out by itself: where the shop shows what the sheet gives without it,
*sent* is without it too. Where the composer would write otherwise than the shop (``differs-at-adoption``), it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from pydantic import JsonValue

from connector.model import Group, RemoteListing, fold, laid_over

from .change import Change, ChangeKind
from .compared import FIGURES, Comparison, shown_here, wanted_of
from .desired import Desired
from .journal import Binding, LastGood, ListingBase
from .recognised import names_of, recognise, spelled
from .skus import skus_of
from .threeway import GroupBase

__all__ = ["base_of_pull", "first_base", "same_goods"]


def base_of_pull(remote: RemoteListing, sheet: LastGood) -> ListingBase:
    """What to remember of a listing whose row was just written."""
    groups = {group: GroupBase(sent=None, seen=value) for group, value in remote.groups.items()}
    return ListingBase(groups=groups, pulled=sheet)


def first_base(
    desired: Desired, remote: RemoteListing, base: ListingBase, bound: Binding, context: Comparison
) -> ListingBase | None:
    """The base to compare with from now on; None where the row cannot be composed yet. ``remote`` as it was read."""
    if base.pulled is None or desired.untouched is None:
        return None
    plain, starred = desired.untouched(base.pulled)
    if desired.want != "unlist" and (desired.listing is None or plain.listing is None):
        return None
    then = remote.model_copy(update={"groups": {group: known.seen for group, known in base.groups.items()}})
    then = recognise(then, names_of(bound, spelled((*desired.skus, *desired.withdrawn))))
    skus = skus_of(plain, then, bound, ())
    groups: dict[Group, GroupBase] = {}
    for group in Group:
        without, with_star = (wanted_of(one, one.listing, group) for one in (plain, starred))
        shown = _shown(then, group, context.keys, skus.spelling, without)
        if group is Group.ATTRIBUTES:
            without, with_star = laid_over(without, shown), laid_over(with_star, shown)
        if group is Group.STATE:
            groups[group] = _state(without, shown, context)
        elif without is not None:
            same = partial(context.normalise, group)(without) == shown
            sent = without if same else with_star
            groups[group] = GroupBase(sent, shown, mark="" if same else "differs", composed_on=context.rules.day)
    return replace(base, groups=groups, pulled=None)


def same_goods(change: Change, sheet: LastGood) -> bool:
    """Whether ``change`` would list anew what a pull has brought in already: by its title or its cover."""
    if change.kind is not ChangeKind.CREATE or change.listing is None:
        return False
    if fold(change.title) == fold(sheet.product.title_vi):
        return True
    images = sheet.product.images
    return bool(images) and sheet.photos.get(fold(images[0])) == change.listing.media[0].source_sha256


def _shown(
    then: RemoteListing, group: Group, keys: Mapping[str, str], spelling: Mapping[str, str], wanted: JsonValue
) -> JsonValue:
    if group in FIGURES and not isinstance(wanted, dict):
        return None
    if group is Group.STATE:
        return then.groups.get(group)
    return shown_here(then, group, keys, spelling, wanted)


def _state(wanted: JsonValue, shown: JsonValue, context: Comparison) -> GroupBase:
    """What was hidden at the pull stays hidden, whatever the row says on its first day: we did not hide it."""
    mark = "differs" if wanted is not None and wanted != shown else ""
    return GroupBase(wanted or "live", shown, mark=mark, composed_on=context.rules.day)  # type: ignore[arg-type]
