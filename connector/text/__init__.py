"""Text: what a cell may say (rules as data), and measuring and cutting in the marketplace's unit. Import from here."""

from .clean import Cleaned, TextRule, clean, is_formula, is_misread, rules, seen, visible
from .measure import Unit, cut, cut_paragraphs, length

__all__ = [
    "Cleaned",
    "TextRule",
    "Unit",
    "clean",
    "cut",
    "cut_paragraphs",
    "is_formula",
    "is_misread",
    "length",
    "rules",
    "seen",
    "visible",
]
