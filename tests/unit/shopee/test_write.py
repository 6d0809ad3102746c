"""Writing: exact bodies, the step made durable right before the first byte, and what is never sent twice."""

from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from pytest_httpx import HTTPXMock

from connector.errors import (
    AdapterError,
    Bug,
    Locked,
    NotFound,
    QuotaSpent,
    Rejected,
    RetryLater,
    StopShop,
    Unknown,
)
from connector.model import Group, ListingVariant, MediaIdentity, Package
from connector.port import Created, MediaFile, PriceEdit, StockEdit

from .parts import COVER, IMAGES, NOW, Steps, StillClock, answers, business, fails, listing, opened, read_one

ADD = "product/add_item"
BODY = {
    "item_name": "[MẪU] Nón lá làng Chuông – hàng thủ công",
    "description": "Nón lá làng Chuông.\n\nKhâu tay ở Hà Nội 🌾",
    "description_type": "normal",
    "original_price": 150000,
    "seller_stock": [{"stock": 25}],
    "item_sku": "P001-01",
    "item_status": "UNLIST",
    "condition": "NEW",
    "category_id": 101234,
    "brand": {"brand_id": 0, "original_brand_name": "No Brand"},
    "attribute_list": [
        {"attribute_id": 100037, "attribute_value_list": [{"value_id": 4001, "original_value_name": "Việt Nam"}]},
        {
            "attribute_id": 100061,
            "attribute_value_list": [{"value_id": 0, "original_value_name": "200", "value_unit": "g"}],
        },
        {"attribute_id": 100974, "attribute_value_list": [{"value_id": 0, "original_value_name": "Lá cọ, mo nang"}]},
    ],
    "weight": 0.35,
    "dimension": {"package_length": 42, "package_width": 41, "package_height": 20},
    "pre_order": {"is_pre_order": False},
    "logistic_info": [
        {"logistic_id": 50012, "enabled": True, "is_free": False},
        {"logistic_id": 50021, "enabled": True, "is_free": False},
    ],
    "image": {"image_id_list": list(IMAGES.values()), "image_ratio": "1:1"},
}


async def test_a_create_sends_exactly_this_and_says_so_first(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, ADD, {"item_id": 803900001, "item_status": "NORMAL"}, verb="POST")
    log = Steps(httpx_mock)
    async with opened(tmp_path) as shop:
        assert await shop.create(listing(), IMAGES, log) == Created("803900001", {"P001-01": "0"})
    (request,) = httpx_mock.get_requests()
    assert orjson.loads(request.content) == BODY
    assert log.started == [("add_item", request.content)]
    assert log.requests_before == [0]
    assert request.headers["content-type"] == "application/json"
    assert business(request) == []
    # the contract's vector for add_item
    assert request.url.params["sign"] == "8fbcb17b2f664515d1dab10e1371fb5ec3a8c7e091bcc920d97cc137a18f7b29"


async def test_equal_listings_give_equal_bytes_whatever_the_order_of_their_parts(
    httpx_mock: HTTPXMock, tmp_path: Path
) -> None:
    whole = listing()
    turned = whole.model_copy(
        update={
            "attributes": dict(reversed(whole.attributes.items())),
            "package": whole.package.model_copy(update={"channels": ("50012", "50021")}),
        }
    )
    log = Steps()
    async with opened(tmp_path) as shop:
        for one in (whole, turned):
            answers(httpx_mock, ADD, {"item_id": 1}, verb="POST")
            await shop.create(one, IMAGES, log)
    assert log.started[0] == log.started[1]


