"""A co-op's week on a shop in memory: plan, sync, edit, apply, why, status, report; and what each exit code is for."""

from pathlib import Path

import orjson
import pytest

import adapters.memory as memory
from adapters.memory import MemoryShop
from connector.clock import SystemClock
from connector.run import State
from tests.coop import Coop

from .conftest import Run

DAY = ("--day", "2026-11-21")


def shop_of(name: str) -> MemoryShop:
    """The marketplace's side of a shop."""
    return memory._shops.setdefault(name, MemoryShop(SystemClock(), name))


def test_plan_sync_and_a_second_sync_that_sends_nothing(ocop: Run, coop: Coop) -> None:
    plan = ocop("plan", *DAY, "--json")
    assert (plan.code, plan.json["schema"], plan.json["counts"]) == (0, "ocop/plan@1", {"create": 3})
    assert shop_of(coop.shop).items == {}
    first = ocop("sync", *DAY, "--json")
    assert (first.code, first.json["schema"], first.json["counts"]) == (0, "ocop/run@1", {"create": 3})
    writes = len(shop_of(coop.shop).history)
    second = ocop("sync", *DAY)
    assert second.code == 0
    assert len(shop_of(coop.shop).history) == writes
    assert "3 giữ nguyên" in second.out
    assert second.err == ""


def test_a_plan_file_is_applied_once(ocop: Run, coop: Coop) -> None:
    ocop("sync", *DAY)
    coop.row("LUA-01")["Giá bán"] = "690000"
    coop.write()
    saved = ocop("plan", coop.shop, *DAY, "--out", "xem trước.json")
    assert saved.code == 0
    assert "690.000 đ" in saved.out
    assert ocop("apply", "xem trước.json", *DAY, "--json").json["counts"] == {"price": 1}
    again = ocop("apply", "xem trước.json", *DAY, "--json")
    assert again.code == 3
    assert [notice["skus"] for notice in again.json["notices"] if notice["code"] == "moved"] == [["LUA-01"]]
    assert ocop("apply", "xem trước.json").code == 2


def test_a_plan_file_that_somebody_edited_or_that_is_none(ocop: Run, coop: Coop) -> None:
    ocop("plan", *DAY, "--out", "p.json")
    text = (coop.folder / "p.json").read_text("utf-8")
    (coop.folder / "p.json").write_text(text.replace("680000", "980000"), encoding="utf-8")
    for name in ("p.json", "ocop.toml", "không có.json"):
        said = ocop("apply", name, *DAY)
        assert (said.code, said.out) == (2, "")
        assert said.err.strip()
    assert shop_of(coop.shop).items == {}


def test_one_file_holds_one_shops_plan(ocop: Run, coop: Coop) -> None:
    coop.configure(shops=(coop.shop, f"{coop.shop}-2"))
    said = ocop("plan", *DAY, "--out", "p.json")
    assert said.code == 2
    assert coop.shop in said.err
    assert not (coop.folder / "p.json").exists()


def test_a_refused_row_is_named_and_costs_nothing(ocop: Run, coop: Coop) -> None:
    coop.configure(extra="[guards]\nrefused = 60")
    ocop("sync", *DAY)
    before = dict(shop_of(coop.shop).items)
    coop.row("LUA-01")["Giá bán"] = "liên hệ"
    coop.write()
    said = ocop("sync", *DAY)
    assert said.code == 3
    shown = " ".join(said.out.split())
    assert "sản phẩm.csv, dòng 2, cột «Giá bán»: Không hiểu giá «liên hệ»" in shown
    assert "giữ nội dung tốt gần nhất" in shown
    assert shop_of(coop.shop).items == before


def test_the_photo_folder_renamed_changes_nothing(ocop: Run, coop: Coop) -> None:
    ocop("sync", *DAY)
    before = dict(shop_of(coop.shop).items)
    (coop.folder / "ảnh").rename(coop.folder / "ảnh cũ")
    said = ocop("sync", *DAY)
    assert said.code == 3
    assert "lua-01_1.png" in said.out
    assert shop_of(coop.shop).items == before


