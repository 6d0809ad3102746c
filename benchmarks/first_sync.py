"""G1 and G2: a first sync into an empty shop beside the rate floor, and the calls it sends beside those it needs.

One catalogue without holds. Its first sync starts from raw photos, beside the picture pipeline alone; what that drew
is then ready for the timed rounds, each into a shop and a state of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from . import needed
from .measure import Failed, Usage, middle, run
from .results import Section, ratio
from .stage import Calls, Shop, Stage, open_shop, set_stage

__all__ = ["Sizes", "measure_first_sync"]

FAST, SLOW = 50.0, 10.0
ANY_PACE = 5000.0
WRITERS = 8
READY_GOAL, RAW_GOAL = 1.02, 1.1
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Products of the catalogue, how many of them at the slow pace, rounds at the fast one; whether to judge goals."""

    products: int
    slow: int
    rounds: int
    judged: bool


@dataclass(frozen=True, slots=True)
class First:
    """One first sync, with the calls it sent and those it needed."""

    used: Usage
    sent: Calls
    needs: dict[str, int]
    pace: float
    pictures: int

    @property
    def floor_s(self) -> float:
        return sum(self.needs.values()) / self.pace


@dataclass(frozen=True, slots=True)
class Later:
    """Calls of a run with nothing to do, and of one after 1 % of the products changed."""

    unchanged: Calls
    edited: Calls
    listings: int
    edits: int


def measure_first_sync(work: Path, sizes: Sizes, say: Say) -> list[Section]:
    """Everything about first syncs. Takes minutes, nearly all of them spent waiting for the pace."""
    say(f"{sizes.products} products, their photos drawn")
    stage = set_stage(work / "first", sizes.products, sellable=True, photos="drawn")
    say(f"first sync from raw photos, {FAST:g} calls/s")
    raw = _first(stage, "raw", FAST)
    say("the picture pipeline alone")
    alone = run(["-m", "benchmarks.pictures", str(stage.photos), str(work / "pictures")], work / "pictures.log")
    drawn = stage.state("raw")
    ready: list[First] = []
    for number in range(1, sizes.rounds + 1):
        say(f"first sync with renditions ready, {FAST:g} calls/s, round {number} of {sizes.rounds}")
        ready.append(_first(stage, f"ready-{number}", FAST, renditions_of=drawn))
    say(f"first sync of {sizes.slow} products with renditions ready, {SLOW:g} calls/s")
    slow = _first(stage.cut(sizes.slow), "slow", SLOW, renditions_of=drawn)
    say("nothing changed, then 1 % changed")
    later = _later(stage, drawn)
    return [_times(sizes, ready, slow, raw, alone), _calls(ready[0], later)]


def _first(stage: Stage, state: str, pace: float, renditions_of: Path | None = None) -> First:
    stage.fresh_state(state, renditions_of)
    pictures = _pictures(stage)
    with open_shop(pace, WRITERS) as shop:
        used, sent, listings = stage.sync(shop, state), shop.calls(), shop.listings()
    live = {listing["skus"][0]["sku"] for listing in listings if listing["live"]}
    if live != pictures.keys():
        raise Failed(f"{len(live)} listings are live, {len(pictures)} products should be")
    categories = {str(listing["category_id"]) for listing in listings}
    return First(used, sent, needed.first_sync(pictures, len(categories)), pace, sum(pictures.values()))


def _pictures(stage: Stage) -> dict[str, int]:
    """How many pictures each SKU's listing has, by the sheet."""
    return {row["sku"]: len(row["image_files"].split(";")) for row in stage.rows()}


def _later(stage: Stage, drawn: Path) -> Later:
    """In a shop of its own and at no pace to speak of: only the calls count here."""
    stage.fresh_state("later", drawn)
    with open_shop(ANY_PACE, WRITERS) as shop:
        stage.sync(shop, "later")
        unchanged = _counted(stage, shop)
        edits = stage.edit(_one_in_a_hundred)
        edited = _counted(stage, shop)
        return Later(unchanged, edited, len(shop.listings()), edits)


