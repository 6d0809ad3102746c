"""One shop with the whole sample published, and one that held half of it before we came."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from connector.sample import SAMPLE_DAY, write_sample
from connector.sync import RunReport
from tests.loopback import market
from tests.shows.stage import Coop, write_coop, write_rows


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coop]:
    """A co-op whose shop shows everything that may be shown. Tests leave sheet and photos as they found them."""
    with market() as shop:
        coop = write_coop(tmp_path_factory.mktemp("coop"), shop)
        report = coop.sync()
        assert report.exit_code == 0, report.counts
        yield coop


@pytest.fixture
def again(published: Coop) -> Iterator[Coop]:
    """The published shop, brought back in step with the sheet afterwards."""
    yield published
    published.day, published.allow = SAMPLE_DAY, {"reprice": 999}
    published.sync()
    published.allow = {}


@dataclass(frozen=True, slots=True)
class Met:
    """A co-op's first sync of a shop that staff had filled: what stood there before, and the report."""

    coop: Coop
    before: list[dict[str, Any]]
    report: RunReport


@pytest.fixture(scope="session")
def half_seeded(published: Coop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Met]:
    """Every second product of the sheet was there already, with its SKUs and titles as staff typed them."""
    folder: Path = tmp_path_factory.mktemp("seeded")
    write_sample(folder / "sample")
    rows = published.rows()
    keys = list(dict.fromkeys(row["product_key"] or row["sku"] for row in rows))[::2]
    seed = folder / "half.csv"
    write_rows(seed, list(rows[0]), [row for row in rows if (row["product_key"] or row["sku"]) in keys])
    with market("--seed", str(seed)) as shop:
        coop = write_coop(folder / "coop", shop)
        shutil.copytree(published.state / "renditions", coop.state / "renditions")  # drawn once is enough
        before = shop.listings()
        yield Met(coop, before, coop.sync())
