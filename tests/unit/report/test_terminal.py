"""What a person sees: order, cuts, empty states, and no stream or title that can break it."""

import io
import unicodedata
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from connector.messages import Language
from connector.model import Group
from connector.report.console import make_console
from connector.report.page import Expiry, Known
from connector.report.terminal import show_commands, show_deadlines, show_plan, show_run, show_runs, show_shop_lines
from connector.sync import Notice, Outcome, Plan, Result, RunReport, Severity

from . import made


def shown(what: Plan | RunReport, lang: Language = "vi", width: int = 100, *, whole: bool = False) -> str:
    stream = io.StringIO()
    console = make_console(stream, width=width)
    if isinstance(what, Plan):
        show_plan(what, lang, console, whole=whole)
    else:
        show_run(what, lang, console, whole=whole)
    return stream.getvalue()


def order_of(text: str, *parts: str) -> list[int]:
    places = [text.index(part) for part in parts]
    assert places == sorted(places), text
    return places


def test_an_empty_plan_says_that_there_is_nothing_to_send() -> None:
    told = shown(made.plan(unchanged=163, listings=163))
    assert "Không có gì phải gửi" in told
    assert "163 giữ nguyên" in told


def test_a_shop_that_keeps_something_else_is_not_called_right() -> None:
    kept = made.drift()
    assert "đã đúng như bảng" in shown(made.plan(unchanged=1, listings=1))
    told = shown(made.plan(unchanged=1, listings=1, notices=(kept,)))
    assert "Không có gì phải gửi." in told
    assert "đã đúng như bảng" not in told


def test_a_word_on_a_whole_file_needs_no_product_line() -> None:
    where = {"file": "sản phẩm.xlsx", "sheet": "Hàng"}
    word = Notice(code="W_SHEET_HIDDEN_ROWS", params={**where, "count": 8, "rows": "23, 24"})
    lines = shown(made.plan(notices=(word,)), width=200).splitlines()
    at = next(number for number, line in enumerate(lines) if "sản phẩm.xlsx" in line)
    assert lines[at].startswith("sản phẩm.xlsx")
    assert lines[at - 1].strip()


def test_what_needs_a_person_comes_first_then_new_ones_stars_words_figures_and_what_comes_off() -> None:
    changes = (made.create(), made.text(), made.stock(), made.price(), made.unlist(), made.badge_off())
    told = shown(made.plan(*changes, notices=(made.drift(), made.false_star())))
    order_of(
        told,
        "6 thay đổi sẽ được gửi. 1 mục cần bạn xem.",
        "Cần bạn xem (1)",
        "Sao không còn hiệu lực",
        "Đăng mới (1)",
        "Gỡ hoặc hạ huy hiệu sao (1)",
        "Sửa tên và mô tả (1)",
        "Đổi giá (1)",
        "Đổi tồn kho (1)",
        "Ẩn khỏi gian hàng (1)",
        "Đã sửa tay trên gian hàng (1)",
        "Giá: 1 mã tăng, 0 mã giảm",
    )


def test_false_stars_come_before_everything_else_that_needs_a_person() -> None:
    other = Notice(code="deleted-in-shop", severity=Severity.PERSON, title="Giỏ tre", skus=("G-1",))
    order_of(shown(made.plan(notices=(other, made.false_star()))), "Cốm làng Vòng", "Giỏ tre")


def test_before_and_after_of_a_price_stand_on_its_line() -> None:
    assert "P001-01  Mật ong hoa bạc hà 1  12.000 đ  →  15.000 đ  +25 %" in shown(made.plan(made.price()))


def test_figures_of_a_group_stand_under_each_other() -> None:
    told = shown(made.plan(made.price(1, 9_000, 10_000), made.price(2, 1_200_000, 1_500_000)))
    rows = [line for line in told.splitlines() if "→" in line]
    assert len({row.index("→") for row in rows}) == 1
    assert len({row.index(" đ", row.index("→")) for row in rows}) == 1


