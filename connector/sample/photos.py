"""Draws the sample's photos: under the names its sheets use, one after another the shots of one product.

What a real folder holds is here too: files called ``.png`` that are JPEGs (content decides, never the name) beside a
few real PNGs, names with Vietnamese letters, sub-folders, and pictures as a phone makes them: 12 megapixels, lying on
their side with an orientation note, and with the place where they were taken. The same names give the same bytes under
the same libraries; no two files are equal.
"""

from __future__ import annotations

import csv
import hashlib
import io
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from random import Random

from PIL import Image, ImageChops

from .drawing.scene import body_for, shot
from .drawing.subject import subject_of

__all__ = ["PHONE_PHOTOS", "draw_photos"]

Progress = Callable[[int, int], None]
FRAME = (1200, 1200)
PHONE_FRAME = (2000, 1500)
PHONE_PIXELS = (4000, 3000)
PHONE_PHOTOS = 10
PHONE_BYTES = 4_000_000
PHONE_TURNS = (6, 8, 3, 5, 7, 2, 4, 6, 8, 6)
REAL_PNGS = 6
LATITUDE, LONGITUDE = (21.0, 1.0, 41.5), (105.0, 51.0, 8.2)
HELD_AS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True, slots=True)
class _Photo:
    """One file to write; ``kind`` is jpeg, png or phone, ``turn`` a phone's orientation note."""

    name: str
    number: int
    kind: str
    turn: int = 1


@dataclass(frozen=True, slots=True)
class _Shoot:
    """All photos of one product: its body is drawn once for them."""

    key: str
    title: str
    industry: str
    photos: tuple[_Photo, ...]


def draw_photos(
    folder: Path,
    names: Sequence[str],
    *,
    progress: Callable[[int, int], None] | None = None,
    workers: int | None = None,
) -> None:
    """Write a photo for each of ``names`` into ``folder``, on all cores; ``progress(done, of)`` after each product."""
    shoots = list(_shoots(names))
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    processes = min(len(shoots), workers if workers is not None else os.cpu_count() or 1)
    try:
        if processes > 1:
            return _take_all(folder, shoots, len(names), processes, progress)
    except (BrokenProcessPool, NotImplementedError, PermissionError):
        pass  # a machine that allows no further processes draws them one after another
    done = 0
    for shoot in shoots:
        done += _take(folder, shoot)
        if progress:
            progress(done, len(names))


def _take_all(folder: Path, shoots: list[_Shoot], count: int, processes: int, progress: Progress | None) -> None:
    """On several cores. Spawned, not forked: the caller may have threads. Long shoots first, so that no core idles."""
    done = 0
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        ordered = sorted(shoots, key=lambda shoot: -sum(9 if photo.kind == "phone" else 1 for photo in shoot.photos))
        for taken in as_completed([pool.submit(_take, folder, shoot) for shoot in ordered]):
            done += taken.result()
            if progress:
                progress(done, count)


def _shoots(names: Sequence[str]) -> Iterator[_Shoot]:
    """The names by product, in the order of the sheet; a name of no product is one by itself."""
    products = _products()
    by_chance = sorted(names, key=lambda name: hashlib.sha256(name.encode()).digest())
    phones = by_chance[: min(PHONE_PHOTOS, len(names) // 20)]
    pngs = by_chance[len(phones) : len(phones) + min(REAL_PNGS, len(names) // 25)]
    grouped: dict[tuple[str, str, str], list[_Photo]] = {}
    for name in names:
        product = products.get(name, (name, name, ""))
        number = len(grouped.setdefault(product, []))
        turn = PHONE_TURNS[phones.index(name)] if name in phones else 1
        kind = "phone" if name in phones else "png" if name in pngs else "jpeg"
        grouped[product].append(_Photo(name, number, kind, turn))
    for (key, title, industry), photos in grouped.items():
        yield _Shoot(key, title, industry, tuple(photos))


def _products() -> dict[str, tuple[str, str, str]]:
    """Per photo name of the sample: product key, title, industry."""
    text = resources.files(__package__).joinpath("data", "products.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[str, str, str]] = {}
    titles: dict[str, tuple[str, str]] = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        key = row["product_key"] or row["sku"]
        title, industry = titles.setdefault(key, (row["title_vi"], row["industry"]))
        for name in [*row["image_files"].split(";"), row["option_image"]]:
            if name:
                found.setdefault(name, (key, title, industry))
    return found


def _take(folder: Path, shoot: _Shoot) -> int:
    """Draw and write the photos of one product; how many there were."""
    subject = subject_of(shoot.title, shoot.industry)
    body = body_for(subject, shoot.key, FRAME)
    for photo in shoot.photos:
        if photo.kind == "phone":
            frame = PHONE_FRAME if photo.turn < 5 else (PHONE_FRAME[1], PHONE_FRAME[0])  # held upright
            near = body_for(subject, shoot.key, frame)
            data = _as_phone(shot(subject, near, photo.name, photo.number, frame), photo)
        else:
            data = _encoded(shot(subject, body, photo.name, photo.number, FRAME), photo.kind)
        (folder / photo.name).write_bytes(data)
    return len(shoot.photos)


def _encoded(picture: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    if kind == "png":
        picture.save(file, "PNG", compress_level=1)
    else:
        picture.save(file, "JPEG", quality=88)
    return file.getvalue()


def _as_phone(picture: Image.Image, photo: _Photo) -> bytes:
    """As a phone stores it: large, grainy, turned, with notes of place, time and maker."""
    chance = Random(photo.name)
    side = 500
    grain = Image.frombytes("L", (side, side), chance.randbytes(side * side)).point(
        lambda level: 99 + level * 58 // 255
    )
    tiled = Image.new("L", PHONE_PIXELS)
    for x in range(0, PHONE_PIXELS[0], side):
        for y in range(0, PHONE_PIXELS[1], side):
            tiled.paste(grain, (x, y))
    large = picture.transpose(HELD_AS[photo.turn]).resize(PHONE_PIXELS, Image.Resampling.BICUBIC)
    grainy = ImageChops.overlay(large, Image.merge("RGB", (tiled, tiled, tiled)))
    exif = Image.Exif()
    exif[0x0112] = photo.turn
    exif[0x010F], exif[0x0110], exif[0x0132] = "MAU", "Dien thoai mau", "2026:11:20 06:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: LATITUDE, 3: "E", 4: LONGITUDE})
    for quality in (88, 82, 76, 70):
        file = io.BytesIO()
        grainy.save(file, "JPEG", quality=quality, exif=exif)
        if file.tell() < PHONE_BYTES:
            break
    return file.getvalue()
