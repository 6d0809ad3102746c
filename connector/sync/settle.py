"""Reading back what was written, in the same run and in batches, so that a write is pending for seconds, not a night.

``Settler`` gathers listings; every full batch is read and judged by the three-way table. Hidden creates that read back
whole are then published, also in batches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from pydantic import JsonValue

from connector.errors import OcopError, StopShop
from connector.model import Group, ListingState, RemoteListing

from .change import Change, ChangeKind, Notice, Severity
from .false_star import moved, star_told
from .halves import is_whole
from .journal import ListingBase
from .publish import SHOWN, publish
from .reading import chunks, shown_value
from .session import Session, judge_error
from .threeway import Finding, judge

__all__ = ["Settler"]


@dataclass(slots=True)
class Settler:
    """Collects (change, remote id) and settles a batch whenever one is full. ``flush`` settles what is left."""

    session: Session
    waiting: dict[str, list[Change]] = field(default_factory=dict)
    hidden: dict[str, Change] = field(default_factory=dict)

    async def add(self, change: Change, remote_id: str) -> None:
        """``change`` was accepted (or may have been) on ``remote_id``."""
        self.waiting.setdefault(remote_id, []).append(change)
        if len(self.waiting) >= self.session.adapter.capabilities.read_batch and not self.session.ending():
            await self.flush(publish_all=False)

    async def flush(self, *, publish_all: bool = True) -> None:
        """Read back everything gathered so far, then publish the hidden ones (full batches only unless all)."""
        batch, self.waiting = self.waiting, {}
        for ids in chunks(list(batch), self.session.adapter.capabilities.read_batch):
            try:
                self.session.go_on()
                remotes = await self.session.adapter.read(ids)
            except OcopError as error:
                if isinstance(error, StopShop):
                    _, code, params = judge_error(error)
                    self.session.stop.ask("stopped", code, params)
                continue  # it stays pending: the next run reads it
            await self._judge({remote_id: batch[remote_id] for remote_id in ids}, remotes)
        size = self.session.adapter.capabilities.state_batch
        while self.hidden and (publish_all or len(self.hidden) >= size) and self.session.stop.ending != "stopped":
            batch_of = dict(list(self.hidden.items())[:size])
            for remote_id in batch_of:
                self.hidden.pop(remote_id)
            await publish(self.session, batch_of)

    async def _judge(self, batch: Mapping[str, Sequence[Change]], remotes: Mapping[str, RemoteListing]) -> None:
        bases: dict[str, ListingBase] = {}
        keys = self.session.keys
        for remote_id, changes in batch.items():
            remote = remotes.get(remote_id)
            known = self.session.memory.bases.get(changes[0].product)
            if remote is None or known is None:
                continue
            remote = self.session.memory.recognised(remote)
            for change in changes:
                keys |= await self._learnt(known, change, remote, keys)
            base = self._settled(known, changes, remote, keys)
            bases[changes[0].product] = base
            state = base.groups.get(Group.STATE)
            made = next((one for one in changes if one.kind is ChangeKind.CREATE and one.listing is not None), None)
            ours_to_publish = state is not None and state.sent == "unlisted" and made is not None
            if ours_to_publish and remote.state is ListingState.UNLISTED:
                assert made is not None
                assert made.listing is not None
                if not is_whole(made.listing, remote):
                    continue
                if self.session.hidden:
                    self._say("kept-hidden", made, Group.STATE, listing=remote_id)
                else:
                    self.hidden[remote_id] = made
        self.session.memory.bases.update(bases)
        await self.session.journal.save_bases(self.session.shop, bases)

    async def _learnt(
        self, known: ListingBase, change: Change, remote: RemoteListing, keys: Mapping[str, str]
    ) -> dict[str, str]:
        """What the shop calls our pictures from now on, where it has given them addresses of its own."""
        session, media = self.session, known.groups.get(Group.MEDIA)
        if media is None or Group.MEDIA not in change.groups:
            return {}
        shown = shown_value(remote, Group.MEDIA, keys, change.spelling)
        learnt = {name.removeprefix("remote:"): key for name, key in moved(media, shown).items()}
        if learnt:
            session.memory.keys.update(learnt)
            await session.journal.note_pictures(session.shop, learnt, session.clock.now())
        return learnt

    def _settled(
        self, base: ListingBase, changes: Sequence[Change], remote: RemoteListing, keys: Mapping[str, str]
    ) -> ListingBase:
        session = self.session
        spelling = {sku: ours for change in changes for sku, ours in change.spelling.items()}
        for group, known in list(base.groups.items()):
            if known.status == "settled":
                continue
            if group is Group.STATE:
                shown: JsonValue = "live" if remote.state in SHOWN else "unlisted"
            else:
                shown = shown_value(remote, group, keys, spelling, known.sent)
            judged = judge(
                known,
                known.ours,
                shown,
                normalise=partial(session.adapter.normalise, group),
                policy="keep",
                # No marketplace rewrites a price: a third one is somebody's, the old one is still to change.
                edited_since=group is Group.PRICE and shown != known.shown,
                overdue=False,
            )
            named = next((one for one in changes if group in one.groups), None)
            if judged.finding is Finding.REWRITTEN and named is None and group is not Group.STATE:
                continue  # written by an earlier run: whether somebody has edited it since is for the next plan to say
            base = base.with_group(group, judged.base)
            if judged.finding is Finding.REWRITTEN:
                self._say("rewritten", named or changes[-1], group, sent=known.sent, shop=shown)
        return base.with_claim_settled(partial(star_told, remote, session.memory.claimed, keys, base.groups))

    def _say(self, code: str, change: Change, group: Group, **params: JsonValue) -> None:
        self.session.notices.append(
            Notice(
                code=code,
                severity=Severity.INFO,
                product=change.product,
                title=change.title,
                skus=change.skus,
                group=group,
                params=params,
            )
        )