def test_the_price_that_moves_farthest_is_never_folded_away() -> None:
    moves = [made.price(number, 10_000, 10_100) for number in range(1, 41)]
    told = shown(made.plan(*moves, made.price(99, 10_000, 5_100)))
    order_of(told, "Đổi giá (41)", "P099-01", "P001-01", "và 31 mục nữa")


def test_a_long_list_is_folded_says_by_how_much_and_opens_when_asked() -> None:
    plan = made.plan(*(made.price(number) for number in range(1, 161)))
    told = shown(plan)
    assert "Đổi giá (160)" in told
    assert "và 150 mục nữa: thêm --all" in told
    assert "P010-01" in told
    assert "P011-01" not in told
    whole = shown(plan, whole=True)
    assert "P160-01" in whole
    assert "mục nữa" not in whole


def test_only_the_differing_words_of_a_text_are_shown() -> None:
    told = shown(made.plan(made.text()))
    assert "P005-01  Mật ong hoa bạc hà 5  tên: thêm «Mèo Vạc»" in told


def test_what_to_do_about_a_kind_is_said_once_and_each_product_has_its_cell() -> None:
    notices = []
    for number in (3, 4):
        params = {"sku": f"P{number:03d}-01", "shop": 12_000, "ours": 120_000}
        made_of = {"severity": Severity.PERSON, "title": f"Chè {number}", "skus": (f"P{number:03d}-01",)}
        notices.append(Notice(code="price-jump", group=Group.PRICE, params=params, **made_of))  # type: ignore[arg-type]
    stream = io.StringIO()
    known = Known(cells={("P003-01", "price_vnd"): "sản phẩm.csv:7:Giá bán"})
    show_plan(made.plan(notices=tuple(notices)), "vi", make_console(stream, width=120), known=known)
    told = stream.getvalue()
    assert told.count("--allow price-jump=1") == 1
    assert "12.000 đ → 120.000 đ (sản phẩm.csv, dòng 7, cột Giá bán)" in told


def test_both_sides_of_a_conflict_are_told() -> None:
    params = {"shop": {"A-1": 12_000}, "ours": {"A-1": 15_000}, "sent": {"A-1": 11_000}}
    notice = Notice(
        code="conflict", severity=Severity.PERSON, title="Chè", skus=("A-1",), group=Group.PRICE, params=params
    )
    assert "Giá: gian hàng 12.000 đ, bảng 15.000 đ" in shown(made.plan(notices=(notice,)))


def test_of_two_long_texts_only_where_they_disagree_is_told() -> None:
    story = "Nấm hương rừng hái đầu mùa mưa, phơi trên gác bếp. " * 9
    params = {"shop": f"{story} Gọi Zalo.", "ours": story, "sent": story}
    notice = Notice(code="drift", title="Nấm", skus=("N-1",), group=Group.DESCRIPTION, params=params)
    told = shown(made.plan(notices=(notice,)))
    assert "thêm «Gọi Zalo.»" in told
    assert "gác bếp" not in told


def test_certificates_that_end_within_thirty_days_come_soonest_first_and_no_others() -> None:
    ends = [
        Expiry("Cốm", "C-1", 3, "9/QĐ", made.DAY + timedelta(days=30)),
        Expiry("Chè", "C-2", 4, "8/QĐ", made.DAY + timedelta(days=2)),
        Expiry("Nón", "C-3", 4, "7/QĐ", made.DAY + timedelta(days=31)),
        Expiry("Lụa", "C-4", 4, "6/QĐ", made.DAY - timedelta(days=1)),
    ]
    stream = io.StringIO()
    show_deadlines(ends, made.DAY, "vi", make_console(stream, width=80))
    order_of(stream.getvalue(), "(2)", "C-2", "còn 2 ngày", "C-1", "còn 30 ngày")
    assert "C-3" not in stream.getvalue()
    assert "C-4" not in stream.getvalue()


