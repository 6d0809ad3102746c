"""``ocop audit`` as it is typed: sentences, JSON, exit codes, pages; and that it leaves shop and journal alone."""

from __future__ import annotations

import adapters.memory as memory
from connector.model import Group
from connector.run import State
from tests.coop import Coop

from .conftest import Run
from .test_shops import DAY, shop_of

TEA = "TRA-01"


def test_a_shop_is_looked_over_and_left_as_it_is(ocop: Run, coop: Coop) -> None:
    empty = ocop("audit", *DAY)
    assert (empty.code, "chưa có sản phẩm nào" in empty.out) == (0, True)
    ocop("sync", *DAY)
    shop, journal = shop_of(coop.shop), State(coop.state).journal
    writes, kept = len(shop.history), journal.read_bytes()
    said = ocop("audit", *DAY)
    assert said.code == 0
    assert "Không có gì cần người sửa" in said.out
    assert "3 đang theo dõi, 0 của người khác" in said.out
    assert (len(shop.history), journal.read_bytes()) == (writes, kept)

    tea = next(one for one in shop.items.values() if TEA in one.skus)
    shop.change(tea.id, {Group.PRICE: {TEA: 1_000}})
    for number in range(12):
        shop.create((TEA,), {**tea.groups, Group.TITLE: f"<script>{number}</script>"}, live=False)
    writes = len(shop.history)
    said = ocop("audit", *DAY, "--html", "soát.html")
    assert said.code == 3
    for words in ("1.000 đ", "1.200.000 đ", "sản phẩm.csv:5:Giá bán", f"{TEA} --field price --ours", "… và 2 chỗ nữa"):
        assert words in said.out, words
    assert "chỗ nữa" not in ocop("audit", *DAY, "--all").out
    page = (coop.folder / "soát.html").read_text(encoding="utf-8")
    assert page.count("Bản thừa đang ẩn") == 1
    assert "<script>" not in page
    told = ocop("audit", *DAY, "--json", "--lang", "en").json
    assert (told["schema"], told["exit_code"]) == ("ocop/audit@1", 3)
    (one,) = told["shops"]
    assert one["needs_person"] == 13
    assert one["findings"][0]["code"] == "price_differs"
    assert one["findings"][0]["command"].startswith(f"ocop resolve {coop.shop} {TEA} --field price --ours")
    assert len(shop.history) == writes

    coop.rows = coop.rows[:1]
    coop.write()
    said = ocop("audit", *DAY)
    assert "đang có lỗi lớn" in said.out
    assert "không còn trong bảng" not in said.out


def test_several_shops_one_after_the_other_and_one_that_fails(ocop: Run, coop: Coop) -> None:
    other = f"{coop.shop}-2"
    coop.configure(shops=(coop.shop, other))
    shop_of(other).fault = lambda _call: "stop"
    said = ocop("audit", *DAY, "--json")
    assert said.code == 5
    assert [(one["shop"], one.get("error")) for one in said.json["shops"]] == [
        (coop.shop, None),
        (other, "E_CONSENT_NEEDED"),
    ]
    assert ocop("audit", other, *DAY).code == 6
    assert ocop("audit", "khong-co", *DAY).code == 2
    memory._shops.pop(other)
