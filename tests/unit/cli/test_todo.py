"""A shop kept by hand through the commands themselves, as on a real day."""

import pytest

from connector.run import State
from tests.coop import Coop

from .conftest import Run

SHOP = "zalo-htx"


@pytest.fixture
def by_hand(coop: Coop) -> Coop:
    coop.rows = [coop.row("LUA-01"), coop.row("TRA-01")]
    coop.write()
    head = coop.config.read_text(encoding="utf-8").partition("[[shop]]")[0]
    shop = f'[[shop]]\nname = "{SHOP}"\nmarketplace = "by_hand"\ncredentials = "folder:việc zalo"\n'
    coop.config.write_text(head + shop, encoding="utf-8")
    return coop


def test_from_the_sheet_to_a_task_to_a_tick_and_rest(by_hand: Coop, ocop: Run) -> None:
    place = by_hand.folder / "việc zalo"
    assert "không có việc gì" in ocop("todo").out
    first = ocop("sync")
    assert first.code == 0, first.err
    assert "còn 2 việc phải làm tay" in first.err
    pictures = place.glob("việc/*-khan-lua-to-tam-hoa-sen/*.jpg")
    assert sorted(path.name for path in pictures) == ["01.jpg", "02.jpg", "03.jpg"]
    assert "còn 2 việc phải làm tay" in ocop("plan").err
    assert "còn 2 việc phải làm tay" in ocop("status").out

    ticked = ocop("todo", SHOP, "--done", "lua-01")
    assert ticked.code == 0
    assert ticked.out.count("✓") == 1
    assert "đã đánh dấu xong 1 việc" in ticked.err
    told = ocop("todo", "--json").json
    assert told["schema"] == "ocop/todo@1"
    tasks = {one["skus"][0]: one for one in told["shops"][0]["tasks"]}  # in the order their pictures were ready
    assert (tasks["LUA-01"]["ticked"], tasks["TRA-01"]["ticked"]) == (True, False)
    assert ocop("todo", "--done", tasks["TRA-01"]["number"].lstrip("0")).code == 0
    assert ocop("sync").code == 0
    assert "không có việc gì" in ocop("todo").out
    assert "phải làm tay" not in ocop("plan").err


def test_what_names_no_task_ticks_nothing(by_hand: Coop, ocop: Run) -> None:
    ocop("sync")
    said = ocop("todo", "--done", "LUA-01", "--done", "KHONG-CO")
    assert said.code == 2
    assert "KHONG-CO" in said.err
    assert "LUA-01, TRA-01" in said.err
    assert not any(task["ticked"] for task in ocop("todo", "--json").json["shops"][0]["tasks"])
    assert ocop("todo", "--all-done").code == 0
    assert all(task["ticked"] for task in ocop("todo", "--json").json["shops"][0]["tasks"])


def test_where_no_shop_is_kept_by_hand(coop: Coop, ocop: Run) -> None:
    assert ocop("todo").code == 2
    assert "không có gian hàng nào làm tay" in ocop("todo").err
    assert "được máy cập nhật" in ocop("todo", coop.shop).err


def test_init_writes_a_shop_that_people_keep(coop: Coop, ocop: Run) -> None:
    coop.config.unlink()
    assert ocop("init", "--shop", "zalo", "--marketplace", "by_hand", "--products", "sản phẩm.csv").code == 0
    text = coop.config.read_text(encoding="utf-8")
    assert 'environment = "live"' in text
    assert 'credentials = "folder:làm tay zalo"' in text


LIES = ("đã lên gian hàng", "đã đúng như bảng", "Không cần làm gì", "gian hàng chưa hiện", "sàn đang duyệt")
"""What is true of shops that calls reach, and of none that people keep while tasks wait."""


def test_nothing_says_that_the_shop_shows_what_nobody_has_put_up(by_hand: Coop, ocop: Run) -> None:
    assert "2 thay đổi sẽ được ghi thành việc làm tay" in ocop("plan").out
    first = ocop("sync", "--html", "xong.html")
    assert "2 thay đổi đã ghi thành việc làm tay" in first.out
    page = (by_hand.folder / "xong.html").read_text("utf-8")
    assert "Còn 2 việc phải làm tay" in page
    assert f"ocop todo {SHOP}" in page
    told = [first.out, page, *(ocop(*words).out for words in (["plan"], ["sync"], ["report"], ["status"]))]
    told.append(ocop("why", "LUA-01").out)
    assert [lie for lie in LIES for text in told if lie in text] == []


