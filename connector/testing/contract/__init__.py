"""The one contract that every adapter keeps, as a class to inherit.

    class TestChoQue(AdapterContract):
        stage = MockStage(SPEC)

Each case says in its name what it promises. The whole of it is played through the connector's own plan and apply, with
the adapter's own mapping, on a fresh shop in virtual time.
"""

from .listings import Listings

__all__ = ["AdapterContract"]


class AdapterContract(Listings):
    """Every promise."""
