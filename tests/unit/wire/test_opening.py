"""Shops of one app in one process: every call counts in the app's budget, and what holds the app holds them all."""

import asyncio
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.lazada import SPEC as LAZADA
from adapters.shopee import SPEC as SHOPEE
from adapters.tiktok_shop import SPEC as TIKTOK
from connector.errors import BadUse, QuotaSpent
from connector.port import AdapterSpec, Budget, Capabilities, Environment, Granted, OpenShop
from connector.testing.virtual import VirtualClock, run_virtual
from connector.wire.opening import budgets_of, capabilities_of, number_of, open_line, origin_for
from connector.wire.tokens import Tokens

FAR = 4_102_444_800
BASE = "http://127.0.0.1:9101"


@dataclass(frozen=True)
class Place:
    """A marketplace that lets everybody in and says who they are."""

    spec: AdapterSpec
    keys: Mapping[str, Any]
    answer: Mapping[str, Any]
    app_key: str
    granted: Granted


TOKENS = {"access_token": "moi-truy-cap-0001", "refresh_token": "moi-lam-moi-0001"}
SHOPS = [{"id": "7", "name": "Thoi Nắng", "region": "VN", "cipher": "c"}]
SELLER = {"seller_id": "7", "name": "Thoi Nắng", "short_code": "VN1", "status": "ACTIVE", "verified": True}
PLACES = [
    Place(
        SHOPEE,
        {"partner_id": 1001, "partner_key": "khoa-bi-mat-0001", "shop_id": 7},
        {"error": "", "shop_name": "Thoi Nắng", "region": "VN", "expire_in": 14_400, **TOKENS},
        "partner_id",
        Granted("a1b2", "7"),
    ),
    Place(
        LAZADA,
        {"app_key": "1001", "app_secret": "khoa-bi-mat-0001"},
        {"code": "0", "data": SELLER, "expires_in": 14_400, "refresh_expires_in": 14_400, **TOKENS},
        "app_key",
        Granted("a1b2"),
    ),
    Place(
        TIKTOK,
        {"app_key": "1001", "app_secret": "khoa-bi-mat-0001"},
        {"code": 0, "data": {"shops": SHOPS, "access_token_expire_in": FAR, "refresh_token_expire_in": FAR, **TOKENS}},
        "app_key",
        Granted("a1b2"),
    ),
]
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where locks of tokens are kept."""
    monkeypatch.chdir(tmp_path)


def shop_of(place: Place, clock: VirtualClock, answer: Handler | None = None, *, app: int = 1001) -> OpenShop:
    def always(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=place.answer)

    return OpenShop(
        shop="gian-hàng-thử",
        environment="mock",
        credentials="file:khong-co.json",
        folder=Path(),
        clock=clock,
        base_url=BASE,
        transport=httpx.MockTransport(answer or always),
        held={"access_token": "truy-cap-0001", "refresh_token": "lam-moi-0001", **place.keys, place.app_key: app},
    )


async def identities(place: Place, shop: OpenShop, calls: int) -> None:
    async with place.spec.open(shop) as adapter:
        for _ in range(calls):
            assert (await adapter.identity()).name == "Thoi Nắng"


@pytest.fixture(params=PLACES, ids=lambda place: place.spec.id)
def slow_app(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A marketplace that allows an app one call a second, and a shop as many as it likes."""
    place: Place = request.param
    spec = replace(place.spec, budgets=(Budget("shop", 1000), Budget("app", 1)))
    monkeypatch.setattr(f"adapters.{place.spec.id}.adapter.SPEC", spec)
    return place


def test_shops_of_one_app_share_its_budget_and_those_of_another_do_not(slow_app: Place) -> None:
    async def main() -> tuple[float, float]:
        clock = VirtualClock()
        await asyncio.gather(*(identities(slow_app, shop_of(slow_app, clock), 5) for _ in range(2)))
        together = clock.monotonic()
        others = [shop_of(slow_app, clock, app=2000 + number) for number in range(2)]
        await asyncio.gather(*(identities(slow_app, other, 5) for other in others))
        return together, clock.monotonic() - together

    together, apart = run_virtual(VirtualClock(), main())
    assert together == pytest.approx(9, abs=0.5)
    assert apart == pytest.approx(4, abs=0.5)


