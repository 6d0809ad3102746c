"""Lazada keeps the contract."""

from adapters.lazada import SPEC
from connector.testing import AdapterContract, MockStage


class TestLazada(AdapterContract):
    stage = MockStage(SPEC, review={"review_new": True})
