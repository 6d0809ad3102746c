"""The knobs of the Lazada mock beside those every mock has."""

from __future__ import annotations

from dataclasses import dataclass

from adapters._mock.options import MockOptions

__all__ = ["APP_STATUSES", "SELLER_STATUSES", "LazadaOptions"]

APP_STATUSES = ("online", "test", "service_market")
SELLER_STATUSES = ("ACTIVE", "INACTIVE", "DELETED")


@dataclass(frozen=True, kw_only=True)
class LazadaOptions(MockOptions):
    """Habits that Lazada leaves open, or that tests want otherwise.

    `app_status`: `online` tokens live 30 and 180 days, `test` ones 7 and 30; a `service_market` app cannot refresh.
    `review_new`: a new item starts as Pending QC; `review_edits`: so does a live one whose content was edited, or
    whose price fell by 80 % or more. `review_s`: how long a review takes when nobody gives a verdict; 0 = until
    somebody does. `index_lag_s`: how long new items are missing from lists. `timestamp_code`: what a clock that is
    off is answered. `generic_codes`: product failures carry 500, 501, 504 on top, the exact code in `detail` only.
    `pad_images`: image lists in reads are filled up with empty strings. `prefix_messages`: texts of `detail` begin
    with their code. `refuse_legacy`: removal by SellerSku is refused. `multi_warehouse`: the form by warehouse is
    accepted. `text_numbers`: ids and lifetimes arrive as strings. `cross_border_limits`: the item limit is told to
    cross-border sellers only.

    What kind of shop it is: `seller_status` ACTIVE, INACTIVE or DELETED; `unverified`; `lazmall` (which may sell no
    unbranded goods); `item_limit`, how many items it may hold.
    """

    app_status: str = "online"
    review_new: bool = False
    review_edits: bool = False
    review_s: float = 3600.0
    index_lag_s: float = 0.0
    timestamp_code: str = "IllegalTimestamp"
    generic_codes: bool = False
    pad_images: bool = False
    prefix_messages: bool = False
    refuse_legacy: bool = False
    multi_warehouse: bool = False
    text_numbers: bool = False
    cross_border_limits: bool = False
    seller_status: str = "ACTIVE"
    unverified: bool = False
    lazmall: bool = False
    item_limit: int = 100_000

    def __post_init__(self) -> None:
        if self.app_status not in APP_STATUSES:
            raise ValueError(f"app_status is one of {', '.join(APP_STATUSES)}, not {self.app_status!r}")
        if self.seller_status not in SELLER_STATUSES:
            raise ValueError(f"seller_status is one of {', '.join(SELLER_STATUSES)}, not {self.seller_status!r}")
