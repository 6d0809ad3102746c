"""Letting us in: two forms of link, what a seller comes back with, the code's exchange, one shop of several."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_httpx import HTTPXMock

from adapters.tiktok_shop import SPEC
from adapters.tiktok_shop.auth import TikTokConsent
from adapters.tiktok_shop.mock import TikTokOptions, build
from connector.clock import SystemClock
from connector.errors import BadUse, StopShop
from connector.port import Granted, OpenShop

from .parts import BASE

APP = {"app_key": "6a1b2c3d4e5f", "app_secret": "8f3c1b7e5d2a4960b1c7e0f4a9d6352817be40cd"}


def shop(folder: Path, held: dict[str, Any], **more: Any) -> OpenShop:
    whole: dict[str, Any] = {"environment": "mock", "base_url": BASE, **more}
    return OpenShop(
        shop="tiktok-thu", credentials="file:khoa.json", folder=folder, clock=SystemClock(), held=held, **whole
    )


def test_the_link_names_the_service_where_it_is_known(tmp_path: Path) -> None:
    live = shop(tmp_path, {**APP, "service_id": "73000"}, environment="live", base_url="")
    link = TikTokConsent().link(live, "https://htx.example/ve", "trang-thai")
    assert link.address == "https://services.tiktokshop.com/open/authorize?service_id=73000&state=trang-thai"
    assert (link.form, link.why) == ("new", "")


def test_without_a_service_the_link_names_the_app_and_says_why(tmp_path: Path) -> None:
    link = TikTokConsent().link(shop(tmp_path, dict(APP)), "https://htx.example/ve", "s")
    assert link.address == "https://auth.tiktok-shops.com/oauth/authorize?app_key=6a1b2c3d4e5f&state=s"
    assert (link.form, link.why) == ("classic", "tiktok_shop.link.classic")
    with pytest.raises(BadUse, match="service_id"):
        TikTokConsent().link(shop(tmp_path, dict(APP)), "https://htx.example/ve", "s", "new")


@pytest.mark.parametrize("name", ["app_key", "app_secret"])
def test_a_missing_key_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadUse, match=name):
        TikTokConsent().link(shop(tmp_path, {**APP, name: ""}), "", "s")


@pytest.mark.parametrize(
    ("pasted", "granted"),
    [
        ("ROW_abc123", Granted("ROW_abc123")),
        (
            " <https://htx.example/ve?app_key=1&code=ROW_abc-123&locale=vi&state=tt> ",
            Granted("ROW_abc-123", state="tt"),
        ),
        ("code=ROW_1&state=tt#đâu", Granted("ROW_1", state="tt")),
    ],
)
def test_what_a_seller_comes_back_with(pasted: str, granted: Granted) -> None:
    assert TikTokConsent().parse(pasted) == granted


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("https://htx.example/ve?code=null&error=auth_denied&state=tt", "E_AUTH_CANCELLED"),
        ("https://htx.example/ve?state=tt", "E_AUTH_CANCELLED"),
        ("", "E_AUTH_NO_CODE"),
        ("mã của tôi", "E_AUTH_NO_CODE"),
    ],
)
def test_what_is_no_consent(pasted: str, code: str) -> None:
    with pytest.raises(BadUse) as caught:
        TikTokConsent().parse(pasted)
    assert caught.value.code == code


async def test_a_code_becomes_all_that_opens_the_shop(tmp_path: Path) -> None:
    app, line = build(TikTokOptions())
    held: dict[str, Any] = dict(APP)
    opened = shop(tmp_path, held, transport=httpx.ASGITransport(app))
    consent = TikTokConsent()
    await consent.exchange(opened, Granted(line["auth_code"]))
    assert (held["shop_id"], held["shop_cipher"]) == (line["shop_id"], line["shop_cipher"])
    assert held["access_token"] not in ("", line["access_token"])
    assert held["refresh_until"] > held["expires_at"]
    async with SPEC.open(opened) as adapter:
        assert (await adapter.identity()).shop_id == line["shop_id"]
    with pytest.raises(BadUse) as caught:
        await consent.exchange(opened, Granted(line["auth_code"]))
    assert caught.value.code == "E_AUTH_CODE"


async def test_keepalive_replaces_the_tokens(tmp_path: Path) -> None:
    app, line = build(TikTokOptions())
    (tmp_path / "khoa.json").write_text(json.dumps({**line, "base_url": BASE}), encoding="utf-8")
    opened = OpenShop(
        shop="tiktok-thu",
        environment="mock",
        credentials="file:khoa.json",
        folder=tmp_path,
        clock=SystemClock(),
        transport=httpx.ASGITransport(app),
    )
    identity = await TikTokConsent().renew(opened)
    assert identity.shop_id == line["shop_id"]
    stored = json.loads((tmp_path / "khoa.json").read_text(encoding="utf-8"))
    assert stored["access_token"] != line["access_token"]


def shops(*rows: dict[str, str]) -> dict[str, Any]:
    return {"code": 0, "message": "Success", "request_id": "1", "data": {"shops": list(rows)}}


HANOI = {"id": "1", "name": "HTX Hà Nội", "region": "VN", "cipher": "ROW_mot_hai_ba"}
OTHERS = {"id": "2", "name": "Gian hàng Thái", "region": "TH", "cipher": "ROW_bon_nam_sau"}


async def opens(folder: Path, **keys: str) -> Any:
    held = {**APP, "access_token": "ROW_ma_truy_cap", **keys}
    async with SPEC.open(shop(folder, held)) as adapter:
        return await adapter.identity()


async def test_of_several_shops_the_one_named_is_meant(tmp_path: Path, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(json=shops(HANOI, OTHERS), is_reusable=True)
    assert (await opens(tmp_path, shop_id="1")).name == "HTX Hà Nội"
    assert (await opens(tmp_path, shop_id="2")).problem == "E_TIKTOK_REGION"
    for keys, code in (({}, "E_TIKTOK_SHOPS"), ({"shop_id": "3"}, "E_TIKTOK_OTHER_SHOP")):
        with pytest.raises(StopShop) as caught:
            await opens(tmp_path, **keys)
        assert caught.value.code == code


async def test_a_live_shop_gets_its_tokens_from_the_token_host(tmp_path: Path, httpx_mock: HTTPXMock) -> None:
    tokens = {"access_token": "ROW_moi_tinh", "refresh_token": "ROW_lam_moi", "access_token_expire_in": 4000000000}
    httpx_mock.add_response(
        url=f"https://auth.tiktok-shops.com/api/v2/token/refresh?app_key={APP['app_key']}"
        f"&app_secret={APP['app_secret']}&refresh_token=ROW_cu&grant_type=refresh_token",
        json={"code": 0, "message": "success", "data": tokens},
    )
    httpx_mock.add_response(json=shops(HANOI))
    held = {**APP, "access_token": "", "refresh_token": "ROW_cu"}
    async with SPEC.open(shop(tmp_path, held, environment="live", base_url="")) as adapter:
        assert (await adapter.identity()).shop_id == "1"
    asked = httpx_mock.get_requests()[1]
    assert asked.url.host == "open-api.tiktokglobalshop.com"
    assert asked.headers["x-tts-access-token"] == "ROW_moi_tinh"
    assert held["refresh_token"] == "ROW_lam_moi"
    assert held["expires_at"] == "2096-10-02T07:06:40+00:00"


def test_there_is_no_sandbox(tmp_path: Path) -> None:
    with pytest.raises(BadUse, match="E_HOST_UNKNOWN"):
        TikTokConsent().link(shop(tmp_path, dict(APP), environment="sandbox"), "", "s")
