"""Invariant 6 on histories made by hand."""

from typing import Any

from tests.simulation.history import Entry, RunRecord
from tests.unit.judge.tiny import GALLERY, SHOP, entry, judged, listed, picture, run, said, wish

LAPSED = (wish(cert_until="2026-11-21"),)
NO_STAR = (wish(star=0),)


def test_a_certified_star_may_be_sent() -> None:
    assert judged(6, tape=[listed()]) == []


def test_a_new_listing_with_a_star_too_many() -> None:
    assert "4 stars" in judged(6, tape=[listed(status="unlisted")], runs=[run(wishes=NO_STAR)])[0]


def test_a_badge_on_the_day_the_certificate_ends() -> None:
    tape = [
        listed(run=0, at=0, pictures=[], description=""),
        entry(50, "pictures", [], [picture(badge="4-2024")]),
    ]
    assert judged(6, tape=tape, runs=[run(wishes=LAPSED, ended=60)])
    assert judged(6, tape=tape, runs=[run(day="2026-11-19", wishes=LAPSED, ended=60)]) == []


def test_a_badge_within_the_stated_days_before_the_certificate_ends() -> None:
    tape = [listed(run=0, at=0, pictures=[], description=""), entry(50, "pictures", [], [picture(badge="4-2024")])]
    before = [run(day="2026-11-20", wishes=LAPSED, ended=60)]
    assert "4 stars" in judged(6, tape=tape, runs=before)[0]
    assert judged(6, tape=tape, runs=before, policy={"lead_days": 0}) == []


def test_a_star_in_words_and_one_too_high() -> None:
    tape = [
        listed(run=0, at=0, pictures=[], description=""),
        entry(50, "description", "", "Đạt OCOP 5 sao."),
    ]
    assert judged(6, tape=tape)
    assert judged(6, tape=tape, runs=[run(wishes=(wish(star=5),))]) == []


def test_before_its_first_day_and_after_a_revocation() -> None:
    tape = [listed(status="unlisted")]
    assert judged(6, tape=tape, runs=[run(wishes=(wish(cert_from="2026-11-22"),))])
    assert judged(6, tape=tape, runs=[run(wishes=(wish(revoked="2026-11-21"),))])


def test_a_star_shown_again_by_us() -> None:
    hidden = listed(run=0, at=0, by="seed", status="unlisted")
    assert judged(6, tape=[hidden, entry(50, "status", "unlisted", "live")], runs=[run(wishes=LAPSED)])


def test_taking_a_picture_away_claims_nothing() -> None:
    tape = [listed(run=0, at=0, status="unlisted"), entry(50, "pictures", list(GALLERY), [picture()])]
    assert judged(6, tape=tape, runs=[run(number=2, wishes=LAPSED)]) == []


def shown(*runs: RunRecord, tape: tuple[Entry, ...] = (), **policy: Any) -> list[str]:
    """A star that was put there in good time and outlived its certificate."""
    return judged(6, tape=[listed(run=0, at=0), *tape], runs=runs, policy=policy)


def lapsed(number: int = 1, day: str = "2026-11-21", **more: Any) -> RunRecord:
    began = number * 100.0
    return run(number, began, began + 50, **{"day": day, "wishes": LAPSED, **more})


TOLD = (said("false-star"),)


def test_a_lapsed_star_that_is_told_first() -> None:
    assert shown(lapsed(said=TOLD)) == []
    assert shown(lapsed(said=(*TOLD, said("drift", "title")))) == []


def test_a_lapsed_star_that_is_not_told() -> None:
    assert "does not say so" in shown(lapsed())[0]
    assert shown(lapsed(said=(said("false-star", skus=["KL-02"], product="KL-02"),)))


def test_a_lapsed_star_that_is_not_told_first() -> None:
    assert "begins with drift" in shown(lapsed(said=(said("drift", "title"), *TOLD)))[0]


def test_a_lapsed_star_beyond_the_stated_days() -> None:
    first, second, third = lapsed(said=TOLD), lapsed(2, "2026-11-22", said=TOLD), lapsed(3, "2026-11-23", said=TOLD)
    assert shown(first, second) == []
    assert "for 2 days" in shown(first, second, third)[0]
    assert shown(first, second, third, false_star="alert") == []
    assert shown(first, second, third, false_star_days=2) == []


