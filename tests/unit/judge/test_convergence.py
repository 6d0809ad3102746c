"""Invariant 4 on histories made by hand."""

from typing import Any

import pytest

from tests.simulation.history import Entry
from tests.unit.judge.tiny import GALLERY, OTHER, SHOP, change, entry, judged, listed, picture, quiet, run, said, wish


def at_the_end(*tape: Entry, **more: Any) -> list[str]:
    runs = [run(), quiet(number=2, began=2000.0, ended=2001.0, **more)]
    return judged(4, tape=[listed(), *tape], runs=runs)


def test_pieces_that_were_left_of_what_is_sold_again() -> None:
    def left(**other: Any) -> list[str]:
        params = {"sku": "KL-01", "left": 9, "ours": 10} | other
        earlier = run(2, 1500.0, 1600.0, said=(said("stock-as-left", "stock", params=params),))
        runs = [run(), earlier, quiet(number=3, began=2000.0, ended=2001.0)]
        return judged(4, tape=[listed(), entry(50, "stock:KL-01", 0, 9)], runs=runs)

    assert left() == []
    assert left(left=8)
    assert left(ours=11)
    assert left(sku="KL-02")


def test_the_shop_shows_the_catalogue() -> None:
    assert at_the_end() == []


WRONG = {
    "title": entry(50, "title", "Khăn lụa tơ tằm", "Khăn cũ"),
    "description": entry(50, "description", "", "OCOP 4 sao."),
    "price": entry(50, "price:KL-01", 250_000, 249_000),
    "stock": entry(50, "stock:KL-01", 10, 9),
    "media": entry(50, "pictures", list(GALLERY), [GALLERY[0]]),
    "state": entry(50, "status", "live", "unlisted"),
}


@pytest.mark.parametrize("group", WRONG)
def test_a_group_that_differs(group: str) -> None:
    found = at_the_end(WRONG[group])
    assert len(found) == 1
    assert found[0].startswith(f"{group} of KL-01")


@pytest.mark.parametrize("group", WRONG)
def test_a_group_that_the_report_lists(group: str) -> None:
    assert at_the_end(WRONG[group], said=(said("drift", group),)) == []


def test_what_a_person_left_to_the_shop() -> None:
    runs = [run(), quiet(number=2, began=2000.0, ended=2001.0)]
    answer = {"run": 1, "shop": SHOP, "product": "KL-01", "skus": ["KL-01"], "group": "price", "choice": "theirs"}
    assert judged(4, tape=[listed(), WRONG["price"]], runs=runs, answers=(answer,)) == []
    assert judged(4, tape=[listed(), WRONG["title"]], runs=runs, answers=(answer,))


def test_a_notice_of_another_group_lists_nothing() -> None:
    assert at_the_end(WRONG["title"], said=(said("drift", "price"),))


def test_a_notice_of_another_product_lists_nothing() -> None:
    assert at_the_end(WRONG["title"], said=(said("drift", "title", skus=["KL-02"], product="KL-02"),))


def test_what_is_held_as_a_whole() -> None:
    assert at_the_end(WRONG["title"], WRONG["price"], said=(said("paused"),)) == []


def test_a_waiting_change_lists_its_groups() -> None:
    waiting = change(groups=("title",), outcome="waiting")
    assert at_the_end(WRONG["title"], outcomes=(waiting,)) == []
    assert at_the_end(WRONG["price"], outcomes=(waiting,))


def test_sold_pieces_are_not_a_difference() -> None:
    assert at_the_end(entry(50, "stock:KL-01", 10, 3, by="buyers")) == []


def test_a_badge_that_was_not_put_on_or_not_taken_off() -> None:
    plain = [picture(), picture("b" * 64)]
    bare = (entry(50, "pictures", [], plain), entry(50, "description", "", "Người làng dệt từ sợi đầu tiên."))
    assert at_the_end(*bare)
    assert at_the_end(*bare, wishes=(wish(star=0),)) == []
    assert at_the_end(wishes=(wish(cert_until="2026-11-01"),))


def test_a_star_that_is_told_as_false() -> None:
    lapsed = {"wishes": (wish(cert_until="2026-11-01"),)}
    assert at_the_end(**lapsed, said=(said("false-star"),)) == []
    assert at_the_end(**lapsed, said=(said("conflict", "description"),)) == []
    assert at_the_end(**lapsed, said=(said("drift", "price"),))


def test_a_listing_in_review_is_on_its_way() -> None:
    assert at_the_end(entry(50, "status", "live", "in review")) == []
    assert at_the_end(entry(50, "status", "live", "rejected"))


def test_a_listing_that_is_missing() -> None:
    runs = [run(), quiet(number=2)]
    assert "is not in the shop" in judged(4, runs=runs)[0]
    assert judged(4, runs=[run(), quiet(number=2, wishes=(wish(shops=(OTHER,)),))]) == []
    assert judged(4, runs=[run(), quiet(number=2, said=(said("waiting-for-stock"),))]) == []


def test_what_is_not_on_sale_is_hidden() -> None:
    off = (wish(on_sale=False),)
    assert at_the_end(wishes=off)
    assert at_the_end(WRONG["state"], wishes=off) == []


def test_a_change_that_was_still_planned() -> None:
    assert "still planned" in at_the_end(outcomes=(change("price", ("price",)),))[0]


def test_a_run_that_ended_otherwise() -> None:
    assert "ended as stopped" in at_the_end(report={"ending": "stopped", "stop_code": "E_CONSENT_NEEDED"})[0]


def test_noise_of_a_marketplace_is_none() -> None:
    dressed = entry(50, "description", "", "<p>Người làng dệt  từ sợi đầu tiên.</p>\nOCOP 4 sao.")
    assert at_the_end(entry(50, "title", "", "KHĂN LỤA TƠ TẰM 🍃 OCOP"), dressed) == []


def test_only_the_last_quiet_run_counts() -> None:
    runs = [quiet(outcomes=(change(),)), quiet(number=2)]
    assert judged(4, tape=[listed()], runs=runs) == []
    assert judged(4, tape=[listed(), WRONG["title"]], runs=[run(shop=SHOP)]) == []
