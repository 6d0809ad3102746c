"""What the demo checks of pictures: which star each one shows, read from the pixels that the shop serves.

Nothing here asks the composer or the journal: the bytes are compared with our three badges and the heads of our three
certificate cards, drawn anew, and what is found must be the star of the sheet, at the marketplace's own place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any

import httpx
from PIL import Image, ImageChops, ImageStat

from media import certificate_card, draw_badge, thumbnail

from .proof import Proof
from .shops import DemoShop

__all__ = ["Gallery", "Picture", "star_on"]

STARS = (3, 4, 5)
YEAR = 2024
"""Drawn on what pictures are compared with; another year moves the figures below by less than 8."""
BADGE_AT = (16, 16)
BADGE_WIDTH = 400
CARD_HEAD = (90, 40, 934, 230)
SIDE = 1024
ALIKE = 16.0
"""Mean difference (0-255) up to which two drawings are one: the right badge stays below 12, the wrong star is at 20,
a photo without a badge at 50 and more."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as served: where, and the star on it, 0 = none; ``card`` where it is a certificate card."""

    url: str
    star: int
    card: bool


@dataclass(slots=True)
class Gallery:
    """The pictures of one shop, each fetched and looked at once."""

    shop: DemoShop
    _seen: dict[str, Picture] = field(default_factory=dict)

    def look(self, listings: Sequence[Mapping[str, Any]]) -> None:
        """Fetch what is new."""
        new = {image["sha256"]: image["url"] for one in listings for image in one["images"]}
        new = {sha: url for sha, url in new.items() if sha not in self._seen}
        with httpx.Client(timeout=30, trust_env=False) as client, ThreadPoolExecutor(4) as threads:
            found = threads.map(lambda url: _judged(client, url), new.values())
            self._seen.update(zip(new, found, strict=True))

    def pictures(self, listing: Mapping[str, Any]) -> list[Picture]:
        """Of one listing, in order."""
        return [self._seen[image["sha256"]] for image in sorted(listing["images"], key=lambda one: one["position"])]

    def covers(self, listings: Sequence[Mapping[str, Any]], side: int) -> dict[str, bytes]:
        """By SKU, small: the picture that bears the star of a live listing, or its cover where none does."""
        found: dict[str, bytes] = {}
        with httpx.Client(timeout=30, trust_env=False) as client:
            for listing in listings:
                pictures = self.pictures(listing) if listing["live"] else []
                shown = next((one for one in pictures if one.star), pictures[0] if pictures else None)
                if shown is not None:
                    cover = thumbnail(client.get(shown.url).raise_for_status().content, side)
                    found.update((sku["sku"], cover) for sku in listing["skus"])
        return found

    def proof(self, listings: Sequence[Mapping[str, Any]], stars: Mapping[str, str]) -> Proof:
        """Every live listing shows the star that ``stars`` has for its SKUs, once, where it belongs and in words; and
        what may show none shows none."""
        self.look(listings)
        proof = Proof()
        for listing in listings:
            if not listing["live"]:
                continue
            sku = listing["skus"][0]["sku"]
            pictures, star = self.pictures(listing), stars.get(sku, "")
            found = [(place, one.star) for place, one in enumerate(pictures, start=1) if one.star]
            wanted = [(self._place(pictures), int(star))] if star else []
            proof.figures["pictures"] += len(pictures)
            proof.figures["starred"] += bool(star) and found == wanted
            told = {"found": _told(found), "wanted": _told(wanted)}
            proof.expect(found == wanted, "demo-wrong-star", sku=sku, **told)
            words = [one for one in STARS if f"OCOP {one} sao" in listing["description"]]
            told = {"found": _several(words), "wanted": star or "–"}
            proof.expect(words == [int(star)] if star else not words, "demo-wrong-words", sku=sku, **told)
        return proof

    def _place(self, pictures: Sequence[Picture]) -> int:
        """Where the star belongs among these: a card stands for a badge where there is no second photo."""
        if self.shop.place == "card":
            return next((place for place, one in enumerate(pictures, start=1) if one.card), 0)
        return 1 if self.shop.place == "first" else 2


def star_on(picture: Image.Image) -> tuple[int, bool]:
    """The star on a picture, 0 where there is none, and whether it is a certificate card."""
    if picture.size != (SIDE, SIDE):
        return 0, False
    for card, kind in ((False, _badges()), (True, _heads())):
        differences = {star: _difference(picture, *like) for star, like in kind.items()}
        star = min(differences, key=differences.__getitem__)
        if differences[star] < ALIKE:
            return star, card
    return 0, False


def _judged(client: httpx.Client, url: str) -> Picture:
    with Image.open(BytesIO(client.get(url).raise_for_status().content)) as picture:
        star, card = star_on(picture.convert("RGB"))
    return Picture(url, star, card)


def _difference(picture: Image.Image, left: int, top: int, art: Image.Image) -> float:
    """How far the picture is from ``art`` where that is opaque, in its worst colour."""
    there = picture.crop((left, top, left + art.width, top + art.height))
    drawn = there.copy()
    drawn.paste(art, mask=art)
    mean: list[float] = ImageStat.Stat(ImageChops.difference(there, drawn)).mean
    return max(mean)


@cache
def _badges() -> dict[int, tuple[int, int, Image.Image]]:
    return {star: (*BADGE_AT, draw_badge(star, YEAR, BADGE_WIDTH)) for star in STARS}


@cache
def _heads() -> dict[int, tuple[int, int, Image.Image]]:
    """Only the stars: above the words, which differ from card to card."""
    found = {}
    for star in STARS:
        head = certificate_card([f"OCOP {star} sao"], star, YEAR, SIDE).crop(CARD_HEAD)
        found[star] = (*CARD_HEAD[:2], head.convert("RGBA"))
    return found


def _told(found: Sequence[tuple[int, int]]) -> str:
    return ", ".join(f"{star}★ ({place})" for place, star in found) or "–"


def _several(stars: Sequence[int]) -> str:
    return ", ".join(map(str, stars)) or "–"
