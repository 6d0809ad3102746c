"""Ways to make renditions of a photo, as a process: ours, and what ours is measured beside.

``python -m benchmarks.ways WAY JOB THREADS PHOTO...`` draws every photo once and prints seconds, as JSON. With
0 threads it writes what it draws beside each photo instead, without a badge, to be compared.

``ours``    ``media.render_many``.
``naive``   Pillow as one writes it first: open, turn, convert, crop, LANCZOS for each size, badge, save.
``vips``    libvips: thumbnail (shrinks while loading, turns), badge composited, saved, for each size.
``floor``   libjpeg-turbo alone (through Pillow): the photo decoded once at half its size, prepared pictures encoded.

All write the same JPEG: quality 90, no chroma subsampling, and the same badge at the same place.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from connector.model import MediaIdentity
from media.badge import badge_art
from media.problem import MediaProblem
from media.recipe import RECIPES, Recipe, badge_box
from media.render import render_many

__all__ = ["JOBS", "SIZES", "main"]

Way = Callable[[bytes, "list[Asked]"], list[bytes]]
Asked = tuple[Recipe, bool]
"""A recipe, and whether the badge goes on it."""

SIZES = (1200, 800, 400)
STAR, YEAR, CORNER = 4, 2025, "top-left"
QUALITY = 90
OWN = {
    name: Recipe(name, size, "crop", 10_000_000, QUALITY, 300)
    for name, size in ((f"bench-{size}-crop@1", size) for size in SIZES)
}
"""Recipes that no shop has; known to ``media`` in this process only."""
JOBS: dict[str, list[Asked]] = {
    "sizes": [(how, True) for how in OWN.values()],
    "shop": [(RECIPES["shopee-1024-crop@1"], True)],
    "shops": [(RECIPES[f"{shop}-1024-crop@1"], shop == "shopee") for shop in ("shopee", "lazada", "tiktok_shop")],
}


def ours(photo: bytes, asked: list[Asked]) -> list[bytes]:
    badge = {"badge": f"{STAR}-{YEAR}", "badge_at": CORNER}
    wanted = [
        (MediaIdentity(source_sha256="", recipe=how.name, **(badge if badged else {})), None) for how, badged in asked
    ]
    return [one.data for one in render_many(photo, wanted) if not isinstance(one, MediaProblem)]


def naive(photo: bytes, asked: list[Asked]) -> list[bytes]:
    with Image.open(BytesIO(photo)) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    side = min(upright.size)
    left, top = (upright.width - side) // 2, (upright.height - side) // 2
    square = upright.crop((left, top, left + side, top + side))
    made = []
    for how, badged in asked:
        picture = square.resize((how.size, how.size), Image.Resampling.LANCZOS)
        if badged:
            art, box = _art(how)
            picture.paste(art, box[:2], art)
        made.append(_saved(picture))
    return made


def vips(photo: bytes, asked: list[Asked]) -> list[bytes]:
    pyvips = import_module("pyvips")
    made = []
    for how, badged in asked:
        picture = pyvips.Image.thumbnail_buffer(photo, how.size, height=how.size, crop="centre")
        if badged:
            art, box = _art(how)
            laid = pyvips.Image.new_from_memory(art.tobytes(), art.width, art.height, 4, "uchar")
            laid = laid.copy(interpretation="srgb")
            picture = picture.composite2(laid, "over", x=box[0], y=box[1]).flatten()
        made.append(picture.jpegsave_buffer(Q=QUALITY, subsample_mode="off", keep="none"))
    return made


def floor(photo: bytes, asked: list[Asked]) -> list[bytes]:
    with Image.open(BytesIO(photo)) as image:
        image.draft(None, (image.width // 2, image.height // 2))
        image.load()
    return [_saved(_prepared[how.size]) for how, _ in asked]


_prepared: dict[int, Image.Image] = {}
WAYS: dict[str, Way] = {"ours": ours, "naive": naive, "vips": vips, "floor": floor}


def _art(how: Recipe) -> tuple[Image.Image, tuple[int, int, int, int]]:
    box = badge_box(how, CORNER)
    return badge_art(STAR, YEAR, box[2] - box[0], box[3] - box[1]), box


def _saved(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", quality=QUALITY, subsampling=0)
    return file.getvalue()


def _written(way: Way, asked: list[Asked], paths: list[Path]) -> None:
    for path in paths:
        made = way(path.read_bytes(), [(how, False) for how, _ in asked])
        for (how, _), data in zip(asked, made, strict=True):
            path.with_name(f"{path.stem}-{how.size}.jpg").write_bytes(data)


def main() -> None:
    RECIPES.update(OWN)
    name, job, threads, *names = sys.argv[1:]
    way, asked, paths = WAYS[name], JOBS[job], [Path(path) for path in names]
    if name == "floor":
        for how, _ in asked:
            with Image.open(paths[0]) as image:
                _prepared[how.size] = ImageOps.fit(image.convert("RGB"), (how.size, how.size))
    if threads == "0":
        _written(way, asked, paths)
        return

    def drawn(path: Path) -> int:
        return len(way(path.read_bytes(), asked))

    with ThreadPoolExecutor(int(threads)) as pool:
        list(pool.map(drawn, paths[:1]))  # imports and badges are ready
        began, used = time.perf_counter(), time.process_time()
        made = sum(pool.map(drawn, paths))
        figures = {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - used}
    assert made == len(paths) * len(asked)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
