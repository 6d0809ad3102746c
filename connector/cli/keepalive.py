"""``ocop auth keepalive``: every shop's keys renewed before they die, for a schedule that runs once a day or a week.

Exit codes: 0 all is well, 3 a person has to let us in again (now, or within a fortnight), 6 a shop did not answer, 2
its keys are missing; several shops as decision 26 has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pydantic import JsonValue

from connector.config import ShopConfig
from connector.errors import OcopError, StopShop
from connector.run import Workspace
from connector.run.consent import consent_of
from connector.run.keys import consent_missing
from connector.wire.stores import open_store
from connector.wire.tokens import ENDS_CONSENT, Tokens

from .asked import Asked, chosen, opened
from .days import CONSENT_SOON_DAYS, date_text, days_left
from .lines import Lines
from .loop import run_async
from .problems import PERSON, exit_code_for, explain, overall
from .progress import Meter
from .settings import Settings
from .streams import emit

__all__ = ["run"]

LATELY = timedelta(days=1)
REFRESH_LIVES = timedelta(days=30)
Outcome = Literal["renewed", "fresh", "consent-soon", "consent-needed", "failed"]
STYLES: dict[Outcome, str] = {"consent-soon": "yellow", "consent-needed": "red", "failed": "red"}


@dataclass(frozen=True, slots=True)
class Kept:
    """How one shop stands now. ``problem`` is a whole sentence."""

    shop: str
    outcome: Outcome
    code: int
    refresh_until: datetime | None = None
    consent_until: datetime | None = None
    problem: str = ""


def run(settings: Settings, names: Sequence[str]) -> int:
    """Renew, and say until when."""
    kept, now = run_async(_all(settings, names))
    code = overall([one.code for one in kept])
    if settings.as_json:
        shops: list[JsonValue] = [_json(one, now) for one in kept]
        emit({"schema": "ocop/auth-keepalive@1", "exit_code": code, "shops": shops})
        return code
    lines = Lines(settings)
    if not kept:
        lines.line(settings.say("keepalive.none"))
    for one in kept:
        lines.line(_sentence(settings, one, now), STYLES.get(one.outcome, ""))
    return code


async def _all(settings: Settings, names: Sequence[str]) -> tuple[list[Kept], datetime]:
    with Meter(settings) as meter:
        async with opened(settings, Asked(), meter) as workspace:
            kept = [await _one(settings, workspace, shop) for shop in chosen(workspace.config, names)]
            return [one for one in kept if one is not None], workspace.clock.now()


async def _one(settings: Settings, workspace: Workspace, shop: ShopConfig) -> Kept | None:
    """One shop; None where nobody has to be let in."""
    try:
        spec, consent = consent_of(shop)
        if consent is None:
            return None
        store = open_store(shop.credentials, workspace.config.folder, name=shop.name)
        connection, now = workspace.connection(shop), workspace.clock.now()
        if missing := consent_missing(shop, workspace.config.folder):
            raise StopShop(missing)
        lately = _renewed_lately(store.load(), now)
        if lately:
            async with spec.open(connection) as adapter:
                identity = await adapter.identity()
        else:
            identity = await consent.renew(connection)
        tokens = store.load()
    except OcopError as error:
        needed = error.code in ENDS_CONSENT
        outcome: Outcome = "consent-needed" if needed else "failed"
        code = PERSON if needed else exit_code_for(error)
        return Kept(shop.name, outcome, code, problem=explain(error, settings.lang))
    until = identity.consent_until or tokens.consent_until
    left = days_left(until, now)
    soon = left is not None and left <= CONSENT_SOON_DAYS
    done: Outcome = "consent-soon" if soon else "fresh" if lately else "renewed"
    return Kept(shop.name, done, PERSON if soon else 0, tokens.refresh_until, until)


def _renewed_lately(tokens: Tokens, now: datetime) -> bool:
    """A schedule that runs too often must not wear the keys out: every renewal could lose its answer.

    Where a renewal prolongs nothing, only an access token about to end is a reason for one.
    """
    if tokens.refresh_until is None:
        return tokens.expires_at is not None and tokens.expires_at > now + LATELY
    return tokens.refresh_until > now + REFRESH_LIVES - LATELY


def _sentence(settings: Settings, one: Kept, now: datetime) -> str:
    if one.problem:
        return f"{one.shop}: {one.problem}"
    parts = [settings.say(f"keepalive.{one.outcome}", shop=one.shop)]
    for code, until in (("auth.refresh", one.refresh_until), ("auth.consent", one.consent_until)):
        if until is not None:
            parts.append(settings.say(code, until=date_text(until, settings.lang), days=days_left(until, now)))
    return " ".join(parts)


def _json(one: Kept, now: datetime) -> dict[str, JsonValue]:
    return {
        "shop": one.shop,
        "outcome": one.outcome.replace("-", "_"),
        "exit_code": one.code,
        "refresh_until": one.refresh_until.isoformat() if one.refresh_until else None,
        "refresh_days_left": days_left(one.refresh_until, now),
        "consent_until": one.consent_until.isoformat() if one.consent_until else None,
        "consent_days_left": days_left(one.consent_until, now),
        "problem": one.problem,
    }
