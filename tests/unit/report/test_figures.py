"""Figures and texts: the way a bookkeeper writes them, one clean NFC line."""

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.report.figures import clean, day_text, dong, duration, moment, percent, shorten


def test_money_and_days_follow_the_language() -> None:
    assert dong(1_250_000, "vi") == "1.250.000 đ"
    assert dong(1_250_000, "en") == "1,250,000 đ"
    assert day_text(date(2026, 3, 9), "vi") == "09/03/2026"


def test_a_moment_is_told_in_the_business_zone() -> None:
    assert moment(datetime(2026, 11, 20, 18, 5, tzinfo=UTC), "vi") == "21/11/2026 01:05"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.4, "0 giây"), (59.4, "59 giây"), (60, "1 phút"), (72.4, "1 phút 12 giây"), (3605, "60 phút")],
)
def test_durations(seconds: float, told: str) -> None:
    assert duration(seconds, "vi") == told


def test_a_decomposed_title_with_control_characters_becomes_one_nfc_line() -> None:
    told = clean(unicodedata.normalize("NFD", "Chè\x1b[31m Thái\nNguyên\x07"))
    assert told == "Chè[31m Thái Nguyên"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [(100, 105, "+5 %"), (80, 77, "−3,8 %"), (3, 2, "−33 %"), (1, 3000, "+299.900 %"), (1000, 1001, "+0,1 %")],
)
def test_percents_have_a_sign_and_are_as_fine_as_they_need_to_be(before: int, after: int, told: str) -> None:
    assert percent(before, after, "vi") == told


def test_shortening_keeps_short_text_and_marks_a_cut() -> None:
    assert shorten("Cốm làng Vòng", 20) == "Cốm làng Vòng"
    assert shorten("Cốm làng Vòng sấy khô", 14) == "Cốm làng Vòng…"
    assert shorten("Cốm làng Vòng sấy khô", 16) == "Cốm làng Vòng…", "between words"


@given(st.text(max_size=60), st.integers(min_value=2, max_value=50))
def test_nothing_shortened_is_longer_than_asked(text: str, width: int) -> None:
    assert len(shorten(text, width)) <= width
