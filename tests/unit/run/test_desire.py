"""From reasons to what a shop should do: show, leave alone, or take off."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from connector.clock import SystemClock
from connector.config import load_config
from connector.run import Composer, Options, State, Workspace, open_workspace
from connector.sync import Desired, Severity
from tests.coop import DAY, FACTS, Coop


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    return Coop(tmp_path).set_up()


@pytest.fixture
async def workspace(coop: Coop) -> AsyncIterator[Workspace]:
    config = load_config(coop.config)
    async with open_workspace(config, State(coop.state), SystemClock(), Options(day=DAY)) as opened:
        await opened.journal.save_facts(coop.shop, FACTS)
        yield opened


async def composer(workspace: Workspace) -> Composer:
    return await workspace.composer_offline(workspace.config.shop[0])


async def desired(workspace: Workspace, sku: str, day: date = DAY) -> Desired:
    effective = await workspace.effective()
    return (await composer(workspace)).desired(effective.products[sku], day)


async def test_what_may_be_shown_is_live_with_its_star(workspace: Workspace) -> None:
    silk = await desired(workspace, "LUA-01")
    assert (silk.want, silk.star, silk.cause, silk.legal) == ("live", 4, "", False)
    assert silk.listing is not None
    assert silk.listing.claim is not None
    assert silk.at is not None
    assert silk.at(DAY).listing == silk.listing


async def test_a_lapsed_certificate_takes_the_star_and_leaves_the_goods(workspace: Workspace) -> None:
    noodles = await desired(workspace, "MIEN-0007", date(2026, 12, 20))
    assert (noodles.want, noodles.star) == ("live", 0)
    assert noodles.listing is not None
    assert noodles.listing.claim is None
    assert (await desired(workspace, "MIEN-0007", date(2026, 12, 19))).star == 3


async def test_a_legal_hold_comes_off(workspace: Workspace) -> None:
    spirit = await desired(workspace, "RUOU-01")
    assert (spirit.want, spirit.cause, spirit.legal) == ("unlist", "HOLD_ALCOHOL_15PLUS", True)
    assert [notice.severity for notice in spirit.notices if notice.code.startswith("HOLD_")] == [Severity.INFO]


async def test_a_review_hold_leaves_a_live_listing_alone(coop: Coop, workspace: Workspace) -> None:
    coop.row("RUOU-01")["Nồng độ cồn"] = "5"
    coop.write()
    beer = await desired(workspace, "RUOU-01")
    assert (beer.want, beer.cause, beer.legal) == ("leave", "", False)


async def test_goods_taken_off_on_purpose_come_off_but_not_by_law(coop: Coop, workspace: Workspace) -> None:
    coop.row("TRA-01")["Trạng thái"] = "Ngừng bán"
    coop.write()
    tea = await desired(workspace, "TRA-01")
    assert (tea.want, tea.cause, tea.legal) == ("unlist", "STATUS_DISCONTINUED", False)
    assert tea.skus == ("TRA-01",)


async def test_another_owners_goods_are_not_shown_unless_sold_for(workspace: Workspace) -> None:
    effective = await workspace.effective()
    foreign = effective.products["TRA-01"].model_copy(update={"owner": "HTX Mây Tre"})
    made = await composer(workspace)
    assert made.desired(foreign, DAY).cause == "OWNER_NOT_SOLD_HERE"
    friendly = replace(made, policy=replace(made.policy, sells_for=("HTX Mây Tre",)))
    assert friendly.desired(foreign, DAY).want == "live"


async def test_what_is_not_ready_is_left_and_asks_a_person(workspace: Workspace) -> None:
    made = replace(await composer(workspace), photos={})
    effective = await workspace.effective()
    silk = made.desired(effective.products["LUA-01"], DAY)
    assert (silk.want, silk.listing) == ("leave", None)
    assert any(notice.severity is Severity.PERSON for notice in silk.notices)


async def test_a_live_shop_never_sees_sample_goods(workspace: Workspace) -> None:
    effective = await workspace.effective()
    silk = effective.products["LUA-01"]
    sample = silk.model_copy(update={"is_sample": True})
    example = silk.model_copy(update={"variants": (silk.variants[0].model_copy(update={"gtin": "9520001000017"}),)})
    made = await composer(workspace)
    live = replace(made, live=True)
    assert live.desired(silk, DAY).want == "live"
    for invented in (sample, example):
        assert made.desired(invented, DAY).want == "live"
        refused = live.desired(invented, DAY)
        assert (refused.want, refused.listing) == ("leave", None)
        assert "SAMPLE_ON_LIVE" in [notice.code for notice in refused.notices]


async def test_a_kept_product_without_its_producer_is_left_alone(workspace: Workspace) -> None:
    made = replace(await composer(workspace), producers={})
    effective = await workspace.effective()
    silk = made.desired(effective.products["LUA-01"], DAY)
    assert (silk.want, silk.listing, silk.star) == ("leave", None, 4)
    assert [notice.code for notice in silk.notices] == ["PRODUCER_REFUSED"]
