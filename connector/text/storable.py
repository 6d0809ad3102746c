"""What every kind of sheet can hold: the one form of a text that CSV, workbooks and JSON all give back unchanged.

Line breaks are LF (XML and spreadsheet programs make them so anyway); half of a surrogate pair and the two code points
that Unicode keeps out of any text become U+FFFD. Everything else stays, control characters too.
"""

from __future__ import annotations

import re

__all__ = ["storable"]

UNFIT = re.compile("\r\n?|[\ud800-\udfff\ufffe\uffff]")


def storable(text: str) -> str:
    """``text`` in that form; the same object where it has it already."""
    return UNFIT.sub(lambda found: "\n" if found[0][0] == "\r" else "\ufffd", text) if UNFIT.search(text) else text
