"""G5: a whole ``ocop sync`` with nothing to do, from a workbook, beside a bare openpyxl read of the same file.

The shop is the Shopee mock, filled by a first sync at no pace to speak of. Every product names photo files of its own,
a few contents under many names, so that the folder is as full as a real one and the first sync has little to draw.
Rounds of the processes take turns.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from . import needed
from .measure import Failed, Usage, middle, run
from .results import Section, ratio
from .stage import Calls, open_shop, set_stage

__all__ = ["BARE_READ", "measure_no_op"]

ANY_PACE = 5000.0
WRITERS = 8
BARE_READ = """\
import openpyxl, sys
sheet = openpyxl.load_workbook(sys.argv[1], read_only=True).worksheets[0]
print(sum(1 for row in sheet.iter_rows(values_only=True)))
"""
CPU, SPARED, MEMORY = 0.3, 0.03, 110
"""The goals: CPU time beside the bare read, the same for a run that looks only here, MiB."""


def measure_no_op(work: Path, products: int, rounds: int, say: Callable[[str], None]) -> Section:
    """The section for a catalogue of ``products``, holds and closed channels as in life."""
    say(f"{products} products with shared photo contents")
    stage = set_stage(work / "no-op", products, sellable=False, photos="shared").as_workbook()
    stage.fresh_state("no-op")
    bare: list[Usage] = []
    ours: list[Usage] = []
    spared: list[Usage] = []
    with open_shop(ANY_PACE, WRITERS) as shop:
        say("first sync, as set-up")
        setting_up = stage.sync(shop, "no-op")
        listings = len(shop.listings())
        for number in range(1, rounds + 1):
            say(f"nothing to do, round {number} of {rounds}")
            bare.append(run(["-c", BARE_READ, str(stage.folder / stage.sheet)], work / "bare.log"))
            shop.forget_calls()
            ours.append(stage.sync(shop, "no-op"))
            calls = shop.calls()
            if calls.writes or calls.uploads or calls.total > needed.most_reads_unchanged(listings):
                raise Failed(f"a run with nothing to do sent {calls}")
        stage.sync(shop, "no-op", "--if-changed")
        for _ in range(rounds):
            shop.forget_calls()
            spared.append(stage.sync(shop, "no-op", "--if-changed"))
            if shop.calls().total:
                raise Failed(f"a spared run sent {shop.calls()}")
    used = {"bare openpyxl read": middle(bare), "ocop sync": middle(ours), "ocop sync --if-changed": middle(spared)}
    return _section(products, listings, calls, used, rounds, setting_up)


def _section(
    products: int, listings: int, calls: Calls, used: dict[str, Usage], rounds: int, setting_up: Usage
) -> Section:
    bare, ours, spared = used.values()
    section = Section(
        "G5 Nothing to do, from a workbook",
        f"Goal: at most {CPU}x the CPU time of a bare openpyxl read of the same file, at most {MEMORY} MiB; a run that "
        f"looks only here at most {SPARED}x.",
        ("whole process", "CPU s", "peak MiB", "wall s", "CPU beside the bare read"),
    )
    goals = (None, CPU, SPARED)
    section.rows = [_row(name, one, bare, goal) for (name, one), goal in zip(used.items(), goals, strict=True)]
    section.notes = [
        f"{products} products, {listings} of them listed; medians of {rounds} rounds in turns; {calls.total} reads, "
        f"0 writes, 0 uploads each. {ours.cpu_s / products * 1000:.2f} CPU ms a product. Memory: "
        f"{'kept' if ours.peak_mib <= MEMORY else 'missed'}. `--if-changed` sent no call; {spared.cpu_s:.2f} CPU s is "
        "start-up and a look at every file's size and time.",
        f"The first sync that set this up, at no pace: {setting_up.wall_s:.0f} s, {setting_up.cpu_s:.0f} CPU s, "
        f"{setting_up.peak_mib:.0f} MiB.",
    ]
    return section


def _row(name: str, used: Usage, bare: Usage, goal: float | None) -> list[str]:
    return [
        name,
        f"{used.cpu_s:.2f}",
        f"{used.peak_mib:.0f}",
        f"{used.wall_s:.2f}",
        ratio(used.cpu_s, bare.cpu_s, goal),
    ]
