"""The error table, row by row as the contract lists it, for reads and for writes."""

import re
from datetime import UTC, datetime

import pytest

from adapters.shopee.errors import TABLE, entry_problem, error_for, quota_reset, row_for
from connector.errors import (
    AdapterError,
    Bug,
    Locked,
    NotFound,
    PictureGone,
    QuotaSpent,
    Refresh,
    Rejected,
    RetryLater,
    StopShop,
    Unknown,
)
from connector.messages import LANGUAGES, Language, say
from connector.sync.session import judge_error
from connector.wire.call import Call, Throttled

NOW = datetime(2026, 11, 21, 15, 59, tzinfo=UTC)
READ = Call("GET /api/v2/product/get_item_list")
UPDATE = Call("POST /api/v2/product/update_item", "write")
CREATE = Call("POST /api/v2/product/add_item", "write")
UPLOAD = Call("POST /api/v2/media_space/upload_image", "upload")
TOKEN = Call("POST /api/v2/auth/access_token/get", "token")

# code, message, what an update says, our code
ROWS: list[tuple[str, str, type[AdapterError], str]] = [
    # token
    ("invalid_acceess_token", "Invalid access_token, please have a check.", Refresh, "E_SHOPEE_TOKEN"),
    ("invalid_access_token", "", Refresh, "E_SHOPEE_TOKEN"),
    ("error_auth", "Invalid access_token.", Refresh, "E_SHOPEE_TOKEN"),
    # re-consent
    ("refresh_token_expired", "", StopShop, "E_CONSENT_NEEDED"),
    ("error_shop_refresh_token", "", StopShop, "E_CONSENT_NEEDED"),
    ("shop_access_expired", "", StopShop, "E_CONSENT_NEEDED"),
    ("shop_no_linked", "", StopShop, "E_CONSENT_NEEDED"),
    ("partner_shop_no_link", "", StopShop, "E_CONSENT_NEEDED"),
    # signing
    ("error_sign", "Wrong sign.", StopShop, "E_SHOPEE_SIGN"),
    ("error_param", "There is no sign in query.", Bug, "E_SHOPEE_REQUEST"),
    ("error_param", "There is no timestamp in query.", Bug, "E_SHOPEE_REQUEST"),
    ("error_param", "no timestamp", Bug, "E_SHOPEE_REQUEST"),
    ("error_param", "Timestamp is expired.", StopShop, "E_SHOPEE_CLOCK"),
    ("error_param", "There is no access_token in query.", Bug, "E_SHOPEE_REQUEST"),
    ("error_param", "Invalid partner_id.", StopShop, "E_SHOPEE_SIGN"),
    ("invalid_partner_id", "", StopShop, "E_SHOPEE_SIGN"),
    ("error_partner_key_expired", "", StopShop, "E_SHOPEE_SIGN"),
    # quota
    ("error_rate_limit", "Too many requests...", Throttled, "E_THROTTLED"),
    ("error_limit", "", QuotaSpent, "E_QUOTA_SPENT"),
    # permission
    ("error_auth", "No permission to current api.", StopShop, "E_SHOPEE_PERMISSION"),
    ("error_api_permission", "", StopShop, "E_SHOPEE_PERMISSION"),
    ("error_kyc_auth", "", StopShop, "E_SHOPEE_PERMISSION"),
    ("shop_banned", "", StopShop, "E_SHOPEE_SHOP_BANNED"),
    ("source_ip_undeclared", "", StopShop, "E_SHOPEE_ADDRESS"),
    ("api_suspended", "", StopShop, "E_SHOPEE_PERMISSION"),
    # transient
    ("error_server", "", Unknown, "E_SHOPEE_OUTCOME_UNKNOWN"),
    ("error_inner", "", Unknown, "E_SHOPEE_OUTCOME_UNKNOWN"),
    ("error_network", "", Unknown, "E_SHOPEE_OUTCOME_UNKNOWN"),
    ("error_system_busy", "", Unknown, "E_SHOPEE_OUTCOME_UNKNOWN"),
    ("error_unknown", "", Unknown, "E_SHOPEE_OUTCOME_UNKNOWN"),
    ("product.error_busi", "Error 1040: Too many connections", Unknown, "E_SHOPEE_OUTCOME_UNKNOWN"),
    # images
    ("error_param", "Image not exist.", PictureGone, "E_SHOPEE_IMAGE_GONE"),
    ("error_image_unavailable", "", PictureGone, "E_SHOPEE_IMAGE_GONE"),
    ("error_image_num_min", "", Rejected, "E_SHOPEE_IMAGE"),
    ("error_desc_image_no_pass", "", Rejected, "E_SHOPEE_IMAGE"),
    ("product.error_param", "image is invalid or not supported", Rejected, "E_SHOPEE_IMAGE"),
    ("error_param", "single image url length is less than 32", Rejected, "E_SHOPEE_IMAGE"),
    # category
    ("error_invalid_category", "", Rejected, "E_SHOPEE_CATEGORY"),
    ("error_incalid_category", "", Rejected, "E_SHOPEE_CATEGORY"),
    ("error_category_is_block", "", Rejected, "E_SHOPEE_CATEGORY"),
    ("error_forbidden_category", "", Rejected, "E_SHOPEE_CATEGORY"),
    # attribute
    ("error_less_required_attribute", "", Rejected, "E_SHOPEE_ATTRIBUTES"),
    ("error_invalid_attribute", "", Rejected, "E_SHOPEE_ATTRIBUTES"),
    ("error_invalid_attribute_value", "", Rejected, "E_SHOPEE_ATTRIBUTES"),
    ("error_invalid_category_attribute", "", Rejected, "E_SHOPEE_ATTRIBUTES"),
    ("error_value_name_required", "", Rejected, "E_SHOPEE_ATTRIBUTES"),
    ("error_value_id_must_equal_zero", "", Rejected, "E_SHOPEE_ATTRIBUTES"),
    ("error_param", "Invalid attribute. 100974", Rejected, "E_SHOPEE_ATTRIBUTES"),
    # brand
    ("error_invalid_brand", "", Rejected, "E_SHOPEE_BRAND"),
    ("error_incalid_brand", "", Rejected, "E_SHOPEE_BRAND"),
    ("error_less_required_brand", "", Rejected, "E_SHOPEE_BRAND"),
    ("error_brand_forbidden", "", Rejected, "E_SHOPEE_BRAND"),
    # text
    ("error_item_name_is_too_short", "", Rejected, "E_SHOPEE_TITLE"),
    ("error_title_exceeds_max_length", "", Rejected, "E_SHOPEE_TITLE"),
    ("error_title_character_forbidden", "", Rejected, "E_SHOPEE_TITLE"),
    ("error_name_length_limit", "", Rejected, "E_SHOPEE_TITLE"),
    ("error_desc_length_min_limit", "", Rejected, "E_SHOPEE_DESCRIPTION"),
    ("error_desc_hash_tag_over_limit", "", Rejected, "E_SHOPEE_DESCRIPTION"),
    # price, stock, days to ship
    ("error_price_exceed_min_limitt", "", Rejected, "E_SHOPEE_PRICE"),
    ("error_price_exceed_max_limit", "", Rejected, "E_SHOPEE_PRICE"),
    ("error_invalid_price", "", Rejected, "E_SHOPEE_PRICE"),
    ("product.error_busi", "Stock should be within 2-1000000 for model", Rejected, "E_SHOPEE_STOCK"),
    ("error_invalid_days_to_ship", "", Rejected, "E_SHOPEE_DAYS_TO_SHIP"),
    ("error_param_dts_exceeds_max_limit", "", Rejected, "E_SHOPEE_DAYS_TO_SHIP"),
    # logistics
    ("error_invalid_logistic_info", "", Rejected, "E_SHOPEE_PACKAGE"),
    ("error_param", "Invalid logistic info, channel is disabled", Rejected, "E_SHOPEE_PACKAGE"),
    ("error_param", "dimension is required", Rejected, "E_SHOPEE_PACKAGE"),
    ("error_param", "Invalid Weight.", Rejected, "E_SHOPEE_PACKAGE"),
    # shop state
    ("error_reach_shop_item_limit", "", QuotaSpent, "E_SHOPEE_ITEM_LIMIT"),
    ("error_holiday_on_add_item", "", QuotaSpent, "E_SHOPEE_HOLIDAY"),
    ("error_seller_under_penalty", "", QuotaSpent, "E_SHOPEE_PENALTY"),
    # missing, type
    ("product.error_param", "invalid field ItemId: value must  Not Null", Bug, "E_SHOPEE_REQUEST"),
    (
        "product.error_param",
        "mpsku_item.AddItemRequest.SellerStock: unmarshal: decode slice: expect [ or n, but found 5",
        Bug,
        "E_SHOPEE_REQUEST",
    ),
    (
        "error_param",
        "Permission denied. This API is currently offline or the request path is incorrect.",
        Bug,
        "E_SHOPEE_REQUEST",
    ),
    ("error_param", "get items offset over limit, please use the next field", Bug, "E_SHOPEE_TOO_DEEP"),
    ("error_invalid_language", "", Bug, "E_SHOPEE_REQUEST"),
    ("error_update_time_range", "", Bug, "E_SHOPEE_REQUEST"),
    # locks, lost items
    ("error_cannt_edit_name_in_promotion", "", Locked, "E_SHOPEE_LOCKED"),
    ("error_in_item_promotion_price_lock", "", Locked, "E_SHOPEE_LOCKED"),
    ("error_item_uneditable", "", Rejected, "E_SHOPEE_UNEDITABLE"),
    ("error_edit_item_price_for_item_has_model", "", Rejected, "E_SHOPEE_HAS_MODELS"),
    ("error_edit_item_stock_for_item_has_model", "", Rejected, "E_SHOPEE_HAS_MODELS"),
    ("product.error_item_not_found", "", NotFound, "E_SHOPEE_NOT_FOUND"),
    ("error_item_or_variation_not_found", "", NotFound, "E_SHOPEE_NOT_FOUND"),
    # variants
    ("error_param", "Model tier_index error.", Rejected, "E_SHOPEE_REFUSED"),
    ("error_param", "The level of tier-variation over 2.", Rejected, "E_SHOPEE_REFUSED"),
    ("error_param", "Repeat model_id.", Rejected, "E_SHOPEE_REFUSED"),
    (
        "product.error_busi",
        "The price difference between variations should not be more than 5 times.",
        Rejected,
        "E_SHOPEE_PRICE",
    ),
    # what nobody has heard of
    ("product.error_brand_new", "Ô mai", Rejected, "E_SHOPEE_REFUSED"),
]


