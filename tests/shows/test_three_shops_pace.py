"""The whole sample to three shops side by side, each at its contract's pace, in virtual time: how long, and how fast.

The mocks run in this process, advertise what the adapters declare for live shops, and answer after 50 ms. Wall is
judged beside the floor of the slowest shop: calls needed, counted from the files, by its pace.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.needed import of_three
from benchmarks.wanted import goods_of
from connector.config import Config, ShopConfig, load_config
from connector.model import PAPER_RECIPE, Listing, MediaIdentity
from connector.port import Budget, MediaFile, OpenShop, spec_for
from connector.run import Options, State, Workspace
from connector.run.together import side_by_side
from connector.sample import SAMPLE_DAY, photo_names, write_sample
from connector.sample.papers import write_papers
from connector.sync import Journal, RunReport
from connector.testing.goods import jpeg
from connector.testing.virtual import VirtualClock, run_virtual
from connector.wire.pace import BURST_S

LATENCY_MS = 50
MOST = 1.05
MARKETPLACES = ("shopee", "lazada", "tiktok_shop")
HEAD = """[catalogue]
products  = ["products.csv"]
producers = "producers.csv"
photos    = "photos"
papers    = "papers"

[policy]
lead_days   = 0
stock_share = "same"
"""
SHOP = """
[[shop]]
name        = "{marketplace}"
marketplace = "{marketplace}"
environment = "mock"
base_url    = "{base_url}"
credentials = "file:{marketplace}.json"
settle_s    = 2
"""


@cache
def budget_of(marketplace: str) -> Budget:
    """What the adapter keeps to in a live shop."""
    (budget,) = spec_for(marketplace).budgets
    return budget


class Timed(httpx.AsyncBaseTransport):
    """A mock of this process, with the moments at which calls reached it and writes left it."""

    def __init__(self, app: Any, clock: VirtualClock) -> None:
        self.app = app
        self._clock = clock
        self._inner = httpx.ASGITransport(app)
        self.moments: list[float] = []
        self.writing = self.most_writing = self.throttled = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        endpoint = next(one for one in self.app.market.endpoints if one.serves(request.method, request.url.path))
        sends = endpoint.kind in ("write", "upload")
        self.moments.append(self._clock.monotonic())
        self.writing += sends
        self.most_writing = max(self.most_writing, self.writing)
        answer = await self._inner.handle_async_request(request)
        self.writing -= sends
        return answer


class Pictures:
    """Renditions without drawing: one plain picture, told apart by what follows its end."""

    def expect(self, asked: Iterable[tuple[MediaIdentity, Listing]]) -> None:
        """Nothing is drawn."""

    async def rendition(self, identity: MediaIdentity, listing: Listing) -> MediaFile:
        if identity.recipe == PAPER_RECIPE:
            data = b"%PDF-1.4 " + identity.key.encode()
            return MediaFile(key=identity.key, data=data, content_type="application/pdf", use="paper")
        return MediaFile(key=identity.key, data=jpeg("một tấm") + identity.key.encode())


class InOneProcess(Workspace):
    """A workspace whose shops are mocks of this process."""

    mocks: dict[str, Timed]

    async def pictures(self) -> Any:
        return Pictures()

    def connection(self, shop: ShopConfig) -> OpenShop:
        return replace(Workspace.connection(self, shop), transport=self.mocks[shop.name])


@dataclass
class Shown:
    """How it went: seconds, calls needed and what each mock saw, by shop."""

    wall_s: float = 0.0
    reports: dict[str, RunReport] = field(default_factory=dict)
    needed: dict[str, int] = field(default_factory=dict)
    mocks: dict[str, Timed] = field(default_factory=dict)

    def floor_s(self, marketplace: str) -> float:
        return self.needed[marketplace] / budget_of(marketplace).per_second


def open_mocks(folder: Path, clock: VirtualClock) -> dict[str, Timed]:
    """Three mocks; ``ocop.toml`` and their credentials in ``folder``."""
    mocks, text = {}, HEAD
    for number, marketplace in enumerate(MARKETPLACES):
        module, budget = import_module(spec_for(marketplace).mock), budget_of(marketplace)
        options = module.MockOptions(
            pace=budget.per_second,
            concurrency=budget.writers,
            latency_ms=LATENCY_MS,
            machine=lambda: clock.now().timestamp(),
            monotonic=clock.monotonic,
        )
        app, line = module.build(options)
        told = {**line, **app.printed(f"http://127.0.0.1:{9101 + number}")}
        (folder / f"{marketplace}.json").write_text(json.dumps(told), encoding="utf-8")
        text += SHOP.format(marketplace=marketplace, base_url=told["base_url"])
        mocks[marketplace] = Timed(app, clock)
    (folder / "ocop.toml").write_text(text, encoding="utf-8")
    return mocks


async def sync_all(config: Config, state: State, clock: VirtualClock, shown: Shown) -> None:
    journal = Journal.open(state.journal)
    try:
        workspace = InOneProcess(config, state, journal, clock, Options(day=SAMPLE_DAY, day_given=True))
        workspace.mocks = shown.mocks

        async def one(shop: ShopConfig) -> None:
            shown.reports[shop.name] = await workspace.sync(shop)

        began = clock.monotonic()
        await side_by_side(workspace, config.shops(), one)
        shown.wall_s = clock.monotonic() - began
        shown.needed = {shop.name: of_three(shop.name, await goods_of(workspace, shop)) for shop in config.shops()}
    finally:
        journal.close()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder, clock = tmp_path_factory.mktemp("three"), VirtualClock()
    write_sample(folder)
    for name in photo_names():
        (folder / "photos" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "photos" / name).write_bytes(name.encode())
    write_papers(folder / "papers", folder / "producers.csv", folder / "products.csv")
    found = Shown(mocks=open_mocks(folder, clock))
    run_virtual(clock, sync_all(load_config(folder / "ocop.toml"), State(folder / "state"), clock, found))
    return found


def test_everything_arrived(shown: Shown) -> None:
    ended = {name: (report.ending, report.exit_code) for name, report in shown.reports.items()}
    assert ended == dict.fromkeys(MARKETPLACES, ("done", 0))
    assert {name: mock.app.calls.report()["writes"] > 100 for name, mock in shown.mocks.items()} == dict.fromkeys(
        MARKETPLACES, True
    )


def test_three_shops_take_no_longer_than_the_slowest_alone_at_its_pace(shown: Shown) -> None:
    slowest = max(MARKETPLACES, key=shown.floor_s)
    assert shown.wall_s <= MOST * shown.floor_s(slowest), (slowest, shown.wall_s, shown.needed)


@pytest.mark.parametrize("marketplace", MARKETPLACES)
def test_each_shop_takes_no_longer_than_its_own_pace_asks(shown: Shown, marketplace: str) -> None:
    assert shown.reports[marketplace].seconds <= MOST * shown.floor_s(marketplace), shown.needed[marketplace]


@pytest.mark.parametrize("marketplace", MARKETPLACES)
def test_no_shop_sends_calls_that_it_does_not_need(shown: Shown, marketplace: str) -> None:
    assert len(shown.mocks[marketplace].moments) == shown.needed[marketplace], shown.mocks[
        marketplace
    ].app.calls.report()


@pytest.mark.parametrize("marketplace", MARKETPLACES)
def test_no_call_is_above_the_budget(shown: Shown, marketplace: str) -> None:
    """Every call has a moment of its own one gap after the one before; a fifth of a second may be caught up with."""
    budget, mock = budget_of(marketplace), shown.mocks[marketplace]
    gap, at_once = 1 / budget.per_second, max(1.0, budget.per_second * BURST_S)
    due = float("-inf")
    for moment in sorted(mock.moments):
        assert moment >= due - (at_once - 1) * gap - 1e-6, f"a call {due - moment:.3f} s ahead of its moment"
        due = max(due, moment) + gap
    assert budget.writers is not None
    assert mock.most_writing <= budget.writers
