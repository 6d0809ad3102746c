"""The certificate card: our own picture with what the certificate says, where a badge on photos is not wanted.

Its text is composed elsewhere, one statement a line, title second; the card only sets it. Gold on lacquer above, the
facts on paper below, in Vietnamese.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from .badge import HAIRLINE, INK, PLATE, RIM, STAR, star_points
from .lettering import Weight, fit, font, nfc, wrap

__all__ = ["certificate_card"]

PAPER = (252, 247, 236)
TEXT = (54, 34, 28)
OVERSAMPLE = 2
LEADING = 1.32


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes as parts of the card's side; ``breaks``: into how many lines a statement may be broken, tried in order."""

    weight: Weight
    colour: tuple[int, int, int]
    largest: int
    smallest: int
    breaks: tuple[int, ...]


TITLE = Style("Bold", PLATE, 14, 34, (3,))
FACTS = Style("Medium", TEXT, 25, 34, (1, 2))


def certificate_card(lines: Sequence[str], star: int, year: int, size: int) -> Image.Image:
    """``lines``: heading, product name, then the statements (number, decision, producer, validity ...) in order."""
    said = [nfc(line.strip()) for line in lines if line.strip()]
    side = size * OVERSAMPLE
    card = Image.new("RGB", (side, side), PAPER)
    draw = ImageDraw.Draw(card)
    band = round(side * 0.36)
    _band(draw, side, band, star, said[0] if said else f"OCOP {star} sao", year)
    facts = said[2:]
    title_room = 0.2 if facts else 0.4
    _block(draw, said[1:2], side, band + side * 0.05, title_room * side, style=TITLE)
    draw.rectangle((side * 0.42, side * 0.635, side * 0.58, side * 0.639), fill=RIM)
    _block(draw, facts, side, side * 0.665, side * 0.275, style=FACTS)
    edge = round(side * 0.018)
    for colour, inset, width in ((PLATE, 0, edge), (RIM, edge, max(2, edge // 3))):
        draw.rectangle((inset, inset, side - 1 - inset, side - 1 - inset), outline=colour, width=width)
    return card.reduce(OVERSAMPLE)


def _band(draw: ImageDraw.ImageDraw, side: int, band: int, star: int, heading: str, year: int) -> None:
    draw.rectangle((0, 0, side, band), fill=PLATE)
    draw.rectangle((0, band, side, band + side * 0.006), fill=RIM)
    draw.rectangle((0, band + side * 0.006, side, band + side * 0.009), fill=HAIRLINE)
    pitch = side * 0.148
    for index in range(star):
        x = side / 2 + (index - (star - 1) / 2) * pitch
        draw.polygon(star_points(x, band * 0.40, pitch / 2.1), fill=STAR)
    text = heading if str(year) in heading else f"{heading}  ·  {year}"
    face, words = fit(text, "Bold", side * 0.86, lines=1, largest=side // 12, smallest=side // 30)
    draw.text((side / 2, band * 0.86), words[0], font=face, fill=INK, anchor="ms")


def _block(
    draw: ImageDraw.ImageDraw, lines: Sequence[str], side: int, top: float, room: float, *, style: Style
) -> None:
    """``lines`` centred in ``room``: as large as all of them fit, broken only where they must be."""
    if not lines:
        return
    size, words = _setting(lines, side * 0.86, room, side, style)
    leading = min(size * 1.42, room / len(words))
    y = top + (room - leading * len(words)) / 2 + leading * 0.75
    for line in words:
        draw.text((side / 2, y), line, font=font(style.weight, size), fill=style.colour, anchor="ms")
        y += leading


def _setting(lines: Sequence[str], width: float, room: float, side: int, style: Style) -> tuple[int, list[str]]:
    """The size, and the lines as broken at that size; cut with an ellipsis only where nothing else helps."""
    smallest = side // style.smallest
    for most in style.breaks:
        for size in range(side // style.largest, smallest - 1, -2):
            broken = [wrap(line, font(style.weight, size), width, most) for line in lines]
            words = [word for part in broken if part for word in part]
            if all(broken) and len(words) * size * LEADING <= room:
                return size, words
    cut = [fit(line, style.weight, width, lines=1, largest=smallest, smallest=smallest)[1] for line in lines]
    return smallest, [part[0] for part in cut if part]
