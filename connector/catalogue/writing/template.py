"""An empty catalogue workbook to fill in: products, producers, a page of rules, and lists to choose from.

Pure: the same language and channels give the same bytes. Every column is text, so that nothing typed loses its zeros.
The one example row of each sheet bears ``EXAMPLE`` for its SKU or id; the reader passes over it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connector.catalogue.places import todays_communes
from connector.catalogue.words import INDUSTRIES
from connector.messages import Language, say
from connector.model import Industry, ProducerKind, VariantStatus

from .book import (
    Colour,
    Workbook,
    Worksheet,
    choices,
    heading,
    new_book,
    note,
    put,
    saved,
    style,
    text_columns,
)
from .offered import EXAMPLE, PRODUCERS, PRODUCTS, Column, Need, header, others

__all__ = ["head", "lists", "rules_page", "table", "template"]

ROWS = 5000
"""Rows below the header that have lists to choose from."""
KINDS = ("Doanh nghiệp", "Hợp tác xã", "Hộ kinh doanh", "Tổ hợp tác")
STARS = ("3", "4", "5", "chưa có")
NEED_COLOUR: dict[Need, str] = {"always": Colour.NEEDED, "badge": Colour.WARNED, "some": Colour.WARNED}
RULE_WIDTHS = (24, 22, 80, 44)


def template(lang: Language, channels: Sequence[str]) -> bytes:
    """The workbook; ``channels`` are the words for marketplaces that a sheet may use."""
    book = new_book()
    products = book.create_sheet(say("writing.sheet.products", lang))
    producers = book.create_sheet(say("writing.sheet.producers", lang))
    rules = book.create_sheet(say("writing.sheet.rules", lang))
    sources = lists(book, lang, channels)
    table(products, PRODUCTS, sources, lang)
    table(producers, PRODUCERS, sources, lang)
    rules_page(rules, lang)
    return saved(book)


def lists(book: Workbook, lang: Language, channels: Sequence[str]) -> dict[str, str]:
    """A hidden sheet with every list; where each stands, for the cells that are chosen from it."""
    together = [";".join(channels)] if len(channels) > 1 else []
    lists: Mapping[str, Sequence[str]] = {
        "industry": list(INDUSTRIES) if lang == "vi" else [industry.value for industry in Industry],
        "star": STARS,
        "commune": todays_communes(),
        "kind": KINDS if lang == "vi" else [kind.value for kind in ProducerKind],
        "status": [status.value for status in VariantStatus if status.value],
        "channel": [*together, *channels],
    }
    sheet = book.create_sheet(say("writing.sheet.lists", lang))
    sheet.sheet_state = "hidden"
    sources = {}
    for column, (name, words) in enumerate(lists.items()):
        for row, word in enumerate(words, 1):
            put(sheet, row, column + 1, word)
        letter = "ABCDEFGH"[column]
        if words:
            sources[name] = f"'{sheet.title}'!${letter}$1:${letter}${len(words)}"
    return sources


def head(sheet: Worksheet, columns: Sequence[Column], sources: Mapping[str, str], lang: Language) -> list[str]:
    """The header with its colours, rules and lists to choose from; the titles."""
    of_producers = columns is PRODUCERS
    titles = [header(column.field, lang, producers=of_producers) for column in columns]
    heading(sheet, titles)
    for at, column in enumerate(columns, 1):
        cell = sheet.cell(1, at)
        style(cell, colour=NEED_COLOUR.get(column.need, ""))
        note(cell, f"{say(f'writing.need.{column.need}', lang)}\n{_rule(column, of_producers, lang)}")
        if column.chosen in sources:
            choices(sheet, at, sources[column.chosen], warning=say("writing.not_in_list", lang), rows=ROWS)
    return titles


def table(sheet: Worksheet, columns: Sequence[Column], sources: Mapping[str, str], lang: Language) -> None:
    """Header, example row and lists of one sheet."""
    titles = head(sheet, columns, sources, lang)
    for at, column in enumerate(columns, 1):
        style(put(sheet, 2, at, _example(column, at == 1, lang)), colour=Colour.QUIET, italic=True, wrap=True)
    text_columns(
        sheet, [max(len(title), len(column.example) // 2) for title, column in zip(titles, columns, strict=True)]
    )


def _example(column: Column, identity: bool, lang: Language) -> str:
    if identity:
        return EXAMPLE[lang]
    if lang == "en" and column.chosen == "industry":
        return Industry.FOOD.value
    return ProducerKind.COOPERATIVE.value if lang == "en" and column.chosen == "kind" else column.example


def _rule(column: Column, of_producers: bool, lang: Language) -> str:
    return say(f"writing.rule.{'producer.' if of_producers else ''}{column.field}", lang)


def rules_page(sheet: Worksheet, lang: Language) -> None:
    """The page of rules: how to fill the sheets in, then every column."""
    text_columns(sheet, RULE_WIDTHS)
    style(put(sheet, 1, 1, say("writing.rules.title", lang)), bold=True)
    row = 2
    for line in say("writing.rules.intro", lang, example=EXAMPLE[lang], others=", ".join(others(lang))).splitlines():
        put(sheet, row, 1, line)
        row += 1
    for title, columns in (("writing.sheet.products", PRODUCTS), ("writing.sheet.producers", PRODUCERS)):
        style(put(sheet, row + 1, 1, say(title, lang)), bold=True)
        for at, word in enumerate(("column", "need", "how", "example"), 1):
            style(put(sheet, row + 2, at, say(f"writing.rules.{word}", lang)), colour=Colour.HEADER, bold=True)
        row += 3
        for column in columns:
            _explained(sheet, row, column, columns is PRODUCERS, lang)
            row += 1


def _explained(sheet: Worksheet, row: int, column: Column, of_producers: bool, lang: Language) -> None:
    texts = (
        header(column.field, lang, producers=of_producers),
        say(f"writing.need.{column.need}", lang),
        _rule(column, of_producers, lang),
        _example(column, False, lang),
    )
    for at, text in enumerate(texts, 1):
        style(put(sheet, row, at, text), wrap=True, colour=NEED_COLOUR.get(column.need, "") if at == 2 else "")
