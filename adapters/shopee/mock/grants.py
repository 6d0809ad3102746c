"""Codes and tokens: who may call for the shop, and until when.

A code is good once and for ten minutes. An exchange opens a session of its own, so the tokens of another session stay
valid. A refresh token can be used once for every id it covers (one shop; a main account's also for its merchant);
each use returns a new one for that id, and the session's older access tokens live five minutes more. The
authorisation itself lasts a year from consent.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from adapters._mock.clock import MockClock
from adapters.shopee.mock.envelope import Refusal
from adapters.shopee.mock.on_demand import expired

__all__ = ["MAIN_ACCOUNT_ID", "MERCHANT_ID", "PARTNER_ID", "PARTNER_KEY", "SHOP_ID", "Grants", "Tokens"]

PARTNER_ID = 1000001
PARTNER_KEY = "mock_partner_key_0001"
SHOP_ID = 987654
MERCHANT_ID = 555001
MAIN_ACCOUNT_ID = 555000

CODE_S = 600
REFRESH_S = 30 * 86_400
OLD_ACCESS_S = 300
AUTHORISED_S = 365 * 86_400

Holder = tuple[str, int]
SHOP: Holder = ("shop_id", SHOP_ID)
MERCHANT: Holder = ("merchant_id", MERCHANT_ID)


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str
    refresh: str
    expire_in: int


@dataclass(slots=True)
class _Access:
    session: int
    expires: float
    holders: frozenset[Holder]


@dataclass(slots=True)
class _Refresh:
    session: int
    expires: float
    left: set[Holder] = field(default_factory=set)


class Grants:
    def __init__(self, clock: MockClock, access_ttl_s: int) -> None:
        self._clock = clock
        self._ttl = access_ttl_s
        self._made = 0
        self._sessions = 0
        self._codes: dict[str, tuple[float, bool]] = {}
        self._access: dict[str, _Access] = {}
        self._refresh: dict[str, _Refresh] = {}
        self.authorised_at = clock.now()
        self.revoked = False

    @property
    def authorised_until(self) -> float:
        return self.authorised_at + AUTHORISED_S

    def new_code(self, *, main_account: bool = False) -> str:
        code = self._mint("code")
        self._codes[code] = (self._clock.now() + CODE_S, main_account)
        return code

    def consent(self) -> None:
        """The seller agrees (again): a fresh year, and an end to any revocation."""
        self.authorised_at = self._clock.now()
        self.revoked = False

    def exchange(self, code: str, shop_id: int | None, main_account_id: int | None) -> Tokens:
        known = self._codes.get(code)
        if known is None or known[0] <= self._clock.now():
            raise Refusal("invalid_code", "Invalid code, please have a check.")
        main_account = known[1]
        if main_account and main_account_id != MAIN_ACCOUNT_ID:
            raise Refusal("invalid_main_acount_id", "Invalid main_account_id, please have a check.")
        if not main_account and shop_id != SHOP_ID:
            raise Refusal("invalid_shop_id", "Invalid shop_id, please have a check.")
        del self._codes[code]
        self.consent()
        self._sessions += 1
        holders = {SHOP, MERCHANT} if main_account else {SHOP}
        return self._issue(self._sessions, holders, max(1, self._ttl - self._ttl // 100))

    def refresh(self, token: str, holder: Holder) -> Tokens:
        """Use a refresh token for one id; it is dead for that id at once."""
        now = self._clock.now()
        known = self._refresh.get(token)
        if known is None or holder not in known.left:
            raise Refusal("error_shop_refresh_token", "Invalid refresh_token, please have a check.")
        if self.revoked:
            raise Refusal("shop_no_linked", "Partner and shop has no linked.")
        if self.authorised_until <= now:
            raise Refusal("shop_access_expired", "The authorization of the shop has expired.")
        if known.expires <= now:
            raise Refusal("refresh_token_expired", "refresh_token has expired, please authorize again.")
        known.left.discard(holder)
        for access in self._access.values():
            if access.session == known.session and holder in access.holders:
                access.expires = min(access.expires, now + OLD_ACCESS_S)
        return self._issue(known.session, {holder}, self._ttl)

    def check_access(self, token: str, shop_id: int) -> None:
        """Raise the gateway's refusal unless the token is valid now and belongs to that shop."""
        if self.revoked or shop_id != SHOP_ID or self.authorised_until <= self._clock.now():
            message = "Invalid partner_id or shop_id, please have a check."
            raise Refusal("partner_shop_no_link", message, "gateway")
        known = self._access.get(token)
        if known is None or known.expires <= self._clock.now() or SHOP not in known.holders:
            raise expired()

    def _issue(self, session: int, holders: set[Holder], expire_in: int) -> Tokens:
        now = self._clock.now()
        access, refresh = self._mint("access"), self._mint("refresh")
        self._access[access] = _Access(session, now + expire_in, frozenset(holders))
        self._refresh[refresh] = _Refresh(session, now + REFRESH_S, set(holders))
        return Tokens(access, refresh, expire_in)

    def _mint(self, kind: str) -> str:
        self._made += 1
        return hashlib.sha256(f"{PARTNER_KEY}/{kind}/{self._made}".encode()).hexdigest()[:32]
