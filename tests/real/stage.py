"""Three shops, a co-op that sells on them, and real ``ocop`` processes; what they leave is held against a calm run.

Every history begins with empty shops and a fresh copy of the workspace, in which most pictures are drawn already.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from connector.sample import SAMPLE_DAY
from tests.loopback import ROOT, shown, twice_listed
from tests.real.coop import SHOPS, write_config, write_goods
from tests.real.markets import Market, markets

__all__ = ["Calm", "Ended", "Process", "Stage", "Trial", "stage"]

PATIENCE_S = 180.0
QUIET_AFTER = 4
PERSON = 3
"""So many undisturbed runs may be needed until nothing is left to do."""
LOOK_S = 0.02
TO_DRAW = 4
"""So many pictures are left to draw in each history."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that is over. ``told`` is its JSON, empty where there was none; ``said`` what it wrote for people."""

    code: int
    told: Mapping[str, Any]
    said: str
    out: str = ""

    @property
    def problems(self) -> list[str]:
        """What no end may show, however bad: a traceback, our own bug, silence about why."""
        found = []
        if "Traceback" in self.said:
            found.append(f"a traceback: {self.said[-600:]}")
        if self.code == 1 or "BUG" in json.dumps(self.told):
            found.append(f"a bug: {self.code} {self.said[-300:]} {self.codes}")
        if self.code > 0 and not self.out:
            found.append(f"ended with {self.code} and said nothing")
        return found

    @property
    def codes(self) -> dict[str, str]:
        """Why each shop stopped, where one did; '' for a command that ended as a whole."""
        shops = self.told.get("shops", [self.told] if "shop" in self.told else [])
        found = {shop["shop"]: shop["stop"]["code"] for shop in shops if shop.get("stop")}
        return {"": self.told["code"], **found} if "code" in self.told else found