async def test_brand_pre_order_and_gtin_where_there_are_any(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, ADD, {"item_id": 1}, verb="POST")
    package = Package(weight_g=1000, length_cm=1, width_cm=1, height_cm=1, channels=("50021",), days_to_ship=7)
    variant = ListingVariant(sku="P002-01", price_vnd=1000, stock=None, gtin="9521234567897")
    wanted = listing(brand_id="1100302", brand_name="VỎ TRỨNG", package=package, variants=(variant,))
    log = Steps()
    async with opened(tmp_path) as shop:
        await shop.create(wanted, IMAGES, log)
    body = orjson.loads(log.started[0][1])
    assert body["brand"] == {"brand_id": 1100302, "original_brand_name": "VỎ TRỨNG"}
    assert body["pre_order"] == {"is_pre_order": True, "days_to_ship": 7}
    assert (body["weight"], body["gtin_code"], body["seller_stock"]) == (1.0, "9521234567897", [{"stock": 0}])


async def test_a_picture_that_was_not_uploaded_stops_the_create(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        with pytest.raises(Bug, match="E_SHOPEE_IMAGE_NOT_UPLOADED"):
            await shop.create(listing(), {COVER.key: "x"}, Steps())


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"error": "error_server", "message": "busy"}, Unknown),
        ({"error": "product.error_busi", "message": "Error 1040: Too many connections"}, Unknown),
        ({"error": "error_repeated_mtsku", "message": "A similar product has already been uploaded"}, Unknown),
        ({"error": "product.error_busi", "message": "product is duplicated"}, Unknown),
        ({"error": "error_title_exceeds_max_length", "message": "quá dài"}, Rejected),
        ({"error": "error_limit", "message": "quota"}, QuotaSpent),
        ({"error": "error_reach_shop_item_limit", "message": ""}, QuotaSpent),
    ],
)
async def test_a_refused_create_is_sent_once(
    httpx_mock: HTTPXMock, tmp_path: Path, answer: dict[str, Any], error: type[AdapterError]
) -> None:
    answers(httpx_mock, ADD, verb="POST", **answer)
    async with opened(tmp_path) as shop:
        with pytest.raises(error):
            await shop.create(listing(), IMAGES, Steps())
    assert len(httpx_mock.get_requests()) == 1


@pytest.mark.parametrize(
    "failure", [httpx.ReadError("cut"), httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("closed")]
)
async def test_a_create_whose_answer_was_lost_is_sent_once(
    httpx_mock: HTTPXMock, tmp_path: Path, failure: Exception
) -> None:
    fails(httpx_mock, ADD, failure, verb="POST")
    async with opened(tmp_path) as shop:
        with pytest.raises(Unknown):
            await shop.create(listing(), IMAGES, Steps())
    assert len(httpx_mock.get_requests()) == 1


@pytest.mark.parametrize("status", [200, 403, 502])
async def test_html_for_an_answer_leaves_a_create_unknown(httpx_mock: HTTPXMock, tmp_path: Path, status: int) -> None:
    httpx_mock.add_response(status_code=status, html="<html>Bad Gateway</html>")
    async with opened(tmp_path) as shop:
        with pytest.raises(Unknown):
            await shop.create(listing(), IMAGES, Steps())


async def test_a_create_that_certainly_did_not_count_is_sent_again_with_the_same_bytes(
    httpx_mock: HTTPXMock, tmp_path: Path
) -> None:
    fails(httpx_mock, ADD, httpx.ConnectError("no"), verb="POST")
    httpx_mock.add_response(status_code=429, headers={"retry-after": "3"}, html="slow down")
    answers(httpx_mock, ADD, verb="POST", error="error_rate_limit", message="Too many requests")
    answers(httpx_mock, ADD, {"item_id": 5}, verb="POST")
    clock, log = StillClock(), Steps()
    async with opened(tmp_path, clock) as shop:
        assert (await shop.create(listing(), IMAGES, log)).remote_id == "5"
    bodies = {request.content for request in httpx_mock.get_requests()}
    assert len(bodies) == 1
    assert log.started == [("add_item", bodies.pop())] * 4, "each sending is recorded: the look-up needs the last"
    assert 3.0 in [round(seconds, 2) for seconds in clock.slept]


