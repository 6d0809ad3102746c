"""The guide's made-up marketplace, in a package of its own, keeps the contract; ocop finds it by its entry point."""

from importlib.metadata import entry_points
from pathlib import Path
from tempfile import TemporaryDirectory

from connector.port import spec_for
from connector.testing import AdapterContract, MockStage
from mappings import load_rules

from .elsewhere import EXAMPLES, installed_from

with TemporaryDirectory() as site, installed_from(EXAMPLES / "cho_que", Path(site)):
    FOUND = {point.name for point in entry_points(group="ocop.adapters")}
    SPEC = spec_for("cho_que")
    RULES = load_rules(SPEC.mapping)
    __import__(SPEC.mock)


class TestChoQue(AdapterContract):
    stage = MockStage(SPEC, cannot={"tokens", "partial_batch"})


def test_it_is_found_beside_ours_and_gone_when_it_is_not_installed() -> None:
    assert {"cho_que", "shopee", "memory"} <= FOUND
    assert "cho_que" not in {point.name for point in entry_points(group="ocop.adapters")}
    assert RULES.at("text", "title.text") == "ocop_cho_que/mapping/text.toml:title.text"
