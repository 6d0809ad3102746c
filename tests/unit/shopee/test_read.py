"""Reading the shop: exact queries, tolerant answers, canonical groups that equal what was sent."""

from pathlib import Path

import httpx
import pytest
from pytest_httpx import HTTPXMock

from adapters.shopee.read import state_of
from connector.errors import Bug, RetryLater
from connector.model import Group, ListingState

from .parts import NOW, answers, business, fails, groups_of, item, listing, opened, read_one

STATUSES = [("item_status", word) for word in ("NORMAL", "UNLIST", "REVIEWING", "BANNED")]


async def test_a_shop_call_is_signed_as_the_contract_says(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, "product/get_item_list", {"item": [], "has_next_page": False})
    async with opened(tmp_path) as shop:
        assert [ref async for ref in shop.scan()] == []
    (request,) = httpx_mock.get_requests()
    params = dict(request.url.params)
    assert {name: params[name] for name in ("partner_id", "timestamp", "access_token", "shop_id")} == {
        "partner_id": "1000001",
        "timestamp": "1767000000",
        "access_token": "61636365737374306b656e4d4f434b31",
        "shop_id": "987654",
    }
    assert len(params["sign"]) == 64
    assert request.content == b""


async def test_scanning_follows_the_pages_and_names_each_item_once(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    first = [
        {"item_id": 1, "item_status": "NORMAL", "update_time": 1767000123},
        {"item_id": 2, "item_status": "UNLIST"},
    ]
    answers(
        httpx_mock,
        "product/get_item_list",
        {"item": first, "total_count": 2, "has_next_page": True, "next_offset": 100},
    )
    answers(httpx_mock, "product/get_item_list", {"total_count": 9, "has_next_page": True, "next_offset": 200})
    last = [{"item_id": 2, "item_status": "UNLIST"}, {"item_id": 3, "item_status": "BANNED"}]
    answers(httpx_mock, "product/get_item_list", {"item": last, "has_next_page": False, "next_offset": 0, "next": ""})
    async with opened(tmp_path) as shop:
        refs = [ref async for ref in shop.scan()]
    assert [(ref.remote_id, ref.state) for ref in refs] == [
        ("1", ListingState.LIVE),
        ("2", ListingState.UNLISTED),
        ("3", ListingState.BLOCKED),
    ]
    assert refs[0].updated_at is not None
    assert refs[0].updated_at.timestamp() == 1767000123
    assert [business(request) for request in httpx_mock.get_requests()] == [
        [("offset", offset), ("page_size", "100"), *STATUSES] for offset in ("0", "100", "200")
    ]


async def test_a_list_that_goes_round_in_circles_is_an_error_not_a_loop(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, "product/get_item_list", {"item": [], "has_next_page": True, "next_offset": 0})
    async with opened(tmp_path) as shop:
        with pytest.raises(Bug, match="E_SHOPEE_PAGING"):
            [ref async for ref in shop.scan()]


async def test_what_we_sent_reads_back_equal_in_every_group(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        wanted = {**groups_of(listing(), shop), Group.MEDIA: remote.groups[Group.MEDIA], Group.STATE: "unlisted"}
    assert remote.groups == wanted
    assert remote.groups[Group.MEDIA] == [
        "remote:vn-11134207-7ras8-m0000000000001",
        "remote:vn-11134207-7ras8-m0000000000002",
    ]
    assert (remote.state, remote.status, remote.locked) == (ListingState.UNLISTED, "UNLIST", False)
    assert [(variant.remote_id, variant.sku) for variant in remote.variants] == [("0", "P001-01")]
    (request,) = httpx_mock.get_requests()
    assert business(request) == [("item_id_list", "803900001")]


@pytest.mark.parametrize(
    ("changes", "group", "shown"),
    [
        ({"weight": "0.3"}, Group.PACKAGE, 300),
        ({"weight": "12"}, Group.PACKAGE, 12000),
        ({"weight": 0.005}, Group.PACKAGE, 5),
        ({"weight": ""}, Group.PACKAGE, 0),
    ],
)
async def test_kilograms_of_any_spelling_are_grams(
    httpx_mock: HTTPXMock, tmp_path: Path, changes: dict[str, object], group: Group, shown: int
) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock, **changes)
    package = remote.groups[group]
    assert isinstance(package, dict)
    assert package["weight_g"] == shown


async def test_pre_order_promotion_warehouses_and_blank_sku(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    changes = {
        "item_sku": None,
        "has_promotion": True,
        "pre_order": {"is_pre_order": True, "days_to_ship": 9},
        "stock_info_v2": {"seller_stock": [{"location_id": "VNZ", "stock": 7}, {"location_id": "VN2", "stock": 5}]},
        "description": "",
        "description_info": {
            "extended_description": {
                "field_list": [
                    {"field_type": "text", "text": "Một"},
                    {"field_type": "image"},
                    {"field_type": "text", "text": "hai"},
                ]
            }
        },
    }
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock, **changes)
    assert remote.locked
    assert remote.groups[Group.STOCK] == {"#0": 12}
    assert remote.groups[Group.PRICE] == {"#0": 150000}
    assert remote.groups[Group.DESCRIPTION] == "Một\nhai"
    package = remote.groups[Group.PACKAGE]
    assert isinstance(package, dict)
    assert package["days_to_ship"] == 9


async def test_an_item_with_models_shows_its_structure(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    bare = {name: value for name, value in item(has_model=True).items() if name not in ("price_info", "stock_info_v2")}
    answers(httpx_mock, "product/get_item_base_info", {"item_list": [bare]})
    tiers = [{"name": "Cỡ", "option_list": [{"option": "Nhỏ"}, {"option": "Lớn"}]}]
    models = [
        {"model_id": 22, "tier_index": [1], "model_sku": "P001-02", "price_info": [{"original_price": 200000}],
         "stock_info_v2": {"seller_stock": [{"stock": 4}]}, "promotion_id": 77},
        {"model_id": 21, "tier_index": [0], "model_sku": "P001-01", "price_info": [{"original_price": 150000}],
         "stock_info_v2": {"seller_stock": [{"stock": 3}]}, "promotion_id": 0},
    ]  # fmt: skip
    answers(httpx_mock, "product/get_model_list", {"tier_variation": tiers, "model": models})
    async with opened(tmp_path) as shop:
        (remote,) = (await shop.read(["803900001"])).values()
    assert remote.groups[Group.STRUCTURE] == {"options": ["Cỡ"], "skus": {"P001-01": ["Nhỏ"], "P001-02": ["Lớn"]}}
    assert remote.groups[Group.PRICE] == {"P001-01": 150000, "P001-02": 200000}
    assert remote.groups[Group.STOCK] == {"P001-01": 3, "P001-02": 4}
    assert {variant.sku: variant.remote_id for variant in remote.variants} == {"P001-01": "21", "P001-02": "22"}
    assert remote.locked
    assert business(httpx_mock.get_requests()[1]) == [("item_id", "803900001")]


@pytest.mark.parametrize(
    ("status", "state", "shown"),
    [
        ("NORMAL", ListingState.LIVE, "live"),
        ("UNLIST", ListingState.UNLISTED, "unlisted"),
        ("REVIEWING", ListingState.IN_REVIEW, "live"),
        ("BANNED", ListingState.BLOCKED, "unlisted"),
        ("SELLER_DELETE", ListingState.DELETED, "unlisted"),
        ("SHOPEE_DELETE", ListingState.BLOCKED, "unlisted"),
        ("TỪ MỚI", ListingState.BLOCKED, "unlisted"),
    ],
)
async def test_every_status_has_a_state(
    httpx_mock: HTTPXMock, tmp_path: Path, status: str, state: ListingState, shown: str
) -> None:
    if status in ("BANNED", "SHOPEE_DELETE"):
        answers(httpx_mock, "product/get_item_violation_info", {"item_list": []})
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock, item_status=status)
    assert (remote.state, remote.groups[Group.STATE], state_of(status)) == (state, shown, state)


async def test_one_unknown_id_does_not_hide_the_others(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    known = {1, 2, 4, 5}

    def reply(request: httpx.Request) -> httpx.Response:
        asked = [int(number) for number in request.url.params["item_id_list"].split(",")]
        if set(asked) - known:
            return httpx.Response(200, json={"error": "product.error_item_not_found", "message": "Product not found"})
        return httpx.Response(
            200, json={"error": "", "response": {"item_list": [item(item_id=number) for number in asked]}}
        )

    httpx_mock.add_callback(reply, is_reusable=True)
    async with opened(tmp_path) as shop:
        assert sorted(await shop.read(["1", "2", "3", "4", "5", "không phải số"])) == ["1", "2", "4", "5"]
        assert await shop.read([]) == {}


async def test_more_than_fifty_are_read_in_batches(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        asked = request.url.params["item_id_list"].split(",")
        assert len(asked) <= 50
        return httpx.Response(200, json={"error": "", "response": {"item_list": [item(item_id=int(n)) for n in asked]}})

    httpx_mock.add_callback(reply, is_reusable=True)
    async with opened(tmp_path) as shop:
        assert len(await shop.read([str(number) for number in range(1, 121)])) == 120
    assert len(httpx_mock.get_requests()) == 3


async def test_finding_compares_exactly_what_search_and_list_name(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, "product/search_item", {"item_id_list": [11, 12], "total_count": 3, "next_offset": "abc"})
    answers(httpx_mock, "product/search_item", {"item_id_list": [13], "next_offset": ""})
    answers(httpx_mock, "product/get_item_list", {"item": [{"item_id": 14}, {"item_id": 12}], "has_next_page": False})
    found = [
        item(item_id=11, item_sku="P001-010"),
        item(item_id=12, item_sku=" p001-01 "),
        item(item_id=13, item_sku="P001-01", item_status="SELLER_DELETE"),
        item(item_id=14, item_sku="P001-01", item_status="UNLIST"),
    ]
    answers(httpx_mock, "product/get_item_base_info", {"item_list": found})
    async with opened(tmp_path) as shop:
        assert await shop.find("P001-01", NOW) == ["12", "14"]
    search, more, changed, read = (business(request) for request in httpx_mock.get_requests())
    assert search == [("item_sku", "P001-01"), ("attribute_status", "2"), ("page_size", "50"), ("offset", "")]
    assert dict(more)["offset"] == "abc"
    window = [("update_time_from", "1766999700"), ("update_time_to", "1767000300")]
    assert changed == [("offset", "0"), ("page_size", "100"), *STATUSES, *window]
    assert read == [("item_id_list", "11,12,13,14")]


async def test_finding_without_a_moment_only_searches(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, "product/search_item", {})
    async with opened(tmp_path) as shop:
        assert await shop.find("P001-01", None) == []


async def test_a_read_is_repeated_through_trouble(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    path = "product/get_item_list"
    fails(httpx_mock, path, httpx.ReadError("cut"))
    answers(httpx_mock, path, error="error_server", message="busy")
    httpx_mock.add_response(status_code=502, html="<html>Bad Gateway</html>")
    answers(httpx_mock, path, error="error_rate_limit", message="Too many requests", http=429)
    answers(httpx_mock, path, {"item": [{"item_id": 1, "item_status": "NORMAL"}], "has_next_page": False})
    async with opened(tmp_path) as shop:
        assert [ref.remote_id async for ref in shop.scan()] == ["1"]


async def test_an_edge_that_only_talks_html_ends_in_retry_later(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    httpx_mock.add_response(status_code=403, html="<html>blocked</html>", is_reusable=True)
    async with opened(tmp_path) as shop:
        with pytest.raises(RetryLater, match="E_SHOPEE_UNREADABLE"):
            await shop.read(["1"])


async def test_a_success_without_an_error_key_is_a_success(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    httpx_mock.add_response(json={"request_id": "f2", "response": {"item_list": [item()]}})
    async with opened(tmp_path) as shop:
        assert len(await shop.read(["803900001"])) == 1
