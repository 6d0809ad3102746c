"""The list of what is to be done, as a table that Excel opens; an ``x`` behind a line says that it is done.

Read when the shop is opened, written anew whenever something changes. A line ticked off falls away with the next run.
What was ticked off by mistake is named in a file beside it until the next run asks for it again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from pathlib import Path

from connector.messages import Language, say
from connector.text.apostrophe import guard
from connector.text.storable import storable
from connector.wire.stores import write_durably

from .book import Entry

__all__ = ["NAME", "not_writable", "read_again", "read_ticks", "task_of", "write_again", "write_list"]

NAME = "việc.csv"
AGAIN = "làm lại.txt"
NUMBER, DONE = 0, 4
NOT = frozenset({"", "0", "-", "không", "chưa", "no"})


def read_ticks(folder: Path) -> list[str]:
    """The numbers of the lines that a person ticked off. Excel may have saved it with tabs or commas, and may have
    taken the leading zeros of a number away."""
    path = folder / NAME
    if not path.exists():
        return []
    text = path.read_bytes().decode("utf-8-sig", "replace")
    head = text.partition("\n")[0]
    delimiter = max(";\t,", key=head.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[1:]
    return [
        row[NUMBER].strip().zfill(4)
        for row in rows
        if len(row) > DONE and row[NUMBER].strip() and row[DONE].strip().casefold() not in NOT
    ]


def read_again(folder: Path) -> list[str]:
    """The numbers of what is to be asked for again."""
    path = folder / AGAIN
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def write_again(folder: Path, numbers: Collection[str]) -> None:
    """Note what is to be asked for again; none: it was."""
    if numbers:
        write_durably(folder / AGAIN, "".join(f"{number}\n" for number in sorted(numbers)).encode())
    else:
        (folder / AGAIN).unlink(missing_ok=True)


def not_writable(folder: Path) -> bool:
    """Whether the list cannot be replaced now: some programs hold a table that is open in them."""
    path = folder / NAME
    try:
        if path.exists():
            path.open("r+b").close()
    except OSError:
        return True
    return False


def write_list(folder: Path, entries: Iterable[Entry], lang: Language, ticked: Collection[str] = ()) -> None:
    """What is to be done now, in the order given; lines of ``ticked`` bear their mark."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([say(f"byhand.column.{name}", lang) for name in ("number", "task", "sku", "title", "done")])
    for entry in entries:
        goods = [guard(storable(text)) for text in (", ".join(entry.skus), entry.title)]
        writer.writerow(
            [entry.id, say(f"byhand.task.{task_of(entry)}", lang), *goods, "x" if entry.id in ticked else ""]
        )
    write_durably(folder / NAME, written.getvalue().encode("utf-8-sig"))


def task_of(entry: Entry) -> str:
    """What a person has to do: put it up, take it off, show it again, take a star off, or change it."""
    if entry.new:
        return "create"
    if entry.wanted_state is None:
        return "star" if entry.star_gone else "change"
    return "show" if entry.wanted_state == "live" else "hide"
