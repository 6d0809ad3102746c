"""TikTok Shop: every read and every write of the adapter, recorded from its mock."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from adapters.tiktok_shop import SPEC
from adapters.tiktok_shop.mock import TikTokOptions, build
from connector.clock import SystemClock
from connector.model import Group, ListingVariant
from connector.port import MediaFile, PriceEdit, StockEdit
from tests.unit.shopee.parts import StillClock
from tests.unit.tiktok_shop.parts import (
    BLUE,
    RED,
    SAFETY,
    SAUCE,
    TITLE,
    Bench,
    Steps,
    composed,
    jpeg,
    one_sku,
    uploaded,
)

from .tape import Market, Recorded, Tape, opened, scan

__all__ = ["TIKTOK_SHOP"]

NUMBER = re.compile(r"(?<=/products/)\d+|(?<=/categories/)\d+")
FILES = [MediaFile(RED.key, jpeg(10)), MediaFile(SAFETY.key, b"%PDF-1.4\n%%EOF\n", "application/pdf", use="paper")]


def path_of(path: str) -> str:
    return NUMBER.sub("N", path.removeprefix("/"))


def sizes() -> tuple[ListingVariant, ...]:
    return (
        one_sku(sku="TUONG-DO", option_values=("Đỏ",), option_image=RED),
        one_sku(sku="TUONG-XANH", option_values=("Xanh",), option_image=BLUE, price_vnd=70_000),
    )


async def record() -> Recorded:
    app, printed = build(TikTokOptions(pace=10_000))
    tape = Tape(app, path_of)
    keys = dict(printed)
    keys["base_url"] = TIKTOK_SHOP.base
    control = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=TIKTOK_SHOP.base)
    with TemporaryDirectory() as folder:
        async with control, opened(SPEC, Path(folder), keys, tape, SystemClock()) as shop:
            on = Bench(shop, control, keys, [])
            await shop.identity()
            facts = await shop.facts([SAUCE], None)
            plain = composed(facts)
            sized = composed(facts, variants=sizes(), option_names=("Màu sắc",), title=f"{plain.title} hai màu")
            images = await uploaded(on, plain) | await uploaded(on, sized)
            number = (await shop.create(plain, images, Steps())).remote_id
            several = (await shop.create(sized, images, Steps(intent_id="y-dinh-0002"))).remote_id
            for one in (number, several):
                await on.tell("review", id=one, verdict="pass")
            remotes = await shop.read([number, several])
            assert set(remotes) == {number, several}
            await shop.update(remotes[number], plain, {Group.TITLE}, images, Steps())
            await shop.set_prices([PriceEdit(remotes[number], {"TUONG-500": 99_000})], Steps())
            await shop.set_stock([StockEdit(remotes[number], {"TUONG-500": 3})], Steps())
            await on.tell("review", id=number, verdict="pass")
            await shop.set_state([number], False, Steps())
            await shop.set_state([number], True, Steps())
            assert [ref async for ref in shop.scan()]
            await shop.find("TUONG-500", SystemClock().now())
            await shop.diagnose([number, several])
            await shop.suggest_categories(TITLE)
            await shop.renew()  # type: ignore[attr-defined]
    return Recorded(tape.answers, keys, facts, plain, sized, images, (number, several), remotes)


PRODUCTS = "product/202309/products"
TIKTOK_SHOP = Market(
    SPEC,
    record,
    {
        "authorization/202309/shops": (lambda shop, _: shop.identity(),),
        "api/v2/token/refresh": (lambda shop, _: shop.renew(),),  # type: ignore[attr-defined]
        "product/202309/categories": (lambda shop, _: shop.facts([SAUCE], None),),
        "product/202309/categories/N/rules": (lambda shop, _: shop.facts([SAUCE], None),),
        "product/202309/categories/N/attributes": (lambda shop, _: shop.facts([SAUCE], None),),
        "product/202309/brands": (lambda shop, _: shop.facts([SAUCE], None),),
        "logistics/202309/warehouses": (lambda shop, _: shop.facts([SAUCE], None),),
        "product/202309/categories/recommend": (lambda shop, _: shop.suggest_categories(TITLE),),
        "product/202502/products/search": (
            scan,
            lambda shop, _: shop.find("TUONG-500", None),
            lambda shop, _: shop.find("TUONG-500", StillClock().now()),
        ),
        f"{PRODUCTS}/N": (
            lambda shop, tape: shop.read(tape.ids),
            lambda shop, tape: shop.update(tape.remote, tape.plain, {Group.STRUCTURE}, tape.images, Steps()),
        ),
        "product/202405/products/diagnoses": (lambda shop, tape: shop.diagnose(tape.ids[:1]),),
        "product/202309/images/upload": (lambda shop, _: shop.upload(FILES),),
        "product/202309/files/upload": (lambda shop, _: shop.upload(FILES),),
        "product/202509/products/N/partial_edit": (
            lambda shop, tape: shop.update(tape.remote, tape.plain, {Group.TITLE}, tape.images, Steps()),
            lambda shop, tape: shop.update(tape.sized, tape.several, {Group.STRUCTURE}, tape.images, Steps()),
        ),
        f"{PRODUCTS}/listing_check": (lambda shop, tape: shop.create(tape.plain, tape.images, Steps()),),
        PRODUCTS: (
            lambda shop, tape: shop.create(tape.plain, tape.images, Steps()),
            lambda shop, tape: shop.create(tape.several, tape.images, Steps()),
        ),
        f"{PRODUCTS}/deactivate": (lambda shop, tape: shop.set_state(tape.ids[:1], False, Steps()),),
        f"{PRODUCTS}/activate": (lambda shop, tape: shop.set_state(tape.ids[:1], True, Steps()),),
        f"{PRODUCTS}/N/prices/update": (
            lambda shop, tape: shop.set_prices([PriceEdit(tape.remote, {"TUONG-500": 98_000})], Steps()),
        ),
        f"{PRODUCTS}/N/inventory/update": (
            lambda shop, tape: shop.set_stock([StockEdit(tape.remote, {"TUONG-500": 9})], Steps()),
        ),
    },
    path_of,
    {"code": 0, "message": "", "data": {}},
    base="http://127.0.0.1:9103",
    odd=([{"code": 12052051, "message": "x"}], {"code": "x", "message": 7}, 36009004, "9" * 400),
)
