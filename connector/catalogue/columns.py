"""Which column is which field: English field names, the headers of the sample, and what co-op staff write.

Headers match without regard to case, diacritics and punctuation. A field is found once; two columns for one field are
an error, because nobody could say which counts.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from connector.errors import BadUse

__all__ = ["PRODUCER_HEADERS", "PRODUCT_HEADERS", "bare", "columns_of", "known_columns"]

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


def bare(text: str) -> str:
    """``text`` for comparing words: lower case, without diacritics, punctuation and needless spaces."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    kept = "".join(" " if not (char.isalnum() or unicodedata.combining(char)) else char for char in plain)
    return " ".join(re.sub(r"[\u0300-\u036f]", "", kept).split())


def known_columns(cells: Sequence[str], headers: Headers) -> dict[str, int]:
    """Field -> index of its (first) column among ``cells``, for every cell that is a known header."""
    names = _fields_by_header(headers)
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        field = names.get(bare(cell))
        if field:
            found.setdefault(field, index)
    return found


def columns_of(file: str, cells: Sequence[str], headers: Headers, required: Iterable[str]) -> dict[str, int]:
    """Field -> column of a header row; BadUse where a field stands twice or a required one is missing."""
    names = _fields_by_header(headers)
    seen: dict[str, str] = {}
    for cell in cells:
        field = names.get(bare(cell))
        if field and field in seen:
            raise BadUse("E_HEADERS_TWICE", file=file, first=seen[field].strip(), second=cell.strip())
        if field:
            seen[field] = cell
    missing = [field for field in required if field not in seen]
    if missing:
        unknown = [cell.strip() for cell in cells if cell.strip() and bare(cell) not in names]
        raise BadUse(
            "E_HEADERS_MISSING",
            file=file,
            missing=", ".join(f"«{_shown(field, headers)}»" for field in missing),
            nearest=", ".join(f"«{name}»" for name in _nearest(missing, unknown, headers)) or "–",
        )
    return known_columns(cells, headers)


def _shown(field: str, headers: Headers) -> str:
    return next(iter(headers.get(field, ())), field)


def _nearest(missing: Sequence[str], unknown: Sequence[str], headers: Headers) -> list[str]:
    by_word = {bare(cell): cell for cell in unknown}
    found: dict[str, None] = {}
    for field in missing:
        for name in (field, *headers.get(field, ())):
            for word in difflib.get_close_matches(bare(name), by_word, n=1, cutoff=0.6):
                found[by_word[word]] = None
    return list(found)


def _fields_by_header(headers: Headers) -> dict[str, str]:
    return _by_header(tuple(headers.items()))


@cache
def _by_header(headers: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {bare(name): field for field, names in headers for name in (field, *names)}
