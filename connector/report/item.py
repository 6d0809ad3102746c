"""One product of the HTML page: a row with its pictures, what it is, why, and what moves from what to what.

What comes and what goes is told by a sign and by the element (``ins``, ``del``) as well as by colour.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from connector.messages import Language, say
from connector.model import Group

from .differences import Difference
from .figures import day_text, dong, number
from .markup import Html, el, picture_uri
from .needs import Line
from .parts import Item, ProductFacts, cell_text
from .words import Piece, elided

__all__ = ["Items"]

SOON_DAYS = 90

SAID = ("price", "stock")
"""Under these headings the figure needs no label."""


class Items:
    """Makes rows in one language, judged for one day."""

    def __init__(self, lang: Language, day: date) -> None:
        self.lang: Language = lang
        self.day = day

    def say(self, code: str, **params: object) -> str:
        return say(code, self.lang, **params)

    def item(self, item: Item, pictures: tuple[bytes | None, bytes | None], *, why: bool = True) -> Html:
        """``why`` False where the heading says it for all."""
        reason = [item.why] if why and item.why else []
        if item.cell:
            reason.append(item.cell)
        price = self._price(item.facts.prices) if item.heading not in ("price", "create") else ""
        return el(
            "article",
            self._pictures(item, *pictures),
            el(
                "div",
                el("h4", item.title or self._skus(item.skus)),
                el(
                    "p",
                    el("code", self._skus(item.skus)),
                    el("b", price) if price else None,
                    *self._claim(item.facts),
                    class_="sku",
                ),
                el("p", " · ".join(reason), class_="why") if reason else None,
                class_="what",
            ),
            el("ul", *(self._moved(line, item.heading) for line in item.lines), class_="moved") if item.lines else None,
            class_=f"row {item.heading}{' seen' if _redrawn(item) else ''}",
        )

    def line(self, line: Line) -> Html:
        """One product that needs a person, or of which something is said."""
        if not line.title and not line.skus:  # a word on a whole file
            return el("li", el("p", line.text))
        head = el("p", el("b", line.title), " ", el("code", self._skus(line.skus)), class_="name")
        cell = el("p", cell_text(line.cell, self.lang), class_="why") if line.cell else None
        if not (line.shop or line.ours):
            return el("li", head, el("p", line.text) if line.text else None, cell)
        sides = el("dl", self._side(line, "shop"), self._side(line, "sheet"), class_="sides")
        return el("li", head, el("p", line.field, class_="field"), sides, cell)

    def _side(self, line: Line, side: Literal["shop", "sheet"]) -> Html:
        """One of two values that disagree; of a text the words that only this side has are marked."""
        sign = "+" if side == "shop" else "-"
        held = [piece for piece in elided(line.pieces) if piece.sign in ("", sign)]
        words = [word for piece in held for word in _marked("mark" if piece.sign else "span", piece.text)]
        shown = words or [line.shop if side == "shop" else line.ours]
        return el("div", el("dt", self.say(f"html.side_{side}")), el("dd", *shown))

    @staticmethod
    def _skus(skus: tuple[str, ...]) -> str:
        return ", ".join(skus[:4]) + (f" +{len(skus) - 4}" if len(skus) > 4 else "")

    def _price(self, prices: tuple[int, ...]) -> str:
        if not prices:
            return ""
        low, high = min(prices), max(prices)
        return dong(low, self.lang) if low == high else f"{number(low, self.lang)} – {dong(high, self.lang)}"

    def _moved(self, line: Difference, heading: str) -> Html:
        name = line.sku if heading in SAID else line.name
        label = el("span", name, class_="label") if name else None
        if line.pieces:
            return el("li", label, el("p", *self._pieces(line.pieces), class_="words"))
        before = el("del", line.before) if line.before else None
        arrow = el("i", "→") if line.before else None
        after = el("ins" if line.before else "b", line.after) if line.after else None
        sign = "up" if line.note.startswith("+") else "down" if line.note.startswith("−") else "note"
        return el("li", label, before, arrow, after, el("span", line.note, class_=sign) if line.note else None)

    @staticmethod
    def _pieces(pieces: Iterable[Piece]) -> list[str]:
        tags = {"-": "del", "+": "ins", "": "span"}
        signs = {"-": "−", "+": "+", "": ""}
        return [
            word for piece in elided(tuple(pieces)) for word in _marked(tags[piece.sign], piece.text, signs[piece.sign])
        ]

    def _pictures(self, item: Item, before: bytes | None, after: bytes | None) -> Html:
        if not _redrawn(item):
            shown_now = after if after is not None else before
            return el("div", self._picture(shown_now, item.title, None), class_="pictures")
        shown = (self._picture(before, item.title, self.say("html.before")), el("i", "→", class_="arrow"))
        return el("div", *shown, self._picture(after, item.title, self.say("html.after")), class_="pictures two")

    def _picture(self, data: bytes | None, title: str, caption: str | None) -> Html:
        address = picture_uri(data) if data else None
        alt = f"{title} · {caption}" if caption else title
        shown = el("img", src=address, alt=alt, loading="lazy") if address else el("i", self.say("html.no_picture"))
        return el("figure", shown, el("figcaption", caption) if caption else None)

    def _claim(self, facts: ProductFacts) -> list[Html]:
        """Today's star, and until when its certificate counts."""
        if not facts.star:
            return []
        stars = el("span", "★" * facts.star, class_="stars", title=self.say("html.star", star=facts.star))
        if not facts.expiry:
            return [stars]
        text = self.say("html.valid_until", day=day_text(facts.expiry, self.lang))
        return [stars, el("span", text, class_=f"until {self.near(facts.expiry)}")]

    def near(self, expiry: date) -> str:
        days = (expiry - self.day).days
        return "over" if days <= 0 else "soon" if days <= SOON_DAYS else "far"


def _marked(tag: str, text: str, sign: str = "") -> tuple[str, Html]:
    """The words as an element, the blank in front of it left outside."""
    bare = text.lstrip()
    return text[: len(text) - len(bare)], el(tag, f"{sign}{bare}")


def _redrawn(item: Item) -> bool:
    """Its pictures change, so that they have to be looked at."""
    return item.heading != "create" and any(line.group is Group.MEDIA for line in item.lines)
