"""docs/promises.md names tests that exist: a promise without its test is only a sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::([\w:]+))?`", (ROOT / "docs" / "promises.md").read_text(encoding="utf-8"))


def test_there_are_promises() -> None:
    assert len(NAMED) >= 10


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_the_test_of_a_promise_exists(file: str, test: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    name = test.partition("::")[0]
    assert not name or re.search(rf"^(?:async )?def {name}\(|^{name} = |^class {name}\b", source, re.MULTILINE)
