"""Listings that bear a SKU of ours and that no product is bound to: nothing is written there.

Staff copied a listing, or a SKU stands on two (``duplicate-in-shop``). A star that such a listing shows and that is not
certified today is told like any other (decision 8), since nobody else would: to be taken off by hand, there. Since when
is remembered, so that its days go on counting once a product is bound to it (ADR 56).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from pydantic import JsonValue

from connector.model import ListingState, RemoteListing

from .change import Notice, Severity
from .compared import notice
from .desired import Desired, ShopRules
from .false_star import certified_then, star_told
from .journal import Answer, Journal, ListingBase
from .journal.recorded import day_of

__all__ = ["Doubles", "allowed_today", "remember_told", "told_before"]

TOLD = "false-star"
"""The kind under which the journal keeps, by listing, since when its star has been told: nobody's answer."""

SHOWN = (ListingState.LIVE, ListingState.IN_REVIEW)


class Doubles:
    """What was seen of such listings while a plan is made. ``keys``: media keys of the pictures that we know.
    ``before``: since when a star has been told of which listing."""

    def __init__(
        self,
        rules: ShopRules,
        keys: Mapping[str, str],
        remotes: Mapping[str, RemoteListing],
        before: Mapping[str, date],
    ) -> None:
        self._rules = rules
        self._keys = keys
        self._remotes = remotes
        self._before = before
        self._told: dict[str, Notice] = {}
        self.since: dict[str, date] = {}

    def see(self, desired: Desired, base: ListingBase, listings: Collection[str]) -> None:
        """``listings`` bear SKUs of ``desired``, and nobody is bound to them so far."""
        allowed = allowed_today(desired, base, self._rules)
        for listing in sorted(listings):
            remote = self._remotes[listing]
            star = star_told(remote, self._rules.claimed, self._keys, {}) if remote.state in SHOWN else 0
            if star > allowed:
                self.since[listing] = self._before.get(listing, self._rules.day)
                params: dict[str, JsonValue] = {
                    "double": True,
                    "listing": listing,
                    "star": star,
                    "allowed": allowed,
                    "since": self.since[listing].isoformat(),
                }
                self._told[listing] = notice("false-star", desired, remote, Severity.PERSON, params=params)

    def notices(self, told: Collection[str]) -> Iterator[Notice]:
        """What has to be told, but of listings that their own comparison has ``told`` of."""
        yield from (notice for listing, notice in self._told.items() if listing not in told)


def allowed_today(desired: Desired, base: ListingBase, rules: ShopRules) -> int:
    """The star of today's row; without one, of the certificate that the last row named, while that lasts."""
    return desired.star if desired.star is not None else certified_then(base, rules)


async def told_before(journal: Journal, shop: str) -> dict[str, date]:
    """Since when a star has been told of listings that nobody was bound to, by listing."""
    kept = await journal.answers.of(shop, TOLD)
    return {listing: day_of(one.choice, "answer") for listing, one in kept.items()}


async def remember_told(
    journal: Journal, shop: str, before: Mapping[str, date], since: Mapping[str, date], at: datetime, *, believed: bool
) -> None:
    """Keep ``since`` for the nights to come, and forget the others: not where the catalogue is not ``believed``."""
    new = [Answer(TOLD, listing, day.isoformat(), who="ocop") for listing, day in since.items()]
    await journal.answers.keep(shop, [one for one in new if one.subject not in before], at)
    if believed:
        await journal.answers.forget(shop, TOLD, sorted(before.keys() - since.keys()))
