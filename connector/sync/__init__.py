"""The heart: what would be done (plan), doing it (apply), and the memory beside it (journal).

Two functions carry it, without any engine: ``plan_shop(rules, desired, journal, adapter, clock) -> Planned`` and
``apply_plan(planned, run, journal, adapter, media, clock) -> RunReport``; ``recover`` settles what a crash left open.
"""

from .apply import Run, apply_plan
from .change import Change, ChangeKind, GroupChange, GuardTrip, Notice, Outcome, Plan, Severity
from .desired import Desired, ShopRules
from .guards import GuardLimits, Limit, catalogue_guards
from .journal import Journal, LastGood
from .memory import Memory, Planned
from .plan import plan_shop
from .recover import recover
from .runreport import Result, RunReport, exit_code_of
from .session import MediaSource, Session, Stop
from .undo import Undoing, plan_undo, undoing_of

__all__ = [
    "Change",
    "ChangeKind",
    "Desired",
    "GroupChange",
    "GuardLimits",
    "GuardTrip",
    "Journal",
    "LastGood",
    "Limit",
    "MediaSource",
    "Memory",
    "Notice",
    "Outcome",
    "Plan",
    "Planned",
    "Result",
    "Run",
    "RunReport",
    "Session",
    "Severity",
    "ShopRules",
    "Stop",
    "Undoing",
    "apply_plan",
    "catalogue_guards",
    "exit_code_of",
    "plan_shop",
    "plan_undo",
    "recover",
    "undoing_of",
]
