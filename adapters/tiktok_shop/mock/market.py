"""The TikTok Shop mock as the frame sees it: its endpoint table, and how one call is answered.

Token paths are unsigned; every API call passes the gateway, then its handler; both refuse by raising. Versions are
matched by pattern, whatever the month, from 202309 on; older ones are retired.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adapters._mock.clock import MockClock
from adapters._mock.market import Call, CallClass, Endpoint, Reply
from adapters.tiktok_shop.mock import (
    auth_calls,
    diagnose_calls,
    fact_calls,
    figure_calls,
    media_calls,
    product_calls,
    read_calls,
    state_calls,
)
from adapters.tiktok_shop.mock.envelope import Refusal, refused
from adapters.tiktok_shop.mock.gate import Cipher, Gate
from adapters.tiktok_shop.mock.grants import APP_KEY, APP_SECRET, SHOP_CIPHER, SHOP_ID
from adapters.tiktok_shop.mock.on_demand import TRAPS, demanded, rejected, throttled
from adapters.tiktok_shop.mock.options import TikTokOptions
from adapters.tiktok_shop.mock.products import STATUSES
from adapters.tiktok_shop.mock.seeding import WAREHOUSE_ID, seed
from adapters.tiktok_shop.mock.shop import Shop
from adapters.tiktok_shop.mock.staff import Staff

__all__ = ["ROUTES", "TikTokMarket"]

Handler = Callable[[Shop, Call], Reply]
OLDEST = 202309
INFO, BASIC, WRITE = "seller.authorization.info", "seller.product.basic", "seller.product.write"
DELETE, LOGISTICS, OPTIMIZE = "seller.product.delete", "seller.logistics", "serller.product.optimize"


@dataclass(frozen=True, slots=True)
class Route:
    verb: str
    path: str
    kind: CallClass
    handler: Handler
    scope: str = ""
    """Empty: a token call, unsigned."""
    cipher: Cipher = "required"

    @property
    def pattern(self) -> re.Pattern[str]:
        versions = re.sub(r"/\d{6}/", r"/(?P<version>[0-9]{6})/", self.path)
        return re.compile(re.sub(r"\{[a-z_]+\}", "[^/]+", versions))


PRODUCT = "/product/202309/products"
CATEGORY = "/product/202309/categories"
ROUTES = (
    Route("GET", "/api/v2/token/get", "token", auth_calls.get_token),
    Route("GET", "/api/v2/token/refresh", "token", auth_calls.refresh_token),
    Route("GET", "/authorization/202309/shops", "read", auth_calls.get_shops, INFO, "refused"),
    Route("GET", "/product/202312/prerequisites", "read", fact_calls.get_prerequisites, BASIC),
    Route("GET", CATEGORY, "read", fact_calls.get_categories, BASIC),
    Route("POST", f"{CATEGORY}/recommend", "read", fact_calls.recommend_category, BASIC, "optional"),
    Route("GET", f"{CATEGORY}/{{category_id}}/rules", "read", fact_calls.get_rules, BASIC),
    Route("GET", f"{CATEGORY}/{{category_id}}/attributes", "read", fact_calls.get_attributes, BASIC),
    Route("GET", "/product/202309/brands", "read", fact_calls.get_brands, BASIC),
    Route("POST", "/product/202309/brands", "write", fact_calls.create_brand, BASIC, "refused"),
    Route("POST", "/product/202309/images/upload", "upload", media_calls.upload_image, BASIC, "refused"),
    Route("POST", "/product/202309/files/upload", "upload", media_calls.upload_file, BASIC, "refused"),
    Route("GET", "/logistics/202309/warehouses", "read", fact_calls.get_warehouses, LOGISTICS),
    Route("POST", PRODUCT, "write", product_calls.create_product, WRITE),
    Route("DELETE", PRODUCT, "write", state_calls.delete_products, DELETE),
    Route("POST", f"{PRODUCT}/recover", "write", state_calls.recover_products, DELETE),
    Route("POST", f"{PRODUCT}/activate", "write", state_calls.activate_products, BASIC),
    Route("POST", f"{PRODUCT}/deactivate", "write", state_calls.deactivate_products, BASIC),
    Route("POST", f"{PRODUCT}/listing_check", "read", product_calls.listing_check, BASIC),
    Route("POST", "/product/202502/products/search", "read", read_calls.search_products, BASIC),
    Route("GET", "/product/202405/products/diagnoses", "read", diagnose_calls.get_diagnoses, OPTIMIZE),
    Route("POST", "/product/202411/products/diagnose_optimize", "read", diagnose_calls.diagnose_optimize, OPTIMIZE),
    Route("GET", f"{PRODUCT}/{{product_id}}", "read", read_calls.get_product, BASIC),
    Route("PUT", "/product/202509/products/{product_id}", "write", product_calls.edit_product, WRITE),
    Route(
        "POST",
        "/product/202509/products/{product_id}/partial_edit",
        "write",
        product_calls.partial_edit_product,
        WRITE,
    ),
    Route("POST", f"{PRODUCT}/{{product_id}}/prices/update", "write", figure_calls.update_prices, WRITE),
    Route(
        "POST",
        f"{PRODUCT}/{{product_id}}/inventory/update",
        "write",
        figure_calls.update_inventory,
        WRITE,
        "optional",
    ),
)
"""Every endpoint: how its calls count, who answers, which scope it needs, whether it takes shop_cipher."""
PATTERNS = tuple((route, route.pattern) for route in ROUTES)


class TikTokMarket:
    """`traps`: `server_error` answers without committing, `late_error` commits and then answers an error. A
    `daily_quota` ends at the shop's midnight by the mock's clock, whatever its `times`.
    """

    endpoints = tuple(Endpoint(route.verb, route.path, route.kind, pattern) for route, pattern in PATTERNS)
    traps = frozenset(TRAPS)
    statuses = STATUSES

    def __init__(self, clock: MockClock, options: TikTokOptions) -> None:
        self._options = options
        self._shop = Shop(clock, options)
        self._gate = Gate(clock, self._shop.grants, options.scopes)
        self._quota_days: dict[str, int] = {}
        self._session = self._shop.grants.exchange(self._shop.grants.new_code())
        self._code = self._shop.grants.new_code()
        seed(self._shop, options)
        staff = Staff(self._shop)
        self.listings, self.edit, self.delete = staff.listings, staff.edit, staff.delete
        self.sell, self.promote, self.review = staff.sell, staff.promote, staff.review

    def info(self) -> dict[str, Any]:
        return {
            "marketplace": "tiktok_shop",
            "app_key": APP_KEY,
            "app_secret": APP_SECRET,
            "auth_code": self._code,
            "access_token": self._session.access,
            "refresh_token": self._session.refresh,
            "shop_id": SHOP_ID,
            "shop_cipher": SHOP_CIPHER,
            "warehouse_id": WAREHOUSE_ID,
        }

    def addresses(self, root: str) -> dict[str, str]:
        return {"base_url": root}

    def answer(self, call: Call) -> Reply:
        try:
            return self._answer(call)
        except Refusal as refusal:
            return self._refuse(refusal)

    def throttled(self, retry_after: float | None) -> Reply:
        return self._refuse(throttled(retry_after))

    def file(self, name: str) -> Reply | None:
        return self._shop.media.file(name)

    def faults_cleared(self) -> None:
        self._shop.grants.revoked = False
        self._quota_days.clear()

    def _answer(self, call: Call) -> Reply:
        route = _route(call)
        if "throttle" in call.faults:
            raise throttled(call.faults["throttle"].seconds)
        if "revoke" in call.faults:
            self._shop.grants.revoked = True
        if route.scope:
            self._gate.check(call, route.scope, route.cipher)
        if "reject" in call.faults:
            raise rejected(call.faults["reject"], token_call=not route.scope)
        if "server_error" in call.faults:
            raise demanded(call.faults["server_error"], TRAPS["server_error"])
        if self._spent(call, route):
            raise Refusal(12052093, "The daily limit has been reached, please try again tomorrow.")
        self._shop.settle()
        reply = route.handler(self._shop, call)
        if "late_error" in call.faults:
            raise demanded(call.faults["late_error"], TRAPS["late_error"])
        return reply

    def _refuse(self, refusal: Refusal) -> Reply:
        return refused(self._shop.request_id(), refusal, self._options)

    def _spent(self, call: Call, route: Route) -> bool:
        """The day's listings are gone until the day of the fault's first strike is over. Other calls than creates have
        no such quota, unless the fault names them.
        """
        fault = call.faults.get("daily_quota")
        if fault is None or (fault.endpoint == "*" and route.handler is not product_calls.create_product):
            return False
        return self._quota_days.setdefault(fault.id, self._shop.day()) == self._shop.day()


def _route(call: Call) -> Route:
    """Fixed paths stand in the table before those with an id in their place."""
    verb_known = False
    for route, pattern in PATTERNS:
        match = pattern.fullmatch(call.path)
        if match is None:
            continue
        if route.verb != call.verb:
            verb_known = True
            continue
        version = match.groupdict().get("version")
        if version is not None and (int(version) < OLDEST or not 1 <= int(version[4:]) <= 12):
            raise Refusal(36009014, f"Invalid API version: {version} is retired or was never there.")
        return route
    if verb_known:
        raise Refusal(36009010, f"Invalid method: {call.verb} is not allowed for this path.")
    raise Refusal(36009009, "Invalid path: no such API.")
