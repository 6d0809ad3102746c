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
    Unknown,
)
from connector.model import Group, ListingVariant, MediaIdentity, Package
from connector.port import Created

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
