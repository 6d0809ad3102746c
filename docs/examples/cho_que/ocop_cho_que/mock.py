"""Chợ Quê's protocol, whole, as a mock on the frame that all mocks stand on.

A real adapter's mock is written from the marketplace's documentation, by somebody who has not written the adapter yet:
it never imports the adapter. What the market decides alone (limits, what it closes up, what a promotion forbids) is
here and nowhere else; the adapter learns it by asking.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from adapters._mock.app import MockApp
from adapters._mock.clock import MockClock
from adapters._mock.market import Call, ControlRefusal, Endpoint, Reply
from adapters._mock.options import MockOptions

__all__ = ["MockOptions", "build", "serve"]

KEY = "khoa-cho-que-0001"
LIMITS = {
    "title": {"min": 8, "max": 90},
    "description": {"min": 20, "max": 4000},
    "pictures": {"min": 1, "max": 6},
    "price": {"min": 1000, "max": 100_000_000},
    "stock": {"min": 0, "max": 9999},
}
SECTIONS = [{"id": "vai", "name": "Vải và may mặc"}, {"id": "an", "name": "Đồ ăn"}, {"id": "do", "name": "Đồ dùng"}]
ENDPOINTS = (
    Endpoint("GET", "/v1/shop", "read"),
    Endpoint("GET", "/v1/rules", "read"),
    Endpoint("GET", "/v1/goods", "read"),
    Endpoint("GET", "/v1/goods/read", "read"),
    Endpoint("POST", "/v1/pictures", "upload"),
    Endpoint("POST", "/v1/goods", "write"),
    Endpoint("POST", "/v1/goods/change", "write"),
)
PAGE, BATCH = 30, 20
FIELDS = ("title", "description", "pictures", "section", "price", "stock", "weight", "state")
LOCKED = frozenset({"title", "description", "pictures", "price"})


class Refusal(Exception):
    """What the market answers instead of yes."""

    def __init__(self, status: int, error: str, **more: object) -> None:
        super().__init__(error)
        self.status, self.body = status, {"error": error, **more}


@dataclass
class Good:
    """One listing as the market holds it."""

    id: str
    sku: str
    fields: dict[str, Any]
    made: float
    changed: float
    promotion_until: float = 0.0
    key: str = ""


@dataclass
class ChoQueMarket:
    """The market behind the frame."""

    clock: MockClock
    goods: dict[str, Good] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    endpoints = ENDPOINTS
    traps: frozenset[str] = frozenset()
    statuses = frozenset({"selling", "hidden", "removed"})

    def info(self) -> dict[str, Any]:
        return {"marketplace": "cho_que", "key": KEY}

    def addresses(self, root: str) -> dict[str, str]:
        return {"base_url": root}

    def answer(self, call: Call) -> Reply:
        try:
            if call.headers.get("authorization") != f"Bearer {KEY}" or "revoke" in call.faults:
                raise Refusal(401, "key_refused")
            if "throttle" in call.faults:
                return self.throttled(call.faults["throttle"].seconds)
            if "reject" in call.faults:
                raise Refusal(400, "refused", say="Hôm nay chợ không nhận hàng này")
            return _json(200, self._route(call))
        except Refusal as refusal:
            return _json(refusal.status, refusal.body)

    def throttled(self, retry_after: float | None) -> Reply:
        wait = () if retry_after is None else (("retry-after", str(retry_after)),)
        return Reply(429, orjson.dumps({"error": "too_fast"}), headers=wait)

    def file(self, name: str) -> Reply | None:
        data = self.pictures.get(name)
        return None if data is None else Reply(200, data, "image/jpeg")

    def faults_cleared(self) -> None:
        return

    def _route(self, call: Call) -> dict[str, Any]:
        match f"{call.verb} {call.path}":
            case "GET /v1/shop":
                return {"id": "CQ-77", "name": "Gian hàng thử"}
            case "GET /v1/rules":
                return {"limits": LIMITS, "sections": SECTIONS}
            case "GET /v1/goods":
                return self._list(call)
            case "GET /v1/goods/read":
                return self._read((call.first("ids") or "").split(","))
            case "POST /v1/pictures":
                return self._keep(call.body)
            case "POST /v1/goods":
                return self._create(_object(call.body))
            case "POST /v1/goods/change":
                return self._change(_object(call.body))
        raise Refusal(404, "no_such_call")

    def _list(self, call: Call) -> dict[str, Any]:
        lag = call.faults["search_lag"].wait() if "search_lag" in call.faults else 0.0
        shown = [one for one in self.goods.values() if one.fields["state"] != "removed"]
        shown = [one for one in shown if self.clock.now() - one.made >= lag]
        sku, since, after = call.first("sku"), call.first("since"), call.first("after") or ""
        if sku is not None:
            shown = [one for one in shown if one.sku.casefold() == sku.casefold()]
        if since is not None:
            shown = [one for one in shown if one.changed >= float(since)]
        shown = [one for one in shown if one.id > after]
        page = shown if sku is not None or since is not None else shown[:PAGE]
        rows = [{"id": one.id, "state": one.fields["state"], "changed": one.changed} for one in page]
        return {"goods": rows, "next": page[-1].id if len(page) < len(shown) else ""}

    def _read(self, ids: list[str]) -> dict[str, Any]:
        if len(ids) > BATCH:
            raise Refusal(400, "too_many_ids")
        return {"goods": [self._told(self.goods[one]) for one in ids if one in self.goods]}

    def _told(self, good: Good) -> dict[str, Any]:
        price = f"{good.fields['price']:,} đ".replace(",", ".")
        told = {"id": good.id, "sku": good.sku, "changed": good.changed, **good.fields, "price": price}
        locked = good.promotion_until > self.clock.now()
        return told | ({"promotion_until": good.promotion_until} if locked else {})

    def _keep(self, data: bytes) -> dict[str, Any]:
        if not data.startswith(b"\xff\xd8"):
            raise Refusal(400, "bad_picture", field="pictures", say="Không phải ảnh JPEG")
        name = f"anh-{len(self.pictures) + 1:06d}"
        self.pictures[name] = data
        return {"id": name}

    def _create(self, body: dict[str, Any]) -> dict[str, Any]:
        known = next((one for one in self.goods.values() if one.key and one.key == body.get("key")), None)
        if known is not None:
            return {"id": known.id}
        fields = {name: body[name] for name in FIELDS if name in body} | {"state": "selling"}
        self._check(fields)
        now = self.clock.now()
        good = Good(f"cq{len(self.goods) + 1:06d}", str(body["sku"]), _closed(fields), now, now, key=str(body["key"]))
        self.goods[good.id] = good
        return {"id": good.id}

    def _change(self, body: dict[str, Any]) -> dict[str, Any]:
        good = self.goods.get(str(body.get("id")))
        if good is None:
            raise Refusal(404, "not_there")
        changes = {name: body[name] for name in FIELDS if name in body}
        if good.promotion_until > self.clock.now() and LOCKED & set(changes):
            raise Refusal(409, "in_promotion", until=good.promotion_until)
        self._check(changes)
        good.fields |= _closed(changes)
        good.changed = self.clock.now()
        return {"id": good.id}

    def _check(self, fields: Mapping[str, Any]) -> None:
        for name, bounds in LIMITS.items():
            if name in fields:
                size = fields[name] if isinstance(fields[name], int) else len(fields[name])
                if not bounds["min"] <= size <= bounds["max"]:
                    raise Refusal(400, "refused", field=name, say=f"{size} không nằm trong khoảng cho phép")
        if any(picture not in self.pictures for picture in fields.get("pictures", ())):
            raise Refusal(400, "picture_unknown", field="pictures")

    def listings(self, root: str) -> list[dict[str, Any]]:
        return [
            {
                "id": one.id,
                "status": one.fields["state"],
                "live": one.fields["state"] == "selling",
                "category_id": one.fields["section"],
                "title": one.fields["title"],
                "description": one.fields["description"],
                "skus": [{"id": one.id, "sku": one.sku, "price": one.fields["price"], "stock": one.fields["stock"]}],
                "images": [
                    {
                        "url": f"{root}/file/{name}",
                        "sha256": hashlib.sha256(self.pictures[name]).hexdigest(),
                        "position": n,
                    }
                    for n, name in enumerate(one.fields["pictures"], 1)
                ],
            }
            for one in self.goods.values()
            if one.fields["state"] != "removed"
        ]

    def edit(self, listing: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        named = {"state" if name == "status" else name: value for name, value in changes.items()}
        good = self._good(listing)
        good.fields |= named
        good.changed = self.clock.now()
        return {"id": listing}

    def delete(self, listing: str) -> dict[str, Any]:
        return self.edit(listing, {"status": "removed"})

    def sell(self, sku: str, quantity: int) -> dict[str, Any]:
        good = self._bearer(sku)
        good.fields["stock"] = max(0, good.fields["stock"] - quantity)
        return {"sku": sku, "stock": good.fields["stock"]}

    def promote(self, sku: str, until: float, price: int) -> dict[str, Any]:
        self._bearer(sku).promotion_until = until
        return {"sku": sku}

    def review(self, listing: str, verdict: str, reason: str) -> dict[str, Any]:
        raise ControlRefusal("Chợ Quê reviews nothing", [])

    def _good(self, listing: str) -> Good:
        if listing not in self.goods:
            raise ControlRefusal(f"no such listing: {listing}", sorted(self.goods), 404)
        return self.goods[listing]

    def _bearer(self, sku: str) -> Good:
        found = next((one for one in self.goods.values() if one.sku == sku), None)
        if found is None:
            raise ControlRefusal(f"no such SKU: {sku}", [], 404)
        return found

    def fill(self, count: int) -> None:
        """A shop that was there before."""
        for number in range(1, count + 1):
            picture = self._keep(b"\xff\xd8")["id"]
            fields = {
                "title": f"Hàng cũ số {number}",
                "description": "Bán từ trước khi có chương trình.",
                "weight": 100,
            }
            fields |= {"pictures": [picture], "section": "do", "price": 50_000, "stock": 3, "sku": f"CU-{number:03d}"}
            self._create({**fields, "key": ""})


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _closed(fields: dict[str, Any]) -> dict[str, Any]:
    """Chợ Quê closes up double spaces in titles."""
    return fields | ({"title": " ".join(fields["title"].split())} if "title" in fields else {})


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise Refusal(400, "not_json")
    return found


def _json(status: int, body: object) -> Reply:
    return Reply(status, orjson.dumps(body))


def build(options: MockOptions) -> tuple[MockApp, dict[str, Any]]:
    """The application, and what it prints once it listens, minus what only the port tells."""

    def opened(clock: MockClock) -> ChoQueMarket:
        market = ChoQueMarket(clock)
        market.fill(int(options.seed or 0))
        return market

    app = MockApp(options, opened)
    return app, app.printed()


def serve(options: MockOptions) -> None:
    """Serve until SIGTERM or SIGINT, after printing the one JSON line."""
    from adapters._mock.serve import serve_app

    serve_app(build(options)[0], options.port)
