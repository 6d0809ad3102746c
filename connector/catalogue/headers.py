"""Every field's names: English, those of the sample, and what co-op staff write; and how names are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

__all__ = ["PRODUCER_HEADERS", "PRODUCT_HEADERS", "Headers", "bare", "header_word", "names_of"]

Headers = Mapping[str, tuple[str, ...]]

PRODUCT_HEADERS: Headers = {
    "sku": ("Mã SP", "Mã sản phẩm", "Mã hàng", "Mã SKU"),
    "is_sample": ("Mẫu",),
    "producer_id": ("Mã chủ thể",),
    "title_vi": ("Tên sản phẩm", "Tên hàng", "title"),
    "title_en": ("Tên tiếng Anh",),
    "brand": ("Nhãn hiệu", "Thương hiệu"),
    "industry": ("Ngành", "Ngành hàng"),
    "group_148": ("Nhóm 148", "Phân nhóm"),
    "star": ("Hạng sao", "Số sao", "ocop_star"),
    "ocop_potential_star": ("Sao tiềm năng", "Tiềm năng"),
    "potential_submitted_date": ("Ngày trình tiềm năng",),
    "previous_star": ("Hạng sao cũ", "Hạng sao trước"),
    "cert_no": ("Số GCN", "Số giấy chứng nhận"),
    "decision_no": ("Số QĐ", "Số quyết định"),
    "decision_date": ("Ngày QĐ", "Ngày quyết định"),
    "expiry_date": ("Ngày hết hạn",),
    "recognised_by": ("Cơ quan công nhận",),
    "reassessment_status": ("Đánh giá lại",),
    "revoked_date": ("Ngày thu hồi",),
    "short_story_vi": ("Mô tả ngắn",),
    "long_story_vi": ("Câu chuyện", "Câu chuyện sản phẩm"),
    "price_vnd": ("Giá bán", "Giá", "Giá bán (đ)"),
    "stock": ("Tồn kho", "Số lượng tồn"),
    "net_quantity": ("Định lượng", "Khối lượng tịnh"),
    "weight_g": ("Khối lượng", "Khối lượng (g)", "Trọng lượng"),
    "dims": ("Kích thước (cm)", "Kích thước"),
    "length_cm": ("Dài (cm)",),
    "width_cm": ("Rộng (cm)",),
    "height_cm": ("Cao (cm)",),
    "province": ("Tỉnh/Thành phố", "Tỉnh"),
    "district_historic": ("Quận/Huyện cũ",),
    "commune_old": ("Xã/Phường cũ",),
    "commune": ("Xã/Phường", "commune_current"),
    "craft_village": ("Làng nghề",),
    "craft_group": ("Nhóm nghề",),
    "trace_code": ("Mã truy xuất", "Mã truy xuất nguồn gốc"),
    "trace_url": ("Địa chỉ truy xuất", "Liên kết truy xuất"),
    "gtin": ("Mã vạch",),
    "image_files": ("Ảnh", "Hình ảnh"),
    "shelf_life_days": ("Hạn sử dụng (ngày)", "Hạn sử dụng"),
    "storage_vi": ("Bảo quản",),
    "ingredients_vi": ("Thành phần",),
    "licence_no": ("Số giấy phép", "Tự công bố", "Số tự công bố"),
    "quality_cert": ("Chứng nhận chất lượng",),
    "alcohol_abv": ("Nồng độ cồn", "Nồng độ cồn (%)"),
    "warning_vi": ("Cảnh báo",),
    "channels_wanted": ("Sàn muốn bán", "Sàn bán"),
    "tags": ("Thẻ", "Từ khóa"),
    "product_key": ("Mã nhóm",),
    "option_1_name": ("Tên phân loại 1",),
    "option_1_value": ("Giá trị phân loại 1",),
    "option_2_name": ("Tên phân loại 2",),
    "option_2_value": ("Giá trị phân loại 2",),
    "option_image": ("Ảnh phân loại",),
    "previous_sku": ("Mã cũ",),
    "status": ("Trạng thái",),
    "owner": ("Chủ sở hữu",),
}

PRODUCER_HEADERS: Headers = {
    "producer_id": ("Mã chủ thể",),
    "is_sample": ("Mẫu",),
    "kind": ("Loại hình",),
    "name_vi": ("Tên chủ thể",),
    "name_en": ("Tên tiếng Anh",),
    "brand": ("Nhãn hiệu", "Thương hiệu"),
    "province": ("Tỉnh/Thành phố", "Tỉnh"),
    "district_historic": ("Quận/Huyện cũ",),
    "commune_old": ("Xã/Phường cũ",),
    "commune_current": ("Xã/Phường", "commune"),
    "craft_village": ("Làng nghề",),
    "village_title": ("Danh hiệu làng",),
    "village_title_since": ("Năm công nhận làng nghề", "Ngày công nhận làng nghề"),
    "craft_group": ("Nhóm nghề",),
    "business_reg_no": ("Số ĐKKD", "Mã số thuế"),
    "food_safety_cert_no": ("Số GCN ATTP",),
    "food_safety_cert_expiry": ("Hạn GCN ATTP",),
    "collective_mark_right": ("Nhãn hiệu tập thể",),
    "contact_email": ("Thư điện tử", "Email"),
    "channels_open": ("Sàn đã mở",),
    "points_of_sale": ("Điểm bán",),
}

EXPORT_MARKS = re.compile(r"(?:\|[0-9])+\s*$")
"""Marketplaces write ``ps_price|1|1`` over a column: the marks say what their form demands, not which column it is."""


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """``text`` for comparing words: lower case, without diacritics, punctuation and needless spaces."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    kept = "".join(" " if not (char.isalnum() or unicodedata.combining(char)) else char for char in plain)
    return " ".join(re.sub(r"[\u0300-\u036f]", "", kept).split())


def header_word(cell: str) -> str:
    """A header as headers are compared."""
    return bare(EXPORT_MARKS.sub("", cell))


def names_of(headers: Headers) -> Mapping[str, str]:
    """Header word -> field."""
    return _names_of(tuple(headers.items()))


@cache
def _names_of(headers: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, str]:
    return {header_word(name): field for field, names in headers for name in (field, *names)}
