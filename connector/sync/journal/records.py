"""What the journal remembers, as values: the shapes that its rows hold and the sync rooms pass around."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, JsonValue

from connector.model import Claim, Group, Product
from connector.sync.threeway import GroupBase

from .recorded import record_of, recorded

__all__ = ["Binding", "CatalogueRevision", "IntentRecord", "LastGood", "ListingBase", "RunRow", "SentChange", "Strikes"]


class LastGood(BaseModel):
    """The last accepted product, with the SHA-256 of each photo as it was then (decision 3)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    product: Product
    photos: dict[str, str] = {}

    @classmethod
    def load(cls, raw: str | bytes) -> LastGood:
        """The value of a row's JSON."""
        return record_of(cls, raw, "product_last_good")


@dataclass(frozen=True, slots=True)
class CatalogueRevision:
    """The last complete catalogue that passed its guards."""

    revision: str
    skus: int


@dataclass(frozen=True, slots=True)
class Binding:
    """Which listing a product's SKUs are on. ``skus`` maps our SKU to the shop's spelling and variant id."""

    product: str
    remote_id: str
    how: str
    skus: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Strikes:
    """Equal rejections in a row of the same content; three pause it until it is edited. ``fields``: what they named."""

    code: str
    content: str
    count: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListingBase:
    """Everything remembered of one bound listing.

    ``claim`` is the star the shop shows as far as we know; ``claim_next`` holds what a write that is still settling
    leaves of it, in a tuple of one (() = no such write). ``false_star_since`` is the first day a lapsed claim was still
    shown. ``deleted``: a read by id said so; nothing is re-created without a person (decision 16). ``pulled``: what the
    sheet said that was made from this listing, as long as its row has never been whole; ``groups`` then hold only what
    the shop showed (decision 15). ``left_over``: by folded SKU that the sheet took off, what it had been told then and
    what was there (``connector.sync.left_over``).
    """

    groups: dict[Group, GroupBase] = field(default_factory=dict)
    claim: Claim | None = None
    claim_next: tuple[()] | tuple[Claim | None] = ()
    false_star_since: date | None = None
    deleted: bool = False
    strikes: Mapping[str, Strikes] = field(default_factory=dict)
    pulled: LastGood | None = None
    left_over: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def with_group(self, group: Group, base: GroupBase) -> ListingBase:
        return replace(self, groups={**self.groups, group: base})

    def with_claim_settled(self, told: Callable[[], int] = lambda: 0, *, refused: bool = False) -> ListingBase:
        """Once nothing that carries the claim is still settling, the shop shows what the last write left of it: all
        that there was, where that write was ``refused``.

        ``told`` gives the star that its words and pictures still claim: where somebody had edited one of them, a write
        of the others alone does not take it off. It reads every word, so it is asked only where a write did settle.
        """
        if self.settling or not self.claim_next:
            return self
        left = self.claim_next[0].star if self.claim_next[0] else 0
        if not refused and self.claim and left < min(told(), self.claim.star):
            return self
        return replace(self, claim=self.claim if refused else self.claim_next[0], claim_next=())

    def with_claim_gone(
        self, told: Callable[[], int], allowed: int, today: Claim | None = None, *, all_known: bool = False
    ) -> ListingBase:
        """A star above the ``allowed`` one that the shop shows no more: somebody else has taken it off, or, where
        ``all_known`` says that it shows pictures of ours only, a write of which nobody heard that it arrived.

        Where it shows a lower one in its place, that is ``today``'s claim from now on; one day it lapses too.
        """
        states = self._bearing_states
        lost = all_known and "unknown" in states and "pending" not in states
        if not lost and (self.settling or self.claim_next):
            return self
        if not self.claim or self.claim.star <= allowed or told() > allowed:
            return self
        if not told():
            return replace(self, claim=None, claim_next=())
        return self if today is None else replace(self, claim=today, claim_next=())

    def with_claim_renewed(self, today: Claim | None) -> ListingBase:
        """The same star from another certificate, or of another end: what is shown lapses with that one."""
        if self.claim_next or not self.claim or today is None or today.star != self.claim.star or today == self.claim:
            return self
        return replace(self, claim=today)

    @property
    def settling(self) -> bool:
        """Whether anything that carries the claim was written and has not settled yet."""
        return bool(self._bearing_states - {"settled"})

    @property
    def _bearing_states(self) -> set[str]:
        bearing = (Group.TITLE, Group.DESCRIPTION, Group.MEDIA, Group.STRUCTURE)
        return {self.groups[group].status for group in bearing if group in self.groups}

    def dump(self) -> bytes:
        """The row's JSON."""
        return orjson.dumps(
            {
                "v": 1,
                "groups": {group.value: _group_dump(base) for group, base in self.groups.items()},
                "claim": self.claim.model_dump(mode="json") if self.claim else None,
                "claim_next": [claim.model_dump(mode="json") if claim else None for claim in self.claim_next],
                "false_star_since": self.false_star_since,
                "deleted": self.deleted,
                "strikes": {what: _strikes_dump(strikes) for what, strikes in self.strikes.items()} or None,
                **({"pulled": self.pulled.model_dump(mode="json")} if self.pulled else {}),
                **({"left_over": dict(self.left_over)} if self.left_over else {}),
            }
        )

    @classmethod
    @recorded("base")
    def load(cls, raw: str | bytes) -> ListingBase:
        """The value of a row's JSON."""
        data = orjson.loads(raw)
        return cls(
            groups={Group(group): _group_load(value) for group, value in data["groups"].items()},
            claim=Claim.model_validate(data["claim"]) if data["claim"] else None,
            claim_next=_claim_next(data["claim_next"]),
            false_star_since=_day(data["false_star_since"]),
            deleted=data["deleted"],
            strikes=_strikes_load(data["strikes"]),
            pulled=LastGood.model_validate(data["pulled"]) if "pulled" in data else None,
            left_over={sku: (int(told), int(left)) for sku, (told, left) in data.get("left_over", {}).items()},
        )


