"""``ocop undo``: which run is meant."""

from __future__ import annotations

from connector.errors import BadUse
from connector.sync.journal import RunRow

from .shops import Workspace

__all__ = ["LAST", "run_named"]

LAST = "last"
LOOKED_AT = 500


async def run_named(workspace: Workspace, name: str, shop: str = "") -> RunRow:
    """The newest run whose name begins so, of ``shop`` if it is named; ``last`` is the newest that sent anything.

    BadUse ``E_UNDO_RUN`` where there is none.
    """
    for row in await workspace.journal.runs(shop or None, LOOKED_AT):
        if name == LAST and await workspace.journal.sent(row.id):
            return row
        if name != LAST and row.id.startswith(name):
            return row
    raise BadUse("E_UNDO_NOTHING" if name == LAST else "E_UNDO_RUN", run=name)
