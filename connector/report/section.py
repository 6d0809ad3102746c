"""One shop's part of the HTML page: how it stands, what needs a person, every group, what is said, what ends soon.

A section knows nothing of the page around it but its place, which keeps its addresses its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from connector.messages import Language, say

from .figures import by_people, day_text, marketplace_name, number
from .item import Items
from .markup import Html, el
from .needs import Need
from .outline import Outline
from .page import Pictures, ShopSection
from .parts import Expiry, Part
from .sentences import by_hand_code

__all__ = ["Sections"]


class Sections:
    """Makes sections in one language, judged for one day."""

    def __init__(self, lang: Language, day: date) -> None:
        self.lang: Language = lang
        self.day = day
        self.items = Items(lang, day)

    def say(self, code: str, **params: object) -> str:
        return say(code, self.lang, **params)

    def section(self, section: ShopSection, place: int = 1) -> Html:
        outline, at = section.outline, f"s{place}"
        shop = (self.say("html.shop", shop=outline.shop), el("small", marketplace_name(outline.marketplace)))
        return el(
            "section",
            el("h2", *shop),
            el("p", outline.first, class_="first needing" if outline.people else "first"),
            *(el("p", problem, class_="ending") for problem in outline.problems),
            self._guards(outline),
            self._summary(section, at),
            self._needed(outline, at),
            *(self._part(part, section.pictures, at) for part in outline.parts),
            self._waiting(outline.waiting, at),
            self._told(outline.told, at),
            self._expiries(section.expiries, at),
            self._commands(section.commands),
            class_="shop",
            id=at,
        )

    @staticmethod
    def _commands(commands: Sequence[tuple[str, str]]) -> Html | None:
        if not commands:
            return None
        return el("div", *(el("p", why, " ", el("code", line)) for why, line in commands), class_="commands")

    def _guards(self, outline: Outline) -> Html | None:
        if not outline.guards:
            return None
        guards = (el("p", guard) for guard in outline.guards)
        title = el("h3", self.say("report.guard_title"))
        return el("div", title, *guards, el("p", el("b", outline.behind_guards)), class_="guard")

    def _summary(self, section: ShopSection, at: str) -> Html:
        """Counts as ways to their groups, then the totals in words."""
        outline = section.outline
        tiles = []
        if outline.people:
            tiles.append(self._tile(outline.people, self.say("html.needs_person"), f"#{at}-needed", "bad"))
        linked = {part.name for part in outline.parts}
        for name, count in outline.counts:
            if name in linked:
                tiles.append(self._tile(count, self.say(f"heading.{name}"), f"#{at}-{name}", name))
        for name, count in outline.counts:
            if name not in linked:
                tiles.append(self._tile(count, self.say(f"html.{name}"), None, "quiet"))
        if section.calls is not None:
            tiles.append(self._tile(section.calls, self.say("html.calls"), None, "quiet"))
        lines = [*outline.totals, *([self.say("report.took", time=outline.took)] if outline.took else [])]
        totals = el("p", " ".join(lines), class_="totals") if lines else None
        return el("nav", el("ul", *tiles, class_="figures"), totals, aria_label=self.say("html.counts"))

    def _tile(self, count: int, name: str, to: str | None, css: str) -> Html:
        inner = (el("b", number(count, self.lang)), el("span", name))
        return el("li", el("a", *inner, href=to) if to else el("div", *inner), class_=css)

    def _needed(self, outline: Outline, at: str) -> Html | None:
        """Everything that waits for a person, a block for each kind, false stars first."""
        if not outline.needs and (outline.guards or outline.problems):
            return None
        if not outline.needs:
            nothing = by_hand_code("html.nothing_needed", self.lang, by_people(outline.marketplace))
            return el("p", self.say(nothing), class_="fine")
        head = el("h3", self.say("html.needs_person"), " ", el("small", number(outline.people, self.lang)))
        kinds = (self._kind(need) for need in outline.needs)
        return el("div", head, el("div", *kinds, class_="kinds"), class_="needed", id=f"{at}-needed")

    def _kind(self, need: Need) -> Html:
        return el(
            "div",
            el("h4", f"{need.name} ({number(len(need.lines), self.lang)})"),
            el("p", need.todo, class_="todo") if need.todo else None,
            el("ul", *(self.items.line(line) for line in need.lines)),
            class_="kind false" if need.false_star else "kind",
        )

    def _part(self, part: Part, pictures: Pictures, at: str) -> Html:
        none = (None, None)
        rows = (self.items.item(item, pictures.get(item.product, none), why=not part.why) for item in part.items)
        return el(
            "details",
            el(
                "summary",
                el("h3", self.say(f"heading.{part.name}"), " ", el("small", number(len(part.items), self.lang))),
            ),
            el("p", part.why, class_="common") if part.why else None,
            el("div", *rows, class_="rows"),
            class_=f"part {part.name}",
            id=f"{at}-{part.name}",
            open="",
        )

    def _waiting(self, needs: Sequence[Need], at: str) -> Html | None:
        if not needs:
            return None
        count = sum(len(need.lines) for need in needs)
        head = el("summary", el("h3", self.say("report.waiting"), " ", el("small", number(count, self.lang))))
        kinds = el("div", *(self._kind(need) for need in needs), class_="kinds")
        return el("details", head, kinds, class_="part waiting", id=f"{at}-waiting", open="")

    def _told(self, needs: Sequence[Need], at: str) -> Html | None:
        if not needs:
            return None
        count = sum(len(need.lines) for need in needs)
        head = el("summary", el("h3", self.say("label.other"), " ", el("small", number(count, self.lang))))
        return el(
            "details", head, el("div", *map(self._kind, needs), class_="kinds"), class_="part said", id=f"{at}-said"
        )

    def _expiries(self, expiries: Sequence[Expiry], at: str) -> Html | None:
        """What ends next, the soonest first; what has ended is folded below it, the latest first."""
        coming = sorted((one for one in expiries if one.expiry >= self.day), key=lambda one: one.expiry)
        ended = sorted((one for one in expiries if one.expiry < self.day), key=lambda one: one.expiry, reverse=True)
        tables = [
            el("details", title, self._table(held), class_="part expiries", id=f"{at}-{name}", open=opened)
            for name, code, held, opened in (
                ("expiries", "html.expiries", coming, ""),
                ("ended", "html.ended", ended, None),
            )
            if held
            and (title := el("summary", el("h3", self.say(code), " ", el("small", number(len(held), self.lang)))))
        ]
        return el("div", *tables) if tables else None

    def _table(self, expiries: Sequence[Expiry]) -> Html:
        heads = ("html.product", "html.certificate", "html.expires", "html.left")
        rows = []
        for one in expiries:
            near = self.items.near(one.expiry)
            title = el("td", el("b", one.title), " ", el("span", "★" * one.star, class_=f"stars {near}"))
            left = el("td", el("span", self._left(one.expiry), class_=f"until {near}"))
            rows.append(el("tr", title, el("td", one.cert_no), el("td", day_text(one.expiry, self.lang)), left))
        head = el("thead", el("tr", *(el("th", self.say(code)) for code in heads)))
        return el("div", el("table", head, el("tbody", *rows)), class_="scroll")

    def _left(self, expiry: date) -> str:
        days = (expiry - self.day).days
        if days == 0:
            return self.say("html.today")
        return self.say("html.days_left" if days > 0 else "html.days_past", days=abs(days))
