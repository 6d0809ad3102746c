"""The report as one self-contained HTML file: readable on a phone, on paper and without a network.

Nothing is loaded from anywhere, and no script runs but our own few lines, named by their hash: the policy in its head
forbids all else. They find and fold; without them everything is there and open. Everything that came from a sheet or a
shop is escaped (``markup``).
"""

from __future__ import annotations

import base64
import hashlib
import os
from functools import cache
from importlib import resources
from pathlib import Path

from connector.messages import say

from .figures import day_text, moment
from .grid_html import grid_section
from .markup import Html, el
from .page import HtmlReport
from .section import Sections

__all__ = ["page_html", "write_html"]

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
    "base-uri 'none'; form-action 'none'"
)
TRIES = 100


def write_html(path: Path, report: HtmlReport) -> Path:
    """Write the page and return where it is: ``path``, or beside it with a number where ``path`` is open elsewhere."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        made.write_text(page_html(report), encoding="utf-8", newline="\n")
        return _put(made, path)
    finally:
        made.unlink(missing_ok=True)


def _put(made: Path, path: Path) -> Path:
    """Windows does not replace a file that a browser or an editor holds open."""
    for attempt in range(1, TRIES):
        wanted = path if attempt == 1 else path.with_stem(f"{path.stem}-{attempt}")
        try:
            os.replace(made, wanted)
        except PermissionError:
            continue
        return wanted
    raise PermissionError(str(path))


def page_html(report: HtmlReport) -> str:
    """The whole page."""
    script = _kept("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = Sections(report.lang, report.day)
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=POLICY.format(digest=digest)),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", f"{report.title} · {day_text(report.day, report.lang)}"),
        el("style", Html(_kept("page.css"))),
    )
    grid = grid_section(report.grid, report.lang) if report.grid is not None else None
    made = say("html.made", report.lang, at=moment(report.made_at, report.lang)) if report.made_at else ""
    body = el(
        "body",
        el(
            "header",
            el("p", "OCOP", class_="mark"),
            el("h1", report.title),
            el("p", _joined(" · ", day_text(report.day, report.lang), report.intro), class_="sub"),
        ),
        _tools(report),
        el("main", grid, *(page.section(section, place) for place, section in enumerate(report.sections, start=1))),
        el("footer", _joined(" · ", made, say("html.footer", report.lang))),
        el("script", Html(script)),
    )
    return f"<!doctype html>\n{el('html', head, body, lang=report.lang)}\n"


@cache
def _kept(name: str) -> str:
    """With the line ends that the hash was taken of, whatever the checkout made of them."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _tools(report: HtmlReport) -> Html:
    """Shown by the script, since it does nothing without."""
    label = say("html.find", report.lang)
    box = el("input", type="search", id="find", placeholder=label, aria_label=label)
    buttons = (el("button", say(f"html.{name}", report.lang), type="button", id=name) for name in ("open", "close"))
    return el("div", box, el("output"), *buttons, class_="tools", hidden="")


def _joined(between: str, *parts: str) -> str:
    return between.join(part for part in parts if part)