@pytest.mark.parametrize(("theirs", "message", "kind", "ours"), ROWS, ids=[f"{row[0]} {row[1][:20]}" for row in ROWS])
def test_what_an_update_learns_from_each_row(theirs: str, message: str, kind: type[AdapterError], ours: str) -> None:
    error = error_for(UPDATE, theirs, message, NOW)
    assert (type(error), error.code, error.original) == (kind, ours, theirs)


def test_every_row_of_the_table_is_tried() -> None:
    tried = {id(row_for(theirs, message, UPDATE.path)) for theirs, message, _, _ in ROWS}
    beside = [row_for("error_auth", "", TOKEN.path), row_for("error_repeated_mtsku", "", CREATE.path)]
    beside += [row_for("product.error_busi", "product is duplicated", CREATE.path)]
    assert [row for row in TABLE if id(row) not in tried | {id(row) for row in beside}] == []


@pytest.mark.parametrize("call", [READ, UPLOAD], ids=["read", "upload"])
@pytest.mark.parametrize("theirs", ["error_server", "error_inner", "product.error_busi"])
def test_trouble_on_their_side_lets_a_read_be_repeated(call: Call, theirs: str) -> None:
    error = error_for(call, theirs, "", NOW)
    assert (type(error), error.code) == (RetryLater, "E_SHOPEE_BUSY")


