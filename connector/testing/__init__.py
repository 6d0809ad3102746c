"""For authors of adapters and for our own tests: the contract suite, the stages it plays on, and virtual time."""

from .contract import AdapterContract
from .mock_stage import MockStage
from .stage import CallMade, Control, Stage
from .virtual import VirtualClock, run_virtual

__all__ = ["AdapterContract", "CallMade", "Control", "MockStage", "Stage", "VirtualClock", "run_virtual"]
