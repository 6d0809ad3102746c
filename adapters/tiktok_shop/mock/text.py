"""What TikTok Shop accepts in titles and descriptions, and how it rewrites descriptions.

`check_*` return what is wrong, all of it; `rewrite` gives the HTML as the shop settles on it: plain text becomes
paragraphs, other block tags become `p`, unknown tags lose their brackets, scripts go with what is inside them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from html import escape
from html.parser import HTMLParser

__all__ = ["Wrong", "check_description", "check_title", "misformed", "plain", "rewrite"]

Wrong = tuple[int, str]

TITLE = (25, 255)
DESCRIPTION = 10_000
MAX_IMAGES = 30
MAX_SIDE = 4000
ENTITY = re.compile(r"&(?:[a-z][a-z0-9]*|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
HARMLESS = frozenset({"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#x27;", "&apos;"})
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
CHINESE = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
EMOJI = re.compile("(?![★☆✓✗])[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f]")
EMPTY = re.compile(r"<p>\s*</p>")
RUN = re.compile(r"(.)\1{9,}", re.DOTALL)
KEPT = frozenset({"p", "img", "ul", "ol", "li", "br", "strong", "b", "i", "em", "u"})
VOID = frozenset({"img", "br", "hr", "input", "meta", "link", "wbr", "col"})
BLOCKS = frozenset({"div", "section", "article", "blockquote", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})
DROPPED = frozenset({"script", "style", "head", "title"})
UNCLOSED = frozenset({"p", "li", "td", "th", "tr", "dd", "dt"})
"""Tags that HTML lets one leave open."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def check_title(title: str) -> Iterator[Wrong]:
    if not title.strip():
        yield 12052261, "The product name cannot be empty."
        return
    if not TITLE[0] <= len(title) <= TITLE[1]:
        yield 12052051, f"The length of the product name must be between {TITLE[0]} and {TITLE[1]} characters."
    if CHINESE.search(title):
        yield 12052262, "The product name cannot contain Chinese characters."
    why = _misformed(title, ENTITY.findall(title), "\t\r\n")
    if why:
        yield 12052931, f"The product name {why}."


def check_description(html: str, is_ours: Callable[[str], bool]) -> Iterator[Wrong]:
    if not html.strip():
        yield 12052015, "The product description is missing."
        return
    if len(html) > DESCRIPTION:
        yield 12052013, f"The product description cannot exceed {DESCRIPTION} characters."
    if CHINESE.search(plain(html)):
        yield 12052346, "The product description cannot contain Chinese characters."
    parser = _Reader(html)
    if parser.broken:
        yield 12052344, f"The HTML of the product description is broken: {parser.broken}."
    why = _misformed(plain(html), [e for e in ENTITY.findall(html) if e.lower() not in HARMLESS], "")
    if why:
        yield 12052932, f"The product description {why}."
    if len(parser.images) > MAX_IMAGES:
        yield 12052056, f"The product description cannot hold more than {MAX_IMAGES} images."
    for image in parser.images:
        yield from _check_image(image, is_ours)


def _check_image(image: dict[str, str], is_ours: Callable[[str], bool]) -> Iterator[Wrong]:
    lacking = [name for name in ("src", "width", "height") if not image.get(name)]
    if lacking:
        yield 12052348, f"An image in the description lacks {', '.join(lacking)}."
        return
    if not is_ours(image["src"]):
        yield 12052340, "An image in the description was not uploaded to TikTok Shop as DESCRIPTION_IMAGE."
    sides = [image[name].removesuffix("px") for name in ("width", "height")]
    if not all(side.isdecimal() and 0 < int(side) < MAX_SIDE for side in sides):
        yield 12052341, f"The width and height of an image in the description must be below {MAX_SIDE}."


def _misformed(text: str, entities: list[str], forbidden: str) -> str:
    if entities:
        return "cannot contain HTML entities"
    if CONTROL.search(text) or any(sign in text for sign in forbidden):
        return "cannot contain control characters"
    if EMOJI.search(text):
        return "cannot contain emoji"
    if text.strip() and not any(unicodedata.category(sign)[0] in "LN" for sign in text):
        return "cannot consist of symbols only"
    if RUN.search(text):
        return "cannot repeat a character more than 9 times"
    return ""


def misformed(text: str) -> str:
    """What breaks the format rule in an attribute's name or value; '' if nothing does."""
    return _misformed(text, ENTITY.findall(text), "")


def plain(html: str) -> str:
    """The words of a description, without tags."""
    return _Reader(html).text


def rewrite(html: str) -> str:
    read = _Reader(html)
    if not read.tagged:
        parts = [" ".join(part.split()) for part in read.text.split("\n")]
        return "".join(f"<p>{escape(part, quote=False)}</p>" for part in parts if part)
    return EMPTY.sub("", read.rewritten)


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.broken = ""
        self.tagged = False
        self.images: list[dict[str, str]] = []
        self._open: list[str] = []
        self._text: list[str] = []
        self._out: list[str] = []
        self.feed(html)
        self.close()
        while self._open and self._open[-1] in UNCLOSED:
            self._shut()
        if self._open and not self.broken:
            self.broken = f"<{self._open[-1]}> is not closed"

    @property
    def text(self) -> str:
        return "".join(self._text)

    @property
    def rewritten(self) -> str:
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tagged = True
        if tag in UNCLOSED and self._open and self._open[-1] == tag:
            self._shut()
        if tag not in VOID:
            self._open.append(tag)
        if tag == "img":
            image = {name: value or "" for name, value in attrs}
            self.images.append(image)
            kept = "".join(f' {n}="{escape(image[n])}"' for n in ("src", "width", "height") if n in image)
            self._out.append(f"<img{kept}/>")
        elif tag == "br":
            self._out.append("<br/>")
        elif not self._dropping():
            self._out.append(self._tag(tag, "<"))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        while self._open and self._open[-1] != tag and self._open[-1] in UNCLOSED and tag in self._open:
            self._shut()
        if self._open and self._open[-1] == tag:
            self._shut()
        else:
            self.broken = self.broken or f"</{tag}> closes nothing"

    def _shut(self) -> None:
        tag = self._open[-1]
        if not self._dropping():
            self._out.append(self._tag(tag, "</"))
        self._open.pop()
        if tag in BLOCKS or tag in ("p", "li"):
            self._text.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._dropping():
            self._text.append(data)
            self._out.append(escape(data, quote=False))

    def _dropping(self) -> bool:
        return any(tag in DROPPED for tag in self._open)

    def _tag(self, tag: str, bracket: str) -> str:
        if tag in HEADINGS:
            return "<p><strong>" if bracket == "<" else "</strong></p>"
        if tag in BLOCKS:
            return f"{bracket}p>"
        return f"{bracket}{tag}>" if tag in KEPT else ""
