"""Plan files round-trip exactly; machines get stable snake_case."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.errors import BadUse
from connector.model import Group
from connector.report.as_json import as_bytes, plan_from_json, plan_json, run_json, runs_json
from connector.sync import Change, ChangeKind, GroupChange, GuardTrip, Notice, Outcome, Plan, Result, Severity

from . import made

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs",))
TEXTS = st.text(LETTERS, max_size=20)
CODES = st.sampled_from(
    ["drift", "false-star", "differs-at-adoption", "E_SHOPEE_TITLE", "HOLD_ALCOHOL_15PLUS", "gone", ""]
)
WHOLE = st.integers(min_value=-(2**53), max_value=2**53)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
GROUPS = st.dictionaries(
    st.sampled_from(list(Group)),
    st.builds(GroupChange, before=VALUES, after=VALUES, sent=VALUES, calendar=st.booleans(), overwrites=st.booleans()),
    max_size=4,
)
CHANGES = st.builds(
    Change,
    id=st.just("c00001"),
    kind=st.sampled_from(list(ChangeKind)),
    product=TEXTS,
    title=TEXTS,
    skus=st.tuples(TEXTS),
    remote_id=TEXTS,
    groups=GROUPS,
    expects=st.dictionaries(st.sampled_from(list(Group)), TEXTS, max_size=2),
    reason=CODES,
    calendar=st.booleans(),
    claim=st.sampled_from(["", "on", "off"]),
    listing=st.none() | st.builds(made.listing, title=TEXTS, star=st.sampled_from([0, 3, 4, 5])),
)
NOTICES = st.builds(
    Notice,
    code=CODES,
    severity=st.sampled_from(list(Severity)),
    product=TEXTS,
    skus=st.tuples(TEXTS),
    group=st.none() | st.sampled_from(list(Group)),
    params=st.dictionaries(TEXTS, VALUES, max_size=3),
)
TRIPS = st.builds(
    GuardTrip,
    guard=st.sampled_from(["empty", "stock-zero", "badge-off", "adopt-overwrite"]),
    scope=st.sampled_from(["shop", "catalogue"]),
    count=WHOLE,
    allowed=WHOLE,
    of=WHOLE,
    skus=st.tuples(TEXTS, TEXTS),
)


@given(st.lists(CHANGES, max_size=4), st.lists(NOTICES, max_size=3), st.lists(TRIPS, max_size=2), st.booleans())
def test_a_saved_plan_comes_back_exactly(
    changes: list[Change], notices: list[Notice], trips: list[GuardTrip], restricted: bool
) -> None:
    plan = made.plan(*changes, notices=tuple(notices), trips=tuple(trips), restricted=restricted)
    back = plan_from_json(as_bytes(plan_json(plan)))
    assert back == plan
    assert as_bytes(plan_json(back)) == as_bytes(plan_json(plan))


def whole() -> Plan:
    changes = (made.badge_off(), made.unlist(), made.price(), made.stock(), made.text(), made.create())
    return made.plan(*changes, notices=(made.false_star(), made.drift()), trips=(made.trip(),))


def edited(edit: Any) -> bytes:
    data: dict[str, Any] = orjson.loads(as_bytes(plan_json(whole())))
    edit(data)
    return orjson.dumps(data)


@pytest.mark.parametrize(
    "edit",
    [
        lambda data: data["changes"][2]["groups"]["price"]["after"].update({"P001-01": 1}),
        lambda data: data["changes"].pop(),
        lambda data: data.update(shop="lazada-thoi-nang"),
        lambda data: data.update(day="2026-11-22"),
        lambda data: data["changes"][5]["groups"]["title"].update(after="Chè khác"),
        lambda data: data["changes"][0].update(calendar=False),
        lambda data: data.update(checksum=""),
    ],
)
def test_an_edited_plan_is_refused(edit: Any) -> None:
    with pytest.raises(BadUse) as refusal:
        plan_from_json(edited(edit))
    assert refusal.value.code == "E_PLAN_CHANGED"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'"ocop/plan@1"',
        edited(lambda data: data.update(schema="ocop/plan@2")),
        edited(lambda data: data.update(surprise=1)),
        edited(lambda data: data.pop("changes")),
        edited(lambda data: data.update(changes=[5])),
        edited(lambda data: data["changes"][0].update(kind="explode")),
    ],
)
def test_what_is_no_plan_is_refused(raw: bytes) -> None:
    with pytest.raises(BadUse) as refusal:
        plan_from_json(raw)
    assert refusal.value.code == "E_PLAN_UNREADABLE"


def test_a_plan_tells_schema_exit_code_counts_and_options() -> None:
    data: dict[str, Any] = orjson.loads(as_bytes(plan_json(whole())))
    assert data["schema"] == "ocop/plan@1"
    assert data["exit_code"] == 4
    assert data["counts"] == {"badge_off": 1, "unlist": 1, "price": 1, "stock": 1, "update": 1, "create": 1}
    assert data["guards"][0]["option"] == "--allow reprice=40"
    assert [notice["code"] for notice in data["notices"]] == ["false_star", "drift"]


def test_a_description_stands_in_a_plan_once() -> None:
    raw = as_bytes(plan_json(made.plan(made.create()))).decode()
    assert raw.count("Búp chè hái từ cây cổ thụ") == 1


def test_a_run_has_no_listing_bodies_and_snake_case_codes() -> None:
    refused = Result(change=made.text(), outcome=Outcome.REJECTED, code="category-stopped", params={"category": "Chè"})
    data: dict[str, Any] = orjson.loads(as_bytes(run_json(made.run(refused, notices=(made.false_star(),)))))
    assert data["schema"] == "ocop/run@1"
    assert data["exit_code"] == 3
    assert data["results"][0]["code"] == "category_stopped"
    assert data["results"][0]["change"]["groups"]["title"]["after"] == "Mật ong hoa bạc hà Mèo Vạc"
    assert "listing" not in data["results"][0]["change"]
    assert data["stop"] is None


def test_why_a_run_stopped_is_said_in_a_sentence_too() -> None:
    stopped = made.run(ending="stopped", stop_code="E_DISK_FULL", stop_params={"path": "/nhật ký"})
    for found in (run_json(stopped, "vi"), runs_json([stopped], 6, "vi")["shops"][0]):  # type: ignore[index, call-overload]
        assert found["stop"]["code"] == "E_DISK_FULL"
        assert "Ổ đĩa đã đầy (/nhật ký)" in found["stop"]["message"]


def test_several_runs_are_one_object_with_one_exit_code() -> None:
    data: dict[str, Any] = runs_json([made.run(), made.run(shop="hai")], 5)
    assert (data["schema"], data["exit_code"]) == ("ocop/runs@1", 5)
    assert [shop["shop"] for shop in data["shops"]] == ["shopee-thoi-nang", "hai"]
