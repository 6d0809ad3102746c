"""Every code of the contract can be had from the mock: where it has a cause, by that cause; else by a fault."""

from __future__ import annotations

import io
import json
import struct
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.unit.tiktok_shop_mock.client import PRODUCTS, SAUCE, TEA, TITLE, V2, Seller, picture

Answer = dict[str, Any]
Cause = Callable[[Seller], Awaitable[Answer]]
ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "tiktok_shop_errors.json").read_text("utf-8")
)["codes"]
SHOPS = "/authorization/202309/shops"
SEARCH = "/product/202502/products/search"
IMAGES = "/product/202309/images/upload"
FILES = "/product/202309/files/upload"
CREATE = f"POST {PRODUCTS}"
DRESS = ("Trang phục nữ & Đồ lót", "Đầm", "Đầm liền")
SPIRITS = ("Thực phẩm & Đồ uống", "Đồ uống có cồn", "Rượu", "Rượu gạo & rượu truyền thống")
SWORD = ("Đồ gia dụng", "Trang trí nhà cửa", "Gươm & kiếm trưng bày")
TYRES = ("Ô tô & Xe máy", "Phụ tùng xe máy", "Lốp xe")
DEVICES = ("Sức khỏe", "Thiết bị y tế", "Máy đo huyết áp")
MEAT = ("Thực phẩm & Đồ uống", "Thịt, trứng & chế biến", "Thịt & gia cầm tươi")
FOREIGN_1, FOREIGN_2 = "1729999999999999991", "1729999999999999992"


def adding(**changes: Any) -> Cause:
    async def call(seller: Seller) -> Answer:
        return await seller.call("POST", PRODUCTS, await seller.body(**changes))

    return call


def adding_at(path: tuple[str, ...], **changes: Any) -> Cause:
    return adding(path=path, **changes)


def priced(**price: Any) -> Cause:
    async def call(seller: Seller) -> Answer:
        return await seller.call("POST", PRODUCTS, await seller.body(skus=[seller.sku(price=price or None)]))

    return call


def stocked(*rows: dict[str, Any]) -> Cause:
    async def call(seller: Seller) -> Answer:
        home = {"warehouse_id": seller.info["warehouse_id"], "quantity": 5}
        inventory = [{**home, **row} for row in rows]
        for row in inventory:
            if not row["warehouse_id"]:
                del row["warehouse_id"]
        return await seller.call("POST", PRODUCTS, await seller.body(skus=[seller.sku(inventory=inventory)]))

    return call


def selling(*axes: list[tuple[str, str]], pictured: tuple[int, ...] = ()) -> Cause:
    """SKUs with these sales attributes; `pictured` are the places of axes whose values have pictures."""

    async def call(seller: Seller) -> Answer:
        uri = await seller.uri("ATTRIBUTE_IMAGE") if pictured else ""
        skus = []
        for number, pairs in enumerate(axes):
            values: list[dict[str, Any]] = [{"name": name, "value_name": value} for name, value in pairs]
            for place in pictured:
                if place < len(values) and not (place == 0 and number == 1 and len(pictured) == 1):
                    values[place]["sku_img"] = {"uri": uri}
            skus.append(seller.sku(seller_sku=f"S{number}", sales_attributes=values))
        return await seller.call("POST", PRODUCTS, await seller.body(skus=skus))

    return call


def certified(change: Callable[[list[dict[str, Any]]], None]) -> Cause:
    async def call(seller: Seller) -> Answer:
        body = await seller.sauce()
        change(body["certifications"])
        return await seller.call("POST", PRODUCTS, body)

    return call


def described(html: str, **image: str) -> Cause:
    """A description; `{url}` stands for the address of a picture of ours."""

    async def call(seller: Seller) -> Answer:
        url = (await seller.image(use_case="DESCRIPTION_IMAGE"))["url"]
        return await seller.call("POST", PRODUCTS, await seller.body(description=html.replace("{url}", url)))

    return call


def asking(*without: str, **changed: str) -> Cause:
    """Which shops are ours, with a query that lacks or changes something after it was signed."""

    async def call(seller: Seller) -> Answer:
        query = {k: changed.get(k, v) for k, v in seller.query("GET", SHOPS).items() if k not in without}
        answer: Answer = (await seller.raw("GET", SHOPS, query)).json()
        return answer

    return call


def getting(path: str, verb: str = "GET", body: Any = None, **query: Any) -> Cause:
    async def call(seller: Seller) -> Answer:
        return await seller.call(verb, path, body, **query)

    return call


