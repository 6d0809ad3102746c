"""Access and refresh tokens: where they are kept, and how exactly one refresh replaces them (decision 24).

Stores: ``file:PATH`` (JSON, the line a mock prints is such a file), ``env:NAME`` (the same JSON in a variable) and
``keyring`` or ``keyring:NAME``. A variable cannot be written back, so what a refresh gives is kept beside the
configuration in ``.ocop-tokens-NAME.json`` (0600) together with a hash of the variable: a variable set anew, after a
new consent, wins.

``TokenSource`` makes a refresh happen once, however many calls found their token spent, in this process (a lock) and
in others (a lock file): the token is read again under the lock, and only if it is still the spent one is it refreshed.
A refresh token often counts only once, so the place to write is tried *before* it is spent, and its successor is
durable *before* the new access token is used. A refresh whose answer was lost is asked once more; then only the
seller's consent helps.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from pydantic import JsonValue

from connector.clock import Clock
from connector.errors import AdapterError, RetryLater, StopShop, Unknown

from . import redact

__all__ = ["TokenSource", "TokenStore", "Tokens", "tokens_from"]

MARGIN = timedelta(minutes=5)
LOCK_POLL_S = 0.05
LOCK_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Tokens:
    """What opens a shop. ``extra`` holds every other key of the credentials; nothing of this shows in a repr."""

    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    extra: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)

    def text(self, name: str, default: str = "") -> str:
        """One further key as text; numbers are taken as they are written."""
        value = self.extra.get(name)
        return default if value is None or isinstance(value, bool | list | dict) else str(value)

    def as_json(self) -> dict[str, JsonValue]:
        """The keys as they are stored."""
        expires = self.expires_at.isoformat() if self.expires_at else None
        stored: dict[str, JsonValue] = {**self.extra, "access_token": self.access_token}
        stored |= {"refresh_token": self.refresh_token, "expires_at": expires}
        return {name: value for name, value in stored.items() if name != "expires_at" or value is not None}


def tokens_from(stored: Mapping[str, JsonValue]) -> Tokens:
    """Tokens from stored keys; every secret among them is known to the redaction from here on."""
    redact.remember(credentials=dict(stored))
    own = ("access_token", "refresh_token", "expires_at")
    expires = stored.get("expires_at")
    try:
        expires_at = datetime.fromisoformat(expires) if isinstance(expires, str) else None
    except ValueError:
        expires_at = None
    if expires_at is not None and expires_at.tzinfo is None:
        expires_at = None
    return Tokens(
        access_token=str(stored.get("access_token") or ""),
        refresh_token=str(stored.get("refresh_token") or ""),
        expires_at=expires_at,
        extra={name: value for name, value in stored.items() if name not in own},
    )


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

    async def fresh(self) -> Tokens:
        """Tokens that are good for the next minutes as far as we know; refreshed ahead of time where we know better."""
        held = self.held
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
            if self.held.access_token != spent:
                return self.held
            if self._refused and self._refused[0] == spent:
                raise StopShop(self._refused[1].code, original=self._refused[1].original, **self._refused[1].params)
            async with self._across_processes():
                stored = self._store.load()
                self.held = stored if stored.access_token not in ("", spent) else await self._refreshed(stored)
            return self.held

    async def _refreshed(self, spent: Tokens) -> Tokens:
        self._keep(spent)
        outcome = await self._ask_twice(spent)
        if isinstance(outcome, AdapterError):
            if isinstance(outcome, StopShop):
                self._refused = (spent.access_token, outcome)
            raise outcome
        redact.remember(outcome.access_token, outcome.refresh_token)
        self._keep(outcome)
        return outcome

    async def _ask_twice(self, spent: Tokens) -> Tokens | AdapterError:
        for _attempt in range(2):
            try:
                return await self._renew(spent)
            except Unknown:
                continue
            except AdapterError as error:
                return error
        return StopShop("E_CONSENT_NEEDED", original="refresh answer lost")

    def _keep(self, tokens: Tokens) -> None:
        failed = ""
        try:
            self._store.save(tokens)
        except OSError as error:
            failed = error.strerror or type(error).__name__
        if failed:
            raise StopShop("E_TOKENS_NOT_SAVED", reason=redact.redact(failed))

    @asynccontextmanager
    async def _across_processes(self) -> AsyncIterator[None]:
        from filelock import FileLock, Timeout

        lock = FileLock(self._store.lock, thread_local=False)
        gives_up = self._clock.monotonic() + LOCK_PATIENCE_S
        while True:
            try:
                lock.acquire(blocking=False)
                break
            except Timeout:
                held_elsewhere = self._clock.monotonic() < gives_up
            if not held_elsewhere:
                raise RetryLater("E_TOKENS_LOCKED")
            await self._clock.sleep(LOCK_POLL_S)
        try:
            yield
        finally:
            lock.release()
