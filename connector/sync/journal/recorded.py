"""Reading what a row of the journal holds: whatever we did not write ourselves is an error with a code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel

from connector.errors import BadUse

__all__ = ["day_of", "json_of", "object_of", "record_of", "recorded", "time_of"]

M = TypeVar("M", bound=BaseModel)


@contextmanager
def recorded(table: str) -> Iterator[None]:
    """BadUse ``E_JOURNAL_EDITED`` where a row of ``table`` does not hold what we write there."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise BadUse("E_JOURNAL_EDITED", table=table) from None


def record_of(model: type[M], raw: str | bytes, table: str) -> M:
    """The value whose JSON stands in a row."""
    with recorded(table):
        return model.model_validate_json(raw)


def json_of(raw: str | bytes, table: str) -> Any:
    """Any JSON that stands in a row."""
    with recorded(table):
        return orjson.loads(raw)


def object_of(raw: str | bytes, table: str) -> dict[str, Any]:
    """A JSON object that stands in a row."""
    with recorded(table):
        return {**orjson.loads(raw)}


def time_of(text: str, table: str) -> datetime:
    """A moment, in UTC."""
    with recorded(table):
        return datetime.fromisoformat(text).astimezone(UTC)


def day_of(text: str, table: str) -> date:
    """A day."""
    with recorded(table):
        return date.fromisoformat(text)