def _counted(stage: Stage, shop: Shop) -> Calls:
    shop.forget_calls()
    stage.sync(shop, "later")
    return shop.calls()


def _one_in_a_hundred(number: int, row: dict[str, str]) -> bool:
    """Price, stock and story in turn: one cell of every hundredth row."""
    if number % 100:
        return False
    match number // 100 % 3:
        case 0:
            row["price_vnd"] = str(int(row["price_vnd"]) + 2000)
        case 1:
            row["stock"] = str(int(row["stock"]) + 3)
        case _:
            row["short_story_vi"] += " Mẻ này phơi hai nắng."
    return True


def _times(sizes: Sizes, ready: list[First], slow: First, raw: First, alone: Usage) -> Section:
    fast = replace(ready[0], used=middle([one.used for one in ready]))
    section = Section(
        "G1 First sync, beside the rate floor",
        f"Goal: renditions ready, at most {READY_GOAL}x the rate floor (calls needed / pace), for 2,711 products; from "
        f"raw photos at most {RAW_GOAL}x the larger of rate floor and picture pipeline alone.",
        ("run", "products", "calls/s", "calls needed", "floor s", "wall s", "over s", "CPU s", "ratio"),
    )
    most = READY_GOAL if sizes.judged else None
    section.rows = [
        _row(f"renditions ready, median of {len(ready)}", fast, fast.floor_s, most),
        _row("renditions ready", slow, slow.floor_s, most),
        _row("from raw photos", raw, max(raw.floor_s, alone.wall_s), RAW_GOAL),
    ]
    section.notes = [
        f"Picture pipeline alone: {raw.pictures} renditions in {alone.wall_s:.1f} s, {raw.pictures / alone.wall_s:.0f} "
        f"a second, {alone.cpu_s:.1f} CPU s; rate floor of the same run {raw.floor_s:.1f} s. The run shares the CPUs "
        "with the mock, the pipeline has them alone.",
        "Wall is the whole process, start and end included. These weigh more the smaller the catalogue, so the goal "
        "for renditions ready is judged only in the whole benchmark, not with `--quick`.",
    ]
    return section


def _row(name: str, one: First, floor_s: float, goal: float | None) -> list[str]:
    return [
        name,
        str(one.needs["product/add_item"]),
        f"{one.pace:g}",
        str(sum(one.needs.values())),
        f"{floor_s:.2f}",
        f"{one.used.wall_s:.2f}",
        f"{one.used.wall_s - floor_s:.2f}",
        f"{one.used.cpu_s:.2f}",
        ratio(one.used.wall_s, floor_s, goal),
    ]


def _calls(first: First, later: Later) -> Section:
    section = Section(
        "G2 Calls sent, beside calls needed",
        "Goal: equal. Needed is counted from the sheet and Shopee's batch sizes (`needed.py`), sent by the mock.",
        ("run", "call", "needed", "sent", "equal"),
    )
    for name in sorted(first.needs.keys() | first.sent.by_endpoint.keys()):
        section.rows.append(
            _compared("first sync", name, first.needs.get(name, 0), first.sent.by_endpoint.get(name, 0))
        )
    section.rows.append(_compared("nothing changed", "writes", 0, later.unchanged.writes))
    section.rows.append(_compared("nothing changed", "uploads", 0, later.unchanged.uploads))
    most = needed.most_reads_unchanged(later.listings)
    within = "yes" if later.unchanged.total <= most else "no"
    section.rows.append(("nothing changed", "all", f"at most {most}", str(later.unchanged.total), within))
    section.rows.append(_compared("1 % changed", "writes", later.edits, later.edited.writes))
    section.rows.append(_compared("1 % changed", "uploads", 0, later.edited.uploads))
    section.notes = [f"{later.listings} listings; {later.edits} edited: price, stock and story in turn."]
    return section


def _compared(run_name: str, name: str, needs: int, sent: int) -> list[str]:
    return [run_name, name, str(needs), str(sent), "yes" if needs == sent else "no"]
