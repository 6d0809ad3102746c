"""Codes and raw params become sentences."""

import pytest
from pydantic import JsonValue

from connector.model import Group
from connector.report.sentences import because, guard_text, notice_text, problem_text, result_text
from connector.sync import ChangeKind, GuardTrip, Notice, Outcome, Result

from . import made


def test_a_guard_names_itself_its_numbers_ten_skus_and_the_option() -> None:
    told = guard_text(made.trip(), "vi")
    assert "«đổi giá hàng loạt»" in told
    assert "40" in told
    assert "5 trong 163" in told
    assert "P000-01, P001-01" in told
    assert "P009-01" in told
    assert told.endswith("--allow reprice=40")


def test_no_more_than_ten_skus_are_listed() -> None:
    trip = GuardTrip(guard="unlist", scope="shop", count=12, allowed=3, of=30, skus=tuple(f"S{n}" for n in range(12)))
    told = guard_text(trip, "en")
    assert "S9" in told
    assert "S10" not in told


def test_a_guard_without_skus_has_no_empty_list() -> None:
    told = guard_text(GuardTrip(guard="empty", scope="catalogue", count=0, allowed=1, of=246), "vi")
    assert "Mã hàng" not in told
    assert told.endswith("--allow empty=0")


def test_a_drift_shows_both_sides_and_the_field() -> None:
    told = notice_text(made.drift(), "vi")
    assert told.startswith("Tên đã được sửa tay")
    assert "«Nón lá SALE»" in told
    assert "«Nón lá Chuông»" in told


def test_values_of_a_group_are_words() -> None:
    params = {"shop": {"A-1": 12000}, "ours": {"A-1": 15000}, "sent": {"A-1": 12000}}
    notice = Notice(code="conflict", group=Group.PRICE, params=params)
    assert "«15.000 đ»" in notice_text(notice, "vi")
    assert "{" not in notice_text(notice, "vi")


def test_a_false_star_that_is_only_lower_says_which_star_counts() -> None:
    lower = made.false_star().model_copy(update={"params": {**made.false_star().params, "allowed": 3}})
    assert "chỉ được ghi 3 sao" in notice_text(lower, "vi")
    assert "không còn hiệu lực" in notice_text(made.false_star(), "vi")
    assert "20/11/2026" in notice_text(made.false_star(), "vi")


def test_a_price_jump_names_the_option() -> None:
    notice = Notice(code="price-jump", group=Group.PRICE, params={"sku": "A-1", "shop": 12000, "ours": 120000})
    told = notice_text(notice, "vi")
    assert "12.000 đ thành 120.000 đ" in told
    assert told.endswith("--allow price-jump=1")


def test_a_reason_that_is_a_code_is_spelled_out_with_its_own_params() -> None:
    params = {"file": "sp.csv", "line": 7, "column": "Mã vạch", "reason": "E_GTIN_LENGTH", "value": "893"}
    told = problem_text("row-refused", params, "vi")
    assert "E_GTIN" not in told
    assert "«893»" in told
    assert told.startswith("sp.csv, dòng 7")


def test_a_marketplaces_own_words_stay() -> None:
    notice = Notice(code="blocked", params={"reason": "Vi phạm chính sách hình ảnh"})
    assert "«Vi phạm chính sách hình ảnh»" in notice_text(notice, "vi")


def test_a_bug_wraps_the_sentence_of_its_error() -> None:
    result = Result(
        change=made.price(), outcome=Outcome.REJECTED, code="BUG_E_RESEND_DIFFERS", params={"product": "P1"}
    )
    told = result_text(result, "vi")
    assert "BUG" not in told
    assert "P1" in told


def test_until_is_told_in_local_time() -> None:
    told = problem_text("E_PROMOTION", {"until": "2026-11-25T00:00:00+00:00"}, "vi")
    assert "25/11/2026 07:00" in told


@pytest.mark.parametrize("params", [{}, {"until": "ngày mai"}, {"since": None}, {"reason": ["x"], "shop": {"a": None}}])
def test_odd_params_never_stop_a_sentence(params: dict[str, object]) -> None:
    for code in ("E_PROMOTION", "false-star", "drift", "blocked", "price-jump", "unheard-of"):
        assert problem_text(code, params, "vi")  # type: ignore[arg-type]


def test_because_puts_the_claim_before_everything() -> None:
    assert because(made.badge_off(), "vi") == "Chứng nhận sao không còn hiệu lực hôm nay."
    assert because(made.unlist(), "vi") == "Sản phẩm không còn trong bảng."
    held = made.change(ChangeKind.UNLIST, reason="HOLD_ALCOHOL_15PLUS", groups=made.unlist().groups)
    assert "Rượu" in because(held, "vi")


def test_a_product_taken_off_for_its_false_star_says_why_without_gaps() -> None:
    off = made.change(ChangeKind.UNLIST, reason="false-star", groups=made.unlist().groups)
    assert because(off, "vi") == "Gian hàng còn hiện sao không còn hiệu lực."


def test_a_star_on_a_listing_that_nobody_looks_after_says_which_and_that_it_is_by_hand() -> None:
    params: dict[str, JsonValue] = {
        "double": True,
        "listing": "803900004",
        "star": 4,
        "allowed": 0,
        "since": "2026-11-22",
    }
    told = notice_text(Notice(code="false-star", params=params), "vi")
    assert "803900004" in told
    assert "4 sao" in told
    assert "tự sửa" in told


def test_a_double_says_what_star_to_look_for_unless_every_star_is_certified() -> None:
    def told(**params: JsonValue) -> str:
        return notice_text(Notice(code="duplicate-in-shop", params={"listings": "8, 9", **params}), "vi")

    assert "Số sao được ghi hôm nay: 0" in told(allowed="0")
    assert "Số sao" not in told(allowed="5")
    assert "Số sao" not in told()
