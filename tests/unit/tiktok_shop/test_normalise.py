"""Noise is taken out, meaning stays, and once is as good as twice."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tiktok_shop.mock.text import rewrite
from adapters.tiktok_shop.normalise import normalise
from connector.model import Group

SAME: list[tuple[Group, Any, Any]] = [
    (Group.TITLE, "Trà  sen \n Tây Hồ", "Trà sen Tây Hồ"),
    (Group.TITLE, unicodedata.normalize("NFD", "Nước mắm"), "Nước mắm"),
    (Group.DESCRIPTION, "<div>Muối &amp; đỗ</div>", "<p>Muối &amp; đỗ</p>"),
    (Group.DESCRIPTION, "<p>Ba &quot;sao&quot;</p><p></p>", '<p>Ba "sao"</p>'),
    (Group.DESCRIPTION, "<P class='x'>A<br>B</P>\n", "<p>A<br/>B</p>"),
    (Group.PRICE, {"A": "65000"}, {"A": 65000}),
    (Group.PACKAGE, {"weight_g": 620, "channels": ["1"], "days_to_ship": 7}, {"weight_g": 620}),
    (
        Group.ATTRIBUTES,
        {"category": "1", "brand": "", "values": {"7": [["1000001", "Việt Nam", ""]], "8": []}, "gtin": {"A": ""}},
        {"category": "1", "brand": None, "values": {"7": [["1000001", "Vietnam", ""]]}},
    ),
    (
        Group.ATTRIBUTES,
        {"category": "1", "brand": "", "values": {"7": [["0", "Muối", ""]]}, "papers": {"9": [["b", "a"], ""]}},
        {"category": "1", "brand": "", "values": {"7": [["", "Muối ", ""]]}, "papers": {"9": [["a", "b"], ""]}},
    ),
    (
        Group.STRUCTURE,
        {"options": ["Màu Sắc"], "skus": {"A": ["đỏ"]}, "images": {"đỏ": "k"}},
        {"options": ["màu sắc"], "skus": {"A": ["Đỏ"]}, "images": {"Đỏ": "k"}},
    ),
]
OTHER: list[tuple[Group, Any, Any]] = [
    (Group.TITLE, "Trà sen", "Trà sen Tây Hồ"),
    (Group.DESCRIPTION, "<p>Một</p><p>Hai</p>", "<p>Hai</p><p>Một</p>"),
    (Group.DESCRIPTION, "<p>Một</p><p>Hai</p>", "<p>Một Hai</p>"),
    (Group.ATTRIBUTES, {"values": {"7": [["0", "Muối", ""]]}}, {"values": {"7": [["0", "Đường", ""]]}}),
    (Group.ATTRIBUTES, {"papers": {"9": [["a"], "2027-01-01"]}}, {"papers": {"9": [["a"], "2028-01-01"]}}),
    (Group.STRUCTURE, {"options": ["Cỡ"], "skus": {"A": ["L"]}}, {"options": ["Cỡ"], "skus": {"A": ["M"]}}),
]


@pytest.mark.parametrize(("group", "one", "other"), SAME)
def test_noise(group: Group, one: Any, other: Any) -> None:
    assert normalise(group, one) == normalise(group, other)


@pytest.mark.parametrize(("group", "one", "other"), OTHER)
def test_meaning(group: Group, one: Any, other: Any) -> None:
    assert normalise(group, one) != normalise(group, other)


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30), max_size=5))
def test_what_the_composer_writes_reads_back_as_it_was_sent(lines: list[str]) -> None:
    from html import escape

    ours = "".join(f"<p>{escape(line)}</p>" for line in lines)
    once = normalise(Group.DESCRIPTION, ours)
    assert normalise(Group.DESCRIPTION, once) == once
    if lines:
        assert normalise(Group.DESCRIPTION, rewrite(unicodedata.normalize("NFC", ours))) == once


def test_none_stays_none() -> None:
    assert [normalise(group, None) for group in Group] == [None] * len(Group)
