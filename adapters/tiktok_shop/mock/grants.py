"""Codes and tokens: who may call for the shop, and until when.

A code is good once and for 30 minutes. An exchange opens a session of its own, so the tokens of another session stay
valid. Expiries are told as absolute Unix timestamps. Whether a refresh replaces the refresh token is not documented:
here it always returns a new one, and the old one stays good until its own end, unless the option says once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from adapters._mock.clock import MockClock
from adapters.tiktok_shop.mock.envelope import Refusal
from adapters.tiktok_shop.mock.options import TikTokOptions

__all__ = ["APP_KEY", "APP_SECRET", "SHOP_CIPHER", "SHOP_ID", "Grants", "Tokens"]

APP_KEY = "6a1b2c3d4e5f"
APP_SECRET = "8f3c1b7e5d2a4960b1c7e0f4a9d6352817be40cd"
SHOP_ID = "7494500000000012345"
SHOP_CIPHER = "ROW_Q29vcE9DT1A0bW9jaw"

CODE_S = 1800


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str
    refresh: str
    access_until: int
    refresh_until: int


class Grants:
    def __init__(self, clock: MockClock, options: TikTokOptions) -> None:
        self._clock = clock
        self._options = options
        self._made = 0
        self._codes: dict[str, float] = {}
        self._access: dict[str, int] = {}
        self._refresh: dict[str, int] = {}
        self.revoked = False

    def new_code(self) -> str:
        code = "ROW_" + self._mint("code")
        self._codes[code] = self._clock.now() + CODE_S
        return code

    def exchange(self, code: str) -> Tokens:
        until = self._codes.pop(code, None)
        if until is None or until <= self._clock.now():
            raise Refusal(36004005, "No authorization record was found for this auth_code.")
        self.revoked = False
        return self._issue()

    def refresh(self, token: str) -> Tokens:
        until = self._refresh.get(token)
        if until is None or self.revoked:
            raise Refusal(36004005, "No authorization record was found for this refresh_token.")
        if until <= self._clock.now():
            raise Refusal(36004001, "The refresh_token has expired, please ask the seller to authorize again.")
        if self._options.refresh_once:
            del self._refresh[token]
        return self._issue()

    def check_access(self, token: str) -> None:
        """Raise the gateway's refusal unless the token is known and valid now."""
        until = self._access.get(token)
        if until is None or self.revoked:
            raise Refusal(36009004, "Invalid credentials. The 'access_token' header is invalid.")
        if until <= self._clock.now():
            raise Refusal(105002, "Expired credentials. The 'access_token' has expired, refresh it.")

    def _issue(self) -> Tokens:
        now = int(self._clock.now())
        tokens = Tokens(
            access="ROW_" + self._mint("access"),
            refresh="ROW_" + self._mint("refresh"),
            access_until=now + self._options.access_ttl_s,
            refresh_until=now + self._options.refresh_ttl_s,
        )
        self._access[tokens.access] = tokens.access_until
        self._refresh[tokens.refresh] = tokens.refresh_until
        return tokens

    def _mint(self, kind: str) -> str:
        self._made += 1
        return hashlib.sha256(f"{APP_SECRET}/{kind}/{self._made}".encode()).hexdigest()[:44]
