"""The demo's play, act by act. Each act says what it does, does it in every shop, and checks what came of it."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rich.console import Console

from connector.messages import Language, say
from connector.sample import SAMPLE_DAY
from connector.sync import RunReport

from .changes import edit_sheet, shown_edits
from .markets import Market, markets
from .proof import (
    Expected,
    expected_listings,
    expected_rows,
    reasons_against_sample,
    shop_against_sample,
    stars_on,
    without_paper,
)
from .report import SIDE, Told, sources, write_demo_report
from .runs import Runs
from .shops import SHOPS
from .show import Acts
from .stage import Stage, set_stage
from .stars import Gallery

__all__ = ["run_demo"]

LATER = date(2026, 12, 21)


def run_demo(folder: Path, *, lang: Language, keep: bool, console: Console) -> int:
    """Play the whole demo in ``folder``; 0 if everything it checked held, 1 otherwise. ``keep`` leaves the mocks up
    after the first act."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    acts = Acts(console, lang)
    acts.title("demo-title")
    with acts.bar("demo-photos") as moved:
        stage = set_stage(folder, lambda done, total: moved("", done, total))
    with markets(stage) as opened:
        play = Play(acts, stage, opened)
        asyncio.run(play.publish())
        if keep:
            return play.wait()
        asyncio.run(play.rest())
    code = "demo-failed" if acts.wrong else "demo-done"
    acts.say(f"\n{say(code, lang, count=acts.wrong, report=str(stage.report))}")
    return 1 if acts.wrong else 0


