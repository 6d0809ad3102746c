"""TikTok Shop's request signature, from the contract alone.

HMAC-SHA256 over secret + path + sorted key and value of every query pair but `sign` and `access_token` + the raw
body, unless the media type is multipart/form-data, + secret; lower-case hex. Two things the reference leaves open are
taken both ways: an empty JSON object as body may be signed or left out, and a repeated key counts with every value,
with its first only, or joined by commas.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence

__all__ = ["accepted", "signature"]

UNSIGNED = frozenset({"sign", "access_token"})

Pairs = Sequence[tuple[str, str]]


def signature(secret: str, path: str, query: Pairs, body: bytes = b"") -> str:
    """One signature; `body` is what takes part in it (nothing for multipart)."""
    pairs = sorted(((k, v) for k, v in query if k not in UNSIGNED), key=lambda pair: pair[0].encode())
    text = (path + "".join(key + value for key, value in pairs)).encode()
    return hmac.new(secret.encode(), secret.encode() + text + body + secret.encode(), hashlib.sha256).hexdigest()


def accepted(given: str, secret: str, path: str, query: Pairs, media_type: str, body: bytes) -> bool:
    """Whether the signature given is one that the reference's wording allows for this request."""
    signed = b"" if media_type == "multipart/form-data" else body
    bodies = [signed, b""] if signed == b"{}" else [signed]
    made = (signature(secret, path, pairs, each) for each in bodies for pairs in _readings(query))
    return any(hmac.compare_digest(given.encode(), one.encode()) for one in made)


def _readings(query: Pairs) -> Iterable[Pairs]:
    values: dict[str, list[str]] = {}
    for key, value in query:
        values.setdefault(key, []).append(value)
    yield query
    if len(values) < len(query):
        yield [(key, each[0]) for key, each in values.items()]
        yield [(key, ",".join(each)) for key, each in values.items()]
        yield [(key, value) for key, each in values.items() for value in sorted(each)]
