"""Guards (decision 13): numbers beyond which a run stops and asks, because a bad file looks like a busy day.

Catalogue guards look at the files and stop every shop; shop guards look at what would be sent to one shop. A guard
trips when n > max(count, percent of the bound listings), or beyond what ``--allow guard=n`` lets through once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from connector.model import Group

from .change import Change, ChangeKind, GroupChange, GuardTrip

__all__ = [
    "CATALOGUE_GUARDS",
    "SHOP_GUARDS",
    "GuardLimits",
    "Limit",
    "catalogue_guards",
    "pictures_only",
    "shop_guards",
]

CATALOGUE_GUARDS = ("empty", "halved", "refused")
SHOWN_SKUS = 10
ADOPTED = "adopt-overwrite"
"""What somebody allowed to be overwritten as it was adopted is counted by this guard and by no other."""


@dataclass(frozen=True, slots=True)
class Limit:
    """``count`` and ``percent`` of the bound listings; the larger holds."""

    count: int
    percent: int

    def allowed(self, bound: int) -> int:
        return max(self.count, bound * self.percent // 100)


def _defaults() -> dict[str, Limit]:
    return {
        "unlist": Limit(3, 10),
        "reprice": Limit(5, 30),
        "stock-zero": Limit(5, 30),
        "text": Limit(20, 50),
        "media": Limit(20, 50),
        "badge-off": Limit(5, 20),
        "create": Limit(20, 50),
        "structure": Limit(0, 0),
        "rename": Limit(0, 0),
        "adopt-overwrite": Limit(0, 0),
        "archive": Limit(0, 0),
    }


@dataclass(frozen=True, slots=True)
class GuardLimits:
    """Every guard's numbers; ``ocop.toml`` may change each."""

    shop: Mapping[str, Limit] = field(default_factory=_defaults)
    price_above: float = 2.0
    price_below: float = 0.5
    refused_percent: int = 20
    halved_percent: int = 50


def catalogue_guards(
    *,
    rows: int,
    skus_read: int,
    refused: int,
    last_skus: int | None,
    complete: bool,
    limits: GuardLimits,
    allow: Mapping[str, int],
    refused_skus: Sequence[str] = (),
) -> tuple[GuardTrip, ...]:
    """``refused`` counts refused rows but those refused only for photos whose product was accepted before."""
    trips = []
    if rows == 0:
        trips.append(GuardTrip(guard="empty", scope="catalogue", count=0, allowed=1, of=last_skus or 0))
    elif complete and last_skus and skus_read * 100 <= last_skus * limits.halved_percent:
        allowed = last_skus * limits.halved_percent // 100 + 1
        trips.append(GuardTrip(guard="halved", scope="catalogue", count=skus_read, allowed=allowed, of=last_skus))
    if rows and refused * 100 > rows * limits.refused_percent:
        allowed = rows * limits.refused_percent // 100
        shown = tuple(refused_skus[:SHOWN_SKUS])
        trip = GuardTrip(guard="refused", scope="catalogue", count=refused, allowed=allowed, of=rows, skus=shown)
        trips.append(trip)
    return tuple(trip for trip in trips if not _let_through(trip, allow))


def _let_through(trip: GuardTrip, allow: Mapping[str, int]) -> bool:
    """A short file is let through down to the number named, every other guard up to it."""
    if trip.guard not in allow:
        return False
    named = allow[trip.guard]
    return trip.count >= named if trip.guard in ("empty", "halved") else trip.count <= named


def _content(change: Change, groups: Iterable[Group]) -> bool:
    """An update that changes one of ``groups`` for another reason than the calendar."""
    if change.kind is not ChangeKind.UPDATE:
        return False
    return any(group in change.groups and not change.groups[group].calendar for group in groups)


def _regrouped(change: Change) -> bool:
    """An update that changes how SKUs are divided; a SKU that only gets another name has a guard of its own, one that
    waited for its first piece none."""
    return (
        change.reason not in ("rename", "stocked")
        and _content(change, (Group.STRUCTURE,))
        and not pictures_only(change.groups)
    )


def _pictured(change: Change) -> bool:
    if change.reason == "sku":
        return False
    return _content(change, (Group.MEDIA,)) or (_content(change, (Group.STRUCTURE,)) and pictures_only(change.groups))


def pictures_only(groups: Mapping[Group, GroupChange]) -> bool:
    """Whether of a structure only the pictures of its options change."""
    structure = groups.get(Group.STRUCTURE)
    if structure is None:
        return False
    before = structure.before if structure.overwrites or structure.sent is None else structure.sent
    return _divided(before) == _divided(structure.after) is not None


def _divided(structure: JsonValue) -> JsonValue:
    if not isinstance(structure, dict):
        return None
    return {name: part for name, part in structure.items() if name != "images"}


def _to_zero(change: Change) -> bool:
    stock = change.groups.get(Group.STOCK)
    if change.kind is not ChangeKind.STOCK or stock is None:
        return False
    after, sent = stock.after, stock.sent
    if not isinstance(after, dict) or not isinstance(sent, dict):
        return False
    return any(pieces == 0 and sent.get(sku) not in (0, None) for sku, pieces in after.items())


SHOP_GUARDS: Mapping[str, Callable[[Change], bool]] = {
    "unlist": lambda change: change.kind is ChangeKind.UNLIST,
    "reprice": lambda change: change.kind is ChangeKind.PRICE,
    "stock-zero": _to_zero,
    "text": lambda change: _content(change, (Group.TITLE, Group.DESCRIPTION)),
    "media": _pictured,
    "badge-off": lambda change: change.removes_claim,
    "structure": _regrouped,
    "rename": lambda change: change.reason == "rename",
    ADOPTED: lambda change: change.reason == ADOPTED,
    "create": lambda change: change.kind is ChangeKind.CREATE,
}


def shop_guards(
    changes: Sequence[Change],
    *,
    bound: int,
    first_run_done: bool,
    exempt: frozenset[str],
    limits: GuardLimits,
    allow: Mapping[str, int],
) -> tuple[GuardTrip, ...]:
    """The guards that trip on ``changes``. ``exempt`` holds the keys of an interrupted run's recorded Changes."""
    trips = []
    judged = [change for change in changes if not change.calendar and not (exempt and change.key in exempt)]
    for guard, counts in SHOP_GUARDS.items():
        if guard == "create" and not first_run_done:
            continue
        hit = [change for change in judged if counts(change) and (change.reason == ADOPTED) is (guard == ADOPTED)]
        if guard == ADOPTED:  # one product has several writes
            hit = list({change.product: change for change in hit}.values())
        allowed = max(limits.shop[guard].allowed(bound), allow.get(guard, 0))
        if len(hit) > allowed:
            skus = tuple(sku for change in hit for sku in change.skus)[:SHOWN_SKUS]
            trip = GuardTrip(guard=guard, scope="shop", count=len(hit), allowed=allowed, of=bound, skus=skus)
            trips.append(trip)
    return tuple(trips)