def test_a_change_that_nobody_has_made_yet_is_told_as_a_task(by_hand: Coop, ocop: Run) -> None:
    ocop("sync")
    ocop("todo", "--all-done")
    by_hand.rows[0]["Tên sản phẩm"] = "Khăn lụa tơ tằm hoa sen Nhật Tân"
    by_hand.write()
    ocop("sync")
    said = ocop("plan").out
    assert "chưa ai đánh dấu xong" in said
    assert "chờ người làm trên gian hàng" in said
    assert [lie for lie in LIES if lie in said] == []
    english = ocop("--lang", "en", "plan").out
    assert "not ticked off yet" in english
    assert "Nothing to do" not in english


def test_the_report_of_several_shops_says_where_a_task_waits(by_hand: Coop, ocop: Run) -> None:
    shop = '\n[[shop]]\nname = "hội chợ"\nmarketplace = "by_hand"\ncredentials = "folder:việc chợ"\n'
    by_hand.config.write_text(by_hand.config.read_text("utf-8") + shop, encoding="utf-8")
    ocop("sync")
    ocop("todo", SHOP, "--all-done")
    ocop("sync")
    told = ocop("report", "--json").json
    cells = {cell["shop"]: cell["state"] for cell in told["products"][0]["cells"]}
    assert cells == {SHOP: "live", "hội chợ": "to_do"}
    assert "chờ làm tay" in ocop("report").out
    assert "Đã ghi" in ocop("report").out


def test_a_run_that_starts_often_sees_a_mark(by_hand: Coop, ocop: Run) -> None:
    for _ in range(2):
        ocop("sync", "--if-changed")
    assert "không đổi" in ocop("sync", "--if-changed").err
    table = by_hand.folder / "việc zalo" / "việc.csv"
    table.write_bytes(table.read_bytes().replace(b";\r\n", b";x\r\n"))
    assert "không đổi" not in ocop("sync", "--if-changed").err
    assert ocop("todo", "--json").json["shops"][0]["tasks"] == []


def test_a_task_that_waits_is_no_reason_to_look_again(by_hand: Coop, ocop: Run) -> None:
    ocop("sync")
    ocop("todo", "--all-done")
    by_hand.rows[0]["Tên sản phẩm"] = "Khăn lụa tơ tằm hoa sen Nhật Tân"
    by_hand.write()
    for _ in range(2):
        ocop("sync", "--if-changed")
    assert "không đổi" in ocop("sync", "--if-changed").err


def numbers(ocop: Run) -> dict[str, str]:
    return {task["skus"][0]: task["number"] for task in ocop("todo", "--json").json["shops"][0]["tasks"]}


def test_tasks_are_numbered_by_star_then_key(by_hand: Coop, ocop: Run) -> None:
    """However long their pictures take: the silk has four stars and three pictures, the tea has no star."""
    by_hand.rows.reverse()
    by_hand.write()
    ocop("sync")
    assert numbers(ocop) == {"LUA-01": "0001", "TRA-01": "0002"}


def test_a_mark_set_by_mistake_is_taken_away(by_hand: Coop, ocop: Run) -> None:
    ocop("sync")
    ocop("todo", "--all-done")
    said = ocop("todo", "--undo", "lua-01")
    assert said.code == 0
    assert "đã bỏ dấu xong của 1 việc" in said.err
    tasks = {task["skus"][0]: task["ticked"] for task in ocop("todo", "--json").json["shops"][0]["tasks"]}
    assert tasks == {"LUA-01": False, "TRA-01": True}
    ocop("sync")
    assert set(numbers(ocop)) == {"LUA-01"}


def test_what_a_run_took_for_done_comes_back_to_the_list(by_hand: Coop, ocop: Run) -> None:
    ocop("sync")
    ocop("todo", "--all-done")
    ocop("sync")
    assert numbers(ocop) == {}
    said = ocop("todo", SHOP, "--undo", "1")
    assert said.code == 0
    assert "trở lại danh sách ở lần chạy sau" in said.err
    again = ocop("sync")
    assert again.code == 0, again.err
    assert numbers(ocop) == {"LUA-01": "0001"}
    assert next((by_hand.folder / "việc zalo").glob("việc/0001-*/01.jpg")).is_file()
    assert ocop("plan", "--json").json["changes"] == []
    ocop("todo", "--done", "LUA-01")
    ocop("sync")
    assert numbers(ocop) == {}


