"""What people are told one by one: notices and unhappy results, those of one kind together.

A kind has the few words above it, what to do about all of it (``todo.CODE``, said once), and a line for each product
(``short.CODE``). A code without those two texts is told by its whole sentence, so a new notice needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic import JsonValue

from connector.messages import Language, catalogue_of, say
from connector.model import Group
from connector.sync import Notice, Outcome, Result

from .figures import capitalised, clean, moment
from .order import FALSE_STAR, FOR_A_PERSON
from .sentences import by_hand_code, label, notice_text, problem_text, result_text
from .values import group_name, value_text
from .words import Piece, changed_text, pieces_of

__all__ = ["COLUMNS", "Cells", "Line", "Need", "needs_of", "waiting_of"]

Cells = Mapping[tuple[str, str], str]
"""(SKU, column) -> the cell it was read from, ``file:line:header``."""

COLUMNS: dict[Group, tuple[str, ...]] = {
    Group.TITLE: ("title_vi",),
    Group.DESCRIPTION: ("long_story_vi", "short_story_vi"),
    Group.MEDIA: ("image_files",),
    Group.PRICE: ("price_vnd",),
    Group.STOCK: ("stock",),
    Group.PACKAGE: ("weight_g",),
}
"""Which cells a group's value is made from, the likeliest first."""

TEXTS = (Group.TITLE, Group.DESCRIPTION)


@dataclass(frozen=True, slots=True)
class Line:
    """One product. ``shop`` and ``ours`` are the two sides of a disagreement, '' where there is none."""

    title: str
    skus: tuple[str, ...]
    text: str = ""
    field: str = ""
    shop: str = ""
    ours: str = ""
    pieces: tuple[Piece, ...] = ()
    cell: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """One kind. ``todo`` is said once above its lines, '' where every line says its own."""

    name: str
    code: str
    lines: tuple[Line, ...]
    todo: str = ""

    @property
    def false_star(self) -> bool:
        return self.code == FALSE_STAR


@dataclass(slots=True)
class _Kind:
    todos: list[str] = field(default_factory=list)
    code: str = ""
    lines: list[Line] = field(default_factory=list)


def needs_of(
    notices: Iterable[Notice],
    results: Sequence[Result],
    lang: Language,
    cells: Cells | None = None,
    titles: Mapping[str, str] | None = None,
    *,
    by_hand: bool = False,
) -> tuple[Need, ...]:
    """Notices in the order in which each kind first came, then results that went wrong, by how they ended.

    ``titles`` by SKU help out where a notice has none. ``by_hand``: people carry out what is written.
    """
    kinds: dict[str, _Kind] = {}
    cells = {} if cells is None else cells  # never asked whether it is empty: one that reads on demand reads it all
    titles = titles or {}
    for notice in notices:
        kind = kinds.setdefault(label(notice.code, lang, by_hand), _Kind(code=notice.code))
        kind.lines.append(_line(notice, lang, cells, titles, by_hand))
        _note(kind, _todo(notice.code, notice.params, lang, by_hand))
    for outcome in FOR_A_PERSON:
        for result in results:
            if result.outcome is outcome:
                _result(kinds.setdefault(capitalised(say(f"outcome.{outcome}", lang)), _Kind()), result, lang)
    return tuple(_need(name, kind) for name, kind in kinds.items())


def waiting_of(results: Iterable[Result], lang: Language) -> tuple[Need, ...]:
    """What was not sent or not done yet, those that end soonest first, by why."""
    found = [result for result in results if result.outcome in (Outcome.WAITING, Outcome.NOT_SENT)]
    kinds: dict[str, _Kind] = {}
    for result in sorted(found, key=lambda one: str(one.params.get("until") or "9")):
        _result(kinds.setdefault(capitalised(say(f"outcome.{result.outcome}", lang)), _Kind()), result, lang)
    return tuple(_need(name, kind) for name, kind in kinds.items())


def _result(kind: _Kind, result: Result, lang: Language) -> None:
    """Its sentence; where that does not tell until when it waits, the line does and the sentence stands above."""
    change, text = result.change, result_text(result, lang)
    until = _until(result, lang)
    alone = until and until not in text
    told = say("report.until", lang, until=until) if alone else text
    kind.lines.append(Line(clean(change.title), change.skus, told, product=change.product))
    _note(kind, text if alone else "")


def _until(result: Result, lang: Language) -> str:
    try:
        return moment(datetime.fromisoformat(str(result.params["until"])), lang)
    except (KeyError, ValueError):
        return ""


def _note(kind: _Kind, todo: str) -> None:
    if todo not in kind.todos:
        kind.todos.append(todo)


def _need(name: str, kind: _Kind) -> Need:
    """Where every line says the same sentence, it is said once."""
    lines, todos = kind.lines, [todo for todo in kind.todos if todo]
    texts = {line.text for line in lines}
    if not todos and len(lines) > 1 and len(texts) == 1 and not lines[0].shop:
        bare = tuple(replace(line, text="") for line in lines)
        return Need(name, kind.code, bare, texts.pop())
    return Need(name, kind.code, tuple(lines), " ".join(todos))


def _todo(code: str, params: Mapping[str, JsonValue], lang: Language, by_hand: bool) -> str:
    code = "false-star-double" if code == FALSE_STAR and params.get("double") else code
    told = by_hand_code(f"todo.{code}", lang, by_hand)
    return problem_text(told, params, lang) if told in catalogue_of(lang) else ""


def _line(notice: Notice, lang: Language, cells: Cells, titles: Mapping[str, str], by_hand: bool) -> Line:
    title = notice.title or notice.product
    if not title or title in notice.skus:
        title = next((titles[sku] for sku in notice.skus if sku in titles), "")
    bare = Line(
        title=clean(title),
        skus=notice.skus,
        cell=_cell(notice, cells),
        product=notice.product,
    )
    if f"short.{notice.code}" not in catalogue_of(lang):
        return replace(bare, text=notice_text(notice, lang, by_hand))
    short = _short(notice, lang)
    if notice.group is None or not {"shop", "ours"} <= notice.params.keys() or notice.code == "price-jump":
        return replace(bare, text=short)
    shop, ours = notice.params["shop"], notice.params["ours"]
    pieces: tuple[Piece, ...] = ()
    name = group_name(notice.group, lang)
    if notice.group in TEXTS and isinstance(shop, str) and isinstance(ours, str):
        pieces = pieces_of(ours, shop)
        short = say("report.shop_differs", lang, field=name, words=changed_text(pieces, lang))
    sides = [value_text(notice.group, value, lang) for value in (shop, ours)]
    return replace(bare, text=short, field=capitalised(name), pieces=pieces, shop=sides[0], ours=sides[1])


def _short(notice: Notice, lang: Language) -> str:
    kind = ""
    if notice.code == FALSE_STAR:
        kind = (
            "-double"
            if notice.params.get("double")
            else "-lower"
            if notice.params.get("allowed")
            else ""
            if notice.params.get("cert_no")
            else "-again"
        )
    code = f"short.{notice.code}{kind}"
    return problem_text(code, notice.params, lang, group=notice.group)


def _cell(notice: Notice, cells: Cells) -> str:
    """The cell that says otherwise than the shop."""
    wanted = notice.params.get("sku")
    skus = (wanted,) if isinstance(wanted, str) else notice.skus
    columns = COLUMNS.get(notice.group, ()) if notice.group else ()
    return next((cells[sku, name] for sku in skus for name in columns if cells.get((sku, name))), "")
