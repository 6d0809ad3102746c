"""Lines on a console: wrapped under their own indent, and rows of products whose SKUs, titles and figures line up.

Widths are counted in cells of the terminal, so that a title in decomposed Unicode or with an emoji moves nothing. No
line drawing: what is redirected into a file or an old code page reads the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from .figures import clean

__all__ = ["Entry", "Rows"]

NARROW = 24
"""No window is taken to be narrower than this."""

SKU, TITLE = 16, 56
"""The widest that these two columns get."""

TIGHT = 18
"""With less than this left for a title, figures go below it."""

GAP = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One product: ``cells`` stand in columns behind its title, ``lines`` below it."""

    skus: tuple[str, ...]
    title: str
    cells: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def sku(self) -> str:
        if not self.skus:
            return ""
        return clean(self.skus[0]) + (f" +{len(self.skus) - 1}" if len(self.skus) > 1 else "")


class Rows:
    """Prints on one console."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = max(NARROW, console.width)

    def gap(self) -> None:
        self.console.print()

    def line(self, text: str, style: str = "", indent: int = 0) -> None:
        self._print(Text(text, style=style), indent)

    def _print(self, text: Text, indent: int, first: int | None = None) -> None:
        """Wrapped under ``indent`` (the first line under ``first``), without blanks at the end of a line."""
        for number, piece in enumerate(text.wrap(self.console, self.width - indent)):
            piece.rstrip()
            blanks = " " * (first if first is not None and not number else indent)
            self.console.print(Text(blanks).append_text(piece), no_wrap=True, crop=False, overflow="ignore")

    def entries(self, entries: Sequence[Entry], indent: int = 2) -> None:
        """Rows under each other, their columns as wide as the widest."""
        sku = min(SKU, max((cell_len(entry.sku) for entry in entries), default=0))
        below = indent + (sku + GAP if sku and self.width >= 3 * (sku + GAP) else GAP)
        columns = _widths(entry.cells for entry in entries)
        tail = sum(columns) + GAP * len(columns)
        room = self.width - indent - (sku + GAP if sku else 0)
        beside = room - tail >= TIGHT
        title = (
            min(TITLE, room - tail, max((cell_len(entry.title) for entry in entries), default=0)) if beside else room
        )
        for entry in entries:
            self._entry(entry, indent, below, sku, title, columns if beside else ())

    def _entry(self, entry: Entry, indent: int, below: int, sku: int, title: int, columns: Sequence[int]) -> None:
        if not entry.skus and not entry.title:  # a word on a whole file
            for line in (*entry.cells, *entry.lines):
                self.line(line, indent=indent)
            return
        row = Text(" " * indent)
        if sku:
            row.append(_padded(entry.sku, sku) + " " * GAP, style="bold")
        used = row.cell_len
        if entry.cells and columns:
            row.append(_padded(_cut(entry.title, title), title))
            for width, cell in zip(columns, entry.cells, strict=False):
                row.append(
                    " " * GAP
                    + (cell.rjust(width - cell_len(cell) + len(cell)) if _figure(cell) else _padded(cell, width))
                )
        elif len(entry.lines) == 1 and used + title + GAP + cell_len(entry.lines[0]) <= self.width and not entry.cells:
            row.append(_padded(_cut(entry.title, title), title) + " " * GAP + entry.lines[0])
            entry = Entry(entry.skus, entry.title)
        else:
            row.append(_cut(entry.title, max(NARROW // 2, self.width - used)))
        row.rstrip()
        self.console.print(row, no_wrap=True, crop=False, overflow="ignore")
        if entry.cells and not columns:
            self.line("  ".join(cell for cell in entry.cells if cell), indent=below)
        for line in entry.lines:
            self.line(line, indent=below)


def _widths(cells: Iterable[tuple[str, ...]]) -> list[int]:
    widths: list[int] = []
    for row in cells:
        widths += [0] * (len(row) - len(widths))
        for at, cell in enumerate(row):
            widths[at] = max(widths[at], cell_len(cell))
    return widths


def _figure(cell: str) -> bool:
    """Figures stand under each other by their ends."""
    return bool(cell) and (cell[0].isdigit() or cell[0] in "+−") and (cell[-1].isdigit() or cell[-1] in "đ%")


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - cell_len(text))


def _cut(text: str, width: int) -> str:
    """Between words where one ends near."""
    line = clean(text)
    if cell_len(line) <= width:
        return line
    fitting = set_cell_size(line, width - 1).rstrip()
    cut = fitting.rfind(" ")
    if not line.startswith(fitting + " ") and cut > width * 0.5:
        fitting = fitting[:cut]
    return fitting.rstrip(" ,;:–-(") + "…"
