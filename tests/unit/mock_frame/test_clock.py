from __future__ import annotations

from adapters._mock.clock import MockClock, iso


def test_advancing_moves_now_but_not_signatures() -> None:
    clock = MockClock(lambda: 1000.0)
    clock.advance(60)
    assert (clock.now(), clock.signature_now()) == (1060.0, 1000.0)
    clock.advance(40, signatures=True)
    assert (clock.now(), clock.signature_now()) == (1100.0, 1040.0)
    assert clock.advanced == 100
    clock.reset()
    assert (clock.now(), clock.signature_now()) == (1000.0, 1000.0)


def test_moments_carry_their_zone() -> None:
    assert iso(1767000000) == "2025-12-29T09:20:00+00:00"
