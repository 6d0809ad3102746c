"""Lazada's envelope: a flat JSON object on HTTP 200, success and failure alike.

`code` is always a string, "0" for success, which carries neither `type` nor `message`. `detail` exists on product
failures only; each member has a field, mostly a message, often a code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from adapters._mock.market import Reply

__all__ = ["Kind", "Problem", "Refusal", "as_text", "refused", "succeeded"]

NUMBERS = frozenset(
    {"item_id", "sku_id", "SkuId", "seller_id", "primary_category", "category_id", "categoryId", "brand_id"}
    | {"expires_in", "refresh_expires_in"}
)

Kind = Literal["ISV", "ISP", "SYSTEM"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `code` of the contract's table, and the code `detail` shows where that is another."""

    code: str
    field: str
    message: str
    shown: str = ""
    sku: str = ""

    def member(self, *, prefixed: bool) -> dict[str, str]:
        code = self.shown or self.code
        member = {"field": self.field, "message": f"{code}:{self.message}" if prefixed else self.message, "code": code}
        return {**member, "sku": self.sku} if self.sku else member


class Refusal(Exception):
    """An answer whose `code` is not "0"."""

    def __init__(self, code: str, message: str, kind: Kind = "ISP", problems: Sequence[Problem] = ()) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.kind: Kind = kind
        self.problems = tuple(problems)


def as_text(node: Any) -> Any:
    """The same tree with ids and lifetimes as strings, as some answers have them."""
    if isinstance(node, list):
        return [as_text(each) for each in node]
    if isinstance(node, dict):
        return {
            name: str(value) if name in NUMBERS and isinstance(value, int) else as_text(value)
            for name, value in node.items()
        }
    return node


def succeeded(request_id: str, data: Any = None, **beside: Any) -> Reply:
    """`beside` are siblings of `data`; a `data` of None is left out."""
    body: dict[str, Any] = {} if data is None else {"data": data}
    return Reply(200, orjson.dumps({**body, **beside, "code": "0", "request_id": request_id}))


def refused(request_id: str, refusal: Refusal, *, prefixed: bool = False) -> Reply:
    body: dict[str, Any] = {
        "type": refusal.kind,
        "code": refusal.code,
        "message": refusal.message,
        "request_id": request_id,
    }
    if refusal.problems:
        body["detail"] = [problem.member(prefixed=prefixed) for problem in refusal.problems]
    return Reply(200, orjson.dumps(body))
