"""A cell's value as the text a person would type for it.

Dates are ISO (a time of day beside a date is dropped: no field has one), whole numbers have no ``.0``, decimals at most
the 15 digits a spreadsheet shows. A number of 16 digits or more has lost its last ones and comes as ``1.23E+19``, which
every code field refuses.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

__all__ = ["LONG", "DateText", "day_first", "number_text", "text_of"]

LONG = 1e15


class DateText(str):
    """The text of a real date cell, known from text that only looks like one."""

    __slots__ = ()


def number_text(value: float) -> str:
    """A number, however it was formatted on the sheet."""
    if not math.isfinite(value):
        return "#NUM!"
    if abs(value) >= LONG:
        mantissa, _, exponent = f"{value:.14E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    text = f"{value:.15g}"
    if "e" in text:
        text = format(Decimal(text), "f")
    return "0" if text == "-0" else text


def text_of(value: object) -> str:
    """Any value of the reading library; text stays as it is."""
    if type(value) is float:
        return str(int(value)) if -LONG < value < LONG and value.is_integer() else number_text(value)
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value) if abs(value) < LONG else number_text(float(value))
    if isinstance(value, dt.datetime):
        return DateText(value.date().isoformat())
    if isinstance(value, dt.date):
        return DateText(value.isoformat())
    if isinstance(value, dt.time):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return "" if value is None else str(value)


def day_first(iso: str) -> str:
    """2024-05-03 -> 03/05/2024, as the sheet shows it: a code that became a date must not pass for a code."""
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"
