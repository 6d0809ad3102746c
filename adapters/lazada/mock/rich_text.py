"""What Lazada makes of texts: highlights keep only lists, descriptions only pictures that Lazada hosts."""

from __future__ import annotations

import re
from html.parser import HTMLParser

__all__ = ["highlights", "pictures_in"]

KEPT = frozenset({"ul", "ol", "li"})
DROPPED = frozenset({"script", "style"})
URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


class _Highlights(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED:
            self._silent += 1
        elif tag in KEPT:
            self.out.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in DROPPED:
            self._silent = max(0, self._silent - 1)
        elif tag in KEPT:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.out.append(URL.sub("", data))

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


class _Pictures(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.sources.append(dict(attrs).get("src") or "")


def highlights(text: str) -> str:
    """A short description as it is kept: other tags than lists, pictures and addresses are dropped silently."""
    parser = _Highlights()
    parser.feed(text)
    parser.close()
    return "".join(parser.out).strip()


def pictures_in(text: str) -> list[str]:
    """The addresses of the pictures a description shows."""
    parser = _Pictures()
    parser.feed(text)
    return parser.sources
