"""Issue 4, a shop lives: promotions, staff, deletions, bans, closed shops and an undo, against the Shopee mock."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from connector.clock import SystemClock
from connector.config import load_config
from connector.model import Group
from connector.run import Options, State, Workspace, open_workspace
from connector.run.resolve import Choice, chosen_points, keep_answers, open_points
from connector.run.undo import run_named
from connector.sync import Outcome, Plan, RunReport, Undoing
from tests.coop import DAY
from tests.coop import Coop as Files
from tests.loopback import Market, market, shown
from tests.shows.stage import in_words

SILK, SCARF, SHIRT = "LUA-01", "KHAN-0007", "AO-01"


@dataclass
class Living:
    """A co-op of three listed products and its shop on the mock."""

    files: Files
    shop: Market
    day: date = DAY

    def do(self, act: Any) -> Any:
        async def inside() -> Any:
            config = load_config(self.files.config)
            options = Options(day=self.day, day_given=True)
            async with open_workspace(config, State(self.files.state), SystemClock(), options) as workspace:
                return await act(workspace, config.shops()[0])

        return asyncio.run(inside())

    def sync(self) -> RunReport:
        return self.do(lambda workspace, shop: workspace.sync(shop))  # type: ignore[no-any-return]

    def plan(self) -> Plan:
        return self.do(lambda workspace, shop: workspace.plan(shop))  # type: ignore[no-any-return]

    def answer(self, choice: Choice, sku: str) -> None:
        async def one(workspace: Workspace, shop: Any) -> None:
            points = chosen_points(await open_points(workspace, shop), choice, sku)
            await keep_answers(workspace, shop, [point.answer(choice, "") for point in points])

        self.do(one)

    def undo_last(self) -> tuple[Plan, RunReport]:
        async def both(workspace: Workspace, shop: Any) -> tuple[Plan, RunReport]:
            row = await run_named(workspace, "last")
            plan = await workspace.plan_undo(shop, Undoing(row.id))
            return plan, await workspace.sync(shop, plan)

        return self.do(both)  # type: ignore[no-any-return]

    def listing(self, sku: str) -> dict[str, Any]:
        (found,) = [
            one for one in self.shop.listings() if one["skus"][0]["sku"] == sku and one["status"] != "SELLER_DELETE"
        ]
        return found

    def put(self, sku: str, **cells: str) -> None:
        self.files.row(sku).update({name.replace("_", " "): value for name, value in cells.items()})
        self.files.write()


def codes(said: Plan | RunReport) -> set[str]:
    wanted = {"drift", "undone", "false-star", "in-promotion", "blocked", "deleted-in-shop", "undo-left"}
    return {notice.code for notice in said.notices} & (wanted | {"E_SHOPEE_HOLIDAY"})


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    with market() as shop:
        files = Files(tmp_path_factory.mktemp("sống"))
        (silk, *_) = files.rows
        plain = {"Hạng sao": "", "Số GCN": "", "Ngày QĐ": "", "Giá bán": "1200000"}
        scarf = {"Mã SP": SCARF, "Tên sản phẩm": "Khăn choàng đũi tơ tằm nhuộm củ nâu 🍂", "Ảnh": "khan-0007_1.png"}
        shirt = {"Mã SP": SHIRT, "Tên sản phẩm": "Áo dài lụa Vạn Phúc may sẵn", "Ảnh": "ao-01_1.png", **plain}
        files.rows = [silk, silk | scarf, silk | shirt]
        files.set_up().connect(shop.base_url, shop.line)
        living = Living(files, shop)
        assert living.sync().counts == {"create": 3}
        yield living


def test_sync_edit_sync_undo_shows_exactly_the_earlier_state(living: Living) -> None:
    before = shown(living.shop.listings())
    pictures = {one["id"]: one["images"] for one in living.shop.listings()}
    living.put(SILK, Tên_sản_phẩm="Khăn lụa nhầm tên", Giá_bán="700000")
    living.put(SCARF, Câu_chuyện="Kể nhầm làng khác.")
    living.put(SHIRT, Ảnh="lua-01_2.png")
    assert living.sync().counts == {"update": 3, "price": 1}
    living.shop.forget_calls()
    plan, report = living.undo_last()
    assert (len(plan.changes), report.counts, report.exit_code) == (4, {"update": 3, "price": 1}, 0)
    assert shown(living.shop.listings()) == before
    assert {one["id"]: one["images"] for one in living.shop.listings()} == pictures, "media ids included"
    assert living.shop.calls()["uploads"] == 0
    after = living.plan()
    assert (after.changes, codes(after)) == ((), {"undone"})
    living.put(SILK, Tên_sản_phẩm="Khăn lụa tơ tằm hoa sen", Giá_bán="690000")
    assert [change.kind for change in living.plan().changes] == ["price"], "the cell says again what the shop shows"
    assert living.sync().counts == {"price": 1}


def test_a_promotion_is_seen_before_anything_is_tried(living: Living) -> None:
    until = (datetime.now(UTC) + timedelta(hours=6)).isoformat()
    living.shop.post("promotion", sku=SHIRT, until=until, price=900_000)
    living.put(SHIRT, Tên_sản_phẩm="Áo dài lụa Vạn Phúc thêu sen", Tồn_kho="77")
    living.shop.forget_calls()
    report = living.sync()
    assert (report.counts, report.exit_code) == ({"stock": 1}, 0)
    assert "in-promotion" in codes(report)
    assert living.shop.calls()["writes"] == 1
    assert "chưa cho sửa tên, mô tả" in in_words(report)
    living.shop.post("clock", advance_s=7 * 3600)
    assert living.sync().counts == {"update": 1}


def test_a_star_that_a_promotion_keeps_up_is_first_and_hidden_the_next_day(living: Living) -> None:
    until = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    living.shop.post("promotion", sku=SILK, until=until, price=600_000)
    living.day = date(2027, 2, 13)
    first = living.sync()
    assert [(r.change.claim, r.outcome) for r in first.results if r.change.skus == (SILK,)] == [
        ("off", Outcome.WAITING)
    ]
    assert first.notices[0].code == "false-star"
    assert living.listing(SILK)["live"]
    living.day += timedelta(days=1)
    living.sync()
    assert living.listing(SILK)["status"] == "UNLIST"
    living.day += timedelta(days=1)
    living.sync()
    assert living.listing(SILK)["status"] == "UNLIST", "not shown again while it bears the star"
    living.shop.post("clock", advance_s=3 * 86_400)
    living.sync()
    living.sync()
    assert living.listing(SILK)["live"]
    assert "false-star" not in codes(living.plan())
    living.day = DAY


def test_staff_edits_wait_for_a_person_and_follow_the_answer(living: Living) -> None:
    silk, noodles = living.listing(SILK), living.listing(SCARF)
    for one in (silk, noodles):
        living.shop.post("edit", id=one["id"], set={"title": f"Nhân viên sửa {one['skus'][0]['sku']}"})
    living.shop.post("edit", id=living.listing(SHIRT)["id"], set={"status": "UNLIST"})
    assert "drift" in codes(living.sync())
    living.answer("theirs", SILK)
    living.answer("ours", SCARF)
    living.answer("ours", SHIRT)
    kinds = {(str(r.change.kind), r.change.skus) for r in living.sync().results}
    assert {("update", (SCARF,)), ("relist", (SHIRT,))} <= kinds
    assert living.listing(SILK)["title"] == "Nhân viên sửa LUA-01"
    assert living.listing(SCARF)["title"] == noodles["title"]
    assert living.listing(SHIRT)["live"]
    drifts = {notice.skus for notice in living.plan().notices if notice.code == "drift"}
    assert not {(SILK,), (SHIRT,)} & drifts


def test_banned_is_left_alone_and_deleted_waits_for_a_person(living: Living) -> None:
    noodles = living.listing(SCARF)
    living.shop.post("review", id=noodles["id"], verdict="ban", reason="Sai ngành hàng")
    living.put(SCARF, Giá_bán="681000")
    living.shop.post("edit", id=living.listing(SHIRT)["id"], delete=True)
    living.shop.forget_calls()
    report = living.sync()
    assert {"blocked", "deleted-in-shop"} <= codes(report)
    assert (living.shop.calls()["writes"], report.exit_code) == (0, 3)
    living.answer("again", SHIRT)
    assert living.sync().counts == {"create": 1}
    assert living.listing(SHIRT)["live"]
    living.shop.post("review", id=noodles["id"], verdict="pass", reason="")
    assert living.sync().counts == {"price": 1}


@pytest.mark.parametrize(
    "code", ["error_holiday_on_add_item", "error_reach_shop_item_limit", "error_seller_under_penalty"]
)
def test_a_shop_that_takes_nothing_new_gets_everything_else(living: Living, code: str) -> None:
    living.files.rows.append(
        {**living.files.row(SHIRT), "Mã SP": f"MOI-{code[6:10].upper()}", "Tên sản phẩm": f"Áo mới mùa lụa {code}"}
    )
    price = str(1_200_000 + 1000 * len(code))
    living.put(SHIRT, Giá_bán=price)
    living.shop.post("faults", kind="reject", endpoint="POST /api/v2/product/add_item", times=0, code=code)
    report = living.sync()
    assert (report.counts, report.ending, report.exit_code) == ({"price": 1, "waiting": 1}, "done", 3)
    assert "Cần bạn xem" in in_words(report)
    living.shop.client.delete(f"{living.shop.base_url}/_mock/faults")
    living.files.rows.pop()
    living.files.write()


def test_a_spent_daily_quota_says_when_it_opens_again(living: Living) -> None:
    living.put(SILK, Giá_bán="695000")
    living.shop.post("faults", kind="daily_quota", endpoint="POST /api/v2/product/update_price")
    report = living.sync()
    (result,) = [one for one in report.results if Group.PRICE in one.change.groups]
    assert (result.outcome, result.code) == (Outcome.WAITING, "E_QUOTA_SPENT")
    assert str(result.params["until"]).endswith("16:00:00+00:00"), "midnight UTC+8"
    assert "23:00 có thể chạy lại" in in_words(report)
    living.shop.client.delete(f"{living.shop.base_url}/_mock/faults")
    assert living.sync().counts == {"price": 1}
