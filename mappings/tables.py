"""What every rule table is made of: refused unknown keys, a source and a date, checked templates and patterns.

Every file says where its rules come from and of which day they are (``source``, ``as_of``); a table with a source of
its own says so itself.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from .fields import FIELD_NAMES, nearest, template_problem

__all__ = ["LimitRule", "Pattern", "RuleFile", "Sourced", "Table", "Template"]


def _checked_template(template: str) -> str:
    try:
        problem = template_problem(template)
    except ValueError as error:
        raise PydanticCustomError("template", "{problem}", {"problem": str(error)}) from error
    if problem is not None:
        raise PydanticCustomError(
            "unknown_field", "{name}", {"name": problem, "nearest": nearest(problem, FIELD_NAMES)}
        )
    return template


def _checked_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise PydanticCustomError("pattern", "{problem}", {"problem": str(error)}) from error
    return pattern


Template = Annotated[str, AfterValidator(_checked_template)]
Pattern = Annotated[str, AfterValidator(_checked_pattern)]


class Table(BaseModel):
    """One TOML table; a key it does not know is refused with the nearest it knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        for key in data if isinstance(data, dict) else ():
            if key not in cls.model_fields:
                context = {"key": str(key), "nearest": nearest(str(key), cls.model_fields)}
                raise PydanticCustomError("unknown_key", "{key}", context)
        return data


class Sourced(Table):
    """A table with a source of its own; blank = the file's."""

    source: str = ""
    as_of: date | None = None


class RuleFile(Table):
    """A whole file: where its rules come from, and of which day they are."""

    source: str = Field(min_length=1)
    as_of: date


class LimitRule(Sourced):
    """Bounds of our own, in the marketplace's unit. They only ever tighten what the shop says."""

    minimum: int | None = None
    maximum: int | None = None
