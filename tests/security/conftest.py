"""The command line as a person types it, for attackers; and the paths of a marketplace, each a test of its own."""

from pathlib import Path

import pytest

from tests.unit.cli.conftest import coop, ocop

__all__ = ["coop", "folder", "ocop"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    market = getattr(metafunc.cls, "market", None)
    if market is not None and "path" in metafunc.fixturenames:
        metafunc.parametrize("path", sorted(market.actions))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a shop keeps its keys."""
    return tmp_path_factory.mktemp("gian-hang")