def test_a_star_on_a_listing_of_somebody_elses_under_our_sku_is_told_by_its_own_name_and_not_hidden() -> None:
    def nights(*told: Any) -> list[str]:
        runs = [lapsed(n, f"2026-11-2{n}", said=told) for n in (1, 2, 3)]
        return judged(6, tape=[listed(run=0, at=0, by="staff")], runs=runs)

    assert nights({**said("false-star"), "remote_id": "801"}) == []
    assert len(nights({**said("false-star"), "remote_id": "802"})) == 3
    assert len(nights()) == 3


def test_a_star_that_a_changed_row_made_false_waits_under_a_guard() -> None:
    trips = ({"guard": "badge-off", "scope": "shop", "count": 9, "allowed": 5, "of": 9, "text": "Hãy xem lại."},)
    days = [f"2026-11-{day}" for day in (21, 22, 23)]

    def nights(**more: Any) -> list[RunRecord]:
        return [lapsed(n, day, said=TOLD, trips=trips, **more) for n, day in enumerate(days, 1)]

    assert shown(*nights(wishes=(wish(star=3),))) == []
    assert "for 2 days" in shown(*nights())[0]


def test_a_lapsed_star_that_was_hidden_in_time() -> None:
    hidden = (entry(220, "status", "live", "unlisted", run=2),)
    assert shown(lapsed(said=TOLD), lapsed(2, "2026-11-22", said=TOLD), lapsed(3, "2026-11-23"), tape=hidden) == []


def test_a_star_that_staff_typed_while_the_run_went() -> None:
    typed = entry(130, "description", "", "OCOP 5 sao", by="staff")
    gone = entry(120, "pictures", [], [], by="staff")
    assert judged(6, tape=[listed(run=0, at=0), gone, typed], runs=[run(1, 100, 150)]) == []


def test_a_run_that_could_not_finish_is_not_blamed() -> None:
    assert shown(lapsed(report={"ending": "stopped", "stop_code": "E_CONSENT_NEEDED"})) == []
    assert shown(lapsed(crashed=True, report=None)) == []


def test_somebody_elses_star_is_theirs() -> None:
    assert judged(6, tape=[listed(run=0, at=0, by="seed", sku="LẠ-09", shop=SHOP)], runs=[lapsed()]) == []


def test_what_an_audit_lets_through_was_sent_before() -> None:
    tape = [listed(run=0, at=0, status="unlisted", pictures=[]), entry(50, "pictures", [], list(GALLERY))]
    assert judged(6, tape=tape, runs=[run(wishes=LAPSED)])
    assert judged(6, tape=tape, runs=[run(wishes=LAPSED)], by_calls=False) == []


def test_a_listing_counts_from_when_it_was_made() -> None:
    runs = [run(1, 100, 150, wishes=(wish(star=0),)), run(2, 200, 250)]
    assert judged(6, tape=[listed(run=2, at=220)], runs=runs) == []
    assert judged(6, tape=[listed(run=0, at=0), listed("802", run=2, at=220)], runs=runs)


def test_the_days_of_a_star_begin_when_it_is_false_whatever_was_said_before() -> None:
    """A report that called a certified star false, its row being gone, counts for nothing."""
    runs = [lapsed(n, f"2026-11-{18 + n}", said=TOLD) for n in (1, 2, 3)]
    assert shown(*runs) == []
    assert "for 2 days" in shown(*runs, lapsed(4, "2026-11-22", said=TOLD), lapsed(5, "2026-11-23", said=TOLD))[0]


def test_a_star_that_is_handed_in_for_a_review() -> None:
    bare = listed(run=0, at=0, pictures=[], description="")
    handed = entry(50, "waiting", {}, {"title": "Khăn lụa tơ tằm", "description": "Đạt OCOP 5 sao."})
    assert "5 stars" in judged(6, tape=[bare, handed])[0]
    assert judged(6, tape=[bare, handed], runs=[run(wishes=(wish(star=5),))]) == []


def test_a_star_that_stands_there_already_is_not_handed_in_anew() -> None:
    stood = listed(run=0, at=0, pictures=[], description="Đạt OCOP 4 sao.")
    handed = entry(50, "waiting", {}, {"title": "Khăn mới", "description": "Đạt OCOP 4 sao."})
    assert not [words for words in judged(6, tape=[stood, handed], runs=[run(wishes=LAPSED)]) if "was sent" in words]
