"""What a product looks like to the core, however Lazada words it."""

from pathlib import Path
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from connector.errors import Bug
from connector.model import Group, ListingState

from .parts import HOST, IMAGES, NOW, answers, business, groups_of, item, listing, opened, read_one, sku


async def test_an_untouched_product_reads_back_equal(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    """Although texts, numbers, addresses and lists come back dressed another way."""
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        media = [f"remote:{address}" for address in IMAGES.values()]
        assert remote.groups == {**groups_of(listing(), shop), Group.MEDIA: media}
        assert (remote.state, remote.locked, remote.reason) == (ListingState.LIVE, False, "")
        assert remote.url.startswith("https://www.lazada.vn/-i3069252927")
        assert remote.image_urls == tuple(IMAGES.values())
        assert remote.picture_urls == {address: address for address in IMAGES.values()}
        assert remote.updated_at is not None
        assert (remote.updated_at - NOW).total_seconds() == 123


@pytest.mark.parametrize(
    ("status", "sub", "sku_status", "state"),
    [
        ("Active", None, "active", ListingState.LIVE),
        ("Active", "Lock", "active", ListingState.LIVE),
        ("Active", None, "inactive", ListingState.UNLISTED),
        ("InActive", None, "inactive", ListingState.UNLISTED),
        ("Pending QC", None, "active", ListingState.IN_REVIEW),
        ("Pending QC", None, "inactive", ListingState.UNLISTED),
        ("Suspended", "Reject", "active", ListingState.REJECTED),
        ("Suspended", "Live_Reject", "active", ListingState.REJECTED),
        ("Suspended", "Admin", "active", ListingState.BLOCKED),
        ("Suspended", None, "active", ListingState.BLOCKED),
        ("Deleted", None, "deleted", ListingState.DELETED),
        ("Something new", None, "active", ListingState.BLOCKED),
    ],
)
async def test_states(
    httpx_mock: HTTPXMock, tmp_path: Path, status: str, sub: str | None, sku_status: str, state: ListingState
) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock, status=status, subStatus=sub, skus=[sku(Status=sku_status)])
    assert remote.state is state
    shown = state in (ListingState.LIVE, ListingState.IN_REVIEW)
    assert remote.groups[Group.STATE] == ("live" if shown else "unlisted")
    assert remote.locked is (sub == "Lock")


async def test_reasons_are_told_once_with_what_to_do(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    why = {"violationDetail": "Wrong Image", "suggestion": "Nền trắng"}
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock, status="Suspended", subStatus="Reject", rejectReason=[why, why, {}])
    assert remote.reason == "Wrong Image Nền trắng"


