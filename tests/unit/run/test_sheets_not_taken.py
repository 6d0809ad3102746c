"""Decision 3: a refused row changes nothing, whatever was read, sent or answered of its sheet since it was last taken.

Sheets are taken by a run that lets all of them through. Where a guard holds one, or only a part was asked for, the last
accepted product and what the shop is compared with may not come apart: else the next refused row takes the shop back.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

import adapters.memory as memory
from adapters.memory import Item, MemoryShop
from connector.clock import SystemClock
from connector.config import load_config
from connector.model import Group
from connector.run import Options, State, Workspace, open_workspace
from connector.run.resolve import keep_answers, open_points
from connector.sync import Plan, RunReport
from connector.sync.meeting import MatchAnswer
from tests.coop import DAY, Coop

Opener = Callable[..., AbstractAsyncContextManager[Workspace]]
TIGHT = "\n[guards]\nreprice = { count = 1, percent = 10 }\n"


class Night:
    """One co-op and its one shop, night after night."""

    def __init__(self, coop: Coop) -> None:
        self.coop = coop

        self.place = 0

    @property
    def shop(self) -> MemoryShop:
        name = f"{self.coop.shop}-2" if self.place else self.coop.shop
        return memory._shops.setdefault(name, MemoryShop(SystemClock(), name))

    def move(self) -> None:
        """What happens from now on happens in a second shop, that staff have kept by hand so far."""
        self.coop.configure(TIGHT, shops=(self.coop.shop, f"{self.coop.shop}-2"))
        self.place = 1

    def typed(self, sku: str, price: int) -> None:
        """Staff fill in a listing themselves."""
        self.shop.create((sku,), {Group.TITLE: f"Hàng nhập tay {sku}", Group.PRICE: {sku: price}}, live=True)

    def item(self, sku: str) -> Item:
        return next(item for item in self.shop.items.values() if sku in item.skus)

    def price(self, sku: str) -> object:
        price = self.item(sku).groups[Group.PRICE]
        return price[sku] if isinstance(price, dict) else None

    def row(self, sku: str, **cells: str) -> None:
        self.coop.row(sku).update(cells)
        self.coop.write()

    def refuse(self, sku: str) -> None:
        self.row(sku, **{"Khối lượng": "một ít"})

    @asynccontextmanager
    async def workspace(self, **options: object) -> AsyncIterator[Workspace]:
        asked = replace(Options(day=DAY, day_given=True), **options)  # type: ignore[arg-type]
        state = State(self.coop.state)
        async with open_workspace(load_config(self.coop.config), state, SystemClock(), asked) as workspace:
            yield workspace

    async def sync(self, saved: Plan | None = None, **options: object) -> RunReport:
        async with self.workspace(**{"allow": {"refused": 4}, **options}) as workspace:
            return await workspace.sync(workspace.config.shop[self.place], saved)

    async def plan(self) -> Plan:
        async with self.workspace() as workspace:
            return await workspace.plan(workspace.config.shop[0])


@pytest.fixture
async def night(tmp_path: Path) -> Night:
    coop = Coop(tmp_path).set_up()
    coop.configure(TIGHT)
    night = Night(coop)
    assert (await night.sync()).counts == {"create": 3}
    return night


def staff(night: Night, sku: str, price: int) -> None:
    night.shop.change(night.item(sku).id, {Group.PRICE: {sku: price}})


def told(report: RunReport) -> set[tuple[str, str]]:
    return {(notice.code, notice.product) for notice in report.notices}


async def test_a_price_that_staff_and_a_guarded_sheet_agree_on_is_not_taken_back(night: Night) -> None:
    staff(night, "LUA-01", 690_000)
    night.row("LUA-01", **{"Giá bán": "690000"})
    night.row("TRA-01", **{"Giá bán": "1210000"})
    night.row("MIEN-0007", **{"Giá bán": "36000"})
    assert (await night.sync()).ending == "guarded"
    night.refuse("LUA-01")
    report = await night.sync(allow={"refused": 4, "reprice": 9})
    assert night.price("LUA-01") == 690_000
    assert ("drift", "LUA-01") in told(report)
    night.row("LUA-01", **{"Khối lượng": "90"})
    report = await night.sync()
    assert (night.price("LUA-01"), report.counts) == (690_000, {})
    assert ("drift", "LUA-01") not in told(report)


def too_many_prices(night: Night) -> None:
    """A sheet that a guard holds."""
    for sku, price in (("LUA-01", "690000"), ("TRA-01", "1210000"), ("MIEN-0007", "36000")):
        night.row(sku, **{"Giá bán": price})


async def leave_to_the_shop(night: Night) -> None:
    """A person answers the one question that stands open."""
    async with night.workspace() as workspace:
        shop = workspace.config.shop[0]
        (point,) = [one for one in await open_points(workspace, shop) if one.choices]
        await keep_answers(workspace, shop, [point.answer("theirs", "Chị Hoa")])


async def test_what_a_person_left_to_the_shop_under_a_guarded_sheet_is_not_taken_back(night: Night) -> None:
    staff(night, "LUA-01", 700_000)
    too_many_prices(night)
    await leave_to_the_shop(night)
    for sku in ("LUA-01", "TRA-01", "MIEN-0007"):
        night.row(sku, **{"Tồn kho": "30"})  # another sheet, and the same question
    assert (await night.sync()).ending == "guarded"
    night.refuse("LUA-01")
    report = await night.sync(allow={"refused": 4, "reprice": 9})
    assert (night.price("LUA-01"), night.price("TRA-01")) == (700_000, 1_210_000)
    assert ("drift", "LUA-01") in told(report)


async def test_an_answer_under_a_guarded_sheet_waits_for_it_to_be_let_through(night: Night) -> None:
    staff(night, "LUA-01", 700_000)
    too_many_prices(night)
    await leave_to_the_shop(night)
    assert (await night.sync()).ending == "guarded"
    report = await night.sync(allow={"reprice": 9})
    assert (night.price("LUA-01"), report.counts) == (700_000, {"price": 2})
    assert ("conflict", "LUA-01") not in told(report)


async def test_a_lost_price_is_not_sent_again_over_what_staff_and_a_guarded_sheet_agree_on(night: Night) -> None:
    night.row("LUA-01", **{"Giá bán": "690000"})
    night.shop.fault = lambda call: "cut" if call == "price" else None
    assert (await night.sync()).exit_code == 3
    night.shop.fault = lambda _call: None
    staff(night, "LUA-01", 700_000)
    for sku, price in (("LUA-01", "700000"), ("TRA-01", "1210000"), ("MIEN-0007", "36000")):
        night.row(sku, **{"Giá bán": price})
    assert (await night.sync()).ending == "guarded"
    night.refuse("LUA-01")
    report = await night.sync(allow={"refused": 4, "reprice": 9})
    assert night.price("LUA-01") == 700_000
    assert ("drift", "LUA-01") in told(report)


async def test_what_went_out_by_itself_is_what_a_refused_row_keeps(night: Night) -> None:
    """Its new price, its lower stock and its star that was given back: none of them may come again."""
    night.row("LUA-01", **{"Giá bán": "690000", "Tồn kho": "20", "Hạng sao": "3 sao"})
    report = await night.sync(only=frozenset({"LUA-01"}))
    assert sorted(report.counts) == ["price", "stock", "update"]
    night.refuse("LUA-01")
    report = await night.sync()
    assert ("row-refused-kept", "LUA-01") in told(report)
    assert report.counts == {}
    assert (night.price("LUA-01"), night.item("LUA-01").groups[Group.STOCK]) == (690_000, {"LUA-01": 20})


async def test_a_sheet_put_back_as_it_was_is_taken_again(night: Night) -> None:
    night.row("LUA-01", **{"Giá bán": "690000"})
    await night.sync(only=frozenset({"LUA-01"}))
    night.row("LUA-01", **{"Giá bán": "680.000đ"})
    assert (await night.sync()).counts == {"price": 1}
    night.refuse("LUA-01")
    assert (await night.sync()).counts == {}
    assert night.price("LUA-01") == 680_000


async def test_asking_for_one_product_takes_no_other_row(night: Night) -> None:
    night.row("LUA-01", **{"Giá bán": "690000"})
    night.row("TRA-01", **{"Giá bán": "1210000"})
    staff(night, "MIEN-0007", 36_000)
    night.row("MIEN-0007", **{"Giá bán": "36000"})
    assert (await night.sync(only=frozenset({"LUA-01"}))).counts == {"price": 1}
    for sku in ("TRA-01", "MIEN-0007"):
        night.refuse(sku)
    report = await night.sync()
    assert report.counts == {}
    assert night.price("MIEN-0007") == 36_000
    assert ("drift", "MIEN-0007") in told(report)


async def test_a_saved_plan_takes_no_sheet_but_its_own(night: Night) -> None:
    night.row("TRA-01", **{"Giá bán": "1210000"})
    saved = await night.plan()
    night.row("LUA-01", **{"Giá bán": "690000"})
    assert (await night.sync(saved)).counts == {"price": 1}
    night.refuse("LUA-01")
    assert (await night.sync()).counts == {}
    assert (night.price("LUA-01"), night.price("TRA-01")) == (680_000, 1_210_000)


async def test_a_listing_adopted_beside_what_was_asked_for_is_left_alone(night: Night) -> None:
    night.move()
    for sku, price in (("LUA-01", 700_000), ("TRA-01", 1_200_000)):
        night.typed(sku, price)
    night.row("LUA-01", **{"Giá bán": "690000"})
    assert ("adopted", "LUA-01") in told(await night.sync(only=frozenset({"TRA-01"})))
    night.refuse("LUA-01")
    report = await night.sync(only=frozenset({"LUA-01"}))
    assert (night.price("LUA-01"), report.counts) == (700_000, {})


async def test_a_listing_adopted_under_a_guarded_sheet_is_left_alone(night: Night) -> None:
    night.move()
    for sku, typed in (("TRA-01", 1_200_000), ("MIEN-0007", 35_000)):
        night.typed(sku, typed)
    await night.sync(only=frozenset({"TRA-01", "MIEN-0007"}))
    night.typed("LUA-01", 700_000)
    too_many_prices(night)
    report = await night.sync()
    assert (report.ending, ("adopted", "LUA-01") in told(report)) == ("guarded", True)
    night.refuse("LUA-01")
    report = await night.sync(allow={"refused": 4, "reprice": 9})
    assert (night.price("LUA-01"), night.price("TRA-01")) == (700_000, 1_210_000)
    assert ("differs-at-adoption", "LUA-01") in told(report)


async def test_a_listing_adopted_and_hidden_for_its_star_under_a_guarded_sheet_is_left_alone(night: Night) -> None:
    night.coop.configure("false_star_days = 0" + TIGHT)
    with sqlite3.connect(night.coop.state / "journal.sqlite") as db:  # as if its create had never been heard of
        for table in ("binding", "base"):
            db.execute(f"DELETE FROM {table} WHERE product = 'LUA-01'")
    staff(night, "LUA-01", 700_000)
    night.row("LUA-01", **{"Ngày QĐ": "21/11/2023"})
    too_many_prices(night)
    report = await night.sync()
    assert (report.ending, report.counts) == ("guarded", {"unlist": 1})
    night.refuse("LUA-01")
    report = await night.sync(allow={"refused": 4, "reprice": 9})
    assert (night.price("LUA-01"), night.price("TRA-01")) == (700_000, 1_210_000)


async def guarded_nights(night: Night, nights: int) -> RunReport:
    """Prices of a bad file that a guard holds, until somebody mends it: what was sold before counts three."""
    too_many_prices(night)
    for _ in range(nights):
        report = await night.sync()
        assert report.ending == "guarded"
    for sku, price in (("LUA-01", "680000"), ("TRA-01", "1200000"), ("MIEN-0007", "35000")):
        night.row(sku, **{"Giá bán": price})
    return report


@pytest.mark.parametrize("nights", [1, 2])
async def test_a_listing_adopted_under_a_bad_sheet_is_kept_once_the_sheet_is_right(night: Night, nights: int) -> None:
    """However many nights the guard held: what staff typed differs, is said so, and nothing is sent."""
    night.move()
    for sku, typed in (("TRA-01", 1_200_000), ("MIEN-0007", 35_000)):
        night.typed(sku, typed)
    await night.sync(only=frozenset({"TRA-01", "MIEN-0007"}))
    night.typed("LUA-01", 700_000)
    await guarded_nights(night, nights)
    report = await night.sync()
    assert (night.price("LUA-01"), report.counts) == (700_000, {})
    assert ("differs-at-adoption", "LUA-01") in told(report)


@pytest.mark.parametrize("nights", [1, 2])
async def test_a_listing_matched_under_a_bad_sheet_is_kept_once_the_sheet_is_right(night: Night, nights: int) -> None:
    night.move()
    for sku, typed in (("TRA-01", 1_200_000), ("MIEN-0007", 35_000)):
        night.typed(sku, typed)
    await night.sync(only=frozenset({"TRA-01", "MIEN-0007"}))
    shows = {Group.TITLE: "Khăn nhân viên gõ", Group.PRICE: {"NV-1": 700_000}, Group.STOCK: {"NV-1": 3}}
    made = night.shop.create(("NV-1",), {**shows, Group.STRUCTURE: {"options": [], "skus": {"NV-1": []}}}, live=True)
    async with night.workspace() as workspace:
        shop = workspace.config.shop[1]
        async with workspace.opened(shop) as (spec, adapter):
            (title,) = [d.title for d in await workspace.desired(shop, spec, adapter) if d.product == "LUA-01"]
        said = MatchAnswer("LUA-01", made.id, "same", title, "Khăn nhân viên gõ")
        await workspace.journal.answers.keep(shop.name, [said.stored("chị Hoa")], workspace.clock.now())
    await guarded_nights(night, nights)
    assert (await night.sync()).counts == {}
    assert night.shop.items[made.id].groups[Group.PRICE] == {"NV-1": 700_000}


async def test_stock_that_a_person_left_to_the_shop_under_a_guarded_sheet_is_not_sent_again(night: Night) -> None:
    night.shop.change(night.item("LUA-01").id, {Group.STOCK: {"LUA-01": 118}})  # two were bought
    night.row("LUA-01", **{"Tồn kho": "150"})
    night.shop.fault = lambda call: "cut" if call == "stock" else None
    assert (await night.sync()).exit_code == 3
    night.shop.fault = lambda _call: None
    night.shop.change(night.item("LUA-01").id, {Group.STOCK: {"LUA-01": 115}})  # three more
    night.row("LUA-01", **{"Tồn kho": "120"})
    for sku, price in (("TRA-01", "1210000"), ("MIEN-0007", "36000"), ("LUA-01", "690000")):
        night.row(sku, **{"Giá bán": price})
    await leave_to_the_shop(night)
    assert (await night.sync()).ending == "guarded"
    assert night.item("LUA-01").groups[Group.STOCK] == {"LUA-01": 115}
    night.refuse("LUA-01")
    await night.sync(allow={"refused": 4, "reprice": 9})
    assert night.item("LUA-01").groups[Group.STOCK] == {"LUA-01": 115}
