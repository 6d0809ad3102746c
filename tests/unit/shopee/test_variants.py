"""Items of several SKUs against the mock: made in two calls, finished after any interruption, never torn."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.shopee.models import EntryLists
from adapters.shopee.sending import Body, send
from connector.errors import Rejected, Unknown
from connector.model import Group, Listing, ListingState, ListingVariant, MediaIdentity, RemoteListing
from connector.port import MediaFile, PriceEdit, StockEdit
from connector.sync.recognised import recognise

from .parts import COVER, SECOND, Steps, groups_of
from .test_against_mock import HONEY, Bench, bench, composed, jpeg

WAIT_S = 0.1
INIT, DELETE = "POST /api/v2/product/init_tier_variation", "POST /api/v2/product/delete_item"
GREEN = MediaIdentity(source_sha256="e" * 64, recipe="shopee-1024-pad@1", file="xanh.jpg")
FOREIGN = "CUA-NGUOI-KHAC"


def variants(**prices: int) -> tuple[ListingVariant, ...]:
    """SKUs with an option value each, in the sheet's order."""
    return tuple(
        ListingVariant(sku=sku, price_vnd=price, stock=n + 3, option_values=(f"Chai {sku}",))
        for n, (sku, price) in enumerate(prices.items())
    )


THREE = variants(C250=98000, C500=180000, C1L=340000)


class Shelf(Bench):
    """A bench with pictures uploaded and facts fetched."""

    facts: Any
    images: dict[str, str]

    def listing(self, made: tuple[ListingVariant, ...] = THREE, **more: Any) -> Listing:
        names = ("Dung tích",) if made[0].option_values else ()
        return composed(self.facts, variants=made, **{"option_names": names, **more})

    async def read(self, number: str) -> RemoteListing:
        return (await self.shop.read([number]))[number]

    async def published(self, listing: Listing) -> RemoteListing:
        created = await self.shop.create(listing, self.images, Steps())
        assert await self.shop.set_state([created.remote_id], True, Steps()) == [None]
        return await self.read(created.remote_id)

    async def call(self, name: str, body: Body) -> None:
        """What another tool does in the shop."""
        await send(self.shop._api, name, body, EntryLists, Steps())  # type: ignore[attr-defined]

    async def writes(self) -> dict[str, int]:
        calls = (await self.calls())["by_endpoint"]
        return {name.rpartition("/")[2]: n for name, n in calls.items() if "POST /api/v2/product" in name}


@asynccontextmanager
async def shelf(folder: Path, **options: Any) -> AsyncIterator[Shelf]:
    async with bench(folder, **{"variation_wait_s": WAIT_S, **options}) as plain:
        on = Shelf(plain.shop, plain.control)
        on.facts = await on.shop.facts([HONEY], None)
        keys = [COVER.key, SECOND.key, GREEN.key]
        ids = await on.shop.upload([MediaFile(key, jpeg(20 * n)) for n, key in enumerate(keys)])
        on.images = {key: str(one) for key, one in zip(keys, ids, strict=True)}
        yield on


async def test_a_listing_of_several_skus_reads_back_as_it_was_sent(tmp_path: Path) -> None:
    async with shelf(tmp_path) as on:
        wanted, log = on.listing(), Steps()
        created = await on.shop.create(wanted, on.images, log)
        assert [step.partition(":")[0] for step, _ in log.started] == ["add_item", "init_tier_variation"]
        body = json.loads(log.started[0][1])
        assert (body["item_sku"], body["item_status"], body["original_price"]) == ("C250", "UNLIST", 98000)
        remote = await on.read(created.remote_id)
        shown = {**groups_of(wanted, on.shop), Group.MEDIA: remote.groups[Group.MEDIA], Group.STATE: "unlisted"}
        assert remote.groups == shown
        assert {variant.sku: variant.remote_id for variant in remote.variants} == dict(created.sku_ids)
        assert len(set(created.sku_ids.values())) == 3
        assert await on.shop.find("C250", None) == [created.remote_id]


async def test_two_options_with_pictures(tmp_path: Path) -> None:
    async with shelf(tmp_path) as on:
        made = tuple(
            ListingVariant(
                sku=f"AO-{colour}-{size}", price_vnd=9000, stock=2, option_values=(colour, size), option_image=p
            )
            for colour, p in (("Đỏ đô", COVER), ("Xanh ngọc", GREEN))
            for size in ("S", "M")
        )
        remote = await on.published(on.listing(made, option_names=("Màu sắc", "Kích cỡ")))
        structure = remote.groups[Group.STRUCTURE]
        assert isinstance(structure, dict)
        assert structure["options"] == ["Màu sắc", "Kích cỡ"]
        assert structure["skus"] == {one.sku: list(one.option_values) for one in made}
        drawn = {"Đỏ đô": on.images[COVER.key], "Xanh ngọc": on.images[GREEN.key]}
        assert structure["images"] == {option: f"remote:{picture}" for option, picture in drawn.items()}


