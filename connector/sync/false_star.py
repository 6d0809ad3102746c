"""A star still shown that is not certified today (decision 8): said first, and off the shop however it can be.

The listing is ``false-star`` until the shop shows the star gone. After ``false_star_days`` it is hidden, or, where the
policy or a lock forbids that, the report says that it is still on sale. What is hidden stays so until the star is off.
Where its row takes the listing off as well, that is the calendar's doing too from then on: no guard holds it back.
A picture that nobody knows, where one that bears our star stood, is taken for that one (ADR 46).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from pydantic import JsonValue

from connector.model import Claim, Group, ListingState, MediaIdentity, RemoteListing, badge_star_of

from .change import Change, ChangeKind, GroupChange, Severity, digest
from .compared import Compared, notice
from .desired import Desired, ShopRules
from .journal import ListingBase
from .reading import shown_value
from .threeway import GroupBase

__all__ = [
    "IN_PICTURES",
    "IN_WORDS",
    "all_known",
    "certified_then",
    "hiding",
    "judge_star",
    "lapsed_by_itself",
    "moved",
    "pictures_in",
    "star_in",
    "star_told",
]

IN_WORDS = (Group.TITLE, Group.DESCRIPTION)
IN_PICTURES = (Group.MEDIA, Group.STRUCTURE)
NEVER_SHOWN = ("differs", "rejected", "undone")
"""Marks of what we hold for sent though the shop has never shown it."""


def pictures_in(shown: Mapping[Group, JsonValue]) -> list[JsonValue]:
    """The media keys of a listing's pictures and of those of its options."""
    gallery, structure = shown.get(Group.MEDIA), shown.get(Group.STRUCTURE)
    options = structure.get("images") if isinstance(structure, dict) else None
    pictures = list(options.values()) if isinstance(options, dict) else []
    return [*gallery, *pictures] if isinstance(gallery, list) else pictures


def star_in(values: Mapping[Group, JsonValue], claimed: Callable[[str], int]) -> int:
    """The star that values of ours claim, in words and in pictures."""
    words = [claimed(text) for group in IN_WORDS if isinstance(text := values.get(group), str)]
    return max([*words, *map(badge_star_of, pictures_in(values))], default=0)


def star_told(
    remote: RemoteListing,
    claimed: Callable[[str], int],
    keys: Mapping[str, str],
    groups: Mapping[Group, GroupBase],
) -> int:
    """The star that the shop's own words and pictures claim, or may claim, whoever put them there.

    ``keys`` as in ``shown_value``; ``groups`` is what is remembered of the listing.
    """
    told = [claimed(text) for group in IN_WORDS if isinstance(text := remote.groups.get(group), str)]
    for group in IN_PICTURES:
        shown = pictures_in({group: shown_value(remote, group, keys, {}, {"images": {}})})
        told += map(badge_star_of, shown)
        told.append(_perhaps_told(group, groups.get(group), shown))
    return max(told, default=0)


def _perhaps_told(group: Group, known: GroupBase | None, shown: Sequence[JsonValue]) -> int:
    """The star of a picture of ours that is no longer to be seen, while one is that nobody knows.

    One that stood there when our write had settled is known, unless the marketplace had rewritten the gallery by then.
    Of a write of which nobody knows whether it arrived none is.
    """
    if known is None:
        return 0
    lost = known.status == "unknown"
    seen = pictures_in({group: known.shown if lost else known.seen})
    sent = [] if known.mark in NEVER_SHOWN else pictures_in({group: known.sent})
    trusted = [] if lost or known.mark == "rewritten" else seen
    if all(_ours(picture) or picture in trusted for picture in shown):
        return 0
    return max((badge_star_of(picture) for picture in (*seen, *sent) if picture not in shown), default=0)


def all_known(pictures: Sequence[JsonValue]) -> bool:
    """Whether each of these pictures is one of ours, by its media key."""
    return all(map(_ours, pictures))


def _ours(picture: JsonValue) -> bool:
    return MediaIdentity.of_key(str(picture)) is not None


def moved(known: GroupBase, shown: JsonValue) -> dict[str, str]:
    """Our pictures by what the shop calls them in its first answer after our write, where it gave them other addresses.

    Only where nothing else can have happened: as many as we sent, each of them in its place or unknown there, and none
    that stood in the gallery before. A later change is somebody's, or cannot be told from that.
    """
    sent, before = known.sent, known.shown if isinstance(known.shown, list) else []
    if known.status != "pending" or not isinstance(sent, list) or not isinstance(shown, list):
        return {}
    new = [(str(there), str(ours)) for there, ours in zip(shown, sent, strict=False) if there != ours]
    strange = [there for there, _ in new]
    whole = len(shown) == len(sent) and len({*strange}) == len(strange)
    if not whole or any(_ours(there) or there in before or not _ours(ours) for there, ours in new):
        return {}
    return dict(new)


