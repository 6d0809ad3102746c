"""What the reader says of a cell or a row: accepted, warned or rejected, with a code and the value as it stood.

``record()`` gives the six columns of the sample's ``dirty_expected.csv``, all strings. ``sentences()`` says the same to
people: where the cell is, what stood there, what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from connector.messages import Language, say
from connector.model import ProductId

__all__ = ["ROW", "CellVerdict", "Outcome", "Refused", "RefusedRow"]

ROW = "__row__"
"""The ``field`` of the verdict on a whole row."""
SHOWN = 80
"""Characters of a refused value that a sentence repeats."""

Outcome = Literal["accepted", "warned", "rejected"]


class Refused(Exception):
    """This cell cannot be read; ``code`` says why. The answer of one cell: it never leaves this room."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class CellVerdict:
    """One cell that was changed, warned about or refused, or (field ``__row__``) one row.

    ``row`` counts records from 1, ``line`` is the line of the file on which the record begins. Several codes of one
    cell are joined by ``+``.
    """

    row: int
    sku: str
    field: str
    outcome: Outcome
    code: str
    normalised: str = ""
    file: str = ""
    line: int = 0
    header: str = ""
    value: str = ""

    def record(self) -> dict[str, str]:
        return {
            "row": str(self.row),
            "sku": self.sku,
            "field": self.field,
            "outcome": self.outcome,
            "code": self.code,
            "normalised": self.normalised,
        }

    def sentences(self, lang: Language = "vi") -> list[str]:
        """One sentence per code, each beginning with where the cell stands."""
        value = self.value if len(self.value) <= SHOWN else self.value[:SHOWN] + "…"
        words = {"value": value, "normalised": self.normalised, "sku": self.sku, "column": self.header}
        place = "AT_CELL" if self.header else "AT_ROW"
        where = say(place, lang, file=self.file, line=self.line, row=self.row, column=self.header)
        return [f"{where} {say(code, lang, **words)}" for code in self.code.split("+")]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that gives no SKU to any product of this reading.

    ``sku`` is '' where it could not be read, ``product`` None where the key could not. ``reason`` is the code of the
    first refused cell, or ``E_FIRST_ROW_REFUSED`` where the row itself is sound but its product has no accepted first
    row. ``only_photos``: nothing but pictures was refused (decision 3). ``repeat``: the SKU is that of another, earlier
    row, which counts.
    """

    file: str
    row: int
    line: int
    sku: str
    product: ProductId | None
    reason: str
    verdicts: tuple[CellVerdict, ...]
    only_photos: bool = False
    repeat: bool = False

    @property
    def product_key(self) -> str:
        return self.product.key if self.product else ""