def test_a_consents_code_and_a_renewal_count_in_the_apps_budget(slow_app: Place) -> None:
    async def main() -> tuple[float, float]:
        clock = VirtualClock()
        assert slow_app.spec.consent is not None
        await identities(slow_app, shop_of(slow_app, clock), 5)
        before = clock.monotonic()
        other = shop_of(slow_app, clock)
        await slow_app.spec.consent().exchange(other, slow_app.granted)
        exchanged = clock.monotonic()
        await slow_app.spec.consent().renew(other)
        return exchanged - before, clock.monotonic() - exchanged

    exchanged, renewed = run_virtual(VirtualClock(), main())
    assert exchanged >= 0.99, "the code went out ahead of its moment"
    assert renewed >= 1.98, "the renewal and the question who it is went out ahead of their moments"


@pytest.mark.parametrize(
    ("code", "seconds", "other_waits"), [("AppCallLimit", 30, True), ("SellerCallLimit", 30, False)]
)
def test_a_ban_of_the_app_moves_every_shop_and_one_of_a_seller_its_own(
    code: str, seconds: int, other_waits: bool
) -> None:
    place = PLACES[1]
    told: list[str] = []

    def banning(request: httpx.Request) -> httpx.Response:
        if told:
            return httpx.Response(200, json=place.answer)
        told.append(request.url.path)
        return httpx.Response(200, json={"code": code, "message": f"... this ban will last {seconds} seconds"})

    async def main() -> tuple[float, float]:
        clock = VirtualClock()
        ends: list[float] = []

        async def asked(shop: OpenShop, after: float) -> None:
            await clock.sleep(after)
            await identities(place, shop, 1)
            ends.append(clock.monotonic())

        async with asyncio.TaskGroup() as group:
            mine = group.create_task(asked(shop_of(place, clock, banning), 0))
            group.create_task(asked(shop_of(place, clock), 1))
        assert mine.done()
        return min(ends), max(ends)

    first, last = run_virtual(VirtualClock(), main())
    assert last >= seconds
    assert (first >= seconds) is other_waits


