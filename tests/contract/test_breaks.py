"""The breaks of script/breaks still apply; playing them all is the script's work."""

import pytest

from .breaks import BREAKS, ROOT, Break


def test_there_are_fifteen_and_none_twice() -> None:
    assert len(BREAKS) >= 15
    assert len({one.name for one in BREAKS}) == len(BREAKS)


@pytest.mark.parametrize("broken", BREAKS, ids=lambda one: one.name)
def test_a_break_still_applies(broken: Break) -> None:
    text = (ROOT / broken.file).read_text(encoding="utf-8")
    assert broken.applied(text) != text
    assert (ROOT / "tests" / "contract" / f"test_{broken.suite}.py").exists()
