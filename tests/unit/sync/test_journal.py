"""The journal: what was written is there after reopening, and a resend must be the same bytes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import JsonValue

from connector.errors import BadUse, Bug
from connector.model import Claim, Group, Industry, Product, Variant
from connector.sync.journal import Binding, IntentRecord, Journal, LastGood, ListingBase, Strikes
from connector.sync.threeway import GroupBase

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
PULLED = Product(
    product_key="P001-01",
    producer_id="?",
    title_vi="Khăn lụa tơ tằm",
    industry=Industry.TEXTILE,
    variants=(Variant(sku="P001-01", price_vnd=680_000, stock=12),),
)
CLAIM = Claim(star=4, cert_no="MAU-OCOP-HN-2024-0101", expiry_date=date(2027, 2, 13), badge_place="first")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sổ ghi" / "journal.sqlite"


def intent(name: str = "i1") -> IntentRecord:
    return IntentRecord(
        id=name, shop="s", run="r1", product="P001-01", state="open", opened_at=NOW, change="{}", images={"k": "9"}
    )


def test_everything_of_a_listing_survives_reopening(path: Path) -> None:
    base = ListingBase(
        groups={
            Group.TITLE: GroupBase("Lụa", "Lụa ", "cũ", "pending", NOW, date(2026, 11, 21), "rewritten"),
            Group.PRICE: GroupBase({"P001-01": 680000}),
        },
        claim=CLAIM,
        claim_next=(None,),
        false_star_since=date(2026, 11, 20),
        strikes={"content": Strikes("E_REFUSED", "abc", 2, ("title",))},
        pulled=LastGood(product=PULLED, photos={"khăn_1.jpg": "ab" * 32}),
    )
    bound = Binding("P001-01", "803900001", "created", {"p001-01": ("P001-01", "77")})

    async def write(journal: Journal) -> None:
        await journal.bind("s", [bound], {"P001-01": base}, NOW)
        await journal.save_uploads("s", {"photo:1": "vn-1"}, NOW)

    async def read(journal: Journal) -> None:
        assert await journal.bindings("s") == {"P001-01": bound}
        assert await journal.bases("s") == {"P001-01": base}
        assert await journal.uploads("s") == {"photo:1": "vn-1"}
        assert await journal.bindings("other") == {}

    for work in (write, read):
        journal = Journal.open(path)
        asyncio.run(work(journal))
        journal.close()


async def test_a_step_is_recorded_before_it_is_sent_and_refuses_other_bytes() -> None:
    journal = Journal.open(None)
    await journal.start_step([intent()], "add_item", b'{"a":1}', NOW)
    (found,) = await journal.open_intents("s")
    assert (found.id, found.images, found.last_sent_at, found.resends) == ("i1", {"k": "9"}, NOW, 0)
    await journal.start_step([intent()], "add_item", b'{"a":1}', NOW)
    assert (await journal.open_intents("s"))[0].resends == 1
    with pytest.raises(Bug, match="E_RESEND_DIFFERS"):
        await journal.start_step([intent()], "add_item", b'{"a":2}', NOW)


async def test_an_ended_intent_is_no_longer_open() -> None:
    journal = Journal.open(None)
    await journal.start_step([intent("i1"), intent("i2")], "x", b"1", NOW)
    await journal.end_intents(["i1"], "accepted", remote_id="5")
    assert [one.id for one in await journal.open_intents("s")] == ["i2"]
    await journal.end_intents(["i2"], "parked", note="twins")
    assert await journal.open_intents("s") == []
    assert await journal.parked("s") == {"P001-01": "twins"}


async def test_only_the_newest_unfinished_run_leaves_unguarded_changes() -> None:
    journal = Journal.open(None)
    change = {"id": "c1", "key": "k1", "kind": "price", "product": "P001-01"}
    await journal.start_run("r1", "s", NOW.date(), NOW, [change, {**change, "id": "c2", "key": "k2"}])
    await journal.end_changes("r1", {"c1": ("accepted", "")})
    assert await journal.interrupted_keys("s") == {"k2"}
    await journal.start_run("r2", "s", NOW.date(), NOW.replace(hour=3), [])
    assert await journal.interrupted_keys("s") == frozenset()


async def test_a_binding_of_a_product_is_replaced_whole() -> None:
    journal = Journal.open(None)
    first = Binding("P1", "5", "created", {"a": ("A", ""), "b": ("B", "")})
    await journal.bind("s", [first], {}, NOW)
    second = replace(first, remote_id="6", skus={"a": ("A", "")})
    await journal.bind("s", [second], {}, NOW)
    assert await journal.bindings("s") == {"P1": second}


def test_a_file_that_is_no_journal_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"Day khong phai so ghi" * 100)
    with pytest.raises(BadUse, match="E_JOURNAL_UNREADABLE"):
        Journal.open(path)
    assert path.read_bytes().startswith(b"Day khong phai")


async def test_pictures_that_somebody_else_put_up_are_known_by_what_they_show() -> None:
    journal = Journal.open(None)
    await journal.save_uploads("s", {"photo:a": "1"}, NOW)
    await journal.note_pictures("s", {"2": "photo:a", "3": "photo:b", "4": "photo:b", "1": "photo:c"}, NOW)
    assert await journal.pictures("s") == {"1": "photo:a", "2": "photo:a", "3": "photo:b", "4": "photo:b"}
    assert await journal.uploads("s") == {"photo:a": "1", "photo:b": "3"}
    await journal.note_pictures("s", {"4": "photo:b"}, NOW)
    assert len(await journal.pictures("s")) == 4
    journal.close()


async def test_while_a_figure_is_in_doubt_a_shop_holds_what_it_was_told_before_as_well() -> None:
    """Told 20, shown 18 since two are sold: given to another shop, those two would be sold twice."""
    journal = Journal.open(None)
    stock = GroupBase({"P001-01": 0}, seen={"P001-01": 20}, shown={"P001-01": 18}, status="unknown")
    await journal.save_bases("s", {"coop/P001-01": ListingBase(groups={Group.STOCK: stock})})
    assert await journal.pieces.held() == ({"s": {("coop", "p001-01"): 20}}, {"s": {("coop", "p001-01"): 0}})
    journal.close()


async def test_a_write_that_never_ended_leaves_both_figures() -> None:
    """The larger for the others; the smaller for the shop itself, which may be at it already."""
    journal = Journal.open(None)
    told = ListingBase(groups={Group.STOCK: GroupBase({"P001-01": 26})})
    await journal.save_bases("s", {"P001-01": told})
    assert await journal.pieces.held() == ({"s": {("", "p001-01"): 26}}, {"s": {}})
    lowered = '{"groups":{"stock":{"after":{"P001-01":0}}}}'
    made = '{"groups":{"stock":{"after":{"P002-01":7}}}}'
    intents = [replace(intent("i1"), change=lowered), replace(intent("i2"), product="P002-01", change=made)]
    await journal.start_step(intents, "update_stock", b"1", NOW)
    most, least = await journal.pieces.held()
    assert most == {"s": {("", "p001-01"): 26, ("", "p002-01"): 7}}
    assert least == {"s": {("", "p001-01"): 0, ("", "p002-01"): 0}}
    journal.close()


async def test_of_a_listing_in_doubt_only_the_skus_in_doubt_count_by_what_they_were_told_before() -> None:
    """The others' figures had arrived: counted by the old ones, their pieces would be kept from every other shop."""
    journal = Journal.open(None)
    told: dict[str, JsonValue] = {"HONG-250": 40, "HONG-500": 5}
    stock = GroupBase({"HONG-250": 10, "HONG-500": 20}, seen=told, shown={"HONG-500": 5}, status="unknown")
    await journal.save_bases("s", {"P001-01": ListingBase(groups={Group.STOCK: stock})})
    most, least = await journal.pieces.held()
    assert most == {"s": {("", "hong-250"): 10, ("", "hong-500"): 20}}
    assert least == {"s": {("", "hong-250"): 10, ("", "hong-500"): 5}}
    journal.close()
