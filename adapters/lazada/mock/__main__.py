"""`python -m adapters.lazada.mock`: the Lazada mock without the rest of the connector, so that it starts fast."""

from __future__ import annotations

import argparse

from adapters.lazada.mock import LazadaOptions, serve
from adapters.lazada.mock.options import APP_STATUSES, SELLER_STATUSES

DEFAULTS = LazadaOptions()


def main() -> None:
    parser = argparse.ArgumentParser(prog="adapters.lazada.mock", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one; the printed line tells")
    parser.add_argument("--seed", metavar="N|FILE.csv", help="fill the shop before it opens")
    parser.add_argument("--no-sku", action="store_true", help="the seeded shop was filled by hand")
    parser.add_argument("--latency", type=int, default=0, metavar="MS", dest="latency_ms")
    parser.add_argument("--pace", type=float, default=DEFAULTS.pace, metavar="CALLS_PER_S")
    parser.add_argument("--concurrency", type=int, default=DEFAULTS.concurrency)
    parser.add_argument("--app-status", choices=APP_STATUSES, default=DEFAULTS.app_status)
    parser.add_argument("--review-new", action="store_true", help="new items start as Pending QC")
    parser.add_argument("--review-edits", action="store_true", help="edited items go back to Pending QC")
    parser.add_argument("--review-s", type=float, default=DEFAULTS.review_s, metavar="S", help="0: until a verdict")
    parser.add_argument("--index-lag", type=float, default=0.0, dest="index_lag_s", metavar="S")
    parser.add_argument("--timestamp-code", default=DEFAULTS.timestamp_code, metavar="CODE")
    parser.add_argument("--generic-codes", action="store_true", help="the exact code in detail only")
    parser.add_argument("--pad-images", action="store_true", help="image lists filled up with empty strings")
    parser.add_argument("--prefix-messages", action="store_true", help="texts in detail begin with their code")
    parser.add_argument("--refuse-legacy", action="store_true", help="no removal by SellerSku")
    parser.add_argument("--multi-warehouse", action="store_true", help="stock by warehouse is accepted")
    parser.add_argument("--text-numbers", action="store_true", help="ids and lifetimes as strings")
    parser.add_argument("--cross-border-limits", action="store_true", help="no item limit for local sellers")
    parser.add_argument("--seller-status", choices=SELLER_STATUSES, default=DEFAULTS.seller_status)
    parser.add_argument("--unverified", action="store_true", help="the seller is not verified")
    parser.add_argument("--lazmall", action="store_true", help="a LazMall shop: no unbranded goods")
    parser.add_argument("--item-limit", type=int, default=DEFAULTS.item_limit, metavar="N")
    arguments = parser.parse_args()
    try:
        serve(LazadaOptions(**vars(arguments)))
    except (ValueError, OSError) as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
