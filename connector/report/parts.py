"""The products under each heading of an outline: what moves, one line of why, and the cell it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from connector.messages import Language, say
from connector.model import Group, ListingState
from connector.sync import Change, ChangeKind

from .differences import Difference, differences
from .figures import clean, day_text
from .needs import COLUMNS, Cells
from .order import headings
from .sentences import because

__all__ = ["Expiry", "Item", "Known", "Part", "ProductFacts", "cell_text", "parts_of"]


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What a run does not say of a product. ``prices`` of all its SKUs; ``star`` 0: none is shown today; ``ended``: the
    certificate's days are over."""

    star: int = 0
    cert_no: str = ""
    expiry: date | None = None
    ended: bool = True
    prices: tuple[int, ...] = ()
    state: ListingState | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Expiry:
    """A certificate and the day from which it no longer counts."""

    title: str
    sku: str
    star: int
    cert_no: str
    expiry: date


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue knows beside a plan or run: facts by product, titles by SKU, the cell a value came from."""

    facts: Mapping[str, ProductFacts] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    cells: Cells = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One Change. ``why`` is one line, ``cell`` where the new value stands."""

    product: str
    title: str
    skus: tuple[str, ...]
    heading: str
    lines: tuple[Difference, ...]
    why: str
    cell: str
    facts: ProductFacts


@dataclass(frozen=True, slots=True)
class Part:
    """One heading with its items; ``why`` is said once where it is the same for all."""

    name: str
    items: tuple[Item, ...]
    why: str = ""


def parts_of(changes: Iterable[Change], lang: Language, known: Known) -> tuple[Part, ...]:
    parts = []
    for group in headings(changes):
        held = _biggest_first(group.changes) if group.name == "price" else group.changes
        items = tuple(_item(change, group.name, lang, known) for change in held)
        common = {item.why for item in items}
        parts.append(Part(group.name, items, common.pop() if len(common) == 1 else ""))
    return tuple(parts)


def _item(change: Change, heading: str, lang: Language, known: Known) -> Item:
    """One Change as it is told."""
    facts = known.facts.get(change.product) or _facts(change)
    why = because(change, lang)
    star = facts.star if change.listing is None else _facts(change).star
    if heading == "badge_off" and star:
        why = say("report.star_lower", lang, star=star)
    elif heading == "badge_off" and facts.cert_no and facts.expiry and facts.ended:
        why = say("report.cert_ended", lang, cert_no=facts.cert_no, day=day_text(facts.expiry, lang))
    return Item(
        product=change.product,
        title="" if change.title in change.skus else clean(change.title),
        skus=tuple(clean(sku) for sku in change.skus),
        heading=heading,
        lines=tuple(differences(change, lang)),
        why=why,
        cell=cell_text(_source(change, known), lang),
        facts=facts,
    )


def cell_text(source: str, lang: Language) -> str:
    """``san-pham.csv:3:Giá bán`` as people say it; what is written otherwise stays as it is."""
    file, _, rest = source.partition(":")
    line, _, column = rest.partition(":")
    if not (column and line.isdigit()):
        return clean(source)
    return say("report.cell", lang, file=clean(file), line=line, column=clean(column))


def _source(change: Change, known: Known) -> str:
    """The cell behind the first group that is written: as the listing remembers it, else as the sheet has it now."""
    if change.kind is ChangeKind.CREATE:
        return ""
    origins = change.listing.origins if change.listing else ()
    kept = {origin.field.split(" ")[0]: origin.source for origin in reversed(origins)}
    for group, columns in COLUMNS.items():
        if group not in change.groups:
            continue
        cells = (known.cells.get((sku, column), "") for sku in change.skus for column in columns)
        if found := kept.get(group) or next(filter(None, cells), ""):
            return found
    return ""


def _biggest_first(changes: Iterable[Change]) -> list[Change]:
    """Prices by how far they move: a folded list must not hide the one that matters."""
    return sorted(changes, key=_farthest, reverse=True)


def _farthest(change: Change) -> float:
    moved = change.groups.get(Group.PRICE)
    before, after = (moved.before, moved.after) if moved else ({}, {})
    if not isinstance(before, dict) or not isinstance(after, dict):
        return 0.0
    both = ((before.get(sku), price) for sku, price in after.items())
    pairs = [(old, new) for old, new in both if isinstance(old, int) and isinstance(new, int) and old]
    return max((abs(new - old) / old for old, new in pairs), default=0.0)


def _facts(change: Change) -> ProductFacts:
    """What the Change itself knows."""
    listing = change.listing
    price = change.groups.get(Group.PRICE)
    if listing is None:
        after = price.after if price is not None and isinstance(price.after, dict) else {}
        return ProductFacts(prices=tuple(figure for figure in after.values() if isinstance(figure, int)))
    claim = listing.claim
    return ProductFacts(
        star=claim.star if claim else 0,
        cert_no=claim.cert_no if claim else "",
        expiry=claim.expiry_date if claim else None,
        prices=tuple(variant.price_vnd for variant in listing.variants),
    )
