"""``python -m tests.quantity.cells [--cells N] [--seed K]``: dirty cells without end, and two readers that must agree.

Rows come from ``dirt``, are written as CSV, JSON or a workbook, and read by the connector and by ``second``. Each
chunk is a file of its own, so memory stays what one chunk takes. A disagreement is shown once per kind, as small as it
can be made. Ends with 1 if there was one.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import resources
from pathlib import Path

import orjson
import xlsxwriter

from connector.catalogue import read_catalogue
from connector.catalogue.cells import REFUSED, Reading
from connector.catalogue.columns import PRODUCT_HEADERS
from connector.catalogue.fields import REQUIRED
from connector.catalogue.grouping import grouped
from connector.catalogue.photos import PhotoIndex
from connector.catalogue.rows import RowReader
from connector.catalogue.sheet import open_sheet
from connector.sample import SAMPLE_DAY, photo_names, write_sample

from .apart import own_peak_mb
from .dirt import FIELDS, Dirt, Known
from .figures import Figures, Heard
from .leavings import Value
from .second import Answer, Book, read_rows
from .second.words import Places

__all__ = ["Tally", "agree", "main", "measure"]

ROWS = 400
TRIES = 40
LONGEST_IN_A_WORKBOOK = 32_767
CARRIERS = ("csv", "json", "xlsx", "csv", "json")
CODES = ("sku", "product_key", "previous_sku", "gtin")
GUARDED = tuple("'" + sign for sign in ("=", "+", "-", "@", "\t", "\n", "'", "＝", "＋", "－", "＠"))
CELLS, EVERY = 1_000_000, 50_000
ASKED = (
    "Two readers that share no code give every cell the same value, the same codes or the same refusal, in CSV, JSON "
    "and workbooks."
)
Rows = Sequence[Mapping[str, Value]]
Told = tuple[str, str, str]
"""Value, codes, refusal."""


@dataclass(slots=True)
class Tally:
    """What was read. ``apart`` has one example of every kind of disagreement and how often it was met."""

    rows: int = 0
    cells: int = 0
    dirty: int = 0
    refused: int = 0
    changed: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    apart: dict[tuple[str, str, str], tuple[str, str, str, int]] = field(default_factory=dict)


class Bench:
    """The sample's producers and photos in a folder, and what both readers know of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        write_sample(folder)
        self.photos = folder / "photos"
        for name in (*photo_names(), "IMG_1.HEIC"):
            (self.photos / name).parent.mkdir(parents=True, exist_ok=True)
            (self.photos / name).touch()
        self.producers = folder / "producers.csv"
        ids = [row["producer_id"] for row in _csv(self.producers.read_text(encoding="utf-8"))]
        data = resources.files("connector.catalogue") / "data"
        today = [row["commune_current"] for row in _csv((data / "communes_hanoi.csv").read_text(encoding="utf-8"))]
        older = [
            (row["commune_old"], row["district_historic"], row["commune_current"])
            for row in _csv((data / "commune_map.csv").read_text(encoding="utf-8"))
        ]
        files: dict[str, tuple[str, ...]] = {}
        for name in (*photo_names(), "IMG_1.HEIC"):
            key = name.rpartition("/")[2].casefold()
            files[key] = (*files.get(key, ()), name)
        self.book = Book(SAMPLE_DAY, frozenset(ids), files, Places.of(today, older), "HTX Chủ")
        self.known = Known(
            ids,
            [name.rpartition("/")[2] for name in photo_names()],
            today,
            [one[:2] for one in older],
            SAMPLE_DAY,
        )


def _csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def written(rows: Rows, carrier: str, place: Path) -> Path:
    """The rows as a file of that kind."""
    path = place / f"bẩn.{carrier}"
    if carrier == "json":
        path.write_bytes(orjson.dumps([dict(row) for row in rows]))
    elif carrier == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
            table.writerow(FIELDS)
            table.writerows([as_text(row[name]) for name in FIELDS] for row in rows)
    else:
        _workbook(rows, path)
    return path