async def test_stock_is_what_can_be_sold_wherever_it_is_told(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    places = [{"sellableQuantity": 3}, {"sellableQuantity": "4"}, {"quantity": 100}]
    async with opened(tmp_path) as shop:
        for changes, pieces in (
            ({"multiWarehouseInventories": places}, 7),
            ({"multiWarehouseInventories": [], "Available": "6"}, 6),
            ({"multiWarehouseInventories": None, "Available": None, "quantity": 5}, 5),
        ):
            remote = await read_one(shop, httpx_mock, skus=[sku(**changes)])
            assert remote.groups[Group.STOCK] == {"P001-01": pieces}


async def test_axes_are_read_in_their_declared_order(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    axes = {
        "Variation2": {"name": "Màu", "hasImage": False, "options": ["Đỏ", "Xanh"]},
        "Variation1": {"name": "Cỡ", "hasImage": True, "options": ["S"]},
    }
    skus = [
        sku(SkuId="1", SellerSku="A-1", saleProp={"Màu": "Đỏ", "Cỡ": "S"}, Images=[f"{HOST}s.jpg", ""]),
        sku(SkuId=2, SellerSku="A-2", saleProp={"Cỡ": "S", "Màu": "Xanh"}, Images=[f"{HOST}s.jpg"]),
        sku(SkuId=3, SellerSku="A-3", Status="deleted", saleProp={"Cỡ": "S", "Màu": "Tím"}),
    ]
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock, variation=axes, skus=skus)
    assert remote.groups[Group.STRUCTURE] == {
        "options": ["Cỡ", "Màu"],
        "skus": {"A-1": ["S", "Đỏ"], "A-2": ["S", "Xanh"]},
        "images": {"S": f"remote:{HOST}s.jpg"},
    }
    assert [(variant.remote_id, variant.sku) for variant in remote.variants] == [("1", "A-1"), ("2", "A-2")]
    assert f"{HOST}s.jpg" in remote.picture_urls


async def test_a_sku_that_is_not_there_is_called_by_its_id(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock, skus=[sku(SellerSku=None)])
    assert remote.groups[Group.PRICE] == {"#15298395971": 150000}
    assert remote.groups[Group.STRUCTURE] == {"options": [], "skus": {"#15298395971": []}}
    assert [variant.sku for variant in remote.variants] == [""]


async def test_a_brand_told_by_name_only_is_found_among_the_facts(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    named = {**item()["attributes"], "brand": "Giếng Làng"}
    del named["brand_id"]
    async with opened(tmp_path) as shop:
        answers(httpx_mock, "category/tree/get", [])
        answers(httpx_mock, "product/seller/item/limit", {})
        rows = [{"brand_id": 40100, "name": "GIẾNG LÀNG"}]
        answers(httpx_mock, "category/brands/query", {"total_record": 1, "module": rows})
        await shop.facts([], None)
        remote = await read_one(shop, httpx_mock, attributes=named)
        assert remote.groups[Group.ATTRIBUTES]["brand"] == "40100"  # type: ignore[index,call-overload]


async def test_nothing_found_comes_without_products_or_without_data(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        for data in ({"total_products": 0}, None, {"total_products": 0, "products": None}):
            answers(httpx_mock, "products/get", data)
            assert await shop.find("P001-01", None) == []


async def test_a_sku_is_asked_for_whole_and_compared_folded(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    other = item(item_id=2, skus=[sku(SellerSku="P001-011")])
    answers(httpx_mock, "products/get", {"total_products": "2", "products": [other, item(item_id=1)]})
    answers(httpx_mock, "products/get", {"total_products": 1, "products": [item(item_id=3, status="Deleted")]})
    async with opened(tmp_path) as shop:
        assert await shop.find("p001-01", NOW) == ["1"]
    first, second = (business(request) for request in httpx_mock.get_requests())
    assert (first["sku_seller_list"], first["filter"]) == ('["p001-01"]', "all")
    assert second["update_after"] == "2025-12-29T16:15:00+0700"


async def test_a_scan_goes_through_every_page(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    def page(first: int, count: int) -> dict[str, Any]:
        return {"total_products": 120, "products": [item(item_id=number) for number in range(first, first + count)]}

    for first, count in ((1000, 50), (1050, 50), (1099, 21)):  # one moved onto the next page meanwhile
        answers(httpx_mock, "products/get", page(first, count))
    async with opened(tmp_path) as shop:
        found = [ref.remote_id async for ref in shop.scan()]
    assert found == [str(number) for number in range(1000, 1120)]
    assert [business(request)["offset"] for request in httpx_mock.get_requests()] == ["0", "50", "100"]


async def test_a_product_on_two_pages_is_not_read_from_either(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    rows = [item(skus=[sku()]), item(skus=[sku(SkuId=2, SellerSku="P001-02")])]
    answers(httpx_mock, "products/get", {"total_products": 2, "products": rows})
    async with opened(tmp_path) as shop:
        assert [ref.remote_id async for ref in shop.scan()] == ["3069252927"]
        remote = await read_one(shop, httpx_mock, skus=[sku(), sku(SkuId=2, SellerSku="P001-02")])
        assert [variant.sku for variant in remote.variants] == ["P001-01", "P001-02"]


async def test_a_scan_that_was_given_up_is_not_read_from(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, "products/get", {"total_products": 51, "products": [item(item_id=n) for n in range(1, 51)]})
    async with opened(tmp_path) as shop:
        async for _ in shop.scan():
            break
        answers(httpx_mock, "product/item/get", item(item_id=1))
        assert set(await shop.read(["1"])) == {"1"}


async def test_an_empty_answer_is_no_product_that_is_gone(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    """Gone is believed only where Lazada says so."""
    async with opened(tmp_path) as shop:
        answers(httpx_mock, "product/item/get")
        with pytest.raises(Bug):
            await shop.read(["3069252927"])
        answers(httpx_mock, "product/item/get", code="208", message="E208: The item does not exist", type="ISP")
        assert await shop.read(["3069252927"]) == {}


async def test_a_product_one_level_deeper_is_read_too(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        answers(httpx_mock, "product/item/get", {"item": item()})
        assert set(await shop.read(["3069252927"])) == {"3069252927"}
