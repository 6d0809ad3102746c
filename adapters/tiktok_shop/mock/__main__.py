"""`python -m adapters.tiktok_shop.mock`: the TikTok Shop mock without the rest of the connector, so that it starts
fast.
"""

from __future__ import annotations

import argparse

from adapters.tiktok_shop.mock import TikTokOptions, serve
from adapters.tiktok_shop.mock.options import SHOP_STATUSES

DEFAULTS = TikTokOptions()


def main() -> None:
    parser = argparse.ArgumentParser(prog="adapters.tiktok_shop.mock", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one; the printed line tells")
    parser.add_argument("--seed", metavar="N|FILE.csv", help="fill the shop before it opens")
    parser.add_argument("--no-sku", action="store_true", help="the seeded shop was filled by hand")
    parser.add_argument("--latency", type=int, default=0, metavar="MS", dest="latency_ms")
    parser.add_argument("--pace", type=float, default=DEFAULTS.pace, metavar="CALLS_PER_S")
    parser.add_argument("--concurrency", type=int, default=DEFAULTS.concurrency)
    parser.add_argument("--business-status", type=int, default=DEFAULTS.business_status)
    parser.add_argument("--token-status", type=int, default=DEFAULTS.token_status, help="HTTP status of 105002")
    parser.add_argument("--sign-status", type=int, default=DEFAULTS.sign_status, help="HTTP status of 106001")
    parser.add_argument("--access-ttl", type=int, default=DEFAULTS.access_ttl_s, dest="access_ttl_s", metavar="S")
    parser.add_argument("--refresh-ttl", type=int, default=DEFAULTS.refresh_ttl_s, dest="refresh_ttl_s", metavar="S")
    parser.add_argument("--refresh-once", action="store_true", help="a refresh token dies with its first use")
    parser.add_argument("--review-s", type=float, default=DEFAULTS.review_s, metavar="S", help="0: until a verdict")
    parser.add_argument(
        "--daily-listings", type=int, default=DEFAULTS.daily_listings, metavar="N", help="new shop: 100"
    )
    parser.add_argument("--index-lag", type=float, default=0.0, dest="index_lag_s", metavar="S")
    parser.add_argument("--shop-status", choices=SHOP_STATUSES, default=DEFAULTS.shop_status)
    parser.add_argument("--without-scope", default="", metavar="SCOPE,...")
    parser.add_argument("--search-deleted", action="store_true", help="searches without status show deleted products")
    parser.add_argument("--old-categories", action="store_true", help="seeded products hang in the v1 tree")
    parser.add_argument("--no-papers", action="store_true", help="no certification is always required")
    parser.add_argument("--no-return-warehouse", action="store_true", help="the shop cannot publish")
    parser.add_argument("--webhook", default="", metavar="URL", help="where events go, on this machine")
    arguments = parser.parse_args()
    try:
        serve(TikTokOptions(**vars(arguments)))
    except (ValueError, OSError) as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
