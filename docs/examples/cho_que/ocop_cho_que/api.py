"""One call to Chợ Quê and what its answer means. Codes become errors here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from connector.errors import (
    AdapterError,
    BadUse,
    Bug,
    FieldProblem,
    Locked,
    NotFound,
    PictureGone,
    Rejected,
    StopShop,
)
from connector.port import OpenShop, StepLog
from connector.wire import redact
from connector.wire.call import Answer, Call, Signed, Throttled, lost
from connector.wire.client import Caller
from connector.wire.tokens import Tokens

__all__ = ["FIELDS", "Api", "signer"]

FIELDS = {"pictures": "media", "weight": "package", "section": "category"}
"""Their names of fields, where ours differ."""


def signer(tokens: Tokens) -> Any:
    """Chợ Quê wants one key in a header; nothing is signed."""
    key = tokens.text("key")
    if not key:
        raise BadUse("E_CREDENTIALS_MISSING", where="key")
    redact.remember(key)
    return lambda _call, _tokens, _now: Signed(headers={"authorization": f"Bearer {key}"})


class Api:
    """The verbs over one Caller."""

    def __init__(self, caller: Caller, shop: OpenShop) -> None:
        self._caller = caller
        self.clock = shop.clock

    async def get(self, path: str, **params: str) -> dict[str, Any]:
        """A read: the wire repeats it where that helps."""
        call = Call(f"GET /v1/{path}", "read", tuple(params.items()), auth=False)
        return await self._caller.call(call, lambda answer: _opened(answer, "read"))

    async def upload(self, data: bytes, content_type: str) -> str:
        call = Call("POST /v1/pictures", "upload", body=data, content_type=content_type, auth=False)
        return str((await self._caller.call(call, lambda answer: _opened(answer, "upload")))["id"])

    async def write(self, step: str, path: str, body: Mapping[str, Any], log: StepLog) -> dict[str, Any]:
        """A write: the step is durable before the first byte leaves, and the wire never repeats a lost answer."""
        data = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
        call = Call(f"POST /v1/{path}", "write", body=data, content_type="application/json", auth=False)

        async def started() -> None:
            await log.start(step, data)

        return await self._caller.call(call, lambda answer: _opened(answer, "write"), before_send=started)


def _opened(answer: Answer, kind: Any) -> dict[str, Any]:
    """The answer's object, or its error raised."""
    try:
        body = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise lost(kind, "E_ANSWER_UNREADABLE", str(answer.status))
    if "error" in body:
        raise _error(body, answer)
    return body


def _error(body: Mapping[str, Any], answer: Answer) -> AdapterError:
    code, said = str(body["error"]), str(body.get("say", ""))
    match code:
        case "too_fast":
            after = answer.headers.get("retry-after", "")
            return Throttled("E_TOO_FAST", after_s=float(after) if after else None, original=code)
        case "key_refused":
            return StopShop("E_CONSENT_NEEDED", original=code)
        case "picture_unknown":
            return PictureGone("E_PICTURE_GONE", original=code)
        case "in_promotion":
            until = body.get("until")
            return Locked("E_PROMOTION", until=datetime.fromtimestamp(until, UTC) if until else None, original=code)
        case "not_there":
            return NotFound("E_NOT_FOUND", original=code)
        case "refused" | "bad_picture":
            field = str(body.get("field", ""))
            problem = FieldProblem(FIELDS.get(field, field), said or code)
            return Rejected("E_REFUSED", fields=(problem,), original=code)
        case _:
            return Bug("E_REQUEST_BROKEN", original=code)
