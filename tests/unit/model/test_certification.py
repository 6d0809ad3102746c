from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.model import Certification, CertificationRecord, CertState, Evidence, add_months

DECIDED = date(2024, 3, 5)
EXPIRES = date(2027, 3, 5)


def certified(star=4, **fields):
    record = {"cert_no": "MAU-1", "decision_date": DECIDED, "expiry_date": EXPIRES} | fields
    potential = record.pop("potential_star", None)
    return Certification(current=CertificationRecord(star=star, **record), potential_star=potential)


@pytest.mark.parametrize(
    ("days_left", "state", "badge"),
    [
        (400, CertState.VALID, 4),
        (91, CertState.VALID, 4),
        (90, CertState.EXPIRING_90D, 4),
        (1, CertState.EXPIRING_90D, 4),
        (0, CertState.EXPIRED, None),
        (-1, CertState.EXPIRED, None),
    ],
)
def test_state_and_badge_follow_the_days_left(days_left, state, badge):
    day = EXPIRES - timedelta(days=days_left)
    assert certified().state(day) is state
    assert certified().badge_star(day) == badge
    assert certified().days_to_expiry(day) == days_left


def test_lead_days_take_the_badge_off_early():
    assert certified().badge_star(EXPIRES - timedelta(days=2), lead_days=1) == 4
    assert certified().badge_star(EXPIRES - timedelta(days=1), lead_days=1) is None


def test_a_revoked_certificate_shows_nothing_from_that_day():
    revoked = certified(revoked_date=date(2026, 5, 2))
    assert revoked.badge_star(date(2026, 5, 1)) == 4
    assert revoked.badge_star(date(2026, 5, 2)) is None
    assert revoked.state(date(2026, 5, 2)) is CertState.REVOKED


def test_a_potential_star_is_never_a_badge():
    day = date(2026, 11, 21)
    assert certified(potential_star=5).badge_star(day) == 4
    only = Certification(potential_star=5)
    assert only.state(day) is CertState.POTENTIAL_ONLY
    assert only.badge_star(day) is None
    assert Certification().state(day) is CertState.NONE


@pytest.mark.parametrize("missing", [{"cert_no": ""}, {"decision_date": None}, {"expiry_date": None}])
def test_an_incomplete_certificate_shows_nothing(missing):
    assert certified(**missing).badge_star(date(2026, 1, 1)) is None


def test_evidence_required_by_a_programme():
    stated = certified()
    proven = certified(evidence=Evidence.DOCUMENT)
    day = date(2026, 1, 1)
    assert stated.badge_star(day, requires=Evidence.DOCUMENT) is None
    assert proven.badge_star(day, requires=Evidence.DOCUMENT) == 4
    assert proven.badge_star(day, requires=Evidence.REGISTRY) is None


def test_36_months_later_the_29th_of_february_is_the_28th():
    assert add_months(date(2024, 2, 29), 36) == date(2027, 2, 28)
    assert add_months(date(2025, 12, 31), 2) == date(2026, 2, 28)


@given(st.dates(date(2019, 1, 1), date(2035, 12, 31)), st.integers(0, 30))
def test_a_badge_is_only_shown_in_force(day, lead):
    certification = certified()
    if certification.badge_star(day, lead_days=lead) is not None:
        assert certification.state(day) in (CertState.VALID, CertState.EXPIRING_90D)
        assert certification.badge_star(day) == 4
