"""A bare Shopee client for the mock's tests: it signs, calls and hands back what came, and shares no code with the
mock.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import time
from typing import Any

import httpx
from PIL import Image

from adapters._mock.app import MockApp
from adapters.shopee.mock import ShopeeOptions, build

API = "/api/v2"
LEAF_SAUCE = ("Thực phẩm và đồ uống", "Gia vị", "Nước chấm & sốt")


def picture(colour: str = "red", side: int = 200, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, kind)
    return out.getvalue()


class Seller:
    """One client of one mock inside this process."""

    def __init__(self, app: MockApp, info: dict[str, Any]) -> None:
        self.app = app
        self.info = info
        self.token: str = info["access_token"]
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://mock.test")

    @classmethod
    def of(cls, **options: Any) -> Seller:
        return cls(*build(ShopeeOptions(**options)))

    def sign(self, path: str, timestamp: int, *rest: object) -> str:
        base = "".join(str(part) for part in (self.info["partner_id"], path, timestamp, *rest))
        return hmac.new(self.info["partner_key"].encode(), base.encode(), hashlib.sha256).hexdigest()

    def query(self, path: str, form: str = "shop", timestamp: int | None = None) -> list[tuple[str, str]]:
        moment = int(time.time()) if timestamp is None else timestamp
        common: list[tuple[str, str]] = [("partner_id", str(self.info["partner_id"])), ("timestamp", str(moment))]
        if form == "public":
            return [*common, ("sign", self.sign(path, moment))]
        shop = self.info["shop_id"]
        tokens = [("access_token", self.token), ("shop_id", str(shop))]
        return [*common, *tokens, ("sign", self.sign(path, moment, self.token, shop))]

    async def raw(self, verb: str, path: str, query: list[tuple[str, str]], **rest: Any) -> httpx.Response:
        return await self.http.request(verb, path, params=httpx.QueryParams(tuple(query)), **rest)

    async def get(self, name: str, *parameters: tuple[str, Any], form: str = "shop") -> dict[str, Any]:
        path = f"{API}/{name}"
        query = [*self.query(path, form), *((key, str(value)) for key, value in parameters)]
        answer: dict[str, Any] = (await self.raw("GET", path, query)).json()
        return answer

    async def post(self, name: str, body: Any, form: str = "shop") -> dict[str, Any]:
        path = f"{API}/{name}"
        answer: dict[str, Any] = (await self.raw("POST", path, self.query(path, form), json=body)).json()
        return answer

    async def upload(self, *files: bytes, form: str = "public", **texts: str) -> dict[str, Any]:
        path = f"{API}/media_space/upload_image"
        parts = [("image", (f"ảnh {i}.png", data, "image/png")) for i, data in enumerate(files)]
        response = await self.raw("POST", path, self.query(path, form), files=parts, data=texts)
        answer: dict[str, Any] = response.json()
        return answer

    async def control(self, name: str, body: Any = None, verb: str | None = None) -> Any:
        response = await self.http.request(verb or ("GET" if body is None else "POST"), f"/_mock/{name}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    async def fault(self, kind: str, endpoint: str = "*", **rest: Any) -> str:
        answer: str = (await self.control("faults", {"kind": kind, "endpoint": endpoint, **rest}))["id"]
        return answer

    async def image_id(self, colour: str = "red") -> str:
        answer: str = (await self.upload(picture(colour)))["response"]["image_info"]["image_id"]
        return answer

    def leaf(self, path: tuple[str, ...] = LEAF_SAUCE) -> int:
        facts = self.app.market._shop.facts  # type: ignore[attr-defined]
        number: int = facts.by_path[path].id
        return number

    def leaves(self) -> list[Any]:
        return list(self.app.market._shop.facts.leaves.values())  # type: ignore[attr-defined]

    async def body(self, **changes: Any) -> dict[str, Any]:
        """A good add_item body for a bottle of soy sauce; `image_id_list` is made unless given."""
        pictures = changes.pop("pictures", None) or [await self.image_id()]
        body = {
            "item_name": "Tương nếp Đường Lâm chai 500 ml",
            "description": "Tương nếp ủ chum sành sáu tháng, vị ngọt hậu.",
            "original_price": 65000,
            "weight": 0.62,
            "category_id": self.leaf(),
            "image": {"image_id_list": pictures},
            "logistic_info": [{"logistic_id": 50021, "enabled": True, "is_free": False}],
            "dimension": {"package_length": 8, "package_width": 8, "package_height": 26},
            "attribute_list": [
                value(100037, 4001),
                text(100974, "Gạo nếp, đậu nành, muối"),
                text(100975, "365", "Ngày"),
                text(101029, "HTX Tương Đường Lâm"),
                text(101030, "Phường Sơn Tây, Hà Nội"),
            ],
            "brand": {"brand_id": 0, "original_brand_name": "No Brand"},
            "item_sku": "TUONG-500",
            "seller_stock": [{"stock": 12}],
        }
        return {key: each for key, each in {**body, **changes}.items() if each is not None}

    async def add(self, **changes: Any) -> int:
        answer = await self.post("product/add_item", await self.body(**changes))
        assert answer["error"] == "", answer
        number: int = answer["response"]["item_id"]
        return number

    async def base(self, item: int) -> dict[str, Any]:
        answer = await self.get("product/get_item_base_info", ("item_id_list", item))
        assert answer["error"] == "", answer
        info: dict[str, Any] = answer["response"]["item_list"][0]
        return info

    async def listed(self, *statuses: str) -> list[int]:
        wanted = [("item_status", status) for status in statuses or ("NORMAL", "UNLIST")]
        answer = await self.get("product/get_item_list", ("offset", 0), ("page_size", 100), *wanted)
        assert answer["error"] == "", answer
        return [row["item_id"] for row in answer["response"].get("item", [])]


def value(attribute: int, number: int) -> dict[str, Any]:
    return {"attribute_id": attribute, "attribute_value_list": [{"value_id": number}]}


def text(attribute: int, name: str, unit: str | None = None) -> dict[str, Any]:
    entry: dict[str, Any] = {"value_id": 0, "original_value_name": name}
    if unit is not None:
        entry["value_unit"] = unit
    return {"attribute_id": attribute, "attribute_value_list": [entry]}
