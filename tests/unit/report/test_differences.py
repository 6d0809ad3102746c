"""Before and after in words, group by group."""

import pytest
from pydantic import JsonValue

from connector.model import Group
from connector.report.differences import differences
from connector.report.values import value_text
from connector.sync import Change, ChangeKind, GroupChange

from . import made


def told(change: Change, lang: str = "vi") -> list[str]:
    return [f"{line.name}: {line}" for line in differences(change, lang)]  # type: ignore[arg-type]


def test_a_price_is_before_and_after() -> None:
    assert told(made.price(before=12_000, after=15_000)) == ["giá: 12.000 đ → 15.000 đ · +25 %"]


def test_only_the_skus_whose_price_moves_are_named() -> None:
    moved = GroupChange(before={"A-1": 10_000, "A-2": 20_000}, after={"A-1": 10_000, "A-2": 25_000})
    assert told(made.change(ChangeKind.PRICE, groups={Group.PRICE: moved})) == ["giá A-2: 20.000 đ → 25.000 đ · +25 %"]


def test_stock_tells_shop_sent_and_sheet() -> None:
    assert told(made.stock()) == ["tồn kho: trên gian hàng 37 (đã gửi 40), bảng 40 → 50"]


def test_stock_that_the_shop_shows_as_sent_is_before_and_after() -> None:
    moved = GroupChange(before={"A-1": 40, "A-2": 5}, after={"A-1": 50, "A-2": 5}, sent={"A-1": 40, "A-2": 5})
    assert told(made.change(ChangeKind.STOCK, groups={Group.STOCK: moved})) == ["tồn kho A-1: 40 → 50"]


def test_stock_that_was_never_sent_says_so() -> None:
    moved = GroupChange(before={"A-1": 3}, after={"A-1": 8}, sent={"A-1": None})
    change = made.change(ChangeKind.STOCK, groups={Group.STOCK: moved})
    assert told(change) == ["tồn kho: trên gian hàng 3 (chưa gửi lần nào), bảng 8"]


def pictures(before: list[JsonValue], after: list[JsonValue]) -> str:
    moved = GroupChange(before=before, after=after)
    (line,) = told(made.change(ChangeKind.UPDATE, groups={Group.MEDIA: moved}))
    return line


def test_a_badge_that_comes_off_the_same_photo_is_no_picture_added_or_removed() -> None:
    assert told(made.badge_off()) == ["ảnh: gỡ huy hiệu 4 sao"]


def test_a_lower_star_is_one_badge_off_and_one_on() -> None:
    line = pictures([made.photo(badge="4-2023").key], [made.photo(badge="3-2026").key])
    assert line == "ảnh: gỡ huy hiệu 4 sao, gắn huy hiệu 3 sao"


def test_pictures_are_counted_and_a_foreign_one_counts_too() -> None:
    line = pictures(
        ["remote:99", made.photo().key], [made.photo().key, made.photo("c" * 64).key, made.photo("d" * 64).key]
    )
    assert line == "ảnh: thêm 2 ảnh, bỏ 1 ảnh"


def test_a_new_order_is_said() -> None:
    one, two = made.photo().key, made.photo("b" * 64).key
    assert pictures([one, two], [two, one]) == "ảnh: đổi thứ tự ảnh"


def test_a_new_listing_shows_price_stock_and_pictures_but_no_body() -> None:
    lines = told(made.create())
    assert lines == ["ảnh: 2 ảnh, có huy hiệu 4 sao", "giá: 185.000 đ", "tồn kho: 40"]


def test_package_and_attributes_are_words_not_json() -> None:
    package = GroupChange(
        before={"weight_g": 250, "length_cm": 20, "width_cm": 12, "height_cm": 8},
        after={"weight_g": 1250, "length_cm": 20, "width_cm": 12, "height_cm": 8},
    )
    attributes = GroupChange(
        before={"category": "1", "values": {"5": [["0", "tre", ""]]}}, after={"category": "2", "values": {}}
    )
    lines = told(made.change(ChangeKind.UPDATE, groups={Group.PACKAGE: package, Group.ATTRIBUTES: attributes}))
    assert lines == [
        "thông tin chi tiết: đổi ngành hàng, đổi 1 thông tin chi tiết",
        "kiện hàng: 250 g, 20 × 12 × 8 cm → 1.250 g, 20 × 12 × 8 cm",
    ]


def test_a_listed_value_is_its_id_whatever_its_name_and_a_barcode_is_told() -> None:
    before = {"values": {"5": [["2", "", ""], ["1", "", ""]], "6": [["0", "tre", ""]]}, "gtin": {"A": "8935000000017"}}
    after = {"values": {"5": [["1", "Đỏ", ""], ["2", "Hồng", ""]], "6": [["0", "nứa", ""]]}}
    change = made.change(ChangeKind.UPDATE, groups={Group.ATTRIBUTES: GroupChange(before=before, after=after)})
    assert told(change) == ["thông tin chi tiết: đổi 1 thông tin chi tiết, đổi mã vạch"]


@pytest.mark.parametrize("group", list(Group))
@pytest.mark.parametrize("value", [None, "chữ", 5, [], ["x"], {}, {"a": 1}, {"skus": None}, {"values": 3}])
def test_no_value_of_any_shape_stops_a_report(group: Group, value: JsonValue) -> None:
    change = made.change(ChangeKind.UPDATE, groups={group: GroupChange(before=value, after="khác")})
    assert isinstance(value_text(group, value, "vi"), str)
    assert isinstance(told(change), list)


def test_a_description_that_only_repeats_the_title_is_told_with_it() -> None:
    title = GroupChange(before="Mật ong Mèo Vạc", after="Mật ong rừng Mèo Vạc")
    story = "Hái từ hoa bạc hà. Tên sản phẩm: "
    body = GroupChange(before=f"{story}{title.before}", after=f"{story}{title.after}")
    both = made.change(ChangeKind.UPDATE, groups={Group.TITLE: title, Group.DESCRIPTION: body})
    assert told(both) == ["tên và mô tả: thêm «rừng»"]
    own = body.model_copy(update={"after": f"{story}{title.after}. Lọc hai lần."})
    apart = made.change(ChangeKind.UPDATE, groups={Group.TITLE: title, Group.DESCRIPTION: own})
    assert [line.split(":")[0] for line in told(apart)] == ["tên", "mô tả"]


def test_of_a_structure_the_skus_that_come_and_go_are_named() -> None:
    before = {"options": ["Cỡ"], "skus": {"A-S": ["S"], "A-M": ["M"]}}
    after = {"options": ["Cỡ"], "skus": {"A-M": ["Vừa"], "A-L": ["L"]}}
    (line,) = told(made.change(ChangeKind.UPDATE, groups={Group.STRUCTURE: GroupChange(before=before, after=after)}))
    assert line == "phân loại: thêm A-L (L), bỏ A-S (S), đổi tên 1 phân loại"


def test_of_several_skus_a_new_listing_shows_the_range_of_prices_and_all_pieces() -> None:
    groups = {
        Group.PRICE: GroupChange(after={"A-1": 45_000, "A-2": 90_000}),
        Group.STOCK: GroupChange(after={"A-1": 3, "A-2": 4}),
    }
    assert told(made.change(ChangeKind.CREATE, groups=groups)) == ["giá: 45.000 – 90.000 đ", "tồn kho: 7"]


def test_taking_off_and_putting_back_say_no_more_than_their_heading() -> None:
    assert told(made.unlist()) == []
