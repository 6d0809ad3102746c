"""How a seller lets us in: the link, what comes back, the exchange, and how long it lasts."""

import json
from collections.abc import MutableMapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import JsonValue

from adapters.lazada import SPEC
from adapters.lazada.api import issued
from adapters.lazada.auth import LazadaConsent
from adapters.lazada.mock import LazadaOptions, build
from adapters.lazada.models import TokenAnswer
from connector.clock import SystemClock
from connector.errors import BadUse, StopShop
from connector.port import Environment, Granted, OpenShop
from connector.wire.tokens import Tokens

from .parts import BASE, LINE, NOW, StillClock

REDIRECT = "https://htx.example/quay-lai"
CODE = "0_100132_2DL4DV3jcU1UOT7WGI1A4rY91"


def shop_of(folder: Path, transport: Any = None, *, environment: Environment = "mock", **held: JsonValue) -> OpenShop:
    keys: MutableMapping[str, JsonValue] = {"app_key": LINE["app_key"], "app_secret": LINE["app_secret"], **held}  # type: ignore[dict-item]
    return OpenShop(
        shop="lazada-thu",
        environment=environment,
        credentials="file:khoa.json",
        folder=folder,
        clock=SystemClock() if transport else StillClock(),
        base_url="" if environment == "live" else BASE,
        transport=transport,
        held=keys,
    )


def test_the_live_link_is_the_documented_one(tmp_path: Path) -> None:
    link = LazadaConsent().link(shop_of(tmp_path, environment="live"), REDIRECT, "bí mật&1")
    parts = urlsplit(link.address)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://auth.lazada.com/oauth/authorize"
    assert parse_qs(parts.query) == {
        "response_type": ["code"],
        "force_auth": ["true"],
        "redirect_uri": [REDIRECT],
        "client_id": ["100132"],
        "state": ["bí mật&1"],
        "country": ["vn"],
    }
    assert str(LINE["app_secret"]) not in link.address


def test_there_is_one_form_of_link(tmp_path: Path) -> None:
    assert LazadaConsent().forms == ()
    with pytest.raises(BadUse) as told:
        LazadaConsent().link(shop_of(tmp_path), REDIRECT, "x", "classic")
    assert told.value.code == "E_AUTH_FORM"


@pytest.mark.parametrize("pasted", [f"{REDIRECT}?code={CODE}&state=abc", f"  <{REDIRECT}?state=abc&code={CODE}#top> "])
def test_an_address_that_comes_back(pasted: str) -> None:
    assert LazadaConsent().parse(pasted) == Granted(CODE, state="abc")


def test_a_bare_code() -> None:
    assert LazadaConsent().parse(f" {CODE}\n") == Granted(CODE)


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        (f"{REDIRECT}?error=access_denied&state=abc", "E_AUTH_CANCELLED"),
        (f"{REDIRECT}?state=abc", "E_AUTH_CANCELLED"),
        ("", "E_AUTH_NO_CODE"),
        ("mã của tôi", "E_AUTH_NO_CODE"),
        (f"{REDIRECT}?code=%3Cscript%3E", "E_AUTH_NO_CODE"),
        ("a" * 300, "E_AUTH_NO_CODE"),
    ],
)
def test_what_is_no_consent(pasted: str, code: str) -> None:
    with pytest.raises(BadUse) as told:
        LazadaConsent().parse(pasted)
    assert told.value.code == code


async def test_from_the_link_to_an_open_shop(tmp_path: Path) -> None:
    app, _ = build(LazadaOptions())
    transport = httpx.ASGITransport(app)
    shop = shop_of(tmp_path, transport)
    consent = LazadaConsent()
    async with httpx.AsyncClient(transport=transport) as browser:
        address = consent.link(shop, REDIRECT, "trạng thái").address
        back = (await browser.get(address)).headers["location"]
    granted = consent.parse(back)
    assert granted.state == "trạng thái"
    await consent.exchange(shop, granted)
    assert shop.held is not None
    assert (shop.held["shop_id"], "code" in shop.held) == ("200012345", False)
    until = datetime.fromisoformat(str(shop.held["consent_until"])) - SystemClock().now()
    assert timedelta(days=179) < until <= timedelta(days=180)
    async with SPEC.open(shop) as adapter:
        identity = await adapter.identity()
        assert (identity.shop_id, identity.consent_until is not None) == ("200012345", True)
    renewed = await consent.renew(shop)
    assert renewed.shop_id == "200012345"
    with pytest.raises(BadUse) as told:
        await consent.exchange(shop, granted)
    assert told.value.code == "E_AUTH_CODE"


async def test_an_app_that_cannot_renew_asks_for_consent_again(tmp_path: Path) -> None:
    app, line = build(LazadaOptions(app_status="service_market"))
    transport = httpx.ASGITransport(app)
    shop = shop_of(tmp_path, transport)
    await LazadaConsent().exchange(shop, Granted(str(line["code"])))
    assert shop.held is not None
    assert shop.held["refresh_token"] == ""
    shop.held["access_token"] = "spent"
    with pytest.raises(StopShop) as told:
        async with SPEC.open(shop) as adapter:
            await adapter.identity()
    assert told.value.code == "E_CONSENT_NEEDED"


def answer(**changes: Any) -> TokenAnswer:
    whole = {"access_token": "a", "refresh_token": "r", "expires_in": 2592000, "refresh_expires_in": "15552000"}
    return TokenAnswer.model_validate({**whole, **changes})


def test_a_refresh_does_not_move_the_end_of_the_consent() -> None:
    """Whatever number comes with it: the refresh clock is not reset."""
    ends = NOW + timedelta(days=3)
    kept = issued(Tokens(refresh_token="old", consent_until=ends), answer(), NOW)
    assert (kept.refresh_until, kept.consent_until) == (None, ends)
    anew = issued(Tokens(extra={"code": "0_x", "app_key": "1"}), answer(), NOW)
    assert anew.consent_until == NOW + timedelta(days=180)
    assert dict(anew.extra) == {"app_key": "1"}


def test_a_life_of_zero_is_no_renewal_and_none_told_is_unknown() -> None:
    assert issued(Tokens(), answer(refresh_expires_in=0), NOW).refresh_token == ""
    silent = issued(Tokens(), TokenAnswer(access_token="a", refresh_token="r"), NOW)
    assert (silent.refresh_token, silent.consent_until, silent.expires_at) == ("r", None, None)


async def test_an_account_of_another_country_is_refused(tmp_path: Path) -> None:
    told = {"access_token": "a", "refresh_token": "r", "expires_in": 9, "refresh_expires_in": 99, "code": "0"}
    grant = {"country": "sg", "user_id": "1", "seller_id": "1", "short_code": "SG1"}

    def reply(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=json.dumps({**told, "country_user_info_list": [grant]}))

    shop = shop_of(tmp_path, httpx.MockTransport(reply))
    with pytest.raises(BadUse) as error:
        await LazadaConsent().exchange(shop, Granted(CODE))
    assert error.value.code == "E_LAZADA_OTHER_COUNTRY"
    assert shop.held is not None
    assert "access_token" not in shop.held


@pytest.mark.parametrize("name", ["app_key", "app_secret"])
def test_a_missing_key_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadUse) as told:
        LazadaConsent().link(shop_of(tmp_path, **{name: ""}), REDIRECT, "x")
    assert (told.value.code, told.value.params) == ("E_LAZADA_CREDENTIALS", {"name": name})
