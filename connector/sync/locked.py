"""Listings that a promotion locks: what it would refuse is said beforehand and waits, whatever night it ends.

Only the removal of a star is tried all the same, every night: a lock seen in a read may forbid less than it seems, and
a star that is not certified must not wait for it (decision 8). Stock, state and details are free.
"""

from __future__ import annotations

from pydantic import JsonValue

from connector.model import Group, RemoteListing

from .change import Change, ChangeKind, Severity
from .compared import Compared, notice
from .desired import Desired
from .relist import shows_wrong

__all__ = ["LOCKED_GROUPS", "hold_locked"]

LOCKED_GROUPS = frozenset({Group.TITLE, Group.DESCRIPTION, Group.MEDIA, Group.PRICE, Group.STRUCTURE})


def hold_locked(desired: Desired, remote: RemoteListing, result: Compared) -> None:
    """Take out of ``result`` what the lock forbids, and say so."""
    held: list[Group] = []
    kept: list[Change] = []
    for change in (*result.changes, *([result.jump] if result.jump else [])):
        forbidden = _forbidden(change)
        result.unsent = result.unsent or (bool(forbidden) and shows_wrong(change))
        held += [group for group in Group if group in forbidden]
        free = {group: moved for group, moved in change.groups.items() if group not in forbidden}
        if not forbidden:
            kept.append(change)
        elif free:
            expects = {group: value for group, value in change.expects.items() if group in free}
            calendar = all(moved.calendar for moved in free.values())
            left = {"groups": free, "expects": expects, "calendar": calendar, "claim": ""}
            kept.append(change.model_copy(update=left))
    result.jump = None
    result.changes = kept
    if not held:
        return
    params: dict[str, JsonValue] = {"groups": [str(group) for group in held]}
    if remote.locked_until is None:
        result.notices.append(notice("in-promotion", desired, remote, Severity.INFO, params=params))
        return
    params["until"] = remote.locked_until.isoformat()
    result.notices.append(notice("in-promotion-until", desired, remote, Severity.INFO, params=params))


def _forbidden(change: Change) -> frozenset[Group]:
    if change.removes_claim or change.kind is ChangeKind.CREATE:
        return frozenset()
    return LOCKED_GROUPS & change.groups.keys()
