"""Shopee's signature: HMAC-SHA256 over partner id, path, timestamp and, for shop calls, token and shop id.

Neither verb, nor business parameters, nor body take part; the parts are joined without a separator; the key is used as
it is written. Public calls (tokens, picture uploads) leave token and shop id out.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

__all__ = ["base_string", "signature"]


def base_string(partner_id: int, path: str, timestamp: int, access_token: str = "", owner_id: int | None = None) -> str:
    """What is signed. ``path`` includes ``/api/v2``; ``owner_id`` is the shop (or merchant) of ``access_token``."""
    owner = "" if owner_id is None else str(owner_id)
    return f"{partner_id}{path}{timestamp}{access_token}{owner}"


def signature(partner_key: str, base: str) -> str:
    """64 lower-case hex digits."""
    return hmac.new(partner_key.encode(), base.encode(), sha256).hexdigest()
