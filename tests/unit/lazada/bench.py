"""The adapter on the mock in one process, and what the mock's staff may do."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from adapters.lazada import SPEC
from adapters.lazada.mock import LazadaOptions, build
from connector.clock import SystemClock
from connector.model import AttributeInput, AttributeValue, Listing, ListingVariant, MediaIdentity, ShopFacts
from connector.port import Adapter, MediaFile, OpenShop

from .parts import CARD, COVER, Steps, listing

HONEY = ("Bách hóa online", "Mật ong & sản phẩm từ ong", "Mật ong nguyên chất")
BASE = "http://127.0.0.1:9101"


def jpeg(shade: int) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (400, 400), (shade, 120, 60)).save(drawn, "JPEG")
    return drawn.getvalue()


@dataclass
class Bench:
    shop: Adapter
    control: httpx.AsyncClient
    folder: Path

    async def calls(self) -> dict[str, int]:
        return dict((await self.control.get("/_mock/calls")).json()["by_endpoint"])

    async def listings(self) -> list[dict[str, Any]]:
        return list((await self.control.get("/_mock/listings")).json()["listings"])

    async def tell(self, path: str, **body: Any) -> None:
        answer = await self.control.post(f"/_mock/{path}", json=body)
        assert answer.status_code == 200, answer.text


@asynccontextmanager
async def bench(folder: Path, **options: Any) -> AsyncIterator[Bench]:
    app, line = build(LazadaOptions(**{"pace": 10_000, **options}))
    path = folder / "khoa.json"
    path.write_text(json.dumps({**line, "base_url": f"{BASE}/rest", "auth_url": f"{BASE}/rest"}), encoding="utf-8")
    transport = httpx.ASGITransport(app)
    shop = OpenShop(
        shop="lazada-thu",
        environment="mock",
        credentials="file:khoa.json",
        folder=folder,
        clock=SystemClock(),
        transport=transport,
    )
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as control, SPEC.open(shop) as adapter:
        yield Bench(adapter, control, folder)


def composed(facts: ShopFacts, **changes: Any) -> Listing:
    """A listing that fills every mandatory attribute of the honey leaf."""
    category = facts.category_by_path(HONEY)
    assert category is not None
    values: dict[str, tuple[AttributeValue, ...]] = {
        "short_description": (AttributeValue(text="<ul><li>Mật ong chín</li><li>Hoa nhãn &amp; hoa vải</li></ul>"),)
    }
    for attribute in facts.attributes[category.id]:
        if not attribute.mandatory:
            continue
        if attribute.choices:
            choice = attribute.choices[0]
            values[attribute.id] = (AttributeValue(choice_id=choice.id, text=choice.name),)
        else:
            text = "365" if attribute.input is AttributeInput.NUMBER else "Mật ong, sáp ong"
            values[attribute.id] = (AttributeValue(text=text, unit=next(iter(attribute.units), "")),)
    none = next(brand for brand in facts.brands_of(category.id) if brand.name == "No Brand")
    whole: dict[str, Any] = {
        "category_id": category.id,
        "brand_id": none.id,
        "brand_name": none.name,
        "attributes": values,
    }
    return listing(**{**whole, **changes})


RED, BLUE = (MediaIdentity(source_sha256=sign * 64, recipe="lazada-1024-pad@1") for sign in "cd")


def two_sizes(*names: str, pictured: bool = False) -> dict[str, Any]:
    """Options and variants, each SKU as ``SKU=value/value``."""
    variants = []
    for number, name in enumerate(names):
        sku, _, words = name.partition("=")
        picture = (RED, BLUE)[number % 2] if pictured else None
        variants.append(
            ListingVariant(
                sku=sku,
                price_vnd=90000 + number * 1000,
                stock=5 + number,
                option_values=tuple(words.split("/")),
                option_image=picture,
            )
        )
    axes = ("Dung tích", "Màu sắc")[: len(variants[0].option_values)]
    return {"variants": tuple(variants), "option_names": axes}


async def uploaded(on: Bench) -> dict[str, str]:
    keys = (COVER, CARD, RED, BLUE)
    ids = await on.shop.upload([MediaFile(one.key, jpeg(40 * number)) for number, one in enumerate(keys, start=1)])
    assert all(isinstance(one, str) for one in ids), ids
    return {one.key: str(name) for one, name in zip(keys, ids, strict=True)}


async def listed(on: Bench, **changes: Any) -> tuple[Listing, dict[str, str], str]:
    """A live listing: its pictures uploaded, created."""
    wanted = composed(await on.shop.facts([HONEY], None), **changes)
    images = await uploaded(on)
    created = await on.shop.create(wanted, images, Steps())
    return wanted, images, created.remote_id
