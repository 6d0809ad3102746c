"""Sheets for people: what is read, written so that it reads again the same. Import from here.

Everything here gives bytes; where they go, and onto what they never go, is the command line's business.
"""

from .exported import Marks, as_csv, as_workbook, marked
from .fields import Part, cells_of, shared
from .refused import refused_workbook, sheets_of
from .skus import Filled, fill_skus
from .template import template

__all__ = [
    "Filled",
    "Marks",
    "Part",
    "as_csv",
    "as_workbook",
    "cells_of",
    "fill_skus",
    "marked",
    "refused_workbook",
    "shared",
    "sheets_of",
    "template",
]
