"""What one played seed left behind: plain data of the standard library, and nothing of the connector.

The player writes a ``History``, the judge reads it and nothing else. Times are virtual seconds since the history began;
days are ISO dates. What the marketplace did is told by ``Call`` and ``Entry``, which come from the mock's side of the
wire; what the connector said of itself stands in ``RunRecord``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["By", "Call", "CallKind", "CallOutcome", "Entry", "History", "RunRecord", "Wish"]

CallKind = Literal["read", "write", "upload", "token"]
CallOutcome = Literal["ok", "failed", "unknown"]
By = Literal["connector", "staff", "buyers", "platform", "seed"]


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a marketplace, in the order of leaving."""

    number: int
    shop: str
    run: int
    worker: str
    """The asyncio task it came from."""
    began: float
    ended: float | None
    """None where the process died before the answer."""
    kind: CallKind
    endpoint: str
    """``VERB /full/path``."""
    about: tuple[str, ...]
    """SKUs, listing ids and sha256 of pictures that the body or the query names."""
    body: str
    """Hash of what was asked, without signature, timestamp and token; equal means byte-identical."""
    key: str
    """The idempotency key, ''."""
    outcome: CallOutcome
    """What the caller could know."""
    committed: bool
    """Whether the marketplace did it."""
    fault: str
    """The kind that fired, ''."""
    code: str
    """The marketplace's own code in the answer, ''."""
    retry_after: float | None
    """Seconds that the answer asked to wait."""
    fatal: bool
    """The answer says that no further call of this shop can succeed."""
    token: str
    """Hash of the access token it carried; of the refresh token where it asked for new ones."""
    made: tuple[str, ...] = ()
    """Ids of listings and pictures it made; of a token call hashes of the new access and refresh tokens."""
    durable: bool = False
    """Of a write: when it arrived, another connection could read its step, with exactly this body, in the journal."""
    stored: str = ""
    """Hash of the access token that stood in the store's file when it arrived."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that changed in a shop."""

    at: float
    run: int
    """The run whose write it was, else during which it happened; that of the next run where none was going."""
    shop: str
    by: By
    listing: str
    field: str
    """'' = a new listing; title, description, price:SKU, stock:SKU, status (live, unlisted, in review, rejected,
    blocked, draft, deleted), pictures, weight, attributes, skus, category; waiting (what was handed in for a review
    while buyers see something else: what an audit looks at, by name; {} = nothing)."""
    before: Any
    after: Any
    """Of ``pictures`` a list with url, sha256, photo and badge ('' where it is not one of ours); of a new listing all
    fields by name; of one that is gone for good None."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One row group of the catalogue, as its writer meant it; never through the core."""

    sku: str
    product: str
    title: str
    price: int
    stock_per_shop: Mapping[str, int]
    """The most that each shop may be told, after reserve and share."""
    on_sale: bool
    star: int
    """The certificate's; 0 = none."""
    cert_from: str
    cert_until: str
    """The first day on which it no longer holds, ''."""
    revoked: str
    """The day from which it was revoked, ''."""
    holds: tuple[str, ...]
    refused: bool
    """Its row was refused this time: what was last accepted still stands."""
    photos: tuple[str, ...]
    """SHA-256 of each photo, in order."""
    shops: tuple[str, ...]
    story: str = ""
    """A sentence that its description holds."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of one shop; the shops of one command share the number ``run``."""

    run: int
    shop: str
    day: str
    began: float
    ended: float
    crashed: bool
    strike: str
    """Where it died, in words; ''."""
    report: Mapping[str, Any] | None
    """The run's report as JSON; None where it crashed or never began."""
    said: tuple[Mapping[str, Any], ...]
    """Its notices, each with ``text`` in Vietnamese."""
    outcomes: tuple[Mapping[str, Any], ...]
    trips: tuple[Mapping[str, Any], ...]
    wishes: tuple[Wish, ...]
    allowed: Mapping[str, int]
    disturbed: frozenset[str]
    """Names of what was done to it: faults, events and people, ``halved`` where its file was short; empty = nothing."""
    exit: int | None
    budgets: tuple[Mapping[str, Any], ...]
    """The budgets in force, the mock's pace applied: scope (app, shop, ``endpoint:VERB /path``), per_second, burst,
    per_day and writers, the last two None where there is no bound."""
    intents: tuple[Mapping[str, Any], ...]
    """Rows of the journal's table ``intent``, read by sqlite3 as the run gave the shop back; of one that found the shop
    busy, when its holder had."""
    steps: tuple[Mapping[str, Any], ...]
    texts: tuple[str, ...]
    """Everything said or logged: reports, exceptions, log lines."""
    quiet: bool = False
    """Faults had stopped before it."""
    uploads: tuple[Mapping[str, Any], ...] = ()
    """Rows of the journal's table ``upload`` after the run."""
    bindings: tuple[Mapping[str, Any], ...] = ()
    """Rows of the journal's table ``binding`` after the run."""


@dataclass(frozen=True, slots=True)
class History:
    """A seed, played."""

    seed: int
    words: list[str]
    calls: list[Call]
    tape: list[Entry]
    runs: list[RunRecord]
    policy: Mapping[str, Any]
    """drift, false_star, false_star_days, lead_days, reserve, stock_share; ``guards``: by name (absolute, percent);
    ``shops``: by name ``marketplace`` and ``settle_s``, in the order of the configuration."""
    secrets: tuple[str, ...]
    met: Counter[str] = field(default_factory=Counter)
    """``fault NAME``, ``event NAME``, ``state NAME``, ``transition NAME``: how often."""
    crashes: int = 0
    without: frozenset[int] = frozenset()
    """Draws left out."""
    answers: tuple[Mapping[str, Any], ...] = ()
    """What people answered to open points: run (the next one), shop, product, skus, code, group, choice."""
    consents: tuple[tuple[int, str], ...] = ()
    """Run (the next one) and shop for which the seller consented anew."""