def test_a_command_to_type_stays_on_one_line() -> None:
    stream = io.StringIO()
    show_commands([("Chạy:", "ocop sync " + "gian-hàng-tên-dài " * 8)], make_console(stream, width=40))
    assert len(stream.getvalue().strip().splitlines()) == 2


def test_a_guard_is_a_block_with_its_option_and_nothing_is_said_to_be_sent() -> None:
    told = " ".join(shown(made.plan(made.price(), trips=(made.trip(),)), width=300).split())
    assert "Chốt an toàn đã dừng lại" in told
    assert "--allow reprice=40" in told
    assert "Không gửi gì lên gian hàng." in told


def test_behind_a_guard_the_calendars_changes_are_announced() -> None:
    told = shown(made.plan(made.price(), made.badge_off(), trips=(made.trip(),)), "en")
    assert "only 1 of 2 changes" in told
    assert "Only what the calendar caused is sent (1)" in told


def test_a_run_tells_failures_first_and_what_waits() -> None:
    results = (
        made.accepted(made.price()),
        Result(change=made.text(5), outcome=Outcome.REJECTED, code="E_REFUSED", params={"reasons": "title: quá dài"}),
        Result(change=made.stock(2), outcome=Outcome.WAITING, code="E_TOO_FAST"),
        Result(change=made.create(9), outcome=Outcome.ACCEPTED, code="found-after-lost-answer"),
    )
    told = shown(made.run(*results))
    order_of(
        told,
        "Lần chạy 21/11/2026 08:30: 2 thay đổi đã lên gian hàng. 1 mục cần bạn xem.",
        "Cần bạn xem (1)",
        "title: quá dài",
        "Đăng mới (1)",
        "Đổi giá (1)",
        "Còn chờ (1)",
        "Đã tìm thấy sau khi mất câu trả lời",
    )
    assert "1 phút 12 giây" in told
    assert "2 ảnh tải lên" in told


def test_a_run_that_stopped_says_why() -> None:
    told = shown(made.run(ending="stopped", stop_code="E_CONSENT_NEEDED"))
    assert "chưa làm được gì" in told
    assert "Phải dừng giữa chừng" in told
    assert "E_CONSENT" not in told
    assert "Không có gì phải gửi" not in told
    assert "Không có việc gì cần bạn xem" not in told


def test_the_line_of_each_shop_says_why_it_stopped() -> None:
    """`ocop report` of several shops shows nothing else of their runs."""
    stopped = made.run(ending="stopped", stop_code="E_DISK_FULL", stop_params={"path": "/nhật ký"})
    console = make_console(file := io.StringIO(), width=300)
    show_shop_lines([stopped, made.run(shop="hai")], "vi", console)
    one, other = file.getvalue().splitlines()[-2:]
    assert "Ổ đĩa đã đầy (/nhật ký)" in one
    assert "Ổ đĩa" not in other


def test_what_waits_tells_until_when_the_soonest_first() -> None:
    late, soon = ("2026-12-05T00:00:00+00:00", "2026-11-25T00:00:00+00:00")
    results = [
        Result(change=made.stock(number), outcome=Outcome.WAITING, code="E_PROMOTION", params={"until": until})
        for number, until in ((2, late), (3, soon))
    ]
    order_of(shown(made.run(*results)), "Còn chờ (2)", "25/11/2026 07:00", "05/12/2026 07:00")


def test_several_shops_end_with_a_line_for_each() -> None:
    stream = io.StringIO()
    refused = Result(change=made.text(), outcome=Outcome.REJECTED, code="E_REFUSED")
    reports = [made.run(made.accepted(made.price())), made.run(refused, shop="lazada-thoi-nang")]
    show_runs(reports, "vi", make_console(stream, width=100))
    last = stream.getvalue().splitlines()[-2:]
    assert last == [
        "shopee-thoi-nang: Đã chạy xong. Đã gửi 1 thay đổi.",
        "lazada-thoi-nang: Đã chạy xong. Đã gửi 0 thay đổi, 1 mục cần bạn xem.",
    ]


