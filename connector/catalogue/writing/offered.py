"""The columns that a new workbook offers, in the order in which people fill them in, with an example of each.

Fewer than the reader knows: what only the connector, another tool or a rare case wants is left out and may be added by
its name. Texts are message codes: ``writing.rule.<field>`` for products, ``writing.rule.producer.<field>`` for
producers.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from connector.catalogue.columns import PRODUCER_HEADERS, PRODUCT_HEADERS

__all__ = ["EXAMPLE", "PRODUCERS", "PRODUCTS", "Column", "Need", "header", "others"]

Need = Literal["always", "badge", "some", "free"]
"""Refused without it; no badge without it; some kinds of goods are held back without it; as one likes."""

EXAMPLE = {"vi": "(ví dụ)", "en": "(example)"}
"""What stands for the SKU in the example row: never a SKU, and the reader passes over such a row."""


class Column(NamedTuple):
    """One column: whether it is needed, what the example says, and the list it is chosen from ('' for free text)."""

    field: str
    need: Need = "free"
    example: str = ""
    chosen: str = ""


PRODUCTS = (
    Column("sku", "always"),
    Column("producer_id", "always", "HTX01"),
    Column("title_vi", "always", "Miến dong Cự Đà gói 500 g"),
    Column("industry", "always", "Thực phẩm", "industry"),
    Column("group_148", "some", "F2a"),
    Column("star", "badge", "4", "star"),
    Column("cert_no", "badge", "MAU-OCOP-2025-01"),
    Column("decision_no", "free", "MAU-01/QĐ-UBND"),
    Column("decision_date", "badge", "05/03/2025"),
    Column("expiry_date", "free", "05/03/2028"),
    Column("recognised_by", "free", "UBND thành phố Hà Nội"),
    Column("short_story_vi", "free", "Sợi miến dai, làm từ bột dong riềng, phơi nắng ba ngày."),
    Column("long_story_vi", "free", "Làng Cự Đà làm miến đã mấy đời.\nMỗi mẻ bột được lọc ba lần nước."),
    Column("price_vnd", "always", "65000"),
    Column("stock", "always", "120"),
    Column("net_quantity", "free", "500 g"),
    Column("weight_g", "always", "550"),
    Column("dims", "always", "30x12x8"),
    Column("image_files", "always", "mien-01_1.jpg; mien-01_2.jpg; mien-01_3.jpg"),
    Column("gtin"),
    Column("province", "free", "Thành phố Hà Nội"),
    Column("commune", "always", "Xã Bình Minh", "commune"),
    Column("craft_village", "free", "Làng nghề miến Cự Đà"),
    Column("brand", "free", "CỰ ĐÀ"),
    Column("shelf_life_days", "free", "365"),
    Column("storage_vi", "free", "Để nơi khô ráo, thoáng mát"),
    Column("ingredients_vi", "free", "100% bột dong riềng"),
    Column("warning_vi"),
    Column("alcohol_abv", "some"),
    Column("licence_no", "free", "MAU-TCB-01"),
    Column("quality_cert"),
    Column("trace_code"),
    Column("trace_url"),
    Column("channels_wanted", "free", "", "channel"),
    Column("tags", "free", "miến dong; đặc sản"),
    Column("title_en", "free", "Cu Da canna vermicelli, 500 g"),
    Column("product_key"),
    Column("option_1_name"),
    Column("option_1_value"),
    Column("option_2_name"),
    Column("option_2_value"),
    Column("option_image"),
    Column("status", "free", "", "status"),
    Column("revoked_date"),
    Column("previous_sku"),
    Column("owner"),
)

PRODUCERS = (
    Column("producer_id", "always", "HTX01"),
    Column("kind", "always", "Hợp tác xã", "kind"),
    Column("name_vi", "always", "HTX Miến Cự Đà"),
    Column("name_en", "free", "Cu Da Vermicelli Co-op"),
    Column("brand", "free", "CỰ ĐÀ"),
    Column("province", "free", "Thành phố Hà Nội"),
    Column("commune_current", "free", "Xã Bình Minh", "commune"),
    Column("craft_village", "free", "Làng nghề miến Cự Đà"),
    Column("business_reg_no", "free", "MAU-DK-01"),
    Column("food_safety_cert_no", "some", "MAU-ATTP-01"),
    Column("food_safety_cert_expiry", "some", "31/12/2027"),
    Column("collective_mark_right"),
    Column("contact_email", "free", "htx@hop-thu-mau.example"),
    Column("channels_open", "free", "", "channel"),
    Column("points_of_sale"),
)


def header(field: str, lang: str, *, producers: bool = False) -> str:
    """What a column is called: as co-op staff say it, or by the name of its field."""
    return (PRODUCER_HEADERS if producers else PRODUCT_HEADERS)[field][0] if lang == "vi" else field


def others(lang: str) -> list[str]:
    """The columns that may be added."""
    offered = {column.field for column in PRODUCTS}
    return [header(field, lang) for field in PRODUCT_HEADERS if field not in offered and field != "is_sample"]
