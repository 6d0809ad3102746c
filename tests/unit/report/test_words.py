"""Word by word: nothing is lost of either text, and what changed is said shortly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.report.figures import clean
from connector.report.words import changed_text, elided, pieces_of

WORDS = st.lists(st.sampled_from(["chè", "Thái", "Nguyên", "200", "g", "búp", "non", "."]), max_size=30).map(" ".join)


def side(before: str, after: str, without: str) -> str:
    return "".join(piece.text for piece in pieces_of(before, after) if piece.sign != without).strip()


@given(WORDS | st.text(), WORDS | st.text())
def test_both_texts_can_be_read_back_from_the_pieces(before: str, after: str) -> None:
    assert side(before, after, "+") == clean(before)
    assert side(before, after, "-") == clean(after)


@given(WORDS, WORDS)
def test_a_difference_is_told_exactly_where_there_is_one(before: str, after: str) -> None:
    assert bool(changed_text(pieces_of(before, after), "vi")) == (clean(before) != clean(after))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Chè búp Ba Trại", "Chè búp Ba Trại móc câu", "thêm «móc câu»"),
        ("Chè búp Ba Trại móc câu", "Chè búp Ba Trại", "bỏ «móc câu»"),
        ("Ướp nhiều lần.", "Ướp nhiều lần, phơi một nắng.", "thêm «phơi một nắng»"),
        ("Giá 1.200 đ một gói.", "Giá 1.250 đ một gói.", "«1.200» → «1.250»"),
        ("Chè xanh túi lọc", "[FREESHIP] Chè xanh túi lọc", "thêm «[FREESHIP]»"),
        ("Lọ mật ong 200 g Mèo Vạc", "Lọ mật ong 500 g Mèo Vạc", "«200» → «500»"),
        ("Cốm làng Vòng", "Nón lá Chuông", "«Cốm làng Vòng» → «Nón lá Chuông»"),
        ("một hai ba bốn năm sáu bảy tám", "một 2 ba bốn 5 sáu bảy tám", "«hai» → «2»; «năm» → «5»"),
    ],
)
def test_what_changed_is_said_in_words(before: str, after: str, told: str) -> None:
    assert changed_text(pieces_of(before, after), "vi") == told


def test_many_places_are_counted() -> None:
    before = " ".join(f"đoạn {n} giữ nguyên như cũ" for n in range(8))
    after = before.replace("giữ", "vẫn giữ")
    assert changed_text(pieces_of(before, after), "vi") == "thêm «vẫn»"
    other = " ".join(f"đoạn {n} mới{n} giữ nguyên như cũ" for n in range(8))
    assert changed_text(pieces_of(before, other), "vi").endswith("và 5 chỗ nữa")


def test_a_long_text_is_left_out_around_what_changes() -> None:
    story = "Nấm hương rừng hái đầu mùa mưa, phơi trên gác bếp. " * 30
    told = elided(pieces_of(f"{story}Gói 100 g. {story}", f"{story}Gói 250 g. {story}"))
    text = "".join(piece.text for piece in told)
    assert [piece.text.strip() for piece in told if piece.sign] == ["100", "250"]
    assert text.lstrip().startswith("…")
    assert text.endswith("…")
    assert len(text) < 150


def test_two_books_are_compared_within_reason() -> None:
    before = " ".join(f"chữ{n % 7} {n}" for n in range(3_000))
    after = " ".join(f"lời{n % 5} {n * 3}" for n in range(3_000))
    assert [piece.sign for piece in pieces_of(before, after)] == ["-", "+"]
