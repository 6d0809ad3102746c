"""A listing without our SKUs that a person named as one of our products: adopted, and our SKUs put on it if asked."""

from __future__ import annotations

from connector.model import RemoteListing

from .adopted import remember_adopted
from .compare import compare
from .compared import Compared, Comparison
from .desired import Desired
from .journal import Binding

__all__ = ["remember_matched"]


def remember_matched(desired: Desired, remote: RemoteListing, context: Comparison, bound: Binding) -> Compared:
    """What is remembered of it, as of any adopted listing; where it was asked for, our SKUs are put on it at once."""
    result = remember_adopted(desired, remote, context, bound)
    if desired.puts_skus and result.base is not None:
        met = compare(desired, remote, result.base, context, bound)
        result.asked = True
        result.changes += [change for change in met.changes if change.reason == "sku"]
        result.notices += [told for told in met.notices if told.code == "sku-not-written"]
    return result
