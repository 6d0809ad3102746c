"""The cells of a product row whose reading depends on more than themselves: on the row, its product, the whole file.

``ProductCells`` is turned to one record at a time; its readers then look at that record's other cells and values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any

from connector.model import fold
from connector.text import seen

from . import amounts, dates, photos, places, words
from .fields import FieldReader, plain_readers
from .grouping import Groups, Member, scoped
from .photos import PhotoIndex
from .photos_by_name import PhotosByName, codes_of
from .verdicts import Refused
from .words import Stars

__all__ = ["REFUSED", "ProductCells", "Reading"]

REFUSED: Any = object()
"""Stands for the value of a refused cell."""
BLANK_IS_FINE = frozenset({"gtin", "product_key", "option_image", "previous_sku", "ocop_potential_star"})
SAME_FOR_ALL = frozenset({"producer_id"})
"""Its answer depends on the cell and on what all rows share."""
TITLE_LONG, TITLE_LONGEST = 120, 255
OPTION_NAME_LONGEST, OPTION_VALUE_LONGEST = 14, 20


@dataclass
class Reading:
    """What all rows of one reading share. ``producers`` maps folded ids to ids; None: nobody gave a producers file."""

    day: date
    groups: Groups
    photos: PhotoIndex
    producers: dict[str, str] | None
    gtins: set[str] = field(default_factory=set)
    previous: set[str] = field(default_factory=set)
    options: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    first_rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def photos_by_name(self) -> PhotosByName:
        """Asked only where a sheet has no column of pictures, or a blank cell in it."""
        return PhotosByName(self.photos, codes_of(self.groups))


class ProductCells:
    """Readers for the records of one sheet."""

    def __init__(self, reading: Reading, columns: Mapping[str, int]) -> None:
        self.reading = reading
        self.columns = columns
        self.star_claimed = False
        self._member = Member("", None)
        self._cells: Sequence[str] = ()
        self._values: dict[str, Any] = {}

    def turn_to(self, member: Member, cells: Sequence[str], values: dict[str, Any]) -> None:
        """The record that is read from now on; ``values`` fills up meanwhile."""
        self._member, self._cells, self._values, self.star_claimed = member, cells, values, False

    def readers(self) -> dict[str, FieldReader]:
        """Every field's reader."""
        bound: dict[str, tuple[Any, Any]] = {
            "sku": (self._sku, ""),
            "producer_id": (self._producer, ""),
            "title_vi": (self._title, ""),
            "star": (self._star, Stars(None)),
            "cert_no": (self._certificate, ""),
            "decision_date": (self._decision, None),
            "expiry_date": (self._expiry, None),
            "short_story_vi": (self._short_story, ""),
            "image_files": (partial(photos.image_list, photos=self.reading.photos), ()),
            "gtin": (self._gtin, ""),
            "commune": (self._commune, places.Commune("")),
            "product_key": (self._key, ""),
            "option_1_name": (partial(self._option_name, axis=1), ""),
            "option_1_value": (partial(self._option_value, axis=1), ""),
            "option_2_name": (partial(self._option_name, axis=2), ""),
            "option_2_value": (partial(self._option_value, axis=2), ""),
            "option_image": (partial(photos.image_name, photos=self.reading.photos), ""),
            "previous_sku": (self._previous_sku, ""),
            "ocop_potential_star": (self._potential, None),
        }
        return plain_readers() | {
            name: FieldReader(read, blank, must_read=name not in BLANK_IS_FINE, pure=name in SAME_FOR_ALL)
            for name, (read, blank) in bound.items()
        }

    def raw(self, name: str) -> str:
        """The cell of this record in that column, '' where there is none."""
        at = self.columns.get(name)
        return self._cells[at] if at is not None else ""

    def _seen(self, name: str) -> str:
        """The same as it looks."""
        return seen(self.raw(name))

    def _sku(self, raw: str, codes: list[str]) -> str:
        value = words.sku_text(raw, codes)
        if not value:
            raise Refused("E_SKU_MISSING")
        if self._member.repeat:
            raise Refused("E_SKU_DUPLICATE")
        return value

    def _producer(self, raw: str, codes: list[str]) -> str:
        producers = self.reading.producers
        value = words.verbatim(raw, []) if producers is None else producers.get(fold(seen(raw)), "")
        if not value:
            raise Refused("E_PRODUCER_UNKNOWN")
        if value != raw:
            codes.append("OK_SKU")
        return value

    def _title(self, raw: str, codes: list[str]) -> str:
        value = words.text(raw, codes)
        if not value:
            raise Refused("E_TITLE_EMPTY")
        if len(value) > TITLE_LONGEST:
            raise Refused("E_TITLE_TOO_LONG")
        if len(value) > TITLE_LONG:
            codes.append("W_TITLE_OVER_120")
        return value

    def _star(self, raw: str, codes: list[str]) -> Stars:
        if not seen(raw) and self._seen("ocop_potential_star"):
            return Stars(None)
        value = words.stars(raw, codes)
        self.star_claimed = value.star is not None
        return value

    def _potential(self, raw: str, codes: list[str]) -> int | None:
        value = words.potential_star(raw, codes)
        said = self._values["star"]
        if said is not REFUSED and said.potential not in (None, value):
            raise Refused("E_STAR_INVALID")
        return value

    def _certificate(self, raw: str, codes: list[str]) -> str:
        value = words.verbatim(raw, codes)
        if not value and self._claimed():
            codes.append("W_CERT_INCOMPLETE")
        return value

    def _claimed(self) -> bool:
        """Whether this product claims a certified star, be it in this row or in its first."""
        said = self._values["star"]
        return self.star_claimed or (said is not REFUSED and said.star is not None)

    def _decision(self, raw: str, codes: list[str]) -> date | None:
        return dates.decision(raw, codes, today=self.reading.day, star_claimed=self._claimed())

    def _expiry(self, raw: str, codes: list[str]) -> date | None:
        decided = self._values["decision_date"]
        return dates.expiry(raw, codes, today=self.reading.day, decided=None if decided is REFUSED else decided)

    def _short_story(self, raw: str, codes: list[str]) -> str:
        value = words.text(raw, codes)
        if not value:
            codes.append("W_SHORT_STORY_MISSING")
        return value

    def _gtin(self, raw: str, codes: list[str]) -> str:
        value = amounts.gtin(raw, codes)
        if value and not self._member.repeat:
            code = scoped(self._member.owner, value)
            if code in self.reading.gtins:
                raise Refused("E_GTIN_DUPLICATE")
            self.reading.gtins.add(code)
        return value

    def _commune(self, raw: str, codes: list[str]) -> places.Commune:
        if places.outside_hanoi(self.raw("province")):
            return places.Commune(words.text(raw, codes))
        return places.commune(raw, codes)

    def _key(self, raw: str, codes: list[str]) -> str:
        if self._member.bad_key:
            raise Refused(self._member.bad_key)
        return words.sku_text(raw, codes)

    def _previous_sku(self, raw: str, codes: list[str]) -> str:
        value = words.sku_text(raw, codes)
        code = scoped(self._member.owner, value)
        if code in self.reading.groups.skus or code in self.reading.previous:
            raise Refused("E_PREVIOUS_SKU_IN_USE")
        if value:
            self.reading.previous.add(code)
        return value

    def _option_name(self, raw: str, codes: list[str], axis: int) -> str:
        value = words.text(raw, codes)
        if not value and self._seen(f"option_{axis}_value"):
            raise Refused("E_OPTION_MISSING")
        if len(value) > OPTION_NAME_LONGEST:
            raise Refused("E_OPTION_TOO_LONG")
        return value

    def _option_value(self, raw: str, codes: list[str], axis: int) -> str:
        value = words.text(raw, codes)
        key, repeat, sizes = self._member.group, self._member.repeat, self.reading.groups.sizes
        several = key is not None and not repeat and sizes[key] > 1
        if not value:
            named = self._seen(f"option_{axis}_name") or (axis == 2 and self._values["option_2_name"])
            if named or (several and axis == 1):
                raise Refused("E_OPTION_MISSING")
            return value
        if len(value) > OPTION_VALUE_LONGEST:
            raise Refused("E_OPTION_TOO_LONG")
        if several and key is not None and (axis == 2 or not self._seen("option_2_value")):
            self._unlike_its_siblings(key, value, axis)
        return value

    def _unlike_its_siblings(self, key: str, value: str, axis: int) -> None:
        """Refuse the second SKU of a product with the same values; looked at once, with the row's last axis."""
        first = self._values["option_1_value"] if axis == 2 else value
        if first is REFUSED:
            return
        pair = (first.casefold(), value.casefold() if axis == 2 else "")
        taken = self.reading.options.setdefault(key, set())
        if pair in taken:
            raise Refused("E_OPTION_DUPLICATE")
        taken.add(pair)
