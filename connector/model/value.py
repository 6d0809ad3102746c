"""What the catalogue's values have in common: frozen, no field they do not know, and small, for there are very many."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

__all__ = ["Value"]


class Value(BaseModel):
    """A frozen model of which every field counts as given.

    pydantic keeps beside each object a set of the fields it was made with, which for a product is larger than the
    product. Nobody asks for it here, so all objects of a class share one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    _given: ClassVar[set[str]]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        cls._given = set(cls.model_fields)

    def model_post_init(self, context: Any, /) -> None:
        object.__setattr__(self, "__pydantic_fields_set__", self._given)
