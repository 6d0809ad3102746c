"""Several shops: a first sync of three side by side, each at its contract's pace, and what a further shop costs (G6).

The paces are what the adapters declare for live shops. The sample goes to all three; its pictures are drawn by a run
before, at no pace to speak of.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .measure import Failed, Usage, middle, run
from .results import Section, ratio
from .stage import DAY, Shop, Stage, open_shops, set_stage

__all__ = ["Sizes", "measure_further", "measure_shops"]

LIVE = {"shopee": (5.0, 2), "lazada": (5.0, 2), "tiktok_shop": (50.0, 4)}
NO_PACE = dict.fromkeys(LIVE, (5000.0, 8))
BESIDE, FURTHER = 1.05, 0.15
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Products of the sample (None: all), whether its wall is judged; products and rounds where nothing changes."""

    sample: int | None
    judged: bool
    products: int
    rounds: int


def measure_shops(work: Path, sizes: Sizes, say: Say) -> Section:
    """Three shops at their paces; at the whole sample it takes some five minutes, nearly all of them waiting."""
    say("the packaged sample, its photos drawn")
    stage = _sample(work / "shops", sizes.sample)
    say("first sync of three shops at no pace: draws what they need")
    stage.fresh_state("drawing")
    with open_shops(list(LIVE), NO_PACE) as shops:
        stage.sync(shops, "drawing")
    say("first sync of three shops at their paces, renditions ready")
    stage.fresh_state("three", stage.state("drawing"))
    with open_shops(list(LIVE), LIVE) as shops:
        used = stage.sync(shops, "three")
        needs = _needed(stage, "three")
        section = _side_by_side(sizes, used, shops, needs)
        say("nothing changed, three marketplaces")
        whole = stage.sync(shops, "three")
        alone = [stage.sync(shops, "three", shop.name) for shop in shops]
    told = ", ".join(f"{shop.marketplace} alone {one.cpu_s:.2f}" for shop, one in zip(shops, alone, strict=True))
    section.notes.append(f"Nothing changed: all three {whole.cpu_s:.2f} CPU s; {told}.")
    return section


def _sample(folder: Path, products: int | None) -> Stage:
    folder.mkdir(parents=True, exist_ok=True)
    options = [] if products is None else ["--products", str(products)]
    run(["-m", "benchmarks.sample", str(folder), *options], folder / "sample.log")
    return Stage(folder, folder / "photos")


def _needed(stage: Stage, state: str) -> dict[str, int]:
    """Calls by shop, counted from the files in a process of its own."""
    log = stage.folder / "wanted.log"
    run(["-m", "benchmarks.wanted", str(stage.folder), str(stage.state(state)), DAY], log)
    found: dict[str, int] = json.loads(log.read_text(encoding="utf-8"))
    return found


def _side_by_side(sizes: Sizes, used: Usage, shops: Sequence[Shop], needs: dict[str, int]) -> Section:
    section = Section(
        "Three shops side by side, each at its contract's pace",
        f"Goal: the whole sample to three shops, renditions ready, at most {BESIDE}x the floor of the slowest shop "
        "(calls needed / its pace).",
        ("shop", "calls/s", "calls needed", "sent", "floor s"),
    )
    floors = {shop.name: needs[shop.name] / LIVE[shop.marketplace][0] for shop in shops}
    for shop in shops:
        if not any(listing["live"] for listing in shop.listings()) and shop.marketplace != "tiktok_shop":
            raise Failed(f"nothing is live in {shop.name}")
        pace, sent = LIVE[shop.marketplace][0], shop.calls().total
        needed = needs[shop.name]
        section.rows.append((shop.marketplace, f"{pace:g}", str(needed), str(sent), f"{floors[shop.name]:.2f}"))
    slowest = max(floors.values())
    section.notes = [
        f"Wall of the whole process {used.wall_s:.2f} s, {used.wall_s - slowest:.2f} s over the slowest shop's floor: "
        f"{ratio(used.wall_s, slowest, BESIDE if sizes.judged else None)}. {used.cpu_s:.1f} CPU s, "
        f"{used.peak_mib:.0f} MiB. Three shops one after the other would take at least {sum(floors.values()):.0f} s."
    ]
    return section


def measure_further(work: Path, sizes: Sizes, say: Say) -> Section:
    """Nothing changed, one, two and three Shopee shops that sell the same catalogue, and ``ocop check`` beside."""
    say(f"{sizes.products} products with shared photo contents")
    stage = set_stage(work / "further", sizes.products, sellable=False, photos="shared").as_workbook()
    stage.fresh_state("further")
    rounds: dict[str, list[Usage]] = {}
    with open_shops(["shopee"] * 3, NO_PACE) as shops:
        say("first sync of three shops, as set-up")
        stage.sync(shops, "further")
        for number in range(1, sizes.rounds + 1):
            say(f"nothing to do in one, two and three shops, round {number} of {sizes.rounds}")
            check = ["-m", "connector", "check", "--config", str(stage.folder), "--day", DAY, "--lang", "en"]
            rounds.setdefault("ocop check", []).append(run(check, stage.folder / "check.log", codes=(0, 3)))
            for count in range(1, len(shops) + 1):
                names = [shop.name for shop in shops[:count]]
                rounds.setdefault(_shops(count), []).append(_unchanged(stage, shops, names))
    return _further(sizes, {name: middle(found) for name, found in rounds.items()})


def _unchanged(stage: Stage, shops: Sequence[Shop], names: Sequence[str]) -> Usage:
    for shop in shops:
        shop.forget_calls()
    used = stage.sync(shops, "further", *names)
    if any(shop.calls().writes or shop.calls().uploads for shop in shops):
        raise Failed("a run with nothing to do wrote")
    return used


def _shops(count: int) -> str:
    return f"ocop sync, {count} shop{'s' if count > 1 else ''}"


def _further(sizes: Sizes, used: dict[str, Usage]) -> Section:
    section = Section(
        "G6 Nothing to do in several shops",
        f"Goal: each further shop adds at most {FURTHER}x of the read-and-check cost (`ocop check`, same file).",
        ("whole process", "CPU s", "peak MiB", "wall s", "CPU added, beside the check"),
    )
    check, before = used["ocop check"], None
    for name, one in used.items():
        added = "" if before is None else ratio(one.cpu_s - before.cpu_s, check.cpu_s, FURTHER)
        section.rows.append((name, f"{one.cpu_s:.2f}", f"{one.peak_mib:.0f}", f"{one.wall_s:.2f}", added))
        before = None if name == "ocop check" else one
    section.notes = [f"{sizes.products} products from .xlsx; medians of {sizes.rounds} rounds in turns; Shopee mocks."]
    return section
