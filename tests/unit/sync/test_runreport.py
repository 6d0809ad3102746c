"""A run's report as data."""

from __future__ import annotations

from datetime import UTC, date, datetime

from connector.sync import Notice, RunReport, Severity

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


def test_its_repr_does_not_grow_with_the_catalogue() -> None:
    """asyncio takes the repr of a finished task's value; with 17,000 products in it that took seconds."""
    notices = tuple(Notice(code="adopted", severity=Severity.INFO, title="Chè lam Thạch Xá") for _ in range(500))
    report = RunReport(
        run="r1",
        shop="s",
        marketplace="shopee",
        day=date(2026, 11, 21),
        started_at=NOW,
        ended_at=NOW,
        seconds=1.0,
        ending="done",
        notices=notices,
    )
    assert len(repr(report)) < 1000
    assert len(report.notices) == 500
