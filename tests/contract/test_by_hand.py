"""A shop kept by hand keeps the contract as far as a folder can."""

from connector.testing import AdapterContract

from .by_hand_stage import ByHandStage


class TestByHand(AdapterContract):
    stage = ByHandStage()
