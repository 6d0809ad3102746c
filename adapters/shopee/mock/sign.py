"""The signature the mock expects, written from the contract's section 1.4 and checked against its vectors."""

from __future__ import annotations

import hmac

__all__ = ["same", "signature"]


def signature(partner_key: str, partner_id: int | str, path: str, timestamp: int | str, *rest: int | str) -> str:
    """Public form without `rest`; Shop form with the access token and the shop id, Merchant form likewise."""
    base = "".join(str(part) for part in (partner_id, path, timestamp, *rest))
    return hmac.new(partner_key.encode(), base.encode(), "sha256").hexdigest()


def same(given: str, expected: str) -> bool:
    """Compare in constant time; anything that is not ASCII is simply different."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())
