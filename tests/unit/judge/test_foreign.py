"""Invariants 7 and 17 on histories made by hand."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.simulation.history import Entry
from tests.unit.judge.tiny import GALLERY, READ, SHOP, call, change, entry, judged, listed, picture, run, said, wish

OURS = listed(run=0, at=0)
STRANGER = listed("900", by="seed", at=0, run=0, sku="LẠ-09")
HIDDEN = entry(50, "status", "live", "unlisted")


def wrote(*tape: Entry, outcomes: tuple[dict[str, Any], ...] = (), **more: Any) -> list[str]:
    return judged(7, tape=[OURS, STRANGER, *tape], runs=[run(outcomes=outcomes, **more)])


def test_what_a_change_names_may_be_written() -> None:
    assert wrote(entry(50, "title", "a", "b"), outcomes=(change(),)) == []
    assert wrote(entry(50, "pictures", [], list(GALLERY)), outcomes=(change(groups=("media",)),)) == []
    assert wrote(HIDDEN, outcomes=(change("unlist", ("state",)),)) == []


def test_what_the_journal_names_may_be_written_though_no_report_came() -> None:
    row = {"id": "i1", "run": "run-1", "state": "open", "change": json.dumps(change()["change"])}
    assert wrote(entry(50, "title", "a", "b"), intents=(row,), report=None, crashed=True) == []


def test_an_old_intent_names_nothing_new() -> None:
    row = {"id": "i1", "run": "run-1", "state": "accepted", "change": change()["change"]}
    runs = [run(intents=(row,)), run(2, 2000, 2100, intents=(row,))]
    late = [OURS, entry(2050, "title", "a", "b", run=2)]
    assert judged(7, tape=late, runs=runs)
    assert judged(7, tape=late, runs=runs, by_calls=False) == []  # an audit let it through


def test_a_write_that_never_ended_was_under_way_until_its_process_died() -> None:
    cut = replace(call(2050), run=2, ended=None, outcome="failed")
    runs = [run(outcomes=(change(),)), run(2, 2000, 2060, crashed=True, report=None)]

    def late(at: float) -> list[str]:
        return judged(7, tape=[OURS, entry(at, "title", "a", "b", run=2)], runs=runs, calls=[cut], by_calls=False)

    assert late(2055)
    assert late(3000) == []  # an audit let the first run's through


def test_an_audit_lets_nothing_through_that_was_never_named() -> None:
    runs = [run(outcomes=(change(groups=("price",)),)), run(2, 2000, 2100)]
    assert judged(7, tape=[OURS, entry(2050, "title", "a", "b", run=2)], runs=runs, by_calls=False)


@pytest.mark.parametrize("name", ["title", "status", "pictures", "price:LẠ-09"])
def test_a_foreign_listing_is_touched(name: str) -> None:
    assert "foreign" in wrote(entry(50, name, [], ["x"], listing="900"))[0]


def test_what_no_change_names() -> None:
    assert "no Change named" in wrote(entry(50, "title", "a", "b"))[0]
    assert wrote(HIDDEN)
    assert wrote(entry(50, "title", "a", "b"), outcomes=(change(groups=("price",)),))
    assert wrote(entry(50, "title", "a", "b"), outcomes=(change(remote_id="802", skus=["KL-02"]),))


def test_a_foreign_sku_on_our_listing() -> None:
    several = change(groups=("structure", "price"))
    lost = entry(50, "skus", ["KL-01", "LẠ-10"], ["KL-01"])
    assert "LẠ-10".casefold() in wrote(lost, outcomes=(several,))[0]
    assert wrote(entry(50, "price:LẠ-10", 1000, 2000), outcomes=(several,))


def test_a_sku_of_ours_that_no_change_took_out() -> None:
    rows = (wish(), wish("KL-02", product="KL-01"))
    lost = entry(50, "skus", ["KL-01", "KL-02"], ["KL-01"])
    assert wrote(lost, wishes=rows)
    assert wrote(lost, wishes=rows, outcomes=(change(groups=("structure",)),)) == []


def test_a_foreign_picture() -> None:
    theirs = {"url": "x.jpg", "sha256": "f" * 64, "photo": "", "badge": ""}
    assert "not ours" in wrote(entry(50, "pictures", [*GALLERY, theirs], list(GALLERY)))[0]


def test_a_foreign_attribute() -> None:
    named = change(groups=("attributes",))
    gone = entry(50, "attributes", {"Chất liệu": "lụa", "Xuất xứ": "Vạn Phúc"}, {"Chất liệu": "lụa"})
    assert "Xuất xứ" in wrote(gone, outcomes=(named,))[0]
    assert wrote(entry(50, "attributes", {"Chất liệu": "lụa"}, {"Chất liệu": "tơ"}), outcomes=(named,)) == []


def test_a_deletion() -> None:
    named = change("unlist", ("state",))
    assert "deleted" in wrote(entry(50, "status", "live", "deleted"), outcomes=(named,))[0]


def test_a_review_that_a_write_sets_off_needs_no_name() -> None:
    assert wrote(entry(50, "status", "rejected", "in review")) == []
    assert wrote(entry(50, "status", "unlisted", "in review"))


def test_others_may_do_what_they_like() -> None:
    assert (
        wrote(entry(50, "title", "a", "b", by="staff"), entry(51, "title", "a", "b", by="staff", listing="900")) == []
    )


def kept(*tape: Entry, **more: Any) -> list[str]:
    return judged(17, tape=[OURS, *tape], runs=[run(0, 0, 1), run(**more)])


def test_a_row_may_ask_for_a_hiding() -> None:
    assert kept(HIDDEN, wishes=(wish(on_sale=False),)) == []
    assert kept(HIDDEN, wishes=()) == []
    assert kept(HIDDEN, wishes=(wish(holds=("spirits",)),)) == []


def test_a_lapsed_star_may_be_hidden() -> None:
    assert kept(HIDDEN, wishes=(wish(cert_until="2026-11-22"),)) == []


def test_a_run_that_was_shown_an_old_page_may_hide_for_it() -> None:
    assert kept(HIDDEN) != []
    lied = [call(20, READ, fault="stale_read")]
    assert judged(17, tape=[OURS, HIDDEN], calls=lied, runs=[run(0, 0, 1), run()]) == []


def test_a_picture_that_may_bear_the_star_may_be_hidden_where_the_report_says_so() -> None:
    strange = entry(40, "pictures", list(GALLERY), [picture("c" * 64), GALLERY[1]], by="platform")
    perhaps = said("false-star", params={"star": 4, "perhaps": True})
    assert kept(strange, HIDDEN, said=(perhaps,)) == []
    assert kept(strange, HIDDEN)
    assert kept(strange, HIDDEN, said=(said("false-star", params={"star": 4}),))
    assert kept(strange, HIDDEN, said=({**perhaps, "remote_id": "802"},))
    assert kept(HIDDEN, said=(perhaps,))


def test_a_refused_row_hides_nothing() -> None:
    assert "only refused" in kept(HIDDEN, wishes=(wish(refused=True),))[0]


def test_a_row_that_asks_for_nothing() -> None:
    assert "no such thing" in kept(HIDDEN)[0]


def test_a_short_file_hides_nothing() -> None:
    assert "short file" in kept(HIDDEN, wishes=(wish("KL-02"),), disturbed=frozenset({"halved"}))[0]


def test_an_unreadable_photo_takes_no_picture_off() -> None:
    shrunk = entry(50, "pictures", list(GALLERY), [GALLERY[0]])
    assert "photos" in kept(shrunk, disturbed=frozenset({"photos-gone"}))[0]
    assert kept(shrunk, wishes=(wish(photos=("a" * 64,)),)) == []


def test_a_badge_may_come_off_the_same_photo() -> None:
    assert kept(entry(50, "pictures", list(GALLERY), [picture(), picture("b" * 64)])) == []


def test_a_sku_that_its_row_sells() -> None:
    rows = (wish(), wish("KL-02", product="KL-01"))
    lost = entry(50, "skus", ["KL-01", "KL-02"], ["KL-01"])
    assert kept(lost, wishes=rows)
    assert kept(lost, wishes=rows[:1]) == []
    assert kept(lost, wishes=rows[:1], disturbed=frozenset({"halved"}))


def bound(remote_id: str, **more: Any) -> list[str]:
    rows = ({"sku": "KL-01", "product": "KL-01", "remote_id": remote_id},)
    return judged(7, tape=[OURS, STRANGER], runs=[run(bindings=rows)], **more)


def test_what_bore_the_sku_may_be_bound() -> None:
    assert bound("801") == []


def test_a_stranger_is_bound_by_nobody_but_a_person() -> None:
    assert "never bore a SKU of it" in bound("900")[0]
    answer = {"run": 1, "shop": SHOP, "product": "KL-01", "skus": ["KL-01"], "code": "look-alike", "choice": "same"}
    assert bound("900", answers=(answer,)) == []
    assert bound("900", answers=({**answer, "choice": "different"},))


def test_what_bore_the_sku_once_is_no_stranger() -> None:
    renamed = entry(50, "skus", ["KL-01"], ["KL-99"], by="staff")
    rows = ({"sku": "KL-01", "product": "KL-01", "remote_id": "801"},)
    assert judged(7, tape=[OURS, renamed], runs=[run(bindings=rows)]) == []
