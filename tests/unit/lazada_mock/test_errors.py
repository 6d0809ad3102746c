"""Every code the contract names can be had from the mock: by its natural cause where a mock can have one, else by a
fault that names it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.lazada_mock.client import FOREIGN, SILK, SPIRITS, Seller, checked, picture, sku

ROWS: list[dict[str, str]] = json.loads((Path(__file__).parents[2] / "data" / "lazada_errors.json").read_text("utf-8"))[
    "codes"
]
CREATE = "POST */product/create"

Answer = dict[str, Any]
Cause = Callable[[Seller], Awaitable[Answer]]


def creating(**changes: Any) -> Cause:
    """A product that is good but for this."""

    async def call(seller: Seller) -> Answer:
        return await seller.creating(**changes)

    return call


def described(**attributes: Any) -> Cause:
    return creating(attributes=attributes)


def stocked(**changes: Any) -> Cause:
    return creating(skus=[sku(**changes)])


def silk(*skus: dict[str, Any], **changes: Any) -> Cause:
    async def call(seller: Seller) -> Answer:
        worn = {"material": "Silk", "ingredients": None, "shelf_life": None}
        wanted = {"attributes": worn, "PrimaryCategory": seller.leaf(SILK), "skus": list(skus), **changes}
        return await seller.creating(**wanted)

    return call


def faulted(code: str, endpoint: str = CREATE, kind: str = "reject") -> Cause:
    """A good call, under a fault that says what it is refused with."""

    async def call(seller: Seller) -> Answer:
        await seller.fault(kind, endpoint, code=code)
        return await (seller.creating() if endpoint == CREATE else seller.get(endpoint.partition("*")[2]))

    return call


def asking(api: str, **business: Any) -> Cause:
    async def call(seller: Seller) -> Answer:
        return await seller.get(api, **business)

    return call


def posting(api: str, **business: Any) -> Cause:
    async def call(seller: Seller) -> Answer:
        return await seller.post(api, **business)

    return call


def gated(*gone: str, verb: str = "GET", api: str = "/seller/get", late: float = 0, **changed: str) -> Cause:
    """A call whose common parameters lack something, or say something else."""

    async def call(seller: Seller) -> Answer:
        query = {**seller.signed(api, {}, moment=time.time() - late), **changed}
        return checked(await seller.raw(verb, api, {k: v for k, v in query.items() if k not in gone}))

    return call


def on_item(api: str, name: str = "payload", **product: Any) -> Cause:
    """A call about an item that is there; `{item}` and `{sku}` in texts become its ids."""

    async def call(seller: Seller) -> Answer:
        created = await seller.create()
        text = json.dumps({"Request": {"Product": product}})
        text = text.replace("{item}", str(created["item_id"])).replace("{sku}", str(created["sku_list"][0]["sku_id"]))
        return await seller.post(api, **{name: text})

    return call


def updating(**product: Any) -> Cause:
    return on_item("/product/update", ItemId="{item}", Attributes={}, **product)


def locked(api: str, **product: Any) -> Cause:
    async def call(seller: Seller) -> Answer:
        created = await seller.create()
        await seller.control("promotion", {"sku": "TUONG-500", "until": "2100-01-01T00:00:00Z", "price": 50_000})
        text = json.dumps({"Request": {"Product": product}})
        text = text.replace("{item}", str(created["item_id"])).replace("{sku}", str(created["sku_list"][0]["sku_id"]))
        return await seller.post(api, payload=text)

    return call


def uploading(data: bytes, name: str = "image") -> Cause:
    async def call(seller: Seller) -> Answer:
        return await seller.upload(data, name)

    return call


def migrating(*addresses: str) -> Cause:
    urls = "".join(f"<Url>{address}</Url>" for address in addresses)
    return posting("/images/migrate", payload=f"<Request><Images>{urls}</Images></Request>")


async def trapped(seller: Seller) -> Answer:
    await seller.fault("code0_detail", "POST */stock/sellable/update")
    return await on_item("/product/stock/sellable/update", **rows({**IDS, "SellableQuantity": "5"}))(seller)


async def polling_at_once(seller: Seller) -> Answer:
    batch = (await migrating("https://a.example/a.jpg")(seller))["batch_id"]
    return await seller.get("/image/response/get", batch_id=batch)


async def refreshing_twice(seller: Seller) -> Answer:
    for _ in range(2):
        answer = await seller.post("/auth/token/refresh", token=False, refresh_token=seller.info["refresh_token"])
    return answer


async def refreshing(seller: Seller) -> Answer:
    return await seller.post("/auth/token/refresh", token=False, refresh_token="bất kỳ")


async def without_images(seller: Seller) -> Answer:
    return await seller.creating(images=[])


async def with_images(seller: Seller, count: int, same: bool = False) -> Answer:
    images = [await seller.image("red" if same else f"rgb({n},9,9)") for n in range(count)]
    return await seller.creating(images=images)


async def nine_images(seller: Seller) -> Answer:
    return await with_images(seller, 9)


async def twins(seller: Seller) -> Answer:
    return await with_images(seller, 2, same=True)


async def taken(seller: Seller) -> Answer:
    await seller.create()
    return await seller.creating()


async def some_with_images(seller: Seller) -> Answer:
    image = await seller.image()
    first = sku("A", saleProp={"pack_size": "1"}, Images={"Image": [image]})
    return await seller.creating(skus=[first, sku("B", saleProp={"pack_size": "2"})])


async def alone(seller: Seller) -> Answer:
    await seller.create()
    return await seller.creating(AssociatedSku="TUONG-500", skus=[sku("B", saleProp={"pack_size": "2"})])


async def nowhere(seller: Seller) -> Answer:
    return await seller.creating(PrimaryCategory=str(seller.facts.tree[0].id))


def in_category(flag: str) -> Cause:
    async def call(seller: Seller) -> Answer:
        leaf = next(leaf for leaf in seller.facts.leaves.values() if getattr(leaf, flag))
        return await seller.creating(PrimaryCategory=str(leaf.id))

    return call


def attributes_of(which: str) -> Cause:
    async def call(seller: Seller) -> Answer:
        found = next(leaf.id for leaf in seller.facts.leaves.values() if leaf.inactive)
        number = {"inactive": found, "node": seller.facts.tree[0].id, "none": 5}[which]
        return await seller.get("/category/attributes/get", primary_category_id=number)

    return call


async def closed_brand(seller: Seller) -> Answer:
    return await seller.creating(attributes={"brand": seller.facts.closed.name})


async def selling_under(seller: Seller) -> Answer:
    """A total below what orders hold."""
    await seller.create()
    await seller.control("sell", {"sku": "TUONG-500", "quantity": 5})
    item = await seller.item((await seller.listed())[0])
    row = {"ItemId": str(item["item_id"]), "SkuId": str(item["skus"][0]["SkuId"]), "Quantity": "4"}
    return await seller.payload("/product/price_quantity/update", {"Skus": {"Sku": [row]}})


async def deactivating_twice(seller: Seller) -> Answer:
    created = await seller.create()
    text = f"<Request><Product><ItemId>{created['item_id']}</ItemId></Product></Request>"
    for _ in range(2):
        answer = await seller.post("/product/deactivate", apiRequestBody=text)
    return answer


def rows(*entries: dict[str, str]) -> dict[str, Any]:
    return {"Skus": {"Sku": list(entries)}}


IDS = {"ItemId": "{item}", "SkuId": "{sku}"}
PRICES, STOCK = "/product/price_quantity/update", "/product/stock/sellable/update"
PIC = '{"Request":{"Image":{"Url":"https://a.invalid/a.jpg"}}}'
TWO = (sku("A", saleProp={"size": "S"}), sku("B", saleProp={"size": "M"}))
OPTIONS: dict[str, dict[str, Any]] = {
    "AUTH_TYPE_UNSUPPORTED": {"app_status": "service_market"},
    "InvalidTimestamp": {"timestamp_code": "InvalidTimestamp"},
    "SellerNotActive": {"seller_status": "INACTIVE"},
    "SellerNotVerified": {"unverified": True},
    "ONLY_CB_SELLER_SUPPORTED": {"cross_border_limits": True},
    "4130": {"lazmall": True},
    "4156": {"lazmall": True},
    "4148": {"item_limit": 0},
    "6": {"refuse_legacy": True},
}
"""What kind of shop a code needs."""

CAUSES: dict[str, Cause] = {
    "MissingParameter": gated("sign"),
    "InvalidAppKey": gated(app_key="7"),
    "IncompleteSignature": gated(sign="0" * 64),
    "IllegalTimestamp": gated(late=7300),
    "InvalidTimestamp": gated(late=7300),
    "InvalidApiPath": asking("/brands/get", offset=0),
    "UnsupportedHTTPMethod": asking(STOCK),
    "IllegalAccessToken": asking("/seller/get", access_token="cũ"),
    "InvalidAccessToken": faulted("InvalidAccessToken", "GET */seller/get", "expire_token"),
    "IllegalRefreshToken": refreshing_twice,
    "InvalidCode": posting("/auth/token/create", token=False, code="0_100132_x"),
    "AUTH_TYPE_UNSUPPORTED": refreshing,
    "SellerNotActive": asking("/products/get", filter="all"),
    "SellerNotVerified": asking("/products/get", filter="all"),
    "SELLER_NOT_PERMITTED": on_item(
        STOCK,
        **rows(
            {
                **IDS,
                "MultiWarehouseInventories": {  # type: ignore[dict-item]
                    "MultiWarehouseInventory": [{"WarehouseCode": "dropshipping", "SellableQuantity": "3"}]
                },
            }
        ),
    ),
    "ONLY_CB_SELLER_SUPPORTED": asking("/product/seller/item/limit"),
    "1000": polling_at_once,
    "6": posting("/product/remove", seller_sku_list='["TUONG-500"]'),
    "30": uploading(b""),
    "5": posting("/product/create", payload="<Request><Product>"),
    "1001": creating(Images={"Image": "https://a"}),
    "1": on_item("/product/update", ItemId="{item}", **rows({"SkuId": "{sku}"})),
    "57": attributes_of("node"),
    "4227": attributes_of("none"),
    "4228": attributes_of("inactive"),
    "201": creating(PrimaryCategory="5"),
    "4134": nowhere,
    "512": in_category("banned"),
    "4163": in_category("blocked"),
    "701": asking("/product/category/suggestion/get", product_name="xyz"),
    "300": uploading(picture(side=329)),
    "302": posting("/image/migrate", payload=PIC),
    "303": uploading(bytes(3_145_729)),
    "304": asking("/image/response/get", batch_id="không có"),
    "203": migrating(*(f"https://a.example/{n}.jpg" for n in range(9))),
    "204": posting("/product/remove", sku_id_list=json.dumps([f"SkuId_1_{n}" for n in range(51)])),
    "4116": twins,
    "4138": creating(images=["https://vn-live-02.slatic.net/p/khong-co.jpg"]),
    "4139": without_images,
    "4153": some_with_images,
    "4169": nine_images,
    "4108": described(name=None),
    "4110": described(origin=None),
    "4115": described(origin="Việt Nam"),
    "4140": silk(*TWO, variation={"variation1": {"name": "size", "customize": False, "options": {"option": ["S"]}}}),
    "4120": described(description="a" * 25_001),
    "4129": described(ingredients='Gạo "nếp"'),
    "4160": described(name="Ư" * 128),
    "4142": described(brand="Không ai biết"),
    "4130": closed_brand,
    "4156": creating(),
    "4107": stocked(price="sáu lăm nghìn"),
    "4104": stocked(price="65000.5"),
    "4105": silk(sku("A", saleProp={"size": "S"}), sku("A", saleProp={"size": "M"})),
    "4117": stocked(special_price="60000", special_from_date="2026-12-31", special_to_date="2026-12-01"),
    "4118": stocked(price="0"),
    "4119": stocked(special_price="65000"),
    "4157": stocked(special_from_date="2026-12-01 00:00:00"),
    "4121": stocked(special_price="60000.5"),
    "4149": stocked(package_weight="0.625"),
    "4150": stocked(seller_sku="TUONG/500"),
    "4152": stocked(quantity="-1"),
    "4164": stocked(package_weight="40.1"),
    "4165": stocked(package_length="290"),
    "THD_IC_ERR_F_IC_INFRA_PRODUCT_036": taken,
    "209": alone,
    "4109": silk(sku("A", saleProp={"size": "S"}), sku("B", saleProp={"color_family": "Red"})),
    "4112": silk(sku("A", saleProp={"size": "S"}), sku("B", saleProp={"size": "S"})),
    "4113": silk(sku("A", saleProp={"size": "S"}), sku("B", saleProp={"size": ""})),
    "4143": silk(sku("A", saleProp={"cỡ": "S"})),
    "4144": silk(sku("A", saleProp={"size": "S"}), sku("B")),
    "4145": silk(sku("A", saleProp={"size": "S"}, size="S")),
    "4136": updating(**rows({"SkuId": "5"})),
    "4137": on_item("/product/update", ItemId="5", Attributes={}, **rows({"SkuId": "{sku}"})),
    "4193": on_item("/product/deactivate", "apiRequestBody", ItemId="{item}", Skus={"SellerSku": ["TUONG-500"]}),
    "4216": updating(**rows({"SellerSku": "TUONG-500"})),
    "EDIT_ITEM_NOT_BELONG_SELLER": asking("/product/item/get", item_id=FOREIGN),
    "200": asking("/product/item/get"),
    "207": asking("/product/item/get", seller_sku="TUONG-500"),
    "208": asking("/product/item/get", item_id=5),
    "4148": creating(),
    "4155": locked("/product/update", ItemId="{item}", Attributes={}, **rows({"SkuId": "{sku}"})),
    "4170": selling_under,
    "4171": on_item(PRICES, **rows(*({**IDS, "Price": "1000"} for _ in range(51)))),
    "501": on_item(PRICES, **rows({**IDS, "Price": "0"})),
    "503": posting("/product/remove", sku_id_list='["SkuId_1_2"]'),
    "212": on_item("/product/stock/sellable/adjust", **rows({**IDS, "SellableQuantity": "-13"})),
    "E0501": trapped,
    "E0001": on_item("/product/deactivate", "apiRequestBody", Skus={"SkuId": ["{sku}"]}),
    "E0002": on_item("/product/deactivate", "apiRequestBody", ItemId="5"),
    "E0003": on_item("/product/deactivate", "apiRequestBody", ItemId="{item}", Skus={"SkuId": ["5"]}),
    "E0004": deactivating_twice,
    "CAN_NOT_REMOVE_ALL_SKU": on_item("/product/sku/remove", ItemId="{item}", **rows({"SkuId": "{sku}"})),
    "SELLER_SKU_NOT_FOUND": on_item("/product/sku/remove", ItemId="{item}", **rows({"SkuId": "5"})),
    "14": asking("/products/get", filter="all", offset=10_001),
    "17": asking("/products/get", filter="all", create_after="hôm qua"),
    "19": asking("/products/get", filter="all", limit=51),
    "36": asking("/products/get"),
    "70": asking("/products/get", filter="all", sku_seller_list="TUONG-500"),
    "ServiceTimeout": faulted("ServiceTimeout", CREATE, "service_timeout"),
    "4147": faulted("4147", CREATE, "concurrent_edit"),
    **{code: faulted(code, CREATE, "throttle") for code in ("ApiCallLimit", "SellerCallLimit", "901", "4154")},
    **{code: faulted(code, CREATE, "daily_quota") for code in ("AppCallLimit", "AppApiCallLimit")},
}
DEMANDED = {
    *(
        "InsufficientPermission",
        "AppWhiteIpLimit",
        "1002",
        "E1002",
        "998",
        "301",
        "504",
        "4158",
        "4125",
        "4167",
        "4131",
    ),
    *("202", "205", "206", "4126", "4141", "4166", "BIZ_CHECK_SELLER_SKU_DB_DUPLICATE", "4151", "4221"),
    *("4218", "THD_APPROVAL_RULE_CENTER_ERR_PRE_QC_LISTING_LIMIT_ERROR", "506", "513", "500", "SALE_PROPS_DUPLICATE"),
}
"""Codes no mock can have a cause for: `reject` names them."""


def key(row: dict[str, str]) -> str:
    return row.get("detail") or row["code"]


def test_every_code_has_its_cause() -> None:
    assert {key(row) for row in ROWS} == set(CAUSES) | DEMANDED
    assert not set(CAUSES) & DEMANDED


@pytest.mark.parametrize("row", ROWS, ids=key)
async def test_every_code_of_the_contract(row: dict[str, str]) -> None:
    seller = Seller.of(**OPTIONS.get(row["code"], {}))
    cause = CAUSES.get(key(row)) or faulted(key(row))
    answer = await cause(seller)
    shown = [answer["code"], *(each["code"] for each in answer.get("detail", []))]
    assert row["code"] in shown, answer
    if "detail" in row:
        assert row["code"] == answer["code"]
        assert row["detail"] in shown, answer
    await seller.http.aclose()


async def test_generic_codes_leave_the_exact_one_in_detail() -> None:
    seller = Seller.of(generic_codes=True, prefix_messages=True)
    answer = await seller.creating(attributes={"name": "Ư" * 128})
    assert (answer["code"], answer["message"]) == ("500", "E500: Create product failed")
    assert answer["detail"][0]["code"] == "4160"
    assert answer["detail"][0]["message"].startswith("4160:")


async def test_all_problems_are_told_at_once(seller: Seller) -> None:
    wrong = {"name": "Ư" * 128, "brand": "Không ai biết", "origin": None, "shelf_life": "lâu"}
    bad = sku("A*B", price="0", package_weight="41", special_price="một")
    answer = await seller.creating(attributes=wrong, skus=[bad], images=["https://htx.example/a.jpg"])
    assert answer["code"] == "4160"
    assert answer["message"] == "E500: Create product failed"
    told = {each["code"] for each in answer["detail"]}
    assert told == {"4160", "4142", "4110", "4107", "4138", "4118", "4150", "4164"}
    assert all(each["field"] and each["message"] for each in answer["detail"])
    assert await seller.listed() == []


async def test_spirits_may_not_be_sold(seller: Seller) -> None:
    assert (await seller.creating(PrimaryCategory=seller.leaf(SPIRITS)))["code"] == "4163"
