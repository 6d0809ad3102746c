"""Invariants 1 to 3 on histories made by hand."""

from dataclasses import replace
from typing import Any

from tests.simulation.history import Call
from tests.unit.judge.tiny import (
    ADD,
    DAY,
    EDIT,
    READ,
    SEARCH,
    SHOP,
    call,
    change,
    entry,
    judged,
    listed,
    quiet,
    run,
    said,
)

LIST = "GET /api/v2/product/get_item_list"


def create(began: float, **more: object) -> Call:
    return call(began, ADD, about=("KL-01",), **more)


def lost(began: float, **more: object) -> Call:
    return create(began, outcome="unknown", fault="lose_answer", **more)


def look(began: float, **more: object) -> Call:
    return call(began, SEARCH, about=("KL-01",), **more)


class TestOnce:
    def test_one_listing_that_is_hidden_and_shown_again_is_one(self) -> None:
        tape = [
            listed(status="unlisted"),
            entry(6, "status", "unlisted", "live"),
            entry(7, "status", "live", "unlisted"),
        ]  # fmt: skip
        assert judged(1, tape=tape) == []

    def test_the_same_sku_live_twice(self) -> None:
        tape = [listed("801"), listed("802", at=70.0)]
        assert any("KL-01" in words and "live on" in words for words in _lower(judged(1, tape=tape)))

    def test_a_twin_that_goes_live_only_long_after_the_settle_window(self) -> None:
        tape = [
            listed("801", status="unlisted"),
            listed("802", at=70.0, status="unlisted"),
            entry(80, "status", "unlisted", "live"),
            entry(9000, "status", "unlisted", "live", listing="802"),
        ]
        assert judged(1, tape=tape)

    def test_a_twin_that_stays_hidden_was_never_live(self) -> None:
        tape = [listed("801"), listed("802", at=70.0, status="unlisted")]
        assert judged(1, tape=tape) == []

    def test_two_that_were_live_one_after_the_other(self) -> None:
        hidden = [entry(50, "status", "live", "unlisted")]
        assert judged(1, tape=[listed("801"), *hidden, listed("802", at=70.0)])

    def test_a_review_that_lets_a_twin_through_is_ours_all_the_same(self) -> None:
        tape = [
            listed("801"),
            listed("802", at=70.0, status="in review"),
            entry(80, "status", "in review", "live", listing="802", by="platform"),
        ]
        assert judged(1, tape=tape)

    def test_two_listings_that_staff_made_are_not_ours(self) -> None:
        assert judged(1, tape=[listed("801", by="staff"), listed("802", by="staff", at=70.0)]) == []

    def test_created_beside_one_that_stood_there_before(self) -> None:
        tape = [
            listed("700", by="seed", at=0.0, status="unlisted"),
            listed("801", status="unlisted"),
        ]
        assert "had stood before" in judged(1, tape=tape)[0]

    def test_what_a_read_hid_cannot_be_known(self) -> None:
        tape = [
            listed("700", by="seed", at=0.0, status="unlisted"),
            listed("801", status="unlisted"),
        ]
        assert judged(1, tape=tape, calls=[look(2, fault="search_lag")]) == []
        assert judged(1, tape=tape, calls=[look(2, fault="search_lag,stale_read")]) == []

    def test_listed_anew_because_a_person_asked(self) -> None:
        gone = [entry(50, "status", "live", "deleted", by="staff")]
        tape = [listed("801"), *gone, listed("802", at=2000.0, run=2)]
        answer = {"run": 2, "shop": SHOP, "skus": ["KL-01"], "code": "deleted-in-shop", "group": "", "choice": "again"}
        runs = [run(), run(2, 1999.0, 2100.0)]
        assert judged(1, tape=tape, runs=runs, answers=(answer,)) == []
        assert judged(1, tape=tape, runs=runs)

    def test_a_sku_in_another_spelling_is_the_same(self) -> None:
        assert judged(1, tape=[listed("801"), listed("802", at=70.0, sku="kl-01 ")])


