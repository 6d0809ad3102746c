"""One product of the HTML page: its pictures before and now, its star and certificate, what was done and why."""

from __future__ import annotations

from datetime import date

from connector.messages import Language, say
from connector.sync import Outcome

from .differences import Difference
from .figures import capitalised, day_text, dong, number
from .markup import Html, el, picture_uri
from .order import FOR_A_PERSON
from .page import ProductCard, ProductFacts

__all__ = ["Cards"]

SOON_DAYS = 90


class Cards:
    """Makes cards in one language, judged for one day."""

    def __init__(self, lang: Language, day: date) -> None:
        self.lang: Language = lang
        self.day = day

    def say(self, code: str, **params: object) -> str:
        return say(code, self.lang, **params)

    def card(self, card: ProductCard, before: bytes | None, after: bytes | None) -> Html:
        tone = "bad" if card.outcome in FOR_A_PERSON else "wait" if card.outcome is Outcome.WAITING else "good"
        price = self._price(card.facts.prices)
        done = self.say(f"bucket.{card.bucket}") if card.bucket else None
        state = self.say(f"state.{card.facts.state}") if card.facts.state else ""
        code = el("span", el("code", ", ".join(card.skus)), f" · {state}" if state else None)
        return el(
            "article",
            self._pictures(card, before, after),
            el(
                "div",
                el("p", done, class_=f"done {card.bucket}") if done else None,
                el("h4", card.title),
                el("p", code, el("b", price) if price else None, class_="sku"),
                self._claim(card.facts),
                el("ul", *(self._moved(line) for line in card.differences), class_="moved")
                if card.differences
                else None,
                el("p", card.why, class_="why") if card.why else None,
                self._ending(card),
                class_="text",
            ),
            class_=f"card {tone}",
        )

    def _price(self, prices: tuple[int, ...]) -> str:
        if not prices:
            return ""
        low, high = min(prices), max(prices)
        return dong(low, self.lang) if low == high else f"{number(low, self.lang)} – {dong(high, self.lang)}"

    @staticmethod
    def _moved(line: Difference) -> Html:
        before = el("s", line.before) if line.before else None
        after = el("b", line.after) if line.after else None
        arrow = el("i", "→") if line.before else None
        return el("li", el("span", line.label), before, arrow, after, line.note)

    def _ending(self, card: ProductCard) -> Html | None:
        if card.outcome is None or card.outcome is Outcome.ACCEPTED:
            return None
        ending = capitalised(self.say(f"outcome.{card.outcome}"))
        return el("p", el("b", f"{ending}. "), card.problem, class_="problem")

    def _pictures(self, card: ProductCard, before: bytes | None, after: bytes | None) -> Html | None:
        if before is None and after is None:
            return None
        listed = card.bucket == "create" and card.outcome in (None, Outcome.ACCEPTED)
        names = ("html.photo", "html.in_shop") if listed else ("html.before", "html.after")
        shown = [(data, name) for data, name in zip((before, after), names, strict=True) if data is not None]
        return el("div", *(self._picture(data, self.say(name)) for data, name in shown), class_="pictures")

    def _picture(self, data: bytes, caption: str) -> Html:
        address = picture_uri(data)
        shown = el("img", src=address, alt=caption, loading="lazy") if address else el("i", self.say("html.no_picture"))
        return el("figure", shown, el("figcaption", caption))

    def _claim(self, facts: ProductFacts) -> Html:
        if not facts.star:
            return el("p", self.say("html.no_star"), class_="claim plain")
        stars = el("span", "★" * facts.star, class_="stars", title=self.say("html.star", star=facts.star))
        until = None
        if facts.expiry:
            text = self.say("html.valid_until", day=day_text(facts.expiry, self.lang))
            until = el("span", text, class_=f"until {self.near(facts.expiry)}")
        return el("p", stars, until, class_="claim")

    def near(self, expiry: date) -> str:
        days = (expiry - self.day).days
        return "over" if days <= 0 else "soon" if days <= SOON_DAYS else "far"
