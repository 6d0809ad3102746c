"""The grid on the HTML page, in front of the shops' own parts."""

from __future__ import annotations

from connector.messages import Language, say

from .figures import day_text, marketplace_name, number
from .grid import Cell, Grid, GridRow
from .markup import Html, el

__all__ = ["grid_section"]

SOON_DAYS = 30


def grid_section(grid: Grid, lang: Language) -> Html:
    """Products down, shops across; each shop's head leads to its own part."""
    shops = (
        el("th", el("a", shop, href=f"#s{place}"), el("small", marketplace_name(marketplace)), scope="col")
        for place, (shop, marketplace) in enumerate(grid.shops, start=1)
    )
    heads = (el("th", say(f"grid.{name}", lang), scope="col") for name in ("product", "deadline"))
    body = el("tbody", *(_row(row, grid, lang) for row in grid.rows))
    head = el("summary", el("h3", say("grid.title_html", lang), " ", el("small", number(len(grid.rows), lang))))
    table = el("div", el("table", el("thead", el("tr", *heads, *shops)), body), class_="scroll")
    return el("details", head, table, class_="part grid", id="grid", open="")


def _row(row: GridRow, grid: Grid, lang: Language) -> Html:
    stars = el("span", "★" * row.star, class_="stars") if row.star else None
    skus = el("code", ", ".join(row.skus[:3]) + (f" +{len(row.skus) - 3}" if len(row.skus) > 3 else ""))
    deadline = None
    if row.deadline is not None:
        near = "soon" if (row.deadline - grid.day).days <= SOON_DAYS else "far"
        deadline = el("span", day_text(row.deadline, lang), class_=f"until {near}")
    name = el("td", el("b", row.title), " ", stars, " ", skus)
    return el("tr", name, el("td", deadline), *(_cell(cell, lang) for cell in row.cells))


def _cell(cell: Cell, lang: Language) -> Html:
    state = el("span", say(f"grid.state.{cell.state}", lang), class_=f"state {cell.state}")
    if not cell.todos:
        note = el("p", cell.note, class_="why") if cell.note and cell.state != "not-here" else None
        return el("td", state, note)
    first, *others = cell.todos
    count = el("small", " ", say("grid.todos", lang, count=number(len(cell.todos), lang))) if others else None
    # Folded to two lines: the whole stands in the shop's own part.
    folded = el("details", el("summary", first), *(el("p", one) for one in others), class_="problem")
    return el("td", state, count, folded)