@pytest.mark.parametrize("call", [CREATE, TOKEN], ids=["create", "token"])
def test_trouble_on_their_side_leaves_a_create_unknown(call: Call) -> None:
    assert type(error_for(call, "error_server", "", NOW)) is Unknown


@pytest.mark.parametrize(
    ("theirs", "message"),
    [("error_repeated_mtsku", "A similar product"), ("product.error_busi", "product is duplicated")],
)
def test_a_duplicate_is_looked_up_where_it_was_a_create(theirs: str, message: str) -> None:
    assert type(error_for(CREATE, theirs, message, NOW)) is Unknown
    assert type(error_for(UPDATE, theirs, message, NOW)) is Rejected


@pytest.mark.parametrize(
    ("theirs", "message"),
    [
        ("error_auth", "Invalid refresh_token."),
        ("error_auth", "Invalid access_token."),
        ("invalid_code", ""),
        ("invalid_shop_id", ""),
        ("invalid_main_acount_id", ""),
    ],
)
def test_on_the_token_calls_these_mean_consent(theirs: str, message: str) -> None:
    error = error_for(TOKEN, theirs, message, NOW)
    assert (type(error), error.code) == (StopShop, "E_CONSENT_NEEDED")


def test_what_nobody_has_heard_of_is_a_bug_on_a_read() -> None:
    assert type(error_for(READ, "error_brand_new", "", NOW)) is Bug