async def test_an_item_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    async with shelf(tmp_path, variation_wait_s=0.4) as on:
        on.shop._api.variation_wait_s = 0.25  # type: ignore[attr-defined]
        created = await on.shop.create(on.listing(), on.images, Steps())
        assert len(created.sku_ids) == 3
        assert (await on.writes())["init_tier_variation"] > 1


async def test_one_sku_left_of_several_is_made_with_its_option(tmp_path: Path) -> None:
    async with shelf(tmp_path) as on:
        remote = await on.published(on.listing(THREE[:1]))
        assert remote.groups[Group.STRUCTURE] == {"options": ["Dung tích"], "skus": {"C250": ["Chai C250"]}}


async def test_a_half_item_that_is_refused_its_variants_is_deleted_again(tmp_path: Path) -> None:
    async with shelf(tmp_path) as on:
        log = Steps()
        with pytest.raises(Rejected, match="E_SHOPEE_PRICE") as refused:
            await on.shop.create(on.listing(variants(A=1000, B=99000)), on.images, log)
        assert [problem.field for problem in refused.value.fields] == ["price"]
        assert [step.partition(":")[0] for step, _ in log.started][-1] == "delete_item"
        assert [one["status"] for one in await on.listings()] == ["SELLER_DELETE"]
        assert await on.shop.find("A", None) == []


async def test_a_half_item_says_what_ended_it_where_nothing_more_can_succeed(tmp_path: Path) -> None:
    async with shelf(tmp_path) as on:
        await on.tell("faults", kind="reject", endpoint=INIT, times=1, code="shop_banned")
        with pytest.raises(Unknown) as caught:
            await on.shop.create(on.listing(), on.images, Steps())
        assert caught.value.code == "E_SHOPEE_HALF_DONE"
        assert caught.value.stop is not None
        assert caught.value.stop.code == "E_SHOPEE_SHOP_BANNED"
        assert "delete_item" not in await on.writes(), "it is finished once the shop may be written to again"


@pytest.mark.parametrize(("fault", "left"), [("reject", True), ("lose_answer", False)])
async def test_a_half_item_that_cannot_be_deleted_is_for_the_core_to_find(
    tmp_path: Path, fault: str, left: bool
) -> None:
    """Refused would mean that nothing stands: the next plan would take the half for a listing that was always so."""
    async with shelf(tmp_path) as on:
        await on.tell("faults", kind="reject", endpoint=INIT, times=1)
        await on.tell("faults", kind=fault, endpoint=DELETE, times=1)
        with pytest.raises(Unknown if left else Rejected) as failed:
            await on.shop.create(on.listing(), on.images, Steps())
        (item,) = await on.listings()
        assert item["status"] == ("UNLIST" if left else "SELLER_DELETE")
        assert (failed.value.code == "E_SHOPEE_HALF_DONE") is left
        assert (str(failed.value.params.get("item")) == item["id"]) is left


async def test_a_half_item_that_cannot_be_deleted_later_either_is_named(tmp_path: Path) -> None:
    async with shelf(tmp_path) as on:
        await on.tell("faults", kind="reject", endpoint=INIT, times=2)
        await on.tell("faults", kind="reject", endpoint=DELETE, times=2)
        with pytest.raises(Unknown):
            await on.shop.create(on.listing(), on.images, Steps())
        (item,) = await on.listings()
        with pytest.raises(Rejected, match="E_SHOPEE_HALF_LEFT") as refused:
            await on.shop.complete(await on.read(item["id"]), on.listing(), on.images, Steps())
        assert str(refused.value.params["item"]) == item["id"]


@pytest.mark.parametrize(("kind", "again"), [("lose_answer", 0), ("cut", 1), ("error_server", 1)])
async def test_what_came_in_between_leaves_a_hidden_half_that_is_finished_later(
    tmp_path: Path, kind: str, again: int
) -> None:
    async with shelf(tmp_path) as on:
        wanted = on.listing()
        await on.tell("faults", kind=kind, endpoint=INIT, times=1)
        with pytest.raises(Unknown):
            await on.shop.create(wanted, on.images, Steps())
        (number,) = await on.shop.find("C250", None)
        assert not any(one["live"] for one in await on.listings())
        before = await on.writes()
        created = await on.shop.complete(await on.read(number), wanted, on.images, Steps())
        assert (await on.writes())["init_tier_variation"] == before["init_tier_variation"] + again
        assert set(created.sku_ids) == {"C250", "C500", "C1L"}
        once_more = await on.shop.complete(await on.read(number), wanted, on.images, Steps())
        assert once_more.sku_ids == created.sku_ids
        assert len(await on.listings()) == 1


