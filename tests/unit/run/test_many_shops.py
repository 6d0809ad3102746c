"""Several shops of one co-op: side by side, none in another's way, and no piece for sale in two of them."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import adapters.memory as memory
from adapters.memory import MemoryShop
from connector.clock import SystemClock
from connector.config import ShopConfig, load_config
from connector.errors import BadUse
from connector.model import Group, ListingState
from connector.run import Options, State, Workspace, open_workspace
from connector.run.together import side_by_side
from connector.sync import RunReport
from connector.sync.journal import CLOSED, Answer, Journal
from tests.coop import DAY, Coop

Opener = Callable[..., AbstractAsyncContextManager[Workspace]]
NAMES = ("một", "hai", "ba")


def shop_of(name: str) -> MemoryShop:
    """The marketplace's side of a shop."""
    return memory._shops.setdefault(name, MemoryShop(SystemClock(), name))


@pytest.fixture
def names() -> tuple[str, ...]:
    return tuple(f"{name}-{secrets.token_hex(3)}" for name in NAMES)


@pytest.fixture
def coop(tmp_path: Path, names: tuple[str, ...]) -> Coop:
    made = Coop(tmp_path)
    made.rows = [row for row in made.rows if row["Mã SP"] == "LUA-01"]
    made.row("LUA-01")["Tồn kho"] = "12"
    made.set_up()
    configure(made, names)
    return made


@pytest.fixture
def opener(coop: Coop) -> Opener:
    @asynccontextmanager
    async def opened(**options: object) -> AsyncIterator[Workspace]:
        asked = replace(Options(day=DAY, day_given=True), **options)  # type: ignore[arg-type]
        async with open_workspace(load_config(coop.config), State(coop.state), SystemClock(), asked) as workspace:
            yield workspace

    return opened


def configure(coop: Coop, names: tuple[str, ...], extra: str = "") -> None:
    wide = "[guards]\nstock_zero = { count = 99, percent = 100 }\nunlist = { count = 99, percent = 100 }"
    coop.configure(shops=names, extra=f"{wide}\n{extra}")
    text = coop.config.read_text("utf-8").replace('stock_share = "same"', 'stock_share = "split"')
    coop.config.write_text(text, encoding="utf-8")


def stock(coop: Coop, pieces: int) -> None:
    coop.row("LUA-01")["Tồn kho"] = str(pieces)
    coop.write()


def offered(names: tuple[str, ...], sku: str = "LUA-01") -> list[int | None]:
    """What buyers can buy of ``sku``, shop by shop; None where it is not shown."""
    found = []
    for name in names:
        live = [item for item in shop_of(name).items.values() if item.state is ListingState.LIVE and sku in item.skus]
        found.append(dict(live[0].groups[Group.STOCK])[sku] if live else None)  # type: ignore[arg-type, call-overload]
    return found


async def night(opener: Opener, names: tuple[str, ...] = ()) -> dict[str, RunReport]:
    """All shops, or these, as the nightly run has them."""
    reports: dict[str, RunReport] = {}
    async with opener() as workspace:

        async def one(shop: ShopConfig) -> None:
            reports[shop.name] = await workspace.sync(shop)

        await side_by_side(workspace, workspace.config.shops(names), one)
    return reports


def late_of(report: RunReport) -> list[tuple[object, object]]:
    """The pieces that a report says the shop waits for, and who holds them."""
    late = [notice for notice in report.notices if notice.code == "stock-share-waits"]
    return [(one.params["pieces"], one.params["shops"]) for one in late]


async def awaited(opener: Opener, name: str) -> frozenset[str]:
    """The shops whose runs the next run of this one would wait for."""
    async with opener() as workspace:
        (shop,) = workspace.config.shops((name,))
        async with workspace.opened(shop) as (spec, adapter):
            return (await workspace.planned(shop, spec, adapter))[1]


