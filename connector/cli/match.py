"""``ocop match SHOP``: which listings of a shop that was there before us are which products.

Shows the pairs, writes them into a workbook to answer (``--out``), takes the answers in (``--read``). The shop is only
read. ``--json`` prints one ``ocop/match@1``, with ``--read`` one ``ocop/match-answers@1``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from connector.catalogue.match_rows import MatchRows, read_match_rows
from connector.errors import BadUse
from connector.report.figures import typed
from connector.run.match import Asking, Question, questions
from connector.run.match_taken import Given, Taken, Told, take

from .asked import Asked as Options
from .asked import chosen, opened
from .files import keep_sources, new_only, said_where, write_file
from .lines import Lines
from .loop import run_async
from .problems import PERSON
from .progress import Meter
from .settings import Settings
from .sources import files_of, kind_of
from .streams import emit

__all__ = ["Asked", "run"]

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says."""

    shop: str
    out: Path | None = None
    read: Path | None = None
    force: bool = False


def run(settings: Settings, asked: Asked) -> int:
    if asked.read is not None and asked.out is not None:
        raise BadUse("E_MATCH_OUT_OR_READ")
    if asked.read is not None:
        return _read_back(settings, asked.shop, asked.read)
    if asked.out is not None:
        kind_of(asked.out, (".xlsx",))
        new_only(asked.out, asked.force)
        config, _ = settings.load()
        keep_sources(asked.out, files_of(config.catalogue))
    found = run_async(_questions(settings, asked.shop, pictures=asked.out is not None))
    written = _book(settings, found, asked.out) if asked.out is not None and found.questions else None
    if settings.as_json:
        emit(_json(found, asked.shop, written, settings))
    else:
        _show(settings, found, asked.shop, written)
    return PERSON if found.questions else 0


async def _questions(settings: Settings, shop: str, *, pictures: bool) -> Asking:
    with Meter(settings) as meter:
        async with opened(settings, Options(), meter) as workspace:
            (one,) = chosen(workspace.config, (shop,))
            meter.about(one.name)
            return await questions(workspace, one, pictures=pictures)


def _book(settings: Settings, found: Asking, out: Path) -> Path:
    from connector.catalogue.writing.match_book import MatchLine, match_book

    products = list(dict.fromkeys(question.product for question in found.questions))
    odd = {product: at % 2 == 1 for at, product in enumerate(products)}
    lines = [
        MatchLine(_cells(settings, one), one.ours.thumbnail, one.theirs.thumbnail, one.likelihood, odd[one.product])
        for one in found.questions
    ]
    written = write_file(out, match_book(lines, settings.lang))
    said_where(settings, out, written)
    return written


def _cells(settings: Settings, one: Question) -> dict[str, str]:
    return {
        "sku": one.ours.number,
        "our_title": one.ours.title,
        "our_price": _prices(one.ours.prices),
        "our_weight": str(one.ours.weight_g or ""),
        "listing": one.theirs.number,
        "shop_title": one.theirs.title,
        "shop_price": _prices(one.theirs.prices),
        "shop_weight": str(one.theirs.weight_g or ""),
        "likelihood": settings.say(f"match.likelihood.{one.likelihood}"),
        "reason": _reason(settings, one),
    }


def _reason(settings: Settings, one: Question) -> str:
    text = ", ".join(settings.say(f"match.reason.{code}") for code in one.reasons)
    return f"{text[:1].upper()}{text[1:]}."


def _prices(prices: tuple[int, ...]) -> str:
    """In dong with dots, the least and the most where there are several."""
    shown = [
        f"{price:,}".replace(",", ".")
        for price in sorted({*prices[:1], min(prices, default=0), max(prices, default=0)})
    ]
    return " - ".join(dict.fromkeys((shown[0], shown[-1]))) if prices else ""


