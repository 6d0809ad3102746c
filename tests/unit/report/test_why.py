"""``ocop why``: value, cell, rule, limit with its unit and who set it; then what happened."""

import io
from dataclasses import replace
from typing import Any

from connector.messages import Language
from connector.model import Group
from connector.report.console import make_console
from connector.report.why import WhyEvent, WhyField, WhyView, show_why, why_json

from . import made

TITLE = WhyField(
    field="title",
    value="Chè Shan tuyết Tà Xùa 200 g",
    source="products.csv, dòng 2, cột Tên sản phẩm",
    rule="mappings/shopee/text.toml: title.template",
    limit="10-120 characters",
    limit_source="get_item_limit 2026-11-20; text.toml",
    group=Group.TITLE,
    shop="Chè Shan tuyết SALE",
    sent="Chè Shan tuyết Tà Xùa 200 g",
    status="pending",
)
VIEW = WhyView(
    product="P001",
    title="Chè Shan tuyết Tà Xùa 200 g",
    sku="P001-01",
    shop="shopee-thoi-nang",
    marketplace="shopee",
    day=made.DAY,
    fields=(TITLE,),
    history=(
        WhyEvent(made.NOW, "event", "price-accepted", {"change": "c00001"}),
        WhyEvent(made.NOW, "answer", "E_REFUSED", {"reasons": "title: quá dài"}),
        WhyEvent(made.NOW, "call", "POST /api/v2/product/update_item"),
    ),
)


def shown(view: WhyView, lang: Language = "vi", width: int = 100) -> str:
    stream = io.StringIO()
    show_why(view, lang, make_console(stream, width=width))
    return stream.getvalue()


def test_the_whole_way_of_a_value_is_told() -> None:
    told = shown(VIEW)
    for part in (
        "Mã hàng P001-01",
        "21/11/2026",
        "Chè Shan tuyết Tà Xùa 200 g",
        "products.csv, dòng 2, cột Tên sản phẩm",
        "mappings/shopee/text.toml: title.template",
        "10–120 ký tự",
        "get_item_limit 2026-11-20; text.toml",
        "Chè Shan tuyết SALE",
        "đã gửi, chờ gian hàng hiện",
    ):
        assert part in told


def test_history_speaks_in_sentences_and_names_calls() -> None:
    told = shown(VIEW)
    assert "21/11/2026 08:30  Đổi giá: đã xong" in told
    assert "Sàn từ chối: title: quá dài" in told
    assert "POST /api/v2/product/update_item" in told


def test_a_one_sided_limit_and_english_units() -> None:
    view = replace(VIEW, fields=(replace(TITLE, limit="-5000 bytes"), replace(TITLE, limit="3- pieces")))
    told = shown(view, "en")
    assert "≤ 5000 bytes" in told
    assert "≥ 3 pieces" in told


def test_a_price_by_sku_is_money_and_keeps_its_sku() -> None:
    price = WhyField(field="price P001-01", value=185_000, shop={"P001-01": 180_000}, group=Group.PRICE)
    told = shown(replace(VIEW, fields=(price,)))
    assert "Giá P001-01" in told
    assert "185.000 đ" in told
    assert "180.000 đ" in told
    assert "Giới hạn" not in told


def test_a_product_that_is_not_there_says_why() -> None:
    view = replace(VIEW, fields=(), history=(), problems=(("HOLD_SERVICE_NOT_SHIPPABLE", {}),))
    told = shown(view)
    assert "dịch vụ du lịch" in told
    assert "Không có gì để giải thích" in told
    assert "Chưa gửi gì cho sản phẩm này." in told


def test_a_narrow_window_keeps_every_word() -> None:
    flat = "".join(shown(VIEW, width=40).split())
    assert "get_item_limit2026-11-20;text.toml" in flat


def test_json_holds_the_same_as_data() -> None:
    data: dict[str, Any] = why_json(VIEW)
    assert data["schema"] == "ocop/why@1"
    (field,) = data["fields"]
    assert field["limit"] == "10-120 characters"
    assert field["source"] == TITLE.source
    assert data["history"][0]["code"] == "price_accepted"
