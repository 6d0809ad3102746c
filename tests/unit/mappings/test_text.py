"""Title, description and claims, as a shop would show them."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from connector.model import (
    Certification,
    CertState,
    Evidence,
    LabelFacts,
    Limit,
    Listing,
    Paper,
    Product,
    Story,
    Traceability,
)
from mappings import Composed, load_rules
from tests.unit.mappings.facts import DAY, composed, facts, policy, product, record, shopee, variant

LAST_DAY = date(2027, 2, 12)
FAMILY = "👩\u200d👩\u200d👧"


def listing_of(found: Composed) -> Listing:
    assert found.listing is not None
    return found.listing


def told(story: str, **changed: Any) -> Composed:
    return composed(product(story=Story(short_vi=story), **changed))


def codes(found: Composed) -> list[str]:
    return [reason.code for reason in found.reasons]


class TestTitle:
    def test_nfd_becomes_nfc(self) -> None:
        written = unicodedata.normalize("NFD", "Khăn lụa tơ tằm Vạn Phúc")
        assert written != "Khăn lụa tơ tằm Vạn Phúc"
        assert listing_of(composed(product(title_vi=written))).title == "Khăn lụa tơ tằm Vạn Phúc"

    def test_nfd_title_finds_the_same_category(self) -> None:
        one = product(title_vi=unicodedata.normalize("NFD", "Áo dài lụa vân Vạn Phúc"))
        assert codes(composed(one)) == ["E_CATEGORY_NOT_IN_SHOP"]
        assert composed(one).reasons[0].params["category"] == "Thời trang nữ > Trang phục truyền thống > Áo dài"

    def test_long_title_is_cut_at_a_word_and_said_so(self) -> None:
        found = composed(product(title_vi="Khăn lụa tơ tằm dệt tay " * 8))
        title = listing_of(found).title
        assert len(title) <= 120
        assert title.split()[-1] in {"Khăn", "lụa", "tơ", "tằm", "dệt", "tay"}
        (warning,) = found.warnings
        assert warning.code == "W_LISTING_TITLE_CUT"
        assert (warning.params["length"], warning.params["kept"]) == (191, len(title))
        assert found.publishable

    def test_bytes_are_counted_where_the_shop_counts_bytes(self) -> None:
        shop = facts({"title": Limit(minimum=2, maximum=40, unit="bytes")})
        title = listing_of(composed(shop=shop)).title
        assert len(title.encode()) <= 40 < len("Khăn lụa tơ tằm Vạn Phúc hoa sen 90x90".encode())
        assert "Khăn lụa tơ tằm Vạn Phúc hoa sen 90x90".startswith(title)

    @pytest.mark.parametrize("unit", ["characters", "bytes"])
    def test_emoji_are_never_halved(self, unit: str) -> None:
        shop = facts({"title": Limit(minimum=1, maximum=31, unit=unit)})
        title = listing_of(composed(product(title_vi="Khăn lụa 🧣 quà " + FAMILY * 12), shop=shop)).title
        assert title.replace(FAMILY, "").strip() in {"Khăn lụa 🧣 quà", "Khăn lụa 🧣"}
        assert "\u200d" not in title.replace(FAMILY, "")

    def test_short_title_gets_its_quantity(self) -> None:
        one = product(title_vi="Khăn sen", variants=(variant(net_quantity="1 chiếc"),))
        found = composed(one)
        assert listing_of(found).title == "Khăn sen 1 chiếc"
        origin = next(origin for origin in listing_of(found).origins if origin.field == "title")
        assert origin.rule == "mappings/shopee/text.toml:title.when_short[0]"

    def test_title_that_stays_short_is_a_reason_with_both_lengths(self) -> None:
        shop = facts({"title": Limit(minimum=90, maximum=120)})
        (reason,) = composed(shop=shop).reasons
        assert (reason.code, reason.field) == ("E_LISTING_TITLE_SHORT", "title")
        assert reason.params["minimum"] == 90

    def test_title_that_cannot_be_cut_is_a_reason(self) -> None:
        shop = facts({"title": Limit(minimum=10, maximum=15)})
        found = composed(product(title_vi="Khăn " + "lụa" * 40), shop=shop)
        assert codes(found) == ["E_LISTING_TITLE_LONG"]

    def test_origin_tells_cell_rule_limit_and_who_set_it(self) -> None:
        origin = next(origin for origin in listing_of(composed()).origins if origin.field == "title")
        assert origin.source == "products.csv:P001-01:title_vi"
        assert origin.rule == "mappings/shopee/text.toml:title.text"
        assert origin.limit == "10-120 characters"
        assert origin.limit_source == "facts: get_item_limit item_name_length_limit"


class TestDescription:
    def test_blocks_stand_in_order(self) -> None:
        text = listing_of(composed()).description
        order = [
            "Khăn dệt tay trên khung gỗ.",
            "Làng Vạn Phúc bên dòng Nhuệ.",
            "Lụa biết thở.",
            "CHỨNG NHẬN OCOP",
            "Hạng sao: OCOP 4 sao",
            "Giấy chứng nhận số: MAU-OCOP-HN-2024-0101",
            "Ngày quyết định: 13/02/2024",
            "Giấy chứng nhận có giá trị đến ngày: 13/02/2027",
            "THÔNG TIN SẢN PHẨM",
            "Tên sản phẩm: Khăn lụa tơ tằm Vạn Phúc hoa sen 90x90",
            "Chất liệu: 100% tơ tằm",
            "Định lượng: 1 chiếc",
            "Xuất xứ: Việt Nam (Thành phố Hà Nội)",
            "Làng nghề: Làng nghề dệt lụa Vạn Phúc (làng nghề truyền thống được công nhận)",
            "Chủ thể sản xuất và chịu trách nhiệm: [MẪU] HTX Dệt lụa Thoi Nắng",
            "Địa chỉ: Phường Hà Đông, Thành phố Hà Nội",
            "Nhãn hiệu: THOI NẮNG",
        ]
        at = [text.index(line) for line in order]
        assert at == sorted(at)

    def test_a_line_without_value_is_left_out(self) -> None:
        text = listing_of(composed(product(label=LabelFacts(ingredients_vi="Lụa")))).description
        assert "Cách dùng" not in text
        assert "Cảnh báo" not in text
        assert ": \n" not in text

    def test_trace_code_without_its_address_and_only_papers_that_count(self) -> None:
        traced = variant(trace=Traceability(code="MAU-T1", url="https://truy-xuat-mau.example/t/1"))
        papers = (
            Paper(kind="licence", number="TCB-1"),
            Paper(kind="licence", number="TCB-0", expiry=DAY),
            Paper(kind="quality", number="VietGAP"),
        )
        text = listing_of(composed(product(variants=(traced,), papers=papers))).description
        assert "Mã truy xuất nguồn gốc: MAU-T1" in text
        assert "http" not in text
        assert "Số công bố, giấy phép: TCB-1\nChứng nhận chất lượng: VietGAP" in text

    def test_story_is_cut_first_and_never_the_label(self) -> None:
        long = "\n".join(f"Đoạn {n}: lụa dệt chậm, từng sợi một, như ngày xưa vẫn làm." for n in range(90))
        found = composed(product(story=Story(short_vi="Khăn dệt tay.", long_vi=long)))
        text = listing_of(found).description
        assert 2900 < len(text) <= 3000
        assert text.startswith("Khăn dệt tay.\n\nĐoạn 0:")
        assert text.endswith("Nhãn hiệu: THOI NẮNG")
        (warning,) = found.warnings
        assert (warning.code, warning.params["kept"]) == ("W_LISTING_STORY_CUT", len(text))

    def test_long_story_goes_before_the_short_one(self) -> None:
        shop = facts({"description": Limit(maximum=700)})
        one = product(story=Story(short_vi="Ngắn gọn.", long_vi="Câu chuyện dài lê thê. " * 40))
        text = listing_of(composed(one, shop=shop)).description
        assert len(text) <= 700
        assert text.startswith("Ngắn gọn.")
        assert "CHỨNG NHẬN OCOP" in text

    def test_label_that_does_not_fit_is_a_reason(self) -> None:
        found = composed(shop=facts({"description": Limit(maximum=120)}))
        assert codes(found) == ["E_LISTING_DESCRIPTION_LONG"]

    def test_byte_limit_counts_bytes(self) -> None:
        shop = facts({"description": Limit(maximum=1200, unit="bytes")})
        text = listing_of(composed(product(story=Story(long_vi="Tơ tằm óng ả. " * 200)), shop=shop)).description
        assert 900 < len(text.encode()) <= 1200

    def test_html_is_dressed_and_escaped(self, tmp_path: Path) -> None:
        (tmp_path / "shopee").mkdir()
        (tmp_path / "shopee/text.toml").write_text('[description]\ndress = "html"\nmaximum = 900\n', encoding="utf-8")
        one = product(story=Story(short_vi="Lụa <b>tơ</b> & gấm", long_vi="Kể chuyện <dài>. " * 80))
        text = listing_of(composed(one, rules=load_rules("mappings.shopee", tmp_path))).description
        assert text.startswith("<p>Lụa &lt;b&gt;tơ&lt;/b&gt; &amp; gấm</p>")
        assert "<li>Hạng sao: OCOP 4 sao</li>" in text
        assert text.endswith("</ul>")
        assert len(text) <= 900

    def test_health_food_warning_stands_once(self) -> None:
        law = "Thực phẩm này không phải là thuốc và không có tác dụng thay thế thuốc chữa bệnh."
        shop = facts(categories=facts().categories[:1])
        path = " > ".join(shop.categories[0].path)
        rules = load_rules("mappings.shopee")
        group = rules.categories.group["H1"].model_copy(update={"path": path, "when": {}})
        rules.categories.group["H1"] = group
        for warning in (law, "Không dùng cho trẻ em."):
            label = LabelFacts(warning_vi=warning, ingredients_vi="Chè dây", shelf_life_days=365)
            one = product(group_148="H1", industry="herbal", label=label)
            found = composed(one, rules=rules, shop=shop)
            assert codes(found) == ["HOLD_HEALTH_FOOD_REVIEW"]
            assert listing_of(found).description.count("không phải là thuốc") == 1


class TestClaim:
    def test_certificate_in_words_only_while_the_badge_may_be_shown(self) -> None:
        for day, shown in ((LAST_DAY, True), (LAST_DAY + timedelta(days=1), False)):
            listing = listing_of(composed(day=day))
            assert ("OCOP" in listing.description) is shown
            assert (listing.claim is not None) is shown
            assert any(picture.badge for picture in listing.media) is shown

    def test_lead_days_take_everything_off_a_day_early(self) -> None:
        tomorrow = listing_of(composed(day=LAST_DAY, under=policy(lead_days=1)))
        assert tomorrow.claim is None
        assert "CHỨNG NHẬN" not in tomorrow.description
        assert not any(picture.badge for picture in tomorrow.media)

    @pytest.mark.parametrize(
        "certification",
        [
            Certification(),
            Certification(potential_star=5),
            Certification(current=record(revoked_date=DAY)),
            Certification(current=record(expiry_date=DAY)),
            Certification(current=record(cert_no="")),
        ],
    )
    def test_no_certificate_no_claim(self, certification: Certification) -> None:
        listing = listing_of(composed(product(certification=certification)))
        assert listing.claim is None
        assert "OCOP" not in listing.description
        assert not any(picture.badge for picture in listing.media)

    def test_weak_evidence_shows_nothing(self) -> None:
        found = composed(under=policy(badge_requires=Evidence.DOCUMENT))
        assert listing_of(found).claim is None
        assert found.publishable

    def test_potential_beside_a_certificate_shows_the_certificate(self) -> None:
        one = product(certification=Certification(current=record(), potential_star=5))
        listing = listing_of(composed(one))
        assert listing.claim is not None
        assert listing.claim.star == 4
        assert "5 sao" not in listing.description

    @pytest.mark.parametrize("place", ["{ocop}", "{ OCOP }", "{Ocop}"])
    def test_ocop_becomes_todays_claim(self, place: str) -> None:
        found = told(f"Khăn được chứng nhận {place}. Dệt ở Vạn Phúc.")
        assert found.publishable
        assert listing_of(found).description.startswith("Khăn được chứng nhận OCOP 4 sao. Dệt ở Vạn Phúc.")

    def test_sentence_with_ocop_goes_with_the_certificate(self) -> None:
        found = told("Khăn được chứng nhận {ocop}. Dệt ở Vạn Phúc.", certification=Certification())
        assert found.publishable
        assert listing_of(found).description.startswith("Dệt ở Vạn Phúc.\n")

    def test_ocop_in_a_title(self) -> None:
        with_claim = composed(product(title_vi="Khăn lụa tơ tằm hoa sen - {ocop}"))
        without = composed(product(title_vi="Khăn lụa tơ tằm hoa sen - {ocop}", certification=Certification()))
        assert listing_of(with_claim).title == "Khăn lụa tơ tằm hoa sen - OCOP 4 sao"
        assert listing_of(without).title == "Khăn lụa tơ tằm hoa sen"
        assert "Tên sản phẩm: Khăn lụa tơ tằm hoa sen - OCOP 4 sao\n" in listing_of(with_claim).description
        assert "Tên sản phẩm: Khăn lụa tơ tằm hoa sen\n" in listing_of(without).description

    @pytest.mark.parametrize(
        "claim",
        [
            "Sản phẩm OCOP 5 sao",
            "sản phẩm ocop hạng năm sao",
            "Đạt 3 sao OCOP",
            "Sản phẩm được công nhận năm sao",
            "Hàng OCOP ★★★★★",
            "OCOP 5* Hà Nội",
            "Hồ sơ tiềm năng 5 sao",
        ],
    )
    def test_literal_claim_that_is_not_todays_certificate_blocks(self, claim: str) -> None:
        found = told(f"{claim}. Dệt ở Vạn Phúc.")
        assert codes(found) == ["E_STAR_CLAIM_NOT_TODAY"]
        assert listing_of(found).description.startswith("Dệt ở Vạn Phúc.\n"), "what is untrue is never composed"

    @pytest.mark.parametrize("claim", ["Sản phẩm OCOP 4 sao", "được công nhận bốn sao", "★★★★"])
    def test_literal_claim_blocks_from_the_day_it_is_untrue(self, claim: str) -> None:
        one: Product = product(story=Story(short_vi=f"Khăn lụa {claim}."))
        assert composed(one, day=LAST_DAY).publishable
        assert codes(composed(one, day=LAST_DAY + timedelta(days=1))) == ["E_STAR_CLAIM_NOT_TODAY"]

    def test_literal_claim_in_a_title_blocks_and_is_taken_out(self) -> None:
        found = composed(product(title_vi="Khăn lụa tơ tằm Vạn Phúc OCOP 5 sao"))
        assert codes(found) == ["E_STAR_CLAIM_NOT_TODAY"]
        assert listing_of(found).title == "Khăn lụa tơ tằm Vạn Phúc"
        assert "5 sao" not in listing_of(found).description

    @pytest.mark.parametrize(
        "harmless",
        ["Chè tôm nõn Ba Trại sao suốt trên chảo gang", "Ngủ ở khách sạn 5 sao gần làng", "Sao ba lần, ướp bảy lần"],
    )
    def test_other_stars_are_no_claim(self, harmless: str) -> None:
        assert told(f"{harmless}.").publishable

    def test_a_star_applied_for_may_be_told(self) -> None:
        certification = Certification(current=record(), potential_star=5)
        found = told("Hồ sơ tiềm năng năm sao đang chờ xét.", certification=certification)
        assert found.publishable
        assert certification.state(DAY) is CertState.EXPIRING_90D


def test_same_inputs_same_bytes() -> None:
    first, second = composed(rules=load_rules("mappings.shopee")), composed(rules=shopee(), shop=facts())
    assert listing_of(first).model_dump_json() == listing_of(second).model_dump_json()
    assert (first.reasons, first.warnings) == (second.reasons, second.warnings)
