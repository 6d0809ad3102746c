"""Every kind of file a table comes in: which worksheet it is, its rows as text, and what its structure says beside.

A file is taken for what it contains. It is measured before it is read, so that a hostile one costs no more memory or
time than a large honest one; every refusal is a ``BadUse`` that says what to do.
"""

from .choice import Chosen, chosen, merged
from .facts import Facts, Table, Walk, cell_name, shortened
from .files import bytes_of
from .kinds import tables_of
from .values import DateText, day_first

__all__ = [
    "Chosen",
    "DateText",
    "Facts",
    "Table",
    "Walk",
    "bytes_of",
    "cell_name",
    "chosen",
    "day_first",
    "merged",
    "shortened",
    "tables_of",
]
