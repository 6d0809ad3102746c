"""``plan_undo``: an ordinary plan back to what the shop showed before one run (ADR 24).

The run's Changes come from the journal's intents, with what each group showed before. A group is put back where the
shop still shows what that run left; what moved since is left, with a line. A star that is not certified today never
comes back (decision 8). Stock stays out unless asked for, since the shop has sold; then what was sold since stays sold.
What is undone is remembered as undone, so that no later night sends it again by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from pydantic import JsonValue

from connector.clock import Clock
from connector.model import CONTENT_GROUPS, Group, ListingState, RemoteListing
from connector.port import Adapter

from .change import SENDING_ORDER, Change, ChangeKind, GroupChange, Notice, Plan, Severity, digest
from .compared import shown_here, wanted_of
from .desired import Desired, ShopRules
from .journal import Journal, ListingBase
from .journal.recorded import record_of
from .locked import LOCKED_GROUPS
from .memory import Memory, Planned
from .putback import BEARING, claim_before, listing_before, star_of
from .reading import read_by_id

__all__ = ["Undoing", "plan_undo", "undoing_of"]

SHOWN = (ListingState.LIVE, ListingState.IN_REVIEW)
HARMLESS = ("undo-stock", "undo-star", "undo-law")
"""Left out on purpose; whatever else is left somebody may want to look at."""


@dataclass(frozen=True, slots=True)
class Undoing:
    """Which run is undone; ``with_stock`` also puts its figures of stock back."""

    run: str
    with_stock: bool = False


def undoing_of(saved: Plan | None) -> Undoing | None:
    """The undo that a saved plan is, None where it follows the catalogue."""
    if saved is None or not saved.undo_of:
        return None
    return Undoing(saved.undo_of, any(change.kind is ChangeKind.STOCK for change in saved.changes))


async def plan_undo(
    rules: ShopRules, undoing: Undoing, desired: Iterable[Desired], journal: Journal, adapter: Adapter, clock: Clock
) -> Planned:
    """What would put the shop back. No guard counts it: a person asks for it by name and is shown how much it is."""
    changes = [(record_of(Change, one.change, "intent"), one.remote_id) for one in await journal.sent(undoing.run)]
    products = {change.product for change, _ in changes}
    bindings, bases = await journal.bindings(rules.shop), await journal.bases(rules.shop)
    keys = await journal.pictures(rules.shop)
    bound = {name: bindings[name].remote_id for name in products if name in bindings}
    ids = list(dict.fromkeys(change.remote_id or made or bound.get(change.product, "") for change, made in changes))
    remotes = await read_by_id(adapter, [one for one in ids if one])
    wanted = {one.product: one for one in desired if one.product in products}
    work = _Work(rules, undoing, adapter, keys, [])
    for change, made in changes:
        remote = remotes.get(change.remote_id or made or bound.get(change.product, ""))
        base = bases.get(change.product, ListingBase())
        work.change(change, remote, base, wanted.get(change.product))
    return _planned(
        rules,
        undoing,
        work,
        Memory(rules.day, remotes=remotes, known=bases, claimed=rules.claimed, keys=dict(keys)),
        clock,
        len(bindings),
    )


def _planned(rules: ShopRules, undoing: Undoing, work: _Work, memory: Memory, clock: Clock, bound: int) -> Planned:
    made = sorted(work.made, key=lambda c: (not c.removes_claim, SENDING_ORDER.index(c.kind), c.product))
    plan = Plan(
        shop=rules.shop,
        marketplace=rules.marketplace,
        day=rules.day,
        made_at=clock.now(),
        revision=rules.revision,
        changes=tuple(change.model_copy(update={"id": f"u{n:05d}"}) for n, change in enumerate(made, start=1)),
        notices=tuple(work.notices),
        bound=bound,
        listings=len(memory.remotes),
        unchanged=work.unchanged,
        restricted=True,
        undo_of=undoing.run,
    )
    return Planned(plan.model_copy(update={"checksum": plan.computed_checksum()}), memory)


class _Work:
    """An undo in progress: one Change of the run after the other."""

    def __init__(
        self, rules: ShopRules, undoing: Undoing, adapter: Adapter, keys: dict[str, str], notices: list[Notice]
    ) -> None:
        self.rules = rules
        self.undoing = undoing
        self.adapter = adapter
        self.keys = keys
        self.notices = notices
        self.made: list[Change] = []
        self.unchanged = 0

    def change(self, was: Change, remote: RemoteListing | None, base: ListingBase, desired: Desired | None) -> None:
        if remote is None or remote.state is ListingState.DELETED:
            if was.kind is not ChangeKind.CREATE or remote is not None:
                self._left(was, "undo-deleted")
            return
        if remote.state is ListingState.BLOCKED:
            self._left(was, "undo-blocked")
            return
        one = _One(was, remote, base, desired)
        match was.kind:
            case ChangeKind.CREATE | ChangeKind.UNLIST | ChangeKind.RELIST:
                self._state(one)
            case ChangeKind.STOCK:
                self._stock(one)
            case _:
                self._groups(one)

    def _left(self, was: Change, why: str, group: Group | None = None) -> None:
        severity = Severity.INFO if why in HARMLESS else Severity.PERSON
        self.notices.append(
            Notice(
                code="undo-left",
                severity=severity,
                product=was.product,
                title=was.title,
                skus=was.skus,
                remote_id=was.remote_id,
                group=group,
                params={"reason": why},
            )
        )

    def _add(self, one: _One, kind: ChangeKind, groups: dict[Group, GroupChange], **more: object) -> None:
        was = one.was
        change = Change(
            id="",
            kind=kind,
            product=was.product,
            title=was.title,
            skus=was.skus,
            remote_id=one.remote.remote_id,
            groups=groups,
            expects={group: digest(moved.before) for group, moved in groups.items()},
            reason="undo",
            renames=was.renames,
            **more,
        )
        self.made.append(change)

    def _state(self, one: _One) -> None:
        """A created listing goes out of sight, a hidden one comes back, one shown again is hidden again."""
        back = "live" if one.was.kind is ChangeKind.UNLIST else "unlisted"
        shown = "live" if one.remote.state in SHOWN else "unlisted"
        if shown == back:
            self.unchanged += 1
        elif back == "live" and one.desired is not None and one.desired.legal:
            self._left(one.was, "undo-law", Group.STATE)
        elif back == "live" and not one.claim_stands(self.keys, self.rules.day):
            self._left(one.was, "undo-star", Group.STATE)
        else:
            kind = ChangeKind.RELIST if back == "live" else ChangeKind.UNLIST
            moved = GroupChange(before=shown, after=back, sent=one.ours(Group.STATE))
            self._add(one, kind, {Group.STATE: moved})

    def _stock(self, one: _One) -> None:
        moved = one.was.groups[Group.STOCK]
        shown = shown_here(one.remote, Group.STOCK, self.keys, one.was.spelling, moved.after)
        before, after = moved.before, moved.after
        if not self.undoing.with_stock:
            self._left(one.was, "undo-stock", Group.STOCK)
        elif isinstance(shown, dict) and isinstance(before, dict) and isinstance(after, dict):
            back: dict[str, JsonValue] = {
                sku: max(0, int(str(figure)) + int(str(shown[sku])) - int(str(after[sku])))
                for sku, figure in before.items()
                if sku in shown and sku in after and isinstance(figure, int)
            }
            now: dict[str, JsonValue] = {sku: shown[sku] for sku in back}
            if back and back != now:
                self._add(one, ChangeKind.STOCK, {Group.STOCK: GroupChange(before=now, after=back, sent=after)})

    def _groups(self, one: _One) -> None:
        """Price, or content: what the shop still shows as that run left it."""
        back: dict[Group, GroupChange] = {}
        for group, moved in one.was.groups.items():
            shown = shown_here(one.remote, group, self.keys, one.was.spelling, moved.after)
            normalise = partial(self.adapter.normalise, group)
            known = one.base.groups.get(group)
            as_left = known is not None and known.seen == shown and known.ours == moved.after
            if shown == moved.before:
                continue
            if shown != normalise(moved.after) and not as_left:
                self._left(one.was, "undo-moved", group)
            elif one.remote.locked and group in LOCKED_GROUPS:
                self._left(one.was, "undo-locked", group)
            elif moved.before is None:
                self._left(one.was, "undo-unknown", group)
            else:
                back[group] = GroupChange(before=shown, after=moved.before, sent=one.ours(group))
        if Group.PRICE in back:
            self._add(one, ChangeKind.PRICE, {Group.PRICE: back[Group.PRICE]})
        elif back:
            self._content(one, {group: moved for group, moved in back.items() if group in CONTENT_GROUPS})
        elif not any(notice.product == one.was.product for notice in self.notices):
            self.unchanged += 1

    def _content(self, one: _One, back: dict[Group, GroupChange]) -> None:
        listing = one.was.listing
        assert listing is not None
        today = one.desired.listing if one.desired is not None else None
        allowed, claim = claim_before(one.was, listing, back, today)
        if not allowed:
            self._drop(one, back, [group for group in back if group in BEARING], "undo-star")
            claim = one.base.claim
        made = listing_before(listing, {group: moved.after for group, moved in back.items()})
        self._drop(one, back, [group for group in made.unable if group in back], "undo-structure")
        if not back:
            return
        now, then = one.base.claim.star if one.base.claim else 0, claim.star if claim else 0
        effect = "off" if then < now else "on" if then > now else ""
        bearing = any(group in BEARING for group in back)
        whole = made.listing.model_copy(update={"claim": claim if bearing else one.base.claim})
        self._add(one, ChangeKind.UPDATE, back, listing=whole, claim=effect if bearing else "")

    def _drop(self, one: _One, back: dict[Group, GroupChange], groups: Collection[Group], why: str) -> None:
        for group in groups:
            del back[group]
            self._left(one.was, why, group)


@dataclass(frozen=True, slots=True)
class _One:
    """One Change of the run, with its listing now, what is remembered of it, and what the sheet wants today."""

    was: Change
    remote: RemoteListing
    base: ListingBase
    desired: Desired | None

    def ours(self, group: Group) -> JsonValue:
        """What our side has today: until it changes, nothing is sent over the undo."""
        wanted = wanted_of(self.desired, self.desired.listing, group) if self.desired is not None else None
        known = self.base.groups.get(group)
        return wanted if wanted is not None else known.ours if known is not None else None

    def claim_stands(self, keys: dict[str, str], day: date) -> bool:
        """Whether the star that the listing bears may be shown today; without a row, by the certificate it was for."""
        drawn = star_of(shown_here(self.remote, Group.MEDIA, keys, {}, None))
        claim = self.base.claim
        star = max(drawn, claim.star if claim else 0)
        if self.desired is not None:
            return star <= (self.desired.star or 0)
        return star == 0 or (claim is not None and star <= claim.star and day < claim.expiry_date)
