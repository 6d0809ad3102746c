"""The memory beside everything: SQL lives in this folder and nowhere else."""

from .answers import Answer, Answers
from .journal import Journal
from .records import Binding, CatalogueRevision, IntentRecord, LastGood, ListingBase, RunRow, Strikes

__all__ = [
    "Answer",
    "Answers",
    "Binding",
    "CatalogueRevision",
    "IntentRecord",
    "Journal",
    "LastGood",
    "ListingBase",
    "RunRow",
    "Strikes",
]
