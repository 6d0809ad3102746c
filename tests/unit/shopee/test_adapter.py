"""Opening a shop: credentials, hosts, budgets, consent; and that the spec costs nothing to look at."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from pytest_httpx import HTTPXMock

from adapters.shopee import SPEC
from connector.errors import BadUse, StopShop
from connector.port import Budget, Environment, OpenShop
from connector.wire.opening import budgets_of
from connector.wire.tokens import tokens_from

from .parts import BASE, LINE, NOW, StillClock, answers, opened


def shop_of(folder: Path, *, line: dict[str, Any] | None = None, **changes: Any) -> OpenShop:
    (folder / "khoa.json").write_text(json.dumps(line if line is not None else LINE), encoding="utf-8")
    whole: dict[str, Any] = {
        "shop": "shopee-thu",
        "environment": "mock",
        "credentials": "file:khoa.json",
        "folder": folder,
        "clock": StillClock(),
    }
    return OpenShop(**{**whole, **changes})


async def test_identity_is_flat(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(
        httpx_mock, "shop/get_shop_info",
        shop_name="HTX Thoi Nắng", region="VN", status="NORMAL", merchant_id=None, expire_time=1798000000,
    )  # fmt: skip
    async with opened(tmp_path) as shop:
        identity = await shop.identity()
    assert (identity.shop_id, identity.name, identity.problem) == ("987654", "HTX Thoi Nắng", "")
    assert identity.consent_until == datetime.fromtimestamp(1798000000, UTC)


@pytest.mark.parametrize(
    ("status", "region", "problem"),
    [
        ("BANNED", "VN", "E_SHOPEE_SHOP_BANNED"),
        ("FROZEN", "VN", "E_SHOPEE_SHOP_FROZEN"),
        ("NORMAL", "SG", "E_SHOPEE_REGION"),
    ],
)
async def test_a_shop_that_cannot_sell_says_why(
    httpx_mock: HTTPXMock, tmp_path: Path, status: str, region: str, problem: str
) -> None:
    answers(httpx_mock, "shop/get_shop_info", shop_name="x", region=region, status=status)
    async with opened(tmp_path) as shop:
        assert (await shop.identity()).problem == problem


@pytest.mark.parametrize(
    ("environment", "line", "pace", "expected"),
    [
        ("mock", {"pace": 50, "concurrency": 16}, None, Budget("shop", 50, writers=16)),
        ("mock", {"pace": 50, "concurrency": 16}, 10, Budget("shop", 10, writers=16)),
        ("mock", {"pace": 50, "concurrency": 16}, 500, Budget("shop", 50, writers=16)),
        ("mock", {}, None, Budget("shop", 5, writers=2)),
        ("mock", {"pace": 0, "concurrency": "x"}, None, Budget("shop", 5, writers=2)),
        ("sandbox", {"pace": 7}, None, Budget("shop", 7, writers=2)),
        ("live", {"pace": 1000, "concurrency": 64}, None, Budget("shop", 5, writers=2)),
        ("live", {}, 1, Budget("shop", 1, writers=2)),
    ],
)
def test_a_live_shop_never_takes_its_pace_from_the_credentials(
    tmp_path: Path, environment: Environment, line: dict[str, Any], pace: float | None, expected: Budget
) -> None:
    shop = shop_of(tmp_path, environment=environment, pace_per_second=pace)
    assert budgets_of(shop, tokens_from(line), SPEC) == (expected,)


async def test_concurrency_and_settle_window_of_a_mock(tmp_path: Path) -> None:
    async with opened(tmp_path, settle_s=2.0) as shop:
        assert (shop.concurrency, shop.capabilities.settle_s, shop.capabilities.variants) == (4, 2.0, True)
    live = shop_of(tmp_path, line={**LINE, "base_url": ""}, environment="live", settle_s=2.0)
    async with SPEC.open(live) as shop:
        assert (shop.concurrency, shop.capabilities) == (2, SPEC.capabilities)


@pytest.mark.parametrize(
    ("environment", "base_url"),
    [
        ("live", ""),  # the credentials' loopback address is no live host
        ("live", "https://openplatform.sandbox.test-stable.shopee.sg"),
        ("sandbox", "https://partner.shopeemobile.com"),
        ("mock", "https://partner.shopeemobile.com"),
    ],
)
async def test_an_address_of_another_environment_is_refused(
    tmp_path: Path, environment: Environment, base_url: str
) -> None:
    with pytest.raises(BadUse, match="E_HOST_UNKNOWN"):
        async with SPEC.open(shop_of(tmp_path, environment=environment, base_url=base_url)):
            pass


@pytest.mark.parametrize(
    ("name", "value"), [("partner_id", None), ("partner_id", "một"), ("shop_id", "-1"), ("partner_key", "")]
)
async def test_credentials_that_lack_something_name_it(tmp_path: Path, name: str, value: object) -> None:
    with pytest.raises(BadUse) as caught:
        async with SPEC.open(shop_of(tmp_path, line={**LINE, name: value})):
            pass
    assert (caught.value.code, caught.value.params) == ("E_SHOPEE_CREDENTIALS", {"name": name})


async def test_a_fresh_consent_code_is_exchanged_before_the_first_call(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(
        httpx_mock, "auth/token/get", verb="POST",
        access_token="moi-0001", refresh_token="lam-moi-0001", expire_in=14000, shop_id_list=[987654],
    )  # fmt: skip
    answers(httpx_mock, "shop/get_shop_info", shop_name="x", region="VN")
    shop = shop_of(tmp_path, line={**LINE, "access_token": "", "refresh_token": ""}, base_url=BASE)
    async with SPEC.open(shop) as adapter:
        await adapter.identity()
    exchange, call = httpx_mock.get_requests()
    assert orjson.loads(exchange.content) == {
        "code": "5a5477794a55537954697169514f4653",
        "partner_id": 1000001,
        "shop_id": 987654,
    }
    assert exchange.url.params["sign"] == "aa2e0442bf2bc48f4fc97ee533d089572b72fc7fb1c65744a0589a36eca5a534"
    assert call.url.params["access_token"] == "moi-0001"
    assert json.loads((tmp_path / "khoa.json").read_text())["refresh_token"] == "lam-moi-0001"


async def test_without_token_and_code_only_consent_helps(tmp_path: Path) -> None:
    bare = {name: LINE[name] for name in ("partner_id", "partner_key", "shop_id", "base_url")}
    async with SPEC.open(shop_of(tmp_path, line=bare)) as adapter:
        with pytest.raises(StopShop, match="E_CONSENT_NEEDED"):
            await adapter.identity()


async def test_a_refused_refresh_token_stops_the_shop(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, "shop/get_shop_info", error="invalid_acceess_token", message="Invalid access_token", http=403)
    answers(httpx_mock, "auth/access_token/get", verb="POST", error="error_auth", message="Invalid refresh_token.")
    async with opened(tmp_path) as shop:
        with pytest.raises(StopShop, match="E_CONSENT_NEEDED"):
            await shop.identity()


async def test_the_hour_of_the_signature_is_the_clocks(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    class Later(StillClock):
        def now(self) -> datetime:
            return NOW.replace(year=2027)

    answers(httpx_mock, "shop/get_shop_info", shop_name="x")
    async with opened(tmp_path, Later()) as shop:
        await shop.identity()
    assert httpx_mock.get_requests()[0].url.params["timestamp"] == str(int(NOW.replace(year=2027).timestamp()))


def test_looking_at_the_spec_loads_no_http_and_no_mock() -> None:
    code = (
        "import sys, adapters.shopee; "
        "print([name for name in sys.modules if name.startswith(('adapters.shopee.', 'connector.wire', 'tenacity'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_spec_names_secrets_and_only_known_hosts() -> None:
    assert {setting.name for setting in SPEC.settings if setting.secret} == {
        "partner_key",
        "code",
        "access_token",
        "refresh_token",
    }
    assert not set(SPEC.live_hosts) & set(SPEC.sandbox_hosts)
    assert replace(SPEC.capabilities).state_batch == 50
