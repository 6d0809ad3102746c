"""Products down, shops across: each cell's state and what to do, false stars and the nearest deadlines first."""

from __future__ import annotations

import io
import unicodedata
from datetime import UTC, date, datetime

from connector.model import Group
from connector.report.as_json import report_json
from connector.report.console import make_console
from connector.report.grid import Cell, Grid, GridRow, ShopState, grid_of
from connector.report.grid_html import grid_section
from connector.report.grid_text import show_grid
from connector.sync import ChangeKind, Notice, Outcome, Result, Severity
from connector.sync.journal import ListingBase
from connector.sync.threeway import GroupBase

from . import made

LIVE = ListingBase(groups={Group.STATE: GroupBase(sent="live", seen="live")})
HIDDEN = ListingBase(groups={Group.STATE: GroupBase(sent="unlisted", seen="unlisted")})
FALSE = ListingBase(groups=LIVE.groups, false_star_since=date(2026, 11, 20))
GONE = ListingBase(groups=LIVE.groups, deleted=True)


def state(shop: str, bases: dict[str, ListingBase], *results: Result, notices: tuple[Notice, ...] = ()) -> ShopState:
    report = made.run(*results, notices=notices).model_copy(update={"shop": shop})
    return ShopState(shop, "shopee", bases, frozenset(bases), report=report)


def grid() -> Grid:
    channel = Notice(code="CHANNEL_NOT_WANTED", product="P001", params={})
    wrong = Notice(code="E_PHOTO_GONE", product="P003", severity=Severity.PERSON, params={"file": "ảnh.jpg"})
    one = state("một", {"P001": LIVE, "P002": FALSE, "P003": LIVE})
    two = state("hai", {"P002": HIDDEN, "P003": GONE}, notices=(channel, wrong))
    never = ShopState("ba", "lazada")
    return grid_of({}, [one, two, never], made.DAY, "vi")


def cells(of: Grid, product: str) -> list[str]:
    return [cell.state for row in of.rows if row.product == product for cell in row.cells]


def test_every_cell_says_how_the_product_stands_there() -> None:
    made_of = grid()
    assert cells(made_of, "P001") == ["live", "not-here", "never-run"]
    assert cells(made_of, "P002") == ["false-star", "unlisted", "never-run"]
    assert cells(made_of, "P003") == ["live", "deleted", "never-run"]


def test_a_false_star_stands_first_then_what_needs_a_person() -> None:
    order = [row.product for row in grid().rows]
    assert order == ["P002", "P003", "P001"]
    row = next(row for row in grid().rows if row.product == "P003")
    assert row.needs_person
    assert "ảnh.jpg" in row.cells[1].todo
    assert not row.cells[0].todo


def test_a_product_that_waits_has_the_day_it_may_go_on_as_its_deadline() -> None:
    until = datetime(2026, 11, 24, 3, 0, tzinfo=UTC).isoformat()
    locked = Result(
        change=made.change(ChangeKind.PRICE, 4), outcome=Outcome.WAITING, code="E_PROMOTION", params={"until": until}
    )
    of = grid_of({}, [state("một", {"P004": LIVE, "P001": LIVE}, locked)], made.DAY, "vi")
    assert [(row.product, row.deadline) for row in of.rows] == [("P004", date(2026, 11, 24)), ("P001", None)]
    assert of.rows[0].title == "Mật ong hoa bạc hà 4"


def test_the_terminal_names_the_shop_and_what_to_do_and_survives_any_window() -> None:
    for width in (40, 80, 200):
        out = io.StringIO()
        show_grid(grid(), "vi", make_console(out, width=width))
        text = out.getvalue()
        assert "một" in text
        assert "ảnh.jpg" in text
        assert unicodedata.is_normalized("NFC", text)


def test_where_all_is_well_one_line_says_so() -> None:
    out = io.StringIO()
    show_grid(grid_of({}, [state("một", {"P001": LIVE})], made.DAY, "vi"), "vi", make_console(out, width=100))
    assert "Cả 1 sản phẩm" in out.getvalue()


def test_the_page_escapes_what_a_shop_is_called_and_leads_to_its_part() -> None:
    of = grid_of({}, [state("<b>một</b>", {"P001": LIVE}), state("hai", {})], made.DAY, "vi")
    html = str(grid_section(of, "vi"))
    assert "&lt;b&gt;một" in html
    assert 'href="#s2"' in html
    assert "đang bán" in html


def test_the_json_has_codes_in_snake_case_and_a_cell_for_each_shop() -> None:
    data = report_json([made.run()], grid(), 3)
    assert (data["schema"], data["exit_code"], data["day"]) == ("ocop/report@1", 3, "2026-11-21")
    products = data["products"]
    assert isinstance(products, list)
    first = products[0]
    assert isinstance(first, dict)
    assert [cell["state"] for cell in first["cells"]] == ["false_star", "unlisted", "never_run"]  # type: ignore[union-attr, call-overload, index]


def test_what_is_to_be_done_is_counted_and_folded_and_nothing_of_it_is_lost() -> None:
    cells = (Cell("not-listed", todos=("Chưa có «Thành phần».", "Chưa có <b>hạn</b>.")), Cell("live", note="đã gửi"))
    of = Grid(made.DAY, (("một", "shopee"), ("hai", "lazada")), (GridRow("P001", "Mật ong", ("P001",), cells),))
    page = str(grid_section(of, "vi"))
    folded = page[page.index("2 việc") : page.index("</details>", page.index("2 việc"))]
    assert "<summary>Chưa có «Thành phần».</summary>" in folded
    assert "<p>Chưa có &lt;b&gt;hạn&lt;/b&gt;.</p>" in folded
    assert "1 việc" not in page
    assert "đã gửi" in page
