"""What every judge stands on: the verdict, the marketplaces' own words, and the shelves as the tape left them.

The words are those of the marketplaces' documents, written down anew: nothing here comes from the connector.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.simulation.history import Entry, History

__all__ = [
    "CREATES",
    "DELETED",
    "GROUP_OF",
    "HIDDEN",
    "LOCKED",
    "LOOKS",
    "OURS",
    "THROTTLED",
    "WAITING",
    "Shelf",
    "Violation",
    "folded",
    "handed_in",
    "own_photos",
    "replay",
    "reviewed",
    "star_of",
]

OURS = "connector"
CREATES = frozenset(
    ("POST /api/v2/product/add_item", "POST /rest/product/create", "POST /product/202309/products"),
)
LOOKS = frozenset(
    (
        "GET /api/v2/product/search_item",
        "GET /api/v2/product/get_item_list",
        "GET /rest/products/get",
        "POST /product/202502/products/search",
    )
)
"""Reads that find a listing whose id nobody knows."""
DELETED = "deleted"
HIDDEN = "unlisted"
"""What a seller's own hiding is; a review or a ban hides too, and is not ours."""
LIVE = "live"
WAITING = "waiting"
"""The field of the tape that holds what is under review."""
THROTTLED = re.compile(
    r"error_rate_limit|ApiCallLimit|SellerCallLimit|AppCallLimit|AppApiCallLimit|901|4154|E?1002|36009002|(HTTP )?429"
)
LOCKED = re.compile(r"error_cannt_edit_\w*_in_promotion|error_in_item_promotion\w*|4147|4155|4170|12052901|12052038")
GROUP_OF = {
    "title": "title",
    "description": "description",
    "pictures": "media",
    "price": "price",
    "stock": "stock",
    "attributes": "attributes",
    "category": "attributes",
    "weight": "package",
    "skus": "structure",
    "status": "state",
}
STAR_TEXT = re.compile(r"OCOP (\d) sao")


@dataclass(frozen=True, slots=True)
class Violation:
    """One promise that one history broke. ``run`` is 0 where no run in particular did."""

    invariant: int
    seed: int
    run: int
    shop: str
    words: str

    def __str__(self) -> str:
        place = f"run {self.run}, {self.shop}" if self.run else self.shop or "all shops"
        return f"({self.invariant}) seed {self.seed}, {place}: {self.words}"


@dataclass(slots=True)
class Shelf:
    """One listing: what it shows, what we last wrote of each field, and who wrote each field last, and when."""

    shop: str
    listing: str
    made_by: str
    made_at: float
    made_in: int
    shown: dict[str, Any]
    ours: dict[str, Any] = field(default_factory=dict)
    ours_at: dict[str, float] = field(default_factory=dict)
    by: dict[str, str] = field(default_factory=dict)
    at: dict[str, float] = field(default_factory=dict)
    ever_live: bool = False

    @property
    def deleted(self) -> bool:
        return self.shown.get("status") in (DELETED, None)

    @property
    def live(self) -> bool:
        return bool(self.shown.get("status") == LIVE)

    @property
    def skus(self) -> frozenset[str]:
        return frozenset(folded(sku) for sku in self.shown.get("skus") or () if sku)

    def edited(self, name: str) -> bool:
        """Whether what stands there is what staff wrote, and not what we last did."""
        return self.by.get(name) == "staff" and self.shown.get(name) != self.ours.get(name)

    def take(self, entry: Entry) -> None:
        """Be as ``entry`` says."""
        self.shown[entry.field] = entry.after
        self.by[entry.field], self.at[entry.field] = entry.by, entry.at
        if entry.by == OURS:
            self.ours[entry.field], self.ours_at[entry.field] = entry.after, entry.at
        self.ever_live = self.ever_live or self.live


Shelves = dict[tuple[str, str], Shelf]


def replay(history: History, shelves: Shelves | None = None) -> Iterator[tuple[Entry, Shelf]]:
    """Each entry of the tape with its shelf as it was before; a new listing with its shelf as it begins.

    ``shelves`` is filled as it goes, a new listing after its entry.
    """
    standing: Shelves = {} if shelves is None else shelves
    for entry in history.tape:
        if entry.field == "":
            shelf = _new(entry)
            yield entry, shelf
            standing[entry.shop, entry.listing] = shelf
            continue
        shelf = standing[entry.shop, entry.listing]
        yield entry, shelf
        shelf.take(entry)


def _new(entry: Entry) -> Shelf:
    view = dict(entry.after)
    shelf = Shelf(entry.shop, entry.listing, entry.by, entry.at, entry.run, view)
    shelf.by = dict.fromkeys(view, entry.by)
    shelf.at = dict.fromkeys(view, entry.at)
    if entry.by == OURS:
        shelf.ours, shelf.ours_at = dict(view), dict(shelf.at)
    shelf.ever_live = shelf.live
    return shelf


def reviewed(entry: Entry) -> bool:
    """Whether this is no more than a review, or its end, that a write of the listing's content sets off."""
    seller = HIDDEN in (entry.before, entry.after) or entry.after in (DELETED, None)
    return entry.field == "status" and not seller


def handed_in(entry: Entry, shelf: Shelf) -> Iterator[Entry]:
    """What an entry means for buyers: itself, or each field that it hands in for a review beside what they see."""
    if entry.field != WAITING:
        yield entry
        return
    before = entry.before or {}
    for name, value in (entry.after or {}).items():
        shown = shelf.shown.get(name)
        if value not in (shown, before.get(name)):
            yield replace(entry, field=name, before=shown, after=value)


def folded(sku: str) -> str:
    """A SKU as it is matched."""
    return unicodedata.normalize("NFC", sku).strip().casefold()


def star_of(shown: Mapping[str, Any]) -> int:
    """The highest star that the pictures and words of a listing claim; 0 = none."""
    badges = [str(picture.get("badge") or "") for picture in shown.get("pictures") or ()]
    drawn = [int(badge[0]) for badge in badges if badge[:1].isdigit()]
    words = unicodedata.normalize("NFC", f"{shown.get('title') or ''}\n{shown.get('description') or ''}")
    return max([*drawn, *(int(star) for star in STAR_TEXT.findall(words))], default=0)


def own_photos(pictures: Any) -> tuple[str, ...]:
    """The photos of the catalogue that a gallery shows, in order."""
    return tuple(picture["photo"] for picture in pictures or () if picture.get("photo"))
