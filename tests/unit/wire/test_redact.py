"""Redaction: known values by heart, secret names whatever their value, records before any handler sees them."""

import logging
from collections.abc import Iterator

import pytest

from connector.errors import FieldProblem, Rejected
from connector.wire import redact
from connector.wire.redact import MASK, RedactingFilter, cleaned


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    redact.forget_all()
    yield
    redact.forget_all()


@pytest.mark.parametrize(
    "text",
    [
        "https://h/api?access_token=BIMAT123&shop_id=7",
        "https://h/api?shop_id=7&sign=BIMAT123",
        "https://h/cb?code=BIMAT123",
        '{"refresh_token": "BIMAT123"}',
        "{'partner_key': 'BIMAT123'}",
        "(b'x-tts-access-token', b'BIMAT123')",
        '{\\"app_secret\\": \\"BIMAT123\\"}',
        "Authorization: Bearer BIMAT123",
        "url(https://h/?Access_Token=BIMAT123)",
    ],
)
def test_a_value_under_a_secret_name_is_masked_though_nobody_told_us(text: str) -> None:
    shown = redact.redact(text)
    assert "BIMAT123" not in shown
    assert MASK in shown


def test_what_is_no_secret_stays_readable() -> None:
    text = 'GET https://h/api?shop_id=987654&page_size=50 {"code": "IllegalAccessToken", "design": "Gốm Bát Tràng"}'
    assert redact.redact(text) == text


def test_a_known_value_is_masked_anywhere_and_percent_encoded_too() -> None:
    redact.remember("Mật+khẩu/ nem")
    for text in ("x Mật+khẩu/ nem y", "x M%E1%BA%ADt%2Bkh%E1%BA%A9u%2F%20nem y"):
        assert redact.redact(text) == f"x {MASK} y"


def test_a_secret_inside_a_longer_one_leaves_no_rest() -> None:
    redact.remember("abcdef", "abcdef-ghijkl")
    assert redact.redact("abcdef-ghijkl") == MASK


def test_short_values_and_blanks_are_not_taken_for_secrets() -> None:
    redact.remember("", "12345", None, 7)
    assert redact.redact("12345 trái bưởi") == "12345 trái bưởi"


def test_credentials_are_remembered_by_name() -> None:
    redact.remember(credentials={"partner_key": "khoa-cua-toi", "base_url": "http://127.0.0.1:9101"})
    assert redact.redact("khoa-cua-toi http://127.0.0.1:9101") == f"{MASK} http://127.0.0.1:9101"


def test_an_error_is_cleaned_in_every_part_that_is_shown() -> None:
    redact.remember("BIMAT123")
    problem = FieldProblem("title", "token BIMAT123")
    error = Rejected("E", fields=(problem,), original="BIMAT123", reason="BIMAT123", n=3)
    shown = cleaned(error)
    assert "BIMAT123" not in f"{shown} {shown.params} {shown.original} {shown.fields}"
    assert shown.params["n"] == 3


def record(message: str, *args: object, exc: BaseException | None = None) -> logging.LogRecord:
    info = (type(exc), exc, exc.__traceback__) if exc else None
    return logging.LogRecord("httpx", logging.INFO, __file__, 1, message, args, info)


def test_a_record_is_rewritten_arguments_and_exception_included() -> None:
    redact.remember("BIMAT123")
    try:
        raise ValueError("no: BIMAT123")
    except ValueError as error:
        seen = record("GET %s", "https://h/?sign=abc", exc=error)
    assert RedactingFilter().filter(seen)
    assert logging.Formatter().format(seen).splitlines()[0] == f"GET https://h/?sign={MASK}"
    assert "BIMAT123" not in logging.Formatter().format(seen)
    assert "ValueError" in logging.Formatter().format(seen)


def test_a_record_with_a_broken_format_is_still_redacted() -> None:
    seen = record("%d of", "?access_token=BIMAT123")
    assert RedactingFilter().filter(seen)
    assert "BIMAT123" not in seen.getMessage()


def test_install_reaches_the_loggers_that_see_requests_once() -> None:
    child = logging.getLogger("adapters.somebody.else")
    redact.install()
    redact.install()
    for logger in (child, *(logging.getLogger(name) for name in ("httpx", "httpcore.http11", "connector"))):
        assert [type(kept) for kept in logger.filters].count(RedactingFilter) == 1
