"""The memory beside everything: SQL lives in this folder and nowhere else."""

from .answers import Answer, Answers
from .journal import Journal
from .pieces import CLOSED, Held
from .records import Binding, CatalogueRevision, IntentRecord, LastGood, ListingBase, RunRow, Strikes
from .unusable import failure_of

__all__ = [
    "CLOSED",
    "Answer",
    "Answers",
    "Binding",
    "CatalogueRevision",
    "Held",
    "IntentRecord",
    "Journal",
    "LastGood",
    "ListingBase",
    "RunRow",
    "Strikes",
    "failure_of",
]
