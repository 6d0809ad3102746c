"""Papers that a category asks for: found by name and kind, lapsed or undated ones named, others never sent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import pytest

from connector.model import (
    PAPER_RECIPE,
    Attribute,
    AttributeInput,
    Category,
    Choice,
    Group,
    Paper,
    PaperDemand,
    PaperKind,
    Product,
    ShopFacts,
    Story,
)
from mappings import Composed, Rules, compose, load_rules
from tests.unit.mappings.facts import DAY, cell, facts, policy, producer, product, sha, variant

SAUCE = ("Thực phẩm & Đồ uống", "Gia vị", "Nước chấm & sốt")
SAFETY = PaperDemand(id="71", name="Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm", mandatory=True, dated=True)
ORGANIC = PaperDemand(id="73", name="Giấy chứng nhận hữu cơ", mandatory=False, dated=True, needed_with=(("o", "yes"),))
KEPT = Attribute(
    id="o", name="Hữu cơ", mandatory=False, input=AttributeInput.CHOICE, choices=(Choice(id="yes", name="Có"),)
)
SCAN = Paper(kind=PaperKind.FOOD_SAFETY, file="P001_attp_2027-05-01.pdf", sha="e" * 64, expiry=date(2027, 5, 1))


def tiktok() -> Rules:
    return load_rules("mappings.tiktok_shop")


def shop(*demands: PaperDemand) -> ShopFacts:
    leaf = Category(id="600003", path=SAUCE, leaf=True)
    return facts(
        marketplace="tiktok_shop",
        limits={},
        categories=(leaf,),
        attributes={"600003": (KEPT,)},
        papers={"600003": demands},
        brands={},
        channels=(),
    )


def made(
    *scans: Paper, demands: tuple[PaperDemand, ...] = (SAFETY,), rules: Rules | None = None, **by: Any
) -> Composed:
    asked: list[tuple[str, ...]] = []

    def found(_product: Product, kinds: Collection[PaperKind]) -> tuple[Paper, ...]:
        asked.append(tuple(kinds))
        return tuple(scan for scan in scans if scan.kind in kinds)

    sauce = product(
        group_148="F4a",
        title_vi="Tương nếp Đường Lâm ủ chum sành",
        channels_wanted=("tiktok_shop",),
    )
    maker = producer(channels_open=("tiktok_shop",), **by)
    under = policy(marketplace="tiktok_shop")
    return compose(sauce, maker, rules or tiktok(), shop(*demands), under, DAY, sha, cell, found)


def reasons(composed: Composed) -> dict[str, Any]:
    return {reason.code: dict(reason.params) for reason in composed.reasons}


def test_a_scan_that_counts_goes_along_with_its_day() -> None:
    composed = made(SCAN)
    assert composed.publishable, composed.reasons
    assert composed.listing is not None
    paper = composed.listing.papers["71"]
    assert (paper.until, [scan.file for scan in paper.scans]) == (date(2027, 5, 1), [SCAN.file])
    assert {scan.recipe for scan in paper.scans} == {PAPER_RECIPE}
    group = composed.listing.group(Group.ATTRIBUTES)
    assert group["papers"] == {"71": [[paper.scans[0].key], "2027-05-01"]}  # type: ignore[index,call-overload]


def test_a_missing_one_is_named_and_keeps_the_product_from_going_up() -> None:
    composed = made()
    assert not composed.publishable
    assert reasons(composed) == {"E_PAPER_MISSING": {"paper": SAFETY.name}}


def test_a_lapsed_one_is_named_with_its_day() -> None:
    found = reasons(made(SCAN.model_copy(update={"expiry": DAY})))
    assert found == {"E_PAPER_LAPSED": {"paper": SAFETY.name, "until": "21/11/2026"}}


def test_where_the_day_has_to_be_told_and_nobody_says_it() -> None:
    undated = SCAN.model_copy(update={"expiry": None})
    assert reasons(made(undated)) == {"E_PAPER_WITHOUT_DATE": {"paper": SAFETY.name, "file": SCAN.file}}
    composed = made(undated, food_safety_cert_expiry=date(2027, 3, 4))  # the producer's row says it
    assert composed.listing is not None
    assert composed.listing.papers["71"].until == date(2027, 3, 4)


def test_a_day_that_nobody_asks_for_is_not_told() -> None:
    composed = made(SCAN, demands=(SAFETY.model_copy(update={"dated": False}),))
    assert composed.listing is not None
    assert composed.listing.papers["71"].until is None


def test_what_the_shop_does_not_need_is_never_sent() -> None:
    composed = made(SCAN, SCAN.model_copy(update={"kind": PaperKind.QUALITY}), demands=(ORGANIC,))
    assert composed.publishable
    assert composed.listing is not None
    assert composed.listing.papers == {}


def test_a_chosen_value_can_make_a_paper_needed(tmp_path: Any) -> None:
    (tmp_path / "tiktok_shop").mkdir()
    rule = '[attribute."Hữu cơ"]\nvalue = "Có"\n'
    (tmp_path / "tiktok_shop" / "attributes.toml").write_text(rule, encoding="utf-8")
    composed = made(demands=(ORGANIC,), rules=load_rules("mappings.tiktok_shop", tmp_path))
    assert reasons(composed) == {"E_PAPER_MISSING": {"paper": ORGANIC.name}}


def test_a_paper_no_rule_knows_is_missing_by_its_name() -> None:
    new = PaperDemand(id="99", name="Giấy phép mới của sàn", mandatory=True)
    assert reasons(made(SCAN, demands=(new,))) == {"E_PAPER_MISSING": {"paper": "Giấy phép mới của sàn"}}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("gọi 0912 345 678 nhé", "0912 345 678"),
        ("xem htx-duonglam.vn", "htx-duonglam.vn"),
        ("quét mã QR bên cạnh", "mã QR"),
        ("rẻ hơn Shopee", "Shopee"),
        ("Trà 普洱茶 lâu năm", "普洱茶"),
        ("Ngonnnnnnnnnnnn lắm", "nnnnnnnnnnnn"),
        ("Ủ&nbsp;chum", "&nbsp;"),
    ],
)
def test_words_that_take_a_listing_down_are_named_before_anything_is_sent(words: str, found: str) -> None:
    story = product(
        group_148="F4a", title_vi="Tương nếp Đường Lâm ủ chum sành", channels_wanted=None, story=Story(short_vi=words)
    )
    under = policy(marketplace="tiktok_shop")
    composed = compose(story, producer(channels_open=None), tiktok(), shop(), under, DAY, sha, cell)
    assert reasons(composed) == {"E_LISTING_FORBIDDEN_WORDS": {"words": found}}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"title_vi": "Tương nếp Đường Lâm &amp; chum sành ủ lâu"}, "&amp;"),
        ({"title_vi": "***** !!!!! ***** !!!!! *****"}, "***** !!!!! ***** !!!!! *****"),
        ({"option_names": ("Cỡ 大",), "variants": (variant("T-1", option_values=("Nhỏ",)),)}, "大"),
    ],
)
def test_titles_and_options_are_judged_as_they_stand(changes: dict[str, Any], found: str) -> None:
    given = {"group_148": "F4a", "title_vi": "Tương nếp Đường Lâm ủ chum sành", "channels_wanted": None} | changes
    under = policy(marketplace="tiktok_shop")
    composed = compose(product(**given), producer(channels_open=None), tiktok(), shop(), under, DAY, sha, cell)
    assert reasons(composed) == {"E_LISTING_FORBIDDEN_WORDS": {"words": found}}


def test_ordinary_words_and_numbers_are_not_taken_for_contacts() -> None:
    text = "Ủ 12.000 giờ, số công bố 0912/2024, giá 1.200.000 đồng. Làng có 350 hộ."
    story = product(
        group_148="F4a", title_vi="Tương nếp Đường Lâm ủ chum sành", channels_wanted=None, story=Story(short_vi=text)
    )
    under = policy(marketplace="tiktok_shop")
    assert compose(story, producer(channels_open=None), tiktok(), shop(), under, DAY, sha, cell).publishable


def test_a_picture_of_an_option_is_another_upload_with_the_same_badge() -> None:
    two = tuple(
        variant(f"T-{n}", option_values=(word,), option_image=image)
        for n, (word, image) in enumerate((("Đỏ", "a.png"), ("Xanh", "b.png")))
    )
    bowls = product(
        group_148="F4a",
        title_vi="Tương nếp Đường Lâm ủ chum sành",
        channels_wanted=None,
        option_names=("Màu",),
        variants=two,
    )
    under = policy(marketplace="tiktok_shop")
    composed = compose(bowls, producer(channels_open=None), tiktok(), shop(), under, DAY, sha, cell)
    assert composed.listing is not None
    red, blue = (one.option_image for one in composed.listing.variants)
    assert red is not None
    assert blue is not None
    gallery = composed.listing.media
    assert [picture.badge for picture in (red, blue)] == [picture.badge for picture in gallery[:2]] == ["", "4-2024"]
    assert {red.key, blue.key}.isdisjoint(picture.key for picture in gallery)
    assert red.recipe == "tiktok_shop_option-1024-pad@1"