def test_a_tripped_guard_is_four_and_its_option_lets_it_through(ocop: Run, coop: Coop) -> None:
    coop.configure(extra="[guards]\nreprice = { count = 1, percent = 0 }")
    ocop("sync", *DAY)
    for row in coop.rows:
        row["Giá bán"] = "777000"
    coop.write()
    (coop.folder / "ocop.toml").write_text(
        coop.config.read_text("utf-8").replace(
            "percent = 0 }", "percent = 0 }\nprice_jump = { above = 99.0, below = 0.01 }"
        ),
        encoding="utf-8",
    )
    stopped = ocop("sync", *DAY)
    assert stopped.code == 4
    assert "--allow reprice=3" in stopped.out
    assert ocop("plan", *DAY).code == 4
    assert ocop("sync", *DAY, "--allow", "reprice=2").code == 4
    let = ocop("sync", *DAY, "--allow", "reprice=3", "--json")
    assert (let.code, let.json["counts"]) == (0, {"price": 3})


def test_an_unknown_guard_names_the_nearest(ocop: Run) -> None:
    said = ocop("sync", *DAY, "--allow", "reprise=3")
    assert said.code == 2
    assert "«reprice»" in said.err


def test_only_takes_skus_as_people_type_them(ocop: Run) -> None:
    said = ocop("sync", *DAY, "--only", "lua-01", "--json")
    assert said.json["counts"] == {"create": 1}
    wrong = ocop("sync", *DAY, "--only", "LUA-1", "--json")
    assert (wrong.code, wrong.json["code"], wrong.json["params"]["nearest"]) == (2, "E_SKU_UNKNOWN", "LUA-01")


def test_several_shops_one_of_which_fails(ocop: Run, coop: Coop) -> None:
    bad, good = coop.shop, f"{coop.shop}-2"
    coop.configure(shops=(bad, good))
    shop_of(bad).fault = lambda call: "stop" if call == "identity" else None
    plans = ocop("plan", *DAY, "--json")
    assert (plans.code, plans.json["schema"]) == (5, "ocop/plans@1")
    runs = ocop("sync", *DAY, "--json")
    assert (runs.code, runs.json["schema"], runs.json["exit_code"]) == (5, "ocop/runs@1", 5)
    assert [run["ending"] for run in runs.json["shops"]] == ["stopped", "done"]
    alone = ocop("sync", bad, *DAY)
    assert alone.code == 6
    assert "người bán đồng ý" in alone.out


def test_a_shop_held_by_another_run_is_seven(ocop: Run, coop: Coop) -> None:
    with State(coop.state).holding(coop.shop):
        said = ocop("sync", *DAY)
        assert (said.code, said.out) == (7, "")
        assert coop.shop in said.err
        assert "Một lần chạy khác" in ocop("doctor").out


def test_a_deadline_that_has_passed_is_eight(ocop: Run) -> None:
    assert ocop("sync", *DAY, "--deadline", "0.001s").code == 8


def test_a_live_shop_is_confirmed_by_name(ocop: Run, coop: Coop) -> None:
    coop.config.write_text(coop.config.read_text("utf-8").replace('"mock"', '"live"'), encoding="utf-8")
    assert ocop("sync", *DAY).code == 2
    unsure = ocop("sync")
    assert unsure.code == 2
    assert f"--confirm-live {coop.shop}" in unsure.err
    assert ocop("sync", "--confirm-live", "khác").code == 2
    assert shop_of(coop.shop).items == {}
    assert ocop("sync", "--confirm-live", coop.shop).code in (0, 3)
    assert len(shop_of(coop.shop).items) == 3


def test_why_says_cell_rule_limit_and_source(ocop: Run, coop: Coop) -> None:
    assert ocop("why", "LUA-01").code == 2
    ocop("sync", *DAY)
    said = ocop("why", "lua-01", "--field", "title", "--shop", coop.shop, *DAY)
    assert said.code == 0
    for part in (
        "Khăn lụa tơ tằm hoa sen",
        "sản phẩm.csv:2:Tên sản phẩm",
        "mappings/memory/text.toml:title.text",
        "1–255 ký tự",
        "facts: memory",
    ):
        assert part in said.out
    (field,) = ocop("why", "LUA-01", "--field", "price", *DAY, "--json").json["fields"]
    assert (field["value"], field["source"]) == (680_000, "sản phẩm.csv:2:Giá bán")