async def test_a_spent_quota_is_told_by_the_body_whatever_the_status_and_not_asked_again(
    httpx_mock: HTTPXMock, tmp_path: Path
) -> None:
    answers(httpx_mock, ADD, verb="POST", error="error_limit", message="daily API call limit", http=429)
    clock = StillClock()
    async with opened(tmp_path, clock) as shop:
        with pytest.raises(QuotaSpent) as caught:
            await shop.create(listing(), IMAGES, Steps())
    assert caught.value.resets_at is not None
    assert (len(httpx_mock.get_requests()), sum(clock.slept)) == (1, 0)


async def test_retry_after_may_be_a_date(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    when = format_datetime(NOW + timedelta(seconds=42), usegmt=True)
    httpx_mock.add_response(status_code=429, headers={"retry-after": when})
    answers(httpx_mock, ADD, {"item_id": 5}, verb="POST")
    clock = StillClock()
    async with opened(tmp_path, clock) as shop:
        await shop.create(listing(), IMAGES, Steps())
    assert 42.0 in clock.slept


async def test_a_spent_token_is_refreshed_and_the_create_signed_anew(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, ADD, verb="POST", error="invalid_acceess_token", message="Invalid access_token", http=403)
    answers(
        httpx_mock, "auth/access_token/get", verb="POST",
        access_token="moi-0002", refresh_token="lam-moi-0002", expire_in=14400, shop_id=987654,
    )  # fmt: skip
    answers(httpx_mock, ADD, {"item_id": 5}, verb="POST")
    async with opened(tmp_path) as shop:
        await shop.create(listing(), IMAGES, Steps())
    first, refresh, second = httpx_mock.get_requests()
    assert orjson.loads(refresh.content) == {
        "refresh_token": "7265667265736830306d6f636b303031",
        "partner_id": 1000001,
        "shop_id": 987654,
    }
    assert set(refresh.url.params) == {"partner_id", "timestamp", "sign"}
    assert second.url.params["access_token"] == "moi-0002"
    assert first.content == second.content
    kept = orjson.loads((tmp_path / "khoa.json").read_bytes())
    assert (kept["access_token"], kept["refresh_token"], kept["partner_key"]) == (
        "moi-0002",
        "lam-moi-0002",
        "mock_partner_key_0001",
    )
    assert kept["expires_at"] == "2025-12-29T13:20:00+00:00"


@pytest.mark.parametrize(
    ("groups", "fields"),
    [
        ({Group.TITLE}, {"item_name"}),
        ({Group.DESCRIPTION}, {"description", "description_type"}),
        ({Group.MEDIA}, {"image"}),
        ({Group.ATTRIBUTES}, {"category_id", "brand", "attribute_list"}),
        ({Group.PACKAGE}, {"weight", "dimension", "pre_order"}),
        ({Group.STRUCTURE}, {"item_sku"}),
        ({Group.TITLE, Group.MEDIA}, {"item_name", "image"}),
    ],
)
async def test_an_update_sends_its_groups_and_nothing_else(
    httpx_mock: HTTPXMock, tmp_path: Path, groups: set[Group], fields: set[str]
) -> None:
    log = Steps(httpx_mock)
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        answers(httpx_mock, "product/update_item", {"item_id": 803900001, "item_status": "NORMAL"}, verb="POST")
        await shop.update(remote, listing(), groups, IMAGES, log)
    ((step, sent),) = log.started
    body = orjson.loads(sent)
    assert (step, log.requests_before) == ("update_item", [1])
    assert body == {"item_id": 803900001, **{name: BODY[name] for name in fields}}


async def test_channels_are_sent_only_where_they_changed(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    log = Steps()
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        answers(httpx_mock, "product/update_item", {}, verb="POST")
        fewer = listing().package.model_copy(update={"channels": ("50021",)})
        await shop.update(remote, listing(package=fewer), {Group.PACKAGE}, IMAGES, log)
    assert orjson.loads(log.started[0][1])["logistic_info"] == [
        {"logistic_id": 50021, "enabled": True, "is_free": False}
    ]


async def test_the_shops_own_pictures_keep_their_place_in_the_order_given(
    httpx_mock: HTTPXMock, tmp_path: Path
) -> None:
    log = Steps()
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        answers(httpx_mock, "product/update_item", {}, verb="POST")
        images = {"remote:của-họ": "của-họ", COVER.key: "của-ta"}
        await shop.update(remote, listing(), {Group.MEDIA}, images, log)
    assert orjson.loads(log.started[0][1])["image"]["image_id_list"] == ["của-họ", "của-ta"]


async def test_a_gallery_that_names_the_shops_own_pictures_is_sent_as_it_stands(
    httpx_mock: HTTPXMock, tmp_path: Path
) -> None:
    """As an undo puts it back; pictures of options that travel along do not get into it."""
    log = Steps()
    theirs = MediaIdentity.of_shop("của-họ")
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        answers(httpx_mock, "product/update_item", {}, verb="POST")
        images = {"option": "phân-loại", COVER.key: "của-ta", theirs.key: "của-họ"}
        await shop.update(remote, listing(media=(theirs, COVER)), {Group.MEDIA}, images, log)
    assert orjson.loads(log.started[0][1])["image"]["image_id_list"] == ["của-họ", "của-ta"]


async def test_an_update_without_content_is_our_bug(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        with pytest.raises(Bug, match="E_SHOPEE_NOTHING_TO_WRITE"):
            await shop.update(remote, listing(), {Group.PRICE}, IMAGES, Steps())


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"error": "error_cannt_edit_name_in_promotion", "message": ""}, Locked),
        ({"error": "error_item_not_found", "message": ""}, NotFound),
        ({"error": "error_server", "message": ""}, Unknown),
    ],
)
async def test_an_update_raises_what_became_of_it(
    httpx_mock: HTTPXMock, tmp_path: Path, answer: dict[str, Any], error: type[AdapterError]
) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        answers(httpx_mock, "product/update_item", verb="POST", **answer)
        with pytest.raises(error):
            await shop.update(remote, listing(), {Group.TITLE}, IMAGES, Steps())


