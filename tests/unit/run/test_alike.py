"""Shops that show their goods alike: composed once, and every one of them shows what it would show composed alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from connector.clock import SystemClock
from connector.config import load_config
from connector.model import Group, Limit, Product, ShopFacts
from connector.run import Composer, Options, State, Workspace, open_workspace
from mappings import ShopPolicy
from tests.coop import DAY, FACTS, Coop

NAMES = ("chợ-quê", "phố-cổ", "bến-sông")


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    made = Coop(tmp_path).set_up()
    made.configure(shops=NAMES)
    return made


async def workspace_of(coop: Coop, facts: tuple[ShopFacts, ...]) -> AsyncIterator[Workspace]:
    async with open_workspace(load_config(coop.config), State(coop.state), SystemClock(), Options(day=DAY)) as opened:
        for number, (name, one) in enumerate(zip(NAMES, facts, strict=True)):
            mine = {"shop_id": str(number), "shop_name": name, "fetched_at": datetime(2026, 11, number + 1, tzinfo=UTC)}
            await opened.journal.save_facts(name, one.model_copy(update=mine))
        opened.ended = {name: asyncio.Event() for name in NAMES}
        yield opened


async def composers(coop: Coop, facts: tuple[ShopFacts, ...] = (FACTS,) * 3) -> tuple[list[Product], list[Composer]]:
    async for opened in workspace_of(coop, facts):
        effective = await opened.effective()
        made = [await opened.composer_offline(shop) for shop in opened.config.shop]
        return list(effective.products.values()), made
    raise AssertionError


def told(composer: Composer, product: Product, day: date = DAY) -> object:
    found = composer.desired(product, day)
    return replace(found, at=None, untouched=None)


def split(coop: Coop) -> None:
    text = coop.config.read_text("utf-8").replace('stock_share = "same"', 'stock_share = "split"')
    coop.config.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("pieces", ["12", "10", "2", "0", ""])
async def test_each_shows_what_it_would_show_alone(coop: Coop, pieces: str) -> None:
    coop.row("LUA-01")["Tồn kho"] = pieces
    coop.write()
    split(coop)
    products, made = await composers(coop)
    for day in (DAY, date(2026, 12, 20)):
        for product in products:
            for composer in made:
                alone = replace(composer, alike=None)
                assert told(composer, product, day) == told(alone, product, day)


async def test_what_is_alike_is_composed_once(coop: Coop) -> None:
    products, (first, second, third) = await composers(coop)
    for product in products:
        assert second.composed(product, DAY) is first.composed(product, DAY)
        assert third.composed(product, DAY) is first.composed(product, DAY)
        assert third.composed(product, date(2026, 12, 20)) is not first.composed(product, DAY)


async def test_an_odd_piece_goes_to_one_shop_alone(coop: Coop) -> None:
    coop.row("LUA-01")["Tồn kho"] = "10"
    coop.write()
    split(coop)
    products, made = await composers(coop)
    silk = next(product for product in products if product.product_key == "LUA-01")
    listings = [composer.composed(silk, DAY).listing for composer in made]
    assert [one.group(Group.STOCK) for one in listings if one] == [{"LUA-01": 4}, {"LUA-01": 3}, {"LUA-01": 3}]
    assert listings[1] is listings[2]


async def test_other_facts_are_another_composition(coop: Coop) -> None:
    short = FACTS.model_copy(update={"limits": {"title": Limit(minimum=1, maximum=12, source="memory")}})
    products, (first, second, third) = await composers(coop, (FACTS, short, FACTS))
    assert first.alike is third.alike
    assert second.alike is not first.alike
    silk = next(product for product in products if product.product_key == "LUA-01")
    assert [len(one.composed(silk, DAY).listing.title) <= 12 for one in (first, second, third)] == [False, True, False]  # type: ignore[union-attr]


async def test_goods_of_another_owner_are_told_by_each_shop(coop: Coop) -> None:
    """The reason that keeps them off names the shop."""
    products, made = await composers(coop)
    foreign = products[0].model_copy(update={"owner": "Gốm Chu Đậu"})
    reasons = [composer.composed(foreign, DAY).reasons[0].params["shop"] for composer in made]
    assert reasons == list(NAMES)


async def test_another_policy_is_another_composition(coop: Coop) -> None:
    _, (first, *_) = await composers(coop)
    assert first.alike is not None
    assert first.alike.includes(first.rules, FACTS, replace(first.policy, shop="khác"))
    changed: list[ShopPolicy] = [replace(first.policy, lead_days=3), replace(first.policy, reserve=1)]
    assert not any(first.alike.includes(first.rules, FACTS, policy) for policy in changed)


async def test_one_shop_alone_keeps_nothing(coop: Coop) -> None:
    coop.configure(shops=NAMES[:1])
    async with open_workspace(load_config(coop.config), State(coop.state), SystemClock(), Options(day=DAY)) as opened:
        await opened.journal.save_facts(NAMES[0], FACTS)
        opened.ended = {NAMES[0]: asyncio.Event()}
        assert (await opened.composer_offline(opened.config.shop[0])).alike is None