@dataclass
class Play:
    """The acts, over one stage and its shops. ``told`` gathers the runs for the page, by act."""

    acts: Acts
    stage: Stage
    markets: tuple[Market, ...]
    told: list[list[Told]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.runs = Runs(self.stage, self.markets)
        self.everywhere = sold_everywhere(self.stage.products)
        self.galleries = {market.shop.name: Gallery(market.shop) for market in self.markets}

    async def publish(self) -> None:
        """Act 1: everything that may be published is, once, with the star where it belongs; then there is nothing to
        do."""
        self.acts.begin("demo-publish", day=SAMPLE_DAY.isoformat())
        with self.acts.bar("demo-sending", [shop.name for shop in SHOPS]) as moved:
            reports = await self.runs.sync(SAMPLE_DAY, moved)
        plans = await self.runs.plan(SAMPLE_DAY)
        for market in self.markets:
            shop = market.shop
            rows = expected_rows(self.stage.products, shop.marketplace)
            wanted = [one for one in rows if one.skus]
            listings, report = market.listings(), reports[shop.name]
            self._judge_sample(market, report, rows, wanted)
            stars = {sku: one.star for one in wanted for sku in one.skus}
            drawn = self.galleries[shop.name].proof(listings, stars)
            self.acts.figure("demo-pictures", drawn.figures["pictures"])
            starred = sum(bool(one.star) for one in wanted)
            self.acts.check("demo-starred", shop.name, drawn.figures["starred"], starred, proof=drawn)
            self.acts.figure("demo-place", say(f"demo-place-{shop.place}", self.acts.lang))
            self.acts.check("demo-second-plan", shop.name, len(plans[shop.name].changes), 0)
            self.acts.figure("demo-seconds", round(report.seconds, 1))
        self.told.append([Told(reports[market.shop.name], {}, self._covers(market)) for market in self.markets])
        self.acts.end()

    def _judge_sample(self, market: Market, report: RunReport, rows: list[Expected], wanted: list[Expected]) -> None:
        shop = market.shop.name
        proof = shop_against_sample(market.listings(), wanted)
        said = reasons_against_sample(report.notices, rows)
        self.acts.check("demo-listings", shop, proof.figures["listings"], len(wanted), proof=proof)
        self.acts.check("demo-skus", shop, proof.figures["skus"], sum(len(one.skus) for one in wanted))
        waiting = sum(one.waits for one in rows)
        self.acts.check("demo-waiting", shop, said.figures["waiting"], waiting, proof=said)
        self.acts.check("demo-withheld", shop, said.figures["withheld"], sum(bool(one.why_not) for one in rows))
        self.acts.check("demo-exit", shop, report.exit_code, 0)

    async def rest(self) -> None:
        """Acts 2 to 4: an edited sheet, lapsing certificates, a sale; then the page."""
        await self._edit()
        await self._lapse()
        last = await self._sell()
        async with self.runs.workspace(LATER) as workspace:
            own = await sources(workspace)
            first = [Told(told.report, own, told.after) for told in self.told[0]]
            runs = [told for act in (*reversed(self.told[1:]), first) for told in act]
            path = await write_demo_report(self.stage.report, workspace, runs, last, self.acts.lang)
        self.acts.say(f"\n{say('demo-report', self.acts.lang, path=str(path))}")

    async def _edit(self) -> None:
        """Five cells of the sheet: every shop gets these and nothing else."""
        self.acts.begin("demo-edit")
        edits = edit_sheet(self.stage.products, self.everywhere[10:15])
        self._forget_calls()
        reports = await self.runs.sync(SAMPLE_DAY)
        for market in self.markets:
            shop, calls = market.shop, market.calls()
            self.acts.check("demo-edits-shown", shop.name, shown_edits(edits, market.listings()), 5)
            self.acts.check("demo-writes", shop.name, calls["writes"], shop.edit_writes)
            self.acts.check("demo-uploads", shop.name, calls["uploads"], 0)
            self.acts.check("demo-exit", shop.name, reports[shop.name].exit_code, 0)
        self._tell(reports)
        self.acts.end()

    async def _lapse(self) -> None:
        """A month later: what has lapsed is off every picture and every text, and nothing else is touched."""
        self.acts.begin("demo-lapse", day=LATER.isoformat())
        there = {market.shop.name: live_skus(market) for market in self.markets}
        barred = without_paper(self.stage.products, self.stage.producers, LATER)
        reports = await self.runs.sync(LATER)
        stars, before = stars_on(self.stage.products, LATER), stars_on(self.stage.products, SAMPLE_DAY)
        for market in self.markets:
            shop, report, listings = market.shop, reports[market.shop.name], market.listings()
            drawn = self.galleries[shop.name].proof(listings, stars)
            off = sum(result.change.claim == "off" for result in report.results)
            skus = live_skus(market)
            due = [sku for sku in there[shop.name] if sku not in barred]
            lapsed = sum(bool(before[sku]) and not stars[sku] for sku in skus)
            self.acts.check("demo-lapsed", shop.name, off, lapsed, proof=drawn)
            self.acts.check("demo-some-lapsed", shop.name, self._yes(lapsed > 0), self._yes(True))
            self.acts.check("demo-still", shop.name, drawn.figures["starred"], sum(bool(stars[sku]) for sku in skus))
            hidden = len(there[shop.name]) - len(skus)
            self.acts.check("demo-hidden", shop.name, hidden, len(there[shop.name]) - len(due))
            self.acts.check("demo-others", shop.name, len(set(skus) & set(due)), len(due))
            self.acts.figure("demo-pictures", drawn.figures["pictures"])
        self._tell(reports)
        self.acts.end()

    async def _sell(self) -> list[RunReport]:
        """Two pieces are sold in every shop: nothing is sent over what was sold."""
        self.acts.begin("demo-sell")
        sku = self.everywhere[0]
        for market in self.markets:
            market.post("sell", {"sku": sku, "quantity": 2})
        self._forget_calls()
        reports = await self.runs.sync(LATER)
        for market in self.markets:
            calls, shop = market.calls(), market.shop.name
            self.acts.check("demo-writes", shop, calls["writes"], 0)
            self.acts.check("demo-exit", shop, reports[shop].exit_code, 0)
        self.acts.end()
        return [reports[market.shop.name] for market in self.markets]

    def wait(self) -> int:
        """``--keep``: leave the mocks up after the first act until Ctrl-C."""
        for market in self.markets:
            self.acts.say(say("demo-open", self.acts.lang, shop=market.shop.name, base_url=market.base_url))
        told = {"config": str(self.stage.config), "state": str(self.stage.state)}
        self.acts.say(say("demo-kept", self.acts.lang, **told))
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            self.acts.say("")
        return 1 if self.acts.wrong else 0

    def _yes(self, holds: bool) -> str:
        return say("demo-yes" if holds else "demo-no", self.acts.lang)

    def _forget_calls(self) -> None:
        for market in self.markets:
            market.forget_calls()

    def _tell(self, reports: Mapping[str, RunReport]) -> None:
        """Keep an act's runs for the page, with what the shops showed before and show now."""
        earlier = self.told[-1]
        told = [
            Told(reports[market.shop.name], before.after, self._covers(market))
            for market, before in zip(self.markets, earlier, strict=True)
        ]
        self.told.append(told)

    def _covers(self, market: Market) -> dict[str, bytes]:
        gallery, listings = self.galleries[market.shop.name], market.listings()
        gallery.look(listings)
        return gallery.covers(listings, SIDE)


def live_skus(market: Market) -> list[str]:
    """The first SKU of every live listing."""
    return [one["skus"][0]["sku"] for one in market.listings() if one["live"]]


def sold_everywhere(products: Path) -> list[str]:
    """SKUs, of products with one, that every shop has with two pieces or more."""
    wanted = [expected_listings(products, shop.marketplace) for shop in SHOPS]
    singles = [{one.skus[0] for one in shop if len(one.skus) == 1 and one.stock >= 2} for shop in wanted]
    return sorted(set.intersection(*singles))
