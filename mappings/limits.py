"""The bounds that hold: the tighter of what the shop says and what our rules say, and who set which."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from connector.model import Limit
from connector.text import Unit, length

from .loader import Rules
from .tables import LimitRule

__all__ = ["NO_BOUNDS", "Bounds", "effective_limit"]


@dataclass(frozen=True)
class Bounds:
    """Both inclusive, None = none, with the source of each."""

    minimum: int | None = None
    maximum: int | None = None
    unit: str = "characters"
    minimum_source: str = ""
    maximum_source: str = ""

    def size(self, text: str) -> int:
        """How long a text is, counted as the marketplace counts."""
        return length(text, self.text_unit)

    def too_small(self, size: int) -> bool:
        return self.minimum is not None and size < self.minimum

    def too_big(self, size: int) -> bool:
        return self.maximum is not None and size > self.maximum

    @property
    def text_unit(self) -> Unit:
        """The unit for texts; bounds on anything else are not asked."""
        return "bytes" if self.unit == "bytes" else "characters"

    @cached_property
    def shown(self) -> str:
        """``10-120 characters``; '' where nothing bounds."""
        if self.minimum is None and self.maximum is None:
            return ""
        low = "" if self.minimum is None else str(self.minimum)
        high = "" if self.maximum is None else str(self.maximum)
        return f"{low}-{high} {self.unit}"

    @cached_property
    def source(self) -> str:
        """Who set them: one name where both bounds come from one place."""
        named = [source for source in (self.minimum_source, self.maximum_source) if source]
        return "; ".join(dict.fromkeys(named))


NO_BOUNDS = Bounds()


def effective_limit(rules: Rules, name: str, facts: Limit | None) -> Bounds:
    """The tighter of both, in the shop's unit; ours are counted in whatever unit the marketplace counts in."""
    own, place = rules.limits.get(name, (LimitRule(), ""))
    theirs = facts or Limit()
    said = f"facts: {theirs.source}" if theirs.source else "facts"
    low, low_source = theirs.minimum, said
    if own.minimum is not None and (low is None or own.minimum > low):
        low, low_source = own.minimum, _place(rules, place, "minimum")
    high, high_source = theirs.maximum, said
    if own.maximum is not None and (high is None or own.maximum < high):
        high, high_source = own.maximum, _place(rules, place, "maximum")
    return Bounds(
        low, high, theirs.unit, low_source if low is not None else "", high_source if high is not None else ""
    )


def _place(rules: Rules, place: str, bound: str) -> str:
    file, _, table = place.partition(":")
    return rules.at(file, f"{table}.{bound}")