def _show(settings: Settings, found: Asking, shop: str, written: Path | None) -> None:
    lines, say = Lines(settings), settings.say
    if not found.questions:
        lines.line(say("match.nothing", shop=shop, strangers=found.strangers))
        return
    lines.line(say("match.title", shop=shop, count=found.open), "bold")
    most = len(found.questions) if settings.verbose else SHOWN
    for one in found.questions[:most]:
        text = say(
            "match.pair", ours=one.ours.title, sku=one.ours.number, theirs=one.theirs.title, listing=one.theirs.number
        )
        lines.line(f"  {settings.say(f'match.likelihood.{one.likelihood}')}: {text} {_reason(settings, one)}")
    if len(found.questions) > most:
        lines.line(say("match.more", count=len(found.questions) - most))
    if written is None:
        lines.line(say("match.ask", shop=typed(shop)))
    else:
        lines.line(say("match.book_written", file=written, count=len(found.questions), shop=typed(shop)), "bold")


def _read_back(settings: Settings, shop: str, book: Path) -> int:
    rows = read_match_rows(book)
    taken = run_async(_taken(settings, shop, book, rows))
    bad = [Told(row.line, row.sku, row.code, {"value": row.value}) for row in rows.bad]
    told = sorted([*bad, *taken.told], key=lambda one: one.line)
    if settings.as_json:
        emit(_taken_json(taken, rows, told, settings))
    else:
        _show_taken(settings, shop, taken, rows, told)
    return PERSON if told else 0


async def _taken(settings: Settings, shop: str, book: Path, rows: MatchRows) -> Taken:
    with Meter(settings) as meter:
        async with opened(settings, Options(), meter) as workspace:
            (one,) = chosen(workspace.config, (shop,))
            meter.about(one.name)
            given = [Given(**row._asdict()) for row in rows.answered]
            with workspace.state.holding(one.name):
                return await take(workspace, one, given, book.name)


def _show_taken(settings: Settings, shop: str, taken: Taken, rows: MatchRows, told: list[Told]) -> None:
    lines, say = Lines(settings), settings.say
    counts = {choice: sum(one.choice == choice for one in taken.kept) for choice in ("same", "different", "alone")}
    lines.line(say("match.taken", known=taken.known, blank=rows.blank, **counts), "bold")
    for one in told:
        lines.line("  " + say("match.row", line=one.line, sku=one.sku, why=say(one.code, **one.params)))
    if taken.kept:
        lines.line(say("match.next", command=f"ocop sync {shop}", preview=f"ocop plan {shop}"))


def _json(found: Asking, shop: str, written: Path | None, settings: Settings) -> dict[str, JsonValue]:
    pairs: list[JsonValue] = [
        {
            "product": one.product,
            "skus": list[JsonValue](one.ours.number.split(", ")),
            "title": one.ours.title,
            "prices": list(one.ours.prices),
            "listing": one.theirs.number,
            "shop_title": one.theirs.title,
            "shop_prices": list(one.theirs.prices),
            "shop_has_sku": one.has_sku,
            "class": one.likelihood,
            "score": one.score,
            "rank": one.rank + 1,
            "reasons": list(one.reasons),
            "reason": _reason(settings, one),
        }
        for one in found.questions
    ]
    return {
        "schema": "ocop/match@1",
        "shop": shop,
        "open": found.open,
        "answered": found.answered,
        "listings_of_nobody": found.strangers,
        "pairs": pairs,
        "written": str(written) if written else None,
    }


def _taken_json(taken: Taken, rows: MatchRows, told: list[Told], settings: Settings) -> dict[str, JsonValue]:
    kept: list[JsonValue] = [
        {"product": one.product, "listing": one.listing, "answer": one.choice, "write_sku": one.write_sku}
        for one in taken.kept
    ]
    problems: list[JsonValue] = [
        {"line": one.line, "sku": one.sku, "code": one.code, "message": settings.say(one.code, **one.params)}
        for one in told
    ]
    counts = {"known": taken.known, "blank": rows.blank}
    return {"schema": "ocop/match-answers@1", "kept": kept, **counts, "problems": problems}
