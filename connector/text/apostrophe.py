"""The apostrophe that keeps a cell of a text file from being taken for a formula, put on and taken off again.

A spreadsheet program reads ``=``, ``+``, ``-`` or ``@`` at the beginning of a cell as the beginning of a formula, in
some countries in full width too, and may look behind a tab or a line's end for one. For
any text ``unguard(guard(text)) == text``; text that begins otherwise is left alone, also where it begins with an
apostrophe of its own (``'8935...``, as people type barcodes).
"""

from __future__ import annotations

__all__ = ["guard", "unguard"]

APOSTROPHE = "'"
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARDED = tuple(APOSTROPHE + sign for sign in (*RISKY, APOSTROPHE))
"""How a guarded cell begins. An apostrophe counts as well, or one that was there before would be taken off."""


def guard(text: str) -> str:
    """``text`` as it may stand in a CSV file."""
    return APOSTROPHE + text if text.startswith((*RISKY, *GUARDED)) else text


def unguard(text: str) -> str:
    """The text of a cell of a CSV file."""
    return text[1:] if text.startswith(GUARDED) else text
