"""The gateway: what is checked of every API call before its body is read, in the contract's order.

app_key, timestamp window, sign present, sign valid, token present and known, token expired, scope, then shop_cipher:
missing, foreign or unexpected; last a second Content-Type. Neither the verb nor the headers take part in a signature.
"""

from __future__ import annotations

import re
from typing import Literal

from adapters._mock.clock import MockClock
from adapters._mock.market import Call
from adapters.tiktok_shop.mock.envelope import Refusal
from adapters.tiktok_shop.mock.grants import APP_KEY, APP_SECRET, SHOP_CIPHER, Grants
from adapters.tiktok_shop.mock.on_demand import expired
from adapters.tiktok_shop.mock.sign import accepted

__all__ = ["Cipher", "Gate", "media_type"]

Cipher = Literal["required", "refused", "optional"]

PAST_S = 300
FUTURE_S = 30
TWO_TYPES = re.compile(r",\s*[\w.+-]+/[\w.+-]+")


def media_type(call: Call) -> str:
    return call.headers.get("content-type", "").split(";")[0].strip().lower()


class Gate:
    def __init__(self, clock: MockClock, grants: Grants, scopes: tuple[str, ...]) -> None:
        self._clock = clock
        self._grants = grants
        self._scopes = scopes

    def check(self, call: Call, scope: str, cipher: Cipher) -> None:
        """Raise a gateway `Refusal` unless the call may pass."""
        self._check_app(call)
        self._check_sign(call)
        self._check_token(call)
        if scope not in self._scopes:
            raise Refusal(105005, f"Access denied. The seller has not granted the scope {scope}.")
        self._check_cipher(call, cipher)
        if TWO_TYPES.search(call.headers.get("content-type", "")):
            raise Refusal(36009022, "Invalid Content-Type: more than one was sent.")

    def _check_app(self, call: Call) -> None:
        key = call.first("app_key")
        if not key:
            raise Refusal(36009004, "Invalid credentials. The 'app_key' query parameter is missing.")
        if key != APP_KEY:
            raise Refusal(36009004, "Invalid credentials. The 'app_key' query parameter is invalid.")
        timestamp = call.first("timestamp") or ""
        if not timestamp.isascii() or not timestamp.isdigit():
            raise Refusal(36009004, "Invalid timestamp. The 'timestamp' query parameter is missing or no number.")
        ahead = int(timestamp) - self._clock.signature_now()
        if not -PAST_S <= ahead <= FUTURE_S:
            raise Refusal(36009004, "Invalid timestamp. The 'timestamp' query parameter is out of the accepted window.")

    def _check_sign(self, call: Call) -> None:
        given = call.first("sign")
        if not given:
            raise Refusal(36009004, "Invalid credentials. The 'sign' query parameter is missing.")
        if not accepted(given, APP_SECRET, call.path, call.query, media_type(call), call.body):
            raise Refusal(106001, "Signature invalid. Check how the 'sign' query parameter was computed.")

    def _check_token(self, call: Call) -> None:
        token = call.headers.get("x-tts-access-token")
        if not token:
            raise Refusal(36009004, "Invalid credentials. The 'x-tts-access-token' header is missing.")
        self._grants.check_access(token)
        if "expire_token" in call.faults:
            raise expired(call.faults["expire_token"])

    def _check_cipher(self, call: Call, cipher: Cipher) -> None:
        given = call.first("shop_cipher")
        if cipher == "refused":
            if given is not None:
                raise Refusal(36009004, "Unexpected identifier: this API takes no 'shop_cipher'.")
        elif given:
            if given != SHOP_CIPHER:
                raise Refusal(101000, "The access token does not belong to the shop of this 'shop_cipher'.")
        elif cipher == "required":
            raise Refusal(106013, "Missing 'shop_cipher' query parameter.")
