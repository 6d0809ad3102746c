"""The one contract that every adapter keeps, as a class to inherit.

    class TestChoQue(AdapterContract):
        stage = MockStage(SPEC)

Each case says in its name what it promises. The whole of it is played through the connector's own plan and apply, with
the adapter's own mapping, on a fresh shop in virtual time.
"""

from .declared import Declared
from .listings import Listings
from .pictures import Pictures
from .rules import ListingRules
from .sameness import Sameness
from .trouble import Trouble
from .written import Written

__all__ = ["AdapterContract"]


class AdapterContract(Trouble, ListingRules, Pictures, Sameness, Listings, Declared, Written):
    """Every promise. Test runners begin with the last base: that is the order in which one would fulfil them."""