def _workbook(rows: Rows, path: Path) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_urls": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Sản phẩm")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for at, name in enumerate(FIELDS):
            sheet.write_string(0, at, name)
        for line, row in enumerate(rows, 1):
            for at, name in enumerate(FIELDS):
                value = row[name]
                if isinstance(value, bool):
                    sheet.write_boolean(line, at, value)
                elif isinstance(value, str):
                    sheet.write_string(line, at, value)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(line, at, dt.datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                else:
                    sheet.write_number(line, at, value)


def as_text(value: Value) -> str:
    """What a person would type for a value that is no text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    exact = Decimal(f"{value:.15g}")
    if abs(value) >= 1e15:
        digits = f"{value:.14E}".split("E")
        return f"{digits[0].rstrip('0').rstrip('.')}E{digits[1]}"
    return str(int(value)) if value == int(value) else format(exact, "f")


def carried(value: Value, name: str, carrier: str) -> str:
    """The text that reaches a reader: what each kind of file does to a cell before anybody reads it."""
    if carrier == "xlsx" and isinstance(value, dt.date) and name in CODES:
        return f"{value:%d/%m/%Y}"
    if carrier == "xlsx" and isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 1e15:
        value = float(value)
    text = as_text(value).replace("\r\n", "\n").replace("\r", "\n")
    text = text[:LONGEST_IN_A_WORKBOOK] if carrier == "xlsx" else text
    return text[1:] if carrier == "csv" and text.startswith(GUARDED) else text


def ours(path: Path, bench: Bench) -> list[dict[str, Told]]:
    """What the connector says of every cell; its public reading of the same file must say the same."""
    sheet = open_sheet(path, PRODUCT_HEADERS, REQUIRED)
    owner = "htx chủ"
    groups = grouped([sheet], owner)
    producers = {name.casefold(): name for name in bench.book.producers}
    reader = RowReader(
        sheet, Reading(day=SAMPLE_DAY, groups=groups, photos=PhotoIndex(bench.photos), producers=producers)
    )
    found, verdicts = [], []
    for record, member in zip(sheet.records(), groups.members, strict=True):
        row = reader.read(record, member)
        verdicts += row.verdicts
        said = {verdict.field: verdict for verdict in row.verdicts[1:]}
        answers: dict[str, Told] = {}
        for name in FIELDS:
            verdict, value = said.get(name), row.values[name]
            refused = verdict.code if verdict is not None and verdict.outcome == "rejected" else ""
            codes = verdict.code if verdict is not None and not refused else ""
            answers[name] = (_shown(value), codes, refused)
        found.append(answers)
    public = read_catalogue([path], bench.producers, bench.photos, day=SAMPLE_DAY, owner="HTX Chủ")
    kept = [one.record() for one in public.verdicts if one.code != "W_OPTION_IMAGE_SOME"]
    assert kept == [one.record() for one in verdicts], "the public reading says something else"
    return found


def _shown(value: object) -> str:
    if value is None or value is REFUSED:
        return ""
    return ";".join(value) if type(value) is tuple else str(value)


def theirs(rows: Rows, carrier: str, bench: Bench) -> list[dict[str, Told]]:
    texts = [{name: carried(row[name], name, carrier) for name in FIELDS} for row in rows]
    return [{name: _told(answer) for name, answer in row.items()} for row in read_rows(texts, bench.book)]


def _told(answer: Answer) -> Told:
    return answer.value, answer.codes, answer.refused


def agree(cells: int, seed: int, bench: Bench, tally: Tally, progress: Callable[[Tally], None]) -> Tally:
    """Read chunks until so many dirty cells were seen."""
    dirt, chunk = Dirt(seed, bench.known), 0
    while tally.dirty < cells:
        rows, dirty = [], 0
        while len(rows) < ROWS and tally.dirty + dirty < cells:
            row, spoilt = dirt.row()
            rows.append(row)
            dirty += len(spoilt)
            tally.fields.update(spoilt)
        carrier = CARRIERS[chunk % len(CARRIERS)]
        _compare(rows, carrier, bench, tally)
        tally.dirty += dirty
        chunk += 1
        progress(tally)
    return tally


def _compare(rows: Rows, carrier: str, bench: Bench, tally: Tally) -> None:
    mine, second = ours(written(rows, carrier, bench.folder), bench), theirs(rows, carrier, bench)
    assert len(mine) == len(second) == len(rows), "rows were lost or made"
    tally.rows += len(rows)
    for row, one, other in zip(rows, mine, second, strict=True):
        for name in FIELDS:
            tally.cells += 1
            told, wanted = one[name], other[name]
            tally.refused += bool(told[2])
            tally.changed += bool(told[1])
            tally.codes.update([told[2]] if told[2] else told[1].split("+") if told[1] else [])
            if told != wanted:
                _apart(name, row, carrier, told, wanted, bench, tally)


def _apart(
    name: str, row: Mapping[str, Value], carrier: str, told: Told, wanted: Told, bench: Bench, tally: Tally
) -> None:
    kind = (name, told[2] or told[1] or "value", wanted[2] or wanted[1] or "value")
    if kind in tally.apart:
        *example, count = tally.apart[kind]
        tally.apart[kind] = (example[0], example[1], example[2], count + 1)
        return
    small = _smallest(name, row, carrier, bench)
    tally.apart[kind] = (small or f"{carrier}: {row[name]!r}"[:300], repr(told)[:200], repr(wanted)[:200], 1)


def _smallest(name: str, row: Mapping[str, Value], carrier: str, bench: Bench) -> str:
    """The cell in a row of its own, cut down as far as the two still differ; '' where they agree there."""
    plain = dict.fromkeys(FIELDS, "") | {"sku": "SP-1", name: row[name]}

    def differ(value: Value) -> bool:
        alone: Rows = [{**plain, name: value}]
        mine, second = ours(written(alone, carrier, bench.folder), bench), theirs(alone, carrier, bench)
        return len(mine) == 1 and mine[0][name] != second[0][name]

    value = row[name]
    if not differ(value):
        return ""
    step = len(value) // 2 if isinstance(value, str) else 0
    tries = 0
    while step and isinstance(value, str):
        at = 0
        while at < len(value) and tries < TRIES:
            shorter = value[:at] + value[at + step :]
            tries += 1
            if shorter and differ(shorter):
                value = shorter
            else:
                at += step
        step //= 2
    return f"alone, {carrier}: {value!r}"


def measure(count: int, seed: int, heard: Heard) -> Figures:
    """So many dirty cells, in a process that notes its own peak."""
    made = Figures("Dirty cells, read by two", ASKED, f"python -m tests.quantity.cells --cells {count} --seed {seed}")
    began, told = time.monotonic(), 0

    def say(tally: Tally) -> None:
        nonlocal told
        _fill(made, tally, time.monotonic() - began)
        if tally.dirty // EVERY > told:
            told = tally.dirty // EVERY
            heard(made)

    with tempfile.TemporaryDirectory(prefix="ocop-cells-") as name:
        tally = agree(count, seed, Bench(Path(name)), Tally(), say)
    _fill(made, tally, time.monotonic() - began)
    return made


def _fill(made: Figures, tally: Tally, seconds: float) -> None:
    made.count, made.seconds, made.peak_mb = tally.dirty, seconds, own_peak_mb()
    made.answers = Counter(
        {
            "cells in all": tally.cells,
            "rows": tally.rows,
            "refused with a code": tally.refused,
            "changed or warned of": tally.changed,
            "codes met": len(tally.codes),
            "columns": len(tally.fields),
        }
    )
    made.wrong = [
        f"{name} ({count}): {example}: the connector {told}, the second reader {wanted}"
        for (name, *_), (example, told, wanted, count) in sorted(tally.apart.items(), key=lambda one: one[0])
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.quantity.cells", description=__doc__)
    parser.add_argument("--cells", type=int, default=CELLS)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args(arguments)
    made = measure(asked.cells, asked.seed, lambda made: print(made.line(), file=sys.stderr, flush=True))
    print(made.text())
    return 1 if made.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
