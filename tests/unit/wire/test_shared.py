"""What all adapters stand on: answers, forms, noise, verdicts, consent; what no adapter's own tests pin down."""

import unicodedata
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.errors import AdapterError, BadUse, Bug, PictureGone, QuotaSpent, Rejected, RetryLater, StopShop, Unknown
from connector.port import MediaFile
from connector.wire.answers import end_of_life, figure, json_of, retry_after, unix_moment
from connector.wire.call import Answer, Call
from connector.wire.consent import code_spent, pasted_query
from connector.wire.noise import figures, one_line, plain, structure, whole
from connector.wire.sending import multipart, step_name
from connector.wire.verdict import Effect, Row, Verdicts

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
VERDICTS = Verdicts("E_REFUSED", "E_REQUEST_BROKEN", "E_ANSWER_LOST", creates="/create")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0), ("7.5", 7.5), (" 0 ", 0.0), ("", None), ("-7", None), ("1e9", None), ("٣", None), ("soon", None),
        ("Sun, 22 Nov 2026 10:00:30 GMT", 30.0), ("Sun, 22 Nov 2026 09:00:30 GMT", 0.0),
        ("Sun, 22 Nov 99999999999999999999 09:00:30 GMT", None),
    ],
)  # fmt: skip
def test_how_long_an_answer_wants_us_to_wait(text: str, seconds: float | None) -> None:
    assert retry_after(Answer(429, {"retry-after": text}, b""), NOW) == seconds


@pytest.mark.parametrize("seconds", [0, -1, 2**62, 1e300, float("inf")])
def test_what_no_calendar_holds_is_no_moment(seconds: float) -> None:
    assert unix_moment(seconds) is None
    assert unix_moment(1_767_000_000) == datetime(2025, 12, 29, 9, 20, tzinfo=UTC)


def test_what_is_no_json_is_nothing() -> None:
    assert json_of(Answer(200, {}, b"<html>")) is None
    assert json_of(Answer(200, {}, '{"tên": "mật"}'.encode())) == {"tên": "mật"}


def test_equal_files_give_equal_bytes_and_others_do_not() -> None:
    one, other = MediaFile("a", b"\xff\xd8anh"), MediaFile("b", b"\x89PNGanh", "image/png")
    body, kind = multipart([("scene", "vườn")], "image", [one, other])
    assert (body, kind) == multipart([("scene", "vườn")], "image", [one, other])
    assert kind != multipart([("scene", "vườn")], "image", [other, one])[1]
    mark = kind.rpartition("=")[2].encode()
    assert body.count(mark) == 4
    assert body.endswith(b"--" + mark + b"--\r\n")
    assert b'name="scene"\r\n\r\n' + "vườn".encode() in body
    assert b'name="image"; filename="1.png"\r\nContent-Type: image/png\r\n\r\n\x89PNGanh' in body


def test_a_step_by_look_is_another_for_another_body() -> None:
    assert step_name("update", b"a") == step_name("update", b"b") == "update"
    assert step_name("update", b"a", by_look=True) != step_name("update", b"b", by_look=True)


@given(st.one_of(st.integers(), st.floats(), st.text(max_size=30), st.booleans(), st.none()))
def test_whatever_a_figure_is_it_is_read_or_left(number: int | float | str | bool | None) -> None:
    made = whole(number)
    assert isinstance(made, int) or made is number


@given(st.floats() | st.integers() | st.integers().map(float))
def test_a_figure_is_rounded_as_its_digits_say(number: float) -> None:
    try:
        by_digits = Decimal(str(number)).quantize(Decimal(1), ROUND_HALF_UP)
    except InvalidOperation:
        assert whole(number) is number
    else:
        assert not by_digits.is_finite() or whole(number) == int(by_digits)


