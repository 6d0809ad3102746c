"""Products down, shops across: how each product stands in each shop, what to do there, and what ends next.

Made from the journal and each shop's last report; no shop is asked. The rows that somebody should see first stand
first: a star that is not certified, then the nearest deadline, then what needs a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from connector.clock import BUSINESS_ZONE
from connector.messages import Language
from connector.model import Group, Product
from connector.sync import Notice, Outcome, Result, RunReport, Severity
from connector.sync.journal import ListingBase

from .figures import by_people, clean
from .order import FALSE_STAR, FOR_A_PERSON
from .sentences import notice_text, result_text

__all__ = ["STATES", "Cell", "Grid", "GridRow", "ShopState", "grid_of"]

STATES = (
    "live",
    "pending",
    "to-do",
    "unread",
    "unlisted",
    "false-star",
    "rejected",
    "parked",
    "deleted",
    "waiting",
    "held",
    "not-here",
    "not-listed",
    "never-run",
)
LATER = date.max
NEAR = timedelta(days=90)
NOT_HERE = ("CHANNEL_", "OWNER_", "STATUS_")
OUTCOMES = {Outcome.REJECTED: "rejected", Outcome.PARKED: "parked", Outcome.UNKNOWN: "parked"}


@dataclass(frozen=True, slots=True)
class ShopState:
    """What is remembered of one shop: the bound listings by product, and its last run. ``left``: products that wait for
    somebody to carry out what is written, in a shop that people keep; ``unread``: which ones cannot be read."""

    shop: str
    marketplace: str
    bases: Mapping[str, ListingBase] = field(default_factory=dict)
    bound: frozenset[str] = frozenset()
    parked: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    unread: bool = False
    report: RunReport | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """``state`` is one of ``STATES``; ``todos`` are for a person, ``note`` only said; ``until`` when it may go on."""

    state: str
    todos: tuple[str, ...] = ()
    note: str = ""
    until: date | None = None

    @property
    def todo(self) -> str:
        return " ".join(self.todos)


@dataclass(frozen=True, slots=True)
class GridRow:
    """One product. ``deadline`` is the nearest day on which something ends or may go on; None where none is known."""

    product: str
    title: str
    skus: tuple[str, ...]
    cells: tuple[Cell, ...]
    star: int = 0
    expiry: date | None = None
    deadline: date | None = None

    @property
    def needs_person(self) -> bool:
        return any(cell.todo for cell in self.cells)

    @property
    def nowhere(self) -> bool:
        """Whether no shop is to show it."""
        return all(cell.state == "not-here" for cell in self.cells)

    @property
    def differs(self) -> bool:
        """Whether a shop that is to show it does not."""
        return any(cell.state not in ("live", "not-here") for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """``shops``: name and marketplace, in the order of the cells."""

    day: date
    shops: tuple[tuple[str, str], ...]
    rows: tuple[GridRow, ...]


def grid_of(products: Mapping[str, Product], states: Sequence[ShopState], day: date, lang: Language) -> Grid:
    """Every product of the catalogue, every listing bound to one that is not in it, and every row that was refused."""
    said = [_Said(state, lang) for state in states]
    keys = {product.product_key for product in products.values()}
    names = dict.fromkeys([*products, *(name for state in states for name in sorted(state.bound))])
    names |= dict.fromkeys(name for one in said for name in one.named() if name not in keys)
    rows = [_row(name, products.get(name), [one.cell(name) for one in said], said, day) for name in names]
    return Grid(
        day,
        tuple((state.shop, state.marketplace) for state in states),
        tuple(sorted(rows, key=lambda row: _rank(row, day))),
    )


def _rank(row: GridRow, day: date) -> tuple[object, ...]:
    """A deadline further off than ``NEAR`` says less than that somebody is needed."""
    false = any(cell.state == "false-star" for cell in row.cells)
    far = row.deadline is None or row.deadline > day + NEAR or row.nowhere
    nearest = LATER if row.deadline is None or far else row.deadline
    return (not false, nearest, not row.needs_person, not row.differs, row.deadline or LATER, row.title, row.product)


def _row(name: str, product: Product | None, cells: list[Cell], said: Sequence[_Said], day: date) -> GridRow:
    waits = [cell.until for cell in cells if cell.until is not None and cell.until >= day]
    if product is None:
        title = next((one.titles[name] for one in said if name in one.titles), name)
        return GridRow(name, title, (), tuple(cells), deadline=min(waits, default=None))
    record = product.certification.current
    expiry = record.expiry_date if record is not None and not record.revoked(day) else None
    star = product.certification.badge_star(day) or 0
    ends = [expiry] if expiry is not None and expiry >= day else []
    skus = tuple(variant.sku for variant in product.variants)
    deadline = min([*waits, *ends], default=None)
    return GridRow(name, clean(product.title_vi), skus, tuple(cells), star, expiry, deadline)


class _Said:
    """What a shop's last run said, by product."""

    def __init__(self, state: ShopState, lang: Language) -> None:
        self.state = state
        self.lang: Language = lang
        self.by_hand = by_people(state.marketplace)
        self.notices: dict[str, list[Notice]] = {}
        self.results: dict[str, list[Result]] = {}
        self.titles: dict[str, str] = {}
        for notice in state.report.notices if state.report is not None else ():
            self.notices.setdefault(notice.product, []).append(notice)
            if notice.product and notice.title:
                self.titles[notice.product] = clean(notice.title)
        for result in state.report.results if state.report is not None else ():
            self.results.setdefault(result.change.product, []).append(result)
            self.titles[result.change.product] = clean(result.change.title)

    def named(self) -> Iterator[str]:
        """Products that something is to be done about, or was, whether the catalogue has them today or not."""
        yield from self.results
        for name, notices in self.notices.items():
            if name and any(notice.severity is Severity.PERSON for notice in notices):
                yield name

    def cell(self, name: str) -> Cell:
        notices, results = self.notices.get(name, []), self.results.get(name, [])
        late = [result for result in results if result.outcome in (Outcome.WAITING, Outcome.NOT_SENT)]
        return Cell(
            state=self._state(name, notices, results),
            todos=tuple(dict.fromkeys(self._todo(notices, results))),
            note=" ".join(dict.fromkeys(self._note(name, notices, late))),
            until=min(filter(None, map(_until, late)), default=None),
        )

    def _state(self, name: str, notices: Iterable[Notice], results: Iterable[Result]) -> str:
        state, base = self.state, self.state.bases.get(name, ListingBase())
        codes = {notice.code for notice in notices}
        if FALSE_STAR in codes or base.false_star_since is not None:
            return "false-star"
        if base.deleted:
            return "deleted"
        wrong = next((OUTCOMES[result.outcome] for result in results if result.outcome in OUTCOMES), "")
        if wrong or name in state.parked:
            return wrong or "parked"
        if name in state.left:
            return "to-do"
        if state.unread and name in state.bound:
            return "unread"
        if name in state.bound:
            return _listing_state(base)
        if state.report is None:
            return "never-run"
        if any(code.startswith(NOT_HERE) for code in codes):
            return "not-here"
        if any(code.startswith("HOLD_") for code in codes):
            return "held"
        waits = "waiting-for-stock" in codes or any(result.outcome is Outcome.WAITING for result in results)
        return "waiting" if waits else "not-listed"

    def _todo(self, notices: Iterable[Notice], results: Iterable[Result]) -> Iterator[str]:
        yield from (notice_text(one, self.lang, self.by_hand) for one in notices if one.severity is Severity.PERSON)
        yield from (result_text(one, self.lang) for one in results if one.outcome in FOR_A_PERSON)

    def _note(self, name: str, notices: Iterable[Notice], late: Iterable[Result]) -> Iterator[str]:
        yield from (result_text(one, self.lang) for one in late)
        if name not in self.state.bound:
            yield from (notice_text(one, self.lang, self.by_hand) for one in notices if one.severity is Severity.INFO)


def _listing_state(base: ListingBase) -> str:
    state = base.groups.get(Group.STATE)
    if state is None:
        return "live"
    if state.status != "settled":
        return "pending"
    return "unlisted" if state.sent == "unlisted" or state.seen == "unlisted" else "live"


def _until(result: Result) -> date | None:
    try:
        return datetime.fromisoformat(str(result.params["until"])).astimezone(BUSINESS_ZONE).date()
    except (KeyError, ValueError):
        return None
