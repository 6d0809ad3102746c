from __future__ import annotations

import re
from typing import Any

import pytest

from adapters._mock.faults import FRAME_KINDS, MARKET_KINDS, Faults
from adapters._mock.market import ControlRefusal, Endpoint

ADD, SEARCH = Endpoint("POST", "/rest/product/create", "write"), Endpoint("GET", "/rest/products/get", "read")
REFRESH = Endpoint("POST", "/rest/auth/token/refresh", "token")


def registry() -> Faults:
    return Faults((ADD, SEARCH, REFRESH), frozenset({"code0_detail"}))


def fired(faults: Faults, endpoint: Endpoint) -> list[str]:
    return list(faults.fire(endpoint.verb, endpoint.path, endpoint))


def test_every_kind_of_the_control_interface_is_known() -> None:
    kinds = (
        "lose_answer refuse cut hang slow status throttle html expire_token revoke lose_refresh_answer search_lag "
        "stale_read reject partial_batch daily_quota"
    )
    assert set(kinds.split()) == FRAME_KINDS | MARKET_KINDS
    assert registry().add({"kind": "code0_detail"}).kind == "code0_detail"


def test_globs_are_over_verb_and_full_path() -> None:
    faults = registry()
    faults.add({"kind": "cut", "endpoint": "POST *"})
    assert fired(faults, SEARCH) == []
    assert fired(faults, ADD) == ["cut"]


def test_after_and_times_count_matching_calls_only() -> None:
    faults = registry()
    faults.add({"kind": "cut", "endpoint": ADD.name, "after": 1, "times": 2})
    assert [bool(fired(faults, each)) for each in (SEARCH, ADD, ADD, SEARCH, ADD, ADD)] == [
        False,
        False,
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(("kind", "lasts"), [("cut", False), ("throttle", False), ("search_lag", True)])
def test_one_time_unless_the_kind_describes_a_condition(kind: str, lasts: bool) -> None:
    faults = registry()
    faults.add({"kind": kind})
    assert [bool(fired(faults, ADD)) for _ in range(3)] == [True, lasts, lasts]


def test_several_kinds_fire_together_the_first_of_each() -> None:
    faults = registry()
    first = faults.add({"kind": "slow", "seconds": 1})
    faults.add({"kind": "slow", "seconds": 9})
    faults.add({"kind": "status", "status": 503})
    together = faults.fire(ADD.verb, ADD.path, ADD)
    assert list(together) == ["slow", "status"]
    assert together["slow"] is first
    assert fired(faults, ADD) == ["slow"]


def test_lose_refresh_answer_is_for_token_calls() -> None:
    faults = registry()
    faults.add({"kind": "lose_refresh_answer"})
    assert fired(faults, ADD) == []
    assert fired(faults, REFRESH) == ["lose_refresh_answer"]


def test_expire_token_waits_for_a_call_that_carries_one() -> None:
    faults = registry()
    faults.add({"kind": "expire_token"})
    assert fired(faults, REFRESH) == []
    assert fired(faults, ADD) == ["expire_token"]


def test_a_refusal_may_be_told_what_to_say() -> None:
    faults = registry()
    plain, told = faults.add({"kind": "reject"}), faults.add({"kind": "reject", "code": "E1", "message": "Sai rồi"})
    assert (plain.code, plain.message) == (None, None)
    assert (told.code, told.message) == ("E1", "Sai rồi")


def test_clearing_and_ids() -> None:
    faults = registry()
    ids = [faults.add({"kind": "cut"}).id for _ in range(2)]
    assert len(set(ids)) == 2
    assert faults.clear() == 2
    assert fired(faults, ADD) == []


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ({}, "kind"),
        ({"kind": ["cut"]}, "kind"),
        ({"kind": "cut", "endpoint": "PUT *"}, "endpoint"),
        ({"kind": "cut", "times": True}, "times"),
        ({"kind": "cut", "seconds": -1}, "seconds"),
        ({"kind": "status", "status": 700}, "status"),
        ({"kind": "cut", "colour": 1}, "kind"),
        ({"kind": "reject", "code": 7}, "code"),
        ({"kind": "reject", "message": ""}, "message"),
    ],
)
def test_what_is_not_accepted_is_explained(wanted: dict[str, Any], key: str) -> None:
    with pytest.raises(ControlRefusal) as refusal:
        registry().add(wanted)
    assert isinstance(refusal.value.accepted, dict)
    assert key in refusal.value.accepted


EDIT = Endpoint("PUT", "/product/202509/items/{id}", "write", re.compile(r"/product/[0-9]{6}/items/[^/]+"))


@pytest.mark.parametrize(
    ("glob", "known"),
    [
        (EDIT.name, True),
        ("PUT /product/202309/items/17294", True),
        ("PUT /product/*/items/*", True),
        ("PUT /product/20250?/items/1729*", True),
        ("POST /product/202309/items/17294", False),
        ("PUT /product/202309/items/17294/price", False),
    ],
)
def test_a_pattern_stands_for_versions_and_ids(glob: str, known: bool) -> None:
    faults = Faults((ADD, EDIT), frozenset())
    if known:
        assert faults.add({"kind": "cut", "endpoint": glob}).endpoint == glob
    else:
        with pytest.raises(ControlRefusal):
            faults.add({"kind": "cut", "endpoint": glob})


def test_an_endpoint_with_a_pattern_serves_every_version_and_id() -> None:
    assert EDIT.serves("PUT", "/product/202309/items/5")
    assert not EDIT.serves("GET", "/product/202309/items/5")
    assert not EDIT.serves("PUT", "/product/202309/items/5/6")
    assert not ADD.serves("POST", "/rest/product/creates")
