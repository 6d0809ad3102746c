"""Two hundred seeds for the test run, in files of fifty: a file stays in one process, and the processes share them."""

from __future__ import annotations

import gc
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.simulation.tally import command_for, played

__all__ = ["seeds"]

EACH, AT_ONCE = 50, 10
KNOWN = tomllib.loads(Path(__file__).with_name("seeds.toml").read_text(encoding="utf-8"))
OPEN: dict[int, int] = {one["seed"]: one["promise"] for one in KNOWN.get("open", [])}
"""Seeds that still break a promise, and which: findings that wait, each with its reason in ``seeds.toml``."""


def seeds(file: int) -> Callable[..., None]:
    """The test of the ``file``-th fifty."""

    @pytest.mark.parametrize("first", range(file * EACH, (file + 1) * EACH, AT_ONCE))
    def test_three_shops_keep_every_promise(first: int) -> None:
        gc.collect()
        gc.disable()
        try:
            for seed in range(first, first + AT_ONCE):
                one = played(seed)
                words = [words for number, words in one.broken if number != OPEN.get(seed)]
                assert not words, "\n".join([command_for(seed), *words])
                assert one.crashes, f"seed {seed} has no crash"
        finally:
            gc.enable()

    return test_three_shops_keep_every_promise
