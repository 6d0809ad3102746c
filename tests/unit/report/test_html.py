"""The page: one file, nothing loaded, nothing escaped wrongly, false stars first, readable pictures inside."""

import io
import os
import re
import unicodedata
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from connector.report.html import page_html, write_html
from connector.report.page import Expiry, HtmlReport, ProductFacts, ShopSection, cards_of
from connector.sync import Change, Notice, Outcome, Result, Severity

from . import made


def jpeg() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), "green").save(stream, "JPEG")
    return stream.getvalue()


def report(*results: Result, lang: str = "vi", **more: object) -> HtmlReport:
    run = made.run(*results, **{name: more.pop(name) for name in ("notices", "trips") if name in more})
    section = ShopSection(report=run, cards=cards_of(run, "vi"), **more)  # type: ignore[arg-type]
    return HtmlReport(title="Hợp tác xã Thời Nắng", day=made.DAY, sections=(section,), lang=lang)  # type: ignore[arg-type]


def titled(title: str) -> Change:
    return made.price().model_copy(update={"title": title})


class Outline(HTMLParser):
    """Every tag with its attributes; fails on a tag that is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(page: str) -> Outline:
    seen = Outline()
    seen.feed(page)
    assert seen.open == []
    return seen


def full() -> HtmlReport:
    refused = Result(change=made.text(9), outcome=Outcome.REJECTED, code="E_REFUSED", params={"reasons": "quá dài"})
    done = [made.accepted(change) for change in (made.badge_off(), made.price(), made.create())]
    return report(
        *done,
        refused,
        notices=(Notice(code="deleted-in-shop", severity=Severity.PERSON, title="Giỏ tre"), made.false_star()),
        pictures={"P004": (jpeg(), jpeg())},
        expiries=(Expiry("Mật ong", "M-1", 5, "12/QĐ", date(2027, 1, 9)), Expiry("Cốm", "C-1", 3, "9/QĐ", made.DAY)),
        calls=31,
    )


def test_the_policy_forbids_everything_but_inline_style_and_data_pictures() -> None:
    tags = outline(page_html(full())).tags
    (policy,) = [given["content"] for tag, given in tags if given.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
    assert not [tag for tag, _ in tags if tag in ("script", "link", "iframe", "form", "object")]


def test_nothing_is_loaded_from_anywhere() -> None:
    page = page_html(full())
    assert not re.search(r"https?:|url\(|@import", page)
    sources = [given["src"] for tag, given in outline(page).tags if tag == "img"]
    assert sources
    assert all(source and source.startswith("data:image/jpeg;base64,") for source in sources)


@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", '"><img src=x onerror=1>', "</style></title><b>", "&lt;b&gt;"]
)
def test_what_a_sheet_or_shop_says_is_text(evil: str) -> None:
    notice = Notice(code="blocked", severity=Severity.PERSON, title=evil, skus=(evil,), params={"reason": evil})
    page = page_html(report(made.accepted(titled(evil)), notices=(notice,)))
    assert evil not in page
    tags = outline(page).tags
    assert not [tag for tag, _ in tags if tag in ("script", "img")]
    assert len([tag for tag, _ in tags if tag == "style"]) == 1


def test_false_stars_stand_before_everything_else() -> None:
    page = page_html(full())
    assert page.index("Sao không còn hiệu lực") < page.index("Giỏ tre") < page.index("Sản phẩm có thay đổi")


def test_cards_come_in_the_sending_order_with_before_and_after() -> None:
    page = page_html(full())
    assert page.index("Gỡ hoặc hạ huy hiệu sao</p>") < page.index("Đổi giá</p>") < page.index("Đăng mới</p>")
    assert "<s>12.000 đ</s>" in page
    assert "<b>15.000 đ</b>" in page


def test_a_refused_change_says_so_and_is_not_counted_as_done() -> None:
    page = page_html(full())
    assert "quá dài" in page
    assert not re.search(r"<dt>Sửa nội dung</dt>", page)


def test_stars_and_expiry_are_shown_and_nearest_expiries_first() -> None:
    page = page_html(full())
    assert "★★★★" in page
    assert "hiệu lực trước ngày 01/03/2027" in page
    assert page.index("hết hạn hôm nay") < page.index("còn 49 ngày")


def test_what_the_caller_knows_of_a_product_is_shown() -> None:
    run = made.run(made.accepted(made.price()))
    facts = {"P001": ProductFacts(star=5, prices=(15_000, 40_000))}
    section = ShopSection(report=run, cards=cards_of(run, "vi", facts))
    page = page_html(HtmlReport(title="x", day=made.DAY, sections=(section,)))
    assert "★★★★★" in page
    assert "15.000 – 40.000 đ" in page


def test_a_quiet_run_says_that_nothing_changed() -> None:
    page = page_html(report())
    assert "Không có sản phẩm nào thay đổi." in page
    assert "Không có việc gì cần bạn xem." in page


def test_the_language_is_declared_and_used() -> None:
    assert page_html(report(lang="vi")).startswith('<!doctype html>\n<html lang="vi">')
    english = page_html(report(lang="en"))
    assert '<html lang="en">' in english
    assert "No product changed." in english


def test_bytes_that_are_no_picture_become_words() -> None:
    page = page_html(report(made.accepted(made.price()), pictures={"P001": (b"GIF89a", None)}))
    assert "<img" not in page
    assert "chưa có ảnh" in page


def test_the_page_is_nfc_and_without_control_characters() -> None:
    page = page_html(report(made.accepted(titled(unicodedata.normalize("NFD", "Chè\x00 Thái Nguyên \ud800")))))
    assert unicodedata.is_normalized("NFC", page)
    assert "Chè Thái Nguyên" in page
    assert "\x00" not in page
    page.encode("utf-8")


def test_it_is_written_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "báo cáo" / "report.html"
    assert write_html(path, full()) == path
    assert write_html(path, report()) == path
    assert path.read_text(encoding="utf-8") == page_html(report())
    assert [file.name for file in path.parent.iterdir()] == ["report.html"]


def test_a_page_open_elsewhere_is_kept_and_the_new_one_numbered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")
    replace = os.replace

    def held(source: Path, target: Path) -> None:
        if target == path:
            raise PermissionError(13, "open elsewhere")
        replace(source, target)

    monkeypatch.setattr(os, "replace", held)
    beside = write_html(path, full())
    assert beside.name == "report-2.html"
    assert path.read_text(encoding="utf-8") == "old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["report-2.html", "report.html"]
