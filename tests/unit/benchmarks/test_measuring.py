"""Whole processes measured from outside, the calls a run needs, and the page of results."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks import needed
from benchmarks.careless import FORGOTTEN, unread
from benchmarks.measure import Failed, Usage, middle, run
from benchmarks.results import Section, page, ratio
from benchmarks.shops import LIVE
from connector.model import ListingState
from connector.port import spec_for
from connector.sync import Journal
from connector.sync.settle import Settler
from tests.simulation.world import World

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="whole processes are measured on Linux and macOS")


def test_cpu_time_and_memory_are_those_of_the_process_itself(tmp_path: Path) -> None:
    ballast = bytearray(150 * 2**20)  # ours, so not to be found in the child's peak
    idle = run(["-c", "pass"], tmp_path / "log")
    busy = run(["-c", "data = bytearray(80 * 2**20)\nfor _ in range(3_000_000): pass"], tmp_path / "log")
    assert len(ballast) > 0
    assert idle.peak_mib < 60
    assert 80 < busy.peak_mib < idle.peak_mib + 110
    assert idle.cpu_s < busy.cpu_s <= busy.wall_s * 1.5


def test_a_process_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="hỏng"):
        run(["-X", "utf8", "-c", "import sys; sys.exit('bảng hỏng')"], tmp_path / "log")
    assert run(["-c", "raise SystemExit(3)"], tmp_path / "log", codes=(0, 3)).wall_s > 0


def test_the_middle_is_taken_figure_by_figure() -> None:
    assert middle([Usage(1, 9, 5), Usage(3, 7, 4), Usage(2, 8, 6)]) == Usage(2, 8, 5)


def test_calls_needed_follow_the_batch_sizes() -> None:
    calls = needed.first_sync({"A": 1, "B": 8, "C": 9} | {f"D{n}": 3 for n in range(48)}, categories=21)
    assert calls["media_space/upload_image"] == 1 + 1 + 2 + 48
    assert calls["product/add_item"] == 51
    assert calls["product/get_item_base_info"] == calls["product/unlist_item"] == 2
    assert calls["product/get_attribute_tree"] == 2
    assert (calls["product/get_brand_list"], calls["product/get_item_limit"]) == (21, 22)
    assert needed.most_reads_unchanged(101) == 2 + 3 + 5


def test_a_goal_is_kept_or_missed() -> None:
    assert ratio(10.2, 10, 1.02) == "1.020x (kept: at most 1.02x)"
    assert ratio(10.3, 10, 1.02) == "1.030x (missed: at most 1.02x)"
    assert (ratio(3, 2), ratio(300, 2)) == ("1.500x", "150x")


def test_the_page_names_what_it_was_measured_on() -> None:
    section = Section("G1 First sync", "Goal: little.", ("run", "wall s"), [("ready", "14.2")], ["A note."])
    text = page({"commit": "abc1234", "machine": "a table"}, [section], "--quick")
    assert "`script/bench --quick`" in text
    assert "- commit: abc1234\n- machine: a table\n" in text
    assert "## G1 First sync\n\nGoal: little.\n\n| run | wall s |\n| --- | --- |\n| ready | 14.2 |\n\nA note.\n" in text


def test_calls_of_several_marketplaces_count_a_shared_picture_once() -> None:
    goods = needed.Goods(pictures=[["a", "b"], ["a", "c"], ["c"]], papers=2, grouped=1, categories=3, brands=201)
    first = {"0": 2, "1": 1, "2": 0}
    assert needed.of_three("shopee", goods) == sum(needed.first_sync(first, 3).values()) + 3
    assert needed.of_three("lazada", goods) == 4 + 2 + 3 + 3 + 2 * 3
    assert needed.of_three("tiktok_shop", goods) == 4 + 3 * 3 + 3 + 2 + 3 * 3


def test_the_shops_are_measured_at_the_paces_that_live_ones_have() -> None:
    declared = {name: spec_for(name).budgets for name in LIVE}
    assert {name: [(one.per_second, one.writers) for one in found] for name, found in declared.items()} == {
        name: [pace] for name, pace in LIVE.items()
    }


def test_everything_that_a_run_remembers_is_left_out_of_the_careless_one() -> None:
    """Whatever of the journal writes is forgotten there, or named here as no part of a run's sending."""
    asked_before = {"note_shop", "save_facts", "forget_uploads"}
    reads = {"answers", "pieces", "close", "open", "runs", "sent", "events", "uploads", "pictures", "pulled", "parked"}
    reads |= {"bindings", "bases", "facts", "last_good", "last_revision", "last_sent", "open_intents", "remote_shop"}
    reads |= {"first_run_done", "interrupted_keys", "written", "started", "names"}
    public = {name for name in dir(Journal) if not name.startswith("_")}
    assert public - reads - asked_before == set(FORGOTTEN)


def test_what_the_careless_one_makes_hidden_it_publishes_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settler, "flush", unread)
    world = World(3, 3)
    world.sync()
    assert [one.state for one in world.shop.items.values()] == [ListingState.LIVE] * 3
    assert world.shop.calls["read"] == 0
