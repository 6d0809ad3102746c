"""Sending one write: a body serialised once, its step made durable right before the first byte leaves.

A step bears its call's name. Calls whose body depends on what a look has just shown bear its digest as well: another
look may need another body, and both are steps of one intent.
"""

from __future__ import annotations

from typing import TypeVar

import orjson
from pydantic import BaseModel, JsonValue

from connector.port import StepLog
from connector.wire.sending import started, step_name

from .api import Api

__all__ = ["Body", "send"]

Body = dict[str, JsonValue]
M = TypeVar("M", bound=BaseModel)


async def send(api: Api, path: str, body: Body, model: type[M], log: StepLog, *, by_look: bool = False) -> M:
    """POST ``body`` to ``path``. ``by_look``: it was made from a look at the product."""
    data = orjson.dumps(body)
    name = path.partition("products")[2].strip("/") or "create"
    step = step_name(name, data, by_look=by_look)
    return await api.write(path, data, model, before_send=started(log, step, data))
