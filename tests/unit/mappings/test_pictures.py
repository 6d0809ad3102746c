"""Which photos, in which order, and where the star goes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from connector.model import BadgePlace, Certification, Limit, Listing
from mappings import Composed, Rules, load_rules
from tests.unit.mappings.facts import composed, facts, product, record, sha, variant


def rules_with(folder: Path, place: BadgePlace) -> Rules:
    (folder / "shopee").mkdir(exist_ok=True)
    (folder / "shopee/media.toml").write_text(f'[badge]\nplace = "{place}"\n', encoding="utf-8")
    return load_rules("mappings.shopee", folder)


def listing_of(found: Composed) -> Listing:
    assert found.listing is not None
    return found.listing


def badges(found: Composed) -> list[str]:
    return [picture.badge for picture in listing_of(found).media]


def test_star_on_the_cover_with_certificate_year_and_corner() -> None:
    first, second, _ = listing_of(composed()).media
    assert (first.badge, first.badge_at, first.recipe, first.file) == (
        "4-2024",
        "top-left",
        "shopee-1024-pad@1",
        "a.png",
    )
    assert (second.badge, second.badge_at) == ("", "")
    assert first.source_sha256 == sha("a.png")


def test_a_new_certificate_is_a_new_picture() -> None:
    newer = product(certification=Certification(current=record(decision_date=date(2026, 2, 13))))
    assert badges(composed(newer))[0] == "4-2026"
    assert listing_of(composed(newer)).media[0].key != listing_of(composed()).media[0].key
    assert listing_of(composed(newer)).media[1].key == listing_of(composed()).media[1].key


@pytest.mark.parametrize(
    ("place", "shown"),
    [("first", ["4-2024", "", ""]), ("second", ["", "4-2024", ""]), ("none", ["", "", ""])],
)
def test_place_is_a_rule(tmp_path: Path, place: BadgePlace, shown: list[str]) -> None:
    found = composed(rules=rules_with(tmp_path, place))
    assert badges(found) == shown
    claim = listing_of(found).claim
    assert claim is not None
    assert claim.badge_place == place


def test_second_place_with_one_photo_becomes_a_card(tmp_path: Path) -> None:
    found = composed(product(images=("a.png",)), rules=rules_with(tmp_path, "second"))
    photo, card = listing_of(found).media
    assert (photo.badge, photo.card) == ("", False)
    assert card.card
    assert card.badge == "4-2024"
    assert "MAU-OCOP-HN-2024-0101" in card.file
    claim = listing_of(found).claim
    assert claim is not None
    assert claim.badge_place == "card"


def test_first_place_with_one_photo_stays_on_it() -> None:
    assert badges(composed(product(images=("a.png",)))) == ["4-2024"]


def test_card_text_is_its_identity(tmp_path: Path) -> None:
    rules = rules_with(tmp_path, "card")
    keys = {
        listing_of(composed(product(certification=Certification(current=record(cert_no=number))), rules=rules))
        .media[-1]
        .key
        for number in ("MAU-1", "MAU-2")
    }
    assert len(keys) == 2


def test_no_claim_no_card(tmp_path: Path) -> None:
    found = composed(product(certification=Certification()), rules=rules_with(tmp_path, "card"))
    assert len(listing_of(found).media) == 3


def test_card_takes_a_place_within_the_shops_count(tmp_path: Path) -> None:
    shop = facts({"images": Limit(maximum=3, unit="pieces")})
    found = composed(rules=rules_with(tmp_path, "card"), shop=shop)
    assert [picture.card for picture in listing_of(found).media] == [False, False, True]
    assert [(warning.code, warning.params["kept"]) for warning in found.warnings] == [("W_LISTING_IMAGES_CUT", 2)]


def test_missing_photo_is_left_out_with_a_warning() -> None:
    found = composed(photos=lambda name: None if name == "a.png" else sha(name))
    assert [picture.file for picture in listing_of(found).media] == ["b.png", "c.png"]
    assert badges(found) == ["4-2024", ""]
    (warning,) = found.warnings
    assert (warning.code, warning.params["file"]) == ("W_LISTING_PHOTO_NOT_FOUND", "a.png")


def test_no_photo_left_is_a_reason_and_says_which_case() -> None:
    lost, never = composed(photos=lambda _: None), composed(product(images=()))
    assert [reason.code for reason in lost.reasons] == ["E_LISTING_PHOTOS_NOT_FOUND"]
    assert [reason.code for reason in never.reasons] == ["E_LISTING_NO_PHOTO"]
    assert lost.listing is None
    assert never.listing is None


def test_one_content_under_two_names_stands_once() -> None:
    """Else the cover with badge would have a plain twin."""
    found = composed(photos=lambda name: sha("same"))
    assert badges(found) == ["4-2024"]
    assert {warning.code for warning in found.warnings} == {"W_LISTING_PHOTO_TWICE"}


def test_too_few_for_the_shop_is_a_reason() -> None:
    shop = facts({"images": Limit(minimum=4, maximum=9, unit="pieces")})
    assert [reason.code for reason in composed(shop=shop).reasons] == ["E_LISTING_FEW_IMAGES"]


class TestOptionImages:
    pair = (
        variant("P001-01-DO", option_values=("Đỏ",), option_image="a.png"),
        variant("P001-01-XANH", option_values=("Xanh",), option_image="xanh.png"),
    )

    def test_option_picture_that_is_the_cover_wears_its_badge_too(self) -> None:
        listing = listing_of(composed(product(option_names=("Màu",), variants=self.pair)))
        red, green = listing.variants
        assert red.option_image == listing.media[0]
        assert green.option_image is not None
        assert (green.option_image.badge, green.option_image.source_sha256) == ("", sha("xanh.png"))

    def test_one_missing_means_none(self) -> None:
        one = product(option_names=("Màu",), variants=self.pair)
        found = composed(one, photos=lambda name: None if name == "xanh.png" else sha(name))
        assert [variant.option_image for variant in listing_of(found).variants] == [None, None]
        assert [warning.code for warning in found.warnings] == ["W_LISTING_OPTION_PHOTO_NOT_FOUND"]
