"""Shopee's consent: the two forms of link, what people paste, what becomes of a code; against the mock in process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from adapters.shopee import SPEC
from adapters.shopee.auth import ShopeeConsent
from adapters.shopee.mock import ShopeeOptions, build
from connector.clock import SystemClock
from connector.errors import BadUse, StopShop
from connector.port import Consent, Environment, Granted, OpenShop

BASE = "http://127.0.0.1:9101"
PAGE = "https://htx.example/connect/"
KEYS: dict[str, Any] = {"partner_id": "1000001", "partner_key": "mock_partner_key_0001"}
CONSENT: Consent = ShopeeConsent()
CODE = "2f6edfd1a905c6bce61eec7b0ef6b133"


class At(SystemClock):
    """The moment of the contract's vectors."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(1767000000, UTC)


def shop(environment: Environment = "mock", base_url: str = BASE, **changes: Any) -> OpenShop:
    opened = OpenShop(
        shop="shopee-thu",
        environment=environment,
        credentials="file:khóa.json",
        folder=Path(),
        clock=At(),
        base_url=base_url,
        held=dict(KEYS),
    )
    return replace(opened, **changes)


def query_of(address: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.mark.parametrize(
    ("environment", "base_url", "site"),
    [
        ("live", "", "https://open.shopee.com/auth"),
        (
            "sandbox",
            "https://openplatform.sandbox.test-stable.shopee.sg",
            "https://open.sandbox.test-stable.shopee.com/auth",
        ),
        ("mock", BASE, f"{BASE}/auth"),
    ],
)
def test_the_newer_link_is_unsigned_and_bears_the_state(environment: Environment, base_url: str, site: str) -> None:
    link = CONSENT.link(shop(environment, base_url), PAGE, "trạng-thái")
    assert link.address.partition("?")[0] == site
    assert (link.form, link.valid_s) == ("new", None)
    wanted = {"auth_type": "seller", "partner_id": "1000001", "redirect_uri": PAGE, "response_type": "code"}
    assert query_of(link.address) == {**wanted, "state": "trạng-thái"}


def test_the_old_sandbox_has_the_classic_link_only() -> None:
    link = CONSENT.link(shop("sandbox", "https://partner.test-stable.shopeemobile.com"), PAGE, "s1")
    asked = query_of(link.address)
    assert (link.form, link.why, link.valid_s) == ("classic", "shopee.link.classic", 300)
    assert link.address.startswith("https://partner.test-stable.shopeemobile.com/api/v2/shop/auth_partner?")
    assert (asked["timestamp"], asked["redirect"]) == ("1767000000", f"{PAGE}?state=s1")
    assert KEYS["partner_key"] not in link.address


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"held": {"partner_key": "khóa-bí-mật"}}, "E_SHOPEE_CREDENTIALS"),
        ({"held": {"partner_id": "mười", "partner_key": "khóa-bí-mật"}}, "E_SHOPEE_CREDENTIALS"),
        ({"held": {"partner_id": "1000001"}}, "E_SHOPEE_CREDENTIALS"),
        ({"base_url": "https://partner.shopeemobile.com.example"}, "E_HOST_UNKNOWN"),
    ],
)
def test_no_link_without_an_app_or_to_a_strange_host(change: dict[str, Any], code: str) -> None:
    with pytest.raises(BadUse) as caught:
        CONSENT.link(shop(**change), PAGE, "s")
    assert caught.value.code == code
    assert "khóa-bí-mật" not in str(caught.value)


def test_an_unknown_form_names_the_known_ones() -> None:
    with pytest.raises(BadUse, match="E_AUTH_FORM") as caught:
        CONSENT.link(shop(), PAGE, "s", "cũ")
    assert caught.value.params["known"] == "new, classic"


@pytest.mark.parametrize(
    ("pasted", "granted"),
    [
        (f"{PAGE}?code={CODE}&shop_id=987654&state=s-1", Granted(CODE, "987654", "s-1")),
        (f"  <{PAGE}?state=s-1&code={CODE}&shop_id=987654>\r\n", Granted(CODE, "987654", "s-1")),
        (f"{PAGE}?state=s-1?code={CODE}&shop_id=987654#", Granted(CODE, "987654", "s-1")),
        (f"code={CODE}&shop_id=987654", Granted(CODE, "987654")),
        (f"{CODE} 987654", Granted(CODE, "987654")),
        (f"{CODE},987654", Granted(CODE, "987654")),
    ],
)
def test_what_people_paste(pasted: str, granted: Granted) -> None:
    assert CONSENT.parse(pasted) == granted
    assert CODE not in repr(CONSENT.parse(pasted))


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        (PAGE, "E_AUTH_CANCELLED"),
        (f"{PAGE}?error=access_denied&state=s", "E_AUTH_CANCELLED"),
        (f"{PAGE}?code={CODE}&main_account_id=555000", "E_AUTH_MAIN_ACCOUNT"),
        (f"{PAGE}?shop_id=987654", "E_AUTH_NO_CODE"),
        (f"{PAGE}?code={CODE}", "E_AUTH_NO_SHOP"),
        (f"{PAGE}?code={CODE}&shop_id=gian-hàng", "E_AUTH_NO_SHOP"),
        (f"{PAGE}?code={CODE}&shop_id=٩٨٧", "E_AUTH_NO_SHOP"),
        (CODE, "E_AUTH_NO_SHOP"),
        ("mật khẩu 987654", "E_AUTH_NO_CODE"),
        ("%%%///???===", "E_AUTH_CANCELLED"),
        ("http://[hỏng/?code=1", "E_AUTH_NO_SHOP"),
    ],
)
def test_what_is_no_consent_to_one_shop(pasted: str, code: str) -> None:
    with pytest.raises(BadUse) as caught:
        CONSENT.parse(pasted)
    assert caught.value.code == code
    assert CODE not in str(caught.value)


