"""Real processes, three shops: whatever happens to them, the shops end as after an undisturbed sync, nothing twice.

One short history of each kind; ``script/night --only kills`` (restarts, proxy, disk, clock, twice) plays many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from connector.messages import say
from tests.real import clocks, disks, kills, restarts, rough_line, twice
from tests.real.coop import SHOPS
from tests.real.stage import Stage, Trial, stage

PRODUCTS = 4


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("thật"), PRODUCTS) as made:
        yield made


def held(trial: Trial) -> Trial:
    assert not trial.problems, "\n".join(trial.problems)
    return trial


def test_killed_in_the_middle(shops: Stage) -> None:
    assert held(kills.play(shops, 2)).figures["kills"]


def test_a_marketplace_that_restarts(shops: Stage) -> None:
    assert held(restarts.play(shops, 1)).figures["restarts"]


def test_a_line_that_cuts_delays_and_trickles(shops: Stage) -> None:
    figures = held(rough_line.play(shops, 1)).figures
    assert int(str(figures["cuts"])) > 0
    assert int(str(figures["trickles"])) > 0


def test_a_disk_that_runs_full(shops: Stage, require: Callable[[str, bool], None]) -> None:
    require("mounting a small disk", disks.may_mount(shops.folder / "tried"))
    held(disks.play(shops, 0))


def test_a_clock_that_is_off_is_named_in_both_languages(shops: Stage) -> None:
    assert held(clocks.play(shops, 0)).figures["shops that stopped"] == len(SHOPS)
    for code in clocks.CLOCK_CODES.values():
        assert "Đồng hồ máy tính" in say(code, "vi")
        assert "computer's clock" in say(code, "en")


def test_two_at_once(shops: Stage) -> None:
    held(twice.play(shops, 1))
