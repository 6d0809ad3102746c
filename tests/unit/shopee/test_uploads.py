"""Uploads: pictures by the form, each with its own result, repeated through a lost answer."""

from pathlib import Path

import httpx
import pytest
from pytest_httpx import HTTPXMock

from connector.errors import (
    Rejected,
    RetryLater,
    StopShop,
)
from connector.port import MediaFile

from .parts import answers, fails, opened

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