@dataclass(frozen=True, slots=True)
class IntentRecord:
    """A write that was about to leave when its row was committed. ``change`` is the Change as JSON."""

    id: str
    shop: str
    run: str
    product: str
    state: str
    opened_at: datetime
    change: str
    images: dict[str, str]
    remote_id: str = ""
    last_sent_at: datetime | None = None
    resends: int = 0

    def row(self) -> dict[str, object]:
        """Its row as it is opened."""
        return {
            "id": self.id,
            "shop": self.shop,
            "run": self.run,
            "product": self.product,
            "state": self.state,
            "opened_at": self.opened_at.isoformat(),
            "change": self.change,
            "images": orjson.dumps(self.images).decode(),
            "remote_id": self.remote_id or None,
        }


@dataclass(frozen=True, slots=True)
class SentChange:
    """A Change (as JSON) that left in a run; ``remote_id`` is what a create became, '' where nobody knows."""

    change: str
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run as the journal lists it."""

    id: str
    shop: str
    day: date
    started_at: datetime
    ended_at: datetime | None
    ending: str
    report: dict[str, JsonValue] | None


def _claim_next(data: list[JsonValue]) -> tuple[()] | tuple[Claim | None]:
    if not data:
        return ()
    return (Claim.model_validate(data[0]) if data[0] else None,)


def _group_dump(base: GroupBase) -> list[JsonValue]:
    written = base.written_at.isoformat() if base.written_at else None
    composed = base.composed_on.isoformat() if base.composed_on else None
    undoing = [] if base.wanted is None else [base.wanted]
    return [base.status, base.mark, base.sent, base.seen, base.shown, written, composed, *undoing]


def _group_load(value: list[JsonValue]) -> GroupBase:
    status, mark, sent, seen, shown, written, composed, *undoing = value
    if seen == sent:
        seen = sent  # as nearly always: a description is then held once, not twice
    return GroupBase(
        sent=sent,
        seen=seen,
        shown=shown,
        status=status,  # type: ignore[arg-type]
        mark=mark,  # type: ignore[arg-type]
        written_at=datetime.fromisoformat(str(written)) if written else None,
        composed_on=date.fromisoformat(str(composed)) if composed else None,
        wanted=undoing[0] if undoing else None,
    )


def _strikes_dump(strikes: Strikes) -> list[JsonValue]:
    return [strikes.code, strikes.content, strikes.count, list(strikes.fields)]


def _strikes_load(data: dict[str, list[Any]] | list[Any] | None) -> dict[str, Strikes]:
    """Up to 22 November 2026 only the content's were counted, and stood alone."""
    rows = {"content": data} if isinstance(data, list) else data or {}
    return {
        what: Strikes(str(code), str(content), int(count), tuple(fields[0]) if fields else ())
        for what, (code, content, count, *fields) in rows.items()
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
