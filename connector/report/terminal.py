"""Plans and runs in a terminal: one sentence of how it stands, what needs a person, then what will happen or did.

Everything is printed as plain Text: a product called ``[red]`` is a product called ``[red]``. Long lists are cut unless
all is asked for; the HTML page and the JSON hold all of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from rich.console import Console

from connector.messages import Language, say
from connector.model import Group
from connector.sync import Outcome, Plan, RunReport

from .differences import Difference
from .figures import by_people, clean, day_text, marketplace_name, number
from .needs import Line, Need
from .order import for_a_person, wanting
from .outline import Outline, outline_of_plan, outline_of_run
from .parts import Expiry, Item, Known, Part, cell_text
from .rows import Entry, Rows
from .sentences import by_hand_code, problem_text

__all__ = ["show_commands", "show_deadlines", "show_plan", "show_run", "show_runs", "show_shop_lines"]

CUT = 10
"""So many products are shown under one heading of what will happen or needs a person."""

FEW = 3
"""So many examples are shown of what is new or only said."""

ALL = 1_000_000

SOON_DAYS = 30
"""Certificates that end within so many days are named."""

FIGURES = ("price", "stock")
"""Under these headings a figure needs no label."""

STYLES = {"badge_off": "bold red", "unlist": "yellow", "price": "cyan", "stock": "cyan", "create": "green"}


def show_plan(
    plan: Plan,
    lang: Language,
    console: Console,
    *,
    known: Known | None = None,
    whole: bool = False,
) -> None:
    """What would be done to one shop."""
    page = _Page(console, lang, whole)
    page.outline(outline_of_plan(plan, lang, known))


def show_run(
    report: RunReport,
    lang: Language,
    console: Console,
    *,
    known: Known | None = None,
    whole: bool = False,
) -> None:
    """What one run of one shop did."""
    page = _Page(console, lang, whole)
    page.outline(outline_of_run(report, lang, known))


def show_runs(
    reports: Sequence[RunReport],
    lang: Language,
    console: Console,
    *,
    known: Mapping[str, Known] | None = None,
    whole: bool = False,
) -> None:
    """Several shops one after the other, and one line for each at the end. ``known`` by shop."""
    page = _Page(console, lang, whole)
    for report in reports:
        page.outline(outline_of_run(report, lang, (known or {}).get(report.shop)))
    if len(reports) > 1:
        show_shop_lines(reports, lang, console)


def show_shop_lines(reports: Sequence[RunReport], lang: Language, console: Console) -> None:
    """One line for each shop."""
    rows = Rows(console)
    rows.gap()
    rows.line(say("report.all_shops", lang), "bold")
    for report in reports:
        accepted = sum(result.outcome is Outcome.ACCEPTED for result in report.results)
        people = len(for_a_person(report.notices)) + len(wanting(report.results))
        code = "report.shop_line_person" if people else "report.shop_line"
        code = by_hand_code(code, lang, by_people(report.marketplace))
        ending = say(f"ending.{report.ending}", lang)
        if report.stop_code:
            ending += " " + clean(problem_text(report.stop_code, report.stop_params, lang))
        rows.line(say(code, lang, shop=clean(report.shop), done=accepted, people=people, ending=ending))


def show_deadlines(expiries: Sequence[Expiry], day: date, lang: Language, console: Console) -> None:
    """Certificates that end soon, the nearest first."""
    soon = sorted((one for one in expiries if 0 <= (one.expiry - day).days <= SOON_DAYS), key=lambda one: one.expiry)
    if soon:
        _Page(console, lang, whole=True).deadlines(soon, day)


def show_commands(commands: Sequence[tuple[str, str]], console: Console) -> None:
    """What to type next: (why, command). A command is never wrapped, so that it can be copied."""
    rows = Rows(console)
    if commands:
        rows.gap()
    for why, line in commands:
        rows.line(why)
        console.print(f"  {clean(line)}", style="bold", soft_wrap=True)


class _Page:
    """The parts of a page, in one language on one console."""

    def __init__(self, console: Console, lang: Language, whole: bool) -> None:
        self.rows = Rows(console)
        self.lang: Language = lang
        self.whole = whole

    def say(self, code: str, **params: object) -> str:
        return say(code, self.lang, **params)

    def outline(self, outline: Outline) -> None:
        shop, marketplace = clean(outline.shop), marketplace_name(outline.marketplace)
        self.rows.gap()
        heading = self.say(outline.title, shop=shop, marketplace=marketplace, day=day_text(outline.day, self.lang))
        self.rows.line(heading, "bold reverse" if self.rows.console.is_terminal else "bold")
        self.rows.line(outline.first, "bold yellow" if outline.people else "bold green")
        for problem in outline.problems:
            self.rows.line(problem, "bold red")
        self._guards(outline)
        self._needed(outline)
        for part in outline.parts:
            self._part(part, FEW if outline.done and part.name == "create" else CUT)
        if outline.waiting:
            self._title("report.waiting", sum(len(need.lines) for need in outline.waiting), "yellow")
            self._kinds(outline.waiting, CUT, 2)
        for need in outline.told:
            self.rows.gap()
            self._need(need, FEW, 0, "dim bold")
        self._totals(outline)

    def _title(self, code: str, count: int, style: str = "bold") -> None:
        self.rows.gap()
        self.rows.line(f"== {self.say(code)} ({number(count, self.lang)})", style)

    def _guards(self, outline: Outline) -> None:
        """What nobody overlooks."""
        if not outline.guards:
            return
        self.rows.gap()
        self.rows.line(f"!! {self.say('report.guard_title')}", "bold red")
        for guard in outline.guards:
            self.rows.line(guard, indent=2)
        self.rows.line(outline.behind_guards, "bold", 2)

    def _needed(self, outline: Outline) -> None:
        """What a person has to decide or mend, false stars first."""
        if outline.needs:
            self._title("report.needs_person", outline.people, "bold red")
            self._kinds(outline.needs, CUT, 2)

    def _kinds(self, needs: Sequence[Need], most: int, indent: int) -> None:
        for place, need in enumerate(needs):
            if place:
                self.rows.gap()
            self._need(need, most, indent, "bold")

    def _need(self, need: Need, most: int, indent: int, style: str) -> None:
        self.rows.line(f"{need.name} ({number(len(need.lines), self.lang)})", style, indent)
        if need.todo:
            self.rows.line(need.todo, "dim", indent)
        shown = need.lines[: ALL if self.whole else most]
        self.rows.entries([Entry(one.skus, one.title, lines=self._said(one)) for one in shown], indent)
        self._more(len(need.lines) - len(shown), indent)

    def _said(self, line: Line) -> tuple[str, ...]:
        where = f" ({cell_text(line.cell, self.lang)})" if line.cell else ""
        text = f"{line.text}{where}".strip()
        return (text,) if text else ()

    def _part(self, part: Part, most: int) -> None:
        """One heading; the reason stands below it where it is the same for all."""
        self._title(f"heading.{part.name}", len(part.items), STYLES.get(part.name, "bold"))
        if part.why:
            self.rows.line(part.why, "dim", 2)
        shown = part.items[: ALL if self.whole else most]
        self.rows.entries([self._entry(item, part) for item in shown])
        self._more(len(part.items) - len(shown), 2)

    def _entry(self, item: Item, part: Part) -> Entry:
        if part.name == "create":
            return Entry(item.skus, item.title, self._new(item.lines))
        why = () if part.why or part.name in ("text", "price", "stock") else (item.why,)
        if len(item.lines) == 1 and item.lines[0].before and not item.lines[0].sku:
            one = item.lines[0]
            label = "" if part.name in FIGURES else f"{one.label}: "
            cells = (f"{label}{one.before}", "→", one.after, one.note)
            return Entry(item.skus, item.title, cells, why)
        if len(item.lines) == 1 and part.name in FIGURES and not item.lines[0].sku:
            return Entry(item.skus, item.title, lines=(str(item.lines[0]), *why))
        told = (f"{line.name}: {line}" for line in item.lines)
        return Entry(item.skus, item.title, lines=(*told, *why))

    def _new(self, lines: Sequence[Difference]) -> tuple[str, ...]:
        """Of a new listing: price, pieces, pictures."""
        found = {line.group: line for line in lines}
        stock = found.get(Group.STOCK)
        pieces = self.say("report.pieces", count=stock.after) if stock else ""
        price, media = found.get(Group.PRICE), found.get(Group.MEDIA)
        return (price.after if price else "", pieces, media.after if media else "")

    def _more(self, count: int, indent: int) -> None:
        if count > 0:
            self.rows.line(self.say("report.more", count=number(count, self.lang)), "dim italic", indent)

    def _totals(self, outline: Outline) -> None:
        self.rows.gap()
        for line in outline.totals:
            self.rows.line(line)
        counts = [self.say(f"count.{name}", count=number(count, self.lang)) for name, count in outline.counts]
        self.rows.line(" · ".join(counts), "bold")
        if outline.took:
            self.rows.line(self.say("report.took", time=outline.took), "dim")

    def deadlines(self, soon: Sequence[Expiry], day: date) -> None:
        self._title("report.deadlines", len(soon), "yellow")
        entries = []
        for one in soon:
            left = (one.expiry - day).days
            days = self.say("html.days_left", days=left) if left else self.say("html.today")
            cells = (day_text(one.expiry, self.lang), days, one.cert_no)
            entries.append(Entry((one.sku,), one.title, cells))
        self.rows.entries(entries)
