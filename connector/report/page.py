"""What the HTML page is made from: one section per shop, each an outline with the pictures of its products.

Sections do not know of each other, so that a page of many shops is one of many sections.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from connector.messages import Language

from .grid import Grid
from .outline import Outline, outline_of_plan, outline_of_run
from .parts import Expiry, Known, ProductFacts

__all__ = [
    "Expiry",
    "HtmlReport",
    "Known",
    "Pictures",
    "ProductFacts",
    "ShopSection",
    "outline_of_plan",
    "outline_of_run",
]

Pictures = Mapping[str, tuple[bytes | None, bytes | None]]
"""By product: the picture before and after, JPEG or PNG. Where the picture does not change there is only the second."""


@dataclass(frozen=True, slots=True)
class ShopSection:
    """One shop's plan or run. ``calls``: calls made to the marketplace, where somebody counted them.

    ``commands``: (why, what to type next).
    """

    outline: Outline
    pictures: Pictures = field(default_factory=dict)
    expiries: tuple[Expiry, ...] = ()
    calls: int | None = None
    commands: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HtmlReport:
    """One page. ``intro`` is a line under the title; ``grid`` stands in front of the shops where there are several."""

    title: str
    day: date
    sections: tuple[ShopSection, ...]
    lang: Language = "vi"
    intro: str = ""
    made_at: datetime | None = None
    grid: Grid | None = None
