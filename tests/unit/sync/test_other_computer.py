"""Listings in our very words that we never wrote: another computer runs the shop too, or there is none."""

from __future__ import annotations

import pytest

from connector.testing.virtual import run_virtual
from tests.simulation.world import SHOP, Good, World

from .planned import by_hand, codes, run


@pytest.fixture
def world() -> World:
    return World(seed=21, size=4)


def known_shop(world: World) -> None:
    with world.journal() as journal:
        run_virtual(world.clock, journal.note_shop(SHOP, "memory", "1"))


def word_for_word(world: World, good: Good) -> None:
    """Another computer with the same sheet lists a product."""
    listing = world.desired(good, world.day).listing
    assert listing is not None
    by_hand(world, good.key, title=listing.title, description=listing.description)


def test_a_listing_in_our_very_words_that_we_never_wrote_tells_of_another_computer(world: World) -> None:
    new = world.goods.pop()
    known_shop(world)
    run(world)
    world.goods.append(new)
    word_for_word(world, new)
    report = run(world)
    (told,) = [notice for notice in report.notices if notice.code == "second-writer"]
    assert (told.product, report.exit_code) == (new.key, 3)
    assert "adopted" in codes(report)
    assert "second-writer" not in codes(run(world)), "said once"


def test_a_shop_met_for_the_first_time_or_typed_by_hand_tells_of_no_other_computer(world: World) -> None:
    new = world.goods.pop()
    known_shop(world)
    word_for_word(world, world.goods[0])
    assert "second-writer" not in codes(run(world)), "a new journal, or a lost one"
    world.goods.append(new)
    by_hand(world, new.key)
    assert "second-writer" not in codes(run(world))


def test_a_late_twin_of_our_own_is_no_other_computer(world: World) -> None:
    new = world.goods.pop()
    known_shop(world)
    run(world)
    world.goods.append(new)
    world.faults = lambda call: "reject" if call == "create" else None
    run(world)
    word_for_word(world, new)
    world.faults = lambda _call: None
    assert {"adopted", "second-writer"} & set(codes(run(world))) == {"adopted"}
