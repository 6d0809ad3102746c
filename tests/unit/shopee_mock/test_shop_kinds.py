"""What the options make of the shop: allow-listed or not, and when an item may be published by itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.shopee_mock.client import Seller, picture

TEXT = {"field_type": "text", "text": "Tương nếp ủ chum sành sáu tháng, vị ngọt hậu."}


def image(number: str) -> dict[str, Any]:
    return {"field_type": "image", "image_info": {"image_id": number}}


def extended(*blocks: dict[str, Any]) -> dict[str, Any]:
    info = {"extended_description": {"field_list": list(blocks)}}
    return {"description_type": "extended", "description_info": info, "description": ""}


async def tried(seller: Seller, **changes: Any) -> str:
    error: str = (await seller.post("product/add_item", await seller.body(**changes)))["error"]
    return error


@pytest.fixture
def listed() -> Seller:
    return Seller.of(allow_listed=True)


async def test_an_extended_description_is_kept_and_shown(listed: Seller) -> None:
    uploaded = (await listed.upload(picture("green"), scene="desc"))["response"]["image_info"]["image_id"]
    item = await listed.add(**extended(TEXT, image(uploaded)))
    info = await listed.base(item)
    assert info["description_type"] == "extended"
    assert info["description_info"]["extended_description"]["field_list"][0]["text"] == TEXT["text"]


async def test_an_extended_description_keeps_its_own_limits(listed: Seller) -> None:
    known = image(await listed.image_id())
    assert await tried(listed, **extended(TEXT)) == "error_desc_image_no_pass"
    assert await tried(listed, **extended(TEXT, *[known] * 13)) == "error_desc_image_no_pass"
    assert await tried(listed, **extended(TEXT, image("vn-11134207-7ras8-m9999999999999"))) == (
        "error_desc_image_no_pass"
    )
    assert await tried(listed, **extended(known)) == "error_desc_length_min_limit"
    assert await tried(listed, **extended({**TEXT, "text": "a" * 5001}, known)) == "error_param"
    assert await tried(listed, **extended(TEXT, known, {"field_type": "video"})) == "error_param"
    assert await tried(listed, description_type="extended") == "product.error_param"
    assert await tried(listed, description_type="rich") == "error_param"


async def test_tall_pictures_are_for_the_allow_listed(seller: Seller, listed: Seller) -> None:
    for shop, error in ((seller, "error_param"), (listed, "")):
        picture_id = await shop.image_id()
        answer = await tried(shop, image={"image_id_list": [picture_id], "image_ratio": "3:4"})
        assert answer == error
    assert (await listed.upload(picture(), ratio="3:4"))["error"] == ""
    assert (await listed.upload(picture(), ratio="4:3"))["error"] == "product.error_param"


@pytest.mark.parametrize(
    ("status", "ahead_s", "error"),
    [
        ("UNLIST", 7_200, ""),
        ("UNLIST", 60, "error_param"),
        ("UNLIST", 91 * 86_400, "error_param"),
        ("NORMAL", 7_200, "error_param"),
    ],
)
async def test_publishing_is_scheduled_an_hour_to_ninety_days_ahead(
    seller: Seller, status: str, ahead_s: int, error: str
) -> None:
    moment = int(seller.app.clock.now()) + ahead_s
    assert await tried(seller, item_status=status, scheduled_publish_time=moment) == error
