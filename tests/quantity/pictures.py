"""``python -m tests.quantity.pictures [--count N] [--seed K]``: mangled pictures, one answer or rendition for each.

Folders of ``tests.mangle`` are given to ``ocop media check`` in processes of their own; what can be used is drawn for a
shop. Nothing may end with a traceback, take ten seconds or 512 MB, change a file, or leave half of one.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.mangle import mangle

from .apart import MOST_MB, MOST_S, call
from .figures import Figures, Heard

__all__ = ["main", "measure"]

COUNT, BATCH = 5_000, 500
RECIPE = "memory-256-pad@1"
ASKED = (
    "One record for each file, with OK or a code; a rendition whole or none; no traceback, no file changed; at most "
    "10 s each and 512 MiB."
)


def measure(count: int, seed: int, heard: Heard) -> Figures:
    """So many pictures, in folders of at most ``BATCH``."""
    made = Figures("Mangled pictures", ASKED, f"python -m tests.quantity.pictures --count {count} --seed {seed}")
    began = time.monotonic()
    for number in range(-(-count // BATCH)):
        with tempfile.TemporaryDirectory(prefix="ocop-pictures-") as name:
            _batch(Path(name), seed + number, min(BATCH, count - made.count), made)
        made.seconds = time.monotonic() - began
        heard(made)
    return made


def _batch(place: Path, seed: int, count: int, made: Figures) -> None:
    folder, cache = place / "ảnh hỏng", place / "kept"
    mangle(folder, seed, count)
    before = _contents(folder)
    ended = call("tests.quantity.pictures", ["--child", str(folder), str(cache)], patience_s=MOST_S * 3)
    made.count += count
    made.peak_mb = max(made.peak_mb, ended.peak_mb)
    wrong = [f"seed {seed}: {what}" for what in _judged(ended.lines, len(before))]
    if ended.hung or ended.code or "Traceback" in ended.errors or ended.errors.strip():
        wrong.append(f"seed {seed}: ended with {ended.code}, hung {ended.hung}: {ended.errors[-300:]}")
    if ended.peak_mb > MOST_MB:
        wrong.append(f"seed {seed}: {ended.peak_mb} MiB")
    if _contents(folder) != before:
        wrong.append(f"seed {seed}: a picture was changed")
    wrong += [f"seed {seed}: half a file is left: {file.name}" for file in _halves(cache)]
    made.wrong += wrong
    for line in ended.lines:
        if line["kind"] == "record":
            made.answers[line["record"]["code"]] += 1
        elif line["kind"] == "drawn":
            made.answers["drawn whole" if line["code"] == "OK" else f"not drawn: {line['code']}"] += 1
            made.slowest_s = max(made.slowest_s, line["seconds"])
        elif line["kind"] == "slowest":
            made.slowest_s = max(made.slowest_s, line["seconds"])


def _judged(lines: Sequence[Any], files: int) -> list[str]:
    records = [line["record"] for line in lines if line["kind"] == "record"]
    wrong = []
    if len(records) != files or len({record["file"] for record in records}) != files:
        wrong.append(f"{len(records)} records for {files} files")
    for record in records:
        usable, code = record["usable"], record["code"]
        if not (code == "OK" or code.startswith("W_PHOTO_" if usable else "E_PHOTO_")) or (code == "OK" and not usable):
            wrong.append(f"{record}")
    for line in lines:
        if line["kind"] in ("drawn", "slowest") and line["seconds"] > MOST_S:
            wrong.append(f"{line}")
        if line["kind"] == "drawn" and not (line["code"] == "OK" or line["code"].startswith("E_PHOTO_")):
            wrong.append(f"{line}")
        if line["kind"] == "ended" and line["code"] not in (0, 3):
            wrong.append(f"exit code {line['code']}")
    return wrong


def _contents(folder: Path) -> dict[bytes, str]:
    found = {}
    for place, _, names in os.walk(os.fsencode(folder)):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                found[path] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _halves(cache: Path) -> list[Path]:
    """Files of the cache that are no whole rendition."""
    halves = []
    for file in (one for one in cache.rglob("*") if one.is_file()):
        facts, _, data = file.read_bytes().partition(b"\n")
        if file.suffix != ".rendition" or json.loads(facts)["sha256"] != hashlib.sha256(data).hexdigest():
            halves.append(file)
    return halves


def _child(folder: Path, cache: Path) -> int:
    """``ocop media check``, each file timed, then every picture that can be used drawn for a shop."""
    import media.check
    from connector.cli import main as ocop
    from connector.model import MediaIdentity
    from media import MediaProblem, Renditions

    def tell(**line: object) -> None:
        sys.__stdout__.write(json.dumps(line) + "\n")  # type: ignore[union-attr]
        sys.__stdout__.flush()  # type: ignore[union-attr]

    slowest, whole, checked = [0.0], media.check._check, [0]

    def timed(*given: Any) -> Any:
        began = time.monotonic()
        try:
            return whole(*given)
        finally:
            slowest[0] = max(slowest[0], time.monotonic() - began)
            checked[0] += 1
            if checked[0] % 20 == 0:
                tell(kind="alive")

    media.check._check = timed
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out):
        code = ocop(["media", "check", str(folder), "--json"])
    out.flush()
    records = json.loads(out.buffer.getvalue())  # type: ignore[attr-defined]
    tell(kind="ended", code=code)
    tell(kind="slowest", seconds=slowest[0])
    for record in records:
        tell(kind="record", record=record)
    usable = {record["file"] for record in records if record["usable"]}
    kept = Renditions(cache)
    for path in sorted(folder.rglob("*")):
        if path.relative_to(folder).as_posix() not in usable:
            continue
        data = path.read_bytes()
        identity = MediaIdentity(source_sha256=hashlib.sha256(data).hexdigest(), recipe=RECIPE, file="ảnh.jpg")
        began = time.monotonic()
        try:
            code_ = "OK" if kept.get(identity, data, None).data else "nothing"
        except MediaProblem as problem:
            code_ = problem.code
        tell(kind="drawn", code=code_, seconds=time.monotonic() - began)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.quantity.pictures", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=10_000)
    parser.add_argument("--child", type=Path, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        return _child(*asked.child)
    made = measure(asked.count, asked.seed, lambda made: print(made.line(), file=sys.stderr, flush=True))
    print(made.text())
    return 1 if made.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
