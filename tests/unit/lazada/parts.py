"""A Lazada shop on loopback with a fixed clock, a log that keeps steps, and listings; all invented."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
from pytest_httpx import HTTPXMock

from adapters.lazada import SPEC
from connector.errors import Bug
from connector.model import (
    AttributeValue,
    Group,
    Listing,
    ListingVariant,
    MediaIdentity,
    Package,
    ProductId,
    RemoteListing,
)
from connector.port import Adapter, OpenShop

NOW = datetime.fromtimestamp(1767000000, UTC)
BASE = "http://127.0.0.1:9101"
LINE = {
    "marketplace": "lazada",
    "base_url": f"{BASE}/rest",
    "auth_url": f"{BASE}/rest",
    "app_key": "100132",
    "app_secret": "mock_app_secret_0001",
    "seller_id": "200012345",
    "access_token": "50000601c30tokMOCK",
    "refresh_token": "50001600refMOCK",
    "pace": 1000,
    "concurrency": 4,
}
COVER = MediaIdentity(source_sha256="a" * 64, recipe="lazada-1024-pad@1")
CARD = MediaIdentity(source_sha256="b" * 64, recipe="lazada-1024-pad@1", badge="4-2024", card=True)
HOST = "https://vn-live-02.slatic.net/p/"
IMAGES = {COVER.key: f"{HOST}a1.jpg", CARD.key: f"{HOST}b2.jpg"}
SYSTEM = {"app_key", "timestamp", "sign_method", "access_token", "sign"}


class StillClock:
    """Stands still; sleeping moves it."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return sum(self.slept)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(max(0.0, seconds))


class Steps:
    """A StepLog as the journal's: it keeps what was started, and refuses another body under the same name."""

    def __init__(self) -> None:
        self.started: list[tuple[str, bytes]] = []

    @property
    def intent_id(self) -> str:
        return "yd-0001"

    async def start(self, step: str, body: bytes) -> None:
        if dict(self.started).get(step, body) != body:
            raise Bug("E_RESEND_DIFFERS", step=step)
        self.started.append((step, body))

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.started]


@asynccontextmanager
async def opened(folder: Path, clock: Any = None, **more: Any) -> AsyncIterator[Adapter]:
    path = folder / "khoa.json"
    if not path.exists():
        path.write_text(json.dumps(LINE), encoding="utf-8")
    whole: dict[str, Any] = {
        "shop": "lazada-thu",
        "environment": "mock",
        "credentials": "file:khoa.json",
        "folder": folder,
        "clock": clock or StillClock(),
    }
    async with SPEC.open(OpenShop(**{**whole, **more})) as adapter:
        yield adapter


def answers(httpx_mock: HTTPXMock, path: str, data: Any = None, *, verb: str = "GET", **beside: Any) -> None:
    """One answer for the next call of a path. ``code`` "0" unless told otherwise."""
    body = {"code": "0", "request_id": "0ba2", **({} if data is None else {"data": data}), **beside}
    httpx_mock.add_response(method=verb, url=any_query(path), json=body)


def any_query(path: str) -> Any:
    return re.compile(re.escape(f"{BASE}/rest/{path}") + r"(\?.*)?$")


def business(request: httpx.Request) -> dict[str, str]:
    """What a call says beside the parameters that every call bears: of the query, or of the form."""
    pairs = parse_qsl(request.content.decode()) if request.method == "POST" else request.url.params.multi_items()
    return {name: value for name, value in pairs if name not in SYSTEM}


def product(request: httpx.Request, name: str = "payload") -> dict[str, Any]:
    """The ``Product`` a write sent."""
    found: dict[str, Any] = json.loads(business(request)[name])["Request"]["Product"]
    return found


def listing(**changes: Any) -> Listing:
    whole: dict[str, Any] = {
        "product": ProductId("", "P001-01"),
        "title": "[MẪU] Nón lá làng Chuông – hàng thủ công",
        "description": "<p>Nón lá làng Chuông.</p><p>Khâu tay ở Hà Nội 🌾</p>",
        "media": (COVER, CARD),
        "variants": (ListingVariant(sku="P001-01", price_vnd=150000, stock=25),),
        "category_id": "10002019",
        "brand_id": "30768",
        "brand_name": "No Brand",
        "attributes": {
            "origin": (AttributeValue(choice_id="Vietnam", text="Việt Nam"),),
            "material": (AttributeValue(choice_id="Palm Leaf", text="Lá"), AttributeValue(text="mo nang")),
            "net_weight": (AttributeValue(text="200", unit="g"),),
            "short_description": (AttributeValue(text="<ul><li>Khâu tay</li><li>Lá cọ</li></ul>"),),
        },
        "package": Package(weight_g=354, length_cm=42, width_cm=41, height_cm=20, channels=("lazada",)),
    }
    return Listing(**{**whole, **changes})


def item(**changes: Any) -> dict[str, Any]:
    """``listing()`` as product/item/get shows it."""
    whole: dict[str, Any] = {
        "item_id": 3069252927,
        "primary_category": 10002019,
        "status": "Active",
        "subStatus": None,
        "created_time": "1767000000000",
        "updated_time": "1767000123000",
        "images": [*IMAGES.values(), "", ""],
        "marketImages": [],
        "attributes": {
            "name": "[MẪU]  Nón lá làng Chuông – hàng thủ công ",
            "description": "<div><p>Nón lá làng Chuông. </p>\n<p>Khâu tay ở Hà Nội 🌾</p></div>",
            "short_description": "<ul> <li>Khâu tay</li> <li>Lá cọ</li> </ul>",
            "brand": "No Brand",
            "brand_id": "30768",
            "origin": "Vietnam",
            "material": "Palm Leaf, mo nang",
            "net_weight": "200 g",
        },
        "variation": {},
        "suspendedSkus": [],
        "rejectReason": None,
        "trialProduct": False,
        "skus": [sku()],
    }
    return {**whole, **changes}


def sku(**changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "SkuId": 15298395971,
        "SellerSku": "P001-01",
        "ShopSku": "3069252927_VNAMZ-15298395971",
        "Status": "active",
        "quantity": 27,
        "Available": 25,
        "price": 150000.0,
        "special_price": 0.0,
        "package_width": "41.00",
        "package_height": "20.00",
        "package_length": "42.00",
        "package_weight": "0.36",
        "saleProp": {},
        "Images": ["", ""],
        "Url": "https://www.lazada.vn/-i3069252927-s15298395971.html",
        "multiWarehouseInventories": [
            {"warehouseCode": "dropshipping", "quantity": 27, "sellableQuantity": 25, "occupyQuantity": 2}
        ],
    }
    return {**whole, **changes}


async def read_one(adapter: Adapter, httpx_mock: HTTPXMock, **changes: Any) -> RemoteListing:
    """The product of ``item(**changes)`` as the adapter reads it."""
    answers(httpx_mock, "product/item/get", item(**changes))
    (remote,) = (await adapter.read(["3069252927"])).values()
    return remote


def groups_of(wanted: Listing, adapter: Adapter) -> dict[Group, Any]:
    return {group: adapter.normalise(group, wanted.group(group)) for group in Group}
