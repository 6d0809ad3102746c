"""What is wrong in a shop as a whole: pure, from what the shop shows, the journal remembers and the sheets say.

A plan asks what to send; an audit asks what a person would be sorry to hear from a customer: the same ware listed
twice, a star that nobody holds, more stock offered than there is, somebody else writing into this shop. It judges the
shop afresh and decides nothing; every finding names what mends it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pydantic import JsonValue

from connector.model import Certification, Group, ListingState, RemoteListing, fold

from .change import Severity
from .desired import Desired
from .journal import Binding, ListingBase
from .meeting import Meeting, title_of

__all__ = ["CODES", "SHOWN", "Audited", "Found", "worst_first"]

CODES: tuple[str, ...] = (
    *("false_star", "should_be_hidden", "duplicate_in_shop", "look_alike_stranger", "look_alike_own"),
    *("stock_above", "price_differs", "unknown_sku", "sku_elsewhere", "twin_hidden", "half_hidden", "sku_missing"),
    *("gone_from_shop", "blocked", "parked", "not_in_catalogue", "star_missing", "pictures_differ"),
    *("edited_in_shop", "stock_below", "outcome_unknown", "not_met_yet"),
    *("foreign_star", "foreign_duplicate", "foreign"),
)
"""Every finding there is, the worst first."""

SHOWN = (ListingState.LIVE, ListingState.IN_REVIEW)
"""What buyers see, or are about to."""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding. ``variant`` chooses among the sentences of a code; ``command``: what to type, '' of it where nothing
    but the shop or the sheet mends it; ``column``: the sheet's column that has to do with it."""

    code: str
    severity: Severity
    product: str = ""
    title: str = ""
    skus: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    variant: str = ""
    group: Group | None = None
    params: Mapping[str, JsonValue] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    column: str = ""
    cell: str = ""


@dataclass
class Audited:
    """Everything that one audit looks at, read already.

    ``untrue``: the star claims of a text that are not the star given, nor the one applied for. ``certain_of_gone``:
    whether a product without a row may be taken for gone today. ``standing``: products and folded SKUs of refused rows.
    ``met``: whether a whole run of this shop has ended before, so that the journal should know every SKU of ours.
    """

    shop: str
    day: date
    desired: Mapping[str, Desired]
    remotes: Mapping[str, RemoteListing]
    bindings: Mapping[str, Binding]
    bases: Mapping[str, ListingBase]
    keys: Mapping[str, str]
    meeting: Meeting
    normalise: Callable[[Group, JsonValue], JsonValue]
    untrue: Callable[[str, int, int], list[str]]
    certificates: Mapping[str, Certification] = field(default_factory=dict)
    owns: frozenset[Group] = frozenset(Group)
    standing: frozenset[str] = frozenset()
    certain_of_gone: bool = True
    sends_stock: bool = True
    met: bool = True
    last_run: str = ""
    open: frozenset[str] = frozenset()
    parked: frozenset[str] = frozenset()

    @cached_property
    def owners(self) -> dict[str, str]:
        """The product of every folded SKU that is ours, by the journal and, before it, by the sheets."""
        bound = {sku: name for name, one in self.bindings.items() for sku in one.skus}
        said = {
            fold(sku): name
            for name, one in self.desired.items()
            for sku in (*one.previous.values(), *one.withdrawn, *one.skus)
        }
        return bound | said

    @cached_property
    def standing_listings(self) -> dict[str, RemoteListing]:
        """What is in the shop, hidden or not."""
        return {name: one for name, one in self.remotes.items() if one.state is not ListingState.DELETED}

    @cached_property
    def bound(self) -> dict[str, str]:
        """The product that every bound listing in the shop is."""
        return {one.remote_id: name for name, one in self.bindings.items() if one.remote_id in self.standing_listings}

    def found(
        self,
        code: str,
        severity: Severity,
        product: str = "",
        listings: Iterable[str] = (),
        *,
        variant: str = "",
        group: Group | None = None,
        command: tuple[str, ...] = (),
        column: str = "",
        skus: tuple[str, ...] | None = None,
        **params: JsonValue,
    ) -> Found:
        """A finding with the names that people know the product by."""
        desired = self.desired.get(product)
        named = tuple(dict.fromkeys(listings))
        shown = [self.remotes[one] for one in named if one in self.remotes]
        title = desired.title if desired is not None else title_of(shown[0]) if shown else ""
        known = desired.skus if desired is not None else self._bound_skus(product)
        return Found(
            code=code,
            severity=severity,
            product=product,
            title=title or product,
            skus=known if skus is None else skus,
            listings=named,
            variant=variant,
            group=group,
            params={"listing": ", ".join(named), "shop": self.shop, **params},
            command=command,
            column=column,
        )

    def _bound_skus(self, product: str) -> tuple[str, ...]:
        bound = self.bindings.get(product)
        return tuple(shown or sku for sku, (shown, _) in bound.skus.items()) if bound is not None else ()


def worst_first(found: Iterable[Found]) -> list[Found]:
    """In the order of ``CODES``; what a person has to mend before what is only said."""
    order = {code: place for place, code in enumerate(CODES)}
    return sorted(found, key=lambda one: (one.severity is not Severity.PERSON, order[one.code], one.product))
