"""The page: one file, nothing loaded, nothing escaped wrongly, false stars first, readable pictures inside."""

import base64
import hashlib
import io
import os
import re
import unicodedata
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from connector.model import Group
from connector.report.html import page_html, write_html
from connector.report.page import (
    Expiry,
    HtmlReport,
    Known,
    Pictures,
    ProductFacts,
    ShopSection,
    outline_of_plan,
    outline_of_run,
)
from connector.report.parts import parts_of
from connector.sync import Change, ChangeKind, GroupChange, Notice, Outcome, Plan, Result, Severity

from . import made


def jpeg() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), "green").save(stream, "JPEG")
    return stream.getvalue()


def report(*results: Result, lang: str = "vi", **more: object) -> HtmlReport:
    run = made.run(*results, **{name: more.pop(name) for name in ("notices", "trips") if name in more})
    section = ShopSection(outline_of_run(run, lang), **more)  # type: ignore[arg-type]
    return HtmlReport(title="Hợp tác xã Thời Nắng", day=made.DAY, sections=(section,), lang=lang)  # type: ignore[arg-type]


def of_plan(plan: Plan, pictures: Pictures | None = None, known: Known | None = None) -> str:
    section = ShopSection(outline_of_plan(plan, "vi", known), pictures or {})
    return page_html(HtmlReport(title="Bản xem trước", day=made.DAY, sections=(section,)))


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
        if tag not in ("meta", "img", "br", "input"):
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


def test_the_policy_lets_only_our_own_script_run_and_loads_nothing() -> None:
    page = page_html(full())
    tags = outline(page).tags
    (policy,) = [given["content"] for tag, given in tags if given.get("http-equiv") == "Content-Security-Policy"]
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy is not None
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy
    assert "unsafe" not in policy
    assert not [tag for tag, given in tags if "style" in given]
    assert f"script-src 'sha256-{digest}';" in policy
    assert not [tag for tag, _ in tags if tag in ("link", "iframe", "form", "object")]
    assert not [name for _, given in tags for name in given if name.startswith("on")]


def test_without_its_script_everything_is_there_and_open() -> None:
    tags = outline(page_html(full())).tags
    (tools,) = [given for tag, given in tags if given.get("class") == "tools"]
    assert "hidden" in tools
    closed = [given["id"] for tag, given in tags if tag == "details" and "open" not in given]
    assert set(closed) <= {"s1-said", "s1-ended"}, "only what nobody has to check may be folded"


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
    assert "img" not in [tag for tag, _ in tags]
    assert [tag for tag, _ in tags if tag in ("script", "style")] == ["style", "script"]


def test_false_stars_stand_before_everything_else() -> None:
    page = page_html(full())
    assert page.index("Sao không còn hiệu lực") < page.index("Giỏ tre") < page.index('id="s1-create"')


def everything() -> Plan:
    changes = (made.create(), made.badge_off(), made.text(), made.price(), made.stock(), made.unlist())
    return made.plan(*changes, notices=(made.drift(), made.false_star()), trips=(made.trip(),), unchanged=80)


def test_every_change_of_a_plan_is_a_row_under_one_heading_and_every_count_leads_there() -> None:
    plan = everything()
    page = of_plan(plan)
    tags = outline(page).tags
    parts = [given["id"] for tag, given in tags if tag == "details" and "open" in given]
    assert parts == [f"s1-{name}" for name in ("create", "badge_off", "text", "price", "stock", "unlist")]
    assert len([tag for tag, _ in tags if tag == "article"]) == len(plan.changes)
    links = {given["href"] for tag, given in tags if tag == "a"}
    assert links == {f"#{part}" for part in parts} | {"#s1-needed"}
    tiles = re.findall(r"<b>(\d+)</b><span>([^<]+)</span></a>", page)
    assert sum(int(count) for count, name in tiles if name != "Cần bạn xem trước") == len(plan.changes)


def test_a_guard_stands_above_all_with_its_option() -> None:
    page = of_plan(everything())
    assert page.index("--allow reprice=40") < page.index("Cần bạn xem trước")
    assert "Chỉ gửi những thay đổi do giấy tờ hoặc chứng nhận hết hạn (1)" in page


def test_what_comes_and_goes_is_marked_by_sign_and_element_not_by_colour_alone() -> None:
    page = of_plan(made.plan(made.text(), made.price()))
    assert "<ins>+Mèo Vạc</ins>" in page
    assert "<del>12.000 đ</del>" in page
    assert "<ins>15.000 đ</ins>" in page
    assert "+25 %" in page


def test_both_sides_of_a_conflict_stand_beside_each_other_with_their_cell() -> None:
    params = {"shop": "Nón lá SALE", "ours": "Nón lá Chuông", "sent": "Nón lá"}
    notice = Notice(
        code="conflict", severity=Severity.PERSON, title="Nón", skus=("N-1",), group=Group.TITLE, params=params
    )
    known = Known(cells={("N-1", "title_vi"): "sp.csv:9:Tên"})
    page = of_plan(made.plan(notices=(notice,)), known=known)
    assert "<dt>Gian hàng</dt><dd> <span>Nón lá</span> <mark>SALE</mark></dd>" in page
    assert "<dt>Bảng</dt><dd> <span>Nón lá</span> <mark>Chuông</mark></dd>" in page
    assert "sp.csv, dòng 9, cột Tên" in page