async def test_a_half_that_is_refused_while_it_is_finished_goes_too(tmp_path: Path) -> None:
    async with shelf(tmp_path) as on:
        await on.tell("faults", kind="cut", endpoint=INIT, times=1)
        with pytest.raises(Unknown):
            await on.shop.create(on.listing(), on.images, Steps())
        (number,) = await on.shop.find("C250", None)
        await on.tell("faults", kind="reject", endpoint=INIT, times=1)
        with pytest.raises(Rejected, match="E_SHOPEE_REFUSED"):
            await on.shop.complete(await on.read(number), on.listing(), on.images, Steps())
        assert [one["status"] for one in await on.listings()] == ["SELLER_DELETE"]


async def test_a_whole_live_item_is_never_taken_back(tmp_path: Path) -> None:
    async with shelf(tmp_path) as on:
        remote = await on.published(on.listing())
        await on.tell("faults", kind="reject", endpoint="POST /api/v2/product/update_tier_variation", times=9)
        more = on.listing((*THREE, *variants(C5L=400000)))
        with pytest.raises(Rejected):
            await on.shop.complete(remote, more, on.images, Steps())
        assert (await on.read(remote.remote_id)).state is ListingState.LIVE


@pytest.mark.parametrize(
    "made",
    [
        (*THREE, ListingVariant(sku="C5L", price_vnd=400000, stock=1, option_values=("Can 5 lít",))),
        THREE[:2],
        (THREE[0].model_copy(update={"sku": "MO-NHAN-250"}), *THREE[1:]),
        (THREE[0].model_copy(update={"option_values": ("Chai nhỏ",)}), *THREE[1:]),
        (THREE[0].model_copy(update={"option_values": ()}),),
    ],
    ids=["added", "removed", "renamed", "another word", "one only"],
)
@pytest.mark.parametrize("lost", [False, True], ids=["answered", "answers lost"])
async def test_a_changed_structure_reads_back_as_it_was_sent(
    tmp_path: Path, made: tuple[ListingVariant, ...], lost: bool
) -> None:
    async with shelf(tmp_path) as on:
        remote = await on.published(on.listing())
        wanted = on.listing(made)
        if lost:
            await on.tell("faults", kind="lose_answer", endpoint="POST /api/v2/product/*", times=3)
        for _ in range(4):
            try:
                await on.shop.update(remote, wanted, {Group.STRUCTURE}, on.images, Steps())
                break
            except Unknown:
                assert lost
        after = await on.read(remote.remote_id)
        assert after.groups[Group.STRUCTURE] == groups_of(wanted, on.shop)[Group.STRUCTURE]
        assert after.state is ListingState.LIVE


async def test_one_sku_becomes_several_and_keeps_what_the_shop_has_left(tmp_path: Path) -> None:
    async with shelf(tmp_path) as on:
        remote = await on.published(on.listing((ListingVariant(sku="C250", price_vnd=98000, stock=9),)))
        await on.tell("sell", sku="C250", quantity=4)
        await on.shop.update(remote, on.listing(), {Group.STRUCTURE}, on.images, Steps())
        after = await on.read(remote.remote_id)
        assert after.groups[Group.STOCK] == {"C250": 5, "C500": 4, "C1L": 5}


async def test_a_foreign_sku_survives_every_kind_of_update(tmp_path: Path) -> None:
    async with shelf(tmp_path) as on:
        planned = await on.published(on.listing())
        number = int(planned.remote_id)
        tiers: list[Body] = [{"option": f"Chai {sku}"} for sku in ("C250", "C500", "C1L", FOREIGN)]
        tier: Body = {"name": "Dung tích", "option_list": list(tiers)}
        await on.call("update_tier_variation", {"item_id": number, "tier_variation": [tier]})
        foreign: Body = {"tier_index": [3], "original_price": 150000, "model_sku": FOREIGN}
        foreign["seller_stock"] = [{"stock": 8}]
        await on.call("add_model", {"item_id": number, "model_list": [foreign]})
        fresh = await on.read(planned.remote_id)
        (standing,) = [one for one in fresh.variants if one.sku == FOREIGN]
        changed = on.listing(
            (*THREE[:2], ListingVariant(sku="C5L", price_vnd=400000, stock=1, option_values=("Can 5 lít",))),
            title="[MẪU] Mật ong rừng, nhiều cỡ chai",
        )
        groups = [Group.TITLE, Group.DESCRIPTION, Group.MEDIA, Group.ATTRIBUTES, Group.PACKAGE, Group.STRUCTURE]
        await on.shop.update(planned, changed, groups, on.images, Steps())
        assert await on.shop.set_prices([PriceEdit(fresh, {"C250": 99000})], Steps()) == [None]
        assert await on.shop.set_stock([StockEdit(fresh, {"C500": 0})], Steps()) == [None]
        assert await on.shop.set_state([planned.remote_id], False, Steps()) == [None]
        after = await on.read(planned.remote_id)
        assert standing in after.variants
        assert {one.sku for one in after.variants} == {"C250", "C500", "C5L", FOREIGN}
        prices, stock = after.groups[Group.PRICE], after.groups[Group.STOCK]
        assert isinstance(prices, dict)
        assert isinstance(stock, dict)
        assert (prices[FOREIGN], stock[FOREIGN], prices["C250"], stock["C500"]) == (150000, 8, 99000, 0)


