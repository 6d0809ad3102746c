"""A shop kept by hand through the commands themselves, as on a real day."""

import pytest

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
