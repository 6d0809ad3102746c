"""Invariants 15 and 16 on histories made by hand."""

import json
from base64 import b64encode
from typing import Any

import pytest

from tests.simulation.history import Entry, RunRecord, Wish
from tests.unit.judge.tiny import OTHER, READ, SHOP, call, change, entry, judged, listed, run, said, wish

SECRET = "bí-mật/7f+3=a b"


def test_nothing_leaks() -> None:
    assert judged(15, runs=[run(texts=("xong",))], secrets=(SECRET,)) == []


PLACES: dict[str, dict[str, Any]] = {
    "texts": {"texts": (f"GET /?access_token={SECRET}",)},
    "in an address": {"texts": ("GET /?access_token=b%C3%AD-m%E1%BA%ADt%2F7f%2B3%3Da%20b",)},
    "in base64": {"texts": (b64encode(SECRET.encode()).decode(),)},
    "report": {"report": {"ending": "stopped", "stop_code": "X", "stop_params": {"why": SECRET}}},
    "notices": {"said": (said("drift", params={"shop": SECRET}),)},
    "outcomes": {"outcomes": (change(text=SECRET),)},
    "journal": {"intents": ({"id": "1", "state": "open", "change": change()["change"], "note": SECRET},)},
    "journal's steps": {"steps": ({"body": f"x{SECRET}".encode()},)},
}


@pytest.mark.parametrize("place", PLACES)
def test_a_secret_is_found(place: str) -> None:
    found = judged(15, runs=[run(**PLACES[place])], secrets=(SECRET,))
    assert found
    assert not any(SECRET in words for words in found)


def stocked(*tape: Entry, **more: Any) -> list[str]:
    runs = more.pop("runs", [run(0, 0, 1), run()])
    return judged(16, tape=[listed(run=0, at=0), *tape], runs=runs, **more)


SOLD = entry(10, "stock:KL-01", 10, 6, by="buyers")


def test_stock_rises_when_the_figure_does() -> None:
    more = run(wishes=(wish(stock_per_shop={"gian hàng Shopee": 15, OTHER: 15}),))
    assert stocked(SOLD, entry(50, "stock:KL-01", 6, 15), runs=[run(0, 0, 1), more]) == []


def test_stock_is_put_back_though_the_figure_stands() -> None:
    assert "had been sent before" in stocked(SOLD, entry(50, "stock:KL-01", 6, 10))[0]


OFF = (wish(on_sale=False),)


@pytest.mark.parametrize("share", ["split", "same"])
@pytest.mark.parametrize("rows", [OFF, ()])
def test_what_its_row_took_off_is_sold_again_with_no_more_than_was_left(share: str, rows: tuple[Wish, ...]) -> None:
    """The figure in the row was 10 all along."""
    runs = [run(0, 0, 1), run(1, 20, 29, wishes=rows), run(2, 40, 60)]

    def again(pieces: int, *between: Entry) -> list[str]:
        off = entry(25, "stock:KL-01", 6, 0)
        raised = entry(50, "stock:KL-01", 0, pieces, run=2)
        return stocked(SOLD, *between, off, raised, runs=runs, policy={"stock_share": share})

    assert again(6) == again(4) == []
    assert "6 were left" in again(10)[0]
    meanwhile = entry(22, "stock:KL-01", 7, 6, by="buyers")
    assert again(7, meanwhile) == [], "who buys between the read and the write is seen by nobody"
    assert again(8, meanwhile)


def test_what_is_sold_again_and_counted_anew_may_be_more_and_once_only() -> None:
    counted = (wish(stock_per_shop={"gian hàng Shopee": 9, OTHER: 9}),)
    off = entry(25, "stock:KL-01", 6, 0)
    runs = [run(0, 0, 1), run(1, 20, 29, wishes=OFF), run(2, 40, 60, wishes=counted)]
    same = {"stock_share": "same"}
    assert stocked(SOLD, off, entry(50, "stock:KL-01", 0, 9, run=2), runs=runs, policy=same) == []
    runs[2] = run(2, 40, 60)
    twice = [
        entry(50, "stock:KL-01", 0, 6, run=2),
        entry(55, "stock:KL-01", 6, 2, by="buyers", run=2),
        entry(58, "stock:KL-01", 2, 5, run=2),
    ]
    assert len(stocked(SOLD, off, *twice, runs=runs, policy=same)) == 1


