"""Whole runs over a shop that shows one version to buyers and judges another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from adapters.memory import MemoryAdapter
from connector.model import Group, ListingState, RemoteListing
from connector.sync import RunReport
from tests.simulation.world import World


@pytest.fixture
def world() -> World:
    return World(seed=3, size=2)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """What a read says of a listing beside what stands in it, by its first SKU."""
    more: dict[str, dict[str, Any]] = {}
    plain = MemoryAdapter.read

    async def read(self: MemoryAdapter, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
        found = await plain(self, remote_ids)
        return {i: one.model_copy(update=more.get(one.variants[0].sku, {})) for i, one in found.items()}

    monkeypatch.setattr(MemoryAdapter, "read", read)
    return more


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def sent(report: RunReport) -> list[str]:
    return [str(result.change.kind) for result in report.results]


def codes(report: RunReport) -> set[str]:
    return {notice.code for notice in report.notices}


def title(world: World) -> object:
    return next(item.groups[Group.TITLE] for item in world.shop.items.values() if "P000-01" in item.skus)


def test_staff_who_wait_for_a_review_are_not_overwritten_and_their_words_are_said(world: World, told: Any) -> None:
    """What buyers see has not moved yet, so a look at that alone would send ours over theirs."""
    run(world)
    told["P000-01"] = {"review": "pending", "under_review": {Group.TITLE: "Nhân viên viết lại"}}
    report = run(world)
    assert (sent(report), "drift" in codes(report)) == ([], True)
    before = title(world)
    world.goods[0].title = "Bảng viết lại"
    report = run(world)
    assert (sent(report), title(world)) == ([], before)
    (conflict,) = [notice for notice in report.notices if notice.code == "conflict"]
    assert (conflict.params["shop"], conflict.params["ours"]) == ("Nhân viên viết lại", "Bảng viết lại")


def test_a_listing_whose_first_review_failed_is_said_and_left_until_the_sheet_changes(world: World, told: Any) -> None:
    run(world)
    told["P000-01"] = {"state": ListingState.REJECTED, "reason": "Thiếu ảnh bao bì"}
    report = run(world)
    assert sent(report) == []
    assert {"review-failed", "shop-reason"} <= codes(report)
    assert "drift" not in codes(report)
    world.goods[0].title = "Miến dong có ảnh bao bì"
    assert sent(run(world)) == ["update"]


def test_a_failed_review_of_somebody_elses_edit_changes_nothing(world: World, told: Any) -> None:
    run(world)
    told["P000-01"] = {"review": "failed", "reason": "Ảnh mờ"}
    report = run(world)
    assert sent(report) == []
    assert "rejected" not in codes(report)
    world.goods[0].title = "Miến dong Làng So mới"
    assert sent(run(world)) == ["update"]
    assert title(world) == "Miến dong Làng So mới"
