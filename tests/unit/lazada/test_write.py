"""What a create and an update say, and what they leave unsaid."""

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from connector.errors import Bug, Rejected, Unknown
from connector.model import AttributeValue, Group, ListingVariant

from .bench import two_sizes
from .parts import IMAGES, Steps, answers, item, listing, opened, product, read_one, sku

CREATED = {"item_id": "3069252927", "item_status": "Active", "sku_list": [{"seller_sku": "P001-01", "sku_id": 5}]}


async def created(httpx_mock: HTTPXMock, folder: Path, **changes: Any) -> dict[str, Any]:
    answers(httpx_mock, "product/create", CREATED, verb="POST")
    async with opened(folder) as shop:
        await shop.create(listing(**changes), IMAGES, Steps())
    return product(httpx_mock.get_requests()[-1])


async def test_a_create_in_the_documented_form(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    assert await created(httpx_mock, tmp_path) == {
        "PrimaryCategory": "10002019",
        "Images": {"Image": list(IMAGES.values())},
        "Attributes": {
            "name": "[MẪU] Nón lá làng Chuông – hàng thủ công",
            "description": "<p>Nón lá làng Chuông.</p><p>Khâu tay ở Hà Nội 🌾</p>",
            "brand_id": "30768",
            "origin": "Vietnam",
            "material": "Palm Leaf,mo nang",
            "net_weight": "200 g",
            "short_description": "<ul><li>Khâu tay</li><li>Lá cọ</li></ul>",
        },
        "disableAutoFillAttribute": True,
        "Skus": {
            "Sku": [
                {
                    "SellerSku": "P001-01",
                    "price": "150000",
                    "quantity": "25",
                    "package_length": "42",
                    "package_width": "41",
                    "package_height": "20",
                    "package_weight": "0.36",
                }
            ]
        },
    }


async def test_axes_are_our_own_and_every_sku_has_its_values(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    sent = await created(httpx_mock, tmp_path, **two_sizes("P1=100 ml/Đỏ", "P2=100 ml/Vàng"))
    assert sent["variation"] == {
        "variation1": {"name": "Dung tích", "hasImage": False, "customize": True, "options": {"option": ["100 ml"]}},
        "variation2": {"name": "Màu sắc", "hasImage": False, "customize": True, "options": {"option": ["Đỏ", "Vàng"]}},
    }
    assert [row["saleProp"] for row in sent["Skus"]["Sku"]] == [
        {"Dung tích": "100 ml", "Màu sắc": "Đỏ"},
        {"Dung tích": "100 ml", "Màu sắc": "Vàng"},
    ]


async def test_no_empty_value_is_ever_sent(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    empty = {"origin": (), "short_description": (), "material": (AttributeValue(text=""),)}
    sent = await created(httpx_mock, tmp_path, attributes=empty, brand_id="", brand_name="")
    assert set(sent["Attributes"]) == {"name", "description", "brand"}
    assert sent["Attributes"]["brand"] == "No Brand"


async def test_a_sku_without_stated_stock_is_created_with_none(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    sent = await created(httpx_mock, tmp_path, variants=(ListingVariant(sku="P001-01", price_vnd=1000, stock=None),))
    assert sent["Skus"]["Sku"][0]["quantity"] == "0"


async def test_ids_are_told_apart_by_sku(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    rows = [{"seller_sku": "P2", "sku_id": 22}, {"seller_sku": "p1", "sku_id": 11}]
    answers(httpx_mock, "product/create", {**CREATED, "sku_list": rows}, verb="POST")
    async with opened(tmp_path) as shop:
        made = await shop.create(listing(**two_sizes("P1=a", "P2=b")), IMAGES, Steps())
    assert (made.remote_id, dict(made.sku_ids)) == ("3069252927", {"P1": "11", "P2": "22"})


@pytest.mark.parametrize("data", [None, {}, {"item_id": None}])
async def test_a_success_with_nothing_in_it_is_unknown(httpx_mock: HTTPXMock, tmp_path: Path, data: Any) -> None:
    answers(httpx_mock, "product/create", data, verb="POST")
    async with opened(tmp_path) as shop:
        with pytest.raises(Unknown):
            await shop.create(listing(), IMAGES, Steps())


@pytest.mark.parametrize(
    "changes",
    [
        two_sizes("P1=a", "P2=a"),
        {**two_sizes("P1=a", "P2=b"), "option_names": ()},
        {**two_sizes("P1=a/b/c", "P2=a/b/d"), "option_names": ("x", "y", "z")},
        two_sizes(*(f"P{number}=cỡ {number}" for number in range(51))),
    ],
)
async def test_skus_that_cannot_be_told_apart_are_refused_here(tmp_path: Path, changes: dict[str, Any]) -> None:
    async with opened(tmp_path) as shop:
        with pytest.raises(Rejected) as told:
            await shop.create(listing(**changes), IMAGES, Steps())
    assert told.value.code == "E_LAZADA_OPTIONS"


async def test_a_picture_that_was_not_uploaded_is_never_left_out(tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        with pytest.raises(Bug) as told:
            await shop.create(listing(), dict(list(IMAGES.items())[:1]), Steps())
    assert told.value.code == "E_LAZADA_IMAGE_NOT_UPLOADED"


@pytest.mark.parametrize(
    ("group", "fields"),
    [
        (Group.TITLE, {"Attributes": {"name": listing().title}}),
        (Group.DESCRIPTION, {"Attributes": {"description": listing().description}}),
        (Group.MEDIA, {"Attributes": {}, "Images": {"Image": list(IMAGES.values())}}),
    ],
)
async def test_an_update_says_its_group_and_nothing_else(
    httpx_mock: HTTPXMock, tmp_path: Path, group: Group, fields: dict[str, Any]
) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        answers(httpx_mock, "product/update", {}, verb="POST")
        await shop.update(remote, listing(), {group}, IMAGES, Steps())
    named = {"Skus": {"Sku": [{"SkuId": "15298395971"}]}}
    assert product(httpx_mock.get_requests()[-1]) == {"ItemId": "3069252927", **named, **fields}


async def test_attributes_say_category_and_brand_and_what_can_be_emptied(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    cleared = listing(attributes={"origin": (), "short_description": ()})
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        answers(httpx_mock, "product/update", {}, verb="POST")
        await shop.update(remote, cleared, {Group.ATTRIBUTES}, IMAGES, Steps())
    sent = product(httpx_mock.get_requests()[-1])
    assert sent["PrimaryCategory"] == "10002019"
    assert sent["Attributes"] == {"brand_id": "30768", "d_short_description": "Yes"}


async def test_a_parcel_goes_to_our_skus_only(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    skus = [sku(), sku(SkuId=2, SellerSku="LẠ-9")]
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock, skus=skus)
        answers(httpx_mock, "product/update", {}, verb="POST")
        await shop.update(remote, listing(), {Group.PACKAGE}, IMAGES, Steps())
    (row,) = product(httpx_mock.get_requests()[-1])["Skus"]["Sku"]
    assert (row["SkuId"], row["package_weight"]) == ("15298395971", "0.36")


async def test_pictures_of_the_shop_that_are_kept_go_along_in_order(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    theirs = "https://vn-live-02.slatic.net/p/theirs.jpg"
    keys = list(IMAGES)
    mixed = {keys[0]: IMAGES[keys[0]], f"remote:{theirs}": theirs, keys[1]: IMAGES[keys[1]]}
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        answers(httpx_mock, "product/update", {}, verb="POST")
        await shop.update(remote, listing(), {Group.MEDIA}, mixed, Steps())
    sent = product(httpx_mock.get_requests()[-1])["Images"]["Image"]
    assert sent == [IMAGES[keys[0]], theirs, IMAGES[keys[1]]]


async def test_hiding_has_a_parameter_of_its_own_name(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, "product/deactivate", {}, verb="POST")
    answers(httpx_mock, "product/deactivate", verb="POST", code="E0004", message="not online", type="ISP")
    log = Steps()
    async with opened(tmp_path) as shop:
        assert await shop.set_state(["7", "8"], False, log) == [None, None]
    assert product(httpx_mock.get_requests()[0], "apiRequestBody") == {"ItemId": "7"}
    assert len(set(log.names)) == 2


async def test_showing_switches_every_sku_on(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, "product/item/get", item(skus=[sku(Status="inactive"), sku(SkuId=2, SellerSku="B")]))
    answers(httpx_mock, "product/update", {}, verb="POST")
    async with opened(tmp_path) as shop:
        assert await shop.set_state(["3069252927"], True, Steps()) == [None]
    sent = product(httpx_mock.get_requests()[-1])
    assert sent["Skus"]["Sku"] == [{"SkuId": "15298395971", "Status": "active"}, {"SkuId": "2", "Status": "active"}]
    assert json.dumps(sent["Attributes"]) == "{}"


async def test_nothing_to_write_is_a_fault_of_ours(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        with pytest.raises(Bug):
            await shop.update(remote, listing(), set(), IMAGES, Steps())
