"""The grid in a terminal: a line for each product that stands otherwise than it should, or ends soon."""

from __future__ import annotations

from datetime import timedelta

from rich.console import Console
from rich.table import Table
from rich.text import Text

from connector.messages import Language, say

from .figures import clean, day_text, number, shorten
from .grid import Cell, Grid, GridRow
from .rows import Rows

__all__ = ["show_grid"]

CUT = 15
SOON = timedelta(days=30)
WIDTH = 36
STYLES = dict.fromkeys(("rejected", "parked", "deleted", "unread"), "red") | {"false-star": "bold red", "live": "green"}


def show_grid(grid: Grid, lang: Language, console: Console, *, whole: bool = False) -> None:
    """Products down, shops across; with ``whole`` every product."""
    rows = Rows(console)
    rows.gap()
    rows.line(say("grid.title", lang, day=day_text(grid.day, lang)), "bold")
    told = [row for row in grid.rows if whole or row.needs_person or row.differs or _soon(row, grid)]
    if not told:
        rows.line(say("grid.fine", lang, products=number(len(grid.rows), lang)))
        return
    shown = told if whole else told[:CUT]
    console.print(_table(grid, shown, lang))
    for row in shown:
        for (shop, _), cell in zip(grid.shops, row.cells, strict=True):
            if cell.todo:
                rows.line(f"{clean(row.skus[0] if row.skus else row.product)} · {clean(shop)}: {cell.todo}")
    rest = len(told) - len(shown)
    if rest:
        rows.line(say("grid.more", lang, count=number(rest, lang)), "dim")
    quiet = len(grid.rows) - len(told)
    if quiet:
        rows.line(say("grid.quiet", lang, count=number(quiet, lang)), "dim")


def _soon(row: GridRow, grid: Grid) -> bool:
    return row.deadline is not None and row.deadline <= grid.day + SOON and not row.nowhere


def _table(grid: Grid, shown: list[GridRow], lang: Language) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    for head in (say("grid.product", lang), say("grid.deadline", lang), *(clean(shop) for shop, _ in grid.shops)):
        table.add_column(Text(head), overflow="fold")
    for row in shown:
        deadline = day_text(row.deadline, lang) if row.deadline else ""
        table.add_row(Text(shorten(row.title, WIDTH)), Text(deadline), *(_cell(cell, lang) for cell in row.cells))
    return table


def _cell(cell: Cell, lang: Language) -> Text:
    mark = " !" if cell.todo else ""
    return Text(say(f"grid.state.{cell.state}", lang) + mark, style=STYLES.get(cell.state, "yellow"))
