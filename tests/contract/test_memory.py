"""The reference marketplace keeps the contract."""

from connector.testing import AdapterContract

from .memory_stage import MemoryStage


class TestMemory(AdapterContract):
    stage = MemoryStage()
