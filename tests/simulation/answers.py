"""What can be told from a marketplace's answer without the adapter; and answers that are not as they should be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from adapters._mock.market import Reply

__all__ = ["FATAL", "SHAPES", "UNSURE", "code_of", "reordered", "shaped"]

SUCCESS = {"shopee": ("error", ""), "lazada": ("code", "0"), "tiktok_shop": ("code", "0")}
UNSURE = frozenset(
    {"error_server", "error_inner", "error_network", "error_system_busy", "error_unknown", "error_busi",
     "product.error_busi", "ServiceTimeout", "1000", "6", "E1002", "1002", "36009003", "36009007"}
)  # fmt: skip
"""After these a write may have been done all the same."""
_SHOPEE = frozenset(
    {"partner_shop_no_link", "shop_no_linked", "shop_banned", "error_shop_refresh_token", "refresh_token_expired",
     "shop_access_expired", "error_sign", "invalid_partner_id", "error_partner_key_expired", "error_api_permission",
     "error_kyc_auth", "api_suspended", "source_ip_undeclared", "invalid_code"}
)  # fmt: skip
_LAZADA = frozenset(
    {"IllegalRefreshToken", "InvalidCode", "AUTH_TYPE_UNSUPPORTED", "InvalidAppKey", "IncompleteSignature",
     "IllegalTimestamp", "InvalidTimestamp", "InsufficientPermission", "SELLER_NOT_PERMITTED", "AppWhiteIpLimit",
     "SellerNotActive", "SellerNotVerified"}
)  # fmt: skip
_TIKTOK = frozenset({"36004001", "36004005", "101000", "105005", "106001", "36009033"})
FATAL: Mapping[str, Callable[[str, str], bool]] = {
    "shopee": lambda code, message: code in _SHOPEE or "timestamp is expired" in message.lower(),
    "lazada": lambda code, _message: code in _LAZADA,
    "tiktok_shop": lambda code, message: code in _TIKTOK or message.startswith("Invalid timestamp"),
}
"""Whether no further call of this shop can succeed."""
SHAPES = 6
LISTS = ("item", "item_list", "products")


def code_of(marketplace: str, reply: Reply) -> tuple[dict[str, Any], str]:
    """The envelope and the code of a refusal ('' = none)."""
    try:
        envelope = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return {}, f"HTTP {reply.status}" if reply.status >= 400 else ""
    if not isinstance(envelope, dict):
        return {}, ""
    name, good = SUCCESS[marketplace]
    code = str(envelope.get(name, ""))
    return envelope, "" if code in (good, "") else code


def shaped(marketplace: str, data: bytes, which: int) -> bytes:
    """The answer in a shape that nobody promised."""
    name, good = SUCCESS[marketplace]
    value: Any = 0 if marketplace == "tiktok_shop" else good
    envelope = {name: value, "message": "", "request_id": "x"}
    return (
        b"[]",
        b"null",
        orjson.dumps({**envelope, "response": 5, "data": 5}),
        orjson.dumps({**envelope, "response": [], "data": []}),
        data[: len(data) // 2],
        b"\xff\xfe\x00" + data[:20],
    )[which % SHAPES]


def reordered(data: bytes) -> bytes:
    """The same listings, the last one first."""
    try:
        envelope = orjson.loads(data)
    except orjson.JSONDecodeError:
        return data
    inner = envelope.get("response") or envelope.get("data") if isinstance(envelope, dict) else None
    if not isinstance(inner, dict):
        return data
    for name in LISTS:
        if isinstance(inner.get(name), list):
            inner[name] = inner[name][::-1]
    return orjson.dumps(envelope)