def judge_star(
    desired: Desired,
    remote: RemoteListing,
    base: ListingBase,
    rules: ShopRules,
    pictures: Sequence[JsonValue],
    result: Compared,
    perhaps: Callable[[], bool],
    told_since: date | None = None,
) -> tuple[ListingBase, bool]:
    """What to remember, and whether the listing has to be hidden. Says what there is to say in ``result``.

    ``perhaps`` tells whether the star is nowhere to be seen but, maybe, on a picture that nobody knows. ``told_since``:
    since when it was told while nobody was bound to the listing.
    """
    going = any(change.kind is ChangeKind.UNLIST for change in result.changes)
    allowed = desired.star
    if allowed is None:  # no row says anything of a certificate any more
        if desired.want != "unlist" and desired.cause != "gone":
            return base, False
        state = base.groups.get(Group.STATE)
        ours_hidden = state is not None and state.sent == "unlisted"  # what staff show of it again may bear no star
        allowed = certified_then(base, rules) if going or not ours_hidden else 0
    star = max(max(map(badge_star_of, pictures), default=0), base.claim.star if base.claim else 0)
    if remote.state not in (ListingState.LIVE, ListingState.IN_REVIEW):
        if star > allowed:
            _hold_hidden(desired, remote, star, result)
        return base, False
    if star <= allowed:
        return (base if base.false_star_since is None else replace(base, false_star_since=None)), False
    since = base.false_star_since or told_since or rules.day
    params: dict[str, JsonValue] = {
        "star": star,
        "allowed": allowed,
        "cert_no": base.claim.cert_no if base.claim else "",
        "since": since.isoformat(),
        "policy": rules.false_star,
    }
    if perhaps():
        params["perhaps"] = True
    result.notices.append(notice("false-star", desired, remote, Severity.PERSON, params=params))
    # A read may lag behind our own hiding: what would be shown again stays hidden, also where it seems to be on sale.
    result.changes = [change for change in result.changes if change.kind is not ChangeKind.RELIST]
    late = (rules.day - since).days >= rules.false_star_days
    hide = late and rules.false_star == "unlist" and (desired.star is not None or Group.STATE in rules.owns)
    if hide and desired.star is None:  # a guard may hold what is hidden for its missing row
        result.changes = [change for change in result.changes if change.kind is not ChangeKind.UNLIST]
        going = False
    base = replace(base, false_star_since=since)
    if hide and going and lapsed_by_itself(desired, base, rules):  # a guard may hold what its row takes off
        result.changes = [_due(change) if change.kind is ChangeKind.UNLIST else change for change in result.changes]
    return base, hide and not going


def hiding(desired: Desired, remote: RemoteListing, base: ListingBase, rules: ShopRules) -> Change:
    """The Change that hides a listing for its star."""
    calendar = lapsed_by_itself(desired, base, rules)
    return Change(
        id="",
        kind=ChangeKind.UNLIST,
        product=desired.product,
        title=desired.title,
        skus=desired.skus,
        remote_id=remote.remote_id,
        groups={Group.STATE: GroupChange(before="live", after="unlisted", calendar=calendar)},
        expects={Group.STATE: digest("live")},
        reason="false-star",
        calendar=calendar,
    )


def _due(change: Change) -> Change:
    """``change``, which the calendar asks for as well."""
    groups = {group: moved.model_copy(update={"calendar": True}) for group, moved in change.groups.items()}
    return change.model_copy(update={"groups": groups, "calendar": True})


def certified_then(base: ListingBase, rules: ShopRules) -> int:
    """The star of the certificate that the last row named, while it may be shown by that."""
    return base.claim.star if base.claim is not None and not _ended(base.claim, rules) else 0


def _ended(claim: Claim, rules: ShopRules) -> bool:
    return claim.expiry_date <= rules.day + timedelta(days=rules.lead_days)


def _hold_hidden(desired: Desired, remote: RemoteListing, star: int, result: Compared) -> None:
    """What would be shown again stays hidden while its star is on it, and says so."""
    kept = [change for change in result.changes if change.kind is not ChangeKind.RELIST]
    if len(kept) == len(result.changes):
        return
    result.changes = kept
    coming_off = any(change.removes_claim for change in kept)
    how = Severity.INFO if coming_off else Severity.PERSON
    result.notices.append(notice("hidden-by-star", desired, remote, how, params={"star": star}))


def lapsed_by_itself(desired: Desired, base: ListingBase, rules: ShopRules) -> bool:
    """Whether the calendar alone made the star false (decision 13): its certificate ran out, or today's row would have
    allowed more the day before it was first told. Else a row was changed, perhaps all of them by mistake."""
    if base.claim is not None and _ended(base.claim, rules):
        return True
    if desired.at is None or base.false_star_since is None:
        return False
    return (desired.at(base.false_star_since - timedelta(days=1)).star or 0) > (desired.star or 0)
