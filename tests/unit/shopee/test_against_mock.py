"""The adapter against the mock, in one process: two readings of one contract page have to meet."""

import json
import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from adapters.shopee import SPEC
from adapters.shopee.mock import ShopeeOptions, build
from connector.clock import SystemClock
from connector.errors import Locked, OcopError, Rejected, StopShop, Unknown
from connector.model import (
    AttributeInput,
    AttributeValue,
    Group,
    Listing,
    ListingState,
    ListingVariant,
    ShopFacts,
)
from connector.port import Adapter, MediaFile, OpenShop, PriceEdit, StockEdit

from .parts import COVER, SECOND, Steps, groups_of, listing

HONEY = ("Thực phẩm và đồ uống", "Mật ong & sản phẩm từ ong", "Mật ong")


def jpeg(shade: int) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (600, 600), (shade, 120, 60)).save(drawn, "JPEG")
    return drawn.getvalue()


@dataclass
class Bench:
    shop: Adapter
    control: httpx.AsyncClient

    async def calls(self) -> dict[str, Any]:
        return dict((await self.control.get("/_mock/calls")).json())

    async def listings(self) -> list[dict[str, Any]]:
        return list((await self.control.get("/_mock/listings")).json()["listings"])

    async def tell(self, path: str, **body: Any) -> None:
        answer = await self.control.post(f"/_mock/{path}", json=body)
        assert answer.status_code == 200, answer.text


@asynccontextmanager
async def bench(folder: Path, **options: Any) -> AsyncIterator[Bench]:
    app, line = build(ShopeeOptions(**options))
    (folder / "khoa.json").write_text(json.dumps({**line, "base_url": "http://127.0.0.1:9101"}), encoding="utf-8")
    transport = httpx.ASGITransport(app)
    shop = OpenShop(
        shop="shopee-thu",
        environment="mock",
        credentials="file:khoa.json",
        folder=folder,
        clock=SystemClock(),
        transport=transport,
    )
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:9101") as control,
        SPEC.open(shop) as adapter,
    ):
        yield Bench(adapter, control)


def composed(facts: ShopFacts, **changes: Any) -> Listing:
    """A listing that fills every mandatory attribute of the honey leaf."""
    category = facts.category_by_path(HONEY)
    assert category is not None
    values: dict[str, tuple[AttributeValue, ...]] = {}
    for attribute in facts.attributes[category.id]:
        if not attribute.mandatory:
            continue
        if attribute.choices:
            choice = attribute.choices[0]
            values[attribute.id] = (AttributeValue(choice_id=choice.id, text=choice.name),)
        else:
            text = "12" if attribute.input in (AttributeInput.INTEGER, AttributeInput.NUMBER) else "Mật ong nguyên chất"
            values[attribute.id] = (AttributeValue(text=text, unit=next(iter(attribute.units), "")),)
    channels = tuple(channel.id for channel in facts.channels if channel.usable)
    whole: dict[str, Any] = {
        "category_id": category.id,
        "attributes": values,
        "package": listing().package.model_copy(update={"channels": channels}),
    }
    return listing(**{**whole, **changes})


async def published(on: Bench, **changes: Any) -> tuple[Listing, dict[str, str], str]:
    """A live listing: uploaded, created hidden, published."""
    facts = await on.shop.facts([HONEY], None)
    cover, second = await on.shop.upload([MediaFile(COVER.key, jpeg(10)), MediaFile(SECOND.key, jpeg(20))])
    assert isinstance(cover, str)
    assert isinstance(second, str)
    images = {COVER.key: cover, SECOND.key: second}
    wanted = composed(facts, **changes)
    created = await on.shop.create(wanted, images, Steps())
    assert await on.shop.set_state([created.remote_id], True, Steps()) == [None]
    return wanted, images, created.remote_id