class TestIntents:
    def test_durable_and_equal(self) -> None:
        assert judged(2, calls=[lost(1), create(70)]) == []

    def test_without_an_intent(self) -> None:
        assert "durable" in judged(2, calls=[create(1, durable=False)])[0]

    def test_sent_again_with_another_body(self) -> None:
        assert "other bytes" in judged(2, calls=[lost(1), create(70, body="b2")])[0]

    def test_sent_again_with_another_key(self) -> None:
        assert judged(2, calls=[lost(1, key="k1"), create(70, key="k2")])

    def test_the_next_day_it_is_planned_anew(self) -> None:
        runs = [run(), run(2, 90_000.0, 91_000.0)]
        assert judged(2, calls=[lost(1), create(90_000, run=2, body="b2")], runs=runs) == []


class TestUnknowns:
    def test_looked_up_and_resent_once(self) -> None:
        assert judged(3, calls=[lost(1), look(2), look(30), look(61.5), create(62)]) == []

    def test_sent_again_at_once(self) -> None:
        assert "without a look" in judged(3, calls=[lost(1), create(2)])[0]

    def test_looked_up_too_early_only(self) -> None:
        assert judged(3, calls=[lost(1), look(30), create(62)])

    def test_the_look_itself_got_no_answer(self) -> None:
        assert judged(3, calls=[lost(1), look(61.5, outcome="unknown"), create(62)])

    def test_looked_up_in_another_shop(self) -> None:
        assert judged(3, calls=[lost(1), look(61.5, shop="khác"), create(62)])

    def test_resent_twice_in_one_run(self) -> None:
        calls = [lost(1), look(61.5), lost(62), look(122.5), create(123)]
        assert "more than once" in judged(3, calls=calls)[0]

    def test_the_next_run_waits_for_the_window_too(self) -> None:
        runs = [replace(run(), ended=5.0, crashed=True, report=None), run(2, 6.0, 900.0)]
        assert judged(3, calls=[lost(1), look(7, run=2), create(8, run=2)], runs=runs)
        assert judged(3, calls=[lost(1), look(61.5, run=2), create(62, run=2)], runs=runs) == []

    def test_what_certainly_did_not_arrive_may_go_again(self) -> None:
        assert judged(3, calls=[create(1, outcome="failed", committed=False, fault="refuse"), create(2)]) == []

    def test_an_edit_sent_again_unseen(self) -> None:
        edit = call(1, EDIT, about=("801",), outcome="unknown")
        again = call(3, EDIT, about=("801",))
        assert "unseen" in judged(3, calls=[edit, again])[0]
        assert judged(3, calls=[edit, call(2, READ, about=("801",)), again]) == []
        assert judged(3, calls=[edit, call(2, READ, about=("802",)), again])

    def test_parked_with_something_to_do(self) -> None:
        runs = [
            run(outcomes=(change("create", outcome="parked", code="create-parked-twins", text="Giữ lại một tin."),))
        ]
        assert judged(3, runs=runs) == []

    def test_parked_without_a_word(self) -> None:
        runs = [run(outcomes=(change("create", outcome="parked", code="create-parked-twins", text="Không rõ."),))]
        assert "what to do" in judged(3, runs=runs)[0]

    def test_forgotten_at_the_end(self) -> None:
        assert "never settled" in judged(3, calls=[lost(1), look(2)], runs=[run(), quiet(number=2)])[0]

    def test_still_open_at_the_end_and_said(self) -> None:
        runs = [run(), quiet(number=2, said=(said("outcome-unknown"),))]
        assert judged(3, calls=[lost(1), look(2)], runs=runs) == []

    def test_found_in_the_shop(self) -> None:
        runs = [run(), quiet(number=2)]
        assert judged(3, calls=[lost(1), look(2)], tape=[listed()], runs=runs) == []

    def test_a_row_that_is_gone_needs_no_answer(self) -> None:
        assert judged(3, calls=[lost(1), look(2)], runs=[run(), quiet(number=2, wishes=(), day=DAY)]) == []


