"""Look-alikes: the same ware in other words is found, another ware in nearly the same words is not taken for it."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters._mock.retyped import retyped
from connector.sync.look_alike import Look, Pair, propose
from connector.sync.title_words import words_of

MIEN = "Miến dong Cự Đà sợi nhỏ"


def pairs(products: dict[str, int], listings: dict[str, int], **more: object) -> list[tuple[str, str, str]]:
    """(product, listing, likelihood) by title, of titles with prices."""
    ours = [Look(title, title, (price,)) for title, price in products.items()]
    theirs = [Look(title, title, (price,)) for title, price in listings.items()]
    found = propose(ours, theirs, **more)  # type: ignore[arg-type]
    return [(pair.product, pair.listing, pair.likelihood) for pair in found]


@pytest.mark.parametrize(
    "typed",
    [
        "mien dong cu da soi nho",
        "MIẾN DONG CỰ ĐÀ SỢI NHỎ",
        "Miến  dong Cự Đà,  sợi nhỏ",
        unicodedata.normalize("NFD", MIEN),
        "[Hàng mới về] Miến dong Cự Đà sợi nhỏ 🍜 (freeship)",
        "Đặc sản miến dong cự đà sợi nhỏ OCOP 4 sao gói",
        "miendongcudasoinho",
    ],
)
def test_the_same_words_however_typed_are_certain(typed: str) -> None:
    assert pairs({MIEN: 35000, "Trà sen": 90000}, {typed: 36500}) == [(MIEN, typed, "certain")]


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        ("Mật ong rừng 500 g", "mat ong rung 0,5kg", True),
        ("Mật ong rừng 500 g", "Mật ong rừng 500gr", True),
        ("Mật ong rừng 500 g", "Mật ong rừng 1kg", False),
        ("Nước mắm 1 lít", "nuoc mam 1000ml", True),
        ("Nước mắm 1 lít", "nuoc mam 750ml", False),
        ("Khăn lụa hoa sen 90x90", "khăn lụa hoa sen 90 x 90 cm", True),
        ("Khăn lụa hoa sen 90x90", "khăn lụa hoa sen 70x70", False),
        ("Chăn lụa 2x2,2 m", "chan lua 200x220cm", True),
        ("Bát vẽ tay men lam (bộ 6)", "bat ve tay men lam 6 chiec", True),
        ("Bát vẽ tay men lam (bộ 6)", "Bát vẽ tay men lam bộ 4", False),
        ("Gạo nếp 1.000 g", "gạo nếp 1kg", True),
    ],
)
def test_amounts_are_compared_in_one_unit_and_another_amount_is_another_ware(
    ours: str, theirs: str, found: bool
) -> None:
    assert bool(pairs({ours: 100_000}, {theirs: 100_000})) is found


def test_an_amount_that_the_options_name_rules_nothing_out() -> None:
    ours = Look("P", "Mật ong hoa nhãn", (98000, 180000), options=("Chai 250 ml", "Chai 500 ml"))
    theirs = Look("R", "Mật ong hoa nhãn 500ml", (178000,))
    assert [pair.listing for pair in propose([ours], [theirs])] == ["R"]


def test_of_two_wares_alike_each_listing_goes_to_the_one_it_fits_best() -> None:
    products = {"Mật ong hoa nhãn Sóc Sơn": 150_000, "Mật ong hoa rừng Sóc Sơn": 150_000}
    listings = {"mat ong hoa rung soc son": 152_000, "mật ong nhãn sóc sơn": 149_000}
    best = {product: listing for product, listing, _ in reversed(pairs(products, listings))}
    assert best == {
        "Mật ong hoa nhãn Sóc Sơn": "mật ong nhãn sóc sơn",
        "Mật ong hoa rừng Sóc Sơn": "mat ong hoa rung soc son",
    }


def test_where_two_listings_fit_one_product_nothing_is_certain_and_both_are_shown() -> None:
    found = pairs({MIEN: 35000}, {"mien dong cu da soi nho": 35000, "Miến dong Cự Đà  sợi nhỏ": 35500})
    assert len(found) == 2
    assert "certain" not in {likelihood for *_, likelihood in found}


def test_another_ware_of_the_same_village_is_no_look_alike() -> None:
    assert pairs({"Đĩa tròn hoa dây 28 cm": 220_000}, {"Bộ ấm chén men lam Bát Tràng": 230_000}) == []
    assert pairs({"Khay sơn mài chữ nhật": 390_000}, {"Hộp sơn mài vỏ trứng": 480_000}) == []


def test_a_listing_with_somebodys_skus_counts_only_where_title_and_price_are_nearly_equal() -> None:
    def one(title: str, price: int) -> list[Pair]:
        ours = Look("P", MIEN, (35000,), 500)
        return propose([ours], [Look("R", title, (price,), 500, foreign=True)])

    assert [pair.likelihood for pair in one("mien dong cu da soi nho", 35000)] == ["likely"]
    assert one("mien dong cu da", 35000) == []
    assert one("mien dong cu da soi nho", 60000) == []


def test_a_pair_that_was_told_apart_is_not_shown_again_and_gives_way_to_the_next() -> None:
    listings = {"mien dong cu da soi nho": 35000, "Miến dong Cự Đà soi nhỏ loại 1": 35500}
    first = pairs({MIEN: 35000}, listings)[0][1]
    rest = pairs({MIEN: 35000}, listings, different=[(MIEN, first)])
    assert [listing for _, listing, _ in rest] == [title for title in listings if title != first]


def test_pictures_that_show_the_same_shot_speak_for_a_pair() -> None:
    ours, theirs = Look("P", MIEN, (35000,)), Look("R", "miến dong loại ngon cự đà", (36000,))
    (plain,) = propose([ours], [theirs])
    (seen,) = propose([ours], [theirs], pictures={("P", "R"): True})
    assert seen.score > plain.score
    assert "picture_same" in seen.reasons


def test_nobody_to_compare_with() -> None:
    assert propose([], [Look("R", "Miến")]) == []
    assert propose([Look("P", "Miến")], []) == []
    assert propose([Look("P", "")], [Look("R", ""), Look("S", "!!!")]) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_stands_in_a_title_no_pair_is_made_up(ours: str, theirs: str) -> None:
    words_of(ours)
    for pair in propose([Look("P", ours, (1000,))], [Look("R", theirs, (1000,))]):
        assert 0 < pair.score <= 1
        assert pair.reasons


def test_a_big_shop_is_gone_through_in_good_time_and_found_again() -> None:
    draw = random.Random(7)
    words = [one + two for one in ("ba", "ca", "ha", "la", "ma", "sa", "ta", "nha", "kha", "tha") for two in "nmcpi"]
    ours = [Look(f"P{n}", " ".join(draw.sample(words, 5)), (draw.randrange(20, 900) * 1000,)) for n in range(400)]
    theirs = [Look(f"R{n}", retyped(look.title, str(n)), look.prices) for n, look in enumerate(ours) if n % 2]
    best = {pair.product: pair.listing for pair in propose(ours, theirs) if pair.rank == 0}
    assert sum(best.get(f"P{n}") == f"R{n}" for n in range(1, 400, 2)) >= 198
