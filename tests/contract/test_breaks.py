"""The breaks of script/breaks still apply; playing them all is the script's work."""

import pytest

from tests.breaking import ROOT

from .breaks import BREAKS, Break


def test_there_are_fifteen_and_none_twice() -> None:
    assert len(BREAKS) >= 15
    assert len({one.name for one in BREAKS}) == len(BREAKS)


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: one.name)
def test_a_break_still_applies(one: Break) -> None:
    assert one.edit.file(ROOT).exists()
    assert one.edit.old != one.edit.new
    assert (ROOT / one.tests).exists()