@dataclass
class Bench:
    shop: OpenShop
    market: httpx.AsyncClient

    @property
    def held(self) -> dict[str, Any]:
        return dict(self.shop.held or {})

    async def agree(self, form: str = "", **more: str) -> str:
        """The address the seller comes back to."""
        link = CONSENT.link(self.shop, PAGE, "s-1", form)
        answer = await self.market.get(link.address, params={**query_of(link.address), **more})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    async def tell(self, path: str, **body: Any) -> None:
        assert (await self.market.post(f"/_mock/{path}", json=body)).is_success


@asynccontextmanager
async def bench(folder: Path) -> AsyncIterator[Bench]:
    app, _ = build(ShopeeOptions())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as market:
        yield Bench(shop(folder=folder, clock=SystemClock(), transport=transport), market)


@pytest.mark.parametrize("form", ["new", "classic"])
async def test_either_link_leads_to_an_open_shop_and_nothing_is_written(tmp_path: Path, form: str) -> None:
    async with bench(tmp_path) as on:
        granted = CONSENT.parse(await on.agree(form))
        assert (granted.state, granted.shop_id) == ("s-1", "987654")
        await CONSENT.exchange(on.shop, granted)
        assert (on.held["shop_id"], on.held["partner_id"]) == (987654, "1000001")
        assert "code" not in on.held
        left = datetime.fromisoformat(on.held["refresh_until"]) - SystemClock().now()
        assert 29 <= left.days <= 30
        async with SPEC.open(on.shop) as adapter:
            identity = await adapter.identity()
        assert (identity.shop_id, identity.region) == ("987654", "VN")
        assert on.held["consent_until"] == identity.consent_until.isoformat()  # type: ignore[union-attr]
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".lock"] == []


async def test_held_tokens_are_renewed_in_hand(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        await CONSENT.exchange(on.shop, CONSENT.parse(await on.agree()))
        before = on.held["refresh_token"]
        await on.tell("clock", advance_s=14_401)
        async with SPEC.open(on.shop) as adapter:
            await adapter.identity()
        assert on.held["refresh_token"] != before


async def test_a_code_counts_once_and_for_ten_minutes(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        granted = CONSENT.parse(await on.agree())
        await CONSENT.exchange(on.shop, granted)
        late = CONSENT.parse(await on.agree())
        await on.tell("clock", advance_s=601)
        for spent in (granted, late, replace(granted, code="0" * 32)):
            with pytest.raises(BadUse) as caught:
                await CONSENT.exchange(on.shop, spent)
            assert caught.value.code == "E_AUTH_CODE"
            assert spent.code not in str(caught.value)


async def test_a_code_of_another_shop(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        granted = CONSENT.parse(await on.agree())
        with pytest.raises(BadUse, match="E_AUTH_CODE_SHOP"):
            await CONSENT.exchange(on.shop, replace(granted, shop_id="4"))


async def test_a_main_account_is_told_so(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        address = await on.agree(main_account="1")
        with pytest.raises(BadUse, match="E_AUTH_MAIN_ACCOUNT"):
            CONSENT.parse(address)


async def test_a_lost_answer_spends_the_code_and_is_not_asked_again(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        granted = CONSENT.parse(await on.agree())
        await on.tell("reset", what="calls")
        await on.tell("faults", kind="lose_refresh_answer", endpoint="POST /api/v2/auth/token/get", times=1)
        with pytest.raises(BadUse, match="E_AUTH_ANSWER_LOST"):
            await CONSENT.exchange(on.shop, granted)
        assert (await on.market.get("/_mock/calls")).json()["tokens"] == 1
        assert "access_token" not in on.held


async def test_a_wrong_partner_key_is_no_word_about_the_code(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        granted = CONSENT.parse(await on.agree())
        assert on.shop.held is not None
        on.shop.held["partner_key"] = "khoa-sai-0001"
        with pytest.raises(StopShop, match="E_SHOPEE_SIGN"):
            await CONSENT.exchange(on.shop, granted)
