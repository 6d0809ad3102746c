"""Attributes, barcodes and parcel classes on the wire: dates as moments, what is cleared, what is left as it is."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st
from pytest_httpx import HTTPXMock

from adapters.shopee.fields import category
from adapters.shopee.normalise import normalise
from connector.model import AttributeValue, Group, ListingVariant, Package, RemoteListing, laid_over
from connector.sync.recognised import recognise

from .parts import IMAGES, Steps, answers, item, listing, opened, read_one
from .test_facts import LIMITS, SAUCE, attribute, first_answers

UPDATE = "product/update_item"
MODELS = [
    {"model_id": 21, "tier_index": [0], "model_sku": "P001-01", "gtin_code": "8935000000017", "price_info": []},
    {"model_id": 22, "tier_index": [1], "model_sku": "P001-02", "gtin_code": "00", "price_info": []},
]


def body_of(httpx_mock: HTTPXMock, name: str) -> dict[str, Any]:
    (request,) = [one for one in httpx_mock.get_requests() if one.url.path.endswith(name)]
    return dict(orjson.loads(request.content))


def attributes_of(body: dict[str, Any]) -> dict[int, list[dict[str, Any]]]:
    return {one["attribute_id"]: one["attribute_value_list"] for one in body["attribute_list"]}


async def updated(httpx_mock: HTTPXMock, folder: Path, wanted: Any, **shown: Any) -> dict[str, Any]:
    answers(httpx_mock, UPDATE, {"item_id": 803900001}, verb="POST")
    async with opened(folder) as shop:
        remote = await read_one(shop, httpx_mock, **shown)
        await shop.update(remote, wanted, {Group.ATTRIBUTES}, IMAGES, Steps())
    return body_of(httpx_mock, "update_item")


def given(**values: str) -> list[dict[str, Any]]:
    own = [{"value_id": 0, "original_value_name": text} for text in values.values()]
    return [
        {"attribute_id": int(number[1:]), "attribute_value_list": [one]}
        for number, one in zip(values, own, strict=True)
    ]


async def test_what_the_listing_does_not_name_is_sent_along(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    wanted = listing(category_id="101234", attributes={"5": (AttributeValue(text="mới"),), "6": ()})
    body = await updated(httpx_mock, tmp_path, wanted, attribute_list=given(a5="cũ", a6="bỏ đi", a7="của nhân viên"))
    assert attributes_of(body) == {
        5: [{"value_id": 0, "original_value_name": "mới"}],
        7: [{"value_id": 0, "original_value_name": "của nhân viên"}],
    }


async def test_under_another_category_nothing_of_the_old_one_is_kept(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    wanted = listing(category_id="101999", attributes={"5": (AttributeValue(text="mới"),)})
    body = await updated(httpx_mock, tmp_path, wanted, attribute_list=given(a7="của ngành cũ"))
    assert attributes_of(body).keys() == {5}


async def test_a_date_of_somebody_elses_is_sent_back_as_a_moment(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    first_answers(httpx_mock)
    nodes = [attribute(8, input_type=3, input_validation_type=4, date_format_type=1)]
    answers(httpx_mock, "product/get_attribute_tree", {"list": [{"category_id": 30, "attribute_tree": nodes}]})
    answers(httpx_mock, "product/get_brand_list", {})
    answers(httpx_mock, "product/get_item_limit", LIMITS)
    answers(httpx_mock, UPDATE, {"item_id": 803900001}, verb="POST")
    async with opened(tmp_path) as shop:
        await shop.facts([SAUCE], None)
        remote = await read_one(shop, httpx_mock, attribute_list=given(a8="7/2027", a9="7/2027"))
        await shop.update(remote, listing(attributes={}), {Group.ATTRIBUTES}, IMAGES, Steps())
    sent = attributes_of(body_of(httpx_mock, "update_item"))
    moment = datetime.fromtimestamp(int(sent[8][0]["original_value_name"]), timezone(timedelta(hours=7)))
    assert (moment.day, moment.month, moment.year) == (1, 7, 2027)
    assert sent[9][0]["original_value_name"] == "07/2027", "a text that only looks like a date stays a text"


@hypothesis_given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from([-5, 0, 7, 8, 9]))
def test_the_moment_of_a_day_is_that_day_in_every_zone_near(day: date, hours: int) -> None:
    wanted = listing(attributes={"5": (AttributeValue(text="x", day=day),)})
    body: Any = category(wanted)
    sent = int(body["attribute_list"][0]["attribute_value_list"][0]["original_value_name"])
    assert datetime.fromtimestamp(sent, timezone(timedelta(hours=hours))).date() == day


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["0", "5/9/2026", ""], ["0", "05/09/2026", ""]),
        (["0", "9/2026", ""], ["0", "09/2026", ""]),
        (["0", "1.50", "kg"], ["0", "1.5", "kg"]),
        (["0", "1E+2", "g"], ["0", "100", "g"]),
    ],
)
def test_another_spelling_of_the_same_value_is_noise(one: list[str], other: list[str]) -> None:
    assert of_value(one) == of_value(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["0", "05/09/2026", ""], ["0", "06/09/2026", ""]),
        (["0", "1.50", ""], ["0", "1.5", ""]),
        (["0", "1.5", "kg"], ["0", "1.5", "g"]),
    ],
)
def test_another_value_is_not(one: list[str], other: list[str]) -> None:
    assert of_value(one) != of_value(other)


def of_value(entry: list[str]) -> Any:
    return normalise(Group.ATTRIBUTES, {"category": "1", "brand": "0", "values": {"5": [entry]}})  # type: ignore[dict-item]


@hypothesis_given(st.text(max_size=12), st.sampled_from(["", "g"]))
def test_a_value_twice_normalised_is_once(text: str, unit: str) -> None:
    once = of_value(["0", text, unit])
    assert normalise(Group.ATTRIBUTES, once) == once


async def test_no_barcode_is_none_whichever_way_it_is_said(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        for code in ("00", "", None):
            remote = await read_one(shop, httpx_mock, gtin_code=code)
            assert "gtin" not in of_group(remote)
        assert of_group(await read_one(shop, httpx_mock, gtin_code="8935000000017"))["gtin"] == {
            "P001-01": "8935000000017"
        }


def of_group(remote: RemoteListing) -> Any:
    return remote.groups[Group.ATTRIBUTES]


@pytest.mark.parametrize(
    ("variant", "sent"),
    [
        ({"gtin": "8935000000024"}, "8935000000024"),
        ({"gtin_cleared": True}, "00"),
        ({}, None),
    ],
)
async def test_a_barcode_is_written_emptied_or_left(
    httpx_mock: HTTPXMock, tmp_path: Path, variant: dict[str, Any], sent: str | None
) -> None:
    wanted = listing(variants=(ListingVariant(sku="P001-01", price_vnd=150000, stock=25, **variant),))
    body = await updated(httpx_mock, tmp_path, wanted, gtin_code="8935000000017")
    assert body.get("gtin_code") == sent


async def test_models_get_only_the_barcodes_that_moved(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    variants = (
        ListingVariant(sku="P001-01", price_vnd=150000, option_values=("Nhỏ",), gtin_cleared=True),
        ListingVariant(sku="P001-02", price_vnd=150000, option_values=("Lớn",), gtin_cleared=True),
    )
    tiers = [{"name": "Cỡ", "option_list": [{"option": "Nhỏ"}, {"option": "Lớn"}]}]
    answers(httpx_mock, "product/get_item_base_info", {"item_list": [item(has_model=True)]})
    answers(httpx_mock, "product/get_model_list", {"tier_variation": tiers, "model": MODELS})
    answers(httpx_mock, UPDATE, {"item_id": 803900001}, verb="POST")
    answers(httpx_mock, "product/update_model", verb="POST")
    log = Steps()
    async with opened(tmp_path) as shop:
        (remote,) = (await shop.read(["803900001"])).values()
        wanted = listing(variants=variants, option_names=("Cỡ",))
        await shop.update(remote, wanted, {Group.ATTRIBUTES}, IMAGES, log)
    assert "gtin_code" not in body_of(httpx_mock, "update_item")
    moved = [{"model_id": 21, "model_sku": "P001-01", "gtin_code": "00"}]
    assert body_of(httpx_mock, "update_model") == {"item_id": 803900001, "model": moved}
    assert [step.partition(":")[0] for step, _ in log.started] == ["update_item", "update_model"]


@pytest.mark.parametrize("shown", ["", "Áo đỏ cỡ nhỏ"])
async def test_a_model_known_by_its_id_keeps_the_sku_it_has(httpx_mock: HTTPXMock, tmp_path: Path, shown: str) -> None:
    """A barcode cannot be written without a SKU beside it; ours is not put there unasked."""
    variants = (
        ListingVariant(sku="SP-01", price_vnd=150000, option_values=("Nhỏ",), gtin="8935000000024"),
        ListingVariant(sku="P001-02", price_vnd=150000, option_values=("Lớn",)),
    )
    tiers = [{"name": "Cỡ", "option_list": [{"option": "Nhỏ"}, {"option": "Lớn"}]}]
    models = [{**MODELS[0], "model_sku": shown}, *MODELS[1:]]
    answers(httpx_mock, "product/get_item_base_info", {"item_list": [item(has_model=True)]})
    answers(httpx_mock, "product/get_model_list", {"tier_variation": tiers, "model": models})
    answers(httpx_mock, UPDATE, {"item_id": 803900001}, verb="POST")
    answers(httpx_mock, "product/update_model", verb="POST")
    async with opened(tmp_path) as shop:
        (remote,) = (await shop.read(["803900001"])).values()
        known = recognise(remote, {"21": "SP-01"})
        wanted = listing(variants=variants, option_names=("Cỡ",))
        await shop.update(known, wanted, {Group.ATTRIBUTES}, IMAGES, Steps())
    moved = [{"model_id": 21, "model_sku": shown, "gtin_code": "8935000000024"}]
    assert body_of(httpx_mock, "update_model") == {"item_id": 803900001, "model": moved}


async def test_a_parcel_class_is_sent_and_read(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    shown = [
        {"logistic_id": 50018, "enabled": True, "size_id": 2},
        {"logistic_id": 50021, "enabled": True, "size_id": 0},
        {"logistic_id": 50010, "enabled": False, "size_id": 1},
    ]
    parcel = Package(
        weight_g=350, length_cm=42, width_cm=41, height_cm=20, channels=("50021", "50018"), sizes={"50018": "1"}
    )
    answers(httpx_mock, UPDATE, {"item_id": 803900001}, verb="POST")
    async with opened(tmp_path) as shop:
        remote = await read_one(shop, httpx_mock, logistic_info=shown)
        package: Any = remote.groups[Group.PACKAGE]
        assert (package["channels"], package["sizes"]) == (["50018", "50021"], {"50018": "2"})
        await shop.update(remote, listing(package=parcel), {Group.PACKAGE}, IMAGES, Steps())
    assert body_of(httpx_mock, "update_item")["logistic_info"] == [
        {"logistic_id": 50018, "enabled": True, "is_free": False, "size_id": "1"},
        {"logistic_id": 50021, "enabled": True, "is_free": False},
    ]


def test_a_create_leaves_out_what_was_cleared() -> None:
    wanted = listing(attributes={"5": (), "6": (AttributeValue(text="có"),)})
    body: Any = category(wanted)
    assert [one["attribute_id"] for one in body["attribute_list"]] == [6]
    assert laid_over(wanted.group(Group.ATTRIBUTES), None) != wanted.group(Group.ATTRIBUTES)
