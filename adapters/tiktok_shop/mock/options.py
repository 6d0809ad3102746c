"""The knobs of the TikTok Shop mock beside those every mock has."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from adapters._mock.options import MockOptions

__all__ = ["SCOPES", "SHOP_STATUSES", "TikTokOptions"]

SCOPES = (
    "seller.authorization.info",
    "seller.product.basic",
    "seller.product.write",
    "seller.product.delete",
    "seller.logistics",
    "serller.product.optimize",
)
"""The last one is spelled like that on the wire."""
SHOP_STATUSES = ("NORMAL", "KYC_PENDING")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, kw_only=True)
class TikTokOptions(MockOptions):
    """What TikTok Shop leaves open or does not document, and what kind of shop it is.

    HTTP statuses: `business_status` for 12xxxxxx refusals, `token_status` for 105002, `sign_status` for 106001.
    `review_s`: how long an audit takes when nobody gives a verdict; 0 = until somebody does. `daily_listings`: how many
    products may be listed in a day; a new shop has 100. `refresh_once`: a refresh token dies with its first use.
    `without_scope`: scopes, by commas, that the seller did not grant. `search_deleted`: a search without `status` shows
    deleted products too. `old_categories`: seeded products still hang in the v1 tree. `no_papers`: the rules demand no
    certification always. `no_return_warehouse`: the shop cannot publish. `webhook`: where events go, on this machine.
    """

    business_status: int = 200
    token_status: int = 401
    sign_status: int = 401
    access_ttl_s: int = 7 * 86_400
    refresh_ttl_s: int = 365 * 86_400
    refresh_once: bool = False
    review_s: float = 3600.0
    daily_listings: int = 1000
    index_lag_s: float = 0.0
    shop_status: str = "NORMAL"
    without_scope: str = ""
    search_deleted: bool = False
    old_categories: bool = False
    no_papers: bool = False
    no_return_warehouse: bool = False
    webhook: str = ""

    def __post_init__(self) -> None:
        if self.shop_status not in SHOP_STATUSES:
            raise ValueError(f"shop_status is one of {', '.join(SHOP_STATUSES)}, not {self.shop_status!r}")
        unknown = sorted(set(self.without_scope.split(",")) - {*SCOPES, ""})
        if unknown:
            raise ValueError(f"no such scope: {', '.join(unknown)}")
        if self.webhook and urlsplit(self.webhook).hostname not in LOOPBACK:
            raise ValueError("webhook must be an address on this machine")

    @property
    def scopes(self) -> tuple[str, ...]:
        without = set(self.without_scope.split(","))
        return tuple(scope for scope in SCOPES if scope not in without)