@pytest.mark.parametrize(
    ("pieces", "reserve", "parts"),
    [
        (0, 0, [0, 0, 0]),
        (1, 0, [1, 0, 0]),
        (2, 0, [1, 1, 0]),
        (12, 0, [4, 4, 4]),
        (12, 5, [3, 2, 2]),
        (3, 5, [0, 0, 0]),
    ],
)
async def test_whole_pieces_over_three_shops(
    coop: Coop, opener: Opener, names: tuple[str, ...], pieces: int, reserve: int, parts: list[int]
) -> None:
    stock(coop, pieces)
    text = coop.config.read_text("utf-8")
    coop.config.write_text(text.replace("lead_days = 0", f"lead_days = 0\nreserve = {reserve}"), encoding="utf-8")
    reports = await night(opener)
    assert {report.exit_code for report in reports.values()} == {0}
    assert offered(names) == parts
    again = await night(opener)
    assert [report.results for report in again.values()] == [(), (), ()]


async def test_a_shop_that_is_added_gets_its_part_once_the_others_have_given_it_back(
    coop: Coop, opener: Opener, names: tuple[str, ...]
) -> None:
    configure(coop, names[:2])
    await night(opener)
    assert offered(names) == [6, 6, None]
    configure(coop, names)
    await night(opener)
    assert offered(names) == [4, 4, 4]


async def test_a_shop_that_cannot_be_lowered_keeps_its_pieces_and_nobody_else_gets_them(
    coop: Coop, opener: Opener, names: tuple[str, ...]
) -> None:
    configure(coop, names[:2])
    await night(opener)
    configure(coop, names)
    shop_of(names[0]).fault = lambda call: "stop" if call == "stock" else None
    reports = await night(opener)
    assert [reports[name].exit_code for name in names] == [6, 0, 0]
    assert sum(offered(names)) == 12  # type: ignore[arg-type]
    assert offered(names)[0] == 6
    reports = await night(opener)
    assert offered(names) == [6, 3, 3], "a shop that stays out of reach keeps what it holds, the others the rest"
    assert [late_of(reports[name]) for name in names[1:]] == [[("LUA-01: 1", names[0])]] * 2
    assert await awaited(opener, names[1]) == frozenset(), "nobody waits for the run of such a shop"
    shop_of(names[0]).fault = lambda _call: None
    await night(opener)
    assert offered(names)[0] == 4
    await night(opener)
    assert offered(names) == [4, 4, 4]


async def test_one_shop_alone_does_not_take_what_the_others_hold(
    coop: Coop, opener: Opener, names: tuple[str, ...]
) -> None:
    configure(coop, names[:2])
    await night(opener)
    configure(coop, names)
    reports = await night(opener, names[2:])
    assert offered(names) == [6, 6, 0]
    assert late_of(reports[names[2]]) == [("LUA-01: 4", f"{names[0]}, {names[1]}")]
    assert await awaited(opener, names[2]) == frozenset(names[:2])


async def test_a_shop_that_was_taken_out_still_sells_until_somebody_says_it_is_closed(
    coop: Coop, opener: Opener, names: tuple[str, ...]
) -> None:
    await night(opener)
    configure(coop, names[:2])
    reports = await night(opener)
    assert offered(names) == [4, 4, 4]
    said = [notice for notice in reports[names[0]].notices if notice.code == "removed-shop-holds"]
    assert [(one.params["other"], one.params["count"]) for one in said] == [(names[2], 1)]
    assert reports[names[0]].exit_code == 3
    stock(coop, 6)
    await night(opener)
    assert offered(names) == [1, 1, 4], "what stands in the shop that is gone is not there for the others"
    async with opener() as workspace:
        await workspace.journal.answers.keep(names[2], [Answer(CLOSED, "shop", "closed")], SystemClock().now())
    reports = await night(opener)
    assert offered(names)[:2] == [3, 3]
    assert reports[names[0]].exit_code == 0


@pytest.mark.parametrize("owner", ["HTX Thoi  Nắng", "htx thoi\u00a0nắng"])
async def test_pieces_are_held_by_whoever_the_owner_looks_like(
    coop: Coop, opener: Opener, names: tuple[str, ...], owner: str
) -> None:
    """A journal of before may know the same goods under two spellings of their owner, in two shops."""
    await night(opener)
    with sqlite3.connect(coop.state / "journal.sqlite") as db:
        for table in ("binding", "base"):
            db.execute(f"UPDATE {table} SET product = ? WHERE shop = ?", (f"{owner}/LUA-01", names[2]))
    configure(coop, names[:2])
    stock(coop, 6)
    await night(opener)
    assert offered(names) == [1, 1, 4]


