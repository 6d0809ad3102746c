"""Signs that a marketplace refuses and that say nothing are left out, and leave no gap."""

import pytest

from mappings import load_rules
from mappings.signs import without

EMOJI = load_rules("mappings.tiktok_shop").text.dropped


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Khăn lụa 🪷 hoa sen", "Khăn lụa hoa sen"),
        ("🍜 Miến dong ❤️", "Miến dong"),
        ("Quà cả nhà 👨‍👩‍👧 vui", "Quà cả nhà vui"),
        ("Dòng một 🧵\n🧶 dòng hai", "Dòng một\ndòng hai"),
        ("Trà 5★ sen – “Tây Hồ” ✓", "Trà 5★ sen – “Tây Hồ” ✓"),
        ("Chữ  đã có hai dấu cách", "Chữ  đã có hai dấu cách"),
        ("Dòng một\n==============\nDòng hai", "Dòng một\n\nDòng hai"),
        ("Trà ________________ sen", "Trà sen"),
        ("Trà ---- sen", "Trà ---- sen"),
        ("Thành phần:            lá sen", "Thành phần: lá sen"),
    ],
)
def test_an_emoji_is_left_out(written: str, told: str) -> None:
    assert without(written, EMOJI) == told


def test_where_nothing_is_dropped_a_text_stays() -> None:
    assert load_rules("mappings.shopee").text.dropped == ""
    assert without("Miến 🍜  dong", "") == "Miến 🍜  dong"
