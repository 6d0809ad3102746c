"""Rows: which product each belongs to, and its cells in the order of the sample's table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from . import figures, words
from .prose import name, prose
from .seen import No, look, same
from .words import Places, Stars

__all__ = ["Answer", "Book", "read_rows"]

ORDER = (
    "sku", "producer_id", "title_vi", "industry", "star", "cert_no", "decision_date", "expiry_date",
    "short_story_vi", "long_story_vi", "price_vnd", "stock", "weight_g", "dims", "image_files", "gtin", "commune",
    "product_key", "option_1_name", "option_1_value", "status", "is_sample", "title_en", "brand", "group_148",
    "ocop_potential_star", "potential_submitted_date", "previous_star", "decision_no", "recognised_by",
    "reassessment_status", "revoked_date", "net_quantity", "province", "district_historic", "commune_old",
    "craft_village", "craft_group", "trace_code", "trace_url", "shelf_life_days", "storage_vi", "ingredients_vi",
    "licence_no", "quality_cert", "alcohol_abv", "warning_vi", "channels_wanted", "tags", "option_2_name",
    "option_2_value", "option_image", "previous_sku", "owner",
)  # fmt: skip
OF_THE_SKU = {
    "sku", "is_sample", "price_vnd", "stock", "net_quantity", "weight_g", "dims", "gtin", "trace_code",
    "trace_url", "product_key", "option_1_value", "option_2_value", "option_image", "previous_sku", "status",
}  # fmt: skip
LOOKED_AT_BLANK = {
    "sku", "producer_id", "title_vi", "industry", "star", "cert_no", "decision_date", "expiry_date",
    "short_story_vi", "price_vnd", "stock", "weight_g", "dims", "image_files", "commune", "option_1_name",
    "option_1_value", "option_2_name", "option_2_value",
}  # fmt: skip
PROSE = {"title_en", "brand", "net_quantity", "storage_vi", "ingredients_vi", "warning_vi"}
Row = Mapping[str, str]


class Answer(NamedTuple):
    """What a cell gives: its value, the codes of what was done or is odd; or ``refused``, a code."""

    value: str
    codes: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Book:
    """What is known beside the rows. ``photos``: the files of the photos folder by their compared name."""

    today: dt.date
    producers: frozenset[str]
    photos: Mapping[str, tuple[str, ...]]
    places: Places
    owner: str = ""


class _Who(NamedTuple):
    """``group`` None: the row stands alone."""

    sku: str
    group: tuple[str, str] | None
    again: bool
    bad_key: str
    owner: str


@dataclass
class _State:
    who: list[_Who]
    sizes: Counter[tuple[str, str]]
    skus: set[tuple[str, str]]
    first: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    barcodes: set[tuple[str, str]] = field(default_factory=set)
    former: set[tuple[str, str]] = field(default_factory=set)
    options: set[tuple[Any, ...]] = field(default_factory=set)


def read_rows(rows: Sequence[Row], book: Book) -> list[dict[str, Answer]]:
    """Every cell's answer, row by row; a row holds a cell for every field."""
    who = _who(rows, book)
    state = _State(
        who, Counter(one.group for one in who if one.group and not one.again), {(w.owner, w.sku) for w in who if w.sku}
    )
    return [_Row(row, state.who[at], state, book).read() for at, row in enumerate(rows)]


def _code_or_none(cell: str) -> str | None:
    try:
        return words.code(cell, set())
    except No:
        return None


def _who(rows: Sequence[Row], book: Book) -> list[_Who]:
    owners: dict[str, str] = {}
    keys: dict[tuple[str, str], str] = {}
    begun = []
    for row in rows:
        sku, key = _code_or_none(row["sku"]) or "", _code_or_none(row["product_key"])
        try:
            said = name(row["owner"], set()).casefold()
        except No:
            said = ""
        owner = ("" if said == book.owner.casefold() else said) if said else owners.get(key, "") if key else ""
        if key and (said or key in owners):
            owners[key] = owner
        again = bool(sku) and (owner, sku) in keys
        if sku and not again:
            keys[owner, sku] = key or ("" if key is None else sku)
        begun.append((sku, key, owner, again))
    found = []
    for sku, key, owner, again in begun:
        bad = (
            "E_SKU_CHARACTERS"
            if key is None
            else "E_KEY_IS_A_SKU"
            if key and keys.get((owner, key), key) != key
            else ""
        )
        of = "" if bad else key or (sku if sku and not again else "")
        found.append(_Who(sku, (owner, of) if of else None, again, bad, owner))
    return found


