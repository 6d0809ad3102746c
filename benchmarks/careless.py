"""``ocop`` without what makes it safe: the baseline of G9, in a process of its own. Never for a shop that matters.

Nothing of a run is written to the journal (intents, outcomes, uploads, bindings, events), and nothing that was sent is
read back: a listing made hidden is published at once. What a run asks the journal for stays as it was before.
"""

from __future__ import annotations

import sys
from typing import Any

from connector.cli import main
from connector.sync import Journal
from connector.sync.publish import publish
from connector.sync.settle import Settler

__all__ = ["FORGOTTEN", "careless", "unread"]

FORGOTTEN = (
    "accept_catalogue",
    "bind",
    "save_bases",
    "settle_edits",
    "save_uploads",
    "note_pictures",
    "start_step",
    "end_intents",
    "unpark",
    "start_run",
    "end_changes",
    "end_run",
    "note",
    "note_first_run",
)


async def _nothing(*_given: Any, **_more: Any) -> None:
    """Nothing is remembered."""


async def unread(settler: Settler, *, publish_all: bool = True) -> None:
    """Publish what was made hidden, unseen."""
    if settler.session.adapter.capabilities.create_hidden:
        settler.hidden.update({number: changes[0] for number, changes in settler.waiting.items()})
    settler.waiting = {}
    size = settler.session.adapter.capabilities.state_batch
    while settler.hidden and (publish_all or len(settler.hidden) >= size):
        batch = dict(list(settler.hidden.items())[:size])
        settler.hidden = {number: change for number, change in settler.hidden.items() if number not in batch}
        await publish(settler.session, batch)


def careless() -> None:
    """Make this process forgetful."""
    for name in FORGOTTEN:
        if not hasattr(Journal, name):
            raise AttributeError(f"the journal has no {name} any more: this baseline has to be thought over")
        setattr(Journal, name, _nothing)
    setattr(Settler, "flush", unread)  # noqa: B010


if __name__ == "__main__":
    careless()
    sys.exit(main())
