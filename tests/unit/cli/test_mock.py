"""``ocop mock`` without the libraries of the extra says so in a sentence."""

import sys

import pytest

from connector.cli.mock import run
from connector.errors import BadUse


def test_an_installation_without_the_extra_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "adapters._mock.serve", raising=False)
    with pytest.raises(BadUse, match="E_MOCK_EXTRA") as told:
        run("shopee", port=0, seed=None, no_sku=False, latency=0, pace=None)
    assert told.value.params == {"library": "uvicorn"}
