"""G8: renditions of 12-megapixel photos beside naive Pillow, libvips and bare libjpeg-turbo, in turns.

Each round is a fresh process for every way (``ways.py``), so that peak memory is that way's own and a busy moment of
the machine meets all of them. Rates are wall time, ratios too; CPU time per photo stands beside them.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from PIL import Image, ImageChops, ImageStat

from .measure import run
from .results import Section
from .scenes import SIZE, photo, scene
from .ways import JOBS, SIZES

__all__ = ["measure_renditions"]

ONE_THREAD, TWO_THREADS, OF_FLOOR, MOST_MIB, LOST_DB = 4.0, 7.0, 0.5, 100_000_000 / 2**20, 0.1
NAMES = {
    "ours": "ours (`render_many`)",
    "naive": "naive Pillow",
    "vips": "libvips",
    "floor": "floor: libjpeg-turbo decode at half size, encode",
}
JOB_NAMES = {
    "sizes": f"{', '.join(str(size) for size in SIZES)} px, badge on each",
    "shop": "1024 px with badge, as one shop shows it",
    "shops": "1024 px for three shops, badge on one",
}
Say = Callable[[str], None]
Turn = tuple[str, str, int]
"""Job, way, threads."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians over the rounds: photos a second, CPU milliseconds a photo, largest resident set."""

    rate: float
    cpu_ms: float
    peak_mib: float


def measure_renditions(work: Path, photos: int, rounds: int, say: Say) -> Section:
    """``photos`` of 4000 x 3000 pixels, every second one turned by a note only; all ways in each of ``rounds``."""
    folder = work / "renditions"
    folder.mkdir(parents=True, exist_ok=True)
    say(f"{photos} photos of 12 megapixels drawn")
    files, truths = _photos(folder, photos)
    vips = find_spec("pyvips") is not None
    turns: list[Turn] = [("sizes", way, threads) for way in ("ours", "naive", "vips") for threads in (1, 2)]
    turns += [("sizes", "floor", 1)]
    turns += [(job, way, 1) for job in ("shop", "shops") for way in ("ours", "naive", "vips", "floor")]
    turns = [turn for turn in turns if vips or turn[1] != "vips"]
    measured: dict[Turn, list[Figures]] = {turn: [] for turn in turns}
    for number in range(1, rounds + 1):
        say(f"renditions, round {number} of {rounds}")
        for turn in turns if number % 2 else reversed(turns):
            measured[turn].append(_one(turn, files))
    figures = {turn: _middle(found) for turn, found in measured.items()}
    lost = {way: _true_to(files, truths, way) for way in ("ours", "naive", "vips") if vips or way != "vips"}
    return _section(figures, measured, lost, files, rounds)


def _photos(folder: Path, count: int) -> tuple[list[Path], dict[str, Image.Image]]:
    """The files, and for the first two the middle square of the scene itself."""
    files, truths = [], {}
    for number in range(count):
        file = folder / f"photo{number}.jpg"
        seen = scene(number)
        turned = number % 2 == 1
        file.write_bytes(photo(seen, turned=turned))
        files.append(file)
        if number < 2:
            left, side = (SIZE[0] - SIZE[1]) // 2, SIZE[1]
            truths[file.stem] = seen.crop((left, 0, left + side, side))
    return files, truths


def _one(turn: Turn, files: list[Path]) -> Figures:
    job, way, threads = turn
    log = files[0].with_name("ways.log")
    os.environ["VIPS_CONCURRENCY"] = "1"  # its threads are ours: one picture each, as with the other ways
    used = run(["-m", "benchmarks.ways", way, job, str(threads), *map(str, files)], log)
    told = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])
    return Figures(len(files) / told["wall_s"], 1000 * told["cpu_s"] / len(files), used.peak_mib)


def _middle(found: list[Figures]) -> Figures:
    return Figures(
        median(one.rate for one in found), median(one.cpu_ms for one in found), median(one.peak_mib for one in found)
    )


def _true_to(files: list[Path], truths: Mapping[str, Image.Image], way: str) -> dict[str, float]:
    """PSNR in dB beside the scene scaled down without a JPEG between, by two filters; mean over sizes and photos."""
    compared = [file for file in files if file.stem in truths]
    run(["-m", "benchmarks.ways", way, "sizes", "0", *map(str, compared)], files[0].with_name("ways.log"))
    found: dict[str, list[float]] = {"area": [], "lanczos": []}
    for file in compared:
        for size in SIZES:
            with Image.open(file.with_name(f"{file.stem}-{size}.jpg")) as made:
                for name, kind in (("area", Image.Resampling.BOX), ("lanczos", Image.Resampling.LANCZOS)):
                    found[name].append(_psnr(made.convert("RGB"), truths[file.stem].resize((size, size), kind)))
    return {name: sum(levels) / len(levels) for name, levels in found.items()}


