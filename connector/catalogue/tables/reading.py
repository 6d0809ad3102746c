"""calamine under guard: its values as text, row by row, and its failures as errors with a code.

Nothing reaches it unmeasured (see the scans). It may still stop half-way, and a panic of its Rust side is no
``Exception``; both say that the file is damaged. What Rust writes of a panic past Python, straight to the terminal,
is for nobody who reads a sheet and is not let through.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeVar

from connector.errors import BadUse
from connector.text.storable import storable

from .facts import Facts, Walk
from .values import LONG, text_of

__all__ = ["Values", "guarded", "open_book", "read_values"]

T = TypeVar("T")
NUMBERS = frozenset({int, float})
ERRORS = 2
"""The file descriptor."""


@dataclass(frozen=True)
class Values:
    """A worksheet that was loaded: ``left`` is the column its rows begin in."""

    source: Callable[[], Iterable[list[Any]]]
    left: int
    facts: Facts

    @staticmethod
    def none() -> Values:
        """No worksheet at all: a chart stands there."""
        return Values(tuple, 0, Facts())

    def rows(self) -> Walk:
        """Every row from the top, as text."""
        margin = [""] * self.left
        instead, long_numbers = self.facts.instead, self.facts.long_numbers
        for row, values in enumerate(self.source()):
            cells = [value if type(value) is str else text_of(value) for value in values]
            whole = "".join(cells)
            if "\r" in whole:  # as ``_x000D_``, which XML does not make a line's end
                cells = [storable(cell) if "\r" in cell else cell for cell in cells]
            if "E+" in whole:
                far = [
                    at + self.left for at, value in enumerate(values) if type(value) in NUMBERS and abs(value) >= LONG
                ]
                if far:
                    long_numbers[row] = far
            if margin:
                cells = margin + cells
            if row in instead:
                for column, text in instead[row].items():
                    cells.extend([""] * (column + 1 - len(cells)))
                    cells[column] = text
            yield row + 1, cells


def open_book(file: str, data: bytes) -> Any:
    """A workbook of calamine."""
    from python_calamine import CalamineWorkbook

    return guarded(file, lambda: CalamineWorkbook.from_filelike(BytesIO(data)))


def read_values(file: str, data: bytes, index: int, facts: Facts, book: Any = None) -> Values:
    """Load the worksheet at ``index``."""
    workbook = open_book(file, data) if book is None else book
    sheet = guarded(file, lambda: workbook.get_sheet_by_index(index))
    start = sheet.start
    if start is None:
        return Values(tuple, 0, facts)
    return Values(sheet.iter_rows, start[1], facts)


def guarded(file: str, call: Callable[[], T]) -> T:
    """``call()``; BadUse where the library cannot make sense of the file."""
    from python_calamine import CalamineError, PasswordError

    try:
        with _unheard():
            return call()
    except PasswordError:
        raise BadUse("E_FILE_PASSWORD", file=file) from None
    except (CalamineError, OSError, ValueError, OverflowError, IndexError):
        raise BadUse("E_FILE_DAMAGED", file=file) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise BadUse("E_FILE_DAMAGED", file=file) from None
        raise


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    try:
        kept = os.dup(ERRORS)
    except OSError:  # a program without a terminal has none
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), ERRORS)
        yield
    finally:
        os.dup2(kept, ERRORS)
        os.close(kept)
