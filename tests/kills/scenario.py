"""One scenario of kills: what is synced, under which faults, and what must hold after any strike.

The undisturbed run, under the same faults, is the measure: its effects give the strikes, its shop is what every
struck history has to end with.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from tests.kills.effects import Strike
from tests.kills.stage import Lane
from tests.loopback import shown, twice_listed

__all__ = [
    "LAG",
    "SCENARIOS",
    "Calm",
    "Scenario",
    "Struck",
    "calm_run",
    "keep_warm",
    "lost",
    "strike_all",
    "strikes_of",
]

QUIET_AFTER = 3
"""So many undisturbed runs may be needed until nothing is left to do."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """``update``: the struck sync is not the first one but one that follows edits and a lapse.

    ``several``: one of the products has three SKUs, and so is created in two calls. ``in_flight`` is how many writes
    one process may have sent without knowing what came of them: the ``concurrency`` of the credentials, to which the
    adapter holds itself. So many writes more than undisturbed are allowed. ``every``: of the strikes each so many-th is
    carried out; ``among``: only those at the first so many effects.
    """

    name: str
    update: bool = False
    several: bool = False
    faults: tuple[Mapping[str, object], ...] = ()
    in_flight: int = 1
    every: int = 1
    among: int = 10_000

    @property
    def spent(self) -> bool:
        """Whether the keys are refreshed."""
        return any(fault["kind"] == "expire_token" for fault in self.faults)


LAG: Mapping[str, object] = {"kind": "search_lag", "seconds": 0.4}
"""Well within the settle window, even where the machine is busy."""


def lost(times: int, after: int = 1) -> Mapping[str, object]:
    """The ``times`` writes behind the first ``after`` lose their answers."""
    return {"kind": "lose_answer", "endpoint": "POST /api/v2/product/*", "after": after, "times": times}


SCENARIOS = (
    Scenario("first-faulty", faults=(lost(3), LAG), every=7),
    Scenario("update-faulty", update=True, faults=(lost(2), LAG), every=9),
    Scenario("variants", several=True, every=5),
    Scenario("variants-faulty", several=True, faults=(lost(2, after=0), LAG), every=7),
    Scenario("first-token-spent", faults=({"kind": "expire_token"},), among=14, every=3),
    Scenario("first", every=9),
    Scenario("update", update=True, every=9),
    Scenario("first-faulty-four-writers", faults=(lost(3), LAG), in_flight=4, every=11),
    Scenario("update-faulty-four-writers", update=True, faults=(lost(2), LAG), in_flight=4, every=11),
)
"""The suite carries out a share of the strikes, spread over the whole run; ``python -m tests.kills NAME`` carries out
every one. A spent token is renewed at the first call."""


@dataclass(frozen=True, slots=True)
class Calm:
    """What the undisturbed run did and left behind."""

    effects: tuple[str, ...]
    shown: list[dict[str, Any]]
    writes: int
    uploads: int


@dataclass(frozen=True, slots=True)
class Struck:
    """One struck history. ``problems`` is empty where everything held."""

    strike: Strike
    killed: bool
    writes: int
    uploads: int
    runs: int
    problems: tuple[str, ...]


def keep_warm(lane: Lane, folder: Path) -> None:
    """Into ``folder`` a state that holds all but two of the first edition's renditions: victims draw a few, not all."""
    lane.begin()
    outcome = lane.sync(runs=QUIET_AFTER)
    assert outcome.status == 0, outcome
    shutil.copytree(lane.state / "renditions", folder / "renditions")
    for rendition in sorted(folder.rglob("*.rendition"))[:2]:
        rendition.unlink()


def calm_run(lane: Lane, scenario: Scenario, warm: Path | None) -> Calm:
    """The undisturbed run."""
    _before(lane, scenario, warm)
    outcome = lane.sync()
    assert outcome.status == 0, outcome
    assert outcome.told["reports"][0]["exit_code"] == 0, outcome
    calls, listings = lane.shop.calls(), lane.shop.listings()
    calm = Calm(tuple(outcome.told["effects"]), shown(listings), calls["writes"], calls["uploads"])
    assert lane.sync(runs=QUIET_AFTER).told["planned"] == []
    assert shown(lane.shop.listings()) == calm.shown
    return calm


