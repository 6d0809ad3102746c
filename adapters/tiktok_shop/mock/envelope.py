"""The one envelope: `{code, message, request_id, data}`, and refusals by code.

A refusal's HTTP status follows from its code; where TikTok Shop does not say, an option does (clients must decide on
the code). A success carries an object as `data`; a refusal of the gateway `null`, of which typed clients see nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from adapters._mock.market import Reply
from adapters.tiktok_shop.mock.options import TikTokOptions

__all__ = ["Refusal", "bad_value", "go_name", "missing", "refused", "succeeded"]

STATUSES = {36009002: 429, 36009003: 500, 36009007: 504, 36009009: 404, 36009010: 405, 36009033: 403, 105005: 403}
GATEWAY = range(36_000_000, 37_000_000)


class Refusal(Exception):
    """`retry_after` in seconds becomes a header."""

    def __init__(self, code: int, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.retry_after = retry_after


def go_name(name: str) -> str:
    """`main_images` as the gateway names it: MainImages."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def missing(name: str) -> Refusal:
    return Refusal(36009004, f"{go_name(name)} is a required field and has not been provided.")


def bad_value(name: str, reason: str) -> Refusal:
    return Refusal(98001004, f"Invalid parameter {name}: {reason}")


def succeeded(request_id: str, data: Mapping[str, Any], message: str = "Success") -> Reply:
    body = {"code": 0, "message": message, "request_id": request_id, "data": data}
    return Reply(200, orjson.dumps(body))


def refused(request_id: str, refusal: Refusal, options: TikTokOptions) -> Reply:
    body = {"code": refusal.code, "message": refusal.message, "request_id": request_id, "data": None}
    headers: tuple[tuple[str, str], ...] = ()
    if refusal.retry_after is not None:
        headers = (("retry-after", str(max(1, round(refusal.retry_after)))),)
    return Reply(_status(refusal.code, options), orjson.dumps(body), headers=headers)


def _status(code: int, options: TikTokOptions) -> int:
    if code == 105002:
        return options.token_status
    if code == 106001:
        return options.sign_status
    if code in STATUSES:
        return STATUSES[code]
    if code in (36004001, 36004005):
        return 200
    if code in GATEWAY or code < 1_000_000:
        return 400
    return options.business_status