def test_a_change_taken_back_is_asked_for_again_beside_newer_ones(by_hand: Coop, ocop: Run) -> None:
    ocop("sync")
    for name in ("Khăn lụa tơ tằm Nhật Tân", ""):
        ocop("todo", "--all-done")
        if name:
            by_hand.rows[0]["Tên sản phẩm"] = name
            by_hand.write()
        ocop("sync")
        ocop("sync")
    assert numbers(ocop) == {}
    ocop("todo", "--undo", "LUA-01")
    by_hand.rows[0]["Tồn kho"] = "7"
    by_hand.write()
    assert ocop("sync").code == 0
    page = next((by_hand.folder / "việc zalo").glob("việc/0001-*/index.html")).read_text("utf-8")
    assert "Khăn lụa tơ tằm Nhật Tân" in page
    assert "<b>7</b>" in page


def test_what_was_never_ticked_off_cannot_be_taken_back(by_hand: Coop, ocop: Run) -> None:
    ocop("sync")
    said = ocop("todo", "--undo", "LUA-01")
    assert said.code == 2
    assert "Không có việc nào đã đánh dấu xong" in said.err
    assert ocop("todo", "--undo", "1", "--all-done").code == 2


def test_a_shop_whose_marketplace_is_not_installed_takes_no_other_away(by_hand: Coop, ocop: Run) -> None:
    other = '\n[[shop]]\nname = "lạ"\nmarketplace = "cho_la"\ncredentials = "file:la.json"\n'
    by_hand.config.write_text(by_hand.config.read_text("utf-8") + other, encoding="utf-8")
    for words in (["sync", "--html", "xong.html"], ["sync", "--if-changed"], ["plan"]):
        said = ocop(*words)
        assert said.code == 5, said.err
        assert "cho_la" in said.out + said.err
        assert "còn 2 việc phải làm tay" in said.err
    assert ocop("status").code == 0
    assert ocop("todo").code == 0
    assert "cho_la" in ocop("todo", "lạ").err


def test_tasks_that_cannot_be_read_take_no_other_shops_report_away(by_hand: Coop, ocop: Run) -> None:
    shop = '\n[[shop]]\nname = "hội chợ"\nmarketplace = "by_hand"\ncredentials = "folder:việc chợ"\n'
    by_hand.config.write_text(by_hand.config.read_text("utf-8") + shop, encoding="utf-8")
    ocop("sync")
    next((by_hand.folder / "việc chợ").glob("*.json")).write_text("{", encoding="utf-8")
    said = ocop("sync")
    assert said.code == 5
    assert "Không đọc được sổ làm tay" in said.out
    assert f"{SHOP}: còn 2 việc phải làm tay" in said.err
    assert SHOP in said.out
    assert ocop("status").code == 0


def test_a_list_that_cannot_be_read_is_told_and_never_taken_for_done(by_hand: Coop, ocop: Run) -> None:
    shop = '\n[[shop]]\nname = "hội chợ"\nmarketplace = "by_hand"\ncredentials = "folder:việc chợ"\n'
    by_hand.config.write_text(by_hand.config.read_text("utf-8") + shop, encoding="utf-8")
    ocop("sync", "--html", "xong.html")
    table = by_hand.folder / "việc chợ" / "việc.csv"
    table.unlink()
    table.mkdir()  # as good as a drive that is gone
    said = ocop("report")
    assert said.code == 0
    assert f"{SHOP}: còn 2 việc phải làm tay" in said.err
    assert "hội chợ: Không đọc được danh sách việc" in said.err
    assert str(by_hand.folder / "việc chợ") in said.err
    assert "không đọc được việc" in said.out
    cells = {cell["shop"]: cell["state"] for cell in ocop("report", "--json").json["products"][0]["cells"]}
    assert cells == {SHOP: "to_do", "hội chợ": "unread"}
    assert "Không đọc được danh sách việc" in ocop("status").out
    page = (ocop("report", "--html", "xong.html"), (by_hand.folder / "xong.html").read_text("utf-8"))[1]
    assert "Không đọc được danh sách việc" in page
    listed = ocop("todo")
    assert listed.code == 5
    assert "LUA-01" in listed.out
    assert "Không đọc được danh sách việc" in listed.err
    told = ocop("todo", "--json").json["shops"]
    assert [one.get("error") for one in told] == [None, "E_TODO_UNREADABLE"]
    assert ocop("todo", SHOP, "--done", "LUA-01").code == 0
    assert ocop("todo", "hội chợ", "--done", "LUA-01").code == 2
    unknown = ocop("todo", "--done", "CHI-Ở-HỘI-CHỢ")
    assert unknown.code == 2
    assert "hội chợ: Không đọc được danh sách việc" in unknown.err, "it may well be a task of that shop"


