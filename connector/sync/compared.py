"""The words of one comparison: what it needs, what it results in, and how its notices are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pydantic import JsonValue

from connector.model import Group, Listing, ListingState, RemoteListing

from .answered import Answered
from .change import Change, ChangeKind, GroupChange, Notice, Severity
from .desired import Desired, ShopRules
from .journal import ListingBase
from .reading import shown_value
from .threeway import Finding, GroupBase

__all__ = [
    "CLAIM_GROUPS",
    "FIGURES",
    "FINDINGS",
    "Compared",
    "Comparison",
    "creation",
    "differing",
    "notice",
    "say_why",
    "shown_here",
    "wanted_of",
]

CLAIM_GROUPS = (Group.TITLE, Group.DESCRIPTION, Group.MEDIA)
FIGURES = (Group.PRICE, Group.STOCK)

FINDINGS: Mapping[Finding, tuple[str, Severity]] = {
    Finding.DRIFT: ("drift", Severity.INFO),
    Finding.CONFLICT: ("conflict", Severity.PERSON),
    Finding.REWRITTEN: ("rewritten", Severity.INFO),
    Finding.PENDING: ("pending", Severity.INFO),
    Finding.WAITING: ("waiting-for-shop", Severity.INFO),
    Finding.OVERDUE: ("overdue", Severity.INFO),
    Finding.REJECTED: ("rejected", Severity.PERSON),
    Finding.DIFFERS: ("differs-at-adoption", Severity.INFO),
    Finding.UNDONE: ("undone", Severity.INFO),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one comparison needs beside the product: the shop's rules, its picture keys, the adapter's noise filter.

    ``told_since``: since when a star has been told of listings that nobody was bound to, by listing.
    """

    rules: ShopRules
    keys: Mapping[str, str]
    normalise: Callable[[Group, JsonValue], JsonValue]
    now: datetime
    pending_deadline_s: float
    waits_for_stock: bool = False
    answered: Answered = field(default_factory=Answered)
    told_since: Mapping[str, date] = field(default_factory=dict)


@dataclass(slots=True)
class Compared:
    """The result for one product; ``base`` is what to remember (None: unchanged). ``asked``: our SKUs go onto it.

    ``jump``: a Change of price that goes too far, held until the plan knows how many of them are let through.
    ``unsent``: something is kept back without which the listing must not be shown to buyers anew.
    ``unless_taken``: groups that took over today's wish with nothing sent, as they stay where its sheets are not taken.
    """

    changes: list[Change] = field(default_factory=list)
    jump: Change | None = None
    notices: list[Notice] = field(default_factory=list)
    base: ListingBase | None = None
    asked: bool = False
    unsent: bool = False
    unless_taken: dict[Group, GroupBase] = field(default_factory=dict)
    met: bool = False

    @property
    def puts_skus(self) -> bool:
        """Whether a write of structure is among the changes of a listing on which our SKUs are asked for."""
        return self.asked and any(Group.STRUCTURE in change.groups for change in self.changes)


def creation(desired: Desired, listing: Listing) -> Change:
    """The Change that makes a new listing, with everything it is to show."""
    values = {group: listing.group(group) for group in Group}
    return Change(
        id="",
        kind=ChangeKind.CREATE,
        product=desired.product,
        title=desired.title,
        skus=desired.skus,
        groups={group: GroupChange(after=value) for group, value in values.items() if value is not None},
        reason="new",
        claim="on" if listing.claim else "",
        listing=listing,
    )


def differing(desired: Desired, group: Group) -> tuple[str, Severity]:
    """A difference kept at adoption; where it keeps up what the law holds back, a person has to act (ADR 8)."""
    if group is Group.STATE and desired.legal:
        return "held-by-law-but-live", Severity.PERSON
    return "differs-at-adoption", Severity.INFO


def wanted_of(desired: Desired, listing: Listing | None, group: Group) -> JsonValue:
    """What ``desired`` wants of one group; None where it does not say."""
    if group is Group.STATE:
        return {"live": "live", "unlist": "unlisted", "leave": None}[desired.want]
    return listing.group(group) if listing is not None else None


def shown_here(
    remote: RemoteListing, group: Group, keys: Mapping[str, str], spelling: Mapping[str, str], wanted: JsonValue
) -> JsonValue:
    """What the shop shows of one group, in our terms; a listing in review counts as what is wanted."""
    if group is not Group.STATE:
        return shown_value(remote, group, keys, spelling, wanted)
    if remote.state is ListingState.IN_REVIEW:
        return wanted
    return "live" if remote.state is ListingState.LIVE else "unlisted"


def notice(
    code: str,
    desired: Desired,
    remote: RemoteListing,
    severity: Severity = Severity.INFO,
    *,
    group: Group | None = None,
    params: dict[str, JsonValue] | None = None,
) -> Notice:
    """Something to say about one product."""
    return Notice(
        code=code,
        severity=severity,
        product=desired.product,
        title=desired.title,
        skus=desired.skus,
        remote_id=remote.remote_id,
        group=group,
        params=params or {},
    )


def say_why(result: Compared, desired: Desired, remote: RemoteListing) -> None:
    """The marketplace's own reason for a rejection, a removal, or showing a listing to fewer buyers."""
    if remote.reason:
        result.notices.append(notice("shop-reason", desired, remote, params={"reason": remote.reason}))
