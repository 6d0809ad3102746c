"""Random histories: catalogue edits, sales, lapses, lost answers, throttling and crashes, then quiet; one seed each."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.simulation.histories import play
from tests.simulation.world import World


@pytest.mark.parametrize("seed", range(60))
def test_after_the_faults_the_shop_equals_the_catalogue(seed: int) -> None:
    history = play(seed)
    assert history.broken == [], "\n".join([f"python -m tests.simulation --seed {seed}", *history.words])


def test_the_histories_are_full_of_faults_and_crashes() -> None:
    """A simulation that disturbs nothing proves nothing."""
    histories = [play(seed) for seed in range(20)]
    faults = sum((history.faults for history in histories), Counter[str]())
    assert sum(history.crashes for history in histories) > 10
    assert {name for name in faults if name.startswith("lose_answer")} >= {"lose_answer create", "lose_answer price"}


def test_the_watch_sees_a_create_without_an_intent_and_a_blind_resend() -> None:
    world = World(1, size=1)
    world.sync()
    world.watch.creating(["P009-01"])
    for _ in range(2):
        world.watch.leaving("create", ["P009-01"])
        world.watch.looked_up("create", ["P009-01"], world.clock.monotonic() + world.watch.settle_s / 2)
    world.watch.leaving("price", ["m000001"])
    world.watch.leaving("price", ["m000001"])
    assert [fault.partition(":")[0] for fault in world.watch.broken] == ["2", "8", "8"]


def test_a_sale_between_two_runs_sends_nothing() -> None:
    world = World(3)
    world.sync()
    world.shop.sell(world.goods[0].key, 2)
    report = world.sync()
    assert report is not None
    assert report.results == ()


def test_an_unknown_create_is_looked_up_until_the_window_passes_before_it_is_sent_again() -> None:
    world = World(5, size=1)
    cuts = iter(["cut"])
    world.faults = lambda call: next(cuts, None) if call == "create" else None  # type: ignore[arg-type]
    report = world.sync()
    assert report is not None
    assert report.counts == {"create": 1}
    assert world.shop.calls["create"] == 2
    assert world.shop.calls["find"] >= 4


def test_a_create_lost_twice_is_parked_for_a_person_and_not_sent_a_third_time() -> None:
    world = World(5, size=1)
    world.faults = lambda call: "cut" if call == "create" else None
    report = world.sync()
    assert report is not None
    assert report.exit_code == 3
    assert [result.code for result in report.results] == ["create-parked-never-arrived"]
    world.faults = lambda _call: None
    again = world.sync()
    assert again is not None
    assert world.shop.calls["create"] == 2
    assert "parked" in [notice.code for notice in again.notices]
