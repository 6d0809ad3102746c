"""``python -m benchmarks [--quick]``: measure, print a table for every goal, and write benchmarks/results.md."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from .catalogue import LIKE
from .connections import measure_connections
from .first_sync import Sizes, measure_first_sync
from .machine import facts
from .measure import ROOT, Failed
from .no_op import measure_no_op
from .reading import measure_reading
from .renditions import measure_renditions
from .results import Section, page
from .safety import Sizes as SafetySizes
from .safety import measure_safety
from .shops import Sizes as ShopSizes
from .shops import measure_further, measure_shops

__all__ = ["main"]

QUICK = Sizes(products=300, slow=100, rounds=3, judged=False)
WHOLE = Sizes(products=LIKE["hanoi-2023"], slow=300, rounds=3, judged=True)
QUICK_NO_OP, WHOLE_NO_OP = 3000, 17000
QUICK_SHOPS = ShopSizes(sample=60, judged=False, products=1000, rounds=3)
WHOLE_SHOPS = ShopSizes(sample=None, judged=True, products=LIKE["hanoi-2023"], rounds=3)
QUICK_SAFETY = SafetySizes(products=QUICK.products, rounds=2, judged=False)
WHOLE_SAFETY = SafetySizes(products=WHOLE.products, rounds=1, judged=True)
PARTS = ("first", "safety", "shops", "further", "connections", "no-op", "reading", "renditions")


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small catalogue: minutes instead of an hour")
    parser.add_argument("--only", choices=PARTS, help="that part alone; results.md stays as it is")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page there instead of results.md")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="work in FOLDER and leave everything there")
    asked = parser.parse_args()
    if not hasattr(os, "wait4"):
        print("Đo tốc độ cần Linux hoặc macOS.\nMeasuring needs Linux or macOS.", file=sys.stderr)
        return 6
    work = asked.keep.absolute() if asked.keep else Path(tempfile.mkdtemp(prefix="ocop-bench-"))
    work.mkdir(parents=True, exist_ok=True)
    os.environ["PYTHONPYCACHEPREFIX"] = str(work / "bytecode")  # warmed by the first runs, the checkout left alone
    try:
        text = _measured(work, asked.quick, asked.only)
    except Failed as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    finally:
        if not asked.keep:
            shutil.rmtree(work, ignore_errors=True)
    print(text)
    if asked.write is not None or asked.only is None:
        (asked.write or ROOT / "benchmarks" / "results.md").write_text(text, encoding="utf-8")
    return 0


def _measured(work: Path, quick: bool, only: str | None) -> str:
    began = time.monotonic()

    def say(what: str) -> None:
        print(f"[{time.monotonic() - began:5.0f} s] {what}", file=sys.stderr, flush=True)

    machine, sections = facts(), []
    products, rounds = (QUICK_NO_OP, 3) if quick else (WHOLE_NO_OP, 5)
    parts: dict[str, Callable[[], list[Section]]] = {
        "first": lambda: measure_first_sync(work, QUICK if quick else WHOLE, say),
        "safety": lambda: measure_safety(work, QUICK_SAFETY if quick else WHOLE_SAFETY, say),
        "shops": lambda: [measure_shops(work, QUICK_SHOPS if quick else WHOLE_SHOPS, say)],
        "further": lambda: [measure_further(work, QUICK_SHOPS if quick else WHOLE_SHOPS, say)],
        "connections": lambda: [measure_connections(work, *((2000, 3) if quick else (5000, 5)), say)],
        "no-op": lambda: [measure_no_op(work, products, rounds, say)],
        "reading": lambda: [measure_reading(work, WHOLE_NO_OP, rounds, say)],
        "renditions": lambda: [measure_renditions(work, *((4, 3) if quick else (8, 7)), say)],
    }
    for name in PARTS if only is None else (only,):
        sections += parts[name]()
    say("done")
    return page(machine, sections, " ".join([*(["--quick"] if quick else []), *(["--only", only] if only else [])]))


if __name__ == "__main__":
    sys.exit(main())
