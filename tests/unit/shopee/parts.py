"""A Shopee shop on loopback with a fixed clock, a log that keeps steps, and listings; all invented."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from pytest_httpx import HTTPXMock

from adapters.shopee import SPEC
from connector.model import (
    AttributeValue,
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
    "marketplace": "shopee",
    "base_url": BASE,
    "partner_id": 1000001,
    "partner_key": "mock_partner_key_0001",
    "shop_id": 987654,
    "code": "5a5477794a55537954697169514f4653",
    "access_token": "61636365737374306b656e4d4f434b31",
    "refresh_token": "7265667265736830306d6f636b303031",
    "pace": 1000,
    "concurrency": 4,
}
COVER = MediaIdentity(source_sha256="a" * 64, recipe="shopee-1024-pad@1", badge="4-2024", badge_at="top-left")
SECOND = MediaIdentity(source_sha256="b" * 64, recipe="shopee-1024-pad@1")
IMAGES = {COVER.key: "vn-11134207-7ras8-m0000000000001", SECOND.key: "vn-11134207-7ras8-m0000000000002"}


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
    """A StepLog that keeps what was started, and how many requests had left by then."""

    def __init__(self, httpx_mock: HTTPXMock | None = None) -> None:
        self.started: list[tuple[str, bytes]] = []
        self.requests_before: list[int] = []
        self._httpx = httpx_mock

    @property
    def intent_id(self) -> str:
        return "yd-0001"

    async def start(self, step: str, body: bytes) -> None:
        self.started.append((step, body))
        if self._httpx is not None:
            self.requests_before.append(len(self._httpx.get_requests()))


@asynccontextmanager
async def opened(folder: Path, clock: Any = None, **more: Any) -> AsyncIterator[Adapter]:
    path = folder / "khoa.json"
    if not path.exists():
        path.write_text(json.dumps(LINE), encoding="utf-8")
    shop = OpenShop(
        shop="shopee-thu",
        environment="mock",
        credentials="file:khoa.json",
        folder=folder,
        clock=clock or StillClock(),
        **more,
    )
    async with SPEC.open(shop) as adapter:
        yield adapter


def envelope(response: Any = None, *, error: str = "", message: str = "", **flat: Any) -> dict[str, Any]:
    whole = {"error": error, "message": message, "warning": "", "request_id": "f2a6", **flat}
    return whole if response is None else {**whole, "response": response}


def answers(
    httpx_mock: HTTPXMock, path: str, response: Any = None, *, verb: str = "GET", http: int = 200, **more: Any
) -> None:
    """One answer for the next call of a path; the query is asserted by ``sent``."""
    httpx_mock.add_response(method=verb, url=_any_query(path), json=envelope(response, **more), status_code=http)


def fails(httpx_mock: HTTPXMock, path: str, failure: Exception, *, verb: str = "GET") -> None:
    httpx_mock.add_exception(failure, method=verb, url=_any_query(path))


def _any_query(path: str) -> Any:
    import re

    return re.compile(re.escape(f"{BASE}/api/v2/{path}") + r"\?.*")


def business(request: httpx.Request) -> list[tuple[str, str]]:
    """The query without what every call bears."""
    common = {"partner_id", "timestamp", "sign", "access_token", "shop_id"}
    return [(name, value) for name, value in request.url.params.multi_items() if name not in common]


def listing(**changes: Any) -> Listing:
    whole: dict[str, Any] = {
        "product": ProductId("", "P001-01"),
        "title": "[MẪU] Nón lá làng Chuông – hàng thủ công",
        "description": "Nón lá làng Chuông.\n\nKhâu tay ở Hà Nội 🌾",
        "media": (COVER, SECOND),
        "variants": (ListingVariant(sku="P001-01", price_vnd=150000, stock=25),),
        "category_id": "101234",
        "brand_id": "",
        "brand_name": "",
        "attributes": {
            "100974": (AttributeValue(choice_id="0", text="Lá cọ, mo nang"),),
            "100061": (AttributeValue(choice_id="0", text="200", unit="g"),),
            "100037": (AttributeValue(choice_id="4001", text="Việt Nam"),),
        },
        "package": Package(
            weight_g=350, length_cm=42, width_cm=41, height_cm=20, channels=("50021", "50012"), days_to_ship=None
        ),
    }
    return Listing(**{**whole, **changes})


def item(**changes: Any) -> dict[str, Any]:
    """``listing()`` as get_item_base_info shows it."""
    whole: dict[str, Any] = {
        "item_id": 803900001,
        "category_id": 101234,
        "item_name": "[MẪU] Nón lá làng Chuông – hàng thủ công",
        "description": "Nón lá làng Chuông.\n\nKhâu tay ở Hà Nội 🌾",
        "item_sku": "P001-01",
        "create_time": 1767000000,
        "update_time": 1767000123,
        "item_status": "UNLIST",
        "has_model": False,
        "condition": "NEW",
        "weight": "0.35",
        "dimension": {"package_length": 42, "package_width": 41, "package_height": 20},
        "image": {
            "image_id_list": list(IMAGES.values()),
            "image_url_list": ["https://cf.example/1", "https://cf.example/2"],
            "image_ratio": "1:1",
        },
        "price_info": [{"currency": "VND", "original_price": 150000, "current_price": 150000}],
        "stock_info_v2": {
            "summary_info": {"total_reserved_stock": 0, "total_available_stock": 25},
            "seller_stock": [{"location_id": "", "stock": 25, "if_saleable": True}],
            "shopee_stock": [],
        },
        "attribute_list": [
            {
                "attribute_id": 100037,
                "original_attribute_name": "Xuất xứ",
                "is_mandatory": True,
                "attribute_value_list": [{"value_id": 4001, "original_value_name": "Vietnam", "value_unit": ""}],
            },
            {
                "attribute_id": 100061,
                "attribute_value_list": [{"value_id": 0, "original_value_name": "200", "value_unit": "g"}],
            },
            {
                "attribute_id": 100974,
                "attribute_value_list": [{"value_id": 0, "original_value_name": "Lá cọ, mo nang"}],
            },
        ],
        "logistic_info": [
            {"logistic_id": 50012, "logistic_name": "Tiết kiệm", "enabled": True, "is_free": False},
            {"logistic_id": 50021, "logistic_name": "Nhanh", "enabled": True, "is_free": False},
            {"logistic_id": 50010, "logistic_name": "Hỏa Tốc", "enabled": False, "is_free": False},
        ],
        "brand": {"brand_id": 0, "original_brand_name": "No Brand"},
        "pre_order": {"is_pre_order": False, "days_to_ship": 2},
        "description_type": "normal",
        "has_promotion": False,
        "tag": {"kit": False},
    }
    return {**whole, **changes}


async def read_one(adapter: Adapter, httpx_mock: HTTPXMock, **changes: Any) -> RemoteListing:
    """The item of ``item(**changes)`` as the adapter reads it."""
    answers(httpx_mock, "product/get_item_base_info", {"item_list": [item(**changes)]})
    (remote,) = (await adapter.read(["803900001"])).values()
    return remote


def groups_of(wanted: Listing, adapter: Adapter) -> Mapping[str, Any]:
    from connector.model import Group

    return {group: adapter.normalise(group, wanted.group(group)) for group in Group}
