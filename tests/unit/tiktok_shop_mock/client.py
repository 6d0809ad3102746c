"""A bare TikTok Shop client for the mock's tests: it signs, calls and hands back what came, and shares no code with
the mock.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import time
from functools import cache
from typing import Any

import httpx
from PIL import Image

from adapters._mock.app import MockApp
from adapters.tiktok_shop.mock import TikTokOptions, build

PRODUCTS = "/product/202309/products"
V2 = {"category_version": "v2"}
VASE = ("Đồ gia dụng", "Trang trí nhà cửa", "Bình & lọ hoa")
SAUCE = ("Thực phẩm & Đồ uống", "Gia vị", "Nước chấm & sốt")
TEA = ("Thực phẩm & Đồ uống", "Trà & Cà phê", "Trà", "Trà túi lọc")
TITLE = "Lọ hoa men rạn dáng tỳ bà Bát Tràng cao 35 cm"
SAUCE_TITLE = "Tương nếp Đường Lâm ủ chum sành chai 500 ml"
UNCIPHERED = ("/authorization/", "/images/upload", "/files/upload")


@cache
def picture(colour: str = "red", side: int = 600, kind: str = "PNG", height: int | None = None) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, height or side), colour).save(out, kind)
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
        return cls(*build(TikTokOptions(**options)))

    def sign(self, path: str, query: dict[str, str], body: bytes = b"") -> str:
        pairs = "".join(key + query[key] for key in sorted(query) if key not in ("sign", "access_token"))
        secret = self.info["app_secret"].encode()
        return hmac.new(secret, secret + (path + pairs).encode() + body + secret, hashlib.sha256).hexdigest()

    def query(self, verb: str, path: str, extra: dict[str, Any] | None = None, body: bytes = b"") -> dict[str, str]:
        """The whole signed query of a call."""
        query = {"app_key": self.info["app_key"], "timestamp": str(int(time.time()))}
        if not any(part in path for part in UNCIPHERED) and (verb, path) != ("POST", "/product/202309/brands"):
            query["shop_cipher"] = self.info["shop_cipher"]
        query |= {key: str(value) for key, value in (extra or {}).items()}
        return {**query, "sign": self.sign(path, query, body)}

    async def raw(self, verb: str, path: str, query: dict[str, str] | None = None, **rest: Any) -> httpx.Response:
        headers = {"x-tts-access-token": self.token, **rest.pop("headers", {})}
        return await self.http.request(verb, path, params=query, headers=headers, **rest)

    async def call(self, verb: str, path: str, body: Any = None, /, **query: Any) -> dict[str, Any]:
        raw = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = {"content-type": "application/json"}
        signed = self.query(verb, path, query, raw)
        answer: dict[str, Any] = (await self.raw(verb, path, signed, content=raw, headers=headers)).json()
        assert isinstance(answer["code"], int)
        assert isinstance(answer["message"], str)
        assert len(answer["request_id"]) == 34
        return answer

    async def good(self, verb: str, path: str, body: Any = None, /, **query: Any) -> dict[str, Any]:
        answer = await self.call(verb, path, body, **query)
        assert answer["code"] == 0, answer
        data: dict[str, Any] = answer["data"]
        return data

    async def upload(self, path: str, data: bytes, **texts: str) -> dict[str, Any]:
        files = {"data": ("ảnh.png", data, "image/png")}
        response = await self.raw("POST", path, self.query("POST", path), files=files, data=texts)
        answer: dict[str, Any] = response.json()
        return answer

    async def image(self, data: bytes | None = None, use_case: str = "MAIN_IMAGE") -> dict[str, Any]:
        path = "/product/202309/images/upload"
        answer = await self.upload(path, picture() if data is None else data, use_case=use_case)
        assert answer["code"] == 0, answer
        shown: dict[str, Any] = answer["data"]
        return shown

    async def uri(self, use_case: str = "MAIN_IMAGE", side: int = 600) -> str:
        uri: str = (await self.image(picture(side=side), use_case))["uri"]
        return uri

    async def paper(self, name: str = "giay.pdf") -> dict[str, str]:
        answer = await self.upload("/product/202309/files/upload", b"%PDF-1.4\n%%EOF\n", name=name)
        return {"id": answer["data"]["id"], "name": name, "format": "PDF"}

    async def token_call(self, name: str, **query: str) -> dict[str, Any]:
        creds = {"app_key": self.info["app_key"], "app_secret": self.info["app_secret"]}
        answer: dict[str, Any] = (await self.http.get(f"/api/v2/token/{name}", params={**creds, **query})).json()
        return answer

    async def exchange(self, code: str | None = None) -> dict[str, Any]:
        return await self.token_call("get", auth_code=code or self.info["auth_code"], grant_type="authorized_code")

    async def refresh(self, token: str | None = None) -> dict[str, Any]:
        given = token or self.info["refresh_token"]
        return await self.token_call("refresh", refresh_token=given, grant_type="refresh_token")

    async def control(self, name: str, body: Any = None, verb: str | None = None) -> Any:
        response = await self.http.request(verb or ("GET" if body is None else "POST"), f"/_mock/{name}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    async def fault(self, kind: str, endpoint: str = "*", **rest: Any) -> str:
        answer: str = (await self.control("faults", {"kind": kind, "endpoint": endpoint, **rest}))["id"]
        return answer

    async def review(self, product: str, verdict: str = "pass", reason: str = "") -> None:
        await self.control("review", {"id": product, "verdict": verdict, "reason": reason})

    @property
    def facts(self) -> Any:
        return self.app.market._shop.facts  # type: ignore[attr-defined]

    def leaf(self, path: tuple[str, ...] = VASE) -> Any:
        return self.facts.by_path[path]

    def filled(self, leaf: Any) -> list[dict[str, Any]]:
        """Every required attribute, with its first value or a text."""
        return [attribute(each) for each, required in leaf.attributes if required]

    def sku(self, **changes: Any) -> dict[str, Any]:
        body = {
            "seller_sku": "LO-HOA-35",
            "price": {"amount": "450000", "currency": "VND"},
            "inventory": [{"warehouse_id": self.info["warehouse_id"], "quantity": 12}],
        }
        return without_none({**body, **changes})

    def variants(self, *labels: str, **changes: Any) -> list[dict[str, Any]]:
        return [
            self.sku(seller_sku=f"LO-{label}", sales_attributes=[{"name": "Kích cỡ", "value_name": label}], **changes)
            for label in labels
        ]

    async def body(self, path: tuple[str, ...] = VASE, **changes: Any) -> dict[str, Any]:
        """A good create body for a vase; `None` leaves a field out."""
        leaf = self.leaf(path)
        images = changes["main_images"] if "main_images" in changes else [{"uri": await self.uri()}]
        body = {
            "title": TITLE,
            "description": "<p>Men rạn đắp tay, nung củi.</p>",
            "category_id": leaf.id,
            "category_version": "v2",
            "main_images": images,
            "package_weight": {"value": "1.35", "unit": "KILOGRAM"},
            "package_dimensions": {"length": "20", "width": "20", "height": "40", "unit": "CENTIMETER"},
            "product_attributes": self.filled(leaf),
            "skus": [self.sku()],
        }
        return without_none({**body, **changes})

    async def sauce(self, **changes: Any) -> dict[str, Any]:
        """A good create body for food, with the papers its category wants."""
        until = int(time.time()) + 90 * 86_400
        papers = [
            {"id": "7182910001", "files": [await self.paper()], "expiration_date": until},
            {"id": "7182910002", "images": [{"uri": await self.uri("CERTIFICATION_IMAGE")}]},
        ]
        return await self.body(SAUCE, **{"title": SAUCE_TITLE, "certifications": papers, **changes})

    async def add(self, **changes: Any) -> str:
        number: str = (await self.good("POST", PRODUCTS, await self.body(**changes)))["product_id"]
        return number

    async def live(self, **changes: Any) -> str:
        product = await self.add(**changes)
        await self.review(product)
        return product

    async def refused(self, **changes: Any) -> int:
        """The code that a create with these changes gets."""
        code: int = (await self.call("POST", PRODUCTS, await self.body(**changes)))["code"]
        return code

    async def get(self, product: str, **query: Any) -> dict[str, Any]:
        return await self.good("GET", f"{PRODUCTS}/{product}", **query)

    async def search(self, body: Any = None, **query: Any) -> dict[str, Any]:
        path = "/product/202502/products/search"
        return await self.good("POST", path, body or {}, **{"page_size": 100, **query})

    async def partial(self, product: str, **body: Any) -> dict[str, Any]:
        return await self.call("POST", f"/product/202509/products/{product}/partial_edit", body)


def attribute(known: Any, name: str = "Làm tay ở làng nghề") -> dict[str, Any]:
    if known.values:
        return {"id": known.id, "values": [{"id": next(iter(known.values))}]}
    return {"id": known.id, "values": [{"name": name}]}


def without_none(body: dict[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in body.items() if each is not None}
