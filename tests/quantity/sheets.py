"""``python -m tests.quantity.sheets [--count N] [--seed K]``: mangled sheets, each with one answer.

Each goes through ``ocop check FILE --json --refused OUT`` in processes of their own. The answer is a list of verdicts
or one code, the workbook of refused rows is whole or not there, the sheet stays as it was; no traceback, at most ten
seconds and 512 MiB.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .apart import MOST_MB, MOST_S, call, own_peak_mb
from .figures import Figures, Heard
from .mangled_sheets import sheet

__all__ = ["main", "measure"]

COUNT, BATCH = 2_000, 100
OUT = "bị từ chối.xlsx"
ASKED = (
    "Verdicts or one code for each file; the workbook of refused rows whole or not there; no traceback, no file "
    "changed; at most 10 s and 512 MiB."
)


def measure(count: int, seed: int, heard: Heard) -> Figures:
    """So many sheets, ``BATCH`` to a process."""
    made = Figures("Mangled sheets", ASKED, f"python -m tests.quantity.sheets --count {count} --seed {seed}")
    began = time.monotonic()
    while made.count < count:
        with tempfile.TemporaryDirectory(prefix="ocop-sheets-") as name:
            _batch(Path(name), seed, made.count, min(BATCH, count - made.count), made)
        made.seconds = time.monotonic() - began
        heard(made)
    return made


def _batch(place: Path, seed: int, first: int, count: int, made: Figures) -> None:
    before: dict[str, str] = {}
    for number in range(first, first + count):
        data, extension = sheet(random.Random(f"sheet {seed} {number}"), number)
        path = place / (f"{number:05} sản phẩm" + (f".{extension}" if extension else ""))
        path.write_bytes(data)
        before[path.name] = hashlib.sha256(data).hexdigest()
    ended = call("tests.quantity.sheets", ["--child", str(place)], patience_s=MOST_S * 2)
    made.count += count
    made.peak_mb = max(made.peak_mb, ended.peak_mb)
    answered = {line["file"]: line for line in ended.lines}
    where = f"seed {seed}, from {first}"
    if len(answered) != count or len(ended.lines) != count:
        missing = sorted(set(before) - set(answered))[:1]
        made.wrong.append(f"{where}: {len(ended.lines)} answers for {count} files, first missing {missing}")
    if ended.hung or ended.code or ended.errors.strip():
        made.wrong.append(f"{where}: ended with {ended.code}, hung {ended.hung}: {ended.errors[-400:]}")
    for line in ended.lines:
        made.answers[line["answer"]] += 1
        made.slowest_s = max(made.slowest_s, line["seconds"])
        made.wrong += [f"seed {seed}, {line['file']}: {what}" for what in _judged(line)]
    after = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in place.iterdir()}
    if after != before:
        made.wrong.append(f"{where}: files changed or left: {sorted(set(after.items()) ^ set(before.items()))[:3]}")


def _judged(line: dict[str, Any]) -> list[str]:
    wrong = []
    if line["code"] not in (0, 2, 3):
        wrong.append(f"exit code {line['code']}: {line['errors']}")
    if "Traceback" in line["errors"]:
        wrong.append(line["errors"])
    if line["code"] == 2 and not line["answer"].startswith("E_"):
        wrong.append(f"no code: {line['answer']}")
    if line["seconds"] > MOST_S:
        wrong.append(f"{line['seconds']:.1f} s")
    if line["peak_mb"] > MOST_MB:
        wrong.append(f"{line['peak_mb']} MiB")
    if line["half"]:
        wrong.append(line["half"])
    return wrong


def _child(place: Path) -> int:
    from connector.cli import main as ocop

    for path in sorted(place.iterdir()):
        began = time.monotonic()
        out, errors = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
        with tempfile.TemporaryDirectory() as name:
            refused = Path(name) / OUT
            words = ["check", str(path), "--json", "--day", "2026-11-21", "--refused", str(refused)]
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
                code = ocop(words)
            out.flush()
            text = out.buffer.getvalue()  # type: ignore[attr-defined]
            seconds = time.monotonic() - began
            answer, half = _answer(text, code, Path(name))
        line = {"file": path.name, "code": code, "answer": answer, "seconds": seconds, "half": half}
        line |= {"errors": errors.getvalue()[-400:] if code not in (0, 3) else "", "peak_mb": own_peak_mb()}
        if "Traceback" in errors.getvalue():
            line["errors"] = errors.getvalue()[-900:]
        sys.__stdout__.write(json.dumps(line) + "\n")  # type: ignore[union-attr]
        sys.__stdout__.flush()  # type: ignore[union-attr]
    return 0


def _answer(text: bytes, code: int, place: Path) -> tuple[str, str]:
    """What was said in a word, and what is wrong with the workbook that should hold the refused rows."""
    left = sorted(path.name for path in place.iterdir())
    try:
        said = json.loads(text)
    except ValueError:
        return "no JSON", ""
    if isinstance(said, dict):
        return str(said.get("code")), f"files beside a refusal: {left}" if left else ""
    rows = {verdict["row"] for verdict in said if verdict["field"] == "__row__" and verdict["outcome"] == "rejected"}
    if code == 0:
        return "read", f"files beside nothing refused: {left}" if left else ""
    if left != [OUT]:
        return "read, rows refused", f"{len(rows)} rows refused, but there is {left}"
    import openpyxl

    written = openpyxl.load_workbook(place / OUT, read_only=True).worksheets[0].max_row or 0
    return "read, rows refused", "" if written > len(rows) else f"{written} lines for {len(rows)} refused rows"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.quantity.sheets", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        return _child(asked.child)
    made = measure(asked.count, asked.seed, lambda made: print(made.line(), file=sys.stderr, flush=True))
    print(made.text())
    return 1 if made.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