class _Row:
    """One row being read."""

    def __init__(self, row: Row, who: _Who, state: _State, book: Book) -> None:
        self.row, self.who, self.state, self.book = row, who, state, book
        self.values: dict[str, Any] = {}
        self.refused: set[str] = set()
        self.first: dict[str, Any] | None = None
        if who.group:
            self.first = state.first.get(who.group)
            state.first.setdefault(who.group, self.values)

    def read(self) -> dict[str, Answer]:
        return {field: self._cell(field) for field in ORDER}

    def _cell(self, field: str) -> Answer:
        cell, codes = self.row[field], set[str]()
        leads = self.first is None or field in OF_THE_SKU
        if not leads and not cell.strip():
            self.values[field] = self.first[field] if self.first else None
            return Answer(_shown(self.values[field]))
        if not cell and field not in LOOKED_AT_BLANK:
            self.values[field] = Stars() if field == "star" else None
            return Answer("False" if field == "is_sample" else "")
        try:
            value = self._value(field, cell, codes)
            if not leads and self.first and self.first[field] is not No and _unlike(value, self.first[field]):
                raise No("E_PRODUCT_FIELD_DIFFERS")
        except No as no:
            self.values[field] = No
            self.refused.add(field)
            return Answer("", "", no.code)
        self.values[field] = value
        return Answer(_shown(value), "+".join(sorted(codes)))

    def _value(self, field: str, cell: str, codes: set[str]) -> Any:
        plain: dict[str, Callable[[str, set[str]], Any]] = {
            "industry": words.industry, "long_story_vi": partial(prose, paragraphs=True), "price_vnd": figures.money,
            "stock": figures.pieces, "weight_g": figures.grams, "dims": figures.sides, "status": words.status,
            "shelf_life_days": figures.days, "alcohol_abv": figures.alcohol, "channels_wanted": words.channels,
            "tags": words.labels, "potential_submitted_date": figures.moment, "revoked_date": figures.moment,
        }  # fmt: skip
        if field in plain:
            return plain[field](cell, codes)
        if field in PROSE:
            return prose(cell, codes)
        if own := getattr(self, f"_{field}", None):
            return own(cell, codes)
        return name(cell, codes)

    def _sku(self, cell: str, codes: set[str]) -> str:
        value = words.code(cell, codes)
        if not value:
            raise No("E_SKU_MISSING")
        if self.who.again:
            raise No("E_SKU_DUPLICATE")
        return value

    def _producer_id(self, cell: str, codes: set[str]) -> str:
        found = next((one for one in self.book.producers if same(one) == same(cell)), "") if cell.strip() else ""
        if not found:
            raise No("E_PRODUCER_UNKNOWN")
        if found != cell:
            codes.add("OK_SKU")
        return found

    def _title_vi(self, cell: str, codes: set[str]) -> str:
        value = prose(cell, codes)
        if not value:
            raise No("E_TITLE_EMPTY")
        if len(value) > 255:
            raise No("E_TITLE_TOO_LONG")
        if len(value) > 120:
            codes.add("W_TITLE_OVER_120")
        return value

    def _star(self, cell: str, codes: set[str]) -> Stars:
        if not look(cell) and look(self.row["ocop_potential_star"]):
            return Stars()
        return words.stars(cell, codes)

    def _claims(self) -> bool:
        said = self.values["star"]
        return "star" in self.refused or (isinstance(said, Stars) and said.star > 0)

    def _cert_no(self, cell: str, codes: set[str]) -> str:
        value = name(cell, codes)
        if not value and self._claims():
            codes.add("W_CERT_INCOMPLETE")
        return value

    def _decision_date(self, cell: str, codes: set[str]) -> dt.date | None:
        day = figures.moment(cell, codes)
        if day is None and self._claims():
            codes.add("W_CERT_INCOMPLETE")
        if day and day > self.book.today:
            raise No("E_DATE_FUTURE")
        return day

    def _expiry_date(self, cell: str, codes: set[str]) -> dt.date | None:
        decided = self.values["decision_date"] if isinstance(self.values["decision_date"], dt.date) else None
        end = _three_years_on(decided) if decided else None
        day = figures.moment(cell, codes)
        if day is None:
            if end is None:
                return None
            codes.add("OK_EXPIRY_COMPUTED")
            day = end
        if decided and day < decided:
            raise No("E_EXPIRY_BEFORE_DECISION")
        if end and day > end:
            codes.add("W_EXPIRY_CAPPED")
            day = end
        left = day.toordinal() - self.book.today.toordinal()
        if left <= 90:
            codes.add("W_EXPIRING_90D" if left > 0 else "W_EXPIRED")
        return day

    def _short_story_vi(self, cell: str, codes: set[str]) -> str:
        value = prose(cell, codes)
        if not value:
            codes.add("W_SHORT_STORY_MISSING")
        return value

    def _image_files(self, cell: str, codes: set[str]) -> list[str]:
        return words.pictures(cell, codes, self.book.photos)

    def _option_image(self, cell: str, codes: set[str]) -> str:
        if not look(cell):
            return ""
        found = words.pictures(cell, codes, self.book.photos, few=False)
        if len(found) != 1:
            raise No("E_OPTION_IMAGE_SEVERAL")
        return found[0]

    def _gtin(self, cell: str, codes: set[str]) -> str:
        value = figures.barcode(cell, codes)
        if value and not self.who.again:
            if (self.who.owner, value) in self.state.barcodes:
                raise No("E_GTIN_DUPLICATE")
            self.state.barcodes.add((self.who.owner, value))
        return value

    def _commune(self, cell: str, codes: set[str]) -> str:
        if look(self.row["province"]) and not same(self.row["province"]).endswith("hà nội"):
            return prose(cell, codes)
        return self.book.places.find(cell, codes)

    def _product_key(self, cell: str, codes: set[str]) -> str:
        if self.who.bad_key:
            raise No(self.who.bad_key)
        return words.code(cell, codes)

    def _previous_sku(self, cell: str, codes: set[str]) -> str:
        value = words.code(cell, codes)
        known = (self.who.owner, value)
        if value and (known in self.state.skus or known in self.state.former):
            raise No("E_PREVIOUS_SKU_IN_USE")
        if value:
            self.state.former.add(known)
        return value

    def _ocop_potential_star(self, cell: str, codes: set[str]) -> int:
        value = words.potential(cell, codes)
        said = self.values["star"]
        if isinstance(said, Stars) and said.potential and said.potential != value:
            raise No("E_STAR_INVALID")
        return value

    def _previous_star(self, cell: str, codes: set[str]) -> int:
        return words.stars(cell, codes).star

    def _is_sample(self, cell: str, codes: set[str]) -> bool:
        return words.ticked(cell)

    def _option_1_name(self, cell: str, codes: set[str], axis: int = 1) -> str:
        value = prose(cell, codes)
        if not value and look(self.row[f"option_{axis}_value"]):
            raise No("E_OPTION_MISSING")
        if len(value) > 14:
            raise No("E_OPTION_TOO_LONG")
        return value

    def _option_2_name(self, cell: str, codes: set[str]) -> str:
        return self._option_1_name(cell, codes, axis=2)

    def _option_1_value(self, cell: str, codes: set[str], axis: int = 1) -> str:
        value = prose(cell, codes)
        several = self.who.group is not None and not self.who.again and self.state.sizes[self.who.group] > 1
        if not value:
            named = look(self.row[f"option_{axis}_name"]) or (axis == 2 and self.values["option_2_name"])
            if named or (several and axis == 1):
                raise No("E_OPTION_MISSING")
            return value
        if len(value) > 20:
            raise No("E_OPTION_TOO_LONG")
        last = axis == 2 or not look(self.row["option_2_value"])
        one = self.values["option_1_value"] if axis == 2 else value
        if several and last and one is not No:
            pair = (self.who.group, one.casefold(), value.casefold() if axis == 2 else "")
            if pair in self.state.options:
                raise No("E_OPTION_DUPLICATE")
            self.state.options.add(pair)
        return value

    def _option_2_value(self, cell: str, codes: set[str]) -> str:
        return self._option_1_value(cell, codes, axis=2)


def _three_years_on(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year + 3)
    except ValueError:
        return day.replace(year=day.year + 3, day=28)


def _unlike(one: Any, other: Any) -> bool:
    return (one or None) != (other or None) and not (isinstance(one, Stars) and one == (other or Stars()))


def _shown(value: Any) -> str:
    if value is None or value is No or (value == 0 and not isinstance(value, bool)):
        return ""
    return ";".join(value) if isinstance(value, list) else str(value)
