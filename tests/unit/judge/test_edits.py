"""Invariant 5 on histories made by hand."""

from typing import Any

from tests.unit.judge.tiny import READ, SHOP, call, change, entry, judged, listed, run, said, wish

STAFF = entry(100, "title", "Khăn lụa tơ tằm", "Khăn chị Hoa sửa", by="staff")
OURS = entry(200, "title", "Khăn chị Hoa sửa", "Khăn lụa mới")
SEEN = call(150, READ, about=("801",))


def overwritten(*outcomes: dict[str, Any], calls: Any = (SEEN,), **more: Any) -> list[str]:
    runs = [run(outcomes=outcomes)]
    return judged(5, tape=[listed(), STAFF, OURS], calls=calls, runs=runs, **more)


def update(**said: Any) -> dict[str, Any]:
    plain = {"before": None, "after": "Khăn lụa mới", "sent": "Khăn lụa tơ tằm", "overwrites": False}
    made = change()
    made["change"]["groups"] = {"title": plain | said}
    return made


def test_the_plan_said_what_it_overwrites() -> None:
    assert overwritten(update(before="Khăn chị Hoa sửa")) == []
    assert overwritten(update(overwrites=True)) == []


def test_the_plan_named_nothing() -> None:
    assert "named no such change" in overwritten()[0]


def test_the_plan_named_another_group() -> None:
    assert overwritten(change(groups=("price",)))


def test_the_plan_thought_that_ours_stood_there() -> None:
    assert "did not say" in overwritten(update(before="Khăn lụa tơ tằm"))[0]


def test_an_edit_that_nobody_could_have_read() -> None:
    assert overwritten(calls=[call(50, READ, about=("801",))]) == []
    assert overwritten(calls=[call(150, READ, about=("802",))]) == []
    assert overwritten(calls=[call(150, READ, about=("801",), fault="stale_read")]) == []
    assert overwritten(calls=[call(150, READ, about=("801",), fault="search_lag,stale_read")]) == []


def test_a_person_said_ours() -> None:
    answer = {"run": 1, "shop": SHOP, "skus": ["KL-01"], "code": "conflict", "group": "title", "choice": "ours"}
    assert overwritten(answers=(answer,)) == []
    assert overwritten(answers=({**answer, "choice": "theirs"},))
    assert overwritten(answers=({**answer, "group": "price"},))


def test_our_own_word_may_be_replaced() -> None:
    again = entry(200, "title", "Khăn lụa tơ tằm", "Khăn lụa mới")
    assert judged(5, tape=[listed(), again], calls=[SEEN]) == []


def test_staff_who_wrote_what_we_had_sent_edited_nothing() -> None:
    back = entry(120, "title", "Khăn chị Hoa sửa", "Khăn lụa tơ tằm", by="staff")
    assert judged(5, tape=[listed(), STAFF, back, OURS], calls=[SEEN]) == []


def test_a_price_and_a_hiding() -> None:
    price = entry(100, "price:KL-01", 250_000, 240_000, by="staff")
    assert judged(5, tape=[listed(), price, entry(200, "price:KL-01", 240_000, 250_000)], calls=[SEEN])
    hidden = entry(100, "status", "live", "unlisted", by="staff")
    assert judged(5, tape=[listed(), hidden, entry(200, "status", "unlisted", "live")], calls=[SEEN])


def test_what_staff_hid_no_plan_shows_again_but_a_person() -> None:
    tape = [listed(), entry(100, "status", "live", "unlisted", by="staff"), entry(200, "status", "unlisted", "live")]
    runs = [run(outcomes=(change("relist", ("state",)),))]
    assert "nobody else shows again" in judged(5, tape=tape, calls=[SEEN], runs=runs)[0]
    answer = {"run": 1, "shop": SHOP, "skus": ["KL-01"], "code": "drift", "group": "state", "choice": "ours"}
    assert judged(5, tape=tape, calls=[SEEN], runs=runs, answers=(answer,)) == []


def test_what_we_hid_we_may_show_again() -> None:
    hidden = entry(100, "status", "live", "unlisted")
    assert judged(5, tape=[listed(), hidden, entry(200, "status", "unlisted", "live")], calls=[SEEN]) == []


def test_stock_is_not_text() -> None:
    typed = entry(100, "stock:KL-01", 10, 4, by="staff")
    assert judged(5, tape=[listed(), typed, entry(200, "stock:KL-01", 4, 8)], calls=[SEEN]) == []