def _psnr(made: Image.Image, true: Image.Image) -> float:
    off = ImageStat.Stat(ImageChops.difference(made, true)).rms
    return 10 * math.log10(255**2 / (sum(level * level for level in off) / len(off)))


def _section(
    figures: Mapping[Turn, Figures],
    measured: Mapping[Turn, list[Figures]],
    lost: Mapping[str, Mapping[str, float]],
    files: list[Path],
    rounds: int,
) -> Section:
    section = Section(
        "G8 Renditions, beside naive Pillow, libvips and libjpeg-turbo",
        f"Goal for {JOB_NAMES['sizes']}: at least {ONE_THREAD:g}x naive on one thread, {TWO_THREADS:g}x on two, "
        f"{OF_FLOOR:g}x the floor, at most 100 MB, PSNR at least naive - {LOST_DB:g} dB.",
        ("what", "way", "threads", "photos/s", "CPU ms a photo", "peak MiB", "beside naive on one thread"),
    )
    for turn, found in figures.items():
        job, way, threads = turn
        beside = _ratio(measured, turn, (job, "naive", 1))
        cells = [JOB_NAMES[job], NAMES[way], str(threads), f"{found.rate:.2f}", f"{found.cpu_ms:.0f}"]
        section.rows.append([*cells, f"{found.peak_mib:.0f}", f"{beside:.2f}x"])
    one, two, base, bare = ("sizes", "ours", 1), ("sizes", "ours", 2), ("sizes", "naive", 1), ("sizes", "floor", 1)
    cpu = [mine.cpu_ms / other.cpu_ms for mine, other in zip(measured[base], measured[one], strict=True)]
    floors = {job: _ratio(measured, (job, "ours", 1), (job, "floor", 1)) for job in JOBS}
    section.notes = [
        f"One thread: {_judged(_ratio(measured, one, base), ONE_THREAD)} naive ({median(cpu):.2f}x by CPU time). "
        f"Two threads: {_judged(_ratio(measured, two, base), TWO_THREADS)} naive. "
        f"Of the floor: {_judged(_ratio(measured, one, bare), OF_FLOOR)}; one picture for one shop "
        f"{floors['shop']:.2f}x, three shops {floors['shops']:.2f}x.",
        "Peak memory of the whole process, Python and pydantic included: "
        + "; ".join(
            f"{figures[turn].peak_mib:.0f} MiB with {turn[2]} thread(s) {_within(figures[turn])}" for turn in (one, two)
        )
        + ".",
        _quality(lost),
        f"{len(files)} photos of {SIZE[0]}x{SIZE[1]}, {sum(f.stat().st_size for f in files) / len(files) / 1e6:.1f} MB "
        f"each, quality 90, every second one turned by its EXIF note only; medians of {rounds} rounds in turns, ratios "
        "of each round; start-up and imports not counted, peak memory with them. Naive: open, turn, crop, LANCZOS for "
        "each size, badge, save. Floor: Pillow's `draft` at half size and nothing but decoding, then encoding of "
        "prepared pictures. All write quality 90 without chroma subsampling. "
        + ("" if any(turn[1] == "vips" for turn in figures) else "libvips (pyvips) is not installed: left out."),
    ]
    return section


def _ratio(measured: Mapping[Turn, list[Figures]], turn: Turn, base: Turn) -> float:
    return median(mine.rate / other.rate for mine, other in zip(measured[turn], measured[base], strict=True))


def _judged(found: float, goal: float) -> str:
    return f"{found:.2f}x ({'kept' if round(found, 2) >= goal else 'missed'}: at least {goal:g}x)"


def _within(found: Figures) -> str:
    return f"({'kept' if found.peak_mib <= MOST_MIB else 'missed'}: at most 100 MB)"


def _quality(lost: Mapping[str, Mapping[str, float]]) -> str:
    """The scene averaged by area is what a smaller sensor would have seen, and nobody's own filter: it is judged."""
    kept = lost["ours"]["area"] >= lost["naive"]["area"] - LOST_DB
    told = "; ".join(f"{NAMES[way]} {found['area']:.2f} dB ({found['lanczos']:.2f})" for way, found in lost.items())
    return (
        f"PSNR beside the scene itself, averaged by area (in brackets: scaled by LANCZOS, naive's own filter): {told}. "
        f"{'Kept' if kept else 'Missed'}: at least naive - {LOST_DB:g} dB."
    )
