"""Dividing one SKU's pieces: whole, in order, and never one piece to two shops, whatever happened before."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.sync.shares import Part, allotted, divided, parts_due


@pytest.mark.parametrize(
    ("pieces", "parts"),
    [(0, [0, 0, 0]), (1, [1, 0, 0]), (2, [1, 1, 0]), (3, [1, 1, 1]), (12, [4, 4, 4]), (-5, [0, 0, 0])],
)
def test_whole_pieces_and_the_remainder_in_order(pieces: int, parts: list[int]) -> None:
    assert divided(pieces, 3) == parts
    assert allotted(pieces, [Part()] * 3) == parts


def test_one_shop_alone_gets_all_of_it_and_none_nothing() -> None:
    assert divided(7, 1) == [7]
    assert divided(7, 0) == []
    assert allotted(7, [Part()]) == [7]
    assert (parts_due(7, []), allotted(7, [])) == ([], [])


def test_a_new_shop_gets_nothing_before_the_others_have_given_back() -> None:
    parts = [Part(6), Part(6), Part(0)]
    assert allotted(12, parts) == [4, 4, 0]
    assert allotted(12, [Part(4), Part(6), Part(0)]) == [4, 4, 2]
    assert allotted(12, [Part(4), Part(4), Part(0)]) == [4, 4, 4]


def test_what_stands_in_a_shop_that_was_taken_out_is_not_there_for_the_others() -> None:
    assert allotted(12, [Part(4), Part(4), Part(4, shares=False)]) == [4, 4, 0]
    assert allotted(6, [Part(4), Part(4), Part(4, shares=False)]) == [1, 1, 0]
    assert allotted(12, [Part(4), Part(4), Part(0, shares=False)]) == [6, 6, 0]


def test_a_shop_that_cannot_be_lowered_leaves_the_others_the_rest() -> None:
    stuck = [Part(4, stuck=True), Part(4), Part(4)]
    assert parts_due(9, stuck) == [3, 3, 2]
    assert parts_due(3, stuck) == [1, 0, 0]


def test_a_shop_whose_lowering_is_in_doubt_is_not_raised_before_the_others_have_given_back() -> None:
    """Told 26, then 0 by a process that died: if the 0 arrived, 2 raises it while another still sells 25 of the 4."""
    assert allotted(4, [Part(26, sure=0), Part(0), Part(25)]) == [0, 0, 1]
    assert allotted(4, [Part(26, sure=1), Part(0), Part(25)]) == [1, 0, 1]
    assert allotted(4, [Part(26, sure=26), Part(0), Part(25)]) == [2, 0, 1]
    assert allotted(4, [Part(26, sure=0), Part(0), Part(1)]) == [2, 0, 1]


def test_a_shop_whose_raise_is_in_doubt_keeps_the_pieces_it_was_raised_by() -> None:
    assert allotted(4, [Part(2, sure=0), Part(1), Part(1)]) == [2, 1, 1]
    assert allotted(12, [Part(6, sure=4), Part(6), Part(0)]) == [4, 4, 0]


@dataclass
class Shops:
    """Shops as they really are: what each sells on our word, and whether it can be written to tonight."""

    told: dict[str, int] = field(default_factory=dict)
    stuck: set[str] = field(default_factory=set)

    def night(self, pieces: int, order: list[str], failing: set[str], between: list[str]) -> None:
        """One night: every shop plans by what stands then, and is told in the order of ``between``."""
        before = sum(self.told.values())
        names = order + [name for name in self.told if name not in order]
        for shop in between:
            parts = [Part(self.told.get(name, 0), name in order, name in self.stuck) for name in names]
            figure = allotted(pieces, parts)[names.index(shop)]
            if shop in failing:
                continue
            rises = figure > self.told.get(shop, 0)
            self.told[shop] = figure
            assert not rises or sum(self.told.values()) <= pieces
        self.stuck = failing & set(order)
        assert sum(self.told.values()) <= max(pieces, before)


NAMES = ["a", "b", "c", "d"]
NIGHTS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 2, 3, 12, 40]),
        st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
        st.sets(st.sampled_from(NAMES)),
        st.permutations(NAMES),
    ),
    max_size=8,
)


@given(NIGHTS)
@settings(max_examples=300)
def test_over_every_history_no_piece_is_promised_twice(
    nights: list[tuple[int, list[str], set[str], list[str]]],
) -> None:
    """Shops come, go and fail, the order changes, the stock rises and falls. A figure never rises beyond what is there,
    and once every shop that holds anything could be written to twice, the sum is what there is or less."""
    shops = Shops()
    for pieces, order, failing, turns in nights:
        shops.night(pieces, order, failing, [name for name in turns if name in order])
    pieces = nights[-1][0] if nights else 12
    order = [*NAMES]
    for _ in range(2):
        shops.night(pieces, order, set(), order)
    assert sum(shops.told.values()) == pieces
    assert [shops.told[name] for name in order] == divided(pieces, len(order))


@given(st.integers(0, 60), st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=5))
def test_shops_told_at_the_same_moment_do_not_take_the_same_piece(pieces: int, held: list[tuple[int, bool]]) -> None:
    """Each from the same view of the journal, as two processes have it."""
    parts = [Part(pieces_held, stuck=stuck) for pieces_held, stuck in held]
    figures = allotted(pieces, parts)
    raised = [max(part.held, figure) for part, figure in zip(parts, figures, strict=True)]
    assert sum(raised) <= max(pieces, sum(part.held for part in parts))
    assert sum(figures) <= pieces


@given(
    st.integers(0, 40),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted), min_size=1, max_size=4),
    st.data(),
)
def test_whatever_a_write_in_doubt_became_no_figure_that_rises_goes_beyond(
    pieces: int, held: list[list[int]], data: st.DataObject
) -> None:
    figures = allotted(pieces, [Part(most, sure=least) for least, most in held])
    stands = [data.draw(st.integers(least, most)) for least, most in held]
    for place, figure in enumerate(figures):
        others = stands[:place] + stands[place + 1 :]
        assert figure <= stands[place] or figure + sum(others) <= pieces


@given(st.integers(0, 40), st.integers(0, 30), st.integers(0, 30))
def test_a_failing_shops_pieces_are_left_to_it_the_night_after(pieces: int, one: int, other: int) -> None:
    """It holds more than its part and cannot be told: the others keep what it leaves."""
    parts = [Part(one, stuck=True), Part(other), Part(0)]
    figures = allotted(pieces, parts)
    assert one + figures[1] + figures[2] <= max(pieces, one)
