from __future__ import annotations

import pytest

from adapters._mock.pace import Pace


class Watch:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_seconds_worth_at_once_then_at_the_rate() -> None:
    watch = Watch()
    pace = Pace(5, watch)
    assert [pace.take() for _ in range(6)] == [True] * 5 + [False]
    assert pace.wait() == pytest.approx(0.2)
    watch.now = 0.41
    assert [pace.take() for _ in range(3)] == [True, True, False]
    watch.now = 100.0
    assert [pace.take() for _ in range(6)] == [True] * 5 + [False]


def test_a_slow_pace_still_takes_one() -> None:
    watch = Watch()
    pace = Pace(0.1, watch)
    assert [pace.take(), pace.take()] == [True, False]
    assert pace.wait() == pytest.approx(10.0)
    watch.now = 10.0
    assert pace.take()


def test_no_pace_is_no_mock() -> None:
    with pytest.raises(ValueError):
        Pace(0)
