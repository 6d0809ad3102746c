"""Listings that bear a SKU of ours and that no product is bound to: nothing is written there.

Staff copied a listing, or a SKU stands on two (``duplicate-in-shop``). A star that such a listing shows and that is not
certified today is told like any other (decision 8), since nobody else would: to be taken off by hand, there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pydantic import JsonValue

from connector.model import ListingState, RemoteListing

from .change import Notice, Severity
from .compared import notice
from .desired import Desired, ShopRules
from .false_star import certified_then, star_told
from .journal import ListingBase

__all__ = ["Doubles"]

SHOWN = (ListingState.LIVE, ListingState.IN_REVIEW)


class Doubles:
    """What was seen of such listings while a plan is made. ``keys``: media keys of the pictures that we know."""

    def __init__(self, rules: ShopRules, keys: Mapping[str, str], remotes: Mapping[str, RemoteListing]) -> None:
        self._rules = rules
        self._keys = keys
        self._remotes = remotes
        self._told: dict[str, Notice] = {}

    def see(self, desired: Desired, base: ListingBase, listings: Collection[str]) -> None:
        """``listings`` bear SKUs of ``desired``, and nobody is bound to them so far."""
        allowed = allowed_today(desired, base, self._rules)
        for listing in sorted(listings):
            remote = self._remotes[listing]
            star = star_told(remote, self._rules.claimed, self._keys, {}) if remote.state in SHOWN else 0
            if star > allowed:
                params: dict[str, JsonValue] = {
                    "double": True,
                    "listing": listing,
                    "star": star,
                    "allowed": allowed,
                    "since": self._rules.day.isoformat(),
                }
                self._told[listing] = notice("false-star", desired, remote, Severity.PERSON, params=params)

    def notices(self, bound: Collection[str]) -> Iterator[Notice]:
        """What has to be told; of those that are ``bound`` by now their own comparison tells."""
        yield from (told for listing, told in self._told.items() if listing not in bound)


def allowed_today(desired: Desired, base: ListingBase, rules: ShopRules) -> int:
    """The star of today's row; without one, of the certificate that the last row named, while that lasts."""
    return desired.star if desired.star is not None else certified_then(base, rules)
