"""A Listing as it was: the inverse of its groups, and honest about what it cannot put back."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from connector.model import AttributeValue, Group, Listing, MediaIdentity
from connector.sync.putback import listing_before
from tests.simulation.world import World

PARCEL = {"weight_g": 5, "length_cm": 1, "width_cm": 2, "height_cm": 3, "channels": ["5"], "days_to_ship": 7}
PICTURE = MediaIdentity(source_sha256="a" * 32, recipe="memory-800-pad@1", badge="4-2024", badge_at="top-right")


@pytest.fixture
def listing() -> Listing:
    """Of two SKUs, one with a barcode, with an attribute and pictures of its options."""
    world = World(seed=5, size=3, several=True)
    made = world.desired(world.goods[1], world.day).listing
    assert made is not None
    first, second = made.variants
    variants = (first.model_copy(update={"gtin": "8938505974194", "option_image": PICTURE}), second)
    return made.model_copy(update={"variants": variants, "attributes": {"100010": (AttributeValue(text="Lụa"),)}})


@pytest.mark.parametrize(
    ("group", "before"),
    [
        (Group.TITLE, "Miến dong 🍜"),
        (Group.DESCRIPTION, "Dòng một.\n\nDòng hai."),
        (Group.MEDIA, ["remote:vn-111", PICTURE.key]),
        (
            Group.PACKAGE,
            {"weight_g": 5, "length_cm": 1, "width_cm": 2, "height_cm": 3, "channels": ["5"], "days_to_ship": 7},
        ),
        (Group.ATTRIBUTES, {"category": "9", "brand": "3", "values": {"100010": [["7", "Tơ", "g"]]}}),
    ],
)
def test_a_group_put_back_reads_as_it_was(listing: Listing, group: Group, before: JsonValue) -> None:
    made = listing_before(listing, {group: before})
    assert made.unable == ()
    value = made.listing.group(group)
    if group is Group.ATTRIBUTES:
        assert isinstance(value, dict)
        assert value.pop("gtin") == {listing.skus[0]: ""}, "the barcode that was not there is taken off"
    if group is Group.PACKAGE:
        assert isinstance(value, dict)
        assert isinstance(before, dict)
        value = {name: value[name] for name in before}
    assert value == before
    others = (
        set(Group)
        - {group, Group.STATE, Group.STRUCTURE}
        - ({Group.ATTRIBUTES} if group is Group.ATTRIBUTES else set())
    )
    assert [one for one in others if made.listing.group(one) != listing.group(one)] == []


def test_an_attribute_that_was_not_there_is_emptied_and_a_barcode_comes_back(listing: Listing) -> None:
    before: JsonValue = {"category": "1", "brand": "0", "values": {}, "gtin": {listing.skus[1].lower(): "123"}}
    made = listing_before(listing, {Group.ATTRIBUTES: before}).listing
    assert made.attributes == {"100010": ()}
    assert [(one.gtin, one.gtin_cleared) for one in made.variants] == [("", True), ("123", False)]


def test_pictures_of_options_come_back_where_the_options_are_the_same(listing: Listing) -> None:
    now = listing.group(Group.STRUCTURE)
    assert isinstance(now, dict)
    words = listing.variants[0].option_values[0]
    other = listing.variants[1].option_values[0]
    before: JsonValue = {**now, "images": {words: "remote:vn-1", other: "remote:vn-2"}}
    made = listing_before(listing, {Group.STRUCTURE: before})
    assert made.unable == ()
    assert made.listing.group(Group.STRUCTURE) == before
    plain: JsonValue = {name: part for name, part in now.items() if name != "images"}
    assert listing_before(listing, {Group.STRUCTURE: plain}).listing.group(Group.STRUCTURE) == plain


@pytest.mark.parametrize(
    ("group", "before"),
    [
        (Group.STRUCTURE, {"options": [], "skus": {"P001-01": []}}),
        (Group.MEDIA, ["không phải ảnh"]),
        (Group.PACKAGE, {"weight_g": None}),
        (Group.ATTRIBUTES, {"values": {}}),
        (Group.TITLE, None),
    ],
)
def test_what_we_could_not_write_is_said_and_left(listing: Listing, group: Group, before: JsonValue) -> None:
    made = listing_before(listing, {group: before, Group.DESCRIPTION: "Mô tả cũ"})
    assert made.unable == (group,)
    assert made.listing.description == "Mô tả cũ"
    assert made.listing.group(group) == listing.group(group) or group is Group.STRUCTURE
