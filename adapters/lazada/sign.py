"""Lazada's signature: HMAC-SHA256 over the API's path and every text parameter, sorted by name.

System and business parameters alike, wherever they travel; not ``sign`` itself, not files. Names and values follow each
other raw, without a separator; the path is the one behind ``/rest``.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256

__all__ = ["base_string", "signature"]


def base_string(path: str, parameters: Mapping[str, str]) -> str:
    """What is signed. Sorted by bytes, as Lazada sorts."""
    names = sorted((name for name in parameters if name != "sign"), key=str.encode)
    return path + "".join(f"{name}{parameters[name]}" for name in names)


def signature(app_secret: str, path: str, parameters: Mapping[str, str]) -> str:
    """64 upper-case hex digits."""
    return hmac.new(app_secret.encode(), base_string(path, parameters).encode(), sha256).hexdigest().upper()