async def test_the_life_of_a_listing(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        identity = await on.shop.identity()
        assert (identity.region, identity.problem) == ("VN", "")
        wanted, images, number = await published(on)
        remote = (await on.shop.read([number]))[number]
        media = [f"remote:{images[picture.key]}" for picture in wanted.media]
        assert remote.groups == {**groups_of(wanted, on.shop), Group.MEDIA: media}
        assert remote.state is ListingState.LIVE
        assert [(ref.remote_id, ref.state) async for ref in on.shop.scan()] == [(number, ListingState.LIVE)]

        turned = wanted.model_copy(update={"title": "[MẪU] Mật ong rừng – chai thủy tinh", "media": (SECOND, COVER)})
        await on.shop.update(remote, turned, {Group.TITLE, Group.MEDIA}, images, Steps())
        assert await on.shop.set_prices([PriceEdit(remote, {"P001-01": 99000})], Steps()) == [None]
        assert await on.shop.set_stock([StockEdit(remote, {"P001-01": 0})], Steps()) == [None]
        assert await on.shop.set_state([number], False, Steps()) == [None]
        after = (await on.shop.read([number]))[number]
        assert after.groups[Group.TITLE] == turned.title
        assert after.groups[Group.MEDIA] == list(reversed(media))
        assert (after.groups[Group.PRICE], after.groups[Group.STOCK]) == ({"P001-01": 99000}, {"P001-01": 0})
        assert after.state is ListingState.UNLISTED
        untouched = set(Group) - {Group.TITLE, Group.MEDIA, Group.PRICE, Group.STOCK, Group.STATE}
        assert {group: after.groups[group] for group in untouched} == {
            group: remote.groups[group] for group in untouched
        }
        calls = await on.calls()
        assert (calls["writes"], calls["uploads"], calls["tokens"]) == (6, 1, 0)


async def test_facts_hold_what_the_composer_needs(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        facts = await on.shop.facts([HONEY], None)
        leaf = facts.category_by_path(HONEY)
        assert leaf is not None
        assert leaf.leaf
        assert {attribute.name for attribute in facts.attributes[leaf.id] if attribute.mandatory} >= {"Xuất xứ"}
        assert "Việt Nam" in {choice.name for one in facts.attributes[leaf.id] for choice in one.choices}
        assert leaf.id in facts.brand_mandatory
        assert "0" in {brand.id for brand in facts.brands[leaf.id]}
        assert facts.limits["title"].maximum == 120
        assert [channel.id for channel in facts.channels if channel.usable]
        before = await on.calls()
        assert await on.shop.facts([HONEY], facts) is facts
        assert (await on.calls())["total"] == before["total"]


async def test_a_lost_create_is_unknown_and_found_by_its_sku(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        facts = await on.shop.facts([HONEY], None)
        (image,) = await on.shop.upload([MediaFile(COVER.key, jpeg(10))])
        wanted = composed(facts, media=(COVER,))
        await on.tell("faults", kind="lose_answer", endpoint="POST /api/v2/product/add_item", times=1)
        since = SystemClock().now() - timedelta(seconds=1)
        with pytest.raises(Unknown):
            await on.shop.create(wanted, {COVER.key: str(image)}, Steps())
        (found,) = await on.shop.find("p001-01", since)
        assert [one["id"] for one in await on.listings()] == [found]
        assert await on.shop.find("P001-0", since) == []


@pytest.mark.parametrize("kind", ["lose_answer", "cut", "html", "status"])
async def test_trouble_never_makes_a_second_listing(tmp_path: Path, kind: str) -> None:
    async with bench(tmp_path) as on:
        facts = await on.shop.facts([HONEY], None)
        (image,) = await on.shop.upload([MediaFile(COVER.key, jpeg(10))])
        await on.tell("faults", kind=kind, endpoint="POST /api/v2/product/add_item", times=1, status=502)
        with pytest.raises(Unknown):
            await on.shop.create(composed(facts, media=(COVER,)), {COVER.key: str(image)}, Steps())
        assert len(await on.listings()) <= 1
        assert (await on.calls())["by_endpoint"]["POST /api/v2/product/add_item"] == 1


async def test_a_throttled_create_goes_through(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        facts = await on.shop.facts([HONEY], None)
        (image,) = await on.shop.upload([MediaFile(COVER.key, jpeg(10))])
        await on.tell("faults", kind="throttle", endpoint="POST /api/v2/product/add_item", times=1)
        await on.shop.create(composed(facts, media=(COVER,)), {COVER.key: str(image)}, Steps())
        assert len(await on.listings()) == 1


async def test_an_expired_token_is_refreshed_once_and_kept(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        before = json.loads((tmp_path / "khoa.json").read_text())["refresh_token"]
        await on.tell("clock", advance_s=14_401)
        await on.shop.identity()
        await on.shop.identity()
        assert (await on.calls())["tokens"] == 1
        assert json.loads((tmp_path / "khoa.json").read_text())["refresh_token"] != before


async def test_a_lost_refresh_answer_ends_in_consent(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        await on.tell("clock", advance_s=14_401)
        await on.tell("faults", kind="lose_refresh_answer", endpoint="POST /api/v2/auth/access_token/get", times=1)
        with pytest.raises(StopShop) as caught:
            await on.shop.identity()
        assert caught.value.code == "E_CONSENT_NEEDED"
        assert (await on.calls())["tokens"] == 1, "a refresh token leaves once"


async def test_a_promotion_locks_the_listing(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted, images, number = await published(on)
        until = (SystemClock().now() + timedelta(hours=1)).isoformat()
        await on.tell("promotion", sku="P001-01", until=until, price=50000)
        remote = (await on.shop.read([number]))[number]
        assert remote.locked
        renamed = wanted.model_copy(update={"title": "[MẪU] Mật ong hoa nhãn Hưng Yên"})
        with pytest.raises(Locked):
            await on.shop.update(remote, renamed, {Group.TITLE}, images, Steps())
        with pytest.raises(Locked):
            await on.shop.set_prices([PriceEdit(remote, {"P001-01": 99000})], Steps())
        assert remote.groups[Group.PRICE] == {"P001-01": 150000}, "the regular price, not the campaign's"


async def test_a_refusal_names_its_field(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        facts = await on.shop.facts([HONEY], None)
        (image,) = await on.shop.upload([MediaFile(COVER.key, jpeg(10))])
        cases: list[tuple[dict[str, Any], str]] = [
            ({"title": "Ngắn"}, "title"),
            ({"attributes": {}}, "attributes"),
            ({"category_id": "1"}, "category"),
            ({"variants": (ListingVariant(sku="P001-01", price_vnd=1, stock=1),)}, "price"),
        ]
        for changes, field in cases:
            with pytest.raises(OcopError) as caught:
                await on.shop.create(composed(facts, media=(COVER,), **changes), {COVER.key: str(image)}, Steps())
            assert isinstance(caught.value, Rejected), changes
            assert [problem.field for problem in caught.value.fields] == [field]
        with pytest.raises(Rejected, match="E_SHOPEE_IMAGE_GONE"):
            await on.shop.create(
                composed(facts, media=(COVER,)), {COVER.key: "vn-11134207-7ras8-khongcogica00"}, Steps()
            )
        assert await on.listings() == []


async def test_no_secret_shows_in_logs_or_errors(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    failures: list[OcopError] = []
    async with bench(tmp_path) as on:
        line = json.loads((tmp_path / "khoa.json").read_text())
        wanted, images, _ = await published(on)
        await on.tell("clock", advance_s=14_401)
        await on.shop.identity()
        for kind in ("lose_answer", "cut", "html", "reject", "revoke"):
            await on.tell("faults", kind=kind, endpoint="POST /api/v2/product/*", times=1, status=502)
            try:
                await on.shop.create(wanted, images, Steps())
            except OcopError as error:
                failures.append(error)
    kept = json.loads((tmp_path / "khoa.json").read_text())
    names = ("partner_key", "code", "access_token", "refresh_token")
    secrets = {str(keys[name]) for keys in (line, kept) for name in names}
    shown = [caplog.text, *("".join(traceback.format_exception(error)) + repr(vars(error)) for error in failures)]
    assert [text for text in shown for secret in secrets if secret in text] == []
    assert "HTTP Request: POST" in caplog.text
    assert len(failures) >= 3


async def test_a_picture_that_is_none_leaves_the_others_alone(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        files = [MediaFile("a", jpeg(1)), MediaFile("b", b"khong phai anh"), MediaFile("c", jpeg(2))]
        good, bad, other = await on.shop.upload(files)
        assert isinstance(good, str)
        assert isinstance(bad, Rejected)
        assert isinstance(other, str)


async def test_a_seeded_shop_is_read_whole(tmp_path: Path) -> None:
    async with bench(tmp_path, seed="120") as on:
        ids = [ref.remote_id async for ref in on.shop.scan()]
        read = await on.shop.read([*ids, "1"])
        assert sorted(read) == sorted(ids)
        assert len(ids) == len(await on.listings())
        shown = {one["id"]: one for one in await on.listings()}
        for number, remote in read.items():
            assert remote.groups[Group.PRICE] == {one["sku"]: one["price"] for one in shown[number]["skus"]}
            assert remote.groups[Group.STOCK] == {one["sku"]: one["stock"] for one in shown[number]["skus"]}


async def test_entries_of_a_batch_fail_one_by_one(tmp_path: Path) -> None:
    async with bench(tmp_path, seed="4") as on:
        ids = [ref.remote_id async for ref in on.shop.scan()]
        await on.tell("faults", kind="partial_batch", endpoint="POST /api/v2/product/unlist_item", times=1)
        results = await on.shop.set_state(ids, False, Steps())
        shown = {one["id"]: one["live"] for one in await on.listings()}
        assert [result is None for result in results] == [not shown[number] for number in ids]
        assert None in results
        assert any(results)
