"""Access and refresh tokens: where they are kept, and how exactly one refresh replaces them (decision 24).

Stores: ``file:PATH`` (JSON, the line a mock prints is such a file), ``env:NAME`` (the same JSON in a variable) and
``keyring`` or ``keyring:NAME``. A variable cannot be written back, so what a refresh gives is kept beside the
configuration in ``.ocop-tokens-NAME.json`` (0600) together with a hash of the variable: a variable set anew, after a
new consent, wins.

``TokenSource`` makes a refresh happen once, however many calls found their token spent, in this process (a lock) and
in others (a lock file): the token is read again under the lock, and only if it is still the spent one is it refreshed.
A refresh token counts only once, so that it is being spent is durable *before* it leaves (``used``, a fingerprint),
and its successor is durable *before* the new access token is used. It never leaves twice: where the answer was lost,
here or in a process that died, only the seller's consent helps (ADR 19). Where it certainly did not count, the mark is
taken back. One that never left from here and is refused before its time was spent by somebody else: another computer
with the same keys, or the seller took the consent back (``E_TOKENS_ELSEWHERE``, ADR 42).
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from pydantic import JsonValue

from connector.clock import Clock
from connector.errors import AdapterError, BadUse, RetryLater, StopShop, Unknown

from . import redact

__all__ = ["ENDS_CONSENT", "OWN", "TokenSource", "TokenStore", "Tokens", "held_alone", "is_held", "tokens_from"]

MARGIN = timedelta(minutes=5)
LOCK_POLL_S = 0.05
LOCK_PATIENCE_S = 60.0
ELSEWHERE = ":elsewhere"

MOMENTS = ("expires_at", "refresh_until", "consent_until")
ENDS_CONSENT = ("E_CONSENT_NEEDED", "E_TOKENS_ELSEWHERE")
"""Codes after which only the seller's consent helps."""
OWN = ("access_token", "refresh_token", "refresh_used", *MOMENTS)
"""The keys that change while a shop is used; every other key of the credentials is the person's."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What opens a shop. ``extra`` holds every other key of the credentials; nothing of this shows in a repr.

    ``expires_at`` is the access token's end, ``refresh_until`` the refresh token's, ``consent_until`` the seller's
    consent's; None where nobody knows. ``used`` is the fingerprint of the refresh token or code that has been sent,
    with ``ELSEWHERE`` behind it where somebody else had spent that before us.
    """

    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    extra: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)
    refresh_until: datetime | None = None
    consent_until: datetime | None = None
    used: str = ""

    def text(self, name: str, default: str = "") -> str:
        """One further key as text; numbers are taken as they are written."""
        value = self.extra.get(name)
        return default if value is None or isinstance(value, bool | list | dict) else str(value)

    @property
    def fingerprint(self) -> str:
        """Of what the next refresh would spend: the refresh token, else the consent's code; '' where there is none."""
        spendable = self.refresh_token or self.text("code") or self.text("auth_code")
        return hashlib.sha256(spendable.encode()).hexdigest()[:16] if spendable else ""

    @property
    def consent_needed(self) -> bool:
        """Whether what a refresh would spend has been sent before: it must not leave again."""
        return bool(self.used) and self.used.removesuffix(ELSEWHERE) == self.fingerprint

    def end_of_consent(self, original: str) -> StopShop:
        """What to say where only the seller's consent helps."""
        elsewhere = self.used.endswith(ELSEWHERE)
        return StopShop("E_TOKENS_ELSEWHERE" if elsewhere else "E_CONSENT_NEEDED", original=original)

    def as_json(self) -> dict[str, JsonValue]:
        """The keys as they are stored."""
        stored: dict[str, JsonValue] = {**self.extra, "access_token": self.access_token}
        stored["refresh_token"] = self.refresh_token
        for name in MOMENTS:
            moment: datetime | None = getattr(self, name)
            if moment is not None:
                stored[name] = moment.isoformat()
        if self.used:
            stored["refresh_used"] = self.used
        return stored


def tokens_from(stored: Mapping[str, JsonValue]) -> Tokens:
    """Tokens from stored keys; every secret among them is known to the redaction from here on."""
    redact.remember(credentials=dict(stored))
    return Tokens(
        access_token=str(stored.get("access_token") or ""),
        refresh_token=str(stored.get("refresh_token") or ""),
        expires_at=_moment(stored.get("expires_at")),
        extra={name: value for name, value in stored.items() if name not in OWN},
        refresh_until=_moment(stored.get("refresh_until")),
        consent_until=_moment(stored.get("consent_until")),
        used=str(stored.get("refresh_used") or ""),
    )


def _moment(value: JsonValue) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


class TokenStore(Protocol):
    """A place for one shop's tokens. ``lock`` is the file that serialises refreshes across processes."""

    @property
    def lock(self) -> Path: ...

    def load(self) -> Tokens:
        """What is stored now; BadUse where there is nothing readable."""
        ...

    def save(self, tokens: Tokens) -> None:
        """Make ``tokens`` durable before returning; OSError where that fails."""
        ...

    def rehearse(self) -> None:
        """Whether a consent could be stored here at all; BadUse or OSError before anything is spent for it."""
        ...

    def replace(self, credentials: Mapping[str, JsonValue]) -> None:
        """Make exactly these credentials what is stored, whatever was there; OSError where that fails."""
        ...


