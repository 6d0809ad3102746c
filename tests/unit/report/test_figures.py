"""Figures and texts: the way a bookkeeper writes them, one clean NFC line."""

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.report.figures import clean, day_text, dong, duration, moment, shorten, text_diff


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


def test_a_long_description_is_shown_where_it_differs() -> None:
    story = "Nấm hương rừng hái đầu mùa mưa, phơi trên gác bếp. " * 6
    before, after = text_diff(story + "Gói 100 g." + story, story + "Gói 250 g." + story)
    assert "100" in before
    assert "250" in after
    assert before.startswith("…")
    assert len(before) < 120


@given(st.text(), st.text(), st.integers(min_value=4, max_value=100))
def test_a_diff_never_hides_that_texts_differ_by_more_than_blanks(before: str, after: str, width: int) -> None:
    shown = text_diff(before, after, width)
    if clean(before) == clean(after):
        assert shown[0] == shown[1]
    elif len(clean(before)) <= width and len(clean(after)) <= width:
        assert shown[0] != shown[1]
    assert all(len(text) <= width + 2 for text in shown)


def test_shortening_keeps_short_text_and_marks_a_cut() -> None:
    assert shorten("Cốm làng Vòng", 20) == "Cốm làng Vòng"
    assert shorten("Cốm làng Vòng sấy khô", 14) == "Cốm làng Vòng…"
