"""One shop's part of the HTML page: figures, what needs a person, its cards, the certificates that run out next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from connector.messages import Language, say
from connector.sync import Notice, Outcome, Result

from .card import Cards
from .figures import capitalised, day_text, duration, marketplace_name, number
from .markup import Html, el
from .order import BUCKETS, FALSE_STAR, FOR_A_PERSON, for_a_person, wanting
from .page import Expiry, ProductCard, ShopSection
from .sentences import by_label, guard_text, notice_text, problem_text, result_text

__all__ = ["Sections"]


class Sections:
    """Makes sections in one language, judged for one day."""

    def __init__(self, lang: Language, day: date) -> None:
        self.lang: Language = lang
        self.day = day
        self.cards = Cards(lang, day)

    def say(self, code: str, **params: object) -> str:
        return say(code, self.lang, **params)

    def section(self, section: ShopSection) -> Html:
        report = section.report
        ending = None if report.ending == "done" else el("p", self.say(f"ending.{report.ending}"), class_="ending")
        stop = problem_text(report.stop_code, report.stop_params, self.lang) if report.stop_code else None
        return el(
            "section",
            el("h2", self.say("html.shop", shop=report.shop), el("small", marketplace_name(report.marketplace))),
            self._figures(section),
            ending,
            el("p", stop, class_="ending") if stop else None,
            *(el("p", guard_text(trip, self.lang), class_="guard") for trip in report.trips),
            self._needed(for_a_person(report.notices), wanting(report.results)),
            *self._cards(section),
            self._expiries(section.expiries),
            class_="shop",
        )

    def _figures(self, section: ShopSection) -> Html:
        report = section.report
        counted = {name: sum(self._done(card, name) for card in section.cards) for name in BUCKETS}
        tiles = [(number(count, self.lang), self.say(f"bucket.{name}")) for name, count in counted.items() if count]
        tiles.append((number(report.unchanged, self.lang), self.say("html.unchanged")))
        tiles.append((number(report.uploads, self.lang), self.say("html.uploads")))
        if section.calls is not None:
            tiles.append((number(section.calls, self.lang), self.say("html.calls")))
        figures = [el("div", el("dt", name), el("dd", count)) for count, name in tiles]
        time = el("dd", duration(report.seconds, self.lang), class_="long")
        return el(
            "dl",
            *figures,
            el("div", el("dt", self.say("html.time")), time),
            class_="figures",
            aria_label=self.say("html.counts"),
        )

    @staticmethod
    def _done(card: ProductCard, bucket: str) -> bool:
        return card.bucket == bucket and card.outcome in (None, Outcome.ACCEPTED)

    def _needed(self, notices: Sequence[Notice], results: Sequence[Result]) -> Html:
        """Everything that waits for a person, a block for each kind, false stars first."""
        if not notices and not results:
            return el("p", self.say("html.nothing_needed"), class_="fine")
        kinds = []
        for name, held in by_label(notices, self.lang).items():
            lines = [self._line(one.title or one.product, one.skus, notice_text(one, self.lang)) for one in held]
            kinds.append(self._kind(name, lines, "kind false" if held[0].code == FALSE_STAR else "kind"))
        for outcome in FOR_A_PERSON:
            same = [result for result in results if result.outcome is outcome]
            lines = [self._line(one.change.title, one.change.skus, result_text(one, self.lang)) for one in same]
            if lines:
                kinds.append(self._kind(capitalised(self.say(f"outcome.{outcome}")), lines, "kind"))
        return el("div", el("h3", self.say("html.needs_person")), el("div", *kinds, class_="kinds"), class_="needed")

    @staticmethod
    def _kind(name: str, lines: Sequence[Html], css: str) -> Html:
        return el("div", el("h4", f"{name} ({len(lines)})"), *lines, class_=css)

    @staticmethod
    def _line(title: str, skus: Sequence[str], text: str) -> Html:
        if not title and not skus:  # a word on a whole file
            return el("p", text)
        return el("p", el("b", title), " ", el("code", skus[0]) if skus else None, el("br"), text)

    def _cards(self, section: ShopSection) -> list[Html]:
        """One flow of cards in the sending order; each says itself what was done."""
        if not section.cards:
            return [el("p", self.say("html.quiet"), class_="fine")]
        order = {bucket: place for place, bucket in enumerate(BUCKETS)}
        cards = sorted(section.cards, key=lambda card: order.get(card.bucket, len(order)))
        made = (self.cards.card(card, *section.pictures.get(card.product, (None, None))) for card in cards)
        count = el("small", number(len(cards), self.lang))
        return [el("h3", self.say("html.products"), " ", count), el("div", *made, class_="cards")]

    def _expiries(self, expiries: Sequence[Expiry]) -> Html | None:
        if not expiries:
            return None
        heads = ("html.product", "html.certificate", "html.expires", "html.left")
        rows = [
            el(
                "tr",
                el(
                    "td",
                    el("b", one.title),
                    " ",
                    el("span", "★" * one.star, class_=f"stars {self.cards.near(one.expiry)}"),
                ),
                el("td", one.cert_no),
                el("td", day_text(one.expiry, self.lang)),
                el("td", el("span", self._left(one.expiry), class_=f"until {self.cards.near(one.expiry)}")),
            )
            for one in sorted(expiries, key=lambda one: one.expiry)
        ]
        head = el("thead", el("tr", *(el("th", self.say(code)) for code in heads)))
        table = el("div", el("table", head, el("tbody", *rows)), class_="scroll")
        return el("div", el("h3", self.say("html.expiries")), table, class_="expiries")

    def _left(self, expiry: date) -> str:
        days = (expiry - self.day).days
        if days == 0:
            return self.say("html.today")
        return self.say("html.days_left" if days > 0 else "html.days_past", days=abs(days))