def test_a_create_in_two_calls_says_its_stock_twice() -> None:
    sold = entry(40, "stock:KL-01", 10, 3, by="buyers")
    tape = [listed(), sold, entry(50, "stock:KL-01", 3, 10)]
    assert judged(16, tape=tape, runs=[run()]) == []
    assert judged(16, tape=[listed(run=0, at=0), *tape[1:]], runs=[run(0, 0, 1), run()])


def test_what_staff_set_in_a_listing_that_is_being_made_stays_where_a_read_was_made_to_lie() -> None:
    """Its second call goes out twice: the first time by what had been, the second by what staff set before."""
    stale = call(44, READ, about=("801",), fault="stale_read")
    tape = [
        listed(status="unlisted"),
        entry(40, "stock:KL-01", 10, 14, by="staff"),
        entry(42, "stock:KL-01", 14, 10),
        entry(50, "stock:KL-01", 10, 14),
    ]
    assert judged(16, tape=tape, runs=[run()], calls=[stale]) == []
    assert "gives this shop 10" in judged(16, tape=tape, runs=[run()])[0]
    assert judged(16, tape=[listed(), *tape[1:]], runs=[run()], calls=[stale])
    assert judged(16, tape=[*tape[:3], entry(50, "stock:KL-01", 10, 15)], runs=[run()], calls=[stale])
    own = [listed(run=0, at=0, status="unlisted"), *tape[1:]]
    assert judged(16, tape=own, runs=[run(0, 0, 1), run()], calls=[stale])


def test_stock_that_comes_with_further_skus() -> None:
    more = entry(50, "skus", ["KL-01"], ["KL-01", "KL-02"])
    assert stocked(more, entry(50, "stock:KL-01", 8, 10)) == []
    assert stocked(more, entry(51, "stock:KL-01", 8, 10))


def test_stock_beyond_the_share() -> None:
    assert "gives this shop 10" in stocked(SOLD, entry(50, "stock:KL-01", 6, 12))[0]


def test_stock_raised_by_half_though_the_figure_stands() -> None:
    raised = entry(50, "stock:KL-01", 6, 8)
    assert stocked(SOLD, raised, policy={"stock_share": "same"})


def test_half_of_a_dead_runs_create_is_finished_with_the_figure_of_that_day() -> None:
    """Told today's figure afterwards, while nobody has seen it yet: the co-op's figure has changed since."""
    create = change("create", ("stock",))["change"]
    create["groups"]["stock"]["after"] = {"KL-01": 4, "KL-02": 5}
    open_ = {"id": "i-1", "state": "open", "change": json.dumps(create)}
    rows = tuple(wish(sku, product="KL", stock_per_shop={SHOP: 8}, shops=(SHOP,)) for sku in ("KL-01", "KL-02"))
    dead = run(0, 0, 1, crashed=True, report=None, intents=(open_,))
    tape = [
        listed(run=0, at=0.5, status="unlisted", **{"stock:KL-01": 4}),
        entry(49, "skus", ["KL-01"], ["KL-01", "KL-02"]),
        entry(49, "stock:KL-02", None, 5),
        entry(50, "stock:KL-02", 5, 8),
    ]
    same = {"stock_share": "same"}
    assert judged(16, tape=tape, runs=[dead, run(wishes=rows)], policy=same) == []
    assert judged(16, tape=tape, runs=[run(0, 0, 1), run(wishes=rows)], policy=same)
    again = entry(60, "stock:KL-02", 7, 8)
    assert judged(16, tape=[*tape, again], runs=[dead, run(wishes=rows)], policy=same)


