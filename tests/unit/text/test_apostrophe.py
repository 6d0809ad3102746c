"""The guarding apostrophe comes off again, whatever the text; ordinary text never has one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connector.text.apostrophe import guard, unguard
from connector.text.storable import storable

RISKY = st.text(st.sampled_from("'=+-@\t\r aả1"), max_size=6)


@given(st.text() | RISKY)
@example("''")
@example("'")
@example("'=")
def test_what_is_put_on_comes_off(text: str) -> None:
    assert unguard(guard(text)) == text


@given(st.text() | RISKY)
def test_no_guarded_cell_begins_a_formula(text: str) -> None:
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["", "Miến dong", "'8935001234567", "0012", "'", "5'", "a=b", " =1", "’-"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text


@pytest.mark.parametrize(
    ("text", "guarded"),
    [("- rửa sạch", "'- rửa sạch"), ("+84 912", "'+84 912"), ("=1+1", "'=1+1"), ("@a", "'@a"), ("'-", "''-")],
)
def test_what_a_program_would_calculate_is_guarded(text: str, guarded: str) -> None:
    assert guard(text) == guarded


@given(st.text(st.characters() | st.sampled_from("\r\n\ufffe\ud800")))
def test_storable_text_stays_as_it_is_and_has_lf_only(text: str) -> None:
    once = storable(text)
    assert storable(once) is once
    assert "\r" not in once
    assert once.encode().decode() == once


def test_storable_text() -> None:
    assert storable("a\r\nb\rc\nd") == "a\nb\nc\nd"
    assert storable("x\ud83dy\uffff\x01") == "x\ufffdy\ufffd\x01"
