"""Seeds that met a fault once, by name; and that a history can be played again, and made smaller."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.simulation.draws import draws_of
from tests.simulation.play import play
from tests.simulation.tally import command_for, played

NAMED = tomllib.loads(Path(__file__).with_name("seeds.toml").read_text(encoding="utf-8")).get("seed", [])


@pytest.mark.parametrize("named", NAMED, ids=lambda one: f"{one['seed']} {one['was'][:60]}")
def test_what_was_broken_once_holds(named: dict[str, object]) -> None:
    without = frozenset(named.get("without", []))  # type: ignore[call-overload]
    one = played(int(str(named["seed"])), without)
    assert not one.broken, "\n".join([command_for(one.seed, without), *(words for _, words in one.broken)])


def test_a_seed_played_again_is_the_same_history() -> None:
    first, second = play(3), play(3)
    assert first.words == second.words
    assert [(c.endpoint, c.began, c.body) for c in first.calls] == [(c.endpoint, c.began, c.body) for c in second.calls]
    assert first.tape == second.tape


def test_a_draw_left_out_does_not_happen_and_changes_no_other() -> None:
    draws = draws_of(3, 4)
    gone = draws[0].number
    history = play(3, frozenset({gone}))
    assert not any(f"  ({gone}) " in words for words in history.words)
    assert [draw.chance.random() for draw in draws_of(3, 4)] == [draw.chance.random() for draw in draws]