def test_stock_may_be_lowered() -> None:
    fewer = run(wishes=(wish(stock_per_shop={"gian hàng Shopee": 5, OTHER: 5}),))
    assert stocked(entry(50, "stock:KL-01", 10, 5), runs=[run(0, 0, 1), fewer]) == []


def test_a_sale_is_no_conflict() -> None:
    assert "conflict" in judged(16, runs=[run(said=(said("conflict", "stock"),))])[0]
    assert judged(16, runs=[run(said=(said("conflict", "title"),))]) == []


HALVES = (wish(stock_per_shop={"gian hàng Shopee": 5, OTHER: 5}),)
THERE = {"shop": OTHER, "listing": "L1", "stock:KL-01": 5}


def test_shares_within_the_whole() -> None:
    tape = [
        listed(at=2, **{"stock:KL-01": 5}),
        listed("L1", at=3, **{k: v for k, v in THERE.items() if k != "listing"}),
    ]
    assert judged(16, tape=tape, runs=[run(wishes=HALVES), run(shop=OTHER, wishes=HALVES)]) == []


def test_pieces_given_twice() -> None:
    tape = [listed(at=2, **{"stock:KL-01": 6}), listed("L1", at=3, shop=OTHER, **{"stock:KL-01": 5})]
    runs = [run(wishes=HALVES), run(shop=OTHER, wishes=HALVES)]
    assert "there are 10" in judged(16, tape=tape, runs=runs)[0]
    assert judged(16, tape=tape, runs=runs, policy={"stock_share": "same"}) == []


def test_a_figure_that_stood_there_already_was_told_as_well() -> None:
    """Staff had lowered it themselves, and the shop took the same of us: the tape has no entry of that."""
    lowered = change("stock", ("stock",))
    lowered["change"]["groups"]["stock"]["after"] = {"KL-01": 5}
    tape = [
        listed(run=0, at=0),
        entry(5, "stock:KL-01", 10, 5, by="staff"),
        listed("L1", at=60, run=2, shop=OTHER, **{"stock:KL-01": 5}),
    ]

    def runs(*told: dict[str, Any]) -> list[RunRecord]:
        return [run(1, 1, 50, wishes=HALVES, outcomes=told), run(2, 55, 99, shop=OTHER, wishes=HALVES)]

    assert judged(16, tape=tape, runs=runs(lowered)) == []
    assert "there are 10" in judged(16, tape=tape, runs=runs())[0]
    assert judged(16, tape=tape, runs=runs({**lowered, "outcome": "unknown"}))


def test_a_figure_that_falls_takes_nothing_from_anybody() -> None:
    tape = [
        listed(run=0, at=0),
        listed("L1", run=0, at=0.5, shop=OTHER),
        entry(50, "stock:KL-01", 10, 5),
    ]
    runs = [run(0, 0, 1), run(0, 0, 1, shop=OTHER), run(wishes=HALVES), run(shop=OTHER, wishes=HALVES)]
    assert judged(16, tape=tape, runs=runs) == []


def test_pieces_come_back_from_what_we_hid() -> None:
    hidden = [entry(20, "status", "live", "unlisted", shop=OTHER, listing="L1")]
    tape = [listed("L1", at=2, shop=OTHER, status="live"), *hidden, listed(at=30)]
    runs = [run(wishes=HALVES), run(shop=OTHER, wishes=HALVES)]
    assert not any("elsewhere" in words for words in judged(16, tape=tape, runs=runs))


def test_a_hidden_listing_sells_what_it_was_told_once_it_is_shown() -> None:
    made = listed(at=2, status="unlisted", **{"stock:KL-01": 6})
    tape = [made, listed("L1", at=3, shop=OTHER, **{"stock:KL-01": 5})]
    runs = [run(wishes=HALVES), run(shop=OTHER, wishes=HALVES)]
    less, shown = entry(20, "stock:KL-01", 6, 5), entry(30, "status", "unlisted", "live")
    assert judged(16, tape=[*tape, less, shown], runs=runs)[1:] == []
    assert "there are 10" in judged(16, tape=[*tape, shown], runs=runs)[-1]