async def test_price_and_stock_bodies(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    log = Steps()
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock, item_sku="p001-01")
        answers(
            httpx_mock, "product/update_price", {"success_list": [{"model_id": 0}], "failure_list": []}, verb="POST"
        )
        assert await shop.set_prices([PriceEdit(remote, {"P001-01": 99000})], log) == [None]
        answers(httpx_mock, "product/update_stock", {"success_list": [{"model_id": 0, "stock": 0}]}, verb="POST")
        assert await shop.set_stock([StockEdit(remote, {"P001-01": 0})], log) == [None]
    assert [(step, orjson.loads(body)) for step, body in log.started] == [
        ("update_price", {"item_id": 803900001, "price_list": [{"model_id": 0, "original_price": 99000}]}),
        ("update_stock", {"item_id": 803900001, "stock_list": [{"model_id": 0, "seller_stock": [{"stock": 0}]}]}),
    ]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"response": {"success_list": [], "failure_list": [{"model_id": 0, "failed_reason": "too low"}]}}, Rejected),
        ({"response": {"failure_list": [{"model_id": 0, "failed_reason": "Item is in promotion"}]}}, Locked),
        (
            {
                "error": "product.error_busi_update_stock_failed",
                "response": {"failure_list": [{"model_id": 0, "failed_reason": "Stock should be within 2-1000000"}]},
            },
            Rejected,
        ),
    ],
)
async def test_an_entry_that_failed_is_returned(
    httpx_mock: HTTPXMock, tmp_path: Path, answer: dict[str, Any], error: type[AdapterError]
) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        answers(httpx_mock, "product/update_stock", verb="POST", **answer)
        (result,) = await shop.set_stock([StockEdit(remote, {"P001-01": 1})], Steps())
    assert type(result) is error


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"error": "error_in_item_promotion_price_lock"}, Locked),
        ({"error": "error_server"}, Unknown),
        ({"error": "shop_banned"}, StopShop),
    ],
)
async def test_an_error_of_the_whole_call_is_raised(
    httpx_mock: HTTPXMock, tmp_path: Path, answer: dict[str, Any], error: type[AdapterError]
) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        answers(httpx_mock, "product/update_price", verb="POST", **answer)
        with pytest.raises(error):
            await shop.set_prices([PriceEdit(remote, {"P001-01": 1})], Steps())


