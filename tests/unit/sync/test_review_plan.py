"""Whole runs over a shop that shows one version to buyers and judges another."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import JsonValue

from adapters.memory import MemoryAdapter
from connector.model import CONTENT_GROUPS, Group, ListingState, RemoteListing
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


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch, world: World) -> Callable[[], None]:
    """From its call on the shop shows buyers what stands in it then; what comes later is under review."""
    live: dict[str, dict[Group, JsonValue]] = {}
    plain, rules = MemoryAdapter.read, World.rules

    async def read(self: MemoryAdapter, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
        found = await plain(self, remote_ids)
        return {number: _two_versions(one, live.get(number, {})) for number, one in found.items()}

    def star_in(text: str) -> int:
        return int(found[1]) if (found := re.search(r"OCOP (\d) sao", text)) else 0

    monkeypatch.setattr(MemoryAdapter, "read", read)
    monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), claimed=star_in))
    return lambda: live.update({number: dict(item.groups) for number, item in world.shop.items.items()})


def _two_versions(one: RemoteListing, live: dict[Group, JsonValue]) -> RemoteListing:
    shown = one.groups | {group: value for group, value in live.items() if group in CONTENT_GROUPS}
    differing = {group: one.groups[group] for group in shown if shown[group] != one.groups[group]}
    more = {"groups": shown, "under_review": differing, "review": "pending" if differing else ""}
    return one.model_copy(update=more)


def what(report: RunReport) -> list[set[Group]]:
    return [set(result.change.groups) for result in report.results if result.change.kind == "update"]


def test_a_star_that_is_on_its_way_off_is_not_sent_off_again_with_the_next_story(world: World, judged: Any) -> None:
    """Every write begins the review anew: a story a night would keep the star on show for ever."""
    world.goods = world.goods[:1]
    world.goods[0].expiry = world.day + timedelta(days=5)
    run(world)
    judged()
    world.day += timedelta(days=5)
    assert what(run(world)) == [{Group.DESCRIPTION, Group.MEDIA}]
    world.goods[0].story = "Sợi miến tráng tay."
    report = run(world)
    assert (what(report), {"false-star", "waiting-for-shop"} <= codes(report)) == ([], True)
    judged()
    assert what(run(world)) == [{Group.DESCRIPTION}]


def test_a_title_waits_while_a_story_is_under_review_and_a_star_does_not(world: World, judged: Any) -> None:
    world.goods = world.goods[:1]
    world.goods[0].expiry = world.day + timedelta(days=5)
    run(world)
    judged()
    world.goods[0].story = "Sợi miến tráng tay."
    assert what(run(world)) == [{Group.DESCRIPTION}]
    world.goods[0].title = "Miến dong tráng tay"
    report = run(world)
    (waiting,) = [notice for notice in report.notices if notice.code == "waiting-for-shop"]
    assert (what(report), waiting.group) == ([], Group.TITLE)
    world.day += timedelta(days=5)
    assert what(run(world)) == [{Group.TITLE, Group.DESCRIPTION, Group.MEDIA}]
