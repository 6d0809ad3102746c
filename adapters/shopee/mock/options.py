"""The knobs of the Shopee mock beside those every mock has."""

from __future__ import annotations

from dataclasses import dataclass

from adapters._mock.options import MockOptions

__all__ = ["SHOP_STATUSES", "ShopeeOptions"]

SHOP_STATUSES = ("NORMAL", "BANNED", "FROZEN")


@dataclass(frozen=True, kw_only=True)
class ShopeeOptions(MockOptions):
    """HTTP statuses, lifetimes and habits that Shopee leaves open or that tests want shorter.

    `refuse_repeats`: identical name and pictures answer `error_repeated_mtsku`. `review_new`: a published item starts
    as REVIEWING. `variation_wait_s`: how long after creation variations are refused; 0 switches that off.
    `index_lag_s`: how long new items are missing from searches and lists. `review_s`: how long a review takes when
    nobody gives a verdict; 0 = until somebody does.

    What kind of shop it is: `shop_status` NORMAL, BANNED or FROZEN (which writes nothing); `holiday` and `penalty`
    (which create nothing); `item_limit`, how many items it may hold; `stock_min`, the smallest stock it accepts;
    `allow_listed`, whether it may use extended descriptions and 3:4 pictures.
    """

    business_status: int = 200
    gateway_status: int = 403
    rate_status: int = 429
    access_ttl_s: int = 14_400
    refuse_repeats: bool = False
    review_new: bool = False
    variation_wait_s: float = 5.0
    index_lag_s: float = 0.0
    review_s: float = 3600.0
    shop_status: str = "NORMAL"
    holiday: bool = False
    penalty: bool = False
    item_limit: int = 100_000
    stock_min: int = 0
    allow_listed: bool = False

    def __post_init__(self) -> None:
        if self.shop_status not in SHOP_STATUSES:
            raise ValueError(f"shop_status is one of {', '.join(SHOP_STATUSES)}, not {self.shop_status!r}")
