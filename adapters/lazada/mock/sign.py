"""The signature the mock expects, written from the contract's section 1.4 and checked against its vectors."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

__all__ = ["DIGESTS", "same", "signature"]

DIGESTS = {"sha256": "sha256", "hmac": "md5"}
"""`sign_method` to digest; the second is what old SDKs use."""


def signature(secret: str, path: str, parameters: Mapping[str, str], digest: str = "sha256") -> str:
    """Upper-case hex over the path behind `/rest` and every parameter but `sign`, in byte order of their names."""
    names = sorted((name for name in parameters if name != "sign"), key=lambda name: name.encode("utf-8", "replace"))
    base = path + "".join(f"{name}{parameters[name]}" for name in names)
    return hmac.new(secret.encode(), base.encode("utf-8", "replace"), digest).hexdigest().upper()


def same(given: str, expected: str) -> bool:
    """Compare in constant time; case counts."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
