"""A Shopee shop whose good answers were recorded from the mock, and that answers one path as an attacker likes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from PIL import Image

from adapters.shopee import SPEC
from adapters.shopee.mock import ShopeeOptions, build
from connector.clock import SystemClock
from connector.model import AttributeInput, AttributeValue, Group, Listing, ListingVariant, RemoteListing, ShopFacts
from connector.port import Adapter, MediaFile, OpenShop, PriceEdit, StockEdit
from tests.unit.shopee.parts import COVER, IMAGES, SECOND, Steps, StillClock, listing

__all__ = ["ACTIONS", "API", "BASE", "Recorded", "attacked", "line", "recorded"]

API = "/api/v2/"
BASE = "http://127.0.0.1:9101"
LEAF = ("Thực phẩm và đồ uống", "Mật ong & sản phẩm từ ong", "Mật ong")
SEARCHED = ("Thực phẩm và đồ uống", "Đồ uống", "Trà")
Handler = Callable[[httpx.Request], httpx.Response]


@dataclass(frozen=True)
class Recorded:
    """Every answer by path, in the order given; the last one is given again and again."""

    answers: Mapping[str, tuple[bytes, ...]]
    line: Mapping[str, Any]
    number: str
    several: str
    facts: ShopFacts
    remotes: Mapping[str, RemoteListing]
    wanted: Listing
    options: Listing


def drawn(shade: int) -> bytes:
    made = BytesIO()
    Image.new("RGB", (600, 600), (shade, 120, 60)).save(made, "JPEG")
    return made.getvalue()


FILES = (MediaFile(COVER.key, drawn(10)), MediaFile(SECOND.key, drawn(20)))


def line() -> Mapping[str, Any]:
    return recorded().line


def filled(facts: ShopFacts, **changes: Any) -> Listing:
    leaf = facts.category_by_path(LEAF)
    assert leaf is not None
    values: dict[str, tuple[AttributeValue, ...]] = {}
    for one in facts.attributes[leaf.id]:
        if one.mandatory and one.choices:
            values[one.id] = (AttributeValue(choice_id=one.choices[0].id, text=one.choices[0].name),)
        elif one.mandatory:
            text = "12" if one.input in (AttributeInput.INTEGER, AttributeInput.NUMBER) else "Mật ong nguyên chất"
            values[one.id] = (AttributeValue(text=text, unit=next(iter(one.units), "")),)
    channels = tuple(channel.id for channel in facts.channels if channel.usable)
    parcel = listing().package.model_copy(update={"channels": channels})
    return listing(**{"category_id": leaf.id, "attributes": values, "package": parcel, **changes})


@asynccontextmanager
async def opened(
    folder: Path, keys: Mapping[str, Any], transport: httpx.AsyncBaseTransport, clock: Any
) -> AsyncIterator[Adapter]:
    (folder / "khoa.json").write_text(json.dumps({**keys, "base_url": BASE}), encoding="utf-8")
    shop = OpenShop("shopee-thu", "mock", "file:khoa.json", folder, clock, transport=transport)
    async with SPEC.open(shop) as adapter:
        yield adapter


class Tape(httpx.AsyncBaseTransport):
    """Lets a mock answer and keeps what it said."""

    def __init__(self, app: Any) -> None:
        self._inner = httpx.ASGITransport(app)
        self.heard: dict[str, list[bytes]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        body = await answer.aread()
        self.heard.setdefault(request.url.path.removeprefix(API), []).append(body)
        return httpx.Response(answer.status_code, headers={"content-type": "application/json"}, content=body)


@cache
def recorded() -> Recorded:
    """The recording, made once; in a thread of its own, for a loop may be running where it is asked for first."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, _record()).result()


async def _record() -> Recorded:
    app, printed = build(ShopeeOptions(variation_wait_s=0))
    keys = {**printed, "variation_wait": 0.01}
    tape = Tape(app)
    with TemporaryDirectory() as folder:
        async with opened(Path(folder), keys, tape, SystemClock()) as shop:
            await shop.identity()
            facts = await shop.facts([LEAF, SEARCHED], None)
            uploaded = await shop.upload(FILES)
            images = {file.key: str(name) for file, name in zip(FILES, uploaded, strict=True)}
            wanted = filled(facts)
            number = (await shop.create(wanted, images, Steps())).remote_id
            sizes = tuple(
                ListingVariant(sku=f"P002-0{n}", price_vnd=100_000 + n, stock=n, option_values=(f"{n} chai",))
                for n in (1, 2)
            )
            options = filled(facts, variants=sizes, option_names=("Quy cách",), title="[MẪU] Mật ong hoa nhãn nhiều cỡ")
            several = (await shop.create(options, images, Steps())).remote_id
            await shop.set_state([number, several], True, Steps())
            remotes = await shop.read([number, several])
            assert set(remotes) == {number, several}
            await shop.update(remotes[number], wanted, {Group.TITLE}, images, Steps())
            await shop.set_prices([PriceEdit(remotes[number], {"P001-01": 99_000})], Steps())
            await shop.set_stock([StockEdit(remotes[number], {"P001-01": 3})], Steps())
            assert [ref async for ref in shop.scan()]
            await shop.find("P001-01", SystemClock().now())
            await shop.diagnose([number, several])
            await shop.suggest_categories("Mật ong")
            await shop.renew()
    tape.heard["product/get_item_violation_info"] = [VIOLATIONS.replace(b"0", number.encode(), 1)]
    heard = {path: tuple(dict.fromkeys(bodies)) for path, bodies in tape.heard.items()}
    return Recorded(heard, keys, number, several, facts, remotes, wanted, options)


