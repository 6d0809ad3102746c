"""Where parameters travel, what is signed, and what an envelope means, on the wire itself."""

import json
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest
from pytest_httpx import HTTPXMock

from adapters.lazada.sign import signature
from connector.errors import Bug, Rejected, RetryLater, StopShop, Unknown
from connector.model import Group
from connector.port import MediaFile, PriceEdit

from .parts import BASE, IMAGES, LINE, NOW, Steps, StillClock, answers, any_query, item, listing, opened, read_one

SECRET = str(LINE["app_secret"])


def resigned(path: str, parameters: dict[str, str]) -> str:
    return signature(SECRET, path, {name: text for name, text in parameters.items() if name != "sign"})


async def test_a_read_carries_everything_in_the_query(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        await read_one(shop, httpx_mock)
    (request,) = httpx_mock.get_requests()
    sent = dict(request.url.params.multi_items())
    assert request.content == b""
    assert sent == {
        "app_key": "100132",
        "sign_method": "sha256",
        "timestamp": str(int(NOW.timestamp() * 1000)),
        "access_token": LINE["access_token"],
        "item_id": "3069252927",
        "sign": resigned("/product/item/get", sent),
    }


async def test_a_write_carries_everything_in_the_body(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        answers(httpx_mock, "product/update", {}, verb="POST")
        log = Steps()
        await shop.update(remote, listing(), {Group.TITLE}, IMAGES, log)
    request = httpx_mock.get_requests()[-1]
    sent = dict(parse_qsl(request.content.decode()))
    assert request.url.query == b""
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert sent["sign"] == resigned("/product/update", sent)
    assert log.started == [("product/update", sent["payload"].encode())]


async def test_a_picture_is_no_part_of_its_signature(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        answers(httpx_mock, "image/upload", {"image": {"url": "https://h/p/a.jpg"}}, verb="POST")
        assert await shop.upload([MediaFile("k", b"\xff\xd8 nh\xe1\xba\xa3\r\n--x")]) == ["https://h/p/a.jpg"]
    (request,) = httpx_mock.get_requests()
    assert request.url.query == b""
    from adapters._mock.multipart import parse_multipart

    parts = parse_multipart(request.headers["content-type"], request.content)
    texts = {part.name: part.data.decode() for part in parts if part.filename is None}
    (file,) = (part for part in parts if part.filename is not None)
    assert (file.name, file.data) == ("image", b"\xff\xd8 nh\xe1\xba\xa3\r\n--x")
    assert texts["sign"] == resigned("/image/upload", texts)


async def test_the_body_decides_not_the_status(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        httpx_mock.add_response(url=any_query("product/item/get"), status_code=500, json={"code": "0", "data": item()})
        assert set(await shop.read(["3069252927"])) == {"3069252927"}


@pytest.mark.parametrize("status", [200, 403, 502])
async def test_a_page_in_place_of_an_answer(httpx_mock: HTTPXMock, tmp_path: Path, status: int) -> None:
    """A read is asked again and then given up; a write may have been done."""
    html = "<html>blocked</html>"
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        httpx_mock.add_response(url=any_query("product/update"), status_code=status, text=html)
        with pytest.raises(Unknown):
            await shop.update(remote, listing(), {Group.TITLE}, IMAGES, Steps())
        httpx_mock.add_response(url=any_query("seller/get"), status_code=status, text=html, is_reusable=True)
        with pytest.raises(RetryLater):
            await shop.identity()


async def test_code_zero_with_a_detail_is_no_success(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        detail = [{"field": "name", "message": "too long", "code": "4160"}]
        answers(httpx_mock, "product/update", {}, verb="POST", detail=detail)
        with pytest.raises(Rejected) as told:
            await shop.update(remote, listing(), {Group.TITLE}, IMAGES, Steps())
        assert told.value.code == "E_LAZADA_TITLE"


async def test_a_ban_is_waited_out_once_for_all(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    clock = StillClock()
    async with opened(tmp_path, clock) as shop:
        words = "Api access frequency exceeds the limit. this ban will last 7 seconds"
        answers(httpx_mock, "product/item/get", code="ApiCallLimit", message=words, type="ISV")
        await read_one(shop, httpx_mock)
        assert sum(clock.slept) >= 7


async def test_a_spent_token_is_renewed_and_the_call_repeated(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        answers(httpx_mock, "product/item/get", code="IllegalAccessToken", message="expired", type="ISV")
        renewed = {"access_token": "new", "refresh_token": "newer", "expires_in": "604800", "refresh_expires_in": 86400}
        answers(httpx_mock, "auth/token/refresh", verb="POST", **renewed)
        await read_one(shop, httpx_mock)
    requests = httpx_mock.get_requests()
    asked = dict(parse_qsl(requests[1].content.decode()))
    assert asked["refresh_token"] == LINE["refresh_token"]
    assert "access_token" not in asked
    assert requests[2].url.params["access_token"] == "new"
    stored = json.loads((tmp_path / "khoa.json").read_text("utf-8"))
    assert (stored["access_token"], stored["refresh_token"]) == ("new", "newer")
    assert stored["expires_at"] == "2026-01-05T08:55:00+00:00"  # seven days, less 25 minutes


@pytest.mark.parametrize(("code", "kind"), [("InsufficientPermission", StopShop), ("InvalidApiPath", Bug)])
async def test_what_ends_a_shop_and_what_is_ours(
    httpx_mock: HTTPXMock, tmp_path: Path, code: str, kind: type[Exception]
) -> None:
    async with opened(tmp_path) as shop:
        answers(httpx_mock, "seller/get", code=code, message="no", type="ISV")
        with pytest.raises(kind):
            await shop.identity()


async def test_a_lost_answer_to_a_batch_is_unknown(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock)
        httpx_mock.add_exception(
            httpx.ReadTimeout("lost"), method="POST", url=any_query("product/price_quantity/update")
        )
        with pytest.raises(Unknown):
            await shop.set_prices([PriceEdit(remote, {"P001-01": 1000})], Steps())
    assert str(httpx_mock.get_requests()[-1].url).startswith(BASE)