def test_figures_and_words_are_compared_without_their_noise() -> None:
    nfd = unicodedata.normalize("NFD", " Mật  ong ")
    assert (one_line(nfd), plain(nfd)) == ("Mật ong", "Mật  ong")
    assert figures({" 007 ": "681000.00", "A": "NaN", "B": "Infinity"}) == {"007": 681_000, "A": "NaN", "B": "Infinity"}
    shown = structure({"options": [" Cỡ "], "skus": {" 1 ": ["Nhỏ "], "2": "?"}, "images": {"Nhỏ ": "x"}}, str.casefold)
    assert shown == {"options": [" cỡ "], "skus": {"1": ["nhỏ "]}, "images": {"nhỏ ": "x"}}
    assert structure({"options": None}) == {"options": None}


@pytest.mark.parametrize(
    ("effect", "kind", "path", "made"),
    [
        (Effect.TRANSIENT, "read", "/x", RetryLater),
        (Effect.TRANSIENT, "upload", "/x", RetryLater),
        (Effect.TRANSIENT, "write", "/x", Unknown),
        (Effect.TRANSIENT, "token", "/x", Unknown),
        (Effect.DUPLICATE, "write", "/create", Unknown),
        (Effect.DUPLICATE, "write", "/update", Rejected),
        (Effect.PICTURE_GONE, "write", "/x", PictureGone),
        (None, "write", "/x", Rejected),
        (None, "read", "/x", Bug),
        (None, "token", "/x", Bug),
    ],
)
def test_what_an_effect_means_hangs_on_the_call(
    effect: Effect | None, kind: str, path: str, made: type[AdapterError]
) -> None:
    row = Row(effect, "E_PROMOTION", field="title") if effect else None
    error = VERDICTS.error(row, Call(f"POST {path}", kind), "theirs", "vì sao")  # type: ignore[arg-type]
    assert type(error) is made
    assert error.original == "theirs"
    if isinstance(error, Rejected):
        assert [one.reason for one in error.fields] == ["vì sao"]


def test_what_is_closed_to_new_listings_opens_by_no_clock() -> None:
    call, until = Call("POST /create", "write"), NOW + timedelta(hours=7)
    for effect, opens in ((Effect.QUOTA, until), (Effect.CLOSED, None)):
        error = VERDICTS.error(Row(effect, "E_QUOTA_SPENT"), call, "x", "", resets_at=until)
        assert isinstance(error, QuotaSpent)
        assert (error.resets_at, error.params["scope"]) == (opens, "POST /create")


def test_an_entry_of_a_batch_was_judged_so_its_trouble_is_no_lost_answer() -> None:
    assert isinstance(VERDICTS.entry(Row(Effect.TRANSIENT, "E_PROMOTION"), "x", ""), RetryLater)
    assert isinstance(VERDICTS.entry(None, "x", "vì sao"), Rejected)


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        (' <https://htx.example/?a=1&code=ab?state=c#d> ', {"a": "1", "code": "ab", "state": "c"}),
        ("code=ab&shop_id=7", {"code": "ab", "shop_id": "7"}),
        (' "ab 7" ', "ab 7"),
    ],
)  # fmt: skip
def test_what_a_person_pasted(pasted: str, found: object) -> None:
    assert pasted_query(pasted) == found


def test_only_a_spent_code_is_a_matter_for_the_person() -> None:
    assert isinstance(code_spent(StopShop("E_CONSENT_NEEDED")), BadUse)
    assert code_spent(StopShop("E_SHOP_PROBLEM")) is None


@pytest.mark.parametrize(
    ("text", "times", "found"),
    [
        ("0.36", 1000, 360), ("150000.00", 1, 150_000), ("0.5", 1, 1), ("-7", 1, -7), ("007", 1, 7),
        ("", 1, None), ("NaN", 1, None), ("Infinity", 1, None), ("1e999999999", 1000, None), ("9" * 400, 1, None),
        ("một", 1, None),
    ],
)  # fmt: skip
def test_a_figure_is_read_or_it_is_none(text: str, times: int, found: int | None) -> None:
    assert figure(text, times) == found


def test_what_lives_for_ever_lives_a_year() -> None:
    assert end_of_life(NOW, 2**62) == NOW + timedelta(days=365)
    assert end_of_life(NOW, 60) == NOW + timedelta(minutes=1)
    assert end_of_life(NOW, 0) is end_of_life(NOW, -5) is None