@pytest.mark.parametrize(
    ("theirs", "field"), [("error_title_exceeds_max_length", "title"), ("error_less_required_brand", "brand")]
)
def test_a_refusal_names_the_field_in_our_words(theirs: str, field: str) -> None:
    error = error_for(UPDATE, theirs, "quá dài", NOW)
    assert isinstance(error, Rejected)
    assert [(problem.field, problem.reason) for problem in error.fields] == [(field, "quá dài")]


@pytest.mark.parametrize(
    ("now", "reset"),
    [
        (datetime(2026, 11, 21, 15, 59, tzinfo=UTC), datetime(2026, 11, 21, 16, 0, tzinfo=UTC)),
        (datetime(2026, 11, 21, 16, 0, tzinfo=UTC), datetime(2026, 11, 22, 16, 0, tzinfo=UTC)),
    ],
)
def test_the_daily_quota_resets_at_midnight_utc_plus_eight(now: datetime, reset: datetime) -> None:
    assert quota_reset(now) == reset


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("Item is in promotion", Locked),
        ("item not found", NotFound),
        ("Stock should be within 2-1000000", Rejected),
        ("", Rejected),
    ],
)
def test_an_entry_of_a_batch_gives_only_a_sentence(reason: str, kind: type[AdapterError]) -> None:
    assert type(entry_problem(reason, "stock")) is kind


def test_one_module_is_stripped_and_no_more() -> None:
    assert row_for("product.error_sign", "", "/x") is row_for("error_sign", "", "/x")
    assert row_for("a.b.error_sign", "", "/x") is None


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("call", [READ, UPDATE, CREATE, UPLOAD], ids=["read", "update", "create", "upload"])
def test_every_error_has_its_sentence_without_a_gap(call: Call, lang: Language) -> None:
    for theirs, message, _kind, _ours in ROWS:
        error = error_for(call, theirs, message or "lý do", NOW)
        said = say(error.code, lang, **judge_error(error)[2])
        assert said != error.code
        assert "…" not in said


def test_patterns_are_anchored_so_that_one_code_does_not_swallow_another() -> None:
    assert row_for("error_limit_of_something_else", "", "/x") is None
    assert all(re.compile(row.theirs) and re.compile(row.message) for row in TABLE)
