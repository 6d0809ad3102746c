"""What counts as noise on Lazada, and what never does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.lazada.markup import lines_of
from adapters.lazada.normalise import kilograms, normalise, picture_id
from connector.model import Group

NFD = "Nón lá làng Chuông"


def attributes(**values: list[list[str]]) -> dict[str, object]:
    return {"category": "10002019", "brand": "30768", "values": values}


def test_a_title_is_composed_and_evenly_spaced() -> None:
    assert normalise(Group.TITLE, f" {NFD}  ") == "Nón lá làng Chuông"


@pytest.mark.parametrize(
    "dressed",
    [
        "<p>Khâu tay.</p><p>Lá &amp; tre</p>",
        "<div><p><strong>Khâu tay.</strong>&nbsp;</p>\n\n<p>Lá\n&#38; tre</p></div>",
        "Khâu tay.<br/>Lá &amp; tre",
        "<ul> <li>Khâu tay.</li> <li>Lá &amp; tre</li> </ul><style>p{color:red}</style>",
        "Khâu tay.\nLá &amp; tre",
    ],
)
def test_a_description_counts_by_its_lines(dressed: str) -> None:
    assert normalise(Group.DESCRIPTION, dressed) == "Khâu tay.\nLá & tre"


@pytest.mark.parametrize(
    "other", ["<p>Khâu tay.</p>", "<p>Khâu tay. Lá &amp; tre</p>", "<p>Khâu tay!</p><p>Lá &amp; tre</p>"]
)
def test_other_words_or_lines_are_another_description(other: str) -> None:
    assert normalise(Group.DESCRIPTION, other) != "Khâu tay.\nLá & tre"


def test_a_picture_that_staff_put_into_the_text_is_seen() -> None:
    assert normalise(Group.DESCRIPTION, '<p>Nón</p><img src="https://x/p/a.jpg">') == "Nón\n[https://x/p/a.jpg]"


@given(st.text(max_size=60))
def test_lines_of_plain_text_come_out_as_they_went_in(text: str) -> None:
    once = lines_of(text.replace("<", "").replace("&", ""))
    assert lines_of(once) == once


@pytest.mark.parametrize(
    ("grams", "kilos"), [(1, "0.01"), (10, "0.01"), (11, "0.02"), (350, "0.35"), (354, "0.36"), (40000, "40.00")]
)
def test_weights_go_in_kilograms_rounded_up_to_two_decimals(grams: int, kilos: str) -> None:
    assert kilograms(grams) == kilos


def test_a_parcel_is_compared_as_lazada_can_hold_it() -> None:
    ours = {
        "weight_g": 354,
        "length_cm": 42,
        "width_cm": 41,
        "height_cm": 20,
        "channels": ["lazada"],
        "days_to_ship": None,
    }
    theirs = {"weight_g": 360, "length_cm": 42, "width_cm": 41, "height_cm": 20}
    assert normalise(Group.PACKAGE, ours) == normalise(Group.PACKAGE, theirs) == theirs
    assert normalise(Group.PACKAGE, {**ours, "weight_g": 361}) != theirs


def test_a_choice_is_its_english_name_whatever_it_is_called_here() -> None:
    ours = normalise(Group.ATTRIBUTES, attributes(origin=[["Vietnam", "Việt Nam", ""]]))
    assert ours == normalise(Group.ATTRIBUTES, attributes(origin=[["0", "Vietnam", ""]]))
    assert ours != normalise(Group.ATTRIBUTES, attributes(origin=[["China", "Trung Quốc", ""]]))


def test_several_values_are_one_text_and_a_quantity_bears_its_unit() -> None:
    ours = attributes(material=[["Silk", "Lụa", ""], ["0", "tơ sen", ""]], net_weight=[["0", "200", "g"]])
    theirs = attributes(material=[["0", "Silk, tơ sen", ""]], net_weight=[["0", "200 g", ""]])
    assert normalise(Group.ATTRIBUTES, ours) == normalise(Group.ATTRIBUTES, theirs)


def test_highlights_lose_their_dress_only() -> None:
    ours = attributes(short_description=[["0", "<ul><li>Khâu tay</li><li>Lá &amp; tre</li></ul>", ""]])
    theirs = attributes(short_description=[["0", "<ul>\n<li> Khâu tay</li>\n<li>Lá &amp; tre</li></ul>", ""]])
    assert normalise(Group.ATTRIBUTES, ours) == normalise(Group.ATTRIBUTES, theirs)


def test_barcodes_and_empty_values_are_nothing_lazada_keeps() -> None:
    plain = normalise(Group.ATTRIBUTES, attributes(origin=[["0", "Vietnam", ""]]))
    more = {**attributes(origin=[["0", "Vietnam", ""]], material=[]), "gtin": {"P001-01": "9521234567892"}}
    assert normalise(Group.ATTRIBUTES, more) == plain  # type: ignore[arg-type]


@pytest.mark.parametrize("group", list(Group))
def test_what_is_normal_stays_so(group: Group) -> None:
    from tests.unit.lazada.parts import listing

    once = normalise(group, listing().group(group))
    assert normalise(group, once) == once
    assert normalise(group, None) is None


def test_both_folders_show_one_picture() -> None:
    assert picture_id("https://vn-live-02.slatic.net/original/a1.jpg?x=1") == "https://vn-live-02.slatic.net/p/a1.jpg"
    one = normalise(Group.MEDIA, ["remote:https://vn-live-02.slatic.net/original/a1.jpg"])
    assert one == ["remote:https://vn-live-02.slatic.net/p/a1.jpg"]
    assert normalise(Group.MEDIA, ["photo:abc"]) == ["photo:abc"]
