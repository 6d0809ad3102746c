"""What ``ocop.toml`` says of one shop, as the composer and the planner want it."""

from __future__ import annotations

from collections.abc import Callable

from connector.config import Config, ShopConfig, creates, owned_groups
from connector.sync import Notice, ShopRules
from mappings import ShopPolicy

from .effective import Effective
from .options import Options

__all__ = ["policy_for", "rules_for"]


def policy_for(config: Config, shop: ShopConfig) -> ShopPolicy:
    """What composing for ``shop`` goes by; its part of the stock is each product's own (``Shares``)."""
    policy = config.policy_of(shop)
    return ShopPolicy(
        shop=shop.name,
        marketplace=shop.marketplace,
        owns=owned_groups(shop),
        lead_days=policy.lead_days,
        badge_requires=policy.badge_requires,
        reserve=policy.reserve,
        stock_share=policy.stock_share,
        sells_for=shop.sells_for,
        owner=config.catalogue.owner,
    )


def rules_for(
    config: Config,
    shop: ShopConfig,
    options: Options,
    effective: Effective,
    claimed: Callable[[str], int],
    notices: tuple[Notice, ...] = (),
) -> ShopRules:
    """What planning ``shop`` goes by. ``claimed`` reads a star out of words; ``notices`` are said of the shop as such,
    behind those of the catalogue."""
    policy = config.policy_of(shop)
    return ShopRules(
        shop=shop.name,
        marketplace=shop.marketplace,
        day=options.day,
        revision=effective.revision,
        claimed=claimed,
        drift=policy.drift if isinstance(policy.drift, str) else "ask",
        drift_of={} if isinstance(policy.drift, str) else policy.drift,
        stock=policy.stock,
        false_star=policy.false_star,
        false_star_days=policy.false_star_days,
        lead_days=policy.lead_days,
        owns=owned_groups(shop),
        creates=creates(shop),
        limits=config.guards.limits(),
        allow=options.allow,
        only=options.only,
        first=options.first,
        hidden=options.hidden,
        keep_gone=effective.keep_gone,
        standing=effective.standing,
        catalogue_trips=effective.trips,
        catalogue_notices=(*effective.notices, *notices),
    )
