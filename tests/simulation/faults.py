"""How a drawn fault is set up at a shop: on which calls, how often, for how long."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tests.simulation.answers import SHAPES
from tests.simulation.market import Market

__all__ = ["IN_BATCHES", "arrange"]

P, T = "POST /api/v2", "/product/202309/products"
CREATES = {"shopee": f"{P}/product/add_item", "lazada": "POST /rest/product/create", "tiktok_shop": f"POST {T}"}
WRITES: Mapping[str, tuple[str, ...]] = {
    "shopee": tuple(
        f"{P}/product/{name}"
        for name in ("update_item", "unlist_item", "update_price", "update_stock", "init_tier_variation")
    ),
    "lazada": (
        "POST /rest/product/update", "POST /rest/product/price_quantity/update", "POST /rest/product/deactivate",
        "POST /rest/product/stock/sellable/update",
    ),
    "tiktok_shop": (
        "PUT /product/202509/products/*", "POST *partial_edit", "POST *prices/update", "POST *inventory/update",
        f"POST {T}/activate", f"POST {T}/deactivate",
    ),
}  # fmt: skip
UPLOADS = {
    "shopee": f"{P}/media_space/upload_image", "lazada": "POST /rest/image/upload",
    "tiktok_shop": "POST /product/202309/images/upload",
}  # fmt: skip
TOKENS = {
    "shopee": f"{P}/auth/access_token/get", "lazada": "* /rest/auth/token/refresh",
    "tiktok_shop": "GET /api/v2/token/refresh",
}  # fmt: skip
BATCHES: Mapping[str, tuple[str, ...]] = {
    "shopee": (f"{P}/product/unlist_item", f"{P}/product/update_price", f"{P}/product/update_stock"),
    "lazada": ("POST /rest/product/price_quantity/update", "POST /rest/product/stock/sellable/update"),
    "tiktok_shop": (f"POST {T}/activate", f"POST {T}/deactivate", "POST *prices/update", "POST *inventory/update"),
}
IN_BATCHES = ("partial_batch", "code0_detail")
"""Kinds that only a call for several things meets: figures of everything change with them."""
TRANSIENT = {"shopee": "error_server", "lazada": "service_timeout", "tiktok_shop": "server_error"}
STOPPED = {"shopee": "shop_banned", "lazada": "SellerNotActive", "tiktok_shop": "36009033"}


def arrange(market: Market, kind: str, chance: random.Random) -> str | None:
    """Set the fault up; how it is told, None where this marketplace has no such thing."""
    name = market.marketplace
    anywhere = chance.choice((CREATES[name], CREATES[name], chance.choice(WRITES[name]), UPLOADS[name], "POST *", "*"))
    after, times = chance.choice((0, 0, 1, 3, 8)), chance.choice((1, 1, 2, 3))
    match kind:
        case "clock_skew":
            market.skew = chance.choice((-900.0, -200.0, 90.0, 280.0, 900.0))
            return f"the clock of {name} is off by {market.skew} s"
        case "code0_detail":
            return _set(market, kind, chance.choice(BATCHES[name]), 0, times) if name == "lazada" else None
        case "partial_batch":
            return _set(market, kind, chance.choice(BATCHES[name]), 0, times)
        case "lose_refresh_answer":
            _set(market, "expire_token", "*", after, 1)
            return _set(market, kind, TOKENS[name], 0, 1)
        case "token_rotation":
            return _set(market, "expire_token", "*", after, times)
        case "fatal":
            wanted = {"kind": TRANSIENT[name], "endpoint": "*", "after": after + 4, "times": 0, "code": STOPPED[name]}
            market.fault(**wanted)
            return f"{name} says {STOPPED[name]} from call {after + 4} on"
        case "revoke":
            return _set(market, kind, "*", after + 3, 1)
        case "search_lag" | "stale_read":
            return _set(market, kind, "*", 0, 0, seconds=chance.choice((5.0, 20.0, 50.0)))
        case "hang" | "slow":
            return _set(market, kind, anywhere, after, 1, seconds=chance.choice((4.0, 10.0, 40.0)))
        case "trickle":
            return _set(market, kind, anywhere, after, 1, seconds=chance.choice((4.0, 20.0, 90.0)))
        case "throttle":
            return _set(market, kind, anywhere, after, times, seconds=chance.choice((1.0, 5.0, 30.0)))
        case "status":
            return _set(market, kind, anywhere, after, times, status=chance.choice((500, 502, 503, 429, 404)))
        case "wrong_shape":
            market.fault(kind=kind, endpoint=anywhere, after=after, times=1, status=chance.randrange(SHAPES))
            return f"wrong_shape at {anywhere} of {name}"
        case "reorder":
            market.fault(kind=kind, endpoint="*", after=0, times=0)
            return f"{name} lists in another order"
        case "daily_quota":
            return _set(market, kind, anywhere, after, 1)
        case "reject":
            return _set(market, kind, chance.choice((CREATES[name], *WRITES[name], UPLOADS[name])), after % 3, times)
        case _:
            return _set(market, kind, anywhere, after, times)


def _set(
    market: Market,
    kind: str,
    endpoint: str,
    after: int,
    times: int,
    *,
    seconds: float | None = None,
    status: int | None = None,
) -> str:
    wanted = {"kind": kind, "endpoint": endpoint, "after": after, "times": times}
    wanted |= {} if seconds is None else {"seconds": seconds}
    wanted |= {} if status is None else {"status": status}
    market.fault(**wanted)
    return f"{kind} at {endpoint} of {market.marketplace}, after {after}, {times} times {seconds or ''}"
