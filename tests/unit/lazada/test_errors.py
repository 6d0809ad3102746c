"""The error table, as the contract lists the codes, for reads and for writes."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from adapters.lazada.errors import TABLE, entry_error, error_for, problems_of, row_for
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
from connector.wire.call import Call, Throttled

NOW = datetime(2026, 11, 21, 15, 59, tzinfo=UTC)
READ = Call("GET /rest/products/get")
CREATE = Call("POST /rest/product/create", "write")
UPDATE = Call("POST /rest/product/update", "write")
UPLOAD = Call("POST /rest/image/upload", "upload")
TOKEN = Call("POST /rest/auth/token/refresh", "token")

# codes, what an update says, our code
ROWS: list[tuple[str, type[AdapterError], str]] = [
    ("IllegalAccessToken InvalidAccessToken", Refresh, "E_LAZADA_TOKEN"),
    ("IllegalRefreshToken InvalidCode AUTH_TYPE_UNSUPPORTED", StopShop, "E_CONSENT_NEEDED"),
    ("InvalidAppKey IncompleteSignature", StopShop, "E_LAZADA_SIGN"),
    ("IllegalTimestamp InvalidTimestamp", StopShop, "E_LAZADA_CLOCK"),
    ("ApiCallLimit SellerCallLimit AppCallLimit AppApiCallLimit 901 4154 1002 E1002", Throttled, "E_THROTTLED"),
    ("InsufficientPermission SELLER_NOT_PERMITTED", StopShop, "E_LAZADA_PERMISSION"),
    ("AppWhiteIpLimit", StopShop, "E_LAZADA_ADDRESS"),
    ("SellerNotActive", StopShop, "E_LAZADA_SHOP_INACTIVE"),
    ("SellerNotVerified", StopShop, "E_LAZADA_SHOP_UNVERIFIED"),
    ("4148 THD_APPROVAL_RULE_CENTER_ERR_PRE_QC_LISTING_LIMIT_ERROR", StopShop, "E_LAZADA_ITEM_LIMIT"),
    ("4218", StopShop, "E_LAZADA_PENALTY"),
    ("998", StopShop, "E_LAZADA_CAMPAIGN"),
    ("MissingParameter InvalidApiPath UnsupportedHTTPMethod", Bug, "E_LAZADA_REQUEST"),
    ("5 14 17 19 30 36 57 70 200 203 204 1001 4171 4193 4216 E0001", Bug, "E_LAZADA_REQUEST"),
    ("4155 4170", Locked, "E_LAZADA_LOCKED"),
    ("4147", Locked, "E_LAZADA_EDITED_MEANWHILE"),
    ("207 208 4136 4137 E0002 E0003 E0501 EDIT_ITEM_NOT_BELONG_SELLER", NotFound, "E_LAZADA_NOT_FOUND"),
    ("4138", PictureGone, "E_LAZADA_IMAGE_GONE"),
    ("300 301 302 303 304 4116 4139 4153 4158 4169", Rejected, "E_LAZADA_IMAGE"),
    ("201 512 4134 4163 4227 4228", Rejected, "E_LAZADA_CATEGORY"),
    ("4107 4108 4110 4115 4120 4125 4167", Rejected, "E_LAZADA_ATTRIBUTES"),
    ("4130 4142 4156", Rejected, "E_LAZADA_BRAND"),
    ("4160", Rejected, "E_LAZADA_TITLE"),
    ("4129 4131 4151 4221", Rejected, "E_LAZADA_TEXT"),
    ("4104 4117 4118 4119 4121 4157", Rejected, "E_LAZADA_PRICE"),
    ("212 4152", Rejected, "E_LAZADA_STOCK"),
    ("4149 4164 4165", Rejected, "E_LAZADA_PACKAGE"),
    ("4150 4166", Rejected, "E_LAZADA_SKU"),
    ("209 4109 4112 4113 4140 4143 4144 4145", Rejected, "E_LAZADA_VARIANTS"),
    ("CAN_NOT_REMOVE_ALL_SKU SALE_PROPS_DUPLICATE", Rejected, "E_LAZADA_VARIANTS"),
    ("1 202 205 206", Rejected, "E_LAZADA_REFUSED"),
    (
        "4105 4126 4135 4141 THD_IC_ERR_F_IC_INFRA_PRODUCT_036 BIZ_CHECK_SELLER_SKU_DB_DUPLICATE",
        Rejected,
        "E_LAZADA_DUPLICATE",
    ),
    ("ServiceTimeout 6 1000 500 501 503 504 506 513", Unknown, "E_LAZADA_OUTCOME_UNKNOWN"),
]
CASES = [(code, kind, ours) for codes, kind, ours in ROWS for code in codes.split()]


def raised(call: Call, code: str, message: str = "", detail: object = None) -> AdapterError:
    return error_for(call, code, message, problems_of(detail), NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(("code", "kind", "ours"), CASES)
def test_a_code_on_top_of_an_update(code: str, kind: type[AdapterError], ours: str) -> None:
    error = raised(UPDATE, code, "E500: failed")
    assert (type(error), error.code, error.original) == (kind, ours, code)


@pytest.mark.parametrize(("code", "kind", "ours"), CASES)
def test_the_same_code_in_detail_goes_before_the_generic_one(code: str, kind: type[AdapterError], ours: str) -> None:
    if kind is Unknown:
        return
    error = raised(UPDATE, "501", "E501: Update product failed", [{"field": "x", "message": "because", "code": code}])
    assert (type(error), error.code) == (kind, ours)


def test_every_row_of_the_table_is_tried() -> None:
    tried = {row for code, _, _ in CASES if (row := row_for(code)) is not None}
    assert [row for row in TABLE if row not in tried] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", sorted({row.code for row in TABLE} | {"E_LAZADA_REFUSED", "E_LAZADA_UNEXPECTED"}))
def test_every_code_has_words(code: str, lang: Language) -> None:
    words = say(code, lang, reason="lý do", name="x")
    assert code not in words
    assert not re.search(r"\{\w+\}", words)


def test_a_read_is_asked_again_where_a_write_is_unknown() -> None:
    assert isinstance(raised(READ, "ServiceTimeout"), RetryLater)
    assert isinstance(raised(READ, "506", "E506: Get product failed"), RetryLater)
    assert isinstance(raised(UPLOAD, "1000"), RetryLater)
    assert isinstance(raised(TOKEN, "1000"), Unknown)


@pytest.mark.parametrize(
    "detail",
    [
        [{"field": "SellerSku", "message": "already used", "code": "THD_IC_ERR_F_IC_INFRA_PRODUCT_036"}],
        [{"field": "SellerSku", "message": "BIZ_CHECK_SELLER_SKU_DB_DUPLICATE:P001-01 is there"}],
        [{"field": "SellerSku", "message": "X:BIZ_CHECK_SELLER_SKU_DB_DUPLICATE:P001-01 is there"}],
        [{"field": "SellerSku", "message": "repeated", "code": "4105"}],
    ],
)
def test_a_sku_that_is_there_already_makes_a_create_unknown_and_an_update_refused(detail: object) -> None:
    assert isinstance(raised(CREATE, "500", "E500: Create product failed", detail), Unknown)
    refused = raised(UPDATE, "501", "E501: Update product failed", detail)
    assert isinstance(refused, Rejected)
    assert refused.code == "E_LAZADA_DUPLICATE"


def test_all_problems_are_told_each_with_its_field() -> None:
    detail = [
        {"field": "name", "message": "too long", "code": "4160"},
        {"field": "p-100005514", "message": "C004: cannot be blank.", "code": "CHK_BASIC_REQUIRED"},
        {"field": "package_weight", "message": "heavier than 40 kg", "code": "4164"},
        {"field": "price", "message": "zero", "code": "4118"},
    ]
    error = raised(CREATE, "500", "E500: Create product failed", detail)
    assert isinstance(error, Rejected)
    assert [(one.field, one.reason) for one in error.fields] == [
        ("title", "too long"),
        ("attributes", "C004: cannot be blank."),
        ("package", "heavier than 40 kg"),
        ("price", "zero"),
    ]
    assert str(error.params["reason"]).startswith("too long; C004")


def test_what_holds_the_product_goes_before_what_is_wrong_with_it() -> None:
    detail = [
        {"field": "name", "message": "m", "code": "4160"},
        {"field": "ItemId", "message": "locked", "code": "4155"},
    ]
    assert isinstance(raised(UPDATE, "501", "", detail), Locked)


def test_reasons_nobody_knows_are_a_refusal_not_an_unknown_outcome() -> None:
    error = raised(CREATE, "500", "E500: Create product failed", [{"field": "video", "message": "odd", "code": "9999"}])
    assert (type(error), error.code) == (Rejected, "E_LAZADA_REFUSED")
    assert isinstance(raised(CREATE, "500", "E500: Create product failed"), Unknown)
    assert isinstance(raised(READ, "9999", "odd"), Bug)


@pytest.mark.parametrize("detail", ["just words", {"field": "x"}, [["odd"]], [None, 7]])
def test_a_detail_of_any_shape_counts_as_a_problem(detail: object) -> None:
    assert problems_of(detail)  # type: ignore[arg-type]


def test_a_ban_says_how_long_it_lasts_in_its_words_only() -> None:
    words = "Api access frequency exceeds the limit. this ban will last {} seconds"
    short = raised(READ, "ApiCallLimit", words.format(1))
    assert isinstance(short, Throttled)
    assert (short.after_s, short.scope) == (1.0, "shop")
    app = raised(READ, "AppCallLimit", words.format(7))
    assert isinstance(app, Throttled)
    assert (app.after_s, app.scope) == (7.0, "app")
    assert isinstance(raised(READ, "901", "throttled"), Throttled)
    spent = raised(UPDATE, "AppApiCallLimit", words.format(4000))
    assert isinstance(spent, QuotaSpent)
    assert spent.resets_at == NOW + timedelta(seconds=4000)


def test_a_ban_for_ever_ends_in_a_year() -> None:
    """Also where it stands beside one entry of a batch, which no answer's reading guards."""
    for digits in (12, 400):
        words = f"Seller access frequency exceeds the limit. this ban will last {'9' * digits} seconds"
        error = entry_error(
            "product/price_quantity/update", problems_of([{"code": "SellerCallLimit", "message": words}]), NOW
        )
        assert isinstance(error, QuotaSpent)
        assert error.resets_at == NOW + timedelta(days=365)
