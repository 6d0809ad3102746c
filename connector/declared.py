"""What an adapter declares about its marketplace: how fast, how much at once, what it can do, what a shop must be told.

Plain data below the port, which hands it on: import these from ``connector.port``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Budget", "Capabilities", "Environment", "Setting"]

Environment = Literal["mock", "sandbox", "live"]


@dataclass(frozen=True, slots=True)
class Budget:
    """How fast calls may go. ``scope`` is app, shop or ``endpoint:VERB /path``; ``per_day`` None = no daily bound."""

    scope: str
    per_second: float
    burst: float = 1.0
    per_day: int | None = None
    writers: int | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the marketplace can do; the contract suite verifies every word of it.

    Batches are the most entries of one call. ``create_hidden``: a create leaves the listing unlisted until
    ``set_state`` publishes it, so that a late twin is never live. ``idempotent_create``: the intent's id makes a
    repeated create harmless. ``settle_s``: how long a write may stay invisible to look-ups (our guess; configurable
    where nothing is live). ``pending_deadline_s``: after that an unsettled write is overdue.
    ``needs_stock``: a variant without a piece cannot be created. ``creates_in_order``: one create after another, in the
    plan's order, since people read them in that order; elsewhere the next ones are prepared meanwhile.
    ``finds_deleted``: the marketplace lists what was deleted, with its SKU and when it was made.
    """

    variants: bool = True
    create_hidden: bool = False
    idempotent_create: bool = False
    needs_stock: bool = False
    creates_in_order: bool = False
    finds_deleted: bool = False
    read_batch: int = 50
    list_page: int = 100
    state_batch: int = 50
    price_batch: int = 1
    stock_batch: int = 1
    upload_batch: int = 1
    settle_s: float = 60.0
    pending_deadline_s: float = 7 * 86400.0
    text_unit: Literal["characters", "bytes"] = "characters"


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing a shop must be told to connect: for init, doctor and pages."""

    name: str
    label_vi: str
    label_en: str
    secret: bool = False
    required: bool = True