async def test_a_product_that_one_shop_may_not_show_is_divided_among_the_others(
    coop: Coop, opener: Opener, names: tuple[str, ...]
) -> None:
    """The owner of the scarf is sold for by two of the three."""
    text = coop.config.read_text("utf-8")
    text = text.replace('owner = "HTX Thoi Nắng"', 'owner = "Liên hiệp"')
    for name in names[:2]:
        text = text.replace(f'name = "{name}"\n', f'name = "{name}"\nsells_for = ["HTX Mây Tre"]\n')
    coop.config.write_text(text, encoding="utf-8")
    head, row = coop.products.read_text("utf-8-sig").splitlines()
    coop.products.write_text(f"{head};Chủ sở hữu\n{row};HTX Mây Tre\n", encoding="utf-8")
    await night(opener)
    shown = [sum(1 for item in shop_of(name).items.values()) for name in names]
    assert shown == [1, 1, 0]
    assert offered(names)[:2] == [6, 6]


async def test_a_fault_in_the_middle_of_a_run_is_recorded_though_the_clock_was_ahead_before(
    opener: Opener, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: Journal, *_given: object) -> None:
        raise ZeroDivisionError

    async with opener() as workspace:
        (shop, *_) = workspace.config.shop
        later = workspace.clock.now() + timedelta(days=2)
        await workspace.journal.start_run("ngày-kia", shop.name, DAY, later, [])
        monkeypatch.setattr(Journal, "note_first_run", broken)  # the last thing that a run does
        with pytest.raises(ZeroDivisionError):
            await workspace.sync(shop)
        newest, *earlier = await workspace.journal.runs(shop.name)
    assert newest.id == "ngày-kia"
    assert [(run.ending, run.report and run.report["stop_code"]) for run in earlier] == [("stopped", "BUG_UNEXPECTED")]


async def test_a_fault_of_one_adapter_leaves_the_others_whole(
    coop: Coop, opener: Opener, names: tuple[str, ...]
) -> None:
    def broken(call: str) -> None:
        raise ZeroDivisionError(call)

    shop_of(names[1]).fault = broken
    reports: dict[str, RunReport] = {}
    async with opener() as workspace:

        async def one(shop: ShopConfig) -> None:
            reports[shop.name] = await workspace.sync(shop)

        with pytest.raises(ZeroDivisionError):
            await side_by_side(workspace, workspace.config.shop, one)
        recorded = await workspace.journal.runs(names[1])
    assert [run.report["stop_code"] for run in recorded if run.report] == ["BUG_UNEXPECTED"]
    assert {name: report.counts for name, report in reports.items()} == {
        names[0]: {"create": 1},
        names[2]: {"create": 1},
    }


async def test_the_sheets_are_read_once_and_each_photo_drawn_once_for_all(
    coop: Coop, opener: Opener, names: tuple[str, ...]
) -> None:
    async with opener() as workspace:
        plans = {}

        async def one(shop: ShopConfig) -> None:
            plans[shop.name] = (await workspace.sync(shop), await workspace.effective())

        await side_by_side(workspace, workspace.config.shop, one)
        assert len({id(effective) for _, effective in plans.values()}) == 1
        assert (await workspace.pictures())._cache.drawn == 3
    assert all(len(shop_of(name).pictures) == 3 for name in names)


async def test_the_same_shop_under_two_names_is_refused_before_it_lists_all_twice(
    coop: Coop, opener: Opener, names: tuple[str, ...]
) -> None:
    shop_of(names[1]).name = shop_of(names[0]).name
    async with opener() as workspace:
        await workspace.sync(workspace.config.shop[0])
        with pytest.raises(BadUse, match="E_SHOP_NAMED_TWICE"):
            await workspace.sync(workspace.config.shop[1])
    assert shop_of(names[1]).items == {}


async def test_goods_in_two_shops_of_one_marketplace_are_told_once_a_shop(
    coop: Coop, opener: Opener, names: tuple[str, ...]
) -> None:
    reports = await night(opener)
    told = [notice for notice in reports[names[0]].notices if notice.code == "same-marketplace"]
    assert [(one.params["other"], one.params["count"]) for one in told] == [(names[1], 1), (names[2], 1)]
