"""`python -m adapters.shopee.mock`: the Shopee mock without the rest of the connector, so that it starts fast."""

from __future__ import annotations

import argparse

from adapters.shopee.mock import ShopeeOptions, serve
from adapters.shopee.mock.options import SHOP_STATUSES

DEFAULTS = ShopeeOptions()


def main() -> None:
    parser = argparse.ArgumentParser(prog="adapters.shopee.mock", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one; the printed line tells")
    parser.add_argument("--seed", metavar="N|FILE.csv", help="fill the shop before it opens")
    parser.add_argument("--no-sku", action="store_true", help="the seeded shop was filled by hand")
    parser.add_argument("--latency", type=int, default=0, metavar="MS", dest="latency_ms")
    parser.add_argument("--pace", type=float, default=DEFAULTS.pace, metavar="CALLS_PER_S")
    parser.add_argument("--concurrency", type=int, default=DEFAULTS.concurrency)
    parser.add_argument("--business-status", type=int, default=DEFAULTS.business_status)
    parser.add_argument("--gateway-status", type=int, default=DEFAULTS.gateway_status)
    parser.add_argument("--rate-status", type=int, default=DEFAULTS.rate_status)
    parser.add_argument("--access-ttl", type=int, default=DEFAULTS.access_ttl_s, dest="access_ttl_s", metavar="S")
    parser.add_argument("--refuse-repeats", action="store_true", help="answer error_repeated_mtsku")
    parser.add_argument("--review-new", action="store_true", help="new items start as REVIEWING")
    parser.add_argument("--variation-wait", type=float, default=5.0, dest="variation_wait_s", metavar="S")
    parser.add_argument("--index-lag", type=float, default=0.0, dest="index_lag_s", metavar="S")
    parser.add_argument("--review-s", type=float, default=DEFAULTS.review_s, metavar="S", help="0: until a verdict")
    parser.add_argument("--shop-status", choices=SHOP_STATUSES, default=DEFAULTS.shop_status)
    parser.add_argument("--holiday", action="store_true", help="the shop is on holiday: no new items")
    parser.add_argument("--penalty", action="store_true", help="the seller is under penalty: no new items")
    parser.add_argument("--item-limit", type=int, default=DEFAULTS.item_limit, metavar="N")
    parser.add_argument("--stock-min", type=int, default=DEFAULTS.stock_min, metavar="N")
    parser.add_argument("--allow-listed", action="store_true", help="extended descriptions and 3:4 pictures")
    arguments = parser.parse_args()
    try:
        serve(ShopeeOptions(**vars(arguments)))
    except (ValueError, OSError) as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
