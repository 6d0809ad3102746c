"""Sheets and photos in: the co-op's own files -> products, producers, verdicts. Import from here."""

from .advice import advice
from .photos import PhotoIndex
from .read import Catalogue, Origins, read_catalogue
from .verdicts import ROW, CellVerdict, Outcome, RefusedRow

__all__ = [
    "ROW",
    "Catalogue",
    "CellVerdict",
    "Origins",
    "Outcome",
    "PhotoIndex",
    "RefusedRow",
    "advice",
    "read_catalogue",
]
