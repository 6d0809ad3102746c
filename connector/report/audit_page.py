"""An audit as one page that needs no network and runs no script; everything from a shop or a sheet is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from connector.messages import Language, say

from .markup import Html, el

__all__ = ["AuditSection", "audit_page"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class AuditSection:
    """One shop. ``kinds``: (heading, [(whose, what is wrong, what to do)])."""

    title: str
    counted: str
    empty: str
    kinds: Sequence[tuple[str, Sequence[tuple[str, str, str]]]]


def audit_page(sections: Sequence[AuditSection], lang: Language) -> str:
    """The whole page."""
    title = say("audit.page", lang)
    style = (resources.files(__package__) / "page.css").read_text(encoding="utf-8")
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=POLICY),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", title),
        el("style", Html(style)),
    )
    header = el("header", el("p", "OCOP", class_="mark"), el("h1", title))
    body = el("body", header, el("main", *map(_section, sections)))
    return f"<!doctype html>\n{el('html', head, body, lang=lang)}\n"


def _section(one: AuditSection) -> Html:
    kinds = [
        el("div", el("h4", f"{heading} ({len(found)})"), el("ul", *map(_found, found)), class_="kind")
        for heading, found in one.kinds
    ]
    empty = el("p", one.empty, class_="first") if one.empty else None
    head = (el("h2", one.title), el("p", one.counted, class_="totals"), empty)
    return el("section", *head, el("div", *kinds, class_="needed"), class_="shop")


def _found(found: tuple[str, str, str]) -> Html:
    name, text, remedy = found
    return el("li", el("b", name), ": ", text, el("p", f"→ {remedy}", class_="todo") if remedy else None)
