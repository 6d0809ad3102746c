"""Running shops: one shop's end is not another's, a shop is who it was, and a saved plan is sent as it stands."""

import csv
import sqlite3
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import adapters.memory as memory
from adapters.memory import MemoryShop
from connector.clock import SystemClock
from connector.config import load_config
from connector.errors import BadUse, RetryLater
from connector.run import Options, ShopBusy, State, Workspace, open_workspace
from connector.sync import ChangeKind, Outcome
from tests.coop import DAY, Coop

Opener = Callable[..., AbstractAsyncContextManager[Workspace]]


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    return Coop(tmp_path).set_up()


@pytest.fixture
def opener(coop: Coop) -> Opener:
    @asynccontextmanager
    async def opened(**options: object) -> AsyncIterator[Workspace]:
        asked = replace(Options(day=DAY, day_given=True), **options)  # type: ignore[arg-type]
        async with open_workspace(load_config(coop.config), State(coop.state), SystemClock(), asked) as workspace:
            yield workspace

    return opened


class Killed(BaseException):
    """The process is gone."""


def shop_of(name: str) -> MemoryShop:
    """The marketplace's side of a shop."""
    return memory._shops.setdefault(name, MemoryShop(SystemClock(), name))


async def test_two_runs_and_the_second_finds_nothing_to_do(coop: Coop, opener: Opener) -> None:
    async with opener() as workspace:
        first = await workspace.sync(workspace.config.shop[0])
    assert (first.exit_code, first.counts) == (0, {"create": 3})
    async with opener() as workspace:
        second = await workspace.sync(workspace.config.shop[0])
    assert (second.exit_code, second.counts, second.unchanged) == (0, {}, 3)
    skus = [item.skus for item in shop_of(coop.shop).items.values()]
    assert sorted(skus) == [("LUA-01",), ("MIEN-0007",), ("TRA-01",)]


async def test_a_shop_that_must_stop_leaves_the_others_alone(coop: Coop, opener: Opener) -> None:
    other = f"{coop.shop}-2"
    coop.configure(shops=(coop.shop, other))
    shop_of(coop.shop).fault = lambda call: "stop" if call == "create" else None
    async with opener() as workspace:
        first, second = [await workspace.sync(shop) for shop in workspace.config.shop]
    assert (first.ending, first.stop_code, first.exit_code) == ("stopped", "E_CONSENT_NEEDED", 6)
    assert (second.ending, second.exit_code, second.counts) == ("done", 0, {"create": 3})


async def test_asking_ends_this_run_and_every_later_one(coop: Coop, opener: Opener) -> None:
    async with opener() as workspace:

        def fault(call: str) -> None:
            if call == "create":
                workspace.ask("interrupted")

        shop_of(coop.shop).fault = fault
        report = await workspace.sync(workspace.config.shop[0])
        again = await workspace.sync(workspace.config.shop[0])
    assert (report.ending, report.exit_code) == ("interrupted", 130)
    assert (again.ending, again.results) == ("interrupted", ())


async def test_a_deadline_is_for_all_shops_together(coop: Coop, opener: Opener) -> None:
    coop.configure(shops=(coop.shop, f"{coop.shop}-2"))
    async with opener(deadline_s=0.0) as workspace:
        endings = [(await workspace.sync(shop)).ending for shop in workspace.config.shop]
        assert workspace.until() == workspace.until()
    assert endings == ["deadline", "deadline"]


async def test_what_a_read_answers_is_raised_as_it_is(coop: Coop, opener: Opener) -> None:
    """Reads go side by side in a task group; its ExceptionGroup must not reach anybody."""
    async with opener() as workspace:
        await workspace.sync(workspace.config.shop[0])
    shop_of(coop.shop).fault = lambda call: "throttle" if call == "read" else None
    async with opener() as workspace:
        with pytest.raises(RetryLater):
            await workspace.plan(workspace.config.shop[0])
        report = await workspace.sync(workspace.config.shop[0])
    assert (report.ending, report.stop_code, report.exit_code) == ("stopped", "E_TOO_FAST", 6)


async def test_another_shop_behind_the_same_name_is_refused(coop: Coop, opener: Opener) -> None:
    async with opener() as workspace:
        await workspace.plan(workspace.config.shop[0])
        shop_of(coop.shop).name = "somebody else's"
        with pytest.raises(BadUse, match="E_OTHER_SHOP"):
            await workspace.plan(workspace.config.shop[0])


