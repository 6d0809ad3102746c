"""TikTok Shop's signature: HMAC-SHA256 over path, sorted query and raw body, with the app's secret around them.

Neither verb nor headers take part. The query is taken decoded, without ``sign`` and ``access_token``; a multipart body
is left out, whatever its boundary. Lower-case hex, for an upper-case signature is refused.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from hashlib import sha256

__all__ = ["base_string", "signature"]

UNSIGNED = frozenset({"sign", "access_token"})
MULTIPART = "multipart/form-data"


def base_string(path: str, query: Iterable[tuple[str, str]], content_type: str = "", body: bytes = b"") -> bytes:
    """What is signed, without the secret around it."""
    signed = sorted((name, value) for name, value in query if name not in UNSIGNED)
    base = path.encode() + "".join(name + value for name, value in signed).encode()
    media_type = content_type.partition(";")[0].strip().lower()
    return base if media_type == MULTIPART else base + body


def signature(app_secret: str, base: bytes) -> str:
    """64 lower-case hex digits."""
    secret = app_secret.encode()
    return hmac.new(secret, secret + base + secret, sha256).hexdigest()
