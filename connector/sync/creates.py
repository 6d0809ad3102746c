"""Creating listings: pictures, intent, create, bind; an unknown outcome is looked up, never blindly sent again.

Decision 17. Where the marketplace has no idempotency key a create is hidden until it was read back, so that a late twin
is never live. ``Lookups`` holds the creates whose answer was lost until each is bound, sent once more, or parked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from connector.errors import OcopError, QuotaSpent, Rejected, StopShop, Unknown
from connector.model import Group, Listing, fold
from connector.port import Created

from .change import Change, Outcome
from .halves import completed
from .intents import IntentLog, open_intent
from .journal import Binding, IntentRecord, ListingBase
from .pictures import images_for
from .session import Session, judge_error
from .settle import Settler
from .threeway import GroupBase

__all__ = ["Lookups", "bind_created", "create"]

LOOKS_PER_WINDOW = 4
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


@dataclass(slots=True)
class Lookups:
    """Creates whose answer was lost."""

    session: Session
    unknown: list[tuple[Change, IntentRecord, int]] = field(default_factory=list)
    halves: Counter[str] = field(default_factory=Counter)

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
                    await self._look(change, intent, resends, window, settler)
            if self.unknown:
                await self.session.clock.sleep(window / LOOKS_PER_WINDOW)
        for change, _, _ in self.unknown:
            await self.session.record(change, Outcome.UNKNOWN, "create-unknown")

    async def _look(self, change: Change, intent: IntentRecord, resends: int, window: float, settler: Settler) -> None:
        session = self.session
        looked_at = session.clock.now()  # what appears while the look-up runs is for the next look
        try:
            found = await session.adapter.find(change.skus[0], intent.opened_at)
        except OcopError as error:
            if isinstance(error, StopShop | QuotaSpent):
                await session.fail(change, error)
            else:
                self.unknown.append((change, intent, resends))
            return
        if len(found) == 1:
            await self._found(change, intent, resends, found[0], settler)
            return
        if len(found) > 1:
            await self._park(change, intent, "twins", listings=", ".join(sorted(found)))
            return
        sent_at = await session.journal.last_sent(intent.id)
        passed = (looked_at - (sent_at or intent.opened_at)).total_seconds()
        if passed < window:
            self.unknown.append((change, intent, resends))
        elif resends:
            await self._park(change, intent, "never-arrived")
        else:
            assert change.listing is not None
            again = Lookups(session)
            await _send(session, change, change.listing, intent, settler, again)
            self.unknown.extend((one, same, resends + 1) for one, same, _ in again.unknown)

    async def _found(
        self, change: Change, intent: IntentRecord, resends: int, remote_id: str, settler: Settler
    ) -> None:
        """It had arrived, whole or in part; what is missing is sent under the same intent."""
        session = self.session
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
                await session.journal.end_intents([intent.id], "rejected", note=error.code)
            await session.fail(change, error)
            return
        await bind_created(session, change, created)
        await session.journal.end_intents([intent.id], "accepted", remote_id=remote_id)
        await session.record(change, Outcome.ACCEPTED, "found-after-lost-answer")
        await settler.add(change, remote_id)

    async def _park(self, change: Change, intent: IntentRecord, why: str, **params: str) -> None:
        await self.session.journal.end_intents([intent.id], "parked", note=why)
        await self.session.record(change, Outcome.PARKED, f"create-parked-{why}", params)