class TestForgotten:
    """A create whose answer was lost, in a run that came to its end."""

    def test_nobody_looked(self) -> None:
        assert "nobody looked for it" in judged(3, tape=[listed()], calls=[lost(5.0)])[0]
        assert judged(3, tape=[listed()], calls=[lost(5.0), call(7.0, SEARCH, about=("KL-02",))])

    def test_looked_up(self) -> None:
        assert judged(3, tape=[listed()], calls=[lost(5.0), look(7.0)]) == []
        assert judged(3, tape=[listed()], calls=[lost(5.0), call(7.0, LIST)]) == []

    def test_left_open_for_the_next_run(self) -> None:
        row = {"id": "i1", "run": "run-1", "state": "unknown", "change": change("create")["change"]}
        assert judged(3, tape=[listed()], calls=[lost(5.0)], runs=[run(intents=(row,))]) == []

    def test_a_run_that_stopped_could_not_look(self) -> None:
        report = {"ending": "stopped", "stop_code": "E_NO_LINE"}
        assert judged(3, tape=[listed()], calls=[lost(5.0)], runs=[run(report=report)]) == []


class TestTwins:
    """A lost create whose SKU somebody else listed as well."""

    def bound(self, remote_id: str = "801", twin_at: float = 4.0, **more: Any) -> list[str]:
        rows = ({"sku": "KL-01", "product": "KL-01", "remote_id": remote_id},) if remote_id else ()
        tape = [listed("900", by="staff", at=twin_at), listed(status="unlisted")]
        calls = [lost(5.0), look(7.0, **more)]
        return judged(3, tape=tape, calls=calls, runs=[run(bindings=rows)])

    def test_one_of_two_is_nobodys_to_choose(self) -> None:
        assert "nobody said which" in self.bound()[0]
        assert "nobody said which" in self.bound("900")[0]

    def test_parked_is_right(self) -> None:
        assert self.bound("") == []

    def test_a_twin_that_came_after_the_look(self) -> None:
        assert self.bound(twin_at=8.0) == []

    def test_a_look_that_was_made_to_lie(self) -> None:
        assert self.bound(fault="search_lag") == []
        assert self.bound(fault="expire_token,search_lag") == []

    def test_what_was_answered_needs_no_look(self) -> None:
        rows = ({"sku": "KL-01", "product": "KL-01", "remote_id": "801"},)
        tape = [listed("900", by="staff", at=4.0), listed(status="unlisted")]
        assert judged(3, tape=tape, calls=[create(5.0), look(7.0)], runs=[run(bindings=rows)]) == []


class TestUnderReview:
    def handed(self, before: dict[str, str], after: dict[str, str], by: str = "connector") -> list[str]:
        tape = [listed(), entry(50, "waiting", {}, before, by=by), entry(80, "waiting", before, after)]
        return judged(3, tape=tape)

    def test_handed_in_again_while_it_is_looked_at(self) -> None:
        assert "still under review" in self.handed({"title": "a"}, {"title": "b"})[0]

    def test_a_star_that_comes_off_does_not_wait(self) -> None:
        assert self.handed({"description": "OCOP 4 sao."}, {"description": "Bốn mùa."}) == []

    def test_what_staff_handed_in_is_no_write_of_ours(self) -> None:
        assert self.handed({"title": "a"}, {"title": "b"}, by="staff") == []

    def test_after_the_review_the_next_may_go(self) -> None:
        over = entry(60, "waiting", {"title": "a"}, {}, by="platform")
        tape = [listed(), entry(50, "waiting", {}, {"title": "a"}), over, entry(80, "waiting", {}, {"title": "b"})]
        assert judged(3, tape=tape) == []


def _lower(words: list[str]) -> list[str]:
    return [word.replace("kl-01", "KL-01") for word in words]
