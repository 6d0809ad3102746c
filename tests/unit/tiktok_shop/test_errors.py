"""Every code of the contract has a consequence, and a sentence for people."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.tiktok_shop.errors import QUOTA_ZONE, TABLE, check_failed, entry_problem, error_for, quota_reset
from adapters.tiktok_shop.models import EntryError, FailReason
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
from connector.messages import catalogue_of
from connector.wire.call import Call, Throttled

CODES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "tiktok_shop_errors.json").read_text(encoding="utf-8")
)["codes"]
NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
WRITE = Call("POST /product/202309/products", "write")
READ = Call("GET /product/202309/products/1", "read")
CLASSES: dict[str, tuple[type[AdapterError], ...]] = {
    "retry": (RetryLater, Unknown),
    "signing": (StopShop, Bug),
    "token": (Refresh, StopShop),
    "re-consent": (StopShop,),
    "request": (Bug, StopShop, Rejected),
    "search": (Bug, StopShop),
    "product": (NotFound, Locked, Rejected, Bug),
    "locked": (Locked,),
    "quota": (QuotaSpent,),
    "warehouse": (Rejected, StopShop),
}


@pytest.mark.parametrize("given", CODES, ids=lambda given: f"{given['code']} {given.get('message', '')[:20]}")
def test_every_code_has_a_consequence_and_a_sentence(given: dict[str, Any]) -> None:
    error = error_for(WRITE, given["code"], given.get("message", "Why"), NOW)
    assert isinstance(error, CLASSES.get(given["class"], (Rejected,)))
    assert not error.code.endswith("UNEXPECTED")
    for lang in ("vi", "en"):
        assert error.code in catalogue_of(lang)  # type: ignore[arg-type]


def test_the_table_knows_no_less_than_the_contract() -> None:
    assert {given["code"] for given in CODES} - {36009004} <= set(TABLE)


def test_36009004_is_told_apart_by_its_words() -> None:
    said = {
        "Invalid credentials. The 'access_token' header is invalid.": Refresh,
        "Invalid credentials. The 'x-tts-access-token' header is missing.": Refresh,
        "Invalid timestamp. The 'timestamp' query parameter is out of the accepted window.": StopShop,
        "Invalid credentials. The 'app_key' query parameter is invalid.": StopShop,
        "Unexpected identifier: this API takes no 'shop_cipher'.": Bug,
        "Skus is a required field and has not been provided.": Bug,
    }
    assert {text: type(error_for(WRITE, 36009004, text, NOW)) for text in said} == said


def test_trouble_on_their_side_is_asked_again_on_a_read_and_unknown_on_a_write() -> None:
    for code in (36009003, 36009007):
        assert isinstance(error_for(READ, code, "timeout", NOW), RetryLater)
        assert isinstance(error_for(WRITE, code, "timeout", NOW), Unknown)
    assert isinstance(error_for(WRITE, 36009002, "slow down", NOW), Throttled)


def test_a_code_nobody_knows_refuses_a_write_and_is_our_bug_on_a_read() -> None:
    refused = error_for(WRITE, 12059999, "Something new", NOW)
    assert isinstance(refused, Rejected)
    assert (refused.code, refused.fields[0].reason) == ("E_TIKTOK_REFUSED", "Something new")
    assert isinstance(error_for(READ, 12059999, "Something new", NOW), Bug)


def test_the_days_listings_start_anew_at_midnight_in_vietnam() -> None:
    spent = error_for(WRITE, 12052093, "limit", NOW)
    assert isinstance(spent, QuotaSpent)
    assert spent.resets_at == quota_reset(NOW) == datetime(2026, 11, 22, 17, tzinfo=UTC)
    assert timedelta(hours=7) == QUOTA_ZONE.utcoffset(None)


def test_one_entry_says_what_its_extra_errors_say() -> None:
    inner = {"code": 12052055, "message": "The quantity must be between 0 and 99999."}
    whole = {"code": 12052990, "message": "see extra_errors", "detail": {"sku_id": "7", "extra_errors": [inner]}}
    problem = entry_problem(EntryError.model_validate(whole))
    assert (type(problem), problem.code, problem.original) == (Rejected, "E_TIKTOK_STOCK", "12052055")
    busy = entry_problem(EntryError.model_validate({"code": 36009003, "message": "busy"}))
    assert isinstance(busy, RetryLater)
    assert isinstance(entry_problem(EntryError(code=12052032, message="gone")), NotFound)


def test_a_listing_check_tells_everything_at_once() -> None:
    found = [FailReason(code=12052051, message="Too short"), FailReason(code=12052105, message="Paper missing")]
    error = check_failed(found)
    assert (error.code, error.original) == ("E_TIKTOK_TITLE", "12052051")
    assert [(problem.field, problem.reason) for problem in error.fields] == [
        ("title", "Too short"),
        ("papers", "Paper missing"),
    ]
    assert isinstance(check_failed([FailReason(code=12052300, message="uri")]), PictureGone)