async def test_figures_of_several_skus_are_one_call_and_a_part_that_fails_is_named(tmp_path: Path) -> None:
    async with shelf(tmp_path) as on:
        remote = await on.published(on.listing())
        prices = {"C250": 99000, "C500": 181000, "C1L": 341000}
        assert await on.shop.set_prices([PriceEdit(remote, prices)], Steps()) == [None]
        assert (await on.writes())["update_price"] == 1
        await on.tell("faults", kind="partial_batch", endpoint="POST /api/v2/product/update_stock", times=1)
        stock = {"C250": 50, "C500": 51, "C1L": 52}
        (problem,) = await on.shop.set_stock([StockEdit(remote, stock)], Steps())
        assert problem is not None
        after = (await on.read(remote.remote_id)).groups[Group.STOCK]
        assert isinstance(after, dict)
        assert 0 < len(problem.skus) < 3
        assert {sku for sku, figure in after.items() if figure != stock[sku]} == set(problem.skus)


async def nameless_of(on: Shelf, planned: RemoteListing) -> RemoteListing:
    """Somebody takes every SKU off; the read as the core passes it on, with our SKUs by the variants' ids."""
    models: list[Body] = [{"model_id": int(one.remote_id), "model_sku": ""} for one in planned.variants]
    await on.call("update_model", {"item_id": int(planned.remote_id), "model": list(models)})
    return recognise(await on.read(planned.remote_id), {one.remote_id: one.sku for one in planned.variants})


async def test_models_without_a_sku_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    async with shelf(tmp_path) as on:
        planned = await on.published(on.listing())
        known = await nameless_of(on, planned)
        assert (await on.read(planned.remote_id)).groups[Group.PRICE] != planned.groups[Group.PRICE]
        assert known.groups == planned.groups
        assert await on.shop.set_prices([PriceEdit(known, {"C500": 181000})], Steps()) == [None]
        assert await on.shop.set_stock([StockEdit(known, {"C1L": 9})], Steps()) == [None]
        more = (*THREE, ListingVariant(sku="C5L", price_vnd=400000, stock=1, option_values=("Can 5 lít",)))
        await on.shop.update(known, on.listing(more), [Group.STRUCTURE], on.images, Steps())
        shown = await on.read(planned.remote_id)
        assert sorted(one.sku for one in shown.variants) == ["", "", "", "C5L"]
        after = recognise(shown, {one.remote_id: one.sku for one in planned.variants})
        assert after.groups[Group.PRICE] == {"C250": 98000, "C500": 181000, "C1L": 340000, "C5L": 400000}
        assert after.groups[Group.STOCK] == {"C250": 3, "C500": 4, "C1L": 9, "C5L": 1}


async def test_our_skus_are_put_on_models_without_one_where_that_is_asked_for(tmp_path: Path) -> None:
    async with shelf(tmp_path) as on:
        planned = await on.published(on.listing())
        known = await nameless_of(on, planned)
        asked = known.model_copy(update={"variants": planned.variants})
        await on.shop.update(asked, on.listing(), [Group.STRUCTURE], on.images, Steps())
        assert (await on.read(planned.remote_id)).groups == planned.groups
        assert (await on.writes())["update_model"] == 2, "one took them off, one put them on"


async def test_a_barcode_reaches_a_model_without_a_sku_and_no_sku_with_it(tmp_path: Path) -> None:
    async with shelf(tmp_path) as on:
        planned = await on.published(on.listing())
        known = await nameless_of(on, planned)
        coded = tuple(
            one.model_copy(update={"gtin": "8936012345012"}) if n == 1 else one for n, one in enumerate(THREE)
        )
        await on.shop.update(known, on.listing(coded), [Group.ATTRIBUTES], on.images, Steps())
        shown = await on.read(planned.remote_id)
        assert [one.sku for one in shown.variants] == ["", "", ""]
        after = recognise(shown, {one.remote_id: one.sku for one in planned.variants}).groups[Group.ATTRIBUTES]
        assert isinstance(after, dict)
        assert after["gtin"] == {"C500": "8936012345012"}
