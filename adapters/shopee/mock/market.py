"""The Shopee mock as the frame sees it: its endpoint table, and how one call is answered.

A call passes the gateway, then its handler; both refuse by raising. Which HTTP status a refusal travels on is an
option, because Shopee leaves it open: clients must decide on the body.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters._mock.clock import MockClock
from adapters._mock.faults import Fault
from adapters._mock.market import Call, CallClass, Endpoint, Reply
from adapters.shopee.mock import (
    auth_calls,
    fact_calls,
    figure_calls,
    item_calls,
    media_calls,
    read_calls,
    tiers,
    variation_calls,
)
from adapters.shopee.mock.envelope import Refusal, refused
from adapters.shopee.mock.gate import Form, Gate
from adapters.shopee.mock.grants import PARTNER_ID, PARTNER_KEY, SHOP_ID
from adapters.shopee.mock.items import STATUSES
from adapters.shopee.mock.on_demand import QUOTA, TOO_MANY, TRAPS, demanded, rejected
from adapters.shopee.mock.options import ShopeeOptions
from adapters.shopee.mock.seeding import seed
from adapters.shopee.mock.shop import Shop
from adapters.shopee.mock.staff import Staff

__all__ = ["ROUTES", "ShopeeMarket"]

Handler = Callable[[Shop, Call], Reply]
P = "/api/v2"
QUOTA_ZONE_S = 8 * 3600
OFFLINE = "Permission denied. This API is currently offline or the request path is incorrect."


@dataclass(frozen=True, slots=True)
class Route:
    verb: str
    path: str
    kind: CallClass
    form: Form
    handler: Handler


ROUTES = (
    Route("GET", "/auth", "token", "none", auth_calls.authorise),
    Route("GET", f"{P}/shop/auth_partner", "token", "public", auth_calls.auth_partner),
    Route("GET", f"{P}/shop/cancel_auth_partner", "token", "public", auth_calls.cancel_auth_partner),
    Route("POST", f"{P}/auth/token/get", "token", "public", auth_calls.get_token),
    Route("POST", f"{P}/auth/access_token/get", "token", "public", auth_calls.refresh_token),
    Route("GET", f"{P}/public/get_shops_by_partner", "read", "public", fact_calls.get_shops_by_partner),
    Route("GET", f"{P}/shop/get_shop_info", "read", "shop", fact_calls.get_shop_info),
    Route("GET", f"{P}/product/get_category", "read", "shop", fact_calls.get_category),
    Route("GET", f"{P}/product/get_attribute_tree", "read", "shop", fact_calls.get_attribute_tree),
    Route("GET", f"{P}/product/search_attribute_value_list", "read", "shop", fact_calls.search_attribute_value_list),
    Route("POST", f"{P}/product/search_attribute_value_list", "read", "shop", fact_calls.search_attribute_value_list),
    Route("GET", f"{P}/product/get_brand_list", "read", "shop", fact_calls.get_brand_list),
    Route("GET", f"{P}/product/category_recommend", "read", "shop", fact_calls.category_recommend),
    Route("GET", f"{P}/product/get_item_limit", "read", "shop", fact_calls.get_item_limit),
    Route("GET", f"{P}/logistics/get_channel_list", "read", "shop", fact_calls.get_channel_list),
    Route("POST", f"{P}/media_space/upload_image", "upload", "either", media_calls.upload_image),
    Route("POST", f"{P}/media_space/init_video_upload", "upload", "shop", media_calls.init_video_upload),
    Route("POST", f"{P}/media_space/upload_video_part", "upload", "either", media_calls.upload_video_part),
    Route("POST", f"{P}/media_space/complete_video_upload", "upload", "either", media_calls.complete_video_upload),
    Route("GET", f"{P}/media_space/get_video_upload_result", "read", "shop", media_calls.get_video_upload_result),
    Route("POST", f"{P}/media_space/cancel_video_upload", "upload", "shop", media_calls.cancel_video_upload),
    Route("POST", f"{P}/product/add_item", "write", "shop", item_calls.add_item),
    Route("POST", f"{P}/product/update_item", "write", "shop", item_calls.update_item),
    Route("POST", f"{P}/product/delete_item", "write", "shop", item_calls.delete_item),
    Route("POST", f"{P}/product/unlist_item", "write", "shop", item_calls.unlist_item),
    Route("POST", f"{P}/product/update_price", "write", "shop", figure_calls.update_price),
    Route("POST", f"{P}/product/update_stock", "write", "shop", figure_calls.update_stock),
    Route("GET", f"{P}/product/get_item_list", "read", "shop", read_calls.get_item_list),
    Route("GET", f"{P}/product/get_item_base_info", "read", "shop", read_calls.get_item_base_info),
    Route("GET", f"{P}/product/get_item_extra_info", "read", "shop", read_calls.get_item_extra_info),
    Route("GET", f"{P}/product/search_item", "read", "shop", read_calls.search_item),
    Route("GET", f"{P}/product/get_item_violation_info", "read", "shop", read_calls.get_item_violation_info),
    Route(
        "POST",
        f"{P}/product/get_item_content_diagnosis_result",
        "read",
        "shop",
        read_calls.get_item_content_diagnosis_result,
    ),
    Route("GET", f"{P}/product/get_variation_tree", "read", "shop", tiers.get_variation_tree),
    Route("GET", f"{P}/product/get_model_list", "read", "shop", variation_calls.get_model_list),
    Route("POST", f"{P}/product/init_tier_variation", "write", "shop", variation_calls.init_tier_variation),
    Route("POST", f"{P}/product/update_tier_variation", "write", "shop", variation_calls.update_tier_variation),
    Route("POST", f"{P}/product/add_model", "write", "shop", variation_calls.add_model),
    Route("POST", f"{P}/product/update_model", "write", "shop", variation_calls.update_model),
    Route("POST", f"{P}/product/delete_model", "write", "shop", variation_calls.delete_model),
)
"""Every endpoint: how its calls count, which signature it takes, who answers."""


class ShopeeMarket:
    """`traps`: `error_server` and `error_busi` answer without committing, `late_error` commits and then answers an
    error. A `daily_quota` ends at midnight UTC+8 by the mock's clock, whatever its `times`.
    """

    endpoints = tuple(Endpoint(route.verb, route.path, route.kind) for route in ROUTES)
    traps = frozenset(TRAPS)
    statuses = STATUSES

    def __init__(self, clock: MockClock, options: ShopeeOptions) -> None:
        self._options = options
        self._shop = Shop(clock, options)
        self._gate = Gate(clock, self._shop.grants)
        self._routes = {(route.verb, route.path): route for route in ROUTES}
        self._quota_days: dict[str, int] = {}
        self._session = self._shop.grants.exchange(self._shop.grants.new_code(), SHOP_ID, None)
        self._code = self._shop.grants.new_code()
        seed(self._shop, options)
        staff = Staff(self._shop)
        self.listings, self.edit, self.delete = staff.listings, staff.edit, staff.delete
        self.sell, self.promote, self.review = staff.sell, staff.promote, staff.review

    def info(self) -> dict[str, Any]:
        return {
            "marketplace": "shopee",
            "partner_id": PARTNER_ID,
            "partner_key": PARTNER_KEY,
            "shop_id": SHOP_ID,
            "code": self._code,
            "access_token": self._session.access,
            "refresh_token": self._session.refresh,
            **self._habits(),
        }

    def _habits(self) -> dict[str, Any]:
        """What a client that keeps to the contract would else get wrong: said only where it is not as documented."""
        wait = self._options.variation_wait_s
        return {} if wait == ShopeeOptions().variation_wait_s else {"variation_wait": wait}

    def addresses(self, root: str) -> dict[str, str]:
        return {"base_url": root}

    def answer(self, call: Call) -> Reply:
        try:
            return self._answer(call)
        except Refusal as refusal:
            return self._refuse(refusal)

    def throttled(self, retry_after: float | None) -> Reply:
        return self._refuse(Refusal("error_rate_limit", TOO_MANY, "rate", retry_after=retry_after))

    def file(self, name: str) -> Reply | None:
        return self._shop.pictures.file(name)

    def faults_cleared(self) -> None:
        self._shop.grants.revoked = False
        self._quota_days.clear()

    def _answer(self, call: Call) -> Reply:
        route = self._routes.get((call.verb, call.path))
        if route is None:
            raise Refusal("error_param", OFFLINE, "gateway")
        if "throttle" in call.faults:
            raise Refusal("error_rate_limit", TOO_MANY, "rate", retry_after=call.faults["throttle"].seconds)
        if "daily_quota" in call.faults and self._spent(call.faults["daily_quota"]):
            raise Refusal("error_limit", QUOTA, "rate")
        if "revoke" in call.faults:
            self._shop.grants.revoked = True
        self._gate.check(call, route.form)
        if "reject" in call.faults:
            raise rejected(call, call.faults["reject"])
        for trap in ("error_server", "error_busi"):
            if trap in call.faults:
                raise demanded(call.faults[trap], TRAPS[trap])
        if route.kind == "write" and self._options.shop_status != "NORMAL":
            raise Refusal("shop_banned", f"The shop is {self._options.shop_status.lower()}.", "gateway")
        self._shop.settle()
        reply = route.handler(self._shop, call)
        if "late_error" in call.faults:
            raise demanded(call.faults["late_error"], TRAPS["late_error"])
        return reply

    def _spent(self, quota: Fault) -> bool:
        """Whether the day on which this fault first spent the quota is not over."""
        today = int((self._shop.now() + QUOTA_ZONE_S) // 86_400)
        return self._quota_days.setdefault(quota.id, today) == today

    def _refuse(self, refusal: Refusal) -> Reply:
        statuses: Mapping[str, int] = {
            "gateway": self._options.gateway_status,
            "business": self._options.business_status,
            "rate": self._options.rate_status,
        }
        return refused(self._shop.request_id(), refusal, statuses[refusal.kind])
