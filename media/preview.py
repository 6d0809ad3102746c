"""Pages that show photos beside what is made of them, for people who look at paper or a screen and not at logs.

A page is a column (or several) of blocks; a block is one product or one photo, its strips lie under each other so that
what belongs together stands in one column. Nothing here knows a shop or a language: pictures and words come in, images
of bounded height come out, one page at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from .bare import format_of
from .lettering import Weight, font, nfc

__all__ = ["MARK", "TILE", "Block", "Heading", "Strip", "Tile", "as_png", "is_page", "pages"]

Colour = tuple[int, int, int]
PAGE: Colour = (244, 241, 235)
SHEET: Colour = (255, 255, 255)
EDGE: Colour = (224, 218, 208)
INK: Colour = (40, 34, 30)
MUTED: Colour = (104, 96, 88)
ALERT: Colour = (160, 34, 16)
GROUND: Colour = (247, 245, 241)
GREY: Colour = (206, 203, 198)

TILE = 208
"""Side of a picture's place."""
GAP, PAD, MARGIN = 20, 26, 40
LABEL = 176
COLUMNS = 6
TALLEST = 2400
"""A page grows no taller, unless a single block is."""
WIDEST = 1920
LEADING = 1.34
LINES = 4
"""So many lines of words under a picture; what is longer is said in the terminal."""
HEAD = 512
MARK = "ocop media preview"
"""Written into every page's file, so that a page may be replaced by a later one and nothing else ever is."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture with what is to be read under it; without a picture a grey or an empty place with its reason."""

    picture: Image.Image | None
    caption: str = ""
    remark: str = ""
    without: Literal["problem", "absent"] = "problem"


@dataclass(frozen=True, slots=True)
class Strip:
    """Pictures from left to right, ``None`` where nothing stands. ``note`` is said across, before the pictures."""

    tiles: tuple[Tile | None, ...]
    label: str = ""
    sublabel: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """What stays together on a page: a title, a line of facts, strips whose pictures stand in common columns."""

    title: str
    facts: str
    strips: tuple[Strip, ...]
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The top of every page; ``page`` with a place for ``{number}``."""

    title: str
    lines: tuple[str, ...] = ()
    page: str = "{number}"


def pages(blocks: Iterable[Block], heading: Heading) -> Iterator[Image.Image]:
    """The blocks in order on as few pages as they fill. Only one page is held at a time."""
    rows: list[list[Image.Image]] = []
    filled = number = 0
    for row in _rows(_drawn(block) for block in blocks):
        height = max(image.height for image in row) + GAP
        if rows and filled + height > TALLEST:
            number += 1
            yield _page(rows, heading, number)
            rows, filled = [], 0
        rows.append(row)
        filled += height
    if rows:
        yield _page(rows, heading, number + 1)


def as_png(page: Image.Image) -> bytes:
    """The page as a file that says whose it is."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Software", MARK)
    file = BytesIO()
    page.save(file, "PNG", pnginfo=info, compress_level=4)
    return file.getvalue()