async def test_a_live_shop_takes_no_day_and_wants_its_name_first(coop: Coop, opener: Opener) -> None:
    coop.config.write_text(coop.config.read_text("utf-8").replace('"mock"', '"live"'), encoding="utf-8")
    async with opener() as workspace:
        with pytest.raises(BadUse, match="E_DAY_ON_LIVE"):
            await workspace.plan(workspace.config.shop[0])
    async with opener(day_given=False) as workspace:
        with pytest.raises(BadUse, match="E_LIVE_CONFIRM"):
            await workspace.sync(workspace.config.shop[0])
        assert shop_of(coop.shop).items == {}
        workspace.confirmed.add(coop.shop)
        canary = await workspace.sync(workspace.config.shop[0])
        assert canary.counts == {"create": 3}


async def test_what_an_adapter_keeps_is_there_when_its_shop_is_opened_again(coop: Coop, opener: Opener) -> None:
    async with opener() as workspace, opener() as another:
        shop = workspace.config.shop[0]
        workspace.connection(shop).kept["nhịp gọi"] = 5
        assert dict(workspace.connection(shop).kept) == {"nhịp gọi": 5}
        assert not another.connection(shop).kept, "another command's is its own"


async def test_a_held_shop_is_busy(coop: Coop, opener: Opener) -> None:
    async with opener() as workspace:
        with workspace.state.holding(coop.shop), pytest.raises(ShopBusy):
            await workspace.sync(workspace.config.shop[0])


async def test_a_saved_plan_sends_its_changes_and_no_other(coop: Coop, opener: Opener) -> None:
    async with opener() as workspace:
        await workspace.sync(workspace.config.shop[0])
    coop.row("LUA-01")["Giá bán"] = "690000"
    coop.row("TRA-01")["Giá bán"] = "1250000"
    coop.write()
    async with opener() as workspace:
        saved = await workspace.plan(workspace.config.shop[0])
    assert [change.kind for change in saved.changes] == [ChangeKind.PRICE, ChangeKind.PRICE]
    coop.row("TRA-01")["Giá bán"] = "1260000"
    coop.row("MIEN-0007")["Giá bán"] = "36000"
    coop.write()
    async with opener() as workspace:
        report = await workspace.sync(workspace.config.shop[0], saved)
    assert [(result.change.skus, result.outcome) for result in report.results] == [(("LUA-01",), Outcome.ACCEPTED)]
    assert [notice.skus for notice in report.notices if notice.code == "moved"] == [("TRA-01",)]
    assert report.exit_code == 3


async def test_a_saved_plan_is_void_after_its_day_and_for_another_shop(coop: Coop, opener: Opener) -> None:
    coop.configure(shops=(coop.shop, f"{coop.shop}-2"))
    async with opener() as workspace:
        saved = await workspace.plan(workspace.config.shop[0])
        with pytest.raises(BadUse, match="E_PLAN_OTHER_SHOP"):
            await workspace.sync(workspace.config.shop[1], saved)
    tomorrow: date = DAY + timedelta(days=1)
    async with opener(day=tomorrow) as workspace:
        with pytest.raises(BadUse, match="E_PLAN_OTHER_DAY"):
            await workspace.sync(workspace.config.shop[0], saved)


