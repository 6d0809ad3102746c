"""One call to Chợ Quê and what its answer means. Codes become errors here and nowhere else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import orjson

from connector.errors import AdapterError, BadUse, FieldProblem, Locked
from connector.port import StepLog
from connector.wire import redact
from connector.wire.answers import json_of, retry_after, unix_moment
from connector.wire.call import Answer, Call, Sign, Signed, Throttled, lost
from connector.wire.client import Caller
from connector.wire.sending import started
from connector.wire.tokens import Tokens
from connector.wire.verdict import Effect, Row, Verdicts

__all__ = ["FIELDS", "TABLE", "Api", "signer"]

Hook = Callable[[], Awaitable[None]]
TABLE = {
    "too_fast": Row(Effect.THROTTLE, "E_TOO_FAST"),
    "key_refused": Row(Effect.STOP, "E_CONSENT_NEEDED"),
    "picture_unknown": Row(Effect.PICTURE_GONE, "E_PICTURE_GONE"),
    "in_promotion": Row(Effect.LOCKED, "E_PROMOTION"),
    "not_there": Row(Effect.MISSING, "E_NOT_FOUND"),
    "refused": Row(Effect.REJECT, "E_REFUSED"),
    "bad_picture": Row(Effect.REJECT, "E_REFUSED"),
}
"""Their codes, and what has to happen next (decision 18). What stands here in no row is a mistake of ours."""

VERDICTS = Verdicts("E_REFUSED", "E_REQUEST_BROKEN", "E_ANSWER_LOST", refusing=())
FIELDS = {"pictures": "media", "weight": "package", "section": "category"}
"""Their names of fields, where ours differ."""


def signer(tokens: Tokens) -> Sign:
    """Chợ Quê wants one key in a header; nothing is signed."""
    key = tokens.text("key")
    if not key:
        raise BadUse("E_CREDENTIALS_MISSING", where="key")
    redact.remember(key)
    return lambda _call, _tokens, _now: Signed(headers={"authorization": f"Bearer {key}"})


class Api:
    """The verbs over one Caller."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.clock = caller.clock

    async def get(self, path: str, **params: str) -> dict[str, Any]:
        """A read: the wire repeats it where that helps."""
        return await self._send(Call(f"GET /v1/{path}", "read", tuple(params.items()), auth=False))

    async def upload(self, data: bytes, content_type: str) -> str:
        call = Call("POST /v1/pictures", "upload", body=data, content_type=content_type, auth=False)
        return str((await self._send(call))["id"])

    async def write(self, step: str, path: str, body: Mapping[str, Any], log: StepLog) -> dict[str, Any]:
        """A write: the step is durable before the first byte leaves, and the wire never repeats a lost answer."""
        data = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
        call = Call(f"POST /v1/{path}", "write", body=data, content_type="application/json", auth=False)
        return await self._send(call, started(log, step, data))

    async def _send(self, call: Call, before_send: Hook | None = None) -> dict[str, Any]:
        def opened(answer: Answer) -> dict[str, Any]:
            """The answer's object, or its error raised."""
            body = json_of(answer)
            if not isinstance(body, dict):
                raise lost(call.kind, "E_ANSWER_UNREADABLE", str(answer.status))
            if "error" in body:
                raise _error(call, body, answer, self.clock.now())
            return body

        return await self._caller.call(call, opened, before_send=before_send)


def _error(call: Call, body: Mapping[str, Any], answer: Answer, now: datetime) -> AdapterError:
    code, said = str(body["error"]), str(body.get("say", ""))
    row = TABLE.get(code)
    until = unix_moment(float(body.get("until") or 0))
    if row is not None and row.effect is Effect.LOCKED:
        return Locked(row.code, until=until, original=code)  # Chợ Quê says how long
    field = str(body.get("field", ""))
    error = VERDICTS.error(row, call, code, said, fields=[FieldProblem(FIELDS.get(field, field), said or code)])
    if isinstance(error, Throttled):
        error.after_s = retry_after(answer, now)
    return error
