"""Shopee's errors as a table: what they call it, what it means for us (decision 18).

A row matches Shopee's code (one leading ``module.`` stripped), then its message, then the endpoint; the first match
wins. What no row knows is refused content on a write and a bug of ours on a read; an ``error_busi`` nobody knows may
hide a failed database, so on a write it is an unknown outcome.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from connector.errors import AdapterError, FieldProblem, Locked, NotFound, Rejected
from connector.wire.call import Call
from connector.wire.pace import day_after
from connector.wire.redact import quoted
from connector.wire.verdict import Effect, Row, Verdicts

__all__ = ["QUOTA_ZONE", "TABLE", "entry_problem", "error_for", "quota_reset", "row_for"]

QUOTA_ZONE = timezone(timedelta(hours=8))


_E = Effect
TABLE = (
    # consent
    Row(_E.STOP, "E_CONSENT_NEEDED", "error_auth|invalid_(code|shop_id|main_acount_id)", endpoint="/auth/"),
    Row(_E.STOP, "E_CONSENT_NEEDED", "refresh_token_expired|error_shop_refresh_token|shop_access_expired"),
    Row(_E.STOP, "E_CONSENT_NEEDED", "shop_no_linked|partner_shop_no_link"),
    # token
    Row(_E.REFRESH, "E_SHOPEE_TOKEN", "invalid_acceess_token|invalid_access_token"),
    Row(_E.REFRESH, "E_SHOPEE_TOKEN", "error_auth", message="invalid access_token"),
    # signing: our request, the keys, or the machine's clock
    Row(_E.STOP, "E_SHOPEE_SIGN", "error_sign|invalid_partner_id|error_partner_key_expired"),
    Row(_E.STOP, "E_SHOPEE_SIGN", "error_param", message="invalid partner_id"),
    Row(_E.STOP, "E_SHOPEE_CLOCK", "error_param", message="timestamp is expired"),
    Row(_E.BUG, "E_SHOPEE_REQUEST", "error_param", message=r"there is no (sign|access_token)|no timestamp"),
    # quota
    Row(_E.THROTTLE, "E_THROTTLED", "error_rate_limit"),
    Row(_E.QUOTA, "E_QUOTA_SPENT", "error_limit"),
    # permission
    Row(_E.STOP, "E_SHOPEE_SHOP_BANNED", "shop_banned"),
    Row(_E.STOP, "E_SHOPEE_ADDRESS", "source_ip_undeclared"),
    Row(_E.STOP, "E_SHOPEE_PERMISSION", "error_auth|error_api_permission|error_kyc_auth|api_suspended"),
    # transient
    Row(_E.TRANSIENT, "E_SHOPEE_BUSY", "error_(server|inner|network|system_busy|unknown)"),
    # duplicate
    Row(_E.DUPLICATE, "E_SHOPEE_DUPLICATE", "error_repeated_mtsku"),
    Row(_E.DUPLICATE, "E_SHOPEE_DUPLICATE", "error_busi", message="product is duplicated"),
    # images
    Row(_E.PICTURE_GONE, "E_SHOPEE_IMAGE_GONE", "error_param", message="image not exist", field="media"),
    Row(_E.PICTURE_GONE, "E_SHOPEE_IMAGE_GONE", "error_image_unavailable", field="media"),
    Row(_E.REJECT, "E_SHOPEE_IMAGE", "error_image_num_(min|max)|error_desc_image_no_pass", field="media"),
    Row(_E.REJECT, "E_SHOPEE_IMAGE", "error_.*", message="image is invalid|image url length", field="media"),
    # category
    Row(_E.REJECT, "E_SHOPEE_CATEGORY", "error_(invalid|incalid|forbidden)_category", field="category"),
    Row(_E.REJECT, "E_SHOPEE_CATEGORY", "error_category_is_block", field="category"),
    # attributes
    Row(_E.REJECT, "E_SHOPEE_ATTRIBUTES", "error_less_required_attribute", field="attributes"),
    Row(_E.REJECT, "E_SHOPEE_ATTRIBUTES", "error_invalid_(category_)?attribute(_value)?", field="attributes"),
    Row(_E.REJECT, "E_SHOPEE_ATTRIBUTES", "error_value_(name_required|id_must_equal_zero)", field="attributes"),
    Row(_E.REJECT, "E_SHOPEE_ATTRIBUTES", "error_param", message="invalid attribute", field="attributes"),
    # brand
    Row(_E.REJECT, "E_SHOPEE_BRAND", "error_(invalid|incalid|less_required)_brand", field="brand"),
    Row(_E.REJECT, "E_SHOPEE_BRAND", "error_brand_forbidden", field="brand"),
    # text
    Row(_E.REJECT, "E_SHOPEE_TITLE", "error_item_name_is_too_short|error_name_length_limit", field="title"),
    Row(_E.REJECT, "E_SHOPEE_TITLE", "error_title_(exceeds_max_length|character_forbidden)", field="title"),
    Row(_E.REJECT, "E_SHOPEE_DESCRIPTION", "error_desc_length_(min|max)_limit", field="description"),
    Row(_E.REJECT, "E_SHOPEE_DESCRIPTION", "error_desc_hash_tag_over_limit", field="description"),
    # price, stock, days to ship
    Row(_E.REJECT, "E_SHOPEE_PRICE", "error_price_exceed_(min|max)_limitt?|error_invalid_price", field="price"),
    Row(_E.REJECT, "E_SHOPEE_STOCK", "error_busi", message="stock should be within", field="stock"),
    Row(_E.REJECT, "E_SHOPEE_DAYS_TO_SHIP", "error_invalid_days_to_ship", field="package"),
    Row(_E.REJECT, "E_SHOPEE_DAYS_TO_SHIP", "error_param_dts_exceeds_max_limit", field="package"),
    # variants
    Row(_E.REJECT, "E_SHOPEE_PRICE", "error_busi", message="price difference between", field="price"),
    Row(_E.REJECT, "E_SHOPEE_REFUSED", "error_param", message="tier.(variation|index)|repeat model", field="structure"),
    Row(_E.MISSING, "E_SHOPEE_NOT_FOUND", "error_item_or_variation_not_found"),
    # logistics
    Row(_E.REJECT, "E_SHOPEE_PACKAGE", "error_invalid_logistic_info", field="package"),
    Row(_E.REJECT, "E_SHOPEE_PACKAGE", "error_param", message="invalid logistic info", field="package"),
    Row(_E.REJECT, "E_SHOPEE_PACKAGE", "error_param", message="dimension is required|invalid weight", field="package"),
    # the shop's state
    Row(_E.CLOSED, "E_SHOPEE_ITEM_LIMIT", "error_reach_shop_item_limit"),
    Row(_E.CLOSED, "E_SHOPEE_HOLIDAY", "error_holiday_on_add_item"),
    Row(_E.CLOSED, "E_SHOPEE_PENALTY", "error_seller_under_penalty"),
    # locks, and what became of the item
    Row(_E.LOCKED, "E_SHOPEE_LOCKED", "error_cannt_.*_in_promotion|error_in_item_promotion_.*_lock"),
    Row(_E.REJECT, "E_SHOPEE_UNEDITABLE", "error_item_uneditable"),
    Row(_E.REJECT, "E_SHOPEE_HAS_MODELS", "error_edit_item_price_for_item_has_model", field="price"),
    Row(_E.REJECT, "E_SHOPEE_HAS_MODELS", "error_edit_item_stock_for_item_has_model", field="stock"),
    Row(_E.MISSING, "E_SHOPEE_NOT_FOUND", "error_item_not_found"),
    # requests that can never work
    Row(_E.BUG, "E_SHOPEE_TOO_DEEP", "error_param", message="offset over limit"),
    Row(_E.BUG, "E_SHOPEE_REQUEST", "error_param", message="invalid field .*not null|but found|currently offline"),
    Row(_E.BUG, "E_SHOPEE_REQUEST", "error_invalid_language|error_update_time_range"),
    # what is left of the product service's own trouble
    Row(_E.TRANSIENT, "E_SHOPEE_BUSY", "error_busi"),
)

_MODULE = re.compile(r"^[a-z_]+\.")
VERDICTS = Verdicts("E_SHOPEE_REFUSED", "E_SHOPEE_UNEXPECTED", "E_SHOPEE_OUTCOME_UNKNOWN", creates="/add_item")


def row_for(code: str, message: str, path: str) -> Row | None:
    """The row that judges this error, or None."""
    bare = _MODULE.sub("", code, count=1)
    for row in TABLE:
        if not re.fullmatch(row.theirs, bare):
            continue
        if row.message and not re.search(row.message, message, re.IGNORECASE):
            continue
        if row.endpoint and row.endpoint not in path:
            continue
        return row
    return None


def error_for(call: Call, code: str, message: str, now: datetime) -> AdapterError:
    """The error that Shopee's code and message mean for this call."""
    return VERDICTS.error(row_for(code, message, call.path), call, code, message, resets_at=quota_reset(now))


def entry_problem(reason: str, field: str) -> AdapterError:
    """Why one entry of a batch failed: there only a sentence is given, no code."""
    reason = quoted(reason)
    if re.search("promotion|campaign", reason, re.IGNORECASE):
        return Locked("E_SHOPEE_LOCKED", reason=reason)
    if re.search("not found|not exist", reason, re.IGNORECASE):
        return NotFound("E_SHOPEE_NOT_FOUND", reason=reason)
    return Rejected("E_SHOPEE_REFUSED", fields=(FieldProblem(field, reason),), reason=reason)


def quota_reset(now: datetime) -> datetime:
    """When the daily quota starts anew: midnight UTC+8."""
    return day_after(now, QUOTA_ZONE)
