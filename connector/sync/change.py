"""The words of a plan: Change, Notice, GuardTrip, Plan. Data first; rendering is connector.report's.

A Plan is what would be done to one shop on one day, with everything needed to do exactly that and no more: each Change
carries its precondition (digests of what the shop showed) and the Listing it was made from. ``checksum`` covers shop,
day, catalogue revision and Changes (decision 14), so an edited plan file is refused.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, JsonValue

from connector.model import Group, Listing, canonical, fold

__all__ = [
    "SENDING_ORDER",
    "Change",
    "ChangeKind",
    "GroupChange",
    "GuardTrip",
    "Notice",
    "Outcome",
    "Plan",
    "Severity",
    "digest",
]

SCHEMA = "ocop/plan@1"


class ChangeKind(StrEnum):
    """What one Change does; each is one write on the wire but for batches and uploads."""

    CREATE = "create"
    UPDATE = "update"
    PRICE = "price"
    STOCK = "stock"
    UNLIST = "unlist"
    RELIST = "relist"


SENDING_ORDER = (
    ChangeKind.UNLIST,
    ChangeKind.PRICE,
    ChangeKind.STOCK,
    ChangeKind.RELIST,
    ChangeKind.UPDATE,
    ChangeKind.CREATE,
)
"""Behind badge removals, which go before all of these (decision 18)."""


class Outcome(StrEnum):
    """How a Change ended."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    WAITING = "waiting"
    MOVED = "moved"
    PARKED = "parked"
    NOT_SENT = "not_sent"


class Severity(StrEnum):
    """``person``: somebody has to decide or mend something (exit code 3); ``info``: said, nothing to do."""

    PERSON = "person"
    INFO = "info"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GroupChange(_Frozen):
    """One group's value on the shop before and after; ``sent`` is what we sent last, for stock's "we sent 40"."""

    before: JsonValue = None
    after: JsonValue = None
    sent: JsonValue = None
    calendar: bool = False
    overwrites: bool = False


class Change(_Frozen):
    """One write to one listing.

    ``calendar``: the calendar alone caused all of it (decision 13). ``claim``: what it does to the star the shop
    shows, 'off' also when a higher star becomes a lower one. ``expects``: digest per group of what the shop showed.
    ``renames`` maps a SKU to the name it still has in the shop, until the rename itself is sent.
    """

    id: str
    kind: ChangeKind
    product: str
    title: str
    skus: tuple[str, ...]
    remote_id: str = ""
    groups: dict[Group, GroupChange] = {}
    expects: dict[Group, str] = {}
    reason: str = ""
    calendar: bool = False
    claim: Literal["", "on", "off"] = ""
    listing: Listing | None = None
    renames: dict[str, str] = {}

    @property
    def spelling(self) -> dict[str, str]:
        """Folded SKU, as the shop has it, to ours."""
        return {fold(sku): sku for sku in self.skus} | {fold(old): new for new, old in self.renames.items()}

    @property
    def key(self) -> str:
        """Equal for the same intended write, whichever run planned it."""
        after = {group: change.after for group, change in self.groups.items()}
        return digest([self.kind, self.product, self.remote_id, {str(group): value for group, value in after.items()}])

    @property
    def lowers_stock(self) -> bool:
        """Whether a figure of stock goes below what we sent last."""
        stock = self.groups.get(Group.STOCK)
        if self.kind is not ChangeKind.STOCK or stock is None or not isinstance(stock.after, dict):
            return False
        sent = stock.sent if isinstance(stock.sent, dict) else {}
        return any(int(str(pieces)) < int(str(sent.get(sku) or 0)) for sku, pieces in stock.after.items())

    @property
    def removes_claim(self) -> bool:
        return self.claim == "off"


class Notice(_Frozen):
    """Something a plan or run has to say about a product. ``params`` fill the message; values are JSON."""

    code: str
    severity: Severity = Severity.INFO
    product: str = ""
    title: str = ""
    skus: tuple[str, ...] = ()
    remote_id: str = ""
    group: Group | None = None
    params: dict[str, JsonValue] = {}


class GuardTrip(_Frozen):
    """A guard that stopped writing: its numbers, ten SKUs, and the option that lets it through once."""

    guard: str
    scope: Literal["catalogue", "shop"]
    count: int
    allowed: int
    of: int
    skus: tuple[str, ...] = ()

    @property
    def option(self) -> str:
        return f"--allow {self.guard}={self.count}"


class Plan(_Frozen):
    """What would be done to ``shop`` on ``day``. ``restricted``: --only, --first or a canary shaped it.

    ``undo_of``: the run that it puts back, '' where it follows the catalogue.
    ``hidden``: nothing becomes visible; what it creates stays unlisted until a run without it.
    """

    schema_: Literal["ocop/plan@1"] = "ocop/plan@1"
    shop: str
    marketplace: str
    day: date
    made_at: datetime
    revision: str
    changes: tuple[Change, ...] = ()
    notices: tuple[Notice, ...] = ()
    trips: tuple[GuardTrip, ...] = ()
    bound: int = 0
    listings: int = 0
    unchanged: int = 0
    restricted: bool = False
    undo_of: str = ""
    hidden: bool = False
    checksum: str = ""

    def computed_checksum(self) -> str:
        """The checksum this plan's content asks for."""
        changes = [change.model_dump(mode="json") for change in self.changes]
        trips = [trip.model_dump(mode="json") for trip in self.trips]
        named = [self.shop, self.marketplace, self.day.isoformat(), self.revision, self.restricted]
        marks = [*(["hidden"] if self.hidden else []), *([self.undo_of] if self.undo_of else [])]
        return digest([*named, changes, trips, *marks])

    @property
    def sendable(self) -> tuple[Change, ...]:
        """What may be sent: everything, or where a guard tripped only what the calendar alone causes."""
        if not self.trips:
            return self.changes
        if any(trip.scope == "catalogue" for trip in self.trips):
            return ()
        return tuple(change for change in self.changes if change.calendar)


def digest(value: object) -> str:
    """A short name for a JSON value; equal values have equal names."""
    return hashlib.sha256(canonical(value)).hexdigest()[:24]
