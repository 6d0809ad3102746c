"""normalise: noise goes, meaning stays, twice is once."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.shopee.normalise import normalise
from connector.model import Group

from .parts import listing


@pytest.mark.parametrize(
    ("group", "sent", "shown"),
    [
        (Group.TITLE, unicodedata.normalize("NFD", " Gốm  Bát Tràng "), "Gốm Bát Tràng"),
        (Group.DESCRIPTION, "Một \r\n\r\nhai\r\n", "Một\n\nhai"),
        (Group.PRICE, {"P001-01": 150000.0}, {"P001-01": 150000}),
        (Group.PRICE, {"P001-01": "150000"}, {"P001-01": 150000}),
        (Group.STOCK, {" P001-01": 3}, {"P001-01": 3}),
        (
            Group.ATTRIBUTES,
            {
                "category": "1",
                "brand": "",
                "values": {"7": [["2", "Hồng", ""], ["1", "Đỏ", ""]], "8": [["0", " tre ", "g"]]},
            },
            {"category": "1", "brand": "0", "values": {"7": [["1", "", ""], ["2", "", ""]], "8": [["0", "tre", "g"]]}},
        ),
        (
            Group.ATTRIBUTES,
            {"category": "1", "brand": "0", "values": {"7": []}, "gtin": {"A": "", "B": "00", "C": " 8935000000017"}},
            {"category": "1", "brand": "0", "values": {}, "gtin": {"C": "8935000000017"}},
        ),
        (
            Group.PACKAGE,
            {"weight_g": 350, "channels": ["50021", "50012"], "days_to_ship": None},
            {"weight_g": 350, "channels": ["50012", "50021"], "days_to_ship": None},
        ),
        (Group.MEDIA, ["remote:b", "remote:a"], ["remote:b", "remote:a"]),
        (Group.STATE, "live", "live"),
    ],
)
def test_noise_goes(group: Group, sent: Any, shown: Any) -> None:
    assert normalise(group, sent) == shown


@pytest.mark.parametrize(
    ("group", "one", "other"),
    [
        (Group.TITLE, "Nón lá", "Nón Lá"),
        (Group.TITLE, "Nón lá", "Non la"),
        (Group.DESCRIPTION, "Một\nhai", "Một\n\nhai"),
        (Group.DESCRIPTION, "  Một", "Một"),
        (Group.PRICE, {"A": 150000}, {"A": 150001}),
        (Group.MEDIA, ["remote:a", "remote:b"], ["remote:b", "remote:a"]),
        (Group.PACKAGE, {"weight_g": 350}, {"weight_g": 351}),
        (
            Group.ATTRIBUTES,
            {"category": "1", "brand": "0", "values": {"8": [["0", "tre", ""]]}},
            {"category": "1", "brand": "0", "values": {"8": [["0", "nứa", ""]]}},
        ),
    ],
)
def test_meaning_stays(group: Group, one: Any, other: Any) -> None:
    assert normalise(group, one) != normalise(group, other)


@given(st.text(), st.sampled_from([Group.TITLE, Group.DESCRIPTION]))
def test_twice_is_once(text: str, group: Group) -> None:
    once = normalise(group, text)
    assert normalise(group, once) == once


@pytest.mark.parametrize("group", list(Group))
def test_every_group_of_a_listing_is_stable_and_none_stays_none(group: Group) -> None:
    once = normalise(group, listing().group(group))
    assert normalise(group, once) == once
    assert normalise(group, None) is None
