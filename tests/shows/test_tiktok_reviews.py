"""A marketplace that judges every edit: what waits, what is refused, what goes out all the same, and never twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connector.clock import SystemClock
from connector.config import load_config
from connector.run import Options, State, open_workspace
from connector.sync import Plan, RunReport
from tests.coop import DAY, SILK, Coop
from tests.loopback import Market, market

SHOP = """
[[shop]]
name        = "tiktok-thu"
marketplace = "tiktok_shop"
environment = "mock"
base_url    = "{base_url}"
credentials = "file:tiktok.json"
settle_s    = 2
"""
LAPSED = date(2027, 2, 13)


@pytest.fixture(scope="module")
def running() -> Iterator[Market]:
    with market("--review-s", "0", marketplace="tiktok_shop") as shop:
        yield shop


@dataclass
class Night:
    """One co-op with one silk scarf, and its shop."""

    coop: Coop
    shop: Market
    day: date = DAY
    allow: dict[str, int] = field(default_factory=dict)

    def edit(self, **cells: str) -> None:
        names = {"title": "Tên sản phẩm", "price": "Giá bán", "stock": "Tồn kho"}
        self.coop.row(self.sku).update({names[name]: text for name, text in cells.items()})
        self.coop.write()

    @property
    def sku(self) -> str:
        return self.coop.rows[0]["Mã SP"]

    @property
    def listing(self) -> dict[str, Any]:
        (found,) = [one for one in self.shop.listings() if one["skus"][0]["sku"] == self.sku]
        return found

    def judge(self, verdict: str, reason: str = "") -> None:
        self.shop.post("review", id=self.listing["id"], verdict=verdict, reason=reason)

    def sync(self) -> RunReport:
        async def run() -> RunReport:
            async with self._workspace() as workspace:
                return await workspace.sync(workspace.config.shops()[0])

        return asyncio.run(run())

    def plan(self) -> Plan:
        async def look() -> Plan:
            async with self._workspace() as workspace:
                return await workspace.plan(workspace.config.shops()[0])

        return asyncio.run(look())

    def _workspace(self) -> Any:
        options = Options(day=self.day, day_given=True, allow=self.allow)
        return open_workspace(load_config(self.coop.config), State(self.coop.state), SystemClock(), options)


@pytest.fixture
def night(tmp_path: Path, running: Market) -> Night:
    """The scarf is in the shop and was let through. Every test has a SKU of its own in the one shop."""
    running.post("reset", what="all")
    sku = f"LUA-{tmp_path.name[-24:].upper().replace('_', '-')}"
    coop = Coop(tmp_path, rows=[{**SILK, "Mã SP": sku, "Tên sản phẩm": "Khăn lụa tơ tằm Vạn Phúc hoa sen"}])
    coop.write()
    coop.draw()
    coop.configure()
    text = coop.config.read_text(encoding="utf-8").partition("[[shop]]")[0]
    coop.config.write_text(text + SHOP.format(base_url=running.base_url), encoding="utf-8")
    (tmp_path / "tiktok.json").write_text(running.line, encoding="utf-8")
    ready = Night(coop, running)
    report = ready.sync()
    assert sent(report) == ["create"], report.notices
    ready.judge("pass")
    return ready


def sent(report: RunReport) -> list[str]:
    return [str(result.change.kind) for result in report.results]


def codes(report: RunReport | Plan) -> set[str]:
    return {notice.code for notice in report.notices}


def test_nothing_is_sent_again_while_an_edit_is_judged_but_the_price_is(night: Night) -> None:
    night.edit(title="Khăn lụa tơ tằm Vạn Phúc, hoa sen in chìm")
    assert sent(night.sync()) == ["update"]
    assert "hoa sen in chìm" not in night.listing["title"]  # buyers still see the old one
    plan = night.plan()
    assert (plan.changes, "pending" in codes(plan)) == ((), True)

    night.edit(title="Khăn lụa tơ tằm Vạn Phúc, dệt tay cả tháng", price="690.000đ")
    report = night.sync()
    assert sent(report) == ["price"]
    assert "waiting-for-shop" in codes(report)
    assert night.listing["skus"][0]["price"] == 690_000

    night.judge("pass")
    assert "hoa sen in chìm" in night.listing["title"]
    assert sent(night.sync()) == ["update"]
    night.judge("pass")
    assert "dệt tay cả tháng" in night.listing["title"]
    assert night.plan().changes == ()


def test_an_edit_whose_answer_was_lost_is_found_under_review_and_not_handed_in_again(night: Night) -> None:
    night.edit(title="Khăn lụa tơ tằm Vạn Phúc, câu trả lời bị mất")
    path = "POST /product/202509/products/*/partial_edit"
    night.shop.post("faults", kind="lose_answer", endpoint=path, times=1)
    night.shop.forget_calls()
    report = night.sync()
    assert [str(result.outcome) for result in report.results] == ["accepted"]
    assert sum(n for name, n in night.shop.calls()["by_endpoint"].items() if name.endswith("partial_edit")) == 1
    night.judge("pass")
    assert night.plan().changes == ()
    assert "câu trả lời bị mất" in night.listing["title"]


def test_what_was_refused_is_never_sent_again_unchanged(night: Night) -> None:
    before = night.listing["title"]
    night.edit(title="Khăn lụa tơ tằm Vạn Phúc rẻ hơn mọi nơi")
    night.sync()
    night.judge("fail", "Từ quảng cáo không được phép")
    for _ in range(2):
        report = night.sync()
        assert sent(report) == []
        assert {"rejected", "shop-reason"} <= codes(report)
        assert report.exit_code == 3
        reasons = [notice.params["reason"] for notice in report.notices if notice.code == "shop-reason"]
        assert "Từ quảng cáo không được phép" in str(reasons)
    assert night.listing["title"] == before

    night.edit(title="Khăn lụa tơ tằm Vạn Phúc dệt thủ công")
    assert sent(night.sync()) == ["update"]
    night.judge("pass")
    report = night.sync()
    assert (sent(report), report.exit_code) == ([], 0)


def test_a_star_that_could_not_be_taken_off_takes_the_listing_down(night: Night) -> None:
    """Decision 8: the removal's review failed, so the shop shows a star that is not certified."""
    night.day = LAPSED
    report = night.sync()
    assert [result.change.claim for result in report.results] == ["off"]
    assert "false-star" in codes(night.plan())  # until the shop shows it gone
    night.judge("fail", "Ảnh mờ")
    report = night.sync()
    assert sent(report) == []
    assert {"rejected", "false-star"} <= codes(report)
    night.day = date(2027, 2, 14)
    assert sent(night.sync()) == ["unlist"]
    assert not night.listing["live"]