def test_a_picture_that_changes_is_shown_before_and_after_and_another_once() -> None:
    page = of_plan(made.plan(made.badge_off(), made.price()), {"P003": (jpeg(), jpeg()), "P001": (jpeg(), jpeg())})
    assert page.count("<img") == 3
    assert page.count("<figcaption>") == 2


def test_a_star_that_the_sheet_lowered_is_not_blamed_on_a_certificate_that_still_counts() -> None:
    later = date(2027, 12, 29)
    for left, star, why in (
        (3, 3, "chỉ được ghi 3 sao"),
        (0, 0, "không còn hiệu lực hôm nay"),
        (0, 4, "không còn hiệu lực hôm nay"),  # the sheet states four, and `badge_requires` asks for more than its word
    ):
        facts = ProductFacts(star=star, cert_no="77/QĐ-UBND", expiry=later, ended=False)
        change = made.badge_off().model_copy(update={"listing": made.listing("P003", star=left)})
        (part,) = parts_of([change], "vi", Known({"P003": facts}))
        assert why in part.why
        assert "29/12/2027" not in part.why


def test_why_a_star_comes_off_names_the_certificate_and_its_day() -> None:
    facts = {"P003": ProductFacts(cert_no="77/QĐ-UBND", expiry=date(2026, 11, 20))}
    assert "77/QĐ-UBND chỉ có hiệu lực trước ngày 20/11/2026" in of_plan(
        made.plan(made.badge_off()), known=Known(facts)
    )


def test_a_page_that_says_why_a_run_stopped_does_not_say_that_nothing_needs_anybody() -> None:
    nothing = "Không có việc gì cần bạn xem"
    outlines = [
        outline_of_run(made.run(ending="stopped", stop_code="E_CONSENT_NEEDED"), "vi"),
        outline_of_run(made.run(ending="guarded", trips=(made.trip(),)), "vi"),
        outline_of_plan(made.plan(trips=(made.trip(),)), "vi"),
        outline_of_run(made.run(), "vi"),
    ]
    pages = [page_html(HtmlReport(title="x", day=made.DAY, sections=(ShopSection(one),))) for one in outlines]
    assert [nothing in page for page in pages] == [False, False, False, True]


def test_a_refused_change_needs_a_person_and_is_not_counted_as_done() -> None:
    page = page_html(full())
    assert "quá dài" in page
    assert 'id="s1-text"' not in page


def test_sections_of_several_shops_keep_their_addresses_apart() -> None:
    sections = tuple(ShopSection(outline_of_plan(made.plan(made.price(), shop=name), "vi")) for name in ("một", "hai"))
    tags = outline(page_html(HtmlReport(title="x", day=made.DAY, sections=sections))).tags
    ids = [given["id"] for _, given in tags if given.get("id")]
    assert len(ids) == len(set(ids))
    assert {"s1-price", "s2-price"} <= set(ids)


def grown(number: int) -> Change:
    """A different text each, long as stories are."""
    story = " ".join(f"Đoạn {n} kể chuyện làng nghề bên sông." for n in range(40))
    moved = GroupChange(before=story, after=story.replace(f"Đoạn {number % 40} ", f"Đoạn {number} viết lại "))
    return made.change(ChangeKind.UPDATE, number, groups={Group.DESCRIPTION: moved}, reason="content")


def test_two_hundred_products_with_pictures_stay_light() -> None:
    changes = [make(number) for number in range(1, 51) for make in (made.create, made.badge_off, made.price, grown)]
    changes = [one.model_copy(update={"id": f"c{n}", "product": f"P{n}"}) for n, one in enumerate(changes)]
    noise = Image.effect_noise((216, 216), 40).convert("RGB")
    stream = io.BytesIO()
    noise.save(stream, "JPEG", quality=80)
    pictures = {change.product: (None, stream.getvalue()[:6_000]) for change in changes}
    page = of_plan(made.plan(*changes), pictures)
    assert page.count("<article") == 200
    without = len(page.encode()) - sum(len(base64.b64encode(pair[1] or b"")) for pair in pictures.values())
    assert without < 400_000, "two kilobytes of words for each product"


def test_stars_and_expiry_are_shown_and_nearest_expiries_first() -> None:
    page = page_html(full())
    assert "★★★★" in page
    assert "hiệu lực trước ngày 01/03/2027" in page
    assert page.index("hết hạn hôm nay") < page.index("còn 49 ngày")


def test_what_has_ended_is_folded_below_what_ends_next() -> None:
    ends = (Expiry("Nón", "N-1", 3, "1/QĐ", date(2023, 1, 9)), Expiry("Mật ong", "M-1", 5, "12/QĐ", date(2027, 1, 9)))
    page = page_html(report(expiries=ends))
    assert page.index("còn 49 ngày") < page.index('id="s1-ended"') < page.index("đã quá 1412 ngày")


def test_what_the_caller_knows_of_a_product_is_shown() -> None:
    known = Known({"P005": ProductFacts(star=5, prices=(15_000, 40_000))})
    page = of_plan(made.plan(made.text()), known=known)
    assert "★★★★★" in page
    assert "15.000 – 40.000 đ" in page


def test_a_quiet_run_says_that_nothing_changed() -> None:
    page = page_html(report())
    assert "không có thay đổi nào lên gian hàng" in page
    assert "Không có việc gì cần bạn xem." in page


def test_the_language_is_declared_and_used() -> None:
    assert page_html(report(lang="vi")).startswith('<!doctype html>\n<html lang="vi">')
    english = page_html(report(lang="en"))
    assert '<html lang="en">' in english
    assert "no change reached the shop" in english


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
