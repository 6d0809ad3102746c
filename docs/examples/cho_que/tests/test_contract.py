"""Chợ Quê keeps the contract."""

from ocop_cho_que import SPEC

from connector.testing import AdapterContract, MockStage


class TestChoQue(AdapterContract):
    stage = MockStage(SPEC, cannot={"tokens", "partial_batch"})
