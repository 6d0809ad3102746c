"""Codes and tokens: who may call for the shop, and until when.

A code is good once and for thirty minutes. An exchange opens a session of its own, so the tokens of another session
stay valid. A refresh hands out a new access token and a new refresh token and kills the old pair; it starts the access
clock anew but not the refresh clock, so after that long the seller has to consent again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from adapters._mock.clock import MockClock
from adapters.lazada.mock.envelope import Refusal

__all__ = ["APP_KEY", "APP_SECRET", "SELLER_ID", "Grants", "Tokens", "illegal_access"]

APP_KEY = "100132"
APP_SECRET = "mock_app_secret_0001"
SELLER_ID = "200012345"

DAY_S = 86_400
CODE_S = 1800
LIFETIMES = {"online": (30 * DAY_S, 180 * DAY_S), "test": (7 * DAY_S, 30 * DAY_S), "service_market": (30 * DAY_S, 0)}
"""Access and refresh token by the app's status; 0 = it cannot be refreshed."""


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str
    refresh: str
    expires_in: int
    refresh_expires_in: int


@dataclass(slots=True)
class _Session:
    access: str
    access_until: float
    refresh: str
    refresh_until: float


class Grants:
    def __init__(self, clock: MockClock, app_status: str) -> None:
        self._clock = clock
        self._access_s, self._refresh_s = LIFETIMES[app_status]
        self._made = 0
        self._codes: dict[str, float] = {}
        self._by_access: dict[str, _Session] = {}
        self._by_refresh: dict[str, _Session] = {}
        self.revoked = False

    def new_code(self) -> str:
        code = f"0_{APP_KEY}_{self._mint('code', 32)}"
        self._codes[code] = self._clock.now() + CODE_S
        return code

    def exchange(self, code: str) -> Tokens:
        """Use a code up; this is also what ends a revocation."""
        until = self._codes.get(code)
        if until is None or until <= self._clock.now():
            raise Refusal("InvalidCode", "Invalid authorization code", "ISV")
        del self._codes[code]
        self.revoked = False
        now = self._clock.now()
        return self._open(_Session("", 0.0, "", now + self._refresh_s if self._refresh_s else 0.0))

    def refresh(self, token: str) -> Tokens:
        if not self._refresh_s:
            raise Refusal("AUTH_TYPE_UNSUPPORTED", "The authorization type does not support refresh token", "ISV")
        session = self._by_refresh.get(token)
        if session is None or session.refresh_until <= self._clock.now() or self.revoked:
            raise Refusal("IllegalRefreshToken", "The specified refresh token is invalid or expired", "ISV")
        del self._by_refresh[token], self._by_access[session.access]
        return self._open(session)

    def check_access(self, token: str) -> None:
        session = self._by_access.get(token)
        if session is None or session.access_until <= self._clock.now() or self.revoked:
            raise illegal_access()

    def _open(self, session: _Session) -> Tokens:
        now = self._clock.now()
        session.access = f"50000601{self._mint('access', 40)}"
        session.refresh = f"50001600{self._mint('refresh', 40)}" if self._refresh_s else ""
        session.access_until = now + self._access_s
        self._by_access[session.access] = session
        if session.refresh:
            self._by_refresh[session.refresh] = session
        left = max(0, round(session.refresh_until - now)) if session.refresh else 0
        return Tokens(session.access, session.refresh, self._access_s, left)

    def _mint(self, kind: str, length: int) -> str:
        self._made += 1
        return hashlib.sha256(f"{APP_SECRET}/{kind}/{self._made}".encode()).hexdigest()[:length]


def illegal_access() -> Refusal:
    return Refusal("IllegalAccessToken", "The specified access token is invalid or expired", "ISV")