SETTLED = call(50, READ, about=("801",))
LATER = {"began": 140.0, "ended": 1000.0}


def after_it_had_settled(settled: Any = SETTLED, report: Any = None, **policy: str) -> list[str]:
    """Ours was read by a first run, staff wrote over it, and a second run that shows their word replaced it."""
    first = run(ended=90.0, **({} if report is None else {"report": report}))
    second = run(2, **LATER, outcomes=(update(before="Khăn chị Hoa sửa"),))
    calls = [settled, call(150, READ, about=("801",), run=2)]
    ours = entry(200, "title", "Khăn chị Hoa sửa", "Khăn lụa mới", run=2)
    return judged(5, tape=[listed(), STAFF, ours], calls=calls, runs=[first, second], policy=policy)


def test_what_had_settled_is_kept_whatever_the_plan_shows() -> None:
    assert "the policy keeps" in after_it_had_settled()[0]
    assert "the policy keeps" in after_it_had_settled(drift="keep")[0]
    assert after_it_had_settled(drift="overwrite") == []


def left_to_the_shop(
    *, title: str = "Khăn lụa mới", asked: Any = (), answer: Any = None, typed: float = 100
) -> list[str]:
    """As above, but a person had answered before a second run that staff's title stays; a third run replaced it."""
    given = {"run": 2, "shop": SHOP, "skus": ["KL-01"], "code": "drift", "group": "title", "choice": "theirs"}
    runs = [
        run(ended=90.0),
        run(2, began=140.0, ended=160.0, said=asked),
        run(3, began=180.0, ended=1000.0, wishes=(wish(title=title),), outcomes=(update(before="Khăn chị Hoa sửa"),)),
    ]
    ours = entry(200, "title", "Khăn chị Hoa sửa", "Khăn lụa mới", run=3)
    calls = [SETTLED, call(190, READ, about=("801",), run=3), call(200, run=3)]
    tape = [listed(), entry(typed, "title", "Khăn lụa tơ tằm", "Khăn chị Hoa sửa", by="staff"), ours]
    return judged(5, tape=tape, calls=calls, runs=runs, answers=(given | (answer or {}),))


def test_an_edit_that_a_person_left_to_the_shop_stays_until_the_sheet_says_another_thing() -> None:
    assert left_to_the_shop() == []
    assert "the policy keeps" in left_to_the_shop(title="Khăn lụa tơ tằm")[0]


def test_that_answer_is_for_what_stood_there_and_no_other_group_or_product() -> None:
    assert left_to_the_shop(typed=150)
    assert left_to_the_shop(answer={"group": "description"})
    assert left_to_the_shop(answer={"skus": ["KL-02"]})
    assert left_to_the_shop(answer={"shop": "gian hàng Lazada"})
    assert left_to_the_shop(asked=(said("drift", group="title"),)), "it did not count, and the question is open again"
    assert left_to_the_shop(asked=(said("drift", group="price"),)) == []


def test_before_it_had_settled_an_edit_may_be_the_marketplaces_own() -> None:
    assert after_it_had_settled(call(50, READ, about=("802",))) == []
    assert after_it_had_settled(call(3, READ, about=("801",))) == []
    assert after_it_had_settled(call(50, READ, about=("801",), fault="stale_read")) == []
    assert after_it_had_settled(report={"ending": "stopped", "stop_code": "E_NO_LINE"}) == []


def test_an_edit_that_is_overwritten_under_review() -> None:
    handed = entry(200, "waiting", {}, {"title": "Khăn lụa mới", "description": "d"})
    found = judged(5, tape=[listed(description="d"), STAFF, handed], calls=[SEEN], runs=[run(outcomes=())])
    assert len(found) == 1
    assert "named no such change" in found[0]


def test_the_price_of_a_sku_goes_with_it() -> None:
    typed = entry(100, "price:KL-01", 250_000, 260_000, by="staff")
    went = [entry(200, "price:KL-01", 260_000, None), entry(200, "skus", ["KL-01"], [])]
    told = [run(outcomes=(change(groups=("structure",)),))]
    assert judged(5, tape=[listed(), typed, *went], calls=(SEEN,), runs=told) == []
    over = entry(200, "price:KL-01", 260_000, 250_000)
    assert judged(5, tape=[listed(), typed, over], calls=(SEEN,), runs=told)
