from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.lazada_mock.client import Seller

DAY = 86_400


async def create(seller: Seller, code: str, verb: str = "post") -> dict[str, Any]:
    answer: dict[str, Any] = await getattr(seller, verb)("/auth/token/create", token=False, code=code)
    return answer


async def refresh(seller: Seller, token: str, verb: str = "post") -> dict[str, Any]:
    answer: dict[str, Any] = await getattr(seller, verb)("/auth/token/refresh", token=False, refresh_token=token)
    return answer


async def works(seller: Seller, token: str) -> bool:
    seller.token = token
    answer = await seller.get("/seller/get")
    assert answer["code"] in ("0", "IllegalAccessToken")
    return answer["code"] == "0"


async def test_tokens_are_told_flat_with_both_names_of_the_list(seller: Seller) -> None:
    answer = await create(seller, seller.info["code"])
    country = {"country": "vn", "user_id": "200012345", "seller_id": "200012345", "short_code": "VN10OCP"}
    assert "data" not in answer
    assert answer["country_user_info"] == answer["country_user_info_list"] == [country]
    assert (answer["expires_in"], answer["refresh_expires_in"]) == (30 * DAY, 180 * DAY)
    assert (answer["country"], answer["account_platform"], answer["account_id"]) == ("vn", "seller_center", None)
    assert answer["account"]


@pytest.mark.parametrize("verb", ["get", "post"])
async def test_token_calls_take_both_verbs(seller: Seller, verb: str) -> None:
    tokens = await create(seller, seller.info["code"], verb)
    assert (await refresh(seller, tokens["refresh_token"], verb))["code"] == "0"


async def test_a_code_is_good_once_and_for_thirty_minutes(seller: Seller) -> None:
    assert (await create(seller, seller.info["code"]))["code"] == "0"
    assert (await create(seller, seller.info["code"]))["code"] == "InvalidCode"
    late = Seller.of()
    await late.control("clock", {"advance_s": 1800})
    assert (await create(late, late.info["code"]))["code"] == "InvalidCode"


async def test_an_exchange_leaves_the_other_session_alone(seller: Seller) -> None:
    tokens = await create(seller, seller.info["code"])
    assert await works(seller, seller.info["access_token"])
    assert await works(seller, tokens["access_token"])


async def test_a_refresh_rotates_both_and_kills_the_old_pair(seller: Seller) -> None:
    old = seller.info
    new = await refresh(seller, old["refresh_token"])
    assert new["access_token"] != old["access_token"]
    assert new["refresh_token"] != old["refresh_token"]
    assert not await works(seller, old["access_token"])
    assert await works(seller, new["access_token"])
    again = await refresh(seller, old["refresh_token"])
    assert (again["code"], again["type"]) == ("IllegalRefreshToken", "ISV")


async def test_a_refresh_starts_the_access_clock_but_not_its_own(seller: Seller) -> None:
    token = seller.info["refresh_token"]
    for _ in range(6):
        await seller.control("clock", {"advance_s": 29 * DAY})
        answer = await refresh(seller, token)
        assert answer["code"] == "0"
        assert answer["expires_in"] == 30 * DAY
        token = answer["refresh_token"]
    assert answer["refresh_expires_in"] == pytest.approx(6 * DAY, abs=60)
    assert await works(seller, answer["access_token"])
    await seller.control("clock", {"advance_s": 6 * DAY + 60})
    assert (await refresh(seller, token))["code"] == "IllegalRefreshToken"
    assert await works(seller, answer["access_token"]), "its own clock runs on"


async def test_an_access_token_ends_with_its_clock(seller: Seller) -> None:
    await seller.control("clock", {"advance_s": 30 * DAY - 60})
    assert await works(seller, seller.info["access_token"])
    await seller.control("clock", {"advance_s": 60})
    assert not await works(seller, seller.info["access_token"])


async def test_an_app_in_test_status_has_shorter_clocks() -> None:
    seller = Seller.of(app_status="test")
    answer = await create(seller, seller.info["code"])
    assert (answer["expires_in"], answer["refresh_expires_in"]) == (7 * DAY, 30 * DAY)


async def test_an_app_of_the_service_market_cannot_refresh() -> None:
    seller = Seller.of(app_status="service_market")
    answer = await create(seller, seller.info["code"])
    assert answer["refresh_expires_in"] == 0
    assert (await refresh(seller, "bất kỳ"))["code"] == "AUTH_TYPE_UNSUPPORTED"


@pytest.mark.parametrize("api", ["/auth/token/create", "/auth/token/refresh"])
async def test_what_is_asked_for_is_needed(seller: Seller, api: str) -> None:
    assert (await seller.post(api, token=False))["code"] == "MissingParameter"


async def consent(seller: Seller, **changed: str) -> Any:
    query = {
        "response_type": "code",
        "force_auth": "true",
        "redirect_uri": "https://htx.example/xong?nguoi=thợ",
        "client_id": "100132",
        **changed,
    }
    return await seller.http.get("/oauth/authorize", params=query)


async def test_the_consent_page_sends_back_a_code_and_the_state(seller: Seller) -> None:
    answer = await consent(seller, state="đơn 5", country="vn")
    told = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (answer.status_code, told["state"], told["nguoi"]) == (302, ["đơn 5"], ["thợ"])
    assert told["code"][0].startswith("0_100132_")
    assert (await create(seller, told["code"][0]))["code"] == "0"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"client_id": "7"}, "InvalidAppKey"),
        ({"redirect_uri": "htx"}, "MissingParameter"),
        ({"response_type": "token"}, "MissingParameter"),
    ],
)
async def test_a_consent_link_that_is_wrong(seller: Seller, changed: dict[str, str], code: str) -> None:
    assert (await consent(seller, **changed)).json()["code"] == code


async def test_consenting_again_ends_a_revocation(seller: Seller) -> None:
    await seller.fault("revoke", "GET */seller/get")
    assert not await works(seller, seller.info["access_token"])
    assert (await refresh(seller, seller.info["refresh_token"]))["code"] == "IllegalRefreshToken"
    tokens = await create(seller, seller.info["code"])
    assert await works(seller, tokens["access_token"])
