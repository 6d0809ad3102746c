"""Creating listings: pictures, intent, create, bind; an unknown outcome is looked up, never blindly sent again.

Decision 17. Where the marketplace has no idempotency key a create is hidden until it was read back, so that a late twin
is never live. ``Lookups`` holds the creates whose answer was lost until each is bound, sent once more, or parked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from connector.errors import AdapterError, OcopError, QuotaSpent, Rejected, StopShop, Unknown
from connector.model import Group, Listing, fold
from connector.port import Created

from .change import Change, Outcome
from .halves import HALF, completed, half_left, looked_up
from .intents import IntentLog, open_intent
from .journal import Binding, IntentRecord, ListingBase
from .pictures import images_for
from .session import Session, judge_error
from .settle import Settler
from .threeway import GroupBase

__all__ = ["Lookups", "bind_created", "bind_deleted", "create", "end_half"]

LOOKS_PER_WINDOW = 4
BLIND_LOOKS = 40
"""So many looks that fail, over ten settle windows, are enough for one run; the next one looks again."""
TRIES_TO_FINISH = 8
"""So often one run tries to finish a listing whose answers are lost again and again; the next run goes on."""


async def create(session: Session, change: Change, settler: Settler, lookups: Lookups) -> None:
    """Create one listing. Every OcopError ends up in the report; nothing is raised for one product."""
    listing = change.listing
    assert listing is not None
    if session.category_stopped(change):
        params = {"category": " > ".join(listing.category_path)}
        await session.record(change, Outcome.NOT_SENT, "category-stopped", params)
        return
    try:
        images = await images_for(session, listing)
    except OcopError as error:
        await session.fail(change, error)
        return
    intent = open_intent(session, change, images=images)
    await _send(session, change, listing, intent, settler, lookups)


async def _send(
    session: Session, change: Change, listing: Listing, intent: IntentRecord, settler: Settler, lookups: Lookups
) -> None:
    try:
        created = await session.adapter.create(listing, intent.images, IntentLog(session, [intent]))
        if not created.remote_id:
            raise Unknown("E_ANSWER_LOST", original="no id")
    except Unknown as error:
        await session.journal.end_intents([intent.id], "unknown", note=error.code)
        lookups.add(change, intent)
        if error.stop is not None:
            _, code, params = judge_error(error.stop)
            session.stop.ask("stopped", code, params)
        return
    except OcopError as error:
        await session.journal.end_intents([intent.id], "rejected", note=error.code)
        await session.fail(change, error)
        return
    await bind_created(session, change, created)
    await session.journal.end_intents([intent.id], "accepted", remote_id=created.remote_id)
    session.busy = 0
    await session.record(change, Outcome.ACCEPTED)
    await settler.add(change, created.remote_id)


async def bind_created(session: Session, change: Change, created: Created, left_at: datetime | None = None) -> None:
    """Remember that ``change`` became a listing: the binding and what was sent, in one transaction.

    ``left_at``: when it left, where that was before this moment; what the shop changed after that is somebody's edit.
    """
    listing = change.listing
    assert listing is not None
    now, day = session.clock.now(), session.memory.day
    written = left_at or now
    hidden = session.adapter.capabilities.create_hidden
    groups: dict[Group, GroupBase] = {}
    for group, value in change.groups.items():
        if group is Group.STOCK:
            groups[group] = GroupBase(sent=value.after, composed_on=day)
        elif group is not Group.STATE:
            groups[group] = GroupBase(sent=value.after, status="pending", written_at=written, composed_on=day)
    state = "unlisted" if hidden else "live"
    groups[Group.STATE] = GroupBase(sent=state, status="pending", written_at=written, composed_on=day)
    base = ListingBase(groups=groups, claim=listing.claim)
    skus = {fold(sku): (sku, created.sku_ids.get(sku, "")) for sku in listing.skus}
    bound = Binding(change.product, created.remote_id, "created", skus)
    await session.journal.bind(session.shop, [bound], {change.product: base}, now)
    session.memory.bases[change.product] = base


async def end_half(session: Session, intent: IntentRecord, remote_id: str, error: Rejected) -> None:
    """The rest of a listing was refused. What stands of it nobody adopts: it waits for a person, told every run."""
    try:
        state = "parked" if await half_left(session, remote_id) else "rejected"
    except AdapterError:
        return  # nobody knows whether it stands: the next run looks again
    note = HALF if state == "parked" else error.code
    await session.journal.end_intents([intent.id], state, note=note)


async def bind_deleted(session: Session, change: Change, intent: IntentRecord, remote_id: str) -> None:
    """It had arrived, and somebody deleted it before anybody knew its id: theirs to decide whether it comes again."""
    await bind_created(session, change, Created(remote_id), await session.journal.last_sent(intent.id))
    await session.journal.end_intents([intent.id], "accepted", remote_id=remote_id, note="deleted")


@dataclass(slots=True)
class Lookups:
    """Creates whose answer was lost."""

    session: Session
    unknown: list[tuple[Change, IntentRecord, int]] = field(default_factory=list)
    halves: Counter[str] = field(default_factory=Counter)
    blind: Counter[str] = field(default_factory=Counter)

    def add(self, change: Change, intent: IntentRecord, resends: int = 0) -> None:
        self.unknown.append((change, intent, resends))

    async def settle(self, settler: Settler) -> None:
        """Look until each is found, the settle window has passed twice (one resend between), or the run must end."""
        window = self.session.adapter.capabilities.settle_s
        while self.unknown and not self.session.ending():
            batch, self.unknown = self.unknown, []
            for change, intent, resends in batch:
                if self.session.ending():
                    self.unknown.append((change, intent, resends))
                else:
                    await self._look(change, intent, resends, settler)
            if self.unknown:
                await self.session.clock.sleep(window / LOOKS_PER_WINDOW)
        for change, _, _ in self.unknown:
            await self.session.record(change, Outcome.UNKNOWN, "create-unknown")

    async def _look(self, change: Change, intent: IntentRecord, resends: int, settler: Settler) -> None:
        try:
            look = await looked_up(self.session, change, intent)
        except OcopError as error:
            await self._unseen(change, intent, resends, error)
            return
        if len(look.standing) == 1:
            await self._found(change, intent, resends, look.standing[0], settler)
        elif look.standing:
            await self._park(change, intent, "twins", listings=", ".join(sorted(look.standing)))
        elif look.deleted:
            await bind_deleted(self.session, change, intent, look.deleted)
            await self.session.record(change, Outcome.PARKED, "deleted-in-shop", {"about": look.deleted})
        elif not look.over:
            self.unknown.append((change, intent, resends))
        elif resends:
            await self._park(change, intent, "never-arrived")
        else:
            assert change.listing is not None
            again = Lookups(self.session)
            await _send(self.session, change, change.listing, intent, settler, again)
            self.unknown.extend((one, same, resends + 1) for one, same, _ in again.unknown)

    async def _unseen(self, change: Change, intent: IntentRecord, resends: int, error: OcopError) -> None:
        """The look itself failed: nobody knows more than before, and so it stays until somebody can look."""
        if isinstance(error, StopShop):
            _, code, params = judge_error(error)
            self.session.stop.ask("stopped", code, params)
        self.blind[intent.id] += 1
        if isinstance(error, StopShop | QuotaSpent) or self.blind[intent.id] >= BLIND_LOOKS:
            await self.session.record(change, Outcome.UNKNOWN, "create-unknown")
        else:
            self.unknown.append((change, intent, resends))

    async def _found(
        self, change: Change, intent: IntentRecord, resends: int, remote_id: str, settler: Settler
    ) -> None:
        """It had arrived, whole or in part; what is missing is sent under the same intent."""
        session = self.session
        left_at = await session.journal.last_sent(intent.id)
        try:
            created = await completed(session, change, intent, remote_id)
        except Unknown as error:
            self.halves[intent.id] += 1
            if self.halves[intent.id] < TRIES_TO_FINISH:
                self.unknown.append((change, intent, resends))
            else:
                await session.fail(change, error)
            return
        except OcopError as error:
            # Only a refusal ends it: whatever else came in the way, the next run finds the half and finishes it.
            if isinstance(error, Rejected):
                await end_half(session, intent, remote_id, error)
            await session.fail(change, error)
            return
        await bind_created(session, change, created, left_at)
        await session.journal.end_intents([intent.id], "accepted", remote_id=remote_id)
        await session.record(change, Outcome.ACCEPTED, "found-after-lost-answer")
        await settler.add(change, remote_id)

    async def _park(self, change: Change, intent: IntentRecord, why: str, **params: str) -> None:
        await self.session.journal.end_intents([intent.id], "parked", note=why)
        await self.session.record(change, Outcome.PARKED, f"create-parked-{why}", params)
