"""What TikTok Shop is known to make of a value: noise only, never meaning (pure; decision 11).

Both sides pass through here: what we sent before it is compared, and what the shop shows when it is read. Descriptions
are compared as the shop dresses them: entities, blank paragraphs and block tags of other names are noise, words and
their order are not.
"""

from __future__ import annotations

import unicodedata
from html import escape
from html.parser import HTMLParser

from pydantic import JsonValue

from connector.model import Group, fold
from connector.wire.noise import figures, one_line, plain, structure

__all__ = ["normalise"]

OWN_VALUES = ("", "0")
"""How a value of the seller's own is numbered: blank on the wire, 0 with us."""

VOID = frozenset({"br", "img", "hr"})
BLOCKS = frozenset({"p", "div", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6"})


def normalise(group: Group, value: JsonValue) -> JsonValue:
    """The canonical form of a group's value on TikTok Shop; None stays None."""
    if group is Group.TITLE and isinstance(value, str):
        return one_line(value)
    if group is Group.DESCRIPTION and isinstance(value, str):
        return _html(value)
    if not isinstance(value, dict):
        return value
    if group in (Group.PRICE, Group.STOCK):
        return figures(value)
    if group is Group.ATTRIBUTES:
        return _attributes(value)
    if group is Group.PACKAGE:
        # How a parcel is delivered is the warehouse's business here, so a listing names neither channel nor days.
        return {name: part for name, part in value.items() if name not in ("channels", "days_to_ship", "sizes")}
    if group is Group.STRUCTURE:
        return structure(value, fold)  # names of options keep the case that the shop knew first, so case is noise
    return value


def _html(value: str) -> str:
    reader = _Reader()
    reader.feed(unicodedata.normalize("NFC", value))
    reader.close()
    return reader.text


class _Reader(HTMLParser):
    """Writes a description anew: known tags without their attributes, words escaped as little as they need."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []

    @property
    def text(self) -> str:
        whole = "".join(self._out)
        while "<p></p>" in whole:
            whole = whole.replace("<p></p>", "")
        return whole

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        source = f' src="{escape(dict(attrs).get("src") or "")}"' if tag == "img" else ""
        self._out.append(f"<{_called(tag)}{source}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._out.append(f"</{_called(tag)}>")

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words:
            before = " " if data[0].isspace() and self._out and not self._out[-1].endswith(">") else ""
            self._out.append(before + escape(words, quote=False) + (" " if data[-1].isspace() else ""))


def _called(tag: str) -> str:
    return "p" if tag in BLOCKS else {"b": "strong", "i": "em"}.get(tag, tag)


def _attributes(value: dict[str, JsonValue]) -> JsonValue:
    """Of a listed choice only its id counts, for its name is the marketplace's to word. What has no value is not
    there."""
    given = value.get("values")
    chosen: dict[str, JsonValue] = {}
    for name, entries in given.items() if isinstance(given, dict) else ():
        if isinstance(entries, list) and entries:
            shown: list[JsonValue] = [_choice(entry) for entry in entries]
            chosen[name] = sorted(shown, key=str)
    codes, papers = value.get("gtin"), value.get("papers")
    parts: dict[str, JsonValue] = {}
    barcodes: dict[str, JsonValue] = {
        plain(sku): str(code).strip()
        for sku, code in (codes.items() if isinstance(codes, dict) else ())
        if str(code).strip()
    }
    if barcodes:
        parts["gtin"] = barcodes
    scans: dict[str, JsonValue] = {
        name: _paper(entry) for name, entry in (papers.items() if isinstance(papers, dict) else ()) if entry
    }
    if scans:
        parts["papers"] = scans
    rest = {name: part for name, part in value.items() if name not in ("gtin", "papers")}
    return {**rest, **parts, "brand": value.get("brand") or "", "values": chosen}


def _choice(entry: JsonValue) -> JsonValue:
    match entry:
        case [str(choice), str(text), str(unit)]:
            own = choice in OWN_VALUES
            return ["0" if own else choice, plain(text) if own else "", plain(unit)]
        case _:
            return entry


def _paper(entry: JsonValue) -> JsonValue:
    match entry:
        case [list(files), str(until)]:
            return [sorted(files, key=str), until]
        case _:
            return entry