Renew = Callable[[Tokens], Awaitable[Tokens]]
"""Asks the marketplace for successors; raises Unknown where the answer was lost, StopShop where consent is gone."""


class TokenSource:
    """The tokens of one open shop, always the newest known."""

    def __init__(self, store: TokenStore, renew: Renew, clock: Clock) -> None:
        self._store = store
        self._renew = renew
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._refused: tuple[str, StopShop] | None = None
        self.held = store.load()

    def current(self) -> Tokens:
        """The newest tokens. StopShop where they are spent and nothing can follow them: no call leaves with those."""
        if self._refused and self._refused[0] == self.held.access_token:
            raise StopShop(self._refused[1].code, original=self._refused[1].original, **self._refused[1].params)
        return self.held

    async def fresh(self) -> Tokens:
        """Tokens that are good for the next minutes as far as we know; refreshed ahead of time where we know better."""
        held = self.current()
        if not held.access_token:
            return await self.renewed("")
        if held.expires_at is None or self._clock.now() < held.expires_at - MARGIN:
            return held
        try:
            return await self.renewed(held.access_token)
        except RetryLater:
            if self._clock.now() >= held.expires_at:
                raise
            return held

    async def renewed(self, spent: str) -> Tokens:
        """Tokens other than the ``spent`` access token: another's refresh if there was one, else our own."""
        async with self._one_at_a_time:
            if self.current().access_token != spent:
                return self.held
            async with held_alone(self._store.lock, self._clock):
                stored = self._store.load()
                self.held = stored if stored.access_token not in ("", spent) else await self._refreshed(stored)
            return self.held

    async def note_consent(self, until: datetime | None) -> None:
        """Remember until when the seller has agreed, for those who may not ask the shop. A failure costs nothing."""
        if until is None or until == self.held.consent_until:
            return
        with contextlib.suppress(OSError, RetryLater, BadUse):
            async with self._one_at_a_time, held_alone(self._store.lock, self._clock):
                stored = replace(self._store.load(), consent_until=until)
                self._store.save(stored)
                self.held = stored

    async def _refreshed(self, spent: Tokens) -> Tokens:
        """Spend the refresh token of ``spent``, to the end even if the run is given up meanwhile."""
        if spent.consent_needed:
            raise self._closed(spent, spent.end_of_consent("refresh token already used"))
        if not spent.fingerprint:
            return await self._asked(spent)
        self._keep(replace(spent, used=spent.fingerprint))
        asking = asyncio.ensure_future(self._asked(spent))
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            await asyncio.wait([asking])
            if not asking.cancelled():
                asking.exception()  # looked at, or the loop complains that nobody did
            raise

    async def _asked(self, spent: Tokens) -> Tokens:
        outcome: Tokens | AdapterError
        lost = False
        try:
            outcome = await self._renew(spent)
        except Unknown:
            lost, outcome = True, StopShop("E_CONSENT_NEEDED", original="refresh answer lost")
        except AdapterError as error:
            outcome = error
        if isinstance(outcome, StopShop):
            outcome = self._closed(spent, outcome if lost else self._perhaps_elsewhere(spent, outcome))
        if isinstance(outcome, AdapterError):
            if outcome.code not in ENDS_CONSENT and spent.fingerprint:
                self._keep(spent)
            raise outcome
        redact.remember(outcome.access_token, outcome.refresh_token)
        self._keep(outcome)
        return outcome

    def _perhaps_elsewhere(self, spent: Tokens, refused: StopShop) -> StopShop:
        """A refresh token that has not left before and had time left, as had the seller's consent, is refused only
        where somebody else spent it."""
        now, ends = self._clock.now(), (spent.refresh_until, spent.consent_until)
        had_time = spent.refresh_until is not None and all(end is None or now < end for end in ends)
        if refused.code != "E_CONSENT_NEEDED" or not spent.refresh_token or not had_time:
            return refused
        marked = replace(spent, used=f"{spent.fingerprint}{ELSEWHERE}")
        self._keep(marked)
        return marked.end_of_consent(refused.original)

    def _closed(self, spent: Tokens, error: StopShop) -> StopShop:
        """Nobody asks again with this token in this process."""
        self._refused = (spent.access_token, error)
        return error

    def _keep(self, tokens: Tokens) -> None:
        failed = ""
        try:
            self._store.save(tokens)
        except OSError as error:
            failed = error.strerror or type(error).__name__
        if failed:
            raise StopShop("E_TOKENS_NOT_SAVED", reason=redact.redact(failed))


def is_held(lock: Path) -> bool:
    """Whether somebody holds a store's lock file right now: what is marked as spent is being renewed."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:  # nobody could have made it here
        return False


@asynccontextmanager
async def held_alone(lock: Path, clock: Clock) -> AsyncIterator[None]:
    """Hold a store's lock file; RetryLater ``E_TOKENS_LOCKED`` where another process keeps it for a minute."""
    from filelock import FileLock, Timeout

    held = FileLock(lock, thread_local=False)
    gives_up = clock.monotonic() + LOCK_PATIENCE_S
    while True:
        try:
            held.acquire(blocking=False)
            break
        except Timeout:
            held_elsewhere = clock.monotonic() < gives_up
        if not held_elsewhere:
            raise RetryLater("E_TOKENS_LOCKED")
        await clock.sleep(LOCK_POLL_S)
    try:
        yield
    finally:
        held.release()
