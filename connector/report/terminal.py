"""Plans and runs in a terminal: what needs a person first, then what will happen or did, before -> after.

Everything is printed as plain Text: a product called ``[red]`` is a product called ``[red]``. Long lists are cut; the
JSON and the HTML page hold all of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from connector.messages import Language, say
from connector.sync import Change, ChangeKind, GuardTrip, Notice, Outcome, Plan, Result, RunReport

from .differences import differences
from .figures import clean, day_text, duration, marketplace_name, number, shorten
from .order import buckets, for_a_person, for_information, said, wanting
from .sentences import because, by_label, guard_text, notice_text, problem_text, result_text

__all__ = ["show_plan", "show_run", "show_runs"]

CUT = 10
"""So many products are shown under one heading."""

FEW = 3
"""So many examples are shown of what is only said."""

TITLE = 60

NARROW = 24
"""No window is taken to be narrower than this."""

STYLES = {"badge_off": "bold red", "unlist": "yellow", "price": "cyan", "stock": "cyan", "create": "green"}


def show_plan(plan: Plan, lang: Language, console: Console) -> None:
    """What would be done to one shop."""
    page = _Page(console, lang)
    page.heading("report.plan_title", plan.shop, plan.marketplace, day_text(plan.day, lang))
    page.guards(plan.trips, len(plan.sendable))
    page.needed(for_a_person(plan.notices), ())
    for bucket in buckets(plan.changes):
        page.changes(bucket.name, bucket.changes)
    page.told(for_information(plan.notices))
    if not plan.changes and not plan.trips:
        page.line(say("report.nothing_to_undo" if plan.undo_of else "report.nothing_to_send", lang), "green")
    counts = {bucket.name: len(bucket.changes) for bucket in buckets(plan.changes)}
    page.counts(counts, unchanged=plan.unchanged, listings=plan.listings)


def show_run(report: RunReport, lang: Language, console: Console) -> None:
    """What one run of one shop did."""
    page = _Page(console, lang)
    page.heading("report.run_title", report.shop, report.marketplace, day_text(report.day, lang))
    page.guards(report.trips, len(report.results))
    if report.ending not in ("done", "guarded"):
        page.line(say(f"ending.{report.ending}", lang), "bold red")
    if report.stop_code:
        page.line(problem_text(report.stop_code, report.stop_params, lang), "red")
    page.needed(for_a_person(report.notices), wanting(report.results))
    done = [result.change for result in report.results if result.outcome is Outcome.ACCEPTED]
    for bucket in buckets(done):
        page.changes(bucket.name, bucket.changes, done=True)
    page.waiting([result for result in report.results if result.outcome in (Outcome.WAITING, Outcome.NOT_SENT)])
    page.told([*for_information(report.notices), *said(report.results)])
    if not report.results and not report.trips and report.ending == "done":
        page.line(say("report.nothing_sent", lang), "green")
    counts = {bucket.name: len(bucket.changes) for bucket in buckets(done)}
    page.counts(counts, unchanged=report.unchanged, listings=report.listings, uploads=report.uploads)
    page.line(say("report.took", lang, time=duration(report.seconds, lang)), "dim")


def show_runs(reports: Sequence[RunReport], lang: Language, console: Console) -> None:
    """Several shops one after the other, and one line for each at the end."""
    for report in reports:
        show_run(report, lang, console)
    if len(reports) < 2:
        return
    page = _Page(console, lang)
    page.console.print(Rule(Text(say("report.all_shops", lang)), style="dim"))
    for report in reports:
        accepted = sum(result.outcome is Outcome.ACCEPTED for result in report.results)
        people = len(for_a_person(report.notices)) + len(wanting(report.results))
        code = "report.shop_line_person" if people else "report.shop_line"
        ending = say(f"ending.{report.ending}", lang)
        page.line(say(code, lang, shop=clean(report.shop), done=accepted, people=people, ending=ending))


class _Page:
    """The parts of a page, in one language on one console."""

    def __init__(self, console: Console, lang: Language) -> None:
        self.console = console
        self.lang: Language = lang

    def line(self, text: str, style: str = "", indent: int = 0) -> None:
        self._print(Text(text, style=style), indent)

    def _print(self, text: Text, indent: int = 0) -> None:
        """Wrapped under its own indent, without blanks at the end of a line."""
        room = max(NARROW, self.console.width) - indent
        for piece in text.wrap(self.console, room):
            piece.rstrip()
            self.console.print(Text(" " * indent).append_text(piece), no_wrap=True, crop=False, overflow="ignore")

    def heading(self, code: str, shop: str, marketplace: str, day: str) -> None:
        name = say(code, self.lang, shop=clean(shop), marketplace=marketplace_name(marketplace), day=day)
        self.console.print()
        if len(name) + 4 > self.console.width:
            self.line(name, "bold")
        else:
            self.console.print(Rule(Text(name, style="bold"), align="left", style="green"))

    def title(self, code: str, count: int, style: str = "bold") -> None:
        self.console.print()
        self.line(f"{say(code, self.lang)} ({number(count, self.lang)})", style)

    def guards(self, trips: Sequence[GuardTrip], sendable: int) -> None:
        """A block nobody overlooks."""
        if not trips:
            return
        block = Text("\n\n").join(Text(guard_text(trip, self.lang)) for trip in trips)
        code = "report.guard_calendar" if sendable else "report.guard_nothing"
        block.append(f"\n\n{say(code, self.lang, count=sendable)}", style="bold")
        title = Text(say("report.guard_title", self.lang), style="bold")
        self.console.print(Panel(block, title=title, title_align="left", border_style="red"))

    def needed(self, notices: Sequence[Notice], results: Sequence[Result]) -> None:
        """What a person has to decide or mend, false stars first."""
        if not notices and not results:
            return
        self.title("report.needs_person", len(notices) + len(results), "bold red")
        for name, held in by_label(notices, self.lang).items():
            self.line(f"{name} ({number(len(held), self.lang)})", "bold", 2)
            for notice in held[:CUT]:
                self._item(notice.skus, notice.title, "", [notice_text(notice, self.lang)])
            self._more(len(held) - CUT)
        for result in results[:CUT]:
            change = result.change
            ending = say(f"outcome.{result.outcome}", self.lang)
            told = result_text(result, self.lang)
            self._item(change.skus, change.title, ending, [told] if told else [])
        self._more(len(results) - CUT)

    def changes(self, bucket: str, changes: Sequence[Change], *, done: bool = False) -> None:
        """One heading; the reason stands beside it where it is the same for all."""
        self.title(f"bucket.{bucket}", len(changes), STYLES.get(bucket, "bold"))
        shown = changes[: FEW if done else CUT]
        reasons = {change.id: because(change, self.lang) for change in changes}
        common = set(reasons.values())
        if len(common) == 1:
            self.line(common.pop(), "dim", 2)
            reasons = {}
        for change in shown:
            lines = [f"{line.label}: {line}" for line in differences(change, self.lang)]
            if change.kind is ChangeKind.CREATE:
                lines = [" · ".join(lines)]
            self._item(change.skus, change.title, reasons.get(change.id, ""), lines)
        self._more(len(changes) - len(shown))

    def waiting(self, results: Sequence[Result]) -> None:
        if not results:
            return
        self.title("report.waiting", len(results), "yellow")
        for result in results[:CUT]:
            ending = say(f"outcome.{result.outcome}", self.lang)
            told = result_text(result, self.lang)
            self._item(result.change.skus, result.change.title, ending, [told] if told else [])
        self._more(len(results) - CUT)

    def told(self, notices: Sequence[Notice]) -> None:
        """What is only said: counted by kind, with a few examples."""
        for name, held in by_label(notices, self.lang).items():
            self.console.print()
            self.line(f"{name} ({number(len(held), self.lang)})", "dim bold")
            for notice in held[:FEW]:
                self._item(notice.skus, notice.title, "", [notice_text(notice, self.lang)])
            self._more(len(held) - FEW)

    def _item(self, skus: Sequence[str], title: str, aside: str, lines: Sequence[str]) -> None:
        """A product and what is said of it, on one line where one line holds it."""
        name = Text()
        if skus:
            more = f" +{len(skus) - 1}" if len(skus) > 1 else ""
            name.append(f"{clean(skus[0])}{more}  ", style="bold")
        name.append(shorten(title, TITLE))
        if aside:
            name.append(f"  ({aside.rstrip('.')})", style="dim")
        if not name:  # a word on a whole file
            for line in lines:
                self.line(line, indent=2)
            return
        if len(lines) == 1 and name.cell_len + len(lines[0]) + 6 <= self.console.width:
            name.append(f"    {lines[0]}")
            lines = ()
        self._print(name, 2)
        for line in lines:
            self.line(line, indent=6)

    def _more(self, count: int) -> None:
        if count > 0:
            self.line(say("report.more", self.lang, count=number(count, self.lang)), "dim italic", 2)

    def counts(self, buckets: dict[str, int], **others: int) -> None:
        parts = [say(f"count.{name}", self.lang, count=number(count, self.lang)) for name, count in buckets.items()]
        parts += [say(f"count.{name}", self.lang, count=number(count, self.lang)) for name, count in others.items()]
        self.console.print()
        self.line(" · ".join(parts), "bold")
