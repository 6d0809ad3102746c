"""The demo's play, act by act. Each act says what it does, does it, and checks what came of it."""

from __future__ import annotations

import asyncio
import csv
import signal
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from connector.clock import SystemClock
from connector.config import ShopConfig, load_config
from connector.messages import Language, say
from connector.model import Listing
from connector.run import Options, State, Workspace, open_workspace
from connector.sample import SAMPLE_DAY
from connector.sync import Plan, RunReport
from media import Renditions

from .changes import edit_sheet
from .proof import Proof, badges, expected_listings, shop_against_sample
from .report import Told, covers, sources, write_demo_report
from .stage import SHOP, Mock, Stage, mock, set_stage

__all__ = ["run_demo"]

LATER = date(2026, 12, 21)
Moved = Callable[[int, int], None]


def ignored(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def run_demo(folder: Path, *, lang: Language, keep: bool, console: Console) -> int:
    """Play the whole demo in ``folder``; 0 if everything it checked held, 1 otherwise. ``keep`` leaves the mock up."""
    show = Show(console, lang)
    show.title("demo-title")
    with show.bar("demo-photos") as moved:
        stage = set_stage(folder, moved)
    with mock(stage, keep=False) as shop:
        play = Play(show, stage, shop)
        asyncio.run(play.publish())
        if keep:
            return play.wait()
        asyncio.run(play.rest())
    show.end(play.wrong, stage)
    return 1 if play.wrong else 0


@dataclass
class Show:
    """What people see: numbered acts, ticks and crosses, progress where it takes a while."""

    console: Console
    lang: Language
    act: int = 0

    def title(self, code: str) -> None:
        self.console.print(f"[bold]{say(code, self.lang)}[/bold]")

    def begin(self, code: str, **params: object) -> None:
        self.act += 1
        self.console.print(f"\n[bold]{self.act}.[/bold] {say(code, self.lang, **params)}")

    def tell(self, holds: bool, code: str, **params: object) -> None:
        mark = "[green]✓[/green]" if holds else "[red]✗[/red]"
        self.console.print(f"   {mark} {say(code, self.lang, **params)}")

    def bar(self, code: str) -> Bar:
        return Bar(self.console, say(code, self.lang))

    def end(self, wrong: list[str], stage: Stage) -> None:
        self.console.print()
        for fault in wrong[:20]:
            self.console.print(f"   [red]✗[/red] {fault}", markup=True)
        code = "demo-failed" if wrong else "demo-done"
        self.console.print(say(code, self.lang, count=len(wrong), report=str(stage.report)), soft_wrap=True)


class Bar:
    """A progress bar with count and time left; called with (done, total)."""

    def __init__(self, console: Console, text: str) -> None:
        columns = (TextColumn("   {task.description}"), BarColumn(30), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console, transient=True)
        self._task = self._progress.add_task(text, total=None)

    def __enter__(self) -> Callable[[int, int], None]:
        self._progress.start()
        return lambda done, total: self._progress.update(self._task, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


@dataclass
class Play:
    """The acts, over one stage and one mock shop."""

    show: Show
    stage: Stage
    shop: Mock
    wrong: list[str] = field(default_factory=list)
    first: RunReport | None = None

    async def publish(self) -> None:
        """Act 1: everything that may be published is, once, with the right badge."""
        self.show.begin("demo-publish", day=SAMPLE_DAY.isoformat())
        with self.show.bar("demo-sending") as moved:
            report, wanted = await self._sync(SAMPLE_DAY, moved)
        self.first = report
        expected = expected_listings(self.stage.products)
        listings = self.shop.listings()
        proof = shop_against_sample(listings, expected)
        stars = {sku: one.star for one in expected for sku in one.skus}
        self._held(proof, "demo-listings", expected=len(expected), seconds=round(report.seconds, 1))
        async with self._workspace(SAMPLE_DAY) as workspace:
            effective = await workspace.effective()
            drawn = badges(listings, wanted, stars, effective.read.photos, Renditions(workspace.state.renditions))
        self._held(drawn, "demo-badges", expected=sum(bool(one.star) for one in expected))
        plan = await self._plan(SAMPLE_DAY)
        self._must(not plan.changes, "demo-second-plan", changes=len(plan.changes))

    async def rest(self) -> None:
        """Acts 2 to 4: an edited sheet, lapsing certificates, a sale; then the report."""
        assert self.first is not None
        published = covers(self.shop.listings())
        edited = await self._edit()
        lapsed = await self._lapse()
        now = covers(self.shop.listings())
        await self._sell()
        async with self._workspace(LATER) as workspace:
            own = await sources(workspace)
            runs = [Told(lapsed, published, now), Told(edited, {}, published), Told(self.first, own, published)]
            path = await write_demo_report(self.stage.report, workspace, runs, self.show.lang)
        self.show.tell(path == self.stage.report, "demo-report", path=str(path))

    async def _edit(self) -> RunReport:
        self.show.begin("demo-edit")
        live = sorted(one.skus[0] for one in expected_listings(self.stage.products) if len(one.skus) == 1)
        edited = edit_sheet(self.stage.products, live[10:15])
        self.shop.post("reset", {"what": "calls"})
        report, _ = await self._sync(SAMPLE_DAY)
        calls = self.shop.calls()
        self._must(calls["writes"] == len(edited) == 5, "demo-five-writes", writes=calls["writes"])
        self._must(calls["uploads"] == 0, "demo-no-upload", uploads=calls["uploads"])
        self._must(report.exit_code == 0, "demo-exit", ended=report.exit_code)
        return report

    async def _lapse(self) -> RunReport:
        self.show.begin("demo-lapse", day=LATER.isoformat())
        report, wanted = await self._sync(LATER)
        listings = self.shop.listings()
        off = sum(result.change.claim == "off" for result in report.results)
        stars = stars_on(self.stage.products, LATER)
        async with self._workspace(LATER) as workspace:
            effective = await workspace.effective()
            drawn = badges(listings, wanted, stars, effective.read.photos, Renditions(workspace.state.renditions))
        self._held(drawn, "demo-badges-off", off=off)
        self._must(bool(off), "demo-some-lapsed", off=off)
        return report

    async def _sell(self) -> None:
        self.show.begin("demo-sell")
        sold = next(listing for listing in self.shop.listings() if listing["live"] and listing["skus"][0]["stock"] >= 2)
        self.shop.post("sell", {"sku": sold["skus"][0]["sku"], "quantity": 2})
        plan = await self._plan(LATER)
        self._must(not plan.changes, "demo-after-sale", changes=len(plan.changes))

    def wait(self) -> int:
        """``--keep``: leave the mock up after the first publish until Ctrl-C."""
        told = {"base_url": self.shop.base_url, "config": str(self.stage.config), "state": str(self.stage.state)}
        self.show.console.print(say("demo-kept", self.show.lang, **told), soft_wrap=True)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            self.show.console.print()
        return 1 if self.wrong else 0

    def _workspace(self, day: date, moved: Moved = ignored) -> AbstractAsyncContextManager[Workspace]:
        options = Options(day=day, day_given=True, progress=lambda _stage, done, total: moved(done, total))
        return open_workspace(load_config(self.stage.config), State(self.stage.state), SystemClock(), options)

    async def _sync(self, day: date, moved: Moved = ignored) -> tuple[RunReport, dict[str, Listing]]:
        async with self._workspace(day, moved) as workspace:
            shop = the_shop(workspace)
            report = await workspace.sync(shop)
            wanted = await composed(workspace, shop)
            return report, wanted

    async def _plan(self, day: date) -> Plan:
        async with self._workspace(day) as workspace:
            plan: Plan = await workspace.plan(the_shop(workspace))
            return plan

    def _held(self, proof: Proof, code: str, **params: object) -> None:
        self.wrong += proof.wrong
        self.show.tell(not proof.wrong, code, **params, **dict(proof.figures))

    def _must(self, holds: bool, code: str, **params: object) -> None:
        if not holds:
            self.wrong.append(say(code, self.show.lang, **params))
        self.show.tell(holds, code, **params)


def the_shop(workspace: Workspace) -> ShopConfig:
    return workspace.config.shops((SHOP,))[0]


async def composed(workspace: Workspace, shop: ShopConfig) -> dict[str, Listing]:
    """By each SKU, the listings as composed for the workspace's day, from the facts that the run kept."""
    composer = await workspace.composer_offline(shop)
    effective = await workspace.effective()
    desired = composer.all(effective.products.values(), workspace.options.day)
    return {sku: one.listing for one in desired if one.listing is not None for sku in one.skus}


def stars_on(products: Path, day: date) -> dict[str, str]:
    """The star each SKU may show on ``day``, read from the sheet alone; further rows of a product leave it blank."""
    with products.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    held = {
        row["product_key"] or row["sku"]: row["ocop_star"]
        for row in rows
        if row["ocop_star"] and not row["revoked_date"] and row["expiry_date"] > day.isoformat()
    }
    return {row["sku"]: held.get(row["product_key"] or row["sku"], "") for row in rows}
