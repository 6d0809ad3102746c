"""Sending one write: a payload serialised once, its step made durable right before the first byte leaves.

A step bears its call's name; where one write takes several calls, ``part`` tells them apart. Calls whose payload
depends on what a look has just shown bear its digest: another look may need another payload, and both are steps of one
intent.
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
PAYLOAD = "payload"
OTHER_NAMES = {"product/deactivate": "apiRequestBody"}
"""Calls whose parameter is not called ``payload``."""


async def send(
    api: Api,
    path: str,
    product: Body,
    model: type[M],
    log: StepLog,
    *,
    part: str = "",
    by_look: bool = False,
    partly: bool = False,
) -> M:
    """Send ``product`` to ``path``. ``by_look``: it was made from a look at the item."""
    data = orjson.dumps({"Request": {"Product": product}})
    step = step_name(f"{path}:{part}" if part else path, data, by_look=by_look)
    name = OTHER_NAMES.get(path, PAYLOAD)
    return await api.write(path, name, data.decode(), model, before_send=started(log, step, data), partly=partly)
