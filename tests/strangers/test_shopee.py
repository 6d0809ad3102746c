"""pyshopee, by JimCurryWang, does a shop's whole day against the Shopee mock.

Nothing of it is changed: it is pointed at the mock by its own public attribute `host`. Only selenium, which it
imports for the one method that drives a browser through the consent page, is an empty module here; this test
follows the consent link itself. For three calls it has no working method (attribute tree, shops by partner, picture
upload): there its own `execute`, or its own signed address, is used.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from PIL import Image

from tests.loopback import ROOT, Market, market

VECTORS = json.loads((ROOT / "tests" / "data" / "shopee_vectors.json").read_text("utf-8"))
REDIRECT = "https://htx.example/xong?nguoi=tho"
TITLE = "Mật ong hoa nhãn Sóc Sơn nguyên chất"


@pytest.fixture(scope="module")
def shop() -> Iterator[Market]:
    with market("--variation-wait", "0") as running:
        yield running


@pytest.fixture
def client(shop: Market, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The stranger, pointed at the mock and not yet authorised."""
    selenium = ModuleType("selenium")
    selenium.webdriver = ModuleType("selenium.webdriver")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "selenium", selenium)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    client = importlib.import_module("pyshopee2").Client(
        shop_id=0, partner_id=1000001, partner_key="mock_partner_key_0001", redirect_url=REDIRECT
    )
    client.host = shop.base_url
    return client


@pytest.fixture
def authorised(client: Any) -> Any:
    consent(client)
    client.get_token()
    return client


def consent(client: Any) -> str:
    """What `get_code` does in a browser: follow the link, take code and shop from the address it ends at."""
    answer = httpx.get(client.shop_authorization(client.redirect_url), trust_env=False)
    assert answer.status_code == 302, answer.text
    address: str = answer.headers["location"]
    told = parse_qs(urlsplit(address).query)
    client.code, client.shop_id = told["code"][0], int(told["shop_id"][0])
    return address


def good(answer: Any) -> Any:
    assert answer["error"] == "", answer
    return answer["response"]


def upload(client: Any) -> str:
    photo = io.BytesIO()
    Image.new("RGB", (600, 600), "gold").save(photo, "JPEG")
    address = client.auth_url("/api/v2/media_space/upload_image")[1]
    files = {"image": ("mật ong.jpg", photo.getvalue(), "image/jpeg")}
    answer = good(httpx.post(address, files=files, data={"scene": "normal"}, trust_env=False).json())
    picture: str = answer["image_info"]["image_id"]
    return picture


def leaf(client: Any) -> int:
    tree = good(client.product.get_category(language="vi"))["category_list"]
    named = {row["display_category_name"]: row for row in tree}
    assert not named["Mật ong"]["has_children"]
    number: int = named["Mật ong"]["category_id"]
    assert good(client.product.category_recommend(item_name=TITLE))["category_id"] == [number]
    return number


def attributes(client: Any, category: int) -> list[dict[str, Any]]:
    """Every mandatory attribute: its first value, or a text, with a unit where one is asked for."""
    answer = client.execute("product/get_attribute_tree", "GET", {"category_id_list": [category], "language": "vn"})
    filled = []
    for attribute in good(answer)["list"][0]["attribute_tree"]:
        info, values = attribute["attribute_info"], attribute["attribute_value_list"]
        if not attribute["mandatory"]:
            continue
        value: dict[str, Any] = {"value_id": values[0]["value_id"]} if values else {"value_id": 0}
        if not values:
            value["original_value_name"] = "12" if info["input_validation_type"] == 1 else "Mật ong hoa nhãn"
        if info["format_type"] == 2:
            value["value_unit"] = info["attribute_unit_list"][0]
        filled.append({"attribute_id": attribute["attribute_id"], "attribute_value_list": [value]})
    return filled


def item_body(client: Any, sku: str) -> dict[str, Any]:
    category = leaf(client)
    brands = good(client.product.get_brand_list(offset=0, page_size=10, category_id=category, status=1))
    limits = good(client.product.get_item_limit(category_id=category))
    low, high = (limits["item_name_length_limit"][name] for name in ("min_limit", "max_limit"))
    assert low <= len(TITLE) <= high
    channels = good(client.logistics.get_channel_list())["logistics_channel_list"]
    return {
        "item_name": TITLE,
        "description": "Mật ong hoa nhãn quay mùa tháng ba, sánh vàng, thơm dịu, không pha đường.",
        "original_price": 185000,
        "weight": 0.7,
        "dimension": {"package_length": 9, "package_width": 9, "package_height": 15},
        "category_id": category,
        "image": {"image_id_list": [upload(client)]},
        "logistic_info": [
            {"logistic_id": each["logistics_channel_id"], "enabled": True, "is_free": False}
            for each in channels
            if each["enabled"] and not each["mask_channel_id"]
        ],
        "attribute_list": attributes(client, category),
        "brand": {
            "brand_id": brands["brand_list"][0]["brand_id"],
            "original_brand_name": brands["brand_list"][0]["original_brand_name"],
        },
        "item_sku": sku,
        "item_status": "UNLIST",
        "seller_stock": [{"stock": 40}],
    }


