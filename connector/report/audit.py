"""What an audit found, in sentences: what is wrong, and what mends it."""

from __future__ import annotations

from datetime import datetime

from pydantic import JsonValue

from connector.messages import Language, catalogue_of, say
from connector.model import Group
from connector.sync.audit import Found

from .figures import clean, dong, moment, number, shorten
from .values import group_name

__all__ = ["found_label", "found_text", "remedy_text"]


def found_label(code: str, lang: Language) -> str:
    """The few words above findings of one kind."""
    return say(f"audit.label.{code}", lang)


def found_text(found: Found, lang: Language) -> str:
    """What is wrong."""
    return _sentence("audit.found", found, lang)


def remedy_text(found: Found, lang: Language, command: str, send: str) -> str:
    """What to do about it; '' where nothing is to be done. ``command`` is the line to type, ``send`` the one after."""
    text = _sentence("audit.do", found, lang, command=command, send=send)
    if found.cell:
        text = f"{text} {say('audit.cell', lang, cell=found.cell)}".strip()
    return text


def _sentence(room: str, found: Found, lang: Language, **more: str) -> str:
    known = catalogue_of(lang)
    names = (f"{room}.{found.code}.{found.variant}", f"{room}.{found.code}")
    name = next((one for one in names if one in known), "")
    shown = {key: _shown(key, value, found, lang) for key, value in found.params.items()}
    shown |= {"skus": ", ".join(map(clean, found.skus)), "field": group_name(found.group, lang), **more}
    return say(name, lang, **shown) if name else ""


def _shown(name: str, value: JsonValue, found: Found, lang: Language) -> str:
    if isinstance(value, int) and found.group is Group.PRICE and name in ("theirs", "ours"):
        return dong(value, lang)
    if isinstance(value, int):
        return number(value, lang)
    if name == "since":
        return moment(datetime.fromisoformat(str(value)), lang) if value else "?"
    return shorten(str(value), 120) if value not in (None, "") else "?"