def test_a_star_that_was_let_go_is_gone(night: Night) -> None:
    night.day = LAPSED
    night.sync()
    night.judge("pass")
    report = night.sync()
    assert (sent(report), "false-star" in codes(report)) == ([], False)
    night.day = date(2027, 2, 20)
    assert night.plan().changes == ()


def test_a_first_review_that_fails_is_said_and_mended_by_an_edit(tmp_path: Path, running: Market, night: Night) -> None:
    other = dict(night.coop.rows[0], **{"Mã SP": "LUA-KHONG-DUYET", "Tên sản phẩm": "Khăn lụa tơ tằm Vạn Phúc hoa cúc"})
    night.coop.rows.insert(0, other)
    night.coop.write()
    assert sent(night.sync()) == ["create"]
    night.judge("fail", "Thiếu ảnh bao bì")
    report = night.sync()
    assert sent(report) == []
    assert {"review-failed", "shop-reason"} <= codes(report)
    assert report.exit_code == 3
    night.edit(title="Khăn lụa tơ tằm Vạn Phúc hoa cúc, có hộp")
    assert sent(night.sync()) == ["update"]
    night.judge("pass")
    assert night.listing["live"]
    assert sent(night.sync()) == []


def test_an_edit_of_staff_is_not_overwritten(night: Night) -> None:
    by_staff = "Khăn lụa do nhân viên sửa lại tên"
    night.shop.post("edit", id=night.listing["id"], set={"title": by_staff})
    night.edit(title="Khăn lụa tơ tằm Vạn Phúc, bảng sửa tên")
    report = night.sync()
    written = [set(map(str, result.change.groups)) for result in report.results]
    assert written == [{"description"}]  # the label in it names the product; the title is the conflict
    assert "conflict" in codes(report)
    night.judge("pass")
    assert night.listing["title"] == by_staff
