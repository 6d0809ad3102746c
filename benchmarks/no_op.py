"""G5: a whole ``ocop sync`` with nothing to do, beside a bare read of the same sheet by the csv module.

The shop is the Shopee mock, filled by a first sync at no pace to speak of. Every product names photo files of its own,
a few contents under many names, so that the folder is as full as a real one and the first sync has little to draw.
Rounds of both processes take turns.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from . import needed
from .measure import Failed, Usage, middle, run
from .results import Section, ratio
from .stage import Calls, open_shop, set_stage

__all__ = ["measure_no_op"]

ANY_PACE = 5000.0
WRITERS = 8
BARE_READ = "import csv, sys; print(sum(1 for row in csv.DictReader(open(sys.argv[1], encoding='utf-8', newline=''))))"


def measure_no_op(work: Path, products: int, rounds: int, say: Callable[[str], None]) -> Section:
    """The section for a catalogue of ``products``, holds and closed channels as in life."""
    say(f"{products} products with shared photo contents")
    stage = set_stage(work / "no-op", products, sellable=False, photos="shared")
    stage.fresh_state("no-op")
    bare: list[Usage] = []
    ours: list[Usage] = []
    with open_shop(ANY_PACE, WRITERS) as shop:
        say("first sync, as set-up")
        setting_up = stage.sync(shop, "no-op")
        listings = len(shop.listings())
        for number in range(1, rounds + 1):
            say(f"nothing to do, round {number} of {rounds}")
            bare.append(run(["-c", BARE_READ, str(stage.folder / "products.csv")], work / "bare.log"))
            shop.forget_calls()
            ours.append(stage.sync(shop, "no-op"))
            calls = shop.calls()
            if calls.writes or calls.uploads or calls.total > needed.most_reads_unchanged(listings):
                raise Failed(f"a run with nothing to do sent {calls}")
    return _section(products, listings, calls, middle(ours), middle(bare), rounds, setting_up)


def _section(
    products: int, listings: int, calls: Calls, ours: Usage, bare: Usage, rounds: int, setting_up: Usage
) -> Section:
    section = Section(
        "G5 Nothing to do, on CSV",
        "The goal itself is put for xlsx, whose reader is a later issue: at most 0.3x the CPU time of a bare read of "
        "the workbook, at most 110 MiB. On CSV there is the csv module beside it.",
        ("whole process", "CPU s", "peak MiB", "wall s", "CPU beside the bare read"),
    )
    section.rows = [
        _row("bare csv.DictReader", bare, bare),
        _row("ocop sync, nothing to do", ours, bare),
    ]
    section.notes = [
        f"{products} products, {listings} of them listed; medians of {rounds} rounds in turns; {calls.total} reads, "
        f"0 writes, 0 uploads each. {ours.cpu_s / products * 1000:.2f} CPU ms a product.",
        f"The first sync that set this up, at no pace: {setting_up.wall_s:.0f} s, {setting_up.cpu_s:.0f} CPU s, "
        f"{setting_up.peak_mib:.0f} MiB.",
    ]
    return section


def _row(name: str, used: Usage, bare: Usage) -> list[str]:
    return [
        name,
        f"{used.cpu_s:.2f}",
        f"{used.peak_mib:.0f}",
        f"{used.wall_s:.2f}",
        ratio(used.cpu_s, bare.cpu_s),
    ]