async def test_a_sku_the_item_does_not_bear_is_never_priced(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        with pytest.raises(Bug, match="E_SHOPEE_SKU_NOT_ON_ITEM"):
            await shop.set_prices([PriceEdit(remote, {"P999-01": 1})], Steps())


@pytest.mark.parametrize(("live", "unlist"), [(True, False), (False, True)])
async def test_showing_and_hiding_go_in_one_call(
    httpx_mock: HTTPXMock, tmp_path: Path, live: bool, unlist: bool
) -> None:
    lists = {
        "success_list": [{"item_id": 1, "unlist": unlist}],
        "failure_list": [
            {"item_id": 2, "failed_reason": "item not found"},
            {"item_id": 3, "failed_reason": "in promotion"},
        ],
    }
    answers(httpx_mock, "product/unlist_item", lists, verb="POST")
    log = Steps()
    async with opened(tmp_path) as shop:
        results = await shop.set_state(["1", "2", "3", "4"], live, log)
        assert await shop.set_state([], live, log) == []
    assert [type(result) for result in results] == [type(None), NotFound, Locked, Unknown]
    entries = [{"item_id": number, "unlist": unlist} for number in (1, 2, 3, 4)]
    assert [(step, orjson.loads(body)) for step, body in log.started] == [("unlist_item", {"item_list": entries})]


async def test_when_all_fail_each_has_its_reason(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    failed = {"failure_list": [{"item_id": 1, "failed_reason": "promotion"}, {"item_id": 2}]}
    answers(httpx_mock, "product/unlist_item", failed, verb="POST", error="product.error_unlist_item_all_failed")
    async with opened(tmp_path) as shop:
        results = await shop.set_state(["1", "2"], False, Steps())
    assert [type(result) for result in results] == [Locked, Rejected]


async def test_all_failed_without_lists_is_raised(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, "product/unlist_item", verb="POST", error="error_unlist_item_all_failed", message="all failed")
    async with opened(tmp_path) as shop:
        with pytest.raises(Rejected):
            await shop.set_state(["1", "2"], False, Steps())


PICTURES = [MediaFile(f"k{number}", b"\xff\xd8" + bytes([number]) * 5) for number in range(11)]


def form_of(request: httpx.Request) -> tuple[list[bytes], bytes]:
    """The parts of a multipart request, and its boundary, read the plain way."""
    boundary = request.headers["content-type"].partition("boundary=")[2].encode()
    return request.content.split(b"--" + boundary)[1:-1], boundary


async def test_pictures_go_eight_to_a_call_publicly_signed(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        parts, _ = form_of(request)
        count = sum(b'name="image"' in part for part in parts)
        entries = [
            {"id": at, "error": "", "image_info": {"image_id": f"vn-{len(httpx_mock.get_requests())}-{at}"}}
            for at in reversed(range(count))
        ]
        return httpx.Response(200, json={"error": "", "response": {"image_info": {}, "image_info_list": entries}})

    httpx_mock.add_callback(reply, is_reusable=True)
    async with opened(tmp_path) as shop:
        results = await shop.upload(PICTURES)
    first, _rest = httpx_mock.get_requests()
    assert results == [*(f"vn-1-{at}" for at in range(8)), *(f"vn-2-{at}" for at in range(3))]
    parts, _ = form_of(first)
    assert parts[0] == b'\r\nContent-Disposition: form-data; name="scene"\r\n\r\nnormal\r\n'
    head, _, content = parts[2].partition(b"\r\n\r\n")
    assert head.split(b"\r\n")[1:] == [
        b'Content-Disposition: form-data; name="image"; filename="1.jpg"',
        b"Content-Type: image/jpeg",
    ]
    assert content == PICTURES[1].data + b"\r\n"
    assert set(first.url.params) == {"partner_id", "timestamp", "sign"}
    assert first.url.params["sign"] == "22999086af467240053c791ecac8f3584b49898a97b769a897255de6ab5ed404"


async def test_one_bad_picture_leaves_the_others_alone(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    entries = [
        {"id": 0, "error": "", "image_info": {"image_id": "vn-0"}},
        {"id": 1, "error": "error_param", "message": "image is invalid or not supported", "image_info": {}},
    ]
    answers(httpx_mock, "media_space/upload_image", {"image_info_list": entries}, verb="POST")
    async with opened(tmp_path) as shop:
        good, bad, missing = await shop.upload(PICTURES[:3])
    assert good == "vn-0"
    assert isinstance(bad, Rejected)
    assert [(problem.field, problem.reason) for problem in bad.fields] == [
        ("media", "image is invalid or not supported")
    ]
    assert isinstance(missing, Rejected)


async def test_a_form_that_fails_whole_is_sent_in_halves(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    path = "media_space/upload_image"
    answers(httpx_mock, path, verb="POST", error="product.error_param", message="image is invalid or not supported")
    answers(httpx_mock, path, {"image_info": {"image_id": "vn-0"}}, verb="POST")
    answers(httpx_mock, path, verb="POST", error="product.error_param", message="image is invalid or not supported")
    async with opened(tmp_path) as shop:
        good, bad = await shop.upload(PICTURES[:2])
    assert good == "vn-0"
    assert isinstance(bad, Rejected)


async def test_what_was_won_before_the_shop_stopped_is_kept(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    """A form was refused as a whole, its first half went through, then the shop was banned: no photo goes twice."""
    path = "media_space/upload_image"
    answers(httpx_mock, path, verb="POST", error="product.error_param", message="image is invalid or not supported")
    entries = [{"id": at, "error": "", "image_info": {"image_id": f"vn-{at}"}} for at in range(4)]
    answers(httpx_mock, path, {"image_info_list": entries}, verb="POST")
    answers(httpx_mock, path, verb="POST", error="shop_banned", message="the shop is banned")
    async with opened(tmp_path) as shop:
        results = await shop.upload(PICTURES)
    assert results[:4] == ["vn-0", "vn-1", "vn-2", "vn-3"]
    assert [type(one) for one in results[4:]] == [StopShop] * 7
    assert len(httpx_mock.get_requests()) == 3


async def test_where_nothing_was_won_the_shops_stop_is_raised(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, "media_space/upload_image", verb="POST", error="shop_banned", message="the shop is banned")
    async with opened(tmp_path) as shop:
        with pytest.raises(StopShop):
            await shop.upload(PICTURES)
    assert len(httpx_mock.get_requests()) == 1


async def test_an_upload_is_repeated_through_a_lost_answer(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    fails(httpx_mock, "media_space/upload_image", httpx.ReadError("cut"), verb="POST")
    answers(httpx_mock, "media_space/upload_image", {"image_info": {"image_id": "vn-0"}}, verb="POST")
    async with opened(tmp_path) as shop:
        assert await shop.upload(PICTURES[:1]) == ["vn-0"]


async def test_an_upload_that_stays_unreachable_says_so_per_picture(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    httpx_mock.add_exception(httpx.ConnectError("no"), is_reusable=True)
    async with opened(tmp_path) as shop:
        results = await shop.upload(PICTURES[:2])
    assert [type(result) for result in results] == [RetryLater, RetryLater]