VIOLATIONS = (
    b'{"error":"","message":"","response":{"item_list":[{"item_id":0,"item_status_details":[{"violation_type":"x",'
    b'"violation_reason":"y","suggestion":"z","fix_deadline_time":1767000000}],"deboost_details":[]}]}}'
)


def banned(body: bytes) -> bytes:
    """The same items, taken down by the platform: then the reasons are asked for."""
    return body.replace(b'"NORMAL"', b'"BANNED"')


@asynccontextmanager
async def attacked(folder: Path, path: str, answer: Handler) -> AsyncIterator[tuple[Adapter, StillClock]]:
    """A shop that answers ``path`` with ``answer`` and everything else as the mock did."""
    tape = recorded()
    said: dict[str, int] = {}

    def respond(request: httpx.Request) -> httpx.Response:
        asked = request.url.path.removeprefix(API)
        if asked == path:
            return answer(request)
        bodies = tape.answers.get(asked)
        if bodies is None:
            return httpx.Response(200, json={"error": "", "message": "", "response": {}})
        at = said[asked] = said.get(asked, -1) + 1
        body = bodies[min(at, len(bodies) - 1)]
        troubled = path == "product/get_item_violation_info" and asked == "product/get_item_base_info"
        return httpx.Response(200, content=banned(body) if troubled else body)

    clock = StillClock()
    async with opened(folder, tape.line, httpx.MockTransport(respond), clock) as shop:
        yield shop, clock


Action = Callable[[Adapter], Awaitable[object]]


async def _scan(shop: Adapter) -> object:
    return [ref async for ref in shop.scan()]


def _remote() -> RemoteListing:
    tape = recorded()
    return tape.remotes[tape.number]


ACTIONS: Mapping[str, tuple[Action, ...]] = {
    "shop/get_shop_info": (lambda shop: shop.identity(),),
    "auth/access_token/get": (lambda shop: shop.renew(),),  # type: ignore[attr-defined]
    "product/get_category": (lambda shop: shop.facts([LEAF], None),),
    "product/get_attribute_tree": (lambda shop: shop.facts([LEAF], None),),
    "product/search_attribute_value_list": (lambda shop: shop.facts([LEAF, SEARCHED], None),),
    "product/get_brand_list": (lambda shop: shop.facts([LEAF], None),),
    "product/get_item_limit": (lambda shop: shop.facts([LEAF], None),),
    "logistics/get_channel_list": (lambda shop: shop.facts([LEAF], None),),
    "product/category_recommend": (lambda shop: shop.suggest_categories("Mật ong"),),
    "product/get_item_list": (_scan, lambda shop: shop.find("P001-01", StillClock().now())),
    "product/search_item": (lambda shop: shop.find("P001-01", None),),
    "product/get_item_base_info": (
        lambda shop: shop.read([recorded().number, recorded().several]),
        lambda shop: shop.find("P001-01", None),
    ),
    "product/get_model_list": (lambda shop: shop.read([recorded().number, recorded().several]),),
    "product/get_item_violation_info": (lambda shop: shop.read([recorded().number]),),
    "product/get_item_content_diagnosis_result": (lambda shop: shop.diagnose([recorded().number]),),
    "media_space/upload_image": (lambda shop: shop.upload(FILES),),
    "product/add_item": (
        lambda shop: shop.create(recorded().wanted, IMAGES, Steps()),
        lambda shop: shop.create(recorded().options, IMAGES, Steps()),
    ),
    "product/init_tier_variation": (lambda shop: shop.create(recorded().options, IMAGES, Steps()),),
    "product/update_item": (lambda shop: shop.update(_remote(), recorded().wanted, {Group.TITLE}, IMAGES, Steps()),),
    "product/unlist_item": (lambda shop: shop.set_state([recorded().number], False, Steps()),),
    "product/update_price": (lambda shop: shop.set_prices([PriceEdit(_remote(), {"P001-01": 98_000})], Steps()),),
    "product/update_stock": (lambda shop: shop.set_stock([StockEdit(_remote(), {"P001-01": 9})], Steps()),),
}
"""What asks each path: every read and every write of the adapter."""