def test_what_stands_in_several_shops_is_ticked_off_in_none_until_one_is_named(by_hand: Coop, ocop: Run) -> None:
    shop = '\n[[shop]]\nname = "hội chợ"\nmarketplace = "by_hand"\ncredentials = "folder:việc chợ"\n'
    by_hand.config.write_text(by_hand.config.read_text("utf-8") + shop, encoding="utf-8")
    ocop("sync")
    for word in ("LUA-01", "1"):
        said = ocop("todo", "--done", word)
        assert said.code == 2
        assert f"{SHOP}, hội chợ" in said.err
    ocop("todo", SHOP, "--done", "LUA-01")
    told = ocop("todo", "--json").json["shops"]
    assert [[task["ticked"] for task in one["tasks"]] for one in told] == [[True, False], [False, False]]


def test_a_sku_that_looks_like_a_number_is_a_sku(by_hand: Coop, ocop: Run) -> None:
    by_hand.rows[1]["Mã SP"] = "001"
    by_hand.write()
    ocop("sync")
    assert numbers(ocop) == {"LUA-01": "0001", "001": "0002"}
    ocop("todo", "--done", "001")
    told = ocop("todo", "--json").json["shops"][0]["tasks"]
    assert {task["skus"][0]: task["ticked"] for task in told} == {"LUA-01": False, "001": True}


@pytest.mark.parametrize("words", [("--done", "lua-01"), ("--undo", "lua-01"), ("--all-done",)])
def test_nothing_is_ticked_off_while_a_run_writes_the_list(by_hand: Coop, ocop: Run, words: tuple[str, ...]) -> None:
    ocop("sync")
    if "--undo" in words:
        ocop("todo", "--done", "lua-01")
    before = (by_hand.folder / "việc zalo" / "việc.csv").read_bytes()
    with State(by_hand.state).holding(SHOP):
        said = ocop("todo", *words)
        assert ocop("todo").code == 0
    assert said.code == 7
    assert "Một lần chạy khác đang làm gian hàng" in said.err
    assert (by_hand.folder / "việc zalo" / "việc.csv").read_bytes() == before
    assert ocop("todo", *words).code == 0
    assert (by_hand.folder / "việc zalo" / "việc.csv").read_bytes() != before


def test_a_run_of_another_shop_is_in_nobodys_way(by_hand: Coop, ocop: Run) -> None:
    shop = '\n[[shop]]\nname = "hội chợ"\nmarketplace = "by_hand"\ncredentials = "folder:việc chợ"\n'
    by_hand.config.write_text(by_hand.config.read_text("utf-8") + shop, encoding="utf-8")
    ocop("sync")
    with State(by_hand.state).holding("hội chợ"):
        assert ocop("todo", SHOP, "--done", "LUA-01").code == 0
        assert ocop("todo", "--all-done").code == 7
    told = ocop("todo", "--json").json["shops"]
    assert [[task["ticked"] for task in one["tasks"]] for one in told] == [[True, False], [False, False]]


def test_a_command_to_copy_bears_a_shops_name_with_a_space_as_one_word(by_hand: Coop, ocop: Run) -> None:
    by_hand.config.write_text(by_hand.config.read_text("utf-8").replace(f'"{SHOP}"', '"zalo htx"'), encoding="utf-8")
    said = ocop("sync")
    assert "ocop todo 'zalo htx'" in said.out.replace('"', "'")
    assert "ocop todo 'zalo htx' --done LUA-01" in ocop("todo").out.replace('"', "'")
