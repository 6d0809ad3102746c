"""``python -m benchmarks.badges``: can the badge be read? Measured on what a shop receives, and a page to look at.

Every figure is taken from a finished rendition (JPEG at the recipe's quality): at the marketplace's size, and shrunk to
the 180 pixels of a listing in a list. Contrast is WCAG's ratio of relative luminances. Prints the table that
``docs/badges.md`` shows and draws its picture: the places first, second and card on a light, a dark and a busy photo.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from connector.model import MediaIdentity
from media import badge_box, recipe, render
from media.lettering import font

__all__ = ["GROUNDS", "Measured", "contrast", "measure", "photo", "rendition", "stars_counted"]

SIDE = 1200
THUMBNAIL = 180
FIRST, SECOND = "shopee-1024-pad@1", "tiktok_shop-1024-pad@1"
CARD = "lazada-1024-pad@1"
CARD_LINES = (
    "Khăn lụa tơ tằm Vạn Phúc hoa sen 90x90",
    "Giấy chứng nhận số MAU-OCOP-HN-2024-0101",
    "HTX Dệt lụa Mẫu, phường Hà Đông",
    "Có giá trị đến ngày 13/02/2027",
)
GROUNDS = ("light", "dark", "busy", "white", "black", "red", "gold")
FLAT = {"white": (255, 255, 255), "black": (0, 0, 0), "red": (112, 14, 22), "gold": (255, 214, 84)}
Measured = dict[str, float]


def luminance(colour: Sequence[float]) -> float:
    """Relative luminance, 0 to 1."""
    linear = [level / 255 / 12.92 if level <= 10 else ((level / 255 + 0.055) / 1.055) ** 2.4 for level in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Sequence[float], other: Sequence[float]) -> float:
    """1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def photo(ground: str) -> bytes:
    """A photo of goods on that ground, as PNG; the same bytes every time."""
    draws = random.Random(ground)
    if ground == "busy":
        noise = Image.frombytes("RGB", (100, 100), draws.randbytes(30_000))
        picture = noise.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
        pen = ImageDraw.Draw(picture)
        for _ in range(260):
            x, y, size = draws.randrange(SIDE), draws.randrange(SIDE), draws.randrange(10, 160)
            colour = (draws.randrange(256), draws.randrange(256), draws.randrange(256))
            pen.ellipse((x, y, x + size, y + size), fill=colour)
    elif ground in FLAT:
        picture = Image.new("RGB", (SIDE, SIDE), FLAT[ground])
    else:
        edge, middle = ((238, 236, 231), (252, 252, 250)) if ground == "light" else ((14, 12, 13), (46, 40, 36))
        picture = Image.new("RGB", (SIDE, SIDE), edge)
        ImageDraw.Draw(picture).ellipse((60, 120, SIDE - 60, SIDE + 200), fill=middle)
        picture = picture.filter(ImageFilter.GaussianBlur(90))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((380, 940, 860, 1010), fill=(120, 104, 88))
    pen.polygon([(430, 560), (770, 560), (820, 960), (380, 960)], fill=(176, 92, 54))
    pen.ellipse((430, 520, 770, 600), fill=(142, 70, 40))
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def rendition(data: bytes, recipe_name: str, star: int = 4, badge_at: str = "top-left") -> Image.Image:
    """What a shop receives of the photo, with the badge (star 0: without)."""
    badge = {"badge": f"{star}-2024", "badge_at": badge_at} if star else {}
    identity = MediaIdentity(source_sha256=hashlib.sha256(data).hexdigest(), recipe=recipe_name, **badge)
    return Image.open(BytesIO(render(data, identity, claim=None).data)).convert("RGB")


def card(star: int = 4) -> Image.Image:
    """The certificate card as a shop receives it."""
    text = "\n".join((f"OCOP {star} sao", *CARD_LINES)).encode()
    named = {"source_sha256": hashlib.sha256(text).hexdigest(), "recipe": CARD, "badge": f"{star}-2024", "card": True}
    identity = MediaIdentity.model_validate(named)
    return Image.open(BytesIO(render(text, identity, claim=None).data)).convert("RGB")


