"""Intents: what is about to be sent, durable before the first byte (decision 17)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from .change import Change, Notice
from .journal import IntentRecord
from .session import Session

__all__ = ["IntentLog", "open_intent"]


def open_intent(
    session: Session, change: Change, remote_id: str = "", images: Mapping[str, str] | None = None
) -> IntentRecord:
    """An intent for ``change`` in this run; nothing is written until its first step starts.

    A Change that is sent anew, in another call than before, gets another intent: the first has ended.
    """
    base = f"{session.run}:{change.id}:{change.kind}:{remote_id}"
    again = session.opened[base]
    session.opened[base] += 1
    name = hashlib.sha256(f"{base}:{again}".encode() if again else base.encode()).hexdigest()[:32]
    return IntentRecord(
        id=name,
        shop=session.shop,
        run=session.run,
        product=change.product,
        state="open",
        opened_at=session.clock.now(),
        change=change.model_dump_json(),
        images=dict(images or {}),
        remote_id=remote_id,
    )


class IntentLog:
    """The port's StepLog over one intent, or over the several that share one batched call."""

    def __init__(self, session: Session, intents: Sequence[IntentRecord]) -> None:
        self._session = session
        self._intents = intents
        self.started = False
        """Whether a byte may have left."""
        self.left_at: datetime | None = None
        """When the first may have."""

    @property
    def intent_id(self) -> str:
        return self._intents[0].id

    async def start(self, step: str, body: bytes) -> None:
        """Durable from here on. Nothing is begun in a shop whose run was stopped; what has begun is finished."""
        if not self.started:
            self._session.go_on()
        now = self._session.clock.now()
        self.started, self.left_at = True, self.left_at or now
        await self._session.journal.start_step(self._intents, step, body, now)

    def warned(self, text: str) -> None:
        for intent in self._intents:
            change = Change.model_validate_json(intent.change)
            told = Notice(
                code="shop-warning",
                product=change.product,
                title=change.title,
                skus=change.skus,
                remote_id=change.remote_id,
                params={"reason": text},
            )
            if told not in self._session.notices:
                self._session.notices.append(told)
