"""``python -m benchmarks.night``: what is too long for script/test, part by part, to benchmarks/night-results.md.

Ctrl-C keeps what the parts had found by then. Ends with 1 if anything was broken.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from .machine import facts
from .measure import ROOT
from .night_page import taken, write
from .night_parts import PARTS, Part
from .results import Section

__all__ = ["main"]

PAGE = ROOT / "benchmarks" / "night-results.md"
INTERRUPTED, BAD_USE = 130, 2


def main(arguments: Sequence[str] | None = None) -> int:
    names = ", ".join(f"{name} ({part.count} in {part.takes})" for name, part in PARTS.items())
    parser = argparse.ArgumentParser(prog="script/night", description=__doc__, epilog=f"Parts: {names}.")
    parser.add_argument("--only", metavar="PART[,PART]", help="these parts alone")
    parser.add_argument("--count", type=int, metavar="N", help="so many of each part instead of its own number")
    parser.add_argument("--first", type=int, default=0, metavar="K", help="the first seed (0)")
    asked = parser.parse_args(arguments)
    chosen = asked.only.split(",") if asked.only else list(PARTS)
    if unknown := [name for name in chosen if name not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    began, broken = time.monotonic(), 0

    def say(what: str) -> None:
        print(f"[{time.monotonic() - began:5.0f} s] {what}", file=sys.stderr, flush=True)

    for name in chosen:
        part = PARTS[name] if asked.count is None else replace(PARTS[name], count=asked.count)
        command = f"script/night --only {name} --count {part.count} --first {asked.first}"
        say(f"{name}: {part.title}, {part.count}, about {PARTS[name].takes} for {PARTS[name].count}")
        try:
            broken += _played(part, asked.first, command, say)
        except KeyboardInterrupt:
            say("interrupted; what had been found by then is on the page")
            return INTERRUPTED
    print(PAGE.read_text(encoding="utf-8"))
    return 1 if broken else 0


def _played(part: Part, first: int, command: str, say: Callable[[str], None]) -> int:
    """Play it and put its section on the page, also where it does not come to its end."""
    machine, began, cut = facts(), time.monotonic(), ""
    section = Section(part.title, "", ())
    try:
        return part.play(section, part.count, first, say)
    except BaseException as error:
        cut = f"Not played to its end: {type(error).__name__}. "
        raise
    finally:
        if section.rows:
            section.notes.append(cut + taken(machine, command, time.monotonic() - began))
            write(PAGE, section, [one.title for one in PARTS.values()])


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
