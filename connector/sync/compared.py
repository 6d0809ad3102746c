"""The words of one comparison: what it needs, what it results in, and how its notices are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from connector.model import Group, Listing, ListingState, RemoteListing

from .change import Change, Notice, Severity
from .desired import Desired, ShopRules
from .journal import ListingBase
from .reading import shown_value

__all__ = ["FIGURES", "Compared", "Comparison", "differing", "notice", "shown_here", "wanted_of"]

FIGURES = (Group.PRICE, Group.STOCK)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one comparison needs beside the product: the shop's rules, its picture keys, the adapter's noise filter."""

    rules: ShopRules
    keys: Mapping[str, str]
    normalise: Callable[[Group, JsonValue], JsonValue]
    now: datetime
    pending_deadline_s: float
    waits_for_stock: bool = False


@dataclass(slots=True)
class Compared:
    """The result for one product; ``base`` is what to remember (None: unchanged)."""

    changes: list[Change] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    base: ListingBase | None = None


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