def test_reasons_of_one_family_stand_under_one_heading() -> None:
    codes = ("HOLD_ALCOHOL_REVIEW", "HOLD_SERVICE_NOT_SHIPPABLE", "CHANNEL_NOT_WANTED")
    told = shown(made.plan(notices=tuple(Notice(code=code, title=f"Sản phẩm {code[-5:]}") for code in codes)))
    order_of(told, "Đang tạm giữ (2)", "có cồn", "dịch vụ du lịch", "Không bán trên sàn này (1)")


def everything() -> Plan:
    changes = (made.badge_off(), made.unlist(), made.price(), made.stock(), made.text(), made.create())
    return made.plan(*changes, notices=(made.false_star(), made.drift()), trips=(made.trip(),))


@pytest.mark.parametrize("width", [30, 40, 80])
def test_a_narrow_window_wraps_and_loses_nothing(width: int) -> None:
    told = shown(everything(), width=width)
    assert max(map(cell_len, told.splitlines())) <= width
    flat = "".join(told.split())
    assert "--allowreprice=40" in flat
    assert "Chươngtrìnhgiữnguyênnhưgianhàng." in flat


@given(
    st.text(st.sampled_from("aăâặệơữđ̣̉́Ệ 寿🍜\u200b"), max_size=80),
    st.integers(min_value=24, max_value=160),
)
def test_no_title_whatever_its_letters_makes_a_line_too_wide(title: str, width: int) -> None:
    change = made.price().model_copy(update={"title": unicodedata.normalize("NFD", title)})
    told = shown(made.plan(change, made.text().model_copy(update={"title": title})), width=width)
    assert max(map(cell_len, told.splitlines())) <= width


def test_what_is_redirected_has_no_colour_and_draws_no_lines() -> None:
    told = shown(everything())
    assert "\x1b" not in told
    assert not any("\u2500" <= letter <= "\u257f" for letter in told)


def test_no_line_ends_in_blanks() -> None:
    assert [
        line for line in shown(made.plan(made.price(), notices=(made.drift(),))).splitlines() if line.endswith(" ")
    ] == []


def test_markup_in_a_title_is_text() -> None:
    change = made.price().model_copy(update={"title": "[red]Chè[/red] :star: \x1b[2J"})
    told = shown(made.plan(change))
    assert "[red]Chè[/red] :star:" in told
    assert "\x1b" not in told


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252", "ascii", "utf-8"])
def test_a_redirected_stream_of_any_code_page_takes_a_whole_plan(encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    show_plan(everything(), "vi", make_console(stream, width=80))
    stream.flush()
    told = raw.getvalue().decode(encoding)
    assert "--allow" in told
    assert "\x1b" not in told


def test_vietnamese_survives_the_windows_vietnamese_code_page() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="cp1258")
    show_plan(made.plan(), "vi", make_console(stream, width=100))
    stream.flush()
    told = unicodedata.normalize("NFC", raw.getvalue().decode("cp1258"))
    assert "Không có gì phải gửi. Gian hàng đã đúng như bảng." in told
    assert "?" not in told


def test_ascii_gets_plain_letters() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    show_plan(made.plan(made.price()), "vi", make_console(stream, width=100))
    stream.flush()
    assert "12.000 d  ->  15.000 d  +25 %" in raw.getvalue().decode("ascii")


def test_no_color_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    stream = io.StringIO()
    show_plan(made.plan(made.price()), "vi", make_console(stream, width=80))
    assert "\x1b[3" not in stream.getvalue()


def test_everything_is_nfc() -> None:
    change = made.price().model_copy(update={"title": unicodedata.normalize("NFD", "Chè Thái Nguyên")})
    told = shown(made.plan(change))
    assert unicodedata.is_normalized("NFC", told)
    assert "Chè Thái Nguyên" in told