def stars_counted(badge: Image.Image) -> int:
    """Runs of light on the line through the stars' centres."""
    row = round(badge.height * 0.33)
    inside = range(round(badge.width * 0.05), round(badge.width * 0.95))
    plate = _pixel(badge, badge.width // 2, round(badge.height * 0.57))
    light = [contrast(_pixel(badge, x, row), plate) > 3.0 for x in inside]
    return sum(1 for before, now in zip([False, *light], light, strict=False) if now and not before)


def measure(ground: str, star: int) -> Measured:
    """Contrast of stars and words on the plate, and of the plate's rim against the photo, at both sizes."""
    data = photo(ground)
    whole, plain = rendition(data, FIRST, star), rendition(data, FIRST, 0)
    box = badge_box(recipe(FIRST), "top-left")
    found: Measured = {}
    for side in (recipe(FIRST).size, THUMBNAIL):
        scale = side / whole.width
        small = whole.resize((side, side), Image.Resampling.LANCZOS) if side != whole.width else whole
        badge = small.crop(tuple(round(edge * scale) for edge in box))  # type: ignore[arg-type]
        found |= {
            f"stars@{side}": _spread(badge, 0.18, 0.5),
            f"words@{side}": _spread(badge, 0.64, 0.86),
            f"counted@{side}": stars_counted(badge),
        }
    found["rim"] = _rim(whole, plain, box)
    return found


def _pixel(image: Image.Image, x: int, y: int) -> tuple[int, int, int]:
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


def _spread(badge: Image.Image, top: float, bottom: float) -> float:
    """Contrast between the lightest and the darkest tenth of a band of the plate."""
    band = badge.crop(
        (badge.width // 10, round(badge.height * top), badge.width * 9 // 10, round(badge.height * bottom))
    )
    pixels = sorted(
        (_pixel(band, x, y) for x in range(band.width) for y in range(band.height)),
        key=luminance,
    )
    tenth = max(1, len(pixels) // 10)
    return contrast(pixels[tenth // 2], pixels[-tenth // 2 - 1])


def _rim(whole: Image.Image, plain: Image.Image, box: tuple[int, int, int, int]) -> float:
    """The least, over the plate's edges, of the most that hairline, rim or plate stand off from the photo there."""
    left, top, right, bottom = box
    across, down = (left + right) // 2, (top + bottom) // 2
    edges = [
        [(left + step, down) for step in range(24)],
        [(right - 1 - step, down) for step in range(24)],
        [(across, top + step) for step in range(24)],
        [(across, bottom - 1 - step) for step in range(24)],
    ]
    return min(max(contrast(_pixel(whole, *at), _pixel(plain, *edge[0])) for at in edge) for edge in edges)


def table() -> str:
    """The figures as Markdown: per ground the worst of three, four and five stars."""
    head = ("photo", "stars", "words", "stars, 180 px", "words, 180 px", "rim against photo", "stars counted")
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for ground in GROUNDS:
        of = {star: measure(ground, star) for star in (3, 4, 5)}
        worst = {name: min(one[name] for one in of.values()) for name in of[4]}
        counted = all(one[f"counted@{side}"] == star for star, one in of.items() for side in (1024, THUMBNAIL))
        cells = [f"{worst[name]:.1f}" for name in ("stars@1024", "words@1024", "stars@180", "words@180", "rim")]
        lines.append(f"| {ground} | {' | '.join(cells)} | {'all' if counted else 'NOT ALL'} |")
    return "\n".join(lines)


def page() -> Image.Image:
    """Rows: a light, a dark, a busy photo. Columns: as taken, first (3, 4, 5 stars), second, card, and 180 pixels."""
    cell, gap, head = 250, 14, 34
    columns = ("ảnh gốc", "ảnh đầu · 3 sao", "ảnh đầu · 4 sao", "ảnh đầu · 5 sao", "ảnh thứ hai", "ảnh thẻ", "180 px")
    sheet = Image.new("RGB", (gap + len(columns) * (cell + gap), head + 3 * (cell + gap) + gap), (246, 244, 240))
    pen = ImageDraw.Draw(sheet)
    face = font("Medium", 18)
    for column, words in enumerate(columns):
        pen.text((gap + column * (cell + gap), head - 10), words, font=face, fill=(40, 36, 32), anchor="ls")
    for row, ground in enumerate(("light", "dark", "busy")):
        data = photo(ground)
        pictures = [
            Image.open(BytesIO(data)).convert("RGB"),
            *(rendition(data, FIRST, star) for star in (3, 4, 5)),
            rendition(data, SECOND, 3 + row),
            card(3 + row),
        ]
        top = head + row * (cell + gap)
        for column, picture in enumerate(pictures):
            sheet.paste(picture.resize((cell, cell), Image.Resampling.LANCZOS), (gap + column * (cell + gap), top))
        small = rendition(data, FIRST, 3 + row).resize((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
        sheet.paste(small, (gap + len(pictures) * (cell + gap), top))
    return sheet


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.badges", description=__doc__)
    parser.add_argument("--picture", type=Path, metavar="FILE.jpg", help="also draw the page to look at")
    asked = parser.parse_args()
    print(table())
    if asked.picture:
        page().save(asked.picture, "JPEG", quality=78)
    return 0


if __name__ == "__main__":
    sys.exit(main())
