"""What every answer has in common: a body that is JSON or not, a Retry-After, how models of it take what comes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from email.utils import parsedate_to_datetime

import orjson
from pydantic import ConfigDict

from .call import Answer

__all__ = ["TOLERANT", "end_of_life", "figure", "json_of", "retry_after", "unix_moment", "without_nulls"]

SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")
LONGEST_LIFE_S = 31_536_000
MOST_DIGITS = 15
LATEST = 32_503_680_000
"""The year 3000, as far as every system counts."""

TOLERANT = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)
"""For models of answers: unknown keys are ignored, no number is endless."""


def without_nulls(data: object) -> object:
    """For models of answers, as a validator before all others: null counts as absent."""
    if not isinstance(data, dict) or None not in data.values():
        return data
    return {name: value for name, value in data.items() if value is not None}


def json_of(answer: Answer) -> object:
    """The body as JSON; None where it is none."""
    try:
        return orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return None


def retry_after(answer: Answer, now: datetime) -> float | None:
    """Seconds of a Retry-After header, given as a number or a date; some give parts of a second."""
    text = answer.headers.get("retry-after", "").strip()
    if SECONDS.fullmatch(text):
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds())


def unix_moment(seconds: float) -> datetime | None:
    """A unix time; 0 and less mean none, and so does what no calendar holds."""
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < LATEST else None


def end_of_life(now: datetime, seconds: int) -> datetime | None:
    """When what lives so long ends, a year at most: a life that no calendar holds must not cost us the tokens that
    were issued with it. None where it says none."""
    return now + timedelta(seconds=min(seconds, LONGEST_LIFE_S)) if seconds > 0 else None


def figure(text: str, times: int = 1) -> int | None:
    """A number as text in whole units (``times``: how many of ours one of theirs is); None where it is none, has no
    end, or is more than anybody sells."""
    try:
        number = Decimal(text) * times
    except ArithmeticError:
        return None
    if not number.is_finite() or number.adjusted() > MOST_DIGITS:
        return None
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))
