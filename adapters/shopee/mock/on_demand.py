"""Refusals a fault asks for: Shopee has codes without a cause that a mock could have (a partner key that ran out, a
network inside Shopee), and tests want the others without arranging their cause.

`reject` answers a business refusal; `expire_token`, `error_server`, `error_busi` and `late_error` their own. With
`code` (and `message`) the same fault carries any other code; the texts Shopee gives with them are here.
"""

from __future__ import annotations

from collections.abc import Mapping

from adapters._mock.faults import Fault
from adapters._mock.market import Call
from adapters.shopee.mock.envelope import Class, Refusal

__all__ = ["QUOTA", "TOO_MANY", "TRAPS", "demanded", "expired", "rejected"]

TOO_MANY = "Too many requests. You have reached the rate limit. Please try again later."
QUOTA = (
    "The total API call number made by your APP has reached the daily API call limit, "
    "please try again after 00: 00 (UTC+08:00)"
)
LATER = "Something wrong. Please try later."
BUSY = "Our system is taking some time to respond, please try later."
WRONG_TOKEN = "Invalid access_token, please have a check."

GATEWAY: Mapping[str, str] = {
    "invalid_acceess_token": WRONG_TOKEN,
    "invalid_access_token": WRONG_TOKEN,
    "error_auth": "No permission to current api.",
    "partner_shop_no_link": "Invalid partner_id or shop_id, please have a check.",
    "error_sign": "Wrong sign.",
    "invalid_partner_id": "Invalid partner_id, please have a check.",
    "error_partner_key_expired": "Your API partner key has expired, please reset it in Console.",
    "error_api_permission": "No permission to current api.",
    "error_kyc_auth": "The KYC of the developer account is not completed.",
    "shop_banned": "The shop is banned.",
    "source_ip_undeclared": "Request Source IP (127.0.0.1) is undeclared.",
    "api_suspended": "The API is offline. Please call v2 API instead.",
}
RATE: Mapping[str, str] = {"error_rate_limit": TOO_MANY, "error_limit": QUOTA}
BUSINESS: Mapping[str, str] = {
    "error_server": LATER,
    "error_inner": BUSY,
    "error_network": "Inner http call failed",
    "error_system_busy": BUSY,
    "error_unknown": "unknown error",
    "error_busi": "Error 1040: Too many connections",
    "error_param": "Invalid parameter for product.",
    "error_invalid_category": "Invalid category ID",
    "error_incalid_category": "Invalid category ID",
    "error_category_is_block": "Category is restricted",
    "error_forbidden_category": "The category is forbidden.",
    "error_brand_forbidden": "The brand is forbidden.",
    "error_repeated_mtsku": "A similar product has already been uploaded",
    "error_name_length_limit": "Exceeded item_name length limitation.",
    "error_reach_shop_item_limit": "Item published item count reaches limit.",
    "error_holiday_on_add_item": "Shop is under vocation mode.",
    "error_seller_under_penalty": "The seller is under penalty.",
}
TRAPS: Mapping[str, str] = {
    "error_server": "error_server",
    "error_busi": "product.error_busi",
    "late_error": "error_server",
}


def demanded(fault: Fault, code: str, message: str | None = None) -> Refusal:
    """The refusal with the fault's own code and text; without them `code`, and the text that goes with it."""
    if fault.code is not None:
        code, message = fault.code, None
    bare = code.partition(".")[2] or code
    kind: Class = "gateway" if bare in GATEWAY else "rate" if bare in RATE else "business"
    known = {**BUSINESS, **RATE, **GATEWAY}
    return Refusal(code, fault.message or message or known.get(bare, LATER), kind, retry_after=fault.seconds)


def rejected(call: Call, fault: Fault) -> Refusal:
    """What Shopee says no with, by the endpoint, unless the fault says otherwise."""
    if call.path.endswith("/upload_image"):
        return demanded(fault, "product.error_param", "image is invalid or not supported")
    if call.path.endswith("/token/get"):
        return demanded(fault, "error_auth", "Invalid code")
    if call.path.endswith("/access_token/get"):
        return demanded(fault, "error_auth", "Invalid refresh_token.")
    return demanded(fault, "error_param")


def expired(fault: Fault | None = None) -> Refusal:
    """What an expired or unknown access token is answered, in Shopee's own spelling."""
    if fault is not None:
        return demanded(fault, "invalid_acceess_token")
    return Refusal("invalid_acceess_token", WRONG_TOKEN, "gateway")
