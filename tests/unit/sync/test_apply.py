"""Sending: errors by consequence, stops, strikes, pictures once, and what a crash of ours in one product does."""

from __future__ import annotations

from collections import Counter

import pytest

from adapters.memory import Fault, MemoryAdapter
from connector.errors import OcopError
from connector.model import Listing, MediaIdentity
from connector.port import MediaFile
from connector.sync import RunReport
from tests.simulation.world import DrawnMedia, World


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def outcomes(report: RunReport) -> Counter[str]:
    return Counter(str(result.outcome) for result in report.results)


def test_a_rejected_product_stops_no_other() -> None:
    world = World(1, size=5)
    once = iter([None, "reject"])
    world.faults = lambda call: next(once, None) if call == "create" else None  # type: ignore[return-value]
    report = run(world)
    assert outcomes(report) == {"accepted": 4, "rejected": 1}
    assert report.exit_code == 3


def test_three_equal_rejections_pause_a_product_until_it_is_edited() -> None:
    world = World(1, size=1)
    world.faults = lambda call: "reject" if call == "create" else None
    for _ in range(3):
        assert outcomes(run(world)) == {"rejected": 1}
    paused = run(world)
    assert (paused.results, [n.code for n in paused.notices]) == ((), ["paused"])
    world.goods[0].story = "Viết lại."
    assert outcomes(run(world)) == {"rejected": 1}


def test_three_products_of_a_category_failing_equally_stop_its_creates() -> None:
    world = World(1, size=20)
    world.faults = lambda call: "reject" if call == "create" else None
    report = run(world)
    assert world.shop.calls["create"] < 20
    assert {result.code for result in report.results} == {"E_REFUSED", "category-stopped"}


A_LEG = 0.011
"""What a request to the shop in memory is under way, rounded up."""


@pytest.mark.parametrize("fatal", ["upload", "create"])
def test_after_a_fatal_answer_at_most_one_more_call_leaves(fatal: str) -> None:
    """Whatever the other workers were at: a picture of theirs may be accepted just then, its listing is not sent."""
    world = World(1, size=12)
    later: list[str] = []
    answered: list[float] = []

    def fault(call: str) -> Fault | None:
        left = world.clock.monotonic() - A_LEG
        if answered and left > answered[0]:
            later.append(call)
        if call != fatal or answered:
            return None
        answered.append(world.clock.monotonic())
        return "stop"

    world.faults = fault
    report = run(world)
    assert (report.ending, report.stop_code) == ("stopped", "E_CONSENT_NEEDED")
    assert later[1:] == []
    assert {result.code for result in report.results if result.outcome == "not_sent"} == {"E_CONSENT_NEEDED"}
    world.faults = lambda _call: None
    assert outcomes(run(world)) == {"accepted": 12}


def test_a_fatal_answer_to_a_look_at_what_was_written_is_told() -> None:
    world = World(1, size=3)
    world.faults = lambda call: "stop" if call == "read" else None
    report = run(world)
    assert outcomes(report) == {"accepted": 3}
    assert (report.ending, report.stop_code, report.exit_code) == ("stopped", "E_CONSENT_NEEDED", 6)
    world.until_quiet()


def test_a_fatal_answer_ends_the_run() -> None:
    world = World(1, size=12)
    world.faults = lambda call: "stop" if call == "create" else None
    report = run(world)
    assert (report.ending, report.exit_code, report.stop_code) == ("stopped", 6, "E_CONSENT_NEEDED")
    assert world.shop.calls["create"] <= MemoryAdapter(world.shop).concurrency + 5
    assert world.shop.calls["read"] <= 1, "nothing is read after a fatal answer"


def test_a_lock_is_waiting_and_never_a_strike() -> None:
    world = World(1, size=1)
    run(world)
    world.goods[0].story = "Viết lại."
    world.faults = lambda call: "locked" if call == "update" else None
    for _ in range(4):
        report = run(world)
        assert (outcomes(report), report.exit_code) == ({"waiting": 1}, 0)


def test_a_spent_quota_leaves_the_rest_waiting_without_asking_again() -> None:
    world = World(1, size=12)
    world.faults = lambda call: "quota" if call == "create" else None
    report = run(world)
    assert outcomes(report) == {"waiting": 12}
    assert world.shop.calls["create"] <= MemoryAdapter(world.shop).concurrency + 4


def test_a_picture_on_two_products_is_sent_once() -> None:
    world = World(1, size=2)
    world.goods[1].photo = world.goods[0].photo
    for good in world.goods:
        good.star, good.expiry = 4, world.goods[0].expiry
    run(world)
    assert len(world.shop.pictures) == 2


def test_nothing_is_uploaded_again() -> None:
    world = World(1, size=3)
    run(world)
    before = len(world.shop.pictures)
    world.goods[0].story = "Viết lại."
    run(world)
    assert len(world.shop.pictures) == before


def test_hidden_creates_are_published_in_batches() -> None:
    world = World(1, size=120)
    report = run(world)
    assert report.counts == {"create": 120}
    assert world.shop.calls["state"] == 3
    assert world.shop.calls["read"] == 3
    assert all(item.ever_live for item in world.shop.items.values())


def test_an_error_of_ours_in_one_product_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(1, size=4)
    plain = MemoryAdapter.create

    async def create(self: MemoryAdapter, listing: object, images: object, log: object) -> object:
        if listing.skus[0] == "P001-01":  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return await plain(self, listing, images, log)  # type: ignore[arg-type]

    monkeypatch.setattr(MemoryAdapter, "create", create)
    report = run(world)
    assert outcomes(report) == {"accepted": 3, "parked": 1}
    assert report.exit_code == 1


def test_a_lost_answer_to_an_update_is_sent_again_and_settles() -> None:
    world = World(1, size=1)
    run(world)
    world.goods[0].story = "Viết lại."
    once = iter(["cut"])
    world.faults = lambda call: next(once, None) if call == "update" else None  # type: ignore[arg-type, return-value]
    assert outcomes(run(world)) == {"accepted": 1}
    assert world.shop.calls["update"] == 2
    assert run(world).results == ()


def test_a_spent_quota_says_when_it_resets() -> None:
    world = World(1, size=1)
    world.faults = lambda call: "quota" if call == "create" else None
    (result,) = run(world).results
    assert result.code == "E_QUOTA"
    assert str(result.params["until"]).startswith("2026-11-22")


def test_a_picture_the_shop_forgot_is_sent_once_again_by_the_next_run() -> None:
    world = World(1, size=1)
    once = iter(["picture_gone"])
    world.faults = lambda call: next(once, None) if call == "create" else None  # type: ignore[arg-type, return-value]
    assert outcomes(run(world)) == {"waiting": 1}
    assert len(world.shop.pictures) == 2
    assert outcomes(run(world)) == {"accepted": 1}
    assert len(world.shop.pictures) == 4


def test_a_photo_we_cannot_use_waits_for_a_person_and_is_not_called_the_shops_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World(1, size=2)

    async def rendition(_self: DrawnMedia, identity: MediaIdentity, _listing: Listing) -> MediaFile:
        if identity.source_sha256 == world.goods[0].photo:
            raise OcopError("E_PHOTO_TYPE", file="anh.jpg")
        return MediaFile(key=identity.key, data=b"x")

    monkeypatch.setattr(DrawnMedia, "rendition", rendition)
    report = run(world)
    assert outcomes(report) == {"accepted": 1, "parked": 1}
    assert report.exit_code == 3
