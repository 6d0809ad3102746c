"""A bare Lazada client for the mock's tests: it signs, calls and hands back what came, and shares no code with the
mock.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import time
from typing import Any

import httpx
from PIL import Image

from adapters._mock.app import MockApp
from adapters.lazada.mock import LazadaOptions, build

REST = "/rest"
SAUCE = ("Bách hóa online", "Gia vị", "Nước chấm & sốt")
SILK = ("Thời trang nữ", "Trang phục truyền thống", "Áo dài")
SPIRITS = ("Bách hóa online", "Bia, rượu & đồ uống có cồn", "Rượu trắng & rượu mạnh")
FOREIGN = 2_999_000_013


def picture(colour: str = "red", side: int = 400, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, kind)
    return out.getvalue()


def sign(secret: str, path: str, parameters: dict[str, str], how: str = "sha256") -> str:
    base = path + "".join(f"{name}{parameters[name]}" for name in sorted(parameters))
    return hmac.new(secret.encode(), base.encode(), getattr(hashlib, how)).hexdigest().upper()


class Seller:
    """One client of one mock inside this process."""

    def __init__(self, app: MockApp, info: dict[str, Any]) -> None:
        self.app = app
        self.info = info
        self.token: str = info["access_token"]
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://mock.test")

    @classmethod
    def of(cls, **options: Any) -> Seller:
        return cls(*build(LazadaOptions(**options)))

    def system(self, *, token: bool = True, moment: float | None = None) -> dict[str, str]:
        """The common parameters without the signature."""
        millis = int((time.time() if moment is None else moment) * 1000)
        common = {"app_key": self.info["app_key"], "timestamp": str(millis), "sign_method": "sha256"}
        return {**common, "access_token": self.token} if token else common

    def signed(self, api: str, business: dict[str, str], **how: Any) -> dict[str, str]:
        parameters = {**self.system(**how), **business}
        return {**parameters, "sign": sign(self.info["app_secret"], api, parameters)}

    async def raw(self, verb: str, api: str, query: dict[str, str] | None = None, **rest: Any) -> httpx.Response:
        return await self.http.request(verb, f"{REST}{api}", params=query, **rest)

    async def get(self, api: str, token: bool = True, **business: Any) -> dict[str, Any]:
        query = self.signed(api, {name: str(value) for name, value in business.items()}, token=token)
        return checked(await self.raw("GET", api, query))

    async def post(self, api: str, token: bool = True, **business: Any) -> dict[str, Any]:
        body = self.signed(api, {name: str(value) for name, value in business.items()}, token=token)
        return checked(await self.raw("POST", api, data=body))

    async def upload(self, data: bytes, name: str = "image") -> dict[str, Any]:
        body = self.signed("/image/upload", {})
        return checked(await self.raw("POST", "/image/upload", data=body, files={name: ("ảnh.png", data)}))

    async def payload(self, api: str, product: Any, name: str = "payload") -> dict[str, Any]:
        return await self.post(api, **{name: json.dumps({"Request": {"Product": product}}, ensure_ascii=False)})

    async def control(self, name: str, body: Any = None, verb: str | None = None) -> Any:
        response = await self.http.request(verb or ("GET" if body is None else "POST"), f"/_mock/{name}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    async def fault(self, kind: str, endpoint: str = "*", **rest: Any) -> str:
        answer: str = (await self.control("faults", {"kind": kind, "endpoint": endpoint, **rest}))["id"]
        return answer

    async def image(self, colour: str = "red") -> str:
        answer: str = (await self.upload(picture(colour)))["data"]["image"]["url"]
        return answer

    @property
    def facts(self) -> Any:
        return self.app.market._shop.facts  # type: ignore[attr-defined]

    def leaf(self, path: tuple[str, ...] = SAUCE) -> str:
        return str(self.facts.by_path[path].id)

    async def product(self, **changes: Any) -> dict[str, Any]:
        """A good product for create: a bottle of soy sauce. `attributes` are merged, None takes a member out."""
        attributes = {
            "name": "Tương nếp Đường Lâm chai 500 ml",
            "description": "<p>Tương nếp ủ chum sành sáu tháng, vị ngọt hậu.</p>",
            "brand": "No Brand",
            "warranty_type": "No Warranty",
            "origin": "Vietnam",
            "ingredients": "Gạo nếp, đậu nành, muối",
            "shelf_life": "365",
            "manufacturer_name": "HTX Tương Đường Lâm",
            "manufacturer_address": "Phường Sơn Tây, Hà Nội",
            **changes.pop("attributes", {}),
        }
        images = changes.pop("images", None)
        body = {
            "PrimaryCategory": self.leaf(),
            "Images": {"Image": [await self.image()] if images is None else images},
            "Attributes": {name: value for name, value in attributes.items() if value is not None},
            "Skus": {"Sku": changes.pop("skus", None) or [sku()]},
            **changes,
        }
        return {name: value for name, value in body.items() if value is not None}

    async def create(self, **changes: Any) -> dict[str, Any]:
        """A product created, whatever it takes; the answer's `data`."""
        answer = await self.payload("/product/create", await self.product(**changes))
        assert answer["code"] == "0", answer
        data: dict[str, Any] = answer["data"]
        return data

    async def creating(self, **changes: Any) -> dict[str, Any]:
        return await self.payload("/product/create", await self.product(**changes))

    async def item(self, number: int) -> dict[str, Any]:
        answer = await self.get("/product/item/get", item_id=number)
        assert answer["code"] == "0", answer
        data: dict[str, Any] = answer["data"]
        return data

    async def listed(self, filter: str = "all", **more: Any) -> list[int]:
        answer = await self.get("/products/get", filter=filter, limit=50, **more)
        assert answer["code"] == "0", answer
        return [each["item_id"] for each in answer["data"].get("products", [])]


def sku(seller_sku: str = "TUONG-500", **changes: Any) -> dict[str, Any]:
    body = {
        "SellerSku": seller_sku,
        "price": "65000",
        "quantity": "12",
        "package_length": "8",
        "package_width": "8",
        "package_height": "26",
        "package_weight": "0.62",
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


def checked(response: httpx.Response) -> dict[str, Any]:
    """What every answer must be: HTTP 200, JSON, a code that is a string, a request id."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("application/json")
    answer: dict[str, Any] = response.json()
    assert isinstance(answer["code"], str)
    assert answer["request_id"]
    if answer["code"] == "0":
        assert "type" not in answer
        assert "message" not in answer
    else:
        assert answer["type"] in ("ISV", "ISP", "SYSTEM")
    return answer


def codes(answer: dict[str, Any]) -> list[str]:
    """The codes of `detail`."""
    return [each["code"] for each in answer.get("detail", [])]


def fields(answer: dict[str, Any]) -> list[str]:
    return [each["field"] for each in answer.get("detail", [])]