def _lay(coop: Coop, rows: list[dict[str, str]]) -> None:
    """The second owner's rows, in a sheet of their own."""
    with (coop.folder / "mây tre.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def theirs(coop: Coop) -> dict[str, str]:
    """The row of a second owner, whose SKU the catalogue's own goods have too and whose goods the shop sells."""
    text = coop.config.read_text(encoding="utf-8").replace('["sản phẩm.csv"]', '["sản phẩm.csv", "mây tre.csv"]')
    coop.config.write_text(text + 'sells_for = ["HTX Mây Tre"]\n', encoding="utf-8")
    row = {**coop.row("LUA-01"), "Chủ sở hữu": "HTX Mây Tre", "Tên sản phẩm": "Khăn lụa dệt tay Mây Tre"}
    _lay(coop, [row])
    return row


async def test_one_sku_of_two_owners_is_two_listings_and_stays_so(
    coop: Coop, opener: Opener, theirs: dict[str, str]
) -> None:
    """Decision 5."""
    async with opener() as workspace:
        first = await workspace.sync(workspace.config.shop[0])
    assert (first.exit_code, first.counts) == (0, {"create": 4})
    skus = {sku for item in shop_of(coop.shop).items.values() for sku in item.skus}
    assert {"LUA-01", "HTX-MAY-TRE-LUA-01"} <= skus
    _lay(coop, [theirs | {"Giá bán": "700000"}])
    async with opener() as workspace:
        again = await workspace.sync(workspace.config.shop[0])
    assert [(result.change.kind, result.change.skus) for result in again.results] == [
        (ChangeKind.PRICE, ("HTX-MAY-TRE-LUA-01",))
    ]


SPELLINGS = (
    "HTX\u00a0Mây Tre",
    "HTX  Mây  Tre",
    "htx mây tre ",
    unicodedata.normalize("NFD", "HTX Mây Tre"),
    "HTX Mây\u200b Tre",
)


@pytest.mark.parametrize("spelled", SPELLINGS)
async def test_an_owner_is_who_they_were_however_they_are_spelled(
    coop: Coop, opener: Opener, theirs: dict[str, str], spelled: str
) -> None:
    """Decision 5: by another name every one of their products would be listed a second time."""
    for cell in ("HTX Mây Tre", spelled, "HTX Mây Tre"):
        _lay(coop, [theirs | {"Chủ sở hữu": cell}])
        async with opener() as workspace:
            report = await workspace.sync(workspace.config.shop[0])
        assert len(shop_of(coop.shop).items) == 4
    assert (report.exit_code, report.counts, report.unchanged) == (0, {}, 4)


@pytest.mark.parametrize("remembered", SPELLINGS[:3])
@pytest.mark.parametrize("own", [False, True])
async def test_a_product_keeps_the_name_that_a_journal_has_for_it(
    coop: Coop, opener: Opener, theirs: dict[str, str], remembered: str, own: bool
) -> None:
    """Journals of before hold owners as they were spelled then, the catalogue's own among them."""
    if own:
        text = coop.config.read_text(encoding="utf-8").replace('"HTX Thoi Nắng"', '"HTX Mây Tre"')
        coop.config.write_text(text.replace('sells_for = ["HTX Mây Tre"]', 'sells_for = ["Ai Đó"]'), encoding="utf-8")
        theirs |= {"Mã SP": "TRE-9"}
        _lay(coop, [theirs])
    async with opener() as workspace:
        await workspace.sync(workspace.config.shop[0])
    before, after = f"{'' if own else 'HTX Mây Tre/'}{theirs['Mã SP']}", f"{remembered}/{theirs['Mã SP']}"
    with sqlite3.connect(coop.state / "journal.sqlite") as db:
        for table in ("binding", "base", "product_last_good"):
            assert db.execute(f"UPDATE {table} SET product = ? WHERE product = ?", (after, before)).rowcount == 1
    for cell in ("HTX Mây Tre", remembered, "HTX Mây  Tre"):
        _lay(coop, [theirs | {"Chủ sở hữu": cell}])
        async with opener() as workspace:
            report = await workspace.sync(workspace.config.shop[0])
        assert (report.exit_code, report.counts, report.unchanged) == (0, {}, 4)
    assert len(shop_of(coop.shop).items) == 4


async def test_a_guard_over_the_sheet_leaves_nothing_unsaid_of_what_a_dead_run_left_open(
    coop: Coop, opener: Opener
) -> None:
    """What became of its writes is looked up under a guard too, or a lapsed star there would be told to nobody."""
    async with opener() as workspace:
        await workspace.sync(workspace.config.shop[0])
    coop.row("MIEN-0007")["Giá bán"] = "36000"
    coop.write()

    def dies(call: str) -> None:
        if call == "price":
            raise Killed

    shop_of(coop.shop).fault = dies
    async with opener() as workspace:
        with pytest.raises(Killed):
            await workspace.sync(workspace.config.shop[0])
    shop_of(coop.shop).fault = lambda _call: None
    for sku in ("LUA-01", "TRA-01"):
        coop.row(sku)["Khối lượng"] = "nhẹ"
    coop.write()
    async with opener(day=date(2026, 12, 20)) as workspace:
        report = await workspace.sync(workspace.config.shop[0])
        left = await workspace.journal.open_intents(coop.shop)
    assert (report.ending, report.results, left) == ("guarded", (), [])
    assert (report.notices[0].code, report.notices[0].skus) == ("false-star", ("MIEN-0007",))