def editing(change: Callable[[Seller, Answer], Answer], **made: Any) -> Cause:
    """A partial edit of a live product, of what it looks like now."""

    async def call(seller: Seller) -> Answer:
        skus = seller.variants("M", "L") if made.get("variants") else [seller.sku(**made.get("sku", {}))]
        product = await seller.live(skus=skus)
        return await seller.partial(product, **change(seller, await seller.get(product)))

    return call


def counting(*rows: dict[str, Any], second: bool = False) -> Cause:
    """Inventory of a live product whose SKU stands in one warehouse (or two)."""

    async def call(seller: Seller) -> Answer:
        inventory = [{"warehouse_id": seller.info["warehouse_id"], "quantity": 5}]
        if second:
            inventory.append({"warehouse_id": "7068517275539719945", "quantity": 5})
        product = await seller.live(skus=[seller.sku(inventory=inventory)])
        sku = (await seller.get(product))["skus"][0]["id"]
        path = f"{PRODUCTS}/{product}/inventory/update"
        return await seller.call("POST", path, {"skus": [{"id": sku, "inventory": list(rows)}]})

    return call


def uploading(data: bytes, use_case: str = "MAIN_IMAGE") -> Cause:
    return lambda seller: seller.upload(IMAGES, data, use_case=use_case)


def filing(data: bytes, name: str) -> Cause:
    return lambda seller: seller.upload(FILES, data, name=name)


def faulted(kind: str, code: int | None = None) -> Cause:
    async def call(seller: Seller) -> Answer:
        await seller.fault(kind, CREATE, **({"code": str(code)} if code else {}))
        return await adding()(seller)

    return call


def later(seconds: int, cause: Cause) -> Cause:
    async def call(seller: Seller) -> Answer:
        await seller.control("clock", {"advance_s": seconds})
        return await cause(seller)

    return call


async def without_token(seller: Seller) -> Answer:
    answer: Answer = (await seller.http.get(SHOPS, params=seller.query("GET", SHOPS))).json()
    return answer


async def unknown_token(seller: Seller) -> Answer:
    seller.token = "ROW_la"
    return await seller.call("GET", SHOPS)


async def foreign_shop(seller: Seller) -> Answer:
    seller.info = {**seller.info, "shop_cipher": "ROW_gian_hang_khac"}
    return await seller.call("POST", SEARCH, {}, page_size=5)


async def no_cipher(seller: Seller) -> Answer:
    path = "/logistics/202309/warehouses"
    query = {k: v for k, v in seller.query("GET", path).items() if k not in ("shop_cipher", "sign")}
    answer: Answer = (await seller.raw("GET", path, {**query, "sign": seller.sign(path, query)})).json()
    return answer


async def not_json(seller: Seller) -> Answer:
    body = b'{"page_size"'
    query = seller.query("POST", SEARCH, {"page_size": 5}, body)
    answer: Answer = (await seller.raw("POST", SEARCH, query, content=body)).json()
    return answer


async def not_multipart(seller: Seller) -> Answer:
    return await seller.call("POST", IMAGES, {"data": "ảnh"})


async def big_pdf(seller: Seller) -> Answer:
    return await seller.upload(FILES, b"%PDF" + bytes(20 * 1024 * 1024), name="to.pdf")


async def brand_twice(seller: Seller) -> Answer:
    await seller.good("POST", "/product/202309/brands", {"name": "Nếp Hương"})
    return await seller.call("POST", "/product/202309/brands", {"name": "nếp hương"})


async def external_twice(seller: Seller) -> Answer:
    await seller.add(external_product_id="OCOP-1")
    return await adding(external_product_id="OCOP-1")(seller)


async def promoted(seller: Seller) -> Answer:
    product = await seller.live()
    await seller.control("promotion", {"sku": "LO-HOA-35", "until": "2099-01-01T00:00:00+07:00", "price": 400000})
    sku = (await seller.get(product))["skus"][0]["id"]
    price = {"amount": "410000", "currency": "VND"}
    return await seller.call("POST", f"{PRODUCTS}/{product}/prices/update", {"skus": [{"id": sku, "price": price}]})


async def organic_tea(seller: Seller) -> Answer:
    """Tea that is scented with flowers without saying which."""
    leaf = seller.leaf(TEA)
    kind = next(each for each, _ in leaf.attributes if each.vi == "Loại trà")
    scented = next(number for number, names in kind.values.items() if names[0] == "Trà ướp hoa")
    filled = [each for each in seller.filled(leaf) if each["id"] != kind.id]
    given = [*filled, {"id": kind.id, "values": [{"id": scented}]}]
    body = await seller.sauce(category_id=leaf.id, product_attributes=given)
    return await seller.call("POST", PRODUCTS, body)


