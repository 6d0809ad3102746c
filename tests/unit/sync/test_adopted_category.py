"""The category of a listing from before us is the shop's until a person chooses another one (ADR 21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from connector.model import AttributeValue, Group
from connector.sync import Desired
from tests.simulation.world import Good, World

from .test_plan import by_hand, codes, item, run, sent

PRODUCT = "P000-01"
THEIRS = {"category": "999", "brand": "0", "values": {"7": [["1", "", ""]]}}


@pytest.fixture
def world() -> World:
    return World(seed=21, size=3)


def wanting(monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
    """From now on the product is wanted so; ``attributes`` and ``category_id`` go to its listing."""
    plain = World.desired

    def desired(self: World, good: Good, day: date) -> Desired:
        made = plain(self, good, day)
        if good.key != PRODUCT:
            return made
        assert made.listing is not None
        inner = {name: changed[name] for name in ("attributes", "category_id") if name in changed}
        outer = {name: value for name, value in changed.items() if name not in inner}
        return replace(made, **{"listing": made.listing.model_copy(update=inner), **outer})

    monkeypatch.setattr(World, "desired", desired)


def test_a_new_detail_does_not_carry_our_category_along(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    known = by_hand(world, PRODUCT, attributes=THEIRS)
    assert "differs-at-adoption" in codes(run(world))
    wanting(monkeypatch, attributes={"7": (AttributeValue(text="Bột dong"),)})
    for _ in range(2):
        report = run(world)
        assert ("update", PRODUCT) not in sent(report)
        (said,) = [notice for notice in report.notices if notice.code == "category-kept"]
        assert said.params == {"command": "ocop mapping export"}
        assert report.exit_code == 3
    assert world.shop.items[known].groups[Group.ATTRIBUTES] == THEIRS


def test_another_rule_of_ours_moves_no_listing_from_before_us(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    known = by_hand(world, PRODUCT, attributes=THEIRS)
    run(world)
    wanting(monkeypatch, category_id="2")
    assert sent(run(world)) == []
    assert world.shop.items[known].groups[Group.ATTRIBUTES] == THEIRS


def test_what_a_person_chose_is_sent_and_from_then_on_it_is_ours(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    known = by_hand(world, PRODUCT, attributes=THEIRS)
    run(world)
    wanting(monkeypatch, category_id="2", category_chosen=True)
    report = run(world)
    assert (("update", PRODUCT) in sent(report), "category-kept" in codes(report)) == (True, False)
    shown = world.shop.items[known].groups[Group.ATTRIBUTES]
    assert isinstance(shown, dict)
    assert shown["category"] == "2"
    run(world)
    wanting(monkeypatch, category_id="2", attributes={"7": (AttributeValue(text="Bột dong"),)}, category_chosen=False)
    assert ("update", PRODUCT) in sent(run(world)), "it stands where we put it, so details go out again"


def test_taking_over_the_shop_s_category_sends_nothing_and_later_details_go_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = by_hand(world, PRODUCT, attributes=THEIRS)
    run(world)
    for text in ("Bột dong", "Bột dong riềng"):
        details = {"7": (AttributeValue(text=text),)}
        with monkeypatch.context() as sheet:
            wanting(sheet, category_id="999", attributes=details, category_chosen=True)
            first = text == "Bột dong"
            assert (("update", PRODUCT) in sent(run(world))) is not first
            assert (world.shop.items[known].groups[Group.ATTRIBUTES] == THEIRS) is first
            assert sent(run(world)) == []


def test_the_option_for_adopted_differences_still_sends_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    known = by_hand(world, PRODUCT, attributes=THEIRS)
    run(world)
    wanting(monkeypatch, attributes={"7": (AttributeValue(text="Bột dong"),)})
    world.allow = {"adopt-overwrite": 9}
    run(world)
    shown = world.shop.items[known].groups[Group.ATTRIBUTES]
    assert isinstance(shown, dict)
    assert shown["category"] == "1"


def test_a_listing_bound_before_it_could_be_composed_is_still_kept_as_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A product without a category has nothing to be compared with; once it has one, the shop's texts stay."""
    known = by_hand(world, PRODUCT, attributes=THEIRS)
    with monkeypatch.context() as unmapped:
        wanting(unmapped, listing=None, want="leave")
        assert "adopted" in codes(run(world))
    before = dict(world.shop.items[known].groups)
    report = run(world)
    assert ("update", PRODUCT) not in sent(report)
    assert "differs-at-adoption" in codes(report)
    assert world.shop.items[known].groups == before
    assert item(world, PRODUCT) == known
    assert sent(run(world)) == []
