"""A contact sheet: many pictures on one page with a line under each, for people who want to look."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from .lettering import fit

__all__ = ["contact_sheet"]

PAGE = (246, 244, 240)
INK = (40, 36, 32)


def contact_sheet(pictures: Sequence[tuple[Image.Image | bytes, str]], columns: int, *, cell: int = 240) -> Image.Image:
    """Pictures left to right, ``columns`` in a row, none enlarged; each with its caption, cut where it is too long."""
    gap, caption = max(6, cell // 24), max(14, cell // 10)
    rows = max(1, -(-len(pictures) // columns))
    page = Image.new("RGB", (columns * (cell + gap) + gap, rows * (cell + caption + gap) + gap), PAGE)
    draw = ImageDraw.Draw(page)
    for index, (picture, text) in enumerate(pictures):
        image = Image.open(BytesIO(picture)) if isinstance(picture, bytes) else picture
        small = image.convert("RGB")
        small.thumbnail((cell, cell), Image.Resampling.LANCZOS)
        left, top = gap + index % columns * (cell + gap), gap + index // columns * (cell + caption + gap)
        page.paste(small, (left + (cell - small.width) // 2, top + (cell - small.height) // 2))
        face, lines = fit(text, "Medium", cell, lines=1, largest=caption * 2 // 3, smallest=caption * 2 // 3)
        draw.text((left, top + cell + caption * 3 // 4), lines[0] if lines else "", font=face, fill=INK, anchor="ls")
    return page