def is_page(path: Path) -> bool:
    """Whether the file is a page made here."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except (OSError, ValueError):
        return False
    return format_of(head) == "PNG" and MARK.encode() in head


def _rows(images: Iterable[Image.Image]) -> Iterator[list[Image.Image]]:
    """Narrow blocks beside each other as far as the page is wide."""
    row: list[Image.Image] = []
    for image in images:
        if row and sum(one.width + GAP for one in row) + image.width > WIDEST:
            yield row
            row = []
        row.append(image)
    if row:
        yield row


def _page(rows: Sequence[Sequence[Image.Image]], heading: Heading, number: int) -> Image.Image:
    width = max(sum(image.width for image in row) + GAP * (len(row) - 1) for row in rows)
    title, face = font("Bold", 34), font("Medium", 20)
    below = [line for said in heading.lines for line in _lines(said, face, width, 3)]
    top = MARGIN + 48 + 28 * len(below) + 12
    height = top + sum(max(image.height for image in row) + GAP for row in rows) - GAP + MARGIN
    page = Image.new("RGB", (width + 2 * MARGIN, height), PAGE)
    draw = ImageDraw.Draw(page)
    shown = heading.page.format(number=number)
    room = width - face.getlength(nfc(shown)) - GAP
    draw.text((MARGIN, MARGIN + 30), _lines(heading.title, title, room, 1)[0], font=title, fill=INK, anchor="ls")
    draw.text((MARGIN + width, MARGIN + 30), nfc(shown), font=face, fill=MUTED, anchor="rs")
    for at, line in enumerate(below):
        draw.text((MARGIN, MARGIN + 62 + 28 * at), line, font=face, fill=MUTED, anchor="ls")
    y = top
    for row in rows:
        x, tallest = MARGIN, max(image.height for image in row)
        for image in row:
            box = (x, y, x + image.width - 1, y + tallest - 1)
            draw.rectangle(box, fill=SHEET)
            page.paste(image, (x, y))
            draw.rectangle(box, outline=EDGE)
            x += image.width + GAP
        y += tallest + GAP
    return page


def _drawn(block: Block) -> Image.Image:
    """The block as a card of its own, as tall as it needs."""
    labelled = any(strip.label for strip in block.strips)
    most = max((len(strip.tiles) for strip in block.strips), default=1)
    columns = COLUMNS if labelled else max(1, most)
    left = PAD + (LABEL + GAP if labelled else 0)
    width = left + columns * TILE + (columns - 1) * GAP + PAD
    turns = max(1, -(-most // columns))
    roof = 260 + turns * len(block.strips) * (TILE + GAP + 24 * (2 * LINES + 3))
    canvas = Image.new("RGB", (width, roof), SHEET)
    pen = _Pen(canvas, PAD)
    pen.write(block.title, PAD, width - 2 * PAD, "Bold", 24, INK, most=2)
    pen.write(block.facts, PAD, width - 2 * PAD, "Medium", 18, ALERT if block.alert else MUTED, most=2)
    for turn in range(turns):
        for strip in block.strips:
            part = strip.tiles[turn * columns : (turn + 1) * columns]
            if any(part) or (turn == 0 and (strip.note or not strip.tiles)):
                _strip(pen, strip, part, left, width, first=turn == 0)
    return canvas.crop((0, 0, width, pen.y + PAD))


def _strip(pen: _Pen, strip: Strip, tiles: Sequence[Tile | None], left: int, width: int, *, first: bool) -> None:
    pen.y += GAP * 3 // 4
    if strip.label:
        pen.draw.line((PAD, pen.y, width - PAD, pen.y), fill=EDGE)
        pen.y += GAP * 3 // 4
    top = pen.y
    if strip.label:
        pen.write(strip.label, PAD, LABEL, "Bold", 19, INK, most=2)
        pen.write(strip.sublabel, PAD, LABEL, "Medium", 16, MUTED, most=3)
    lowest, pen.y = pen.y, top
    if first:
        pen.write(strip.note, left, width - left - PAD, "Medium", 17, ALERT, most=3)
        pen.y += 8 if strip.note and any(tiles) else 0
    row = pen.y
    for at, tile in enumerate(tiles):
        if tile is not None:
            pen.y = row
            _tile(pen, tile, left + at * (TILE + GAP))
            lowest = max(lowest, pen.y)
    pen.y = max(lowest, row)


def _tile(pen: _Pen, tile: Tile, x: int) -> None:
    box = (x, pen.y, x + TILE - 1, pen.y + TILE - 1)
    if tile.picture is not None:
        pen.draw.rectangle(box, fill=GROUND)
        small = tile.picture.convert("RGB")
        small.thumbnail((TILE, TILE), Image.Resampling.BICUBIC)
        pen.canvas.paste(small, (x + (TILE - small.width) // 2, pen.y + (TILE - small.height) // 2))
        pen.draw.rectangle(box, outline=EDGE)
    else:
        problem = tile.without == "problem"
        pen.draw.rectangle(box, fill=GREY if problem else SHEET, outline=GREY if problem else EDGE)
        _centred(pen, tile.remark, box, INK if problem else MUTED)
    pen.y += TILE + 6
    pen.write(tile.caption, x, TILE, "Medium", 16, INK, most=2)
    if tile.picture is not None:
        pen.write(tile.remark, x, TILE, "Medium", 16, ALERT, most=LINES)


def _centred(pen: _Pen, text: str, box: tuple[int, int, int, int], colour: Colour) -> None:
    face = font("Medium", 18)
    lines = _lines(text, face, TILE - 28, 7)
    y = (box[1] + box[3]) / 2 - (len(lines) - 1) * 18 * LEADING / 2
    for line in lines:
        pen.draw.text(((box[0] + box[2]) / 2, y), line, font=face, fill=colour, anchor="mm")
        y += 18 * LEADING


class _Pen:
    """Writes downwards on a canvas; ``y`` is where it stands."""

    def __init__(self, canvas: Image.Image, y: int) -> None:
        self.canvas = canvas
        self.draw = ImageDraw.Draw(canvas)
        self.y = y

    def write(self, text: str, x: int, width: int, weight: Weight, size: int, colour: Colour, *, most: int) -> None:
        """``text`` in at most ``most`` lines; nothing where there is nothing to say."""
        face = font(weight, size)
        for line in _lines(text, face, width, most):
            self.draw.text((x, self.y + round(size * 1.02)), line, font=face, fill=colour, anchor="ls")
            self.y += round(size * LEADING)


def _lines(text: str, face: ImageFont.FreeTypeFont, width: float, most: int) -> list[str]:
    """``text`` broken at spaces, and within a word only where that alone is too wide, as file names are."""
    lines: list[str] = []
    for word in nfc(text).split():
        if lines and face.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
            continue
        while word:
            cut = _fitting(word, face, width)
            lines.append(word[:cut])
            word = word[cut:]
        if len(lines) > most:
            break
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and face.getlength(f"{last}…") > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


def _fitting(word: str, face: ImageFont.FreeTypeFont, width: float) -> int:
    """How many letters of ``word`` go on one line; one at least."""
    if face.getlength(word[:400]) <= width:
        return len(word[:400])
    low, high = 1, min(len(word), 400)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if face.getlength(word[:middle]) <= width else (low, middle)
    return low
