"""Sheets and photos in: the co-op's own files -> products, producers, verdicts. Import from here."""

from .advice import advice
from .origins import Origins
from .papers import Papers
from .photos import PhotoIndex
from .read import Catalogue, read_catalogue
from .verdicts import ROW, CellVerdict, FileNotice, Outcome, RefusedRow

__all__ = [
    "ROW",
    "Catalogue",
    "CellVerdict",
    "FileNotice",
    "Origins",
    "Outcome",
    "Papers",
    "PhotoIndex",
    "RefusedRow",
    "advice",
    "read_catalogue",
]