def test_status_and_report_remember(ocop: Run, coop: Coop) -> None:
    assert ocop("report").code == 2
    before = ocop("status", *DAY, "--json").json
    assert (before["shops"][0]["runs"], before["catalogue"]["products"]) == ([], 4)
    ran = ocop("sync", *DAY, "--json").json
    after = ocop("status", *DAY, "--json").json["shops"][0]
    assert (after["bound"], after["open_intents"], after["runs"][0]["run"]) == (3, 0, ran["run"])
    told = ocop("report", ran["run"][:10], "--json").json
    assert (told["run"], told["counts"]) == (ran["run"], {"create": 3})
    assert "Khăn lụa tơ tằm hoa sen" in ocop("report").out
    assert ocop("report", "1999").code == 2
    shown = ocop("status", *DAY)
    assert "Đang theo dõi 3 sản phẩm" in shown.out
    assert "MIEN-0007" in shown.out


def test_status_survives_sheets_that_cannot_be_read(ocop: Run, coop: Coop) -> None:
    coop.products.unlink()
    said = ocop("status", *DAY)
    assert said.code == 0
    assert "sản phẩm.csv" in said.out
    assert coop.shop in said.out


def test_the_page_is_written_whole_or_said_not_to_be(ocop: Run, coop: Coop) -> None:
    assert ocop("sync", *DAY, "--html", "báo cáo/trang.html").code == 0
    page = (coop.folder / "báo cáo" / "trang.html").read_text("utf-8")
    assert "Khăn lụa tơ tằm hoa sen" in page
    assert "data:image/jpeg" in page
    (coop.folder / "tệp").write_text("", encoding="utf-8")
    said = ocop("report", "--html", "tệp/trang.html")
    assert said.code == 2


def test_reports_are_kept_up_to_sixty(ocop: Run, coop: Coop) -> None:
    ocop("sync", *DAY)
    folder = coop.state / "reports"
    (kept,) = folder.glob("*.json")
    for number in range(70):
        (folder / f"20250101T0000{number:02}-x.json").write_bytes(kept.read_bytes())
    ocop("sync", *DAY)
    names = sorted(path.name for path in folder.glob("*.json"))
    assert len(names) == 60
    assert kept.name in names


def test_no_listing_body_is_kept_in_a_report(ocop: Run, coop: Coop) -> None:
    ocop("sync", *DAY)
    (kept,) = (coop.state / "reports").glob("*.json")
    assert all("listing" not in result["change"] for result in orjson.loads(kept.read_bytes())["results"])


def test_a_fault_of_ours_is_one_line_and_one(ocop: Run, coop: Coop, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("1/0 with access_token=geheim123")

    monkeypatch.setattr("connector.run.shops.plan_shop", broken)
    said = ocop("sync", *DAY)
    assert said.code == 1
    assert "ZeroDivisionError" in said.err
    assert "Traceback" not in said.err
    assert str(coop.state) in said.err
    log = (coop.state / "logs" / "ocop.log").read_text("utf-8")
    assert "Traceback" in log
    assert "geheim123" not in log + said.err


def test_doctor_finds_what_is_wrong_and_says_what_to_do(ocop: Run, coop: Coop, tmp_path: Path) -> None:
    fine = ocop("doctor", "--json")
    assert (fine.code, {one["verdict"] for one in fine.json["checks"]}) == (0, {"ok"})
    (coop.folder / "ảnh").rename(coop.folder / "đi đâu rồi")
    coop.products.unlink()
    broken = ocop("doctor")
    assert broken.code == 2
    assert broken.out.count("✗") == 3
    shop_of(coop.shop).fault = lambda _call: "throttle"
    coop.set_up()
    silent = ocop("doctor", "--json")
    assert (silent.code, silent.json["checks"][-1]["verdict"]) == (6, "unreachable")
    assert ocop("doctor", "--config", tmp_path / "không có").code == 2


def test_doctor_names_missing_credentials_and_never_shows_them(ocop: Run, coop: Coop) -> None:
    text = coop.config.read_text("utf-8").replace('"memory"', '"shopee"') + 'credentials = "file:khóa.json"\n'
    coop.config.write_text(text + 'base_url = "http://127.0.0.1:9"\n', encoding="utf-8")
    assert "khóa.json" in ocop("doctor").out
    (coop.folder / "khóa.json").write_text('{"partner_key": "bí-mật-12345", "shop_id": 5}', encoding="utf-8")
    said = ocop("doctor")
    assert said.code == 2
    assert "Mã đối tác" in said.out
    assert "bí-mật-12345" not in said.out + said.err
