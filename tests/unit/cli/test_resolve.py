"""``ocop resolve``: what waits is listed and answered, nothing is sent by it, and wrong words are told apart."""

from __future__ import annotations

import pytest

from adapters.memory import MemoryShop
from connector.cli import person, resolve
from connector.model import Group, ListingState
from tests.coop import Coop

from .conftest import Run
from .test_shops import DAY, shop_of


def bearing(shop: MemoryShop, sku: str) -> str:
    return next(one.id for one in shop.items.values() if sku in one.skus)


@pytest.fixture
def edited(ocop: Run, coop: Coop) -> MemoryShop:
    """Staff retitled two products; the price of a third jumped in the sheet."""
    ocop("sync", *DAY)
    shop = shop_of(coop.shop)
    for sku in ("LUA-01", "MIEN-0007"):
        shop.change(bearing(shop, sku), {Group.TITLE: f"Sửa tay {sku}"})
    coop.row("TRA-01")["Giá bán"] = "120000"
    coop.write()
    return shop


def test_open_points_are_listed_with_both_sides_and_what_to_type(ocop: Run, coop: Coop, edited: MemoryShop) -> None:
    writes = len(edited.history)
    said = ocop("resolve", coop.shop, *DAY)
    assert said.code == 3
    for words in (
        "Sửa tay LUA-01",
        "Khăn lụa tơ tằm hoa sen",
        "1.200.000 đ",
        "120.000 đ",
        "--field title --ours | --theirs",
    ):
        assert words in said.out, words
    told = ocop("resolve", coop.shop, *DAY, "--json").json
    assert told["schema"] == "ocop/resolve@1"
    found = [(one["code"], one["skus"], one["choices"]) for one in told["points"]]
    assert found == [
        ("drift", ["LUA-01"], ["ours", "theirs"]),
        ("drift", ["MIEN-0007"], ["ours", "theirs"]),
        ("price_jump", ["TRA-01"], ["ours"]),
    ]
    assert len(edited.history) == writes


def test_answers_are_acted_on_by_the_next_run_and_by_nothing_else(ocop: Run, coop: Coop, edited: MemoryShop) -> None:
    writes = len(edited.history)
    theirs = ocop("resolve", coop.shop, "lua-01", "--theirs", *DAY)
    assert theirs.code == 3
    assert "sản phẩm.csv:2:Tên sản phẩm" in theirs.out, "the cell that makes it permanent"
    ocop("resolve", coop.shop, "MIEN-0007", "--field", "title", "--ours", *DAY)
    last = ocop("resolve", coop.shop, "TRA-01", "--ours", *DAY)
    assert last.code == 0
    assert len(edited.history) == writes, "nothing is sent by an answer"
    plan = ocop("plan", *DAY, "--json").json
    assert plan["counts"] == {"price": 1, "update": 1}
    assert ocop("sync", *DAY, "--json").json["counts"] == {"price": 1, "update": 1}
    assert edited.items[bearing(edited, "LUA-01")].groups[Group.TITLE] == "Sửa tay LUA-01"
    nothing = ocop("resolve", coop.shop, *DAY)
    assert (nothing.code, "không có chỗ nào chờ" in nothing.out) == (0, True)


def test_many_alike_at_once_want_a_yes(ocop: Run, coop: Coop, edited: MemoryShop) -> None:
    refused = ocop("resolve", coop.shop, "--all", "drift", "--theirs", *DAY, "--json")
    assert (refused.code, refused.json["code"]) == (2, "E_RESOLVE_YES")
    done = ocop("resolve", coop.shop, "--all", "drift", "--theirs", "--yes", *DAY, "--json")
    assert (done.code, done.json["answered"]) == (3, 2)
    assert [one["code"] for one in ocop("resolve", coop.shop, *DAY, "--json").json["points"]] == ["price_jump"]


def test_an_answer_is_taken_back_before_it_is_used(ocop: Run, coop: Coop, edited: MemoryShop) -> None:
    ocop("resolve", coop.shop, "LUA-01", "--theirs", *DAY)
    assert ocop("resolve", coop.shop, "LUA-01", "--later", *DAY, "--json").json["taken_back"] == 1
    assert len(ocop("resolve", coop.shop, *DAY, "--json").json["points"]) == 3


def test_words_that_lead_nowhere_are_told_what_to_type(ocop: Run, coop: Coop, edited: MemoryShop) -> None:
    for words, code in {
        ("LUA-01", "--ours", "--theirs"): "E_RESOLVE_ONE",
        ("--ours",): "E_RESOLVE_WHICH",
        ("--all", "sua-tay", "--ours", "--yes"): "E_RESOLVE_KIND",
        ("LUA-01", "--field", "giá", "--ours"): "E_FIELD_UNKNOWN",
        ("LUA-01", "--again"): "E_RESOLVE_CHOICE",
        ("KHONG-CO", "--ours"): "E_RESOLVE_NOTHING",
        ("TRA-01", "--theirs"): "E_RESOLVE_CHOICE",
        ("--later",): "E_RESOLVE_WHICH",
    }.items():
        said = ocop("resolve", coop.shop, *words, *DAY, "--json")
        assert (said.code, said.json["code"]) == (2, code)
        assert "…" not in said.err


def test_a_deleted_listing_is_made_again_by_its_answer(ocop: Run, coop: Coop) -> None:
    ocop("sync", *DAY)
    shop = shop_of(coop.shop)
    shop.change(bearing(shop, "LUA-01"), {}, ListingState.DELETED)
    assert ocop("sync", *DAY).code == 3
    assert ocop("resolve", coop.shop, "LUA-01", "--create-again", *DAY).code == 0
    assert ocop("sync", *DAY, "--json").json["counts"] == {"create": 1}
    assert len([one for one in shop.items.values() if "LUA-01" in one.skus]) == 2


def test_an_answer_is_a_reason_to_run_though_no_file_changed(ocop: Run, coop: Coop) -> None:
    ocop("sync", *DAY)
    shop = shop_of(coop.shop)
    shop.change(bearing(shop, "LUA-01"), {Group.TITLE: "Sửa tay"})
    for _ in range(2):
        ocop("sync", *DAY, "--if-changed")
    ocop("resolve", coop.shop, "LUA-01", "--ours", *DAY)
    assert ocop("sync", *DAY, "--if-changed", "--json").json["counts"] == {"update": 1}


def test_a_person_is_asked_point_by_point(
    ocop: Run, coop: Coop, edited: MemoryShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["9", "2", "", "1"])
    monkeypatch.setattr(resolve, "somebody_there", lambda as_json=False: not as_json)
    monkeypatch.setattr(person.typer, "prompt", lambda *_, **__: next(answers))
    said = ocop("resolve", coop.shop, *DAY)
    assert said.code == 3
    assert list(answers) == []
    assert "Chỗ số 1: theo gian hàng." in said.out
    assert "Chỗ số 3: theo bảng." in said.out
    left = ocop("resolve", coop.shop, *DAY, "--json").json["points"]
    assert [one["skus"] for one in left] == [["MIEN-0007"]]
