"""``ocop sync --if-changed``: a run that starts often and mostly has nothing to do. Light; see connector.unchanged.

A whole run that found nothing to do on any shop, and nothing it has to look at again, is remembered; until something
here changes, the next ones only say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from connector.clock import BUSINESS_ZONE, SystemClock, business_day
from connector.state import State, config_file, state_for
from connector.unchanged import Watched, forget, remember, still

from .settings import Settings
from .streams import emit, tell

if TYPE_CHECKING:
    from connector.config import Config
    from connector.sync import RunReport

__all__ = ["Idle"]

UNFINISHED = frozenset({"pending", "waiting-for-shop", "overdue", "outcome-unknown"})
"""What a later run has to look at again though nothing was sent and nobody is needed."""
BY_HAND = frozenset({"pending", "waiting-for-shop"})
"""Of these, what only a person can end: their mark is seen here."""


@dataclass(slots=True)
class Idle:
    """One command line's ``--if-changed``. ``shops`` as named there: none is all."""

    settings: Settings
    shops: tuple[str, ...]
    day: date
    _watched: Watched | None = None
    _fingerprint: str = ""

    @classmethod
    def of(cls, settings: Settings, shops: Sequence[str], day: date | None) -> Idle:
        return cls(settings, tuple(shops), day or business_day(SystemClock()))

    @property
    def _state(self) -> State:
        return state_for(config_file(self.settings.config), self.settings.state)

    def nothing_changed(self) -> bool:
        """Whether the run can be spared; says so."""
        since = still(self._state.quiet, config_file(self.settings.config), self.shops, self.day)
        if since is None:
            return False
        if self.settings.as_json:
            emit({"schema": "ocop/idle@1", "since": since.isoformat(), "shops": list(self.shops)})
        else:
            tell(self.settings.say("cli.idle", since=f"{since.astimezone(BUSINESS_ZONE):%H:%M}"))
        return True

    def begins(self, config: Config) -> None:
        """A whole run begins: what it will read is noted first, also where people leave their marks."""
        from connector.run.people import kept_by_hand

        files = config.catalogue
        named = (config.path, *files.products, *files.updates, files.producers)
        shops = [shop for shop in config.shop if not self.shops or shop.name in self.shops]
        marks = (kept.place for kept in kept_by_hand(config, shops))
        folders = (files.photos, files.papers, config.mappings.overlay, *marks)
        self._watched = Watched(tuple(path for path in named if path), tuple(path for path in folders if path))
        self._fingerprint = self._watched.fingerprint()

    def ended(self, reports: Sequence[RunReport], code: int, at: datetime) -> None:
        """It ended so."""
        quiet = code == 0 and all(not report.results and not _unfinished(report) for report in reports)
        if quiet and reports and self._watched is not None:
            config = config_file(self.settings.config)
            remember(self._state.quiet, config, self.shops, self.day, self._watched, self._fingerprint, at)
        else:
            forget(self._state.quiet)


def _unfinished(report: RunReport) -> bool:
    from connector.report.figures import by_people

    again = UNFINISHED - BY_HAND if by_people(report.marketplace) else UNFINISHED
    return any(notice.code in again for notice in report.notices)
