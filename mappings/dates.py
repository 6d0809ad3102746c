"""Days as sheets and rules write them, and as a shop shows them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date

__all__ = ["day_of", "shown_as"]

WRITTEN = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%m/%Y", "%Y-%m")
SHOWN: Mapping[str, str] = {"DD/MM/YYYY": "%d/%m/%Y", "MM/YYYY": "%m/%Y", "YYYY-MM-DD": "%Y-%m-%d"}


def day_of(text: str) -> date | None:
    """The day a text names; the first of a month that is all it names; None where it is no date."""
    for form in WRITTEN:
        try:
            parts = time.strptime(text.strip(), form)
        except ValueError:
            continue
        return date(parts.tm_year, parts.tm_mon, parts.tm_mday)
    return None


def shown_as(day: date, form: str) -> tuple[str, date]:
    """How a shop shows ``day``, and the day that stands for it: the first of its month where only that is shown."""
    if form == "MM/YYYY":
        day = day.replace(day=1)
    return day.strftime(SHOWN.get(form, SHOWN["DD/MM/YYYY"])), day
