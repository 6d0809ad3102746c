"""What the reader says of a cell or a row: accepted, warned or rejected, with a code and the value as it stood.

``record()`` gives the six columns of the sample's ``dirty_expected.csv``, all strings. ``sentences()`` says the same to
people: where the cell is, what stood there, what to do next.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from connector.messages import Language, say
from connector.model import ProductId

__all__ = ["ROW", "CellVerdict", "FileNotice", "Outcome", "Refused", "RefusedRow"]

ROW = "__row__"
"""The ``field`` of the verdict on a whole row."""
SHOWN = 80
"""Characters of a refused value that a sentence repeats."""

ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")

Outcome = Literal["accepted", "warned", "rejected"]


class FileNotice(NamedTuple):
    """Something worth saying about a file as a whole: hidden rows that were read, a scan nobody can place."""

    code: str
    params: Mapping[str, object]


class Refused(Exception):
    """This cell cannot be read; ``code`` says why. The answer of one cell: it never leaves this room.

    ``reading`` is what the cell seems to mean where that can be told (text of an old font).
    """

    def __init__(self, code: str, reading: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.reading = reading


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
    lying: int = 0
    """Photos that lie in the folder under this SKU's name, where the cell of pictures is blank."""

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
        place = "AT_CELL" if self.header else "AT_ROW"
        where = say(place, lang, file=self.file, line=self.line, row=self.row, column=self.header)
        return [f"{where} {reason}" for reason in self.reasons(lang)]

    def reasons(self, lang: Language = "vi") -> list[str]:
        """The same without the place."""
        value = self.value if len(self.value) <= SHOWN else self.value[:SHOWN] + "…"
        words = {"value": value, "normalised": _read_out(self.normalised, lang), "sku": self.sku, "column": self.header}
        more = " " + say("AT_PHOTOS_BY_NAME", lang, count=self.lying, sku=self.sku) if self.lying else ""
        return [say(code, lang, **words) + more for code in self.code.split("+")]


def _read_out(normalised: str, lang: Language) -> str:
    """A value as people write it: days their way round, several places as a list."""
    day = ISO_DAY.fullmatch(normalised)
    if day and lang == "vi":
        return f"{day[3]}/{day[2]}/{day[1]}"
    return normalised.replace("|", ", ")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that gives no SKU to any product of this reading.

    ``sku`` is '' where it could not be read, ``product`` None where the key could not. ``reason`` is the code of the
    first refused cell, or ``E_FIRST_ROW_REFUSED`` where the row itself is sound but its product has no accepted first
    row. ``only_photos``: nothing but pictures was refused (decision 3). ``repeat``: the SKU is that of another, earlier
    row, which counts. ``update``: a row of an update file, so what it should have changed stands as it stood.
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
    update: bool = False
    previous_sku: str = ""

    @property
    def product_key(self) -> str:
        return self.product.key if self.product else ""