def base_info(client: Any, item: int) -> dict[str, Any]:
    info: dict[str, Any] = good(client.product.get_item_base_info(item_id_list=[item]))["item_list"][0]
    return info


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["kind"])
def test_it_signs_the_contracts_vectors_as_we_do(client: Any, vector: dict[str, Any]) -> None:
    client.partner_key = VECTORS["partner_key"]
    if vector["rest"]:
        client.access_token, client.shop_id = vector["rest"]
    sign = client._api_sign if vector["rest"] else client._sign
    assert sign(vector["path"], VECTORS["timestamp"]) == vector["sign"]


def test_consent_token_and_refresh(client: Any) -> None:
    address = consent(client)
    assert address.startswith(REDIRECT)
    access, expires_in, refresh = client.get_token()
    assert client.shop.get_shop_info()["region"] == "VN"
    assert 14_000 < expires_in <= 14_400
    renewed = client.get_access_token(client.shop_id, client.partner_id, client.partner_key, refresh)
    assert renewed[0] != access
    assert renewed[2] != refresh
    assert client.shop.get_shop_info()["error"] == ""
    told = client.execute("public/get_shops_by_partner", "GET", {"page_size": 10, "page_no": 1})
    assert [each["shop_id"] for each in told["authed_shop_list"]] == [client.shop_id]


def test_an_item_from_creation_to_deletion(authorised: Any) -> None:
    client = authorised
    item = good(client.product.add_item(**item_body(client, "MO-NHAN")))["item_id"]
    assert base_info(client, item)["item_status"] == "UNLIST"
    good(client.product.unlist_item(item_list=[{"item_id": item, "unlist": False}]))
    good(client.product.update_price(item_id=item, price_list=[{"original_price": 195000}]))
    good(client.product.update_stock(item_id=item, stock_list=[{"seller_stock": [{"stock": 12}]}]))
    good(client.product.update_item(item_id=item, item_name=f"{TITLE} 500 ml", item_sku="MO-NHAN-500"))
    info = base_info(client, item)
    assert (info["item_name"], info["item_sku"], info["item_status"]) == (f"{TITLE} 500 ml", "MO-NHAN-500", "NORMAL")
    assert info["price_info"][0]["original_price"] == 195000
    assert info["stock_info_v2"]["summary_info"]["total_available_stock"] == 12
    found = good(client.product.search_item(page_size=10, offset="", item_name="mật ong hoa nhãn"))
    assert item in found["item_id_list"]
    good(client.product.unlist_item(item_list=[{"item_id": item, "unlist": True}]))
    assert client.product.delete_item(item_id=item)["error"] == ""
    assert base_info(client, item)["item_status"] == "SELLER_DELETE"
    refused = client.product.update_item(item_id=item, item_name=TITLE)
    assert refused["error"] == "error_item_uneditable"


def test_variations(authorised: Any) -> None:
    client = authorised
    item = good(client.product.add_item(**item_body(client, "MO-LO")))["item_id"]
    tiers = [{"name": "Dung tích", "option_list": [{"option": "250 ml"}, {"option": "500 ml"}]}]
    models = [
        {"tier_index": [n], "original_price": price, "model_sku": sku, "seller_stock": [{"stock": 9 + n}]}
        for n, (price, sku) in enumerate([(105000, "MO-250"), (185000, "MO-500")])
    ]
    good(client.product.init_tier_variation(item_id=item, tier_variation=tiers, model=models))
    listed = good(client.product.get_model_list(item_id=item))
    by_sku = {model["model_sku"]: model for model in listed["model"]}
    assert {sku: model["tier_index"] for sku, model in by_sku.items()} == {"MO-250": [0], "MO-500": [1]}
    small = by_sku["MO-250"]["model_id"]
    priced = client.product.update_price(item_id=item, price_list=[{"model_id": small, "original_price": 99000}])
    assert good(priced)["failure_list"] == []
    assert base_info(client, item)["has_model"] is True
    assert "price_info" not in base_info(client, item)


def test_a_list_page_by_page(authorised: Any) -> None:
    client = authorised
    body = item_body(client, "MO-TRANG")
    made = [good(client.product.add_item(**{**body, "item_sku": f"MO-{n}"}))["item_id"] for n in range(5)]
    seen, offset, more = [], 0, True
    while more:
        page = client.product.get_item_list(offset=offset, page_size=2, item_status=["NORMAL", "UNLIST"])
        response = good(page)
        seen += [row["item_id"] for row in response["item"]]
        offset, more = response["next_offset"], response["has_next_page"]
    assert len(seen) == len(set(seen))
    assert set(made) <= set(seen)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda client: setattr(client, "access_token", "0" * 32), 403),
        (lambda client: setattr(client, "partner_key", "khong_phai_khoa"), 403),
        (lambda client: setattr(client, "_make_timestamp", lambda: int(time.time()) - 301), 403),
    ],
    ids=["token", "key", "clock"],
)
def test_what_it_signs_wrongly_is_refused(authorised: Any, spoil: Callable[[Any], None], error: int) -> None:
    """It throws the body of any other status than 200 away and tells that status instead."""
    spoil(authorised)
    assert authorised.shop.get_shop_info()["error"] == error
