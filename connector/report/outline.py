"""One shop's plan or run as people are told of it: data in one language, made once, shown by terminal and HTML alike.

What a person has to do comes first, then every Change under what becomes of its product, then what waits, what is
only said, and the totals. An outline is about one shop; a page of many shops or of many products is many outlines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from connector.messages import Language, say
from connector.sync import Change, GuardTrip, Outcome, Plan, RunReport, Severity

from .figures import by_people, clean, duration, moment, number, typed
from .needs import Need, needs_of, waiting_of
from .order import for_a_person, for_information, headings, said, wanting
from .parts import Known, Part, parts_of
from .sentences import by_hand_code, guard_text, problem_text
from .totals import totals_of

__all__ = ["Outline", "outline_of_plan", "outline_of_run"]


@dataclass(frozen=True, slots=True)
class Outline:
    """``first`` is the one sentence of how it stands; ``nothing``: there was nothing to send."""

    title: str
    shop: str
    marketplace: str
    day: date
    first: str
    done: bool
    problems: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    behind_guards: str = ""
    needs: tuple[Need, ...] = ()
    parts: tuple[Part, ...] = ()
    waiting: tuple[Need, ...] = ()
    told: tuple[Need, ...] = ()
    totals: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    took: str = ""

    @property
    def people(self) -> int:
        """So many lines wait for a person."""
        return sum(len(need.lines) for need in self.needs)


def outline_of_plan(plan: Plan, lang: Language, known: Known | None = None) -> Outline:
    """What would be done."""
    known = known or Known()
    hand = by_people(plan.marketplace)
    needs = needs_of(for_a_person(plan.notices), (), lang, known.cells, known.titles, by_hand=hand)
    people, count = sum(len(need.lines) for need in needs), len(plan.sendable)
    code = (
        "first.plan_guarded"
        if plan.trips
        else "first.plan"
        if count
        else "first.undo_nothing"
        if plan.undo_of
        else "first.plan_kept"
        if any(notice.group or notice.severity is Severity.PERSON for notice in plan.notices)
        else "first.plan_nothing"
    )
    return Outline(
        title="report.plan_title",
        shop=plan.shop,
        marketplace=plan.marketplace,
        day=plan.day,
        first=_first(code, people, lang, plan, count=count, of=len(plan.changes)),
        done=False,
        guards=tuple(guard_text(trip, lang) for trip in plan.trips),
        behind_guards=_behind(plan.trips, count, lang, hand),
        needs=needs,
        parts=parts_of(plan.changes, lang, known),
        told=needs_of(for_information(plan.notices), (), lang, known.cells, known.titles, by_hand=hand),
        totals=totals_of(plan.changes, lang),
        counts=(
            *_counts(plan.changes),
            ("unchanged", plan.unchanged),
            ("tasked" if hand else "listings", plan.listings),
        ),
    )


def outline_of_run(report: RunReport, lang: Language, known: Known | None = None) -> Outline:
    """What was done."""
    known = known or Known()
    accepted = {result.change.id: result for result in report.results if result.outcome is Outcome.ACCEPTED}
    done = [result.change for result in accepted.values()]
    hand = by_people(report.marketplace)
    wrong, said_too = wanting(report.results), said(report.results)
    needs = needs_of(for_a_person(report.notices), wrong, lang, known.cells, known.titles, by_hand=hand)
    told = [*for_information(report.notices), *said_too]
    problems = [] if report.ending in ("done", "guarded") else [say(f"ending.{report.ending}", lang)]
    if report.stop_code:
        problems.append(problem_text(report.stop_code, report.stop_params, lang))
    names = ("unchanged", "tasked", "put_ready") if hand else ("unchanged", "listings", "uploads")
    others = zip(names, (report.unchanged, report.listings, report.uploads), strict=True)
    return Outline(
        title="report.run_title",
        shop=report.shop,
        marketplace=report.marketplace,
        day=report.day,
        first=_first(
            _ended(report, len(done)), sum(len(need.lines) for need in needs), lang, report, **_told(report, done, lang)
        ),
        done=True,
        problems=tuple(problems),
        guards=tuple(guard_text(trip, lang) for trip in report.trips),
        behind_guards=_behind(report.trips, len(report.results), lang, hand),
        needs=needs,
        parts=parts_of(done, lang, known),
        waiting=waiting_of(report.results, lang),
        told=needs_of(told, (), lang, known.cells, known.titles, by_hand=hand),
        totals=totals_of(done, lang),
        counts=(*_counts(done), *others),
        took=duration(report.seconds, lang),
    )


def _ended(report: RunReport, done: int) -> str:
    if report.ending == "stopped" and not report.results:
        return "first.run_stopped"
    if report.ending == "guarded":
        return "first.run_guarded"
    return "first.run" if done else "first.run_nothing"


def _told(report: RunReport, done: list[Change], lang: Language) -> dict[str, object]:
    return {"at": moment(report.started_at, lang), "count": len(done)}


def _first(code: str, people: int, lang: Language, told: Plan | RunReport, **figures: object) -> str:
    """How it stands; where people carry it out there may always be something for them to do."""
    shown = {name: number(value, lang) if isinstance(value, int) else value for name, value in figures.items()}
    hand = by_people(told.marketplace)
    needed = by_hand_code("first.people" if people else "first.nobody", lang, hand)
    need = say(needed, lang, people=number(people, lang), shop=typed(clean(told.shop)))
    if not people and (told.trips or (isinstance(told, RunReport) and told.stop_code)):
        need = ""  # why nothing was sent is for a person to see
    return f"{say(by_hand_code(code, lang, hand), lang, **shown)} {need}".rstrip()


def _behind(trips: Iterable[GuardTrip], sendable: int, lang: Language, by_hand: bool) -> str:
    code = by_hand_code("report.guard_calendar" if sendable else "report.guard_nothing", lang, by_hand)
    return say(code, lang, count=number(sendable, lang)) if tuple(trips) else ""


def _counts(changes: Iterable[Change]) -> tuple[tuple[str, int], ...]:
    return tuple((part.name, len(part.changes)) for part in headings(changes))
