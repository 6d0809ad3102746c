"""The Lazada mock as the frame sees it: its endpoint table, and how one call is answered.

Order of the gate: app key, common parameters, timestamp, signature, path, verb, token, rate; then business. Every
refusal travels on HTTP 200, as Lazada's do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adapters._mock.clock import MockClock
from adapters._mock.faults import Fault
from adapters._mock.market import Call, CallClass, Endpoint, Reply
from adapters.lazada.mock import (
    auth_calls,
    fact_calls,
    figure_calls,
    media_calls,
    product_calls,
    read_calls,
    removal_calls,
)
from adapters.lazada.mock.envelope import Refusal, refused
from adapters.lazada.mock.form import Form, read_form
from adapters.lazada.mock.gate import Gate, Token
from adapters.lazada.mock.grants import APP_KEY, APP_SECRET, SELLER_ID, illegal_access
from adapters.lazada.mock.items import STATUSES
from adapters.lazada.mock.on_demand import TRAPS, ban, demanded, rejected
from adapters.lazada.mock.options import LazadaOptions
from adapters.lazada.mock.seeding import seed
from adapters.lazada.mock.shop import Shop
from adapters.lazada.mock.staff import Staff

__all__ = ["ROUTES", "LazadaMarket"]

Handler = Callable[[Shop, Call, Form], Reply]
P = "/rest"
CONSENT = "/oauth/authorize"
QUOTA_ZONE_S = 8 * 3600
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Route:
    verb: str
    api: str
    kind: CallClass
    token: Token
    handler: Handler


ROUTES = (
    Route("GET", "/auth/token/create", "token", "none", auth_calls.create_token),
    Route("POST", "/auth/token/create", "token", "none", auth_calls.create_token),
    Route("GET", "/auth/token/refresh", "token", "none", auth_calls.refresh_token),
    Route("POST", "/auth/token/refresh", "token", "none", auth_calls.refresh_token),
    Route("GET", "/seller/get", "read", "required", fact_calls.get_seller),
    Route("GET", "/category/tree/get", "read", "optional", fact_calls.get_tree),
    Route("GET", "/category/attributes/get", "read", "optional", fact_calls.get_attributes),
    Route("GET", "/category/brands/query", "read", "optional", fact_calls.query_brands),
    Route("POST", "/category/brands/query", "read", "optional", fact_calls.query_brands),
    Route("GET", "/product/category/suggestion/get", "read", "required", fact_calls.suggest_category),
    Route("POST", "/image/upload", "upload", "required", media_calls.upload_image),
    Route("POST", "/image/migrate", "upload", "required", media_calls.migrate_one),
    Route("POST", "/images/migrate", "upload", "required", media_calls.migrate_batch),
    Route("GET", "/image/response/get", "read", "required", media_calls.get_batch),
    Route("POST", "/images/set", "write", "required", media_calls.set_images),
    Route("POST", "/product/create", "write", "required", product_calls.create),
    Route("POST", "/product/update", "write", "required", product_calls.update),
    Route("POST", "/product/remove", "write", "required", removal_calls.remove),
    Route("POST", "/product/sku/remove", "write", "required", removal_calls.remove_skus),
    Route("POST", "/product/deactivate", "write", "required", removal_calls.deactivate),
    Route("GET", "/products/get", "read", "required", read_calls.get_products),
    Route("GET", "/product/item/get", "read", "required", read_calls.get_item),
    Route("POST", "/product/price_quantity/update", "write", "required", figure_calls.update_price_quantity),
    Route("POST", "/product/stock/sellable/update", "write", "required", figure_calls.update_sellable),
    Route("POST", "/product/stock/sellable/adjust", "write", "required", figure_calls.adjust_sellable),
    Route("GET", "/product/seller/item/limit", "read", "required", fact_calls.get_item_limit),
    Route("GET", "/product/seller/item/getPreQcRules", "read", "required", fact_calls.get_pre_qc_rules),
    Route("POST", "/product/seller/item/getPreQcRules", "read", "required", fact_calls.get_pre_qc_rules),
    Route("GET", "/product/qc/status/get", "read", "required", read_calls.get_qc_status),
    Route("GET", "/product/qc/alert/list", "read", "required", read_calls.get_qc_alerts),
    Route("GET", "/product/content/score/get", "read", "required", read_calls.get_content_score),
    Route("POST", "/media/video/block/create", "upload", "required", media_calls.create_video),
    Route("POST", "/media/video/block/upload", "upload", "required", media_calls.upload_block),
    Route("POST", "/media/video/block/commit", "upload", "required", media_calls.commit_video),
    Route("GET", "/media/video/get", "read", "required", media_calls.get_video),
)
"""Every API: how its calls count, whether it takes a token, who answers."""

OPEN_TO_ALL = frozenset({"/seller/get"})
"""What a seller may read who is not active or not verified."""


class LazadaMarket:
    """`traps`: `code0_detail` answers stock and price writes with `code` "0" and a detail; `service_timeout` and
    `concurrent_edit` answer without committing, `late_error` commits and then times out; `empty_success`
    answers success with nothing in it, `split_items` lists an item once per SKU. A `daily_quota` ends at
    midnight UTC+8 by the mock's clock, whatever its `times`.
    """

    endpoints = (Endpoint("GET", CONSENT, "token"), *(Endpoint(r.verb, f"{P}{r.api}", r.kind) for r in ROUTES))
    traps = frozenset(TRAPS)
    statuses = STATUSES

    def __init__(self, clock: MockClock, options: LazadaOptions) -> None:
        self._options = options
        self._shop = Shop(clock, options)
        self._gate = Gate(clock, self._shop.grants, options.timestamp_code)
        self._routes = {(route.verb, route.api): route for route in ROUTES}
        self._apis = frozenset(route.api for route in ROUTES)
        self._quota_days: dict[str, int] = {}
        self._session = self._shop.grants.exchange(self._shop.grants.new_code())
        self._code = self._shop.grants.new_code()
        seed(self._shop, options)
        staff = Staff(self._shop)
        self.listings, self.edit, self.delete = staff.listings, staff.edit, staff.delete
        self.sell, self.promote, self.review = staff.sell, staff.promote, staff.review

    def info(self) -> dict[str, Any]:
        return {
            "marketplace": "lazada",
            "app_key": APP_KEY,
            "app_secret": APP_SECRET,
            "seller_id": SELLER_ID,
            "code": self._code,
            "access_token": self._session.access,
            "refresh_token": self._session.refresh,
        }

    def addresses(self, root: str) -> dict[str, str]:
        return {"base_url": f"{root}{P}", "auth_url": f"{root}{P}"}

    def answer(self, call: Call) -> Reply:
        try:
            return self._answer(call)
        except Refusal as refusal:
            return self._refuse(refusal)

    def throttled(self, retry_after: float | None) -> Reply:
        return self._refuse(ban("ApiCallLimit", retry_after))

    def file(self, name: str) -> Reply | None:
        return self._shop.pictures.file(name)

    def faults_cleared(self) -> None:
        self._shop.grants.revoked = False
        self._quota_days.clear()

    def _answer(self, call: Call) -> Reply:
        form = read_form(call)
        if (call.verb, call.path) == ("GET", CONSENT):
            return auth_calls.authorise(self._shop, call, form)
        api = call.path.removeprefix(P)
        if "revoke" in call.faults:
            self._shop.grants.revoked = True
        self._gate.check(api, form)
        if not call.path.startswith(f"{P}/") or api not in self._apis:
            raise Refusal("InvalidApiPath", "The specified Api path is invalid", "ISV")
        route = self._routes.get((call.verb, api))
        if route is None:
            raise Refusal("UnsupportedHTTPMethod", f"The HTTP method {call.verb} is not supported by this api", "ISV")
        if "expire_token" in call.faults:
            fault = call.faults["expire_token"]
            raise demanded(fault, fault.code, api) if fault.code else illegal_access()
        self._gate.check_token(form, route.token)
        self._check_rate(call)
        self._check_seller(route)
        return self._business(route, call, form)

    def _business(self, route: Route, call: Call, form: Form) -> Reply:
        if "reject" in call.faults:
            raise rejected(call.faults["reject"], route.api)
        for trap in ("service_timeout", "concurrent_edit"):
            if trap in call.faults:
                raise demanded(call.faults[trap], TRAPS[trap], route.api)
        if "empty_success" in call.faults:
            return self._shop.ok()
        self._shop.settle()
        reply = route.handler(self._shop, call, form)
        if "late_error" in call.faults:
            raise demanded(call.faults["late_error"], TRAPS["late_error"], route.api)
        return reply

    def _check_rate(self, call: Call) -> None:
        if "throttle" in call.faults:
            fault = call.faults["throttle"]
            raise ban(fault.code or "ApiCallLimit", fault.seconds, fault.message)
        if "daily_quota" in call.faults:
            fault = call.faults["daily_quota"]
            if self._spent(fault):
                left = DAY_S - (self._shop.now() + QUOTA_ZONE_S) % DAY_S
                raise ban(fault.code or "AppCallLimit", left, fault.message)

    def _check_seller(self, route: Route) -> None:
        if route.token != "required" or route.api in OPEN_TO_ALL:
            return
        if self._options.seller_status != "ACTIVE":
            raise Refusal("SellerNotActive", "The seller is not active", "ISV")
        if self._options.unverified:
            raise Refusal("SellerNotVerified", "The seller is not verified", "ISV")

    def _spent(self, quota: Fault) -> bool:
        """Whether the day on which this fault first spent the quota is not over."""
        today = int((self._shop.now() + QUOTA_ZONE_S) // DAY_S)
        return self._quota_days.setdefault(quota.id, today) == today

    def _refuse(self, refusal: Refusal) -> Reply:
        return refused(self._shop.request_id(), refusal, prefixed=self._options.prefix_messages)
