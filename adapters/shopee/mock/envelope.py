"""Shopee's envelopes: what every answer is wrapped in, and the refusal that any part of the mock may raise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import orjson

from adapters._mock.market import Reply

__all__ = ["Class", "Refusal", "enveloped", "flat", "refused"]

Class = Literal["gateway", "business", "rate"]


class Refusal(Exception):
    """An answer whose `error` is not empty. `response` travels along where Shopee sends lists beside an error."""

    def __init__(
        self,
        error: str,
        message: str,
        kind: Class = "business",
        response: Mapping[str, Any] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{error}: {message}")
        self.error = error
        self.message = message
        self.kind: Class = kind
        self.response = response
        self.retry_after = retry_after


def enveloped(request_id: str, response: Any, **beside: Any) -> Reply:
    """The usual success; `beside` are siblings of `response`. A response of None is left out."""
    body = {"error": "", "message": "", "warning": "", "request_id": request_id}
    if response is not None:
        body["response"] = response
    return Reply(200, orjson.dumps({**body, **beside}))


def flat(request_id: str, payload: Mapping[str, Any]) -> Reply:
    """A success whose fields sit beside `error`."""
    return Reply(200, orjson.dumps({"error": "", "message": "", "request_id": request_id, **payload}))


def refused(request_id: str, refusal: Refusal, status: int) -> Reply:
    body: dict[str, Any] = {"request_id": request_id, "error": refusal.error, "message": refusal.message}
    if refusal.response is not None:
        body["response"] = refusal.response
    headers: tuple[tuple[str, str], ...] = ()
    if refusal.retry_after is not None:
        headers = (("retry-after", str(max(1, round(refusal.retry_after)))),)
    return Reply(status, orjson.dumps(body), headers=headers)