async def pending_price(seller: Seller) -> Answer:
    product = await seller.add()
    sku = (await seller.get(product))["skus"][0]["id"]
    price = {"amount": "410000", "currency": "VND"}
    return await seller.call("POST", f"{PRODUCTS}/{product}/prices/update", {"skus": [{"id": sku, "price": price}]})


def gif() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 400)).save(out, "GIF")
    return out.getvalue()


def wide_video() -> bytes:
    header = bytes(76) + struct.pack(">II", 4000 << 16, 1000 << 16)
    return b"\0\0\0\x08ftyp" + struct.pack(">I", 8 + len(header)) + b"tkhd" + header


def state(verb: str, ids: list[str], method: str = "POST") -> Cause:
    return getting(f"{PRODUCTS}/{verb}".rstrip("/"), method, {"product_ids": ids})


IMG = '<p>Ảnh</p><img src="{url}" width="600" height="600">'
M, L = ("Kích cỡ", "M"), ("Kích cỡ", "L")
OWN: dict[int, dict[str, Any]] = {
    105005: {"without_scope": "seller.authorization.info"},
    12052535: {"no_return_warehouse": True},
    12052093: {"daily_listings": 0},
}
"""What kind of shop a code needs."""

CAUSES: dict[tuple[int, str], Cause] = {
    (36009002, ""): faulted("throttle"),
    (36009003, ""): faulted("server_error"),
    (36009007, ""): faulted("late_error"),
    (36009004, "'app_key' query parameter is missing"): asking("app_key"),
    (36009004, "'app_key' query parameter is invalid"): asking(app_key="la"),
    (36009004, "Invalid timestamp"): asking(timestamp=str(int(time.time()) - 3600)),
    (36009004, "'sign' query parameter is missing"): asking("sign"),
    (106001, ""): asking(sign="0" * 64),
    (36009004, "'x-tts-access-token' header is missing"): without_token,
    (36009004, "'access_token' header is invalid"): unknown_token,
    (105002, ""): later(7 * 86_400, getting(SHOPS)),
    (101000, ""): foreign_shop,
    (105005, ""): getting(SHOPS),
    (36004001, ""): later(366 * 86_400, lambda seller: seller.refresh()),
    (36004005, ""): lambda seller: seller.exchange("ROW_la"),
    (36009004, "Unexpected identifier"): getting(SHOPS, shop_cipher="ROW_Q29vcE9DT1A0bW9jaw"),
    (36009004, "Skus is a required field and has not been provided."): adding(skus=None),
    (36009004, "MainImages is a required field"): adding(main_images=None),
    (36009009, ""): getting("/product/202309/nothing"),
    (36009010, ""): getting(SHOPS, "POST"),
    (36009014, ""): getting("/product/202212/categories"),
    (36009021, ""): big_pdf,
    (36009022, ""): not_json,
    (36009023, ""): not_multipart,
    (106013, ""): no_cipher,
    (98001004, ""): adding(is_cod_allowed="có"),
    (12019027, ""): getting(SEARCH, "POST", {"seller_skus": [str(n) for n in range(11)]}, page_size=10),
    (12019109, ""): getting(SEARCH, "POST", {}, page_size=101),
    (12019120, ""): state("activate", [str(n) for n in range(21)]),
    (12019061, ""): adding(package_weight={"value": "1", "unit": "POUND"}, package_dimensions=None),
    (12052181, ""): adding(package_weight={"value": "0.000", "unit": "KILOGRAM"}),
    (12052915, ""): adding(package_weight={"value": "1", "unit": "POUND"}),
    (12052116, ""): adding(package_dimensions={"length": "1.5", "width": "2", "height": "3", "unit": "CENTIMETER"}),
    (12052013, ""): adding(description="<p>" + "Lọ hoa. " * 1250 + "</p>"),
    (12052015, ""): adding(description=" "),
    (12052340, ""): described(IMG.replace("{url}", "https://la.example/a.jpg")),
    (12052341, ""): described(IMG.replace('"600"', '"4000"')),
    (12052344, ""): described("<div>Lọ hoa</b>"),
    (12052346, ""): described("<p>Lọ hoa 花瓶</p>"),
    (12052348, ""): described('<p>Lọ</p><img src="{url}">'),
    (12052056, ""): described(IMG * 31),
    (12052932, ""): described("<p>Lọ&nbsp;hoa</p>"),
    (12052051, ""): adding(title="Lọ hoa " * 40),
    (12052261, ""): adding(title=""),
    (12052262, ""): adding(title=f"{TITLE} 花瓶"),
    (12052931, ""): adding(title=f"{TITLE} 🌸"),
    (12052933, ""): selling([("Dáng 🌸", "to")]),
    (12052934, ""): selling([("Dáng", "to&amp;đẹp")]),
    (12052935, ""): adding(product_attributes=[{"id": "100404", "values": [{"name": "HTX 🌸"}]}]),
    (12052023, ""): adding(category_id="5"),
    (12052024, ""): adding(category_id="600001"),
    (12052217, ""): adding(category_version=None),
    (12052230, ""): adding(category_id="800001"),
    (12052220, ""): adding_at(SWORD),
    (12052223, ""): adding_at(SPIRITS),
    (12052225, ""): adding_at(TYRES),
    (12052226, ""): adding_at(DEVICES),
    (12019064, ""): getting(
        "/product/202309/categories/recommend", "POST", {"product_title": "Máy khoan điện cầm tay hai pin", **V2}
    ),
    (12052201, ""): adding(brand_id="7082427311584347035"),
    (12052208, ""): adding_at(SAUCE, brand_id="7082427311584347004"),
    (12052205, ""): brand_twice,
    (12052028, ""): adding(main_images=[]),
    (12052300, ""): adding(main_images=[{"uri": "tos-alisg-i-x/abc"}]),
    (12052306, ""): adding(main_images=[{"uri": "x"}] * 10),
    (12052722, ""): adding(size_chart={"image": {"uri": "tos-alisg-i-x/abc"}}),
    (12038002, ""): uploading(b""),
    (12038004, ""): uploading(b"khong phai anh"),
    (12038015, ""): uploading(gif()),
    (12038005, ""): uploading(bytes(10 * 1024 * 1024 + 1)),
    (12038014, ""): uploading(picture(side=299)),
    (12019116, ""): uploading(picture(side=99), "DESCRIPTION_IMAGE"),
    (12019103, ""): filing(b"", "a.pdf"),
    (12019104, ""): filing(b"%PDF", ""),
    (12019105, ""): filing(b"PK", "a.docx"),
    (12019122, ""): filing(wide_video(), "a.mp4"),
    (12052050, ""): adding(skus=[{"seller_sku": "A"}] * 101),
    (12052054, ""): adding(skus=[{"seller_sku": "A" * 51}]),
    (12052055, ""): stocked({"quantity": 0}),
    (12052073, ""): priced(amount="99.5", currency="VND"),
    (12052570, ""): priced(amount="180000001", currency="VND"),
    (12052571, ""): priced(sale_price="99000", currency="VND"),
    (12052084, ""): priced(amount="99", currency="USD"),
    (12052593, ""): editing(
        lambda _, seen: {
            "skus": [{"id": seen["skus"][0]["id"], "identifier_code": {"code": "8934567890126", "type": "EAN"}}]
        },
        sku={"identifier_code": {"code": "8934567890123", "type": "EAN"}},
    ),
    (12052096, ""): stocked({"warehouse_id": ""}),
    (12052097, ""): stocked({"warehouse_id": "5"}),
    (12052486, ""): stocked(),
    (12052530, ""): stocked({"warehouse_id": "7068517275539719999"}),
    (12052531, ""): stocked({"warehouse_id": "7068517275539719944"}),
    (12052532, ""): stocked({"warehouse_id": "7068517275539719943"}),
    (12052533, ""): editing(
        lambda _, seen: {
            "skus": [
                {
                    "id": seen["skus"][0]["id"],
                    "inventory": [{"warehouse_id": "7068517275539719945", "quantity": 5}],
                }
            ]
        }
    ),
    (12052535, ""): adding(),
    (12019022, ""): counting({"quantity": 5}, second=True),
    (12019028, ""): counting({"warehouse_id": "7068517275539719945", "quantity": 5}, second=True),
    (12052037, ""): counting({"warehouse_id": "7068517275539719945", "quantity": 5}),
    (12052104, ""): adding(product_attributes=[]),
    (12052182, ""): organic_tea,
    (12052105, ""): certified(lambda papers: papers.clear()),
    (12052385, ""): certified(lambda papers: papers[0].update(expiration_date=1)),
    (12052655, ""): certified(lambda papers: papers[0].update(id="5")),
    (12052650, ""): certified(lambda papers: papers[1].update(images=[{"uri": "tos-alisg-i-x/abc"}])),
    (12052658, ""): certified(lambda papers: papers[0].update(files=[{"id": "5", "name": "a.pdf", "format": "PDF"}])),
    (12052657, ""): certified(lambda papers: papers[0].update(files=papers[0]["files"] * 11)),
    (12052222, ""): adding_at(MEAT, is_cod_allowed=True),
    (12052673, ""): adding_at(DRESS),
    (12052525, ""): selling([M, ("A", "a"), ("B", "b"), ("C", "c")]),
    (12052550, ""): selling([M], [("Màu sắc", "Nâu")]),
    (12052560, ""): selling([M, L]),
    (12052522, ""): selling([M, ("A", "a")], [L, ("A", "b")], pictured=(0, 1)),
    (12052528, ""): selling([M], [L], pictured=(0,)),
    (12052032, ""): state("deactivate", ["5"]),
    (12052260, ""): getting("/product/202509/products/5/partial_edit", "POST", {}),
    (12019150, ""): getting(f"{PRODUCTS}/5"),
    (12052048, ""): getting(f"{PRODUCTS}/{FOREIGN_1}"),
    (12052034, ""): getting(f"{PRODUCTS}/{FOREIGN_2}"),
    (12052901, ""): pending_price,
    (12052557, ""): editing(lambda _, seen: {"skus": [{"id": "5"}]}),
    (12052553, ""): selling([M], [M]),
    (12052996, ""): external_twice,
    (12052038, ""): promoted,
    (12052093, ""): adding(),
    (12052990, ""): counting({"quantity": 100_000}),
}
CAUSELESS = [36009033, 12052026, 12052226, 12052301, 12052304, 12052305, 12052526, 12052902, 12052913]
CAUSELESS += [12052180, 12052912]
"""Codes that nothing inside a mock causes, or only a shop too big for a quick test: `reject` with that `code`."""
CAUSES |= {(code, ""): faulted("reject", code) for code in CAUSELESS if (code, "") not in CAUSES}


