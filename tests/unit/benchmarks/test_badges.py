"""What docs/badges.md claims of the badge, measured on finished renditions."""

import pytest

from benchmarks.badges import GROUNDS, contrast, measure

READABLE, EDGE = 4.5, 3.0
"""WCAG 2: text, and the edge of a graphical object."""


def test_contrast_is_wcags() -> None:
    assert contrast((255, 255, 255), (0, 0, 0)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
    assert contrast((10, 20, 30), (10, 20, 30)) == 1


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("star", [3, 4, 5])
def test_the_badge_reads_on_every_ground(ground: str, star: int) -> None:
    found = measure(ground, star)
    for side in (1024, 180):
        assert found[f"stars@{side}"] >= READABLE
        assert found[f"words@{side}"] >= READABLE
        assert found[f"counted@{side}"] == star
    assert found["rim"] >= EDGE