@dataclass
class Process:
    """One ``ocop`` under way."""

    process: subprocess.Popen[str]

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> bool:
        """kill -9; False where it was over already."""
        self.process.kill()
        self.process.communicate()
        return self.process.returncode < 0

    def ended(self, patience_s: float = PATIENCE_S) -> Ended:
        try:
            out, said = self.process.communicate(timeout=patience_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, said = self.process.communicate()
            return Ended(124, {}, f"hung for {patience_s:.0f} s: {said[-500:]}")
        try:
            told = json.loads(out)
        except ValueError:
            told = {}
        return Ended(self.process.returncode, told, said, out)


@dataclass(frozen=True, slots=True)
class Calm:
    """What an undisturbed sync leaves, by shop; the ``calls`` it makes in all, how long it takes, and by how many bytes
    its state grows."""

    shown: Mapping[str, list[dict[str, Any]]]
    writes: Mapping[str, int]
    uploads: Mapping[str, int]
    calls: int
    seconds: float
    grew: int

    @property
    def listings(self) -> int:
        return sum(map(len, self.shown.values()))


@dataclass(frozen=True, slots=True)
class Trial:
    """One disturbed history: figures for people, and what broke (nothing = all held)."""

    seed: int
    figures: Mapping[str, object]
    problems: tuple[str, ...]


@dataclass
class Stage:
    """The shops, the files, and the calm run that everything is held against. ``elsewhere``: where the state lies
    instead of in the workspace."""

    folder: Path
    shops: dict[str, Market]
    calm: Calm = field(default_factory=lambda: Calm({}, {}, {}, 0, 0, 0))
    elsewhere: Path | None = None

    @property
    def workspace(self) -> Path:
        return self.folder / "hợp tác xã"

    @property
    def state(self) -> Path:
        return self.elsewhere or self.workspace / "nhật ký"

    @property
    def warm(self) -> Path:
        return self.folder / "drawn"

    def begin(self, addresses: Mapping[str, str] | None = None) -> None:
        """Empty shops and a fresh workspace; ``addresses`` where something stands between it and them."""
        for shop in self.shops.values():
            shop.begin()
        shutil.rmtree(self.workspace, ignore_errors=True)
        shutil.copytree(self.folder / "goods", self.workspace)
        self.at(addresses or {})
        if self.warm.exists():
            shutil.copytree(self.warm, self.state / "renditions")

    def at(self, addresses: Mapping[str, str]) -> None:
        """From now on the shops are reached at ``addresses``, those not named where they are."""
        lines = {name: shop.line for name, shop in self.shops.items()}
        write_config(self.workspace, {n: addresses.get(n, s.address) for n, s in self.shops.items()}, lines)

    def ocop(self, *words: str, module: Sequence[str] = ("connector",)) -> Process:
        """Begin ``ocop WORDS`` in the workspace; ``module``: what to run in place of ``connector``."""
        command = [sys.executable, "-m", *module, *words, "--json", "--day", str(SAMPLE_DAY)]
        command += ["--config", str(self.workspace), "--state", str(self.state)]
        pipe = subprocess.PIPE
        surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
        return Process(
            subprocess.Popen(
                command, cwd=ROOT, env=surroundings, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True,
                encoding="utf-8", errors="replace",
            )
        )  # fmt: skip

    def until(self, process: Process, calls: int) -> bool:
        """Wait till the shops have been called so often; False where ``process`` is over before. A moment counted in
        calls is the same moment on a slow machine."""
        while process.alive:
            if sum(shop.calls()["total"] for shop in self.shops.values()) >= calls:
                return True
            time.sleep(LOOK_S)
        return False

    def sync(self) -> Ended:
        return self.ocop("sync").ended()

    def verdict(
        self, in_flight: int, *, disturbed: bool = True, may_park: bool = False
    ) -> tuple[dict[str, int], list[str]]:
        """Let undisturbed syncs follow until nothing is left to do; then figures, and what is not as after a calm run.

        ``in_flight``: how many uploads, and how many other writes, of one shop may have been under way when disturbed.
        Not ``disturbed``: there should be nothing left to do. ``may_park``: a create whose answer was lost twice waits
        for a person, and the report names it.
        """
        problems: list[str] = []
        parked: dict[str, list[str]] = {}
        runs = 0
        for shop in self.shops.values():
            shop.judge()
        planned = ["not looked yet"] if disturbed else self.planned()
        while runs < QUIET_AFTER and planned:
            ended = self.sync()
            runs += 1
            problems = ended.problems
            parked = _parked(ended) if may_park else {}
            if ended.code and not (parked and ended.code == PERSON):
                problems.append(f"the run after it ended with {ended.code}: {ended.codes or _outcomes(ended)}")
            for shop in self.shops.values():
                shop.judge()
            planned = self.planned()
        problems += [f"still planned: {what}" for what in planned]
        more = {"writes": 0, "uploads": 0}
        for name, shop in self.shops.items():
            listings, calls = shop.listings(), shop.calls()
            if twice := twice_listed(listings):
                problems.append(f"{name}: listed twice: {twice}")
            if shown(listings) != self.calm.shown[name]:
                waiting = {f"{skus} stands 0 times" for skus in parked.get(name, ())}
                differences = set(_differences(shown(listings), self.calm.shown[name])) - waiting
                problems += [f"{name}: {what}" for what in sorted(differences)]
            for kind, calm in (("writes", self.calm.writes[name]), ("uploads", self.calm.uploads[name])):
                more[kind] += calls[kind] - calm
                if calls[kind] > calm + in_flight:
                    problems.append(f"{name}: {calls[kind]} {kind}, undisturbed {calm}")
        return {"runs": runs, **{f"{kind} more": count for kind, count in more.items()}}, problems

    def planned(self) -> list[str]:
        """What another sync would send."""
        ended = self.ocop("plan").ended()
        plans = ended.told.get("shops", [])
        found = [f"{plan['shop']} {one['kind']} {one['product']}" for plan in plans for one in plan["changes"]]
        return found if len(plans) == len(SHOPS) else [f"no plan: {ended.code} {ended.said[-300:]}"]

    def calm_run(self) -> None:
        """Publish everything undisturbed, and remember it and what was drawn."""
        self.begin()
        began = time.monotonic()
        ended = self.sync()
        seconds = time.monotonic() - began
        assert (ended.code, ended.problems) == (0, []), (ended.said, _outcomes(ended))
        grew = _size(self.state)
        shutil.copytree(self.state / "renditions", self.warm)
        for rendition in sorted(self.warm.rglob("*.rendition"))[:TO_DRAW]:
            rendition.unlink()
        for shop in self.shops.values():
            shop.judge()
        calls = {name: shop.calls() for name, shop in self.shops.items()}
        self.calm = Calm(
            {name: shown(shop.listings()) for name, shop in self.shops.items()},
            {name: one["writes"] for name, one in calls.items()},
            {name: one["uploads"] for name, one in calls.items()},
            sum(one["total"] for one in calls.values()),
            seconds,
            grew - _size(self.warm),
        )
        assert all(self.calm.shown.values())
        assert self.planned() == []


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _parked(ended: Ended) -> dict[str, list[str]]:
    """By shop, the SKUs of creates that wait for a person, as the report names them."""
    return {
        shop["shop"]: [",".join(one["skus"]) for one in shop.get("notices", ()) if one["code"] == "parked"]
        for shop in ended.told.get("shops", [])
    }


def _outcomes(ended: Ended) -> dict[str, int]:
    """What came of its Changes, other than well."""
    shops = ended.told.get("shops", [])
    ends = [f"{one['outcome']} {one.get('code')}" for shop in shops for one in shop.get("results", ())]
    return dict(Counter(end for end in ends if not end.startswith("accepted")))


def _differences(shop: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> list[str]:
    def name(listing: dict[str, Any]) -> str:
        return ",".join(sku["sku"] for sku in listing["skus"])

    stands = Counter(map(name, shop))
    found = [f"{sku} stands {stands[sku]} times" for sku in map(name, wanted) if stands[sku] != 1]
    by_name = {name(listing): listing for listing in shop}
    found += [f"{sku} is not wanted" for sku in by_name if sku not in set(map(name, wanted))]
    for want in wanted:
        stood = by_name.get(name(want), want)
        other = [key for key in want if stood.get(key) != want[key]]
        found += [f"{name(want)}: {key} {stood.get(key)!r}, not {want[key]!r}" for key in other]
    return found


@contextlib.contextmanager
def stage(folder: Path, products: int) -> Iterator[Stage]:
    """Three running shops and the calm run, for a catalogue of ``products``, until the block ends."""
    write_goods(folder / "goods", products)
    with markets(folder / "shops") as running:
        made = Stage(folder, running)
        made.calm_run()
        yield made