def strikes_of(calm: Calm, scenario: Scenario) -> list[Strike]:
    """Before and after each effect, or the scenario's share of those: every second is each effect once, in turns."""
    both: list[Strike] = []
    for number in range(1, min(scenario.among, len(calm.effects)) + 1):
        pair = [Strike(number, "before"), Strike(number, "after")]
        both += pair if number % 2 else reversed(pair)
    return both[:: scenario.every]


def strike_all(
    lanes: Sequence[Lane], scenario: Scenario, calm: Calm, strikes: Sequence[Strike], warm: Path | None
) -> Iterator[Struck]:
    """Every strike on whichever lane is free."""
    free: SimpleQueue[Lane] = SimpleQueue()
    for lane in lanes:
        free.put(lane)

    def one(strike: Strike) -> Struck:
        lane = free.get()
        try:
            return struck(lane, scenario, calm, strike, warm)
        finally:
            free.put(lane)

    with ThreadPoolExecutor(len(lanes)) as pool:
        yield from pool.map(one, strikes)


def _ended_well(report: Mapping[str, Any], scenario: Scenario) -> bool:
    """Nothing to say; or that the seller has to agree again, where the kill may have met a refresh (ADR 19)."""
    asked = {notice.strip() for notice in report["notices"]}
    return report["exit_code"] == 0 or (scenario.spent and report["exit_code"] == 3 and asked == {"E_CONSENT_NEEDED"})


def struck(lane: Lane, scenario: Scenario, calm: Calm, strike: Strike, warm: Path | None) -> Struck:
    """Kill one sync at ``strike``, let undisturbed ones follow, and judge what stands in the shop."""
    _before(lane, scenario, warm)
    victim = lane.sync(strike)
    torn = _halves(lane.shop.listings(), calm)
    after = lane.sync(runs=QUIET_AFTER)
    calls, listings = lane.shop.calls(), lane.shop.listings()
    problems = [f"live with {', '.join(skus)} only" for skus in torn]
    if not victim.killed and victim.status != 0:
        problems.append(f"the victim failed by itself: {victim.status}")
    reports = after.told.get("reports", ())
    if after.status != 0 or not _ended_well(reports[-1], scenario):
        problems.append(f"the run after it ended badly: {after}")
    elif after.told["planned"]:
        problems.append(f"still planned after {len(reports)} runs: {after.told['planned']}")
    if shown(listings) != calm.shown:
        problems.append(f"the shop shows something else: {_differences(shown(listings), calm.shown)}")
    if twice := twice_listed(listings):
        problems.append(f"listed twice: {twice}")
    if calls["writes"] > calm.writes + scenario.in_flight:
        endpoints = {name: n for name, n in calls["by_endpoint"].items() if name.startswith("POST")}
        problems.append(f"{calls['writes']} writes, undisturbed {calm.writes}: {endpoints}")
    if calls["uploads"] > calm.uploads + scenario.in_flight:
        problems.append(f"{calls['uploads']} uploads, undisturbed {calm.uploads}")
    return Struck(strike, victim.killed, calls["writes"], calls["uploads"], len(reports), tuple(problems))


def _halves(listings: list[dict[str, Any]], calm: Calm) -> list[list[str]]:
    """The SKUs of each listing that buyers see and that is not whole."""
    whole = [{sku["sku"] for sku in listing["skus"]} for listing in calm.shown]
    shown = [[sku["sku"] for sku in listing["skus"]] for listing in listings if listing["live"]]
    return [skus for skus in shown if set(skus) not in whole]


def _before(lane: Lane, scenario: Scenario, warm: Path | None) -> None:
    """Everything up to the sync that is struck."""
    lane.begin(warm, scenario.in_flight)
    if scenario.several:
        lane.several_edition()
    if scenario.update:
        first = lane.sync()
        assert first.status == 0, first
        lane.next_edition()
        lane.shop.forget_calls()
    for fault in scenario.faults:
        lane.shop.post("faults", **fault)


def _differences(shop: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> list[str]:
    def name(listing: dict[str, Any]) -> str:
        return ",".join(sku["sku"] for sku in listing["skus"])

    stands = Counter(map(name, shop))
    found = [f"{sku} stands {stands[sku]} times" for sku in map(name, wanted) if stands[sku] != 1]
    for listing, want in zip(shop, wanted, strict=False):
        found += [f"{name(listing)}: {key}" for key in want if listing.get(key) != want[key]]
    return found
