"""Two hundred seeds for the test run, in files of fifty: a file stays in one process, and the processes share them."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest

from tests.simulation.tally import command_for, played

__all__ = ["seeds"]

EACH, AT_ONCE = 50, 10


def seeds(file: int) -> Callable[..., None]:
    """The test of the ``file``-th fifty."""

    @pytest.mark.parametrize("first", range(file * EACH, (file + 1) * EACH, AT_ONCE))
    def test_three_shops_keep_every_promise(first: int) -> None:
        gc.collect()
        gc.disable()
        try:
            for seed in range(first, first + AT_ONCE):
                one = played(seed)
                assert not one.broken, "\n".join([command_for(seed), *(words for _, words in one.broken)])
                assert one.crashes, f"seed {seed} has no crash"
        finally:
            gc.enable()

    return test_three_shops_keep_every_promise
