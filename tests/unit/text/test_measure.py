import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.text import cut, cut_paragraphs, length

TITLE = "Chè tôm nõn Ba Trại, sao suốt mẻ nhỏ"
VIETNAMESE = st.text(
    alphabet=st.one_of(
        st.sampled_from("aăâđêôơưếộợữ ,.-\n"), st.characters(codec="utf-8"), st.sampled_from("👩\u200d🌾🇻🇳👍🏽")
    ),
    max_size=80,
)


def split_letters(text):
    """Positions before which a cut would split one visible letter, told by the Unicode categories alone."""
    return {
        at
        for at in range(1, len(text))
        if unicodedata.category(text[at])[0] == "M" or "\u200d" in (text[at], text[at - 1])
    }


def test_length_counts_characters_or_utf8_bytes():
    assert length("Gốm", "characters") == 3
    assert length("Gốm", "bytes") == 5
    assert length(unicodedata.normalize("NFD", "Gốm")) == 5
    assert length("🌾", "characters") == 1
    assert length("🌾", "bytes") == 4


def test_unknown_unit_is_an_error():
    with pytest.raises(ValueError, match="furlongs"):
        length("Gốm", "furlongs")


@pytest.mark.parametrize(
    ("maximum", "expected"),
    [
        (36, TITLE),
        (35, "Chè tôm nõn Ba Trại, sao suốt mẻ…"),
        (20, "Chè tôm nõn Ba Trại…"),  # the comma after the word goes, too
        (19, "Chè tôm nõn Ba…"),
        (3, "Ch…"),
        (1, "C"),
        (0, ""),
    ],
)
def test_cuts_at_the_end_of_a_word(maximum, expected):
    assert cut(TITLE, maximum) == expected


def test_cuts_in_bytes():
    shortened = cut(TITLE, 30, "bytes")
    assert shortened == "Chè tôm nõn Ba Trại…"[: len(shortened) - 1] + "…"
    assert length(shortened, "bytes") <= 30


def test_an_ellipsis_of_ones_own_counts():
    assert cut(TITLE, 22, ellipsis=" ...") == "Chè tôm nõn Ba ..."
    assert cut(TITLE, 19, ellipsis="") == "Chè tôm nõn Ba Trại"


def test_a_first_word_that_is_too_long_is_cut_inside():
    assert cut("Nghiêng" * 9, 8) == "Nghiêng…"


def test_never_leaves_half_a_letter():
    decomposed = unicodedata.normalize("NFD", "ốốốố")
    assert cut(decomposed, 5, ellipsis="") == decomposed[:3]
    assert cut("👩\u200d🌾👩\u200d🌾", 5, ellipsis="") == "👩\u200d🌾"
    assert cut("🇻🇳🇻🇳", 3, ellipsis="") == "🇻🇳"


@given(VIETNAMESE, st.integers(0, 90), st.sampled_from(["characters", "bytes"]))
def test_a_cut_text_fits_and_is_a_beginning(text, maximum, unit):
    shortened = cut(text, maximum, unit, ellipsis="")
    assert length(shortened, unit) <= maximum
    assert text.startswith(shortened)
    assert len(shortened) not in split_letters(text)


@given(VIETNAMESE, st.integers(1, 90), st.sampled_from(["characters", "bytes"]))
def test_with_an_ellipsis_it_fits_as_well(text, maximum, unit):
    shortened = cut(text, maximum, unit)
    assert length(shortened, unit) <= maximum
    assert shortened == text or length(text, unit) > maximum


STORY = "Đoạn một kể về làng.\nĐoạn hai dài hơn, kể về bàn tay người thợ và những mẻ lò."


@pytest.mark.parametrize(
    ("maximum", "expected"),
    [
        (200, STORY),
        (55, "Đoạn một kể về làng.\nĐoạn hai dài hơn, kể về bàn tay…"),
        (30, "Đoạn một kể về làng."),  # too little of the second paragraph would be left to say anything
        (12, "Đoạn một kể…"),
        (0, ""),
    ],
)
def test_paragraphs_stay_whole_as_far_as_they_fit(maximum, expected):
    assert cut_paragraphs(STORY, maximum) == expected


@given(VIETNAMESE, st.integers(0, 90), st.sampled_from(["characters", "bytes"]))
def test_cut_paragraphs_always_fit(text, maximum, unit):
    assert length(cut_paragraphs(text, maximum, unit), unit) <= maximum
