"""The rows of docs/marketplaces hold true: what they name exists, and the pages are those of the rows."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from connector.messages import LANGUAGES, catalogue_of

from .page import index, page
from .rows import MARKETPLACES, PAGES, ROOT, Row, rows
from .test_enforced import BREACHES

ALL = [(marketplace, row) for marketplace in MARKETPLACES for row in rows(marketplace)]
NAMES = [f"{marketplace}-{row.id}" for marketplace, row in ALL]


@cache
def mock(marketplace: str) -> str:
    """The mock's code, without the tables that only list codes."""
    folder = ROOT / "adapters" / marketplace / "mock"
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.py")))


@pytest.mark.parametrize(("marketplace", "row"), ALL, ids=NAMES)
def test_what_a_row_names_exists(marketplace: str, row: Row) -> None:
    for code in row.codes:
        for lang in LANGUAGES:
            assert code in catalogue_of(lang), code
    for place in row.where:
        assert (ROOT / place).is_file(), place
    for said in row.mock:
        assert said in mock(marketplace), said
    for name in row.tests:
        file, _, test = name.partition("::")
        source = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^ *(?:async )?def {test}\(", source, re.MULTILINE), name
    assert row.tests, "no test shows it"
    assert row.here == "open" or row.where, "where?"
    assert row.here != "open" or row.live, "an open row says what follows"


@pytest.mark.parametrize("marketplace", MARKETPLACES)
def test_no_rule_stands_twice(marketplace: str) -> None:
    ids = [row.id for row in rows(marketplace)]
    assert len(set(ids)) == len(ids) >= 60
    assert {breach.row for breach in BREACHES[marketplace]} <= set(ids)


@pytest.mark.parametrize("marketplace", MARKETPLACES)
def test_what_is_refused_or_mended_is_broken_here_or_in_the_test_it_names(marketplace: str) -> None:
    broken = {breach.row for breach in BREACHES[marketplace] if breach.sheet is not None}
    for row in rows(marketplace):
        if row.here not in ("refused", "mended") or row.id in broken:
            continue
        named = "".join(_read(ROOT / name.partition("::")[0]) for name in row.tests)
        assert not row.codes or any(code in named for code in row.codes), row.id
        assert row.codes or row.here == "mended", row.id


@pytest.mark.parametrize("marketplace", MARKETPLACES)
def test_the_page_is_made_of_its_rows(marketplace: str) -> None:
    assert _read(PAGES / f"{marketplace}.md") == page(marketplace), "python -m tests.marketplaces.page"


def test_the_index_counts_them() -> None:
    assert _read(PAGES / "README.md") == index(), "python -m tests.marketplaces.page"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
