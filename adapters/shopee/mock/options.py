"""The knobs of the Shopee mock beside those every mock has."""

from __future__ import annotations

from dataclasses import dataclass

from adapters._mock.options import MockOptions

__all__ = ["ShopeeOptions"]


@dataclass(frozen=True, kw_only=True)
class ShopeeOptions(MockOptions):
    """HTTP statuses, lifetimes and habits that Shopee leaves open or that tests want shorter.

    `refuse_repeats`: identical name and pictures answer `error_repeated_mtsku`. `review_new`: a published item starts
    as REVIEWING. `variation_wait_s`: how long after creation variations are refused; 0 switches that off.
    `index_lag_s`: how long new items are missing from searches and lists.
    """

    business_status: int = 200
    gateway_status: int = 403
    rate_status: int = 429
    access_ttl_s: int = 14_400
    refuse_repeats: bool = False
    review_new: bool = False
    variation_wait_s: float = 5.0
    index_lag_s: float = 0.0
