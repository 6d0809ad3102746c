"""Refusals a fault asks for: Lazada has codes without a cause that a mock could have (a campaign that switches an API
off), and tests want the others without arranging their cause.

`reject` answers a business refusal of the endpoint, `throttle` and `daily_quota` their bans, the traps their own.
With `code` (and `message`) the same fault carries any other code; the texts that go with those are here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from adapters._mock.faults import Fault
from adapters.lazada.mock.envelope import Kind, Problem, Refusal

__all__ = ["GENERIC", "TRAPS", "ban", "demanded", "rejected"]

GATEWAY: Mapping[str, str] = {
    "MissingParameter": "The input parameter that is mandatory for processing this request is not supplied",
    "InvalidAppKey": "The specified App Key is invalid",
    "IncompleteSignature": "The request signature does not conform to platform standards",
    "IllegalTimestamp": "The specified timestamp is invalid or expired",
    "InvalidTimestamp": "The specified timestamp is invalid or expired",
    "IllegalAccessToken": "The specified access token is invalid or expired",
    "InvalidAccessToken": "The specified access token is invalid or expired",
    "IllegalRefreshToken": "The specified refresh token is invalid or expired",
    "InvalidCode": "Invalid authorization code",
    "AUTH_TYPE_UNSUPPORTED": "The authorization type does not support refresh token",
    "InsufficientPermission": "App does not have permission to access this api",
    "InvalidApiPath": "The specified Api path is invalid",
    "AppWhiteIpLimit": "The caller's IP is not in the app's white list",
    "UnsupportedHTTPMethod": "The HTTP method is not supported by this api",
    "SellerNotActive": "The seller is not active",
    "SellerNotVerified": "The seller is not verified",
    "SELLER_NOT_PERMITTED": "The seller is not permitted",
    "ONLY_CB_SELLER_SUPPORTED": "Only cross-border sellers are supported",
}
BANS: Mapping[str, str] = {
    "ApiCallLimit": "Api access frequency exceeds the limit. this ban will last {s} seconds",
    "SellerCallLimit": "Seller access frequency exceeds the limit. this ban will last {s} seconds",
    "AppCallLimit": "App access frequency exceeds the limit. this ban will last {s} seconds",
    "AppApiCallLimit": "App api access frequency exceeds the limit. this ban will last {s} seconds",
}
SYSTEM: Mapping[str, str] = {
    "ServiceTimeout": "Request service timeout",
    "901": "E901: The request is too frequent, it is limited. Please retry in the next second",
    "4154": "E4154: The request is too frequent. Please retry in the next second",
    "1002": "E1002: System is busy. Please try again later",
    "E1002": "E1002: System is busy. Please try again later",
    "998": "E998: This API is switched off during the mega campaign",
    "1000": "E1000: Internal application error",
    "6": "E006: Unexpected internal error",
}
GENERIC: Mapping[str, tuple[str, str]] = {
    "/product/create": ("500", "E500: Create product failed"),
    "/product/update": ("501", "E501: Update product failed"),
    "/product/price_quantity/update": ("501", "E501: Update product failed"),
    "/product/stock/sellable/update": ("501", "E501: Update product failed"),
    "/product/stock/sellable/adjust": ("501", "E501: Update product failed"),
    "/product/remove": ("503", "E503: Remove product failed"),
    "/product/sku/remove": ("503", "E503: Remove product failed"),
    "/images/set": ("504", "E504: Set images failed"),
    "/image/upload": ("300", "E300: Upload image failed"),
    "/image/migrate": ("301", "E301: Migrate image failed"),
    "/images/migrate": ("301", "E301: Migrate image failed"),
    "/image/response/get": ("304", "E304: Get migrate response failed"),
    "/products/get": ("506", "E506: Get product failed"),
    "/product/item/get": ("6", "E006: Unexpected internal error"),
    "/product/deactivate": ("6", "E006: Unexpected internal error"),
}
"""By endpoint: the code of a failure nobody specifies, and the sentence that stays the same whatever the code."""

DETAIL_ONLY = ("BIZ_", "THD_", "CHK_")
"""Codes that stand in `detail`, under the endpoint's own."""

TRAPS: Mapping[str, str] = {
    "service_timeout": "ServiceTimeout",
    "late_error": "ServiceTimeout",
    "concurrent_edit": "4147",
    "code0_detail": "",
    "empty_success": "",
    "split_items": "",
}


def demanded(fault: Fault, code: str, api: str) -> Refusal:
    """The refusal with the fault's own code and text; without them `code`, and the text that goes with it."""
    code = fault.code or code
    if code in BANS:
        return ban(code, fault.seconds, fault.message)
    known = {**GATEWAY, **SYSTEM}
    kind: Kind = "ISV" if code in GATEWAY else "SYSTEM" if code in SYSTEM else "ISP"
    if kind != "ISP":
        return Refusal(code, fault.message or known[code], kind)
    generic, sentence = GENERIC.get(api, ("6", f"E{code.zfill(3)}: The request was refused"))
    detail = Problem(code, "Product", fault.message or "The product was refused")
    if code.startswith(DETAIL_ONLY):
        return Refusal(generic, sentence, kind, [detail])
    product = code != generic and api in GENERIC
    return Refusal(code, sentence if product else fault.message or sentence, kind, [detail] if product else ())


def rejected(fault: Fault, api: str) -> Refusal:
    """What Lazada says no with, by the endpoint, unless the fault says otherwise."""
    if fault.code is None and api == "/auth/token/create":
        return demanded(fault, "InvalidCode", api)
    if fault.code is None and api == "/auth/token/refresh":
        return demanded(fault, "IllegalRefreshToken", api)
    if fault.code is None and api in ("/product/create", "/product/update"):
        code, sentence = GENERIC[api]
        text = fault.message or "The product did not pass the policy check"
        return Refusal(code, sentence, "ISP", [Problem("4151", "Product", text)])
    return demanded(fault, GENERIC.get(api, ("6", ""))[0], api)


def ban(code: str, seconds: float | None, message: str | None = None) -> Refusal:
    """Too many calls: how long it lasts stands in the text only."""
    if code not in BANS:
        return Refusal(code, message or SYSTEM.get(code, f"E{code}: limited"), "SYSTEM")
    return Refusal(code, message or BANS[code].format(s=max(1, math.ceil(seconds or 1))), "ISV")
