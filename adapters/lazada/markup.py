"""Lazada's rich text read as plain lines: tags, spaces and entities are dress, the words and pictures are not.

Every block becomes a line of its own, list entries alike; a picture stays as ``[address]``. Two texts with the same
lines are the same text, however the shop dressed them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from html.parser import HTMLParser

__all__ = ["lines_of"]

BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "table", "tr", "td", "th", "section", "article", "hr", "blockquote"}
    | {f"h{level}" for level in range(1, 7)}
)
UNSEEN = frozenset({"script", "style"})
TAG = re.compile(r"<[A-Za-z/!]")


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._unseen += 1
        elif tag == "img":
            self.parts.append(f"\n[{dict(attrs).get('src') or ''}]\n")
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data.replace("\n", " "))


def lines_of(markup: str) -> str:
    """The text's lines, joined by line breaks; lines without words are left out. Plain text comes out as it is."""
    if TAG.search(markup):
        parser = _Lines()
        parser.feed(markup)
        parser.close()
        markup = "".join(parser.parts)
    else:
        markup = html.unescape(markup)
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", markup).split("\n"))
    return "\n".join(line for line in lines if line)
