"""What a person sees: order, cuts, empty states, and no stream or title that can break it."""

import io
import unicodedata

import pytest

from connector.messages import Language
from connector.report.console import make_console
from connector.report.terminal import show_plan, show_run, show_runs
from connector.sync import Notice, Outcome, Plan, Result, RunReport, Severity

from . import made


def shown(what: Plan | RunReport, lang: Language = "vi", width: int = 100) -> str:
    stream = io.StringIO()
    console = make_console(stream, width=width)
    if isinstance(what, Plan):
        show_plan(what, lang, console)
    else:
        show_run(what, lang, console)
    return stream.getvalue()


def order_of(text: str, *parts: str) -> list[int]:
    places = [text.index(part) for part in parts]
    assert places == sorted(places), text
    return places


def test_an_empty_plan_says_that_there_is_nothing_to_send() -> None:
    told = shown(made.plan(unchanged=163, listings=163))
    assert "Không có gì phải gửi" in told
    assert "163 giữ nguyên" in told


def test_a_word_on_a_whole_file_needs_no_product_line() -> None:
    where = {"file": "sản phẩm.xlsx", "sheet": "Hàng"}
    word = Notice(code="W_SHEET_HIDDEN_ROWS", params={**where, "count": 8, "rows": "23, 24"})
    lines = shown(made.plan(notices=(word,)), width=200).splitlines()
    at = next(number for number, line in enumerate(lines) if "sản phẩm.xlsx" in line)
    assert lines[at].startswith("  sản phẩm.xlsx")
    assert lines[at - 1].strip()


def test_groups_come_in_the_sending_order_behind_what_needs_a_person() -> None:
    changes = (made.create(), made.text(), made.stock(), made.price(), made.unlist(), made.badge_off())
    told = shown(made.plan(*changes, notices=(made.drift(), made.false_star())))
    order_of(
        told,
        "Sao không còn hiệu lực",
        "Gỡ hoặc hạ huy hiệu sao (1)",
        "Ẩn khỏi gian hàng (1)",
        "Đổi giá (1)",
        "Đổi tồn kho (1)",
        "Sửa nội dung (1)",
        "Đăng mới (1)",
        "Đã sửa tay trên gian hàng (1)",
    )


def test_false_stars_come_before_everything_else_that_needs_a_person() -> None:
    other = Notice(code="deleted-in-shop", severity=Severity.PERSON, title="Giỏ tre", skus=("G-1",))
    order_of(shown(made.plan(notices=(other, made.false_star()))), "Cốm làng Vòng", "Giỏ tre")


def test_before_and_after_of_a_price_stand_on_its_line() -> None:
    assert "P001-01  Mật ong hoa bạc hà 1    giá: 12.000 đ → 15.000 đ" in shown(made.plan(made.price()))


def test_a_long_list_is_cut_and_says_by_how_much() -> None:
    told = shown(made.plan(*(made.price(number) for number in range(1, 161))))
    assert "Đổi giá (160)" in told
    assert "và 150 mục nữa" in told
    assert "P010-01" in told
    assert "P011-01" not in told


def test_a_guard_is_a_block_with_its_option_and_nothing_is_said_to_be_sent() -> None:
    told = " ".join(shown(made.plan(made.price(), trips=(made.trip(),)), width=300).split())
    assert "Chốt an toàn đã dừng lại" in told
    assert "--allow reprice=40" in told
    assert "Không gửi gì lên gian hàng." in told


def test_behind_a_guard_the_calendars_changes_are_announced() -> None:
    told = shown(made.plan(made.price(), made.badge_off(), trips=(made.trip(),)), "en")
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
        told, "Cần bạn xem (1)", "title: quá dài", "Đổi giá (1)", "Còn chờ (1)", "Đã tìm thấy sau khi mất câu trả lời"
    )
    assert "1 phút 12 giây" in told
    assert "2 ảnh tải lên" in told


def test_a_run_that_stopped_says_why() -> None:
    told = shown(made.run(ending="stopped", stop_code="E_CONSENT_NEEDED"))
    assert "Phải dừng giữa chừng" in told
    assert "E_CONSENT" not in told
    assert "Không có gì phải gửi" not in told


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
    assert max(map(len, told.splitlines())) <= width
    flat = "".join(told.replace("│", "").split())
    assert "--allowreprice=40" in flat
    assert "Chươngtrìnhgiữnguyên." in flat


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
    assert "gia: 12.000 d -> 15.000 d" in raw.getvalue().decode("ascii")


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
