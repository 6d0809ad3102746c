"""``python -m tests.quantity.edited [--count N] [--seed K]``: plans, journals and configurations edited by hand.

So many of each are given to the commands of a small co-op in processes of their own. Each ends as decision 26 says,
with a code where it is refused, and no traceback. A plan that is sent is the plan that was made; a refused one sends
nothing. Whatever a journal says, the shop ends with every SKU on one listing, as it was shown.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import io
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from . import mangled_files
from .apart import MOST_MB, MOST_S, call
from .figures import Figures, Heard

__all__ = ["KINDS", "main", "measure"]

COUNT, BATCH = 1_000, 125
KINDS = ("config", "plan", "journal")
PROPER = (0, 2, 3, 4, 5, 6)
"""Exit codes that say what happened; 1 is a bug, and nothing here holds a shop or has a deadline."""
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("sync", "--json"), ("plan", "--json"), ("sync", "--json"), ("status", "--json"), ("journal", "verify", "--json"),
    ("why", "LUA-01", "--json"),
    ("audit", "--json"), ("report", "--json"), ("doctor", "--json"), ("journal", "export", "ra.jsonl", "--json"),
)  # fmt: skip
ASKED = (
    "An exit code of decision 26, with a code where something is refused; no traceback; at most 10 s each and 512 MiB. "
    "A changed plan sends nothing; the shop keeps every SKU on one listing."
)
DOCTOR = "told by doctor"
Answer = dict[str, Any]


def measure(count: int, seed: int, heard: Heard, kinds: Sequence[str] = KINDS) -> Figures:
    """So many of each kind."""
    made = Figures("Edited by hand", ASKED, f"python -m tests.quantity.edited --count {count} --seed {seed}")
    began = time.monotonic()
    for kind in kinds:
        for first in range(0, count, BATCH):
            with tempfile.TemporaryDirectory(prefix="ocop-edited-") as name:
                _batch(Path(name), kind, seed, first, min(BATCH, count - first), made)
            made.seconds = time.monotonic() - began
            heard(made)
    return made


def _batch(place: Path, kind: str, seed: int, first: int, count: int, made: Figures) -> None:
    words = ["--child", kind, str(place), str(seed), str(first), str(count)]
    env = {"OCOP_STATE": str(place / "nhật ký"), "OCOP_LANG": "vi"}
    ended = call("tests.quantity.edited", words, patience_s=MOST_S * 2, env=env)
    made.count += count
    made.peak_mb = max(made.peak_mb, ended.peak_mb)
    where = f"{kind}, seed {seed}"
    if ended.hung or ended.code or len(ended.lines) != count or ended.peak_mb > MOST_MB:
        made.wrong.append(
            f"{where}, from {first}: {len(ended.lines)} answers, ended with {ended.code}, hung {ended.hung}, "
            f"{ended.peak_mb} MiB: {ended.errors[-400:]}"
        )
    for line in ended.lines:
        made.answers[f"{kind}: {line['answer']}"] += 1
        made.slowest_s = max(made.slowest_s, line["seconds"])
        wrong = list(line["wrong"])
        if line["code"] not in PROPER:
            wrong.append(f"exit code {line['code']}: {line['errors']}")
        if line["code"] == 2 and not line["answer"].startswith(("E_", DOCTOR)):
            wrong.append(f"no code: {line['answer']} {line['errors']}")
        if "Traceback" in line["errors"]:
            wrong.append(line["errors"])
        if line["seconds"] > MOST_S:
            wrong.append(f"{line['seconds']:.1f} s")
        made.wrong += [f"{where}, number {line['number']}, {line['words']}: {what}" for what in wrong]


class Desk:
    """A co-op in ``folder``, its shop in this process, and the commands."""

    def __init__(self, folder: Path) -> None:
        import adapters.memory as memory
        from tests.coop import Coop

        self.coop = Coop(folder, shop="gian-hang-lua").set_up()
        self.shops = memory._shops
        os.chdir(folder)
        self.coop.config.write_text(mangled_files.CONFIG, encoding="utf-8")

    def ocop(self, *words: str) -> tuple[int, str, str]:
        from connector.cli import main as ocop

        out, errors = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            code = ocop(
                [*words, "--day", "2026-11-21"] if words[0] in ("plan", "sync", "why", "apply") else list(words)
            )
        out.flush()
        text = out.buffer.getvalue()  # type: ignore[attr-defined]
        return code, text.decode(errors="replace"), errors.getvalue()

    def shown(self) -> dict[str, list[tuple[Any, ...]]]:
        """What the shop shows, by SKU."""
        found: dict[str, list[tuple[Any, ...]]] = {}
        for shop in self.shops.values():
            for item in shop.items.values():
                for sku in item.skus:
                    groups = {str(name): json.dumps(value, sort_keys=True) for name, value in item.groups.items()}
                    found.setdefault(sku, []).append((str(item.state), groups))
        return found


def _child(kind: str, folder: Path, seed: int, first: int, count: int) -> int:
    desk = Desk(folder)
    one = {"config": _config, "plan": _plan, "journal": _journal}[kind](desk)
    for number in range(first, first + count):
        began = time.monotonic()
        words, (code, out, errors), wrong = one(random.Random(f"{kind} {seed} {number}"), number)
        line: Answer = {"number": number, "words": " ".join(words), "code": code, "wrong": wrong}
        line |= {"answer": _answer(code, out), "seconds": time.monotonic() - began, "errors": errors[-600:]}
        sys.__stdout__.write(json.dumps(line) + "\n")  # type: ignore[union-attr]
        sys.__stdout__.flush()  # type: ignore[union-attr]
    return 0


def _answer(code: int, out: str) -> str:
    try:
        said = json.loads(out)
    except ValueError:
        return f"ended with {code}"
    named = str(said.get("code", "")) if isinstance(said, dict) else ""
    if not named and isinstance(said, dict) and any(one["verdict"] == "bad" for one in said.get("checks", ())):
        named = DOCTOR
    return named if code == 2 and named else f"ended with {code}"


One = Callable[[random.Random, int], tuple[Sequence[str], tuple[int, str, str], list[str]]]


def _config(desk: Desk) -> One:
    whole = desk.coop.config.read_bytes()

    def one(chance: random.Random, number: int) -> tuple[Sequence[str], tuple[int, str, str], list[str]]:
        desk.coop.config.write_bytes(mangled_files.config(whole, chance))
        words = (("plan", "--json"), ("plan", "--json"), ("doctor", "--json"))[number % 3]
        answer = desk.ocop(*words)
        return words, answer, ["a plan was sent"] if desk.shown() else []

    return one


def _plan(desk: Desk) -> One:
    from connector.errors import BadUse
    from connector.report.as_json import plan_from_json

    file = desk.coop.folder / "xem trước.json"
    code, _, errors = desk.ocop("plan", "--out", str(file))
    assert code in (0, 3), errors
    whole = file.read_bytes()
    meant = plan_from_json(whole)
    kept = desk.coop.folder / "trước"
    shutil.copytree(desk.coop.state, kept)

    def one(chance: random.Random, number: int) -> tuple[Sequence[str], tuple[int, str, str], list[str]]:
        file.write_bytes(mangled_files.plan(whole, chance))
        answer = desk.ocop("apply", str(file), "--json")
        wrong = []
        if answer[0] == 2:
            wrong += ["a refused plan was sent"] if desk.shown() else []
        else:
            try:
                read = plan_from_json(file.read_bytes())
                same = (read.changes, read.shop, read.day) == (meant.changes, meant.shop, meant.day)
            except BadUse:
                same = False
            wrong += [] if same else ["another plan than was made was sent"]
            shutil.rmtree(desk.coop.state)
            shutil.copytree(kept, desk.coop.state)
            desk.shops.clear()
        return ("apply",), answer, wrong

    return one


def _journal(desk: Desk) -> One:
    code, _, errors = desk.ocop("sync", "--json")
    assert code in (0, 3), errors
    import sqlite3

    base = desk.coop.state / "journal.sqlite"
    with contextlib.closing(sqlite3.connect(base)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = desk.coop.folder / "trước"
    shutil.copytree(desk.coop.state, kept)
    (shop,) = desk.shops.values()
    items, before = copy.deepcopy(shop.items), desk.shown()

    def one(chance: random.Random, number: int) -> tuple[Sequence[str], tuple[int, str, str], list[str]]:
        shutil.rmtree(desk.coop.state)
        shutil.copytree(kept, desk.coop.state)
        shop.items = copy.deepcopy(items)
        mangled_files.journal(base, chance)
        words = tuple(word.replace("ra.jsonl", f"ra {number}.jsonl") for word in COMMANDS[number % len(COMMANDS)])
        answer = desk.ocop(*words)
        after = desk.shown()
        wrong = [f"{sku} stands on {len(now)} listings" for sku, now in after.items() if len(now) > 1]
        wrong += [
            f"{sku}: {before.get(sku)} became {after.get(sku)}"[:600] for sku in before if before[sku] != after.get(sku)
        ]
        return words, answer, wrong

    return one


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.quantity.edited", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--child", nargs=5, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        kind, folder, seed, first, count = asked.child
        return _child(kind, Path(folder), int(seed), int(first), int(count))
    kinds = (asked.only,) if asked.only else KINDS
    made = measure(asked.count, asked.seed, lambda made: print(made.line(), file=sys.stderr, flush=True), kinds)
    print(made.text())
    return 1 if made.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
