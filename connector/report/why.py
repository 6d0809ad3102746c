"""``ocop why SKU --shop S [--field F]``: one value's whole way, from the cell to what the shop shows.

``WhyView`` is the answer as data: the caller fills it from the composed listing's origins, the journal and the last
read. Values are shown as they are, with their sources; nothing is worked out here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import orjson
from pydantic import JsonValue
from rich.console import Console
from rich.table import Table
from rich.text import Text

from connector.messages import Language, catalogue_of, say
from connector.model import Group

from .as_json import Data, snake
from .figures import by_people, capitalised, clean, day_text, moment, shorten
from .sentences import by_hand_code, problem_text
from .values import group_name, value_text

__all__ = ["WhyEvent", "WhyField", "WhyView", "show_why", "why_json"]

SCHEMA = "ocop/why@1"
LONG = 600
LIMIT = re.compile(r"(?P<low>\d*)-(?P<high>\d*) (?P<unit>\w+)")


@dataclass(frozen=True, slots=True)
class WhyField:
    """One field of the listing. ``field`` is an Origin's (``title``, ``price P001-01``); ``limit`` as it is there.

    ``shop`` and ``sent`` are None where nothing was read or sent. ``status`` is the group's status or mark in the
    journal ('' where nothing was sent).
    """

    field: str
    value: JsonValue
    source: str = ""
    rule: str = ""
    limit: str = ""
    limit_source: str = ""
    group: Group | None = None
    shop: JsonValue = None
    sent: JsonValue = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class WhyEvent:
    """A call, its answer, or an event of the journal; ``code`` and ``params`` as recorded."""

    at: datetime
    kind: Literal["call", "answer", "event"]
    code: str
    params: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WhyView:
    """Everything there is to say about one SKU in one shop. ``problems``: (code, params) of why it is not there."""

    product: str
    title: str
    sku: str
    shop: str
    marketplace: str
    day: date
    fields: tuple[WhyField, ...] = ()
    history: tuple[WhyEvent, ...] = ()
    problems: tuple[tuple[str, Mapping[str, JsonValue]], ...] = ()
    url: str = ""


def show_why(view: WhyView, lang: Language, console: Console) -> None:
    """Field by field: value, cell, rule, limit and who set it, what the shop shows; then what happened lately."""
    heading = say("report.why_title", lang, sku=clean(view.sku), shop=clean(view.shop), day=day_text(view.day, lang))
    console.print(Text(heading, style="bold"))
    console.print(Text(clean(view.title)))
    if view.url:
        console.print(Text(clean(view.url), style="dim"))
    for code, params in view.problems:
        console.print(Text(problem_text(code, params, lang), style="yellow"))
    if not view.fields:
        console.print(Text(say("why.no_fields", lang)))
    for one in view.fields:
        console.print()
        console.print(Text(_field_name(one, lang), style="bold green"))
        console.print(_rows(one, lang, by_people(view.marketplace)))
    console.print()
    console.print(Text(say("why.history", lang), style="bold"))
    if not view.history:
        console.print(Text(say("why.no_history", lang), style="dim"))
    for event in view.history:
        console.print(Text(f"  {moment(event.at, lang)}  {_event(event, lang)}"))


def _field_name(one: WhyField, lang: Language) -> str:
    """``price P001-01`` is "Giá P001-01"; a field without a name of its own has its group's, or keeps ours."""
    name, _, sku = one.field.replace(":", " ").partition(" ")
    named = say(f"group.{name}", lang) if f"group.{name}" in catalogue_of(lang) else ""
    named = named or (group_name(one.group, lang) if one.group else name)
    return f"{capitalised(named)} {clean(sku)}".rstrip()


def _rows(one: WhyField, lang: Language, by_hand: bool) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    status = by_hand_code(f"why.status.{one.status}", lang, by_hand)
    rows = {
        "value": _value(one, one.value, lang),
        "source": clean(one.source),
        "rule": clean(one.rule),
        "limit": _limit(one.limit, lang),
        "limit_source": clean(one.limit_source),
        "shop": _value(one, one.shop, lang) if one.shop is not None else "",
        "sent": _value(one, one.sent, lang) if one.sent is not None else "",
        "status": say(status, lang) if status in catalogue_of(lang) else clean(one.status),
    }
    for name, text in rows.items():
        if text:
            table.add_row(Text(f"  {say(f'why.{name}', lang)}"), Text(text))
    return table


def _value(one: WhyField, value: JsonValue, lang: Language) -> str:
    """Whole, where a sentence elsewhere would shorten it."""
    if isinstance(value, str) and one.group is not Group.STATE:
        return shorten(value, LONG)
    if one.group is Group.MEDIA and isinstance(value, list):
        return f"{value_text(one.group, value, lang)}: {shorten(', '.join(map(str, value)), LONG)}"
    if one.group is Group.ATTRIBUTES and isinstance(value, dict):
        return shorten(orjson.dumps(value).decode(), LONG)
    return value_text(one.group, value, lang)


def _limit(limit: str, lang: Language) -> str:
    """``10-120 characters`` with its unit in the reader's language."""
    match = LIMIT.fullmatch(limit)
    if match is None:
        return clean(limit)
    unit = f"why.unit.{match['unit']}"
    word = say(unit, lang) if unit in catalogue_of(lang) else match["unit"]
    if not match["low"]:
        return f"≤ {match['high']} {word}"
    return f"{match['low']}–{match['high']} {word}" if match["high"] else f"≥ {match['low']} {word}"


def _event(event: WhyEvent, lang: Language) -> str:
    """A sentence for codes of ours; "Giá: đã xong" for a change's outcome; a call as it was recorded."""
    if event.code in catalogue_of(lang) or event.code.startswith("BUG_"):
        return problem_text(event.code, event.params, lang)
    kind, _, outcome = event.code.partition("-")
    bucket, ending = f"bucket.{kind}", f"outcome.{outcome}"
    if bucket in catalogue_of(lang) and ending in catalogue_of(lang):
        return say("why.event", lang, what=say(bucket, lang), outcome=say(ending, lang))
    return clean(event.code)


def why_json(view: WhyView) -> Data:
    """The same for machines."""
    return {
        "schema": SCHEMA,
        "product": view.product,
        "title": view.title,
        "sku": view.sku,
        "shop": view.shop,
        "marketplace": view.marketplace,
        "day": view.day.isoformat(),
        "url": view.url,
        "problems": [{"code": snake(code), "params": dict(params)} for code, params in view.problems],
        "fields": [
            {
                "field": one.field,
                "group": str(one.group) if one.group else None,
                "value": one.value,
                "source": one.source,
                "rule": one.rule,
                "limit": one.limit,
                "limit_source": one.limit_source,
                "shop": one.shop,
                "sent": one.sent,
                "status": one.status,
            }
            for one in view.fields
        ],
        "history": [
            {"at": event.at.isoformat(), "kind": event.kind, "code": snake(event.code), "params": dict(event.params)}
            for event in view.history
        ],
    }
