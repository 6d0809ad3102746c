"""HTML by construction: text is escaped where it enters, so no title, story or marketplace's word can become markup."""

from __future__ import annotations

import base64
import unicodedata
from html import escape

__all__ = ["Html", "el", "picture_uri"]

VOID = frozenset({"br", "img", "input", "meta"})
KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


class Html(str):
    """Text that is markup already. Only this module makes it from plain text."""

    __slots__ = ()


def el(tag: str, *children: str | None, **attributes: str | None) -> Html:
    """One element. A child that is no Html is escaped; None is no child, no attribute; ``class_`` is ``class``."""
    shown = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_printable(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in VOID:
        return Html(f"<{tag}{shown}>")
    inner = "".join(_child(child) for child in children if child is not None)
    return Html(f"<{tag}{shown}>{inner}</{tag}>")


def _child(child: str) -> str:
    return child if isinstance(child, Html) else escape(_printable(child), quote=False)


def _printable(text: str) -> str:
    """NFC, without the control characters and lone surrogates that HTML forbids."""
    kept = (char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept))


def picture_uri(data: bytes) -> str | None:
    """A picture as part of the page; None for what is neither JPEG nor PNG."""
    for start, kind in KINDS.items():
        if data.startswith(start):
            return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"
    return None