def key(row: dict[str, Any]) -> tuple[int, str]:
    return row["code"], row.get("message", "")


def codes(answer: Answer) -> set[int]:
    """The answer's code, or those of what failed in part."""
    errors = (answer.get("data") or {}).get("errors", [])
    extra = [one for error in errors for one in error["detail"].get("extra_errors", [])]
    return {answer["code"], *(error["code"] for error in errors), *(one["code"] for one in extra)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['class']}: {row['code']} {row.get('message', '')}")
async def test_every_code_of_the_contract_can_be_had(row: dict[str, Any]) -> None:
    seller = Seller.of(**OWN.get(row["code"], {}))
    answer = await CAUSES[key(row)](seller)
    assert row["code"] in codes(answer), answer
    if answer["code"]:
        assert row.get("message", "") in answer["message"]
        assert answer["data"] is None
    assert answer["message"]
    assert answer["request_id"]


def test_no_cause_is_without_its_row() -> None:
    assert set(CAUSES) == {key(row) for row in ROWS}


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (36009004, 400),
        (105002, 401),
        (106001, 401),
        (36009009, 404),
        (36009002, 429),
        (36009003, 500),
        (106013, 400),
        (12052104, 200),
    ],
)
async def test_a_code_travels_on_the_status_of_its_class(seller: Seller, code: int, status: int) -> None:
    await seller.fault("reject", f"GET {SHOPS}", code=str(code))
    response = await seller.raw("GET", SHOPS, seller.query("GET", SHOPS))
    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_statuses_that_nobody_documents_are_options() -> None:
    seller = Seller.of(business_status=400, sign_status=200, token_status=200)
    query = seller.query("GET", SHOPS)
    assert (await seller.raw("GET", SHOPS, {**query, "sign": "0" * 64})).status_code == 200
    path = f"{PRODUCTS}/5"
    assert (await seller.raw("GET", path, seller.query("GET", path))).status_code == 400
    await seller.fault("expire_token")
    assert (await seller.raw("GET", SHOPS, seller.query("GET", SHOPS))).status_code == 200


@pytest.mark.parametrize("kind", ["reject", "server_error", "late_error"])
async def test_every_refusing_fault_can_say_another_code(seller: Seller, kind: str) -> None:
    await seller.fault(kind, CREATE, code="12052301", message="Ảnh nhỏ quá")
    answer = await adding()(seller)
    assert (answer["code"], answer["message"]) == (12052301, "Ảnh nhỏ quá")
    assert (await seller.search())["total_count"] == (1 if kind == "late_error" else 0)