@pytest.fixture(params=PLACES, ids=lambda place: place.spec.id)
def slow_shop(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A marketplace that allows a shop one call a second, and one write at a time."""
    place: Place = request.param
    spec = replace(place.spec, budgets=(Budget("shop", 1, writers=1),))
    monkeypatch.setattr(f"adapters.{place.spec.id}.adapter.SPEC", spec)
    return place


def test_a_shop_opened_again_in_the_same_command_goes_on_at_its_pace(slow_shop: Place) -> None:
    async def main() -> tuple[float, float]:
        clock = VirtualClock()
        kept: dict[Hashable, object] = {}
        for _ in range(4):
            await identities(slow_shop, replace(shop_of(slow_shop, clock), kept=kept), 1)
        together = clock.monotonic()
        other = replace(shop_of(slow_shop, clock), shop="gian-hàng-khác", kept=kept)
        await identities(slow_shop, other, 1)
        return together, clock.monotonic() - together

    together, other = run_virtual(VirtualClock(), main())
    assert together == pytest.approx(3, abs=0.1)
    assert other == 0, "another shop has a pace of its own"


def test_and_keeps_the_rest_it_was_asked_for_and_its_writers() -> None:
    place = PLACES[1]
    told: list[str] = []

    def banning(request: httpx.Request) -> httpx.Response:
        told.append(request.url.path)
        words = "... this ban will last 3000 seconds"
        return httpx.Response(200, json={"code": "SellerCallLimit", "message": words} if told[1:] else place.answer)

    async def main() -> None:
        clock = VirtualClock()
        shop = shop_of(place, clock, banning)
        for calls in (2, 1):
            with pytest.raises(QuotaSpent):
                await identities(place, shop, calls)

    run_virtual(VirtualClock(), main())
    assert len(told) == 2, "the second opening asked though the shop was closed for fifty minutes"


def test_two_openings_of_a_shop_have_its_writers_between_them() -> None:
    async def main() -> float:
        clock = VirtualClock()
        shop = shop_of(PLACES[0], clock)
        spec = replace(SHOPEE, budgets=(Budget("shop", 0, writers=1),))

        def sign(*_: object) -> Any:
            raise AssertionError("nothing is sent")

        async def write() -> None:
            async with open_line(shop, spec, Tokens(), sign) as caller, caller.pace.slot("POST /x", writing=True):
                await clock.sleep(5)

        await asyncio.gather(write(), write())
        return float(clock.monotonic())

    assert run_virtual(VirtualClock(), main()) == pytest.approx(10)


@pytest.mark.parametrize(
    ("code", "closed"),
    [("AppCallLimit", {"mine", "scan", "other"}), ("SellerCallLimit", {"mine", "scan"}), ("ApiCallLimit", {"mine"})],
)
def test_a_quota_spent_for_long_closes_what_it_names_without_another_call(code: str, closed: set[str]) -> None:
    place = PLACES[1]
    asked: list[str] = []

    def banning(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if request.url.path.endswith("seller/get"):
            return httpx.Response(200, json={"code": code, "message": "... this ban will last 3000 seconds"})
        return httpx.Response(200, json={"code": "0", "data": {"products": []}})

    async def main() -> set[str]:
        clock, spent = VirtualClock(), set()
        mine, other = shop_of(place, clock, banning), shop_of(place, clock)
        async with place.spec.open(mine) as adapter:
            for _ in range(2):
                with pytest.raises(QuotaSpent):
                    await adapter.identity()
            spent.add("mine")
            try:
                assert [ref async for ref in adapter.scan()] == []
            except QuotaSpent:
                spent.add("scan")
            try:
                await identities(place, other, 1)
            except QuotaSpent:
                spent.add("other")
        return spent

    assert run_virtual(VirtualClock(), main()) == closed
    assert sum(path.endswith("seller/get") for path in asked) == 1


@pytest.mark.parametrize(
    ("environment", "told", "expected"),
    [
        ("mock", {"pace": 80, "concurrency": "3"}, (80, 3)),
        ("sandbox", {"pace": "80"}, (80, 2)),
        ("live", {"pace": 80, "concurrency": 9}, (5, 2)),
        ("mock", {"pace": "-3", "concurrency": 0}, (5, 2)),
        ("mock", {"pace": "1e999", "concurrency": "nhiều"}, (5, 2)),
    ],
)
def test_only_a_shop_that_is_not_live_is_told_its_pace(
    environment: Environment, told: dict[str, Any], expected: tuple[float, int]
) -> None:
    shop = replace(shop_of(PLACES[1], VirtualClock()), environment=environment)
    (budget,) = budgets_of(shop, Tokens(extra=told), LAZADA)
    assert (budget.per_second, budget.writers) == expected
    assert number_of(shop, Tokens(extra={"x": True}), "x") is None


def test_configuration_only_ever_lowers() -> None:
    shop = shop_of(PLACES[1], VirtualClock())
    for wish, rate in ((2.0, 2.0), (500.0, 5.0)):
        (budget,) = budgets_of(replace(shop, pace_per_second=wish), Tokens(), LAZADA)
        assert budget.per_second == rate


def test_a_live_shop_of_a_marketplace_without_an_address_says_so() -> None:
    shop = replace(shop_of(PLACES[1], VirtualClock()), environment="live", base_url="")
    with pytest.raises(BadUse, match="E_HOST_UNKNOWN"):
        origin_for(shop, Tokens(), replace(LAZADA, live_hosts=()))


def test_a_shop_that_is_not_live_may_settle_sooner() -> None:
    shop = replace(shop_of(PLACES[1], VirtualClock()), settle_s=2.0)
    found: Capabilities = capabilities_of(shop, LAZADA)
    assert found.settle_s == 2.0
    assert capabilities_of(replace(shop, environment="live"), LAZADA) is LAZADA.capabilities


def test_where_no_app_is_known_a_hold_of_the_app_is_the_shops_own() -> None:
    async def main() -> float:
        clock = VirtualClock()
        shop = shop_of(PLACES[1], clock)

        def sign(*_: object) -> Any:
            raise AssertionError("nothing is sent")

        two = replace(shop, shop="gian-hàng-khác")
        async with open_line(shop, LAZADA, Tokens(), sign) as one, open_line(two, LAZADA, Tokens(), sign) as other:
            one.pace.hold("app", 60)
            async with other.pace.slot("GET /x", writing=False):
                return float(clock.monotonic())

    assert run_virtual(VirtualClock(), main()) < 1
