"""Reading a workbook of 17,000 rows and 40 columns: bare libraries, our reader of tables, the whole ``ocop check``.

Every reading is a process of its own; rounds take turns.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .measure import Usage, middle, run
from .no_op import BARE_READ
from .results import Section, ratio
from .stage import set_stage

__all__ = ["measure_reading"]

CALAMINE = """\
import python_calamine, sys
sheet = python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0)
print(sum(1 for row in sheet.iter_rows()))
"""
TABLES = """\
import sys
from pathlib import Path
from connector.catalogue.columns import PRODUCT_HEADERS
from connector.catalogue.fields import REQUIRED
from connector.catalogue.sheet import open_sheet
print(sum(1 for record in open_sheet(Path(sys.argv[1]), PRODUCT_HEADERS, REQUIRED).records()))
"""
DAY = "2026-11-21"


def measure_reading(work: Path, products: int, rounds: int, say: Callable[[str], None]) -> Section:
    """The section for a sheet of ``products`` rows."""
    say(f"{products} rows to read")
    stage = set_stage(work / "reading", products, sellable=False, photos="shared").as_workbook()
    book = str(stage.folder / stage.sheet)
    check = ["-m", "connector", "check", book, "--producers", str(stage.folder / "producers.csv"), "--day", DAY]
    commands = {
        "openpyxl, read-only, values": (["-c", BARE_READ, book], (0,)),
        "python-calamine, rows": (["-c", CALAMINE, book], (0,)),
        "ocop's tables: text cells, hidden rows, formulas, guards": (["-c", TABLES, book], (0,)),
        "ocop check: every cell judged": ([*check, "--json"], (0, 3)),
    }
    used: dict[str, list[Usage]] = {name: [] for name in commands}
    for number in range(1, rounds + 1):
        say(f"reading, round {number} of {rounds}")
        for name, (command, codes) in commands.items():
            used[name].append(run(command, work / "reading.log", codes=codes))
    baseline = middle(next(iter(used.values())))
    section = Section(
        "Reading a workbook",
        "No goal of its own; what G5 and `ocop check` stand on. Whole processes, start-up included.",
        ("reader", "CPU s", "peak MiB", "wall s", "CPU beside openpyxl"),
    )
    for name, figures in used.items():
        one = middle(figures)
        cells = [f"{one.cpu_s:.2f}", f"{one.peak_mib:.0f}", f"{one.wall_s:.2f}", ratio(one.cpu_s, baseline.cpu_s)]
        section.rows.append([name, *cells])
    columns = len(stage.rows()[0])
    section.notes = [f"{products} rows of {columns} columns, medians of {rounds} rounds in turns."]
    return section
