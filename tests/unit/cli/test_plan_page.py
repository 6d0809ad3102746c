"""``ocop plan`` and ``ocop report`` for people: the page with pictures, --all, what to type next, what ends soon."""

import re
import shlex
from pathlib import Path

import pytest

from connector.cli import thumbnails
from tests.coop import NOODLES, Coop

from .conftest import Run

DAY = ("--day", "2026-11-21")


def pictures(page: str) -> int:
    return page.count('src="data:image/jpeg;base64,')


def crowded(coop: Coop, count: int) -> None:
    """``count`` more products, all with the photo of one."""
    for number in range(count):
        coop.rows.append(NOODLES | {"Mã SP": f"THEM-{number:03d}", "Tên sản phẩm": f"Miến dong loại {number}"})
    coop.write()


def test_a_plan_as_a_page_shows_each_new_product_with_its_picture_and_sends_nothing(coop: Coop, ocop: Run) -> None:
    said = ocop("plan", *DAY, "--html", "xem trước/trang.html")
    assert said.code == 0, said.err
    page = (coop.folder / "xem trước" / "trang.html").read_text("utf-8")
    assert "Bản xem trước" in page
    assert page.count("<article") == pictures(page) == 3
    assert f'href="#s1-create"><b>{3}</b>' in page
    assert ocop("plan", *DAY, "--json").json["counts"]["create"] == 3


def test_the_page_of_a_plan_shows_the_badge_go_before_it_goes(coop: Coop, ocop: Run) -> None:
    ocop("sync", *DAY)
    ocop("plan", "--day", "2027-02-13", "--html", "trang.html")
    page = (coop.folder / "trang.html").read_text("utf-8")
    part = page[page.index('id="s1-badge_off"') :]
    row = part[: part.index("</article>")]
    assert pictures(row) == 2
    before, after = re.findall(r'src="([^"]+)"', row)
    assert before != after
    assert "MAU-OCOP-2024-01 chỉ có hiệu lực trước ngày 13/02/2027" in row


def test_a_page_does_without_the_pictures_that_cannot_be_made(
    coop: Coop, ocop: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> bytes:
        raise OSError

    monkeypatch.setattr(thumbnails, "thumbnail", failing)
    assert ocop("plan", *DAY, "--html", "trang.html").code == 0
    page = (coop.folder / "trang.html").read_text("utf-8")
    assert pictures(page) == 0
    assert page.count("chưa có ảnh") == 3


def test_a_page_may_go_with_json_and_leaves_it_as_it_is(coop: Coop, ocop: Run) -> None:
    plain = ocop("plan", *DAY, "--json").json
    paged = ocop("plan", *DAY, "--json", "--html", "trang.html").json
    assert paged["schema"] == "ocop/plan@1"
    assert {**paged, "made_at": ""} == {**plain, "made_at": ""}
    assert (coop.folder / "trang.html").exists()


def test_a_page_that_cannot_be_written_says_so(coop: Coop, ocop: Run) -> None:
    (coop.folder / "tệp").write_text("", encoding="utf-8")
    said = ocop("plan", *DAY, "--html", "tệp/trang.html")
    assert said.code == 2
    assert "trang.html" in said.err


def test_all_opens_what_is_folded(coop: Coop, ocop: Run) -> None:
    crowded(coop, 12)
    folded = ocop("plan", *DAY).out
    assert "Đăng mới (15)" in folded
    assert "… và 5 mục nữa" in folded
    whole = ocop("plan", *DAY, "--all").out
    assert "THEM-011" in whole
    assert "mục nữa" not in whole


def test_the_command_to_type_next_does_what_was_looked_at(coop: Coop, ocop: Run) -> None:
    said = ocop("plan", *DAY, "--only", "LUA-01", "--allow", "reprice=4")
    line = next(line for line in said.out.splitlines() if line.startswith("  ocop sync "))
    words = shlex.split(line)[1:]
    assert words[:2] == ["sync", coop.shop]
    assert ocop(*words).code == 0
    assert ocop("plan", *DAY, "--json").json["counts"] == {"create": 2}


def test_a_saved_plan_is_what_is_to_be_sent_next(coop: Coop, ocop: Run) -> None:
    said = ocop("plan", *DAY, "--out", "kế hoạch.json")
    line = next(line for line in said.out.splitlines() if line.startswith("  ocop apply "))
    assert ocop(*shlex.split(line)[1:]).code == 0
    assert ocop("plan", *DAY, "--json").json["counts"] == {}


def test_behind_a_guard_nobody_is_told_to_go_on(coop: Coop, ocop: Run) -> None:
    ocop("sync", *DAY)
    coop.rows[:] = coop.rows[:1]
    coop.write()
    said = ocop("plan", *DAY)
    assert said.code == 4
    assert "  ocop sync" not in said.out
    assert "--allow halved=" in said.out


def test_a_run_begins_with_how_it_went_and_ends_with_what_to_type(coop: Coop, ocop: Run) -> None:
    coop.row("LUA-01")["Giá bán"] = "liên hệ"
    crowded(coop, 4)
    lines = ocop("sync", *DAY).out.strip().splitlines()
    assert lines[1].startswith("Lần chạy ")
    assert lines[1].endswith("6 thay đổi đã lên gian hàng. 1 mục cần bạn xem.")
    assert any(line.startswith(f"  ocop plan {coop.shop}") for line in lines[-6:])
    assert any("--html report.html" in line for line in lines[-6:])


def test_a_run_that_a_guard_stopped_says_so_in_its_first_sentence(coop: Coop, ocop: Run) -> None:
    coop.row("LUA-01")["Giá bán"] = "liên hệ"
    coop.write()
    assert "chốt an toàn đã dừng lại, 0 thay đổi" in ocop("sync", *DAY).out.strip().splitlines()[1]


def test_certificates_that_end_soon_stand_in_plan_and_report(coop: Coop, ocop: Run) -> None:
    ocop("sync", "--day", "2026-11-30")
    for told in (ocop("plan", "--day", "2026-11-30").out, ocop("report").out):
        part = told[told.index("Chứng nhận sắp hết hạn trong 30 ngày (1)") :]
        assert "MIEN-0007" in part.splitlines()[1]
        assert "còn 20 ngày" in part


def test_a_product_that_left_the_sheet_is_told_by_its_name_in_the_shop(coop: Coop, ocop: Run) -> None:
    ocop("sync", *DAY)
    coop.rows.remove(coop.row("TRA-01"))
    coop.write()
    told = ocop("plan", *DAY).out
    assert "TRA-01  Trà sen Tây Hồ" in told[told.index("Ẩn khỏi gian hàng (1)") :]


def test_the_report_of_a_run_needs_no_sheets(coop: Coop, ocop: Run) -> None:
    ocop("sync", *DAY)
    coop.products.unlink()
    said = ocop("report", "--html", "trang.html")
    assert said.code == 0, said.err
    assert "Đăng mới (3)" in said.out
    assert Path(coop.folder / "trang.html").read_text("utf-8").count("<article") == 3
