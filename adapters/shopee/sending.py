"""Sending one write: a body serialised once, its step made durable right before the first byte leaves.

A step bears its call's name. Calls whose body depends on what a look has just shown bear its digest as well: another
look may need another body, and both are steps of one intent.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

import orjson
from pydantic import BaseModel, JsonValue

from connector.port import StepLog
from connector.wire.sending import started, step_name

from .api import Api

__all__ = ["Body", "send"]

Body = dict[str, JsonValue]
M = TypeVar("M", bound=BaseModel)


async def send(
    api: Api,
    name: str,
    body: Body,
    model: type[M],
    log: StepLog,
    bears: Collection[str] = (),
    *,
    by_look: bool = False,
) -> M:
    """Send ``body`` to ``product/name``. ``by_look``: it was made from a look at the item."""
    data = orjson.dumps(body)
    step = step_name(name, data, by_look=by_look)
    return await api.write(f"product/{name}", data, model, before_send=started(log, step, data), bears=bears)
