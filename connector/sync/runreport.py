"""What a run of one shop did: data for people and machines, rendered by connector.report."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from .change import Change, GuardTrip, Notice, Outcome, Plan, Severity

__all__ = ["Ending", "Result", "RunReport", "exit_code_of"]

Ending = Literal["done", "guarded", "stopped", "interrupted", "deadline"]


class Result(BaseModel):
    """How one Change ended; ``code`` and ``params`` say why where it was not accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    change: Change
    outcome: Outcome
    code: str = ""
    params: dict[str, JsonValue] = {}


class RunReport(BaseModel):
    """One run of one shop, from plan to end. ``stop_code`` says why it stopped early."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_: Literal["ocop/run@1"] = "ocop/run@1"
    run: str
    shop: str
    marketplace: str
    day: date
    started_at: datetime
    ended_at: datetime
    seconds: float
    ending: Ending
    stop_code: str = ""
    stop_params: dict[str, JsonValue] = {}
    # No repr: asyncio makes one of a finished task's value to restore Ctrl-C, and here that is the whole catalogue.
    results: tuple[Result, ...] = Field(default=(), repr=False)
    notices: tuple[Notice, ...] = Field(default=(), repr=False)
    trips: tuple[GuardTrip, ...] = ()
    unchanged: int = 0
    listings: int = 0
    uploads: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Accepted Changes by kind, and the other outcomes by name."""
        found: Counter[str] = Counter()
        for result in self.results:
            name = result.change.kind if result.outcome is Outcome.ACCEPTED else result.outcome
            found[str(name)] += 1
        return dict(found)

    @property
    def exit_code(self) -> int:
        """Decision 26, for one shop."""
        match self.ending:
            case "guarded":
                return 4
            case "stopped":
                return 1 if self.stop_code.startswith("BUG") else 6
            case "interrupted":
                return 130
            case "deadline":
                return 8
            case "done":
                return 1 if self._bug() else 3 if self._person() else 0

    def _bug(self) -> bool:
        return any(result.code.startswith("BUG") for result in self.results)

    def _person(self) -> bool:
        wrong = (Outcome.REJECTED, Outcome.PARKED, Outcome.MOVED, Outcome.UNKNOWN)
        if any(result.outcome in wrong for result in self.results):
            return True
        return any(notice.severity is Severity.PERSON for notice in self.notices)


def exit_code_of(plan: Plan) -> int:
    """Decision 26 for a plan that is only shown: 4 where a guard would stop it, 3 where a person is needed."""
    if plan.trips:
        return 4
    return 3 if any(notice.severity is Severity.PERSON for notice in plan.notices) else 0
