"""Prices and stock: many SKUs of many products in one call, up to fifty; both absolute.

Lazada may say yes to the call and no to some of its SKUs. Where it does not say to which, every product is written once
more by itself; a call that it refuses as a whole is sent again in halves. What counted is always told apart from what
did not: a stock that is sent twice may sell pieces twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from connector.errors import AdapterError, Bug, Locked, NotFound, QuotaSpent, Rejected, StopShop, Unknown
from connector.model import RemoteListing, fold
from connector.port import PriceEdit, StepLog, StockEdit

from .api import Api
from .errors import entry_error
from .fields import skus_of
from .models import Accepted, Problem
from .sending import Body, send

__all__ = ["MOST_SKUS", "update_prices", "update_stock"]

MOST_SKUS = 50
PRICES = "product/price_quantity/update"
STOCK = "product/stock/sellable/update"
FOR_ALL = (StopShop, QuotaSpent)
"""What the next call would meet as well."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One SKU's figure. ``edit`` is the place of its product among the edits."""

    edit: int
    sku: str
    row: Body

    def is_named(self, problem: Problem) -> bool:
        names = {fold(name) for name in (problem.sku, problem.seller_sku) if name}
        return bool(names & {fold(self.sku), fold(str(self.row.get("SellerSku", ""))), str(self.row["SkuId"])})


Failed = list[tuple[Entry, AdapterError]]


async def update_prices(api: Api, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
    """Regular prices; special prices and campaigns stay as they are."""
    entries = [
        entry for number, edit in enumerate(edits) for entry in _entries(number, edit.remote, edit.prices, "Price")
    ]
    return await _update(api, PRICES, entries, len(edits), log)


async def update_stock(api: Api, edits: Sequence[StockEdit], log: StepLog) -> list[AdapterError | None]:
    """What can be sold from now on; pieces that orders hold are none of it."""
    entries = [
        entry
        for number, edit in enumerate(edits)
        for entry in _entries(number, edit.remote, edit.stock, "SellableQuantity")
    ]
    return await _update(api, STOCK, entries, len(edits), log)


def _entries(number: int, remote: RemoteListing, figures: Mapping[str, int], name: str) -> list[Entry]:
    """Bug where the product does not bear a SKU as last read."""
    borne = {fold(variant.sku): variant for variant in remote.variants}
    missing = [sku for sku in figures if fold(sku) not in borne]
    if missing:
        raise Bug("E_LAZADA_SKU_NOT_ON_ITEM", sku=missing[0], item=remote.remote_id)
    found: list[Entry] = []
    for sku, figure in figures.items():
        variant = borne[fold(sku)]
        row: Body = {"ItemId": remote.remote_id, "SkuId": variant.remote_id}
        if shown := variant.shown if variant.bare else variant.sku:  # filled in by hand, it may bear none
            row["SellerSku"] = shown
        found.append(Entry(number, sku, {**row, name: str(figure)}))
    return found


async def _update(api: Api, path: str, entries: Sequence[Entry], edits: int, log: StepLog) -> list[AdapterError | None]:
    failed: dict[int, Failed] = {}
    batches = [entries[start : start + MOST_SKUS] for start in range(0, len(entries), MOST_SKUS)]
    for entry, error in await _calls(api, path, batches, log):
        failed.setdefault(entry.edit, []).append((entry, error))
    sizes = [sum(entry.edit == number for entry in entries) for number in range(edits)]
    return [_of_edit(failed.get(number, []), size) for number, size in enumerate(sizes)]


def _of_edit(failed: Failed, size: int) -> AdapterError | None:
    """None where every SKU counted; else the first reason, naming the SKUs it holds for where others counted."""
    if not failed:
        return None
    error = copy(failed[0][1])
    skus = tuple(entry.sku for entry, _ in failed)
    if len(skus) < size:
        error.skus = skus
        error.params = {**error.params, "skus": ", ".join(skus)}
    return error


async def _calls(api: Api, path: str, groups: Sequence[Sequence[Entry]], log: StepLog, part: str = "") -> Failed:
    """A call for each of ``groups``; what ends one of them for all is not asked again."""
    failed: Failed = []
    for number, group in enumerate(groups, start=1):
        spent = next((error for _, error in failed if isinstance(error, FOR_ALL)), None)
        if spent is None:
            failed += await _call(api, path, group, log, f"{part}{number}")
        else:
            failed += [(entry, spent) for entry in group]
    return failed


async def _call(api: Api, path: str, entries: Sequence[Entry], log: StepLog, part: str) -> Failed:
    """One call: what did not count, and why. Only a lost answer is raised."""
    refused: AdapterError
    try:
        answer = await send(api, path, skus_of([e.row for e in entries]), Accepted, log, part=part, partly=True)
    except Unknown:
        raise
    except AdapterError as error:
        refused, groups = error, _halves(entries)
    else:
        if not answer.detail:
            return []
        told, unclear = _told(path, answer.detail, entries, api)
        if not unclear:
            return told
        refused, groups = entry_error(path, unclear, api.clock.now()), _products(entries)
    if len(groups) == 1 or not _concerns_one(refused):
        return [(entry, refused) for entry in entries]
    return await _calls(api, path, groups, log, f"{part}.")


def _concerns_one(error: AdapterError) -> bool:
    """Whether an error of a whole call may be about one of its products only."""
    return isinstance(error, Rejected | NotFound | Locked)


def _products(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Each product's own: what was taken in part is written once more, and not several times."""
    numbers = sorted({entry.edit for entry in entries})
    return [[entry for entry in entries if entry.edit == number] for number in numbers]


def _halves(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Of a call that counted for nothing, the products in two halves; one product's SKUs stay together."""
    products = _products(entries)
    middle = len(products) // 2
    return [[entry for own in half for entry in own] for half in (products[:middle], products[middle:]) if half]


def _told(
    path: str, detail: Collection[Problem], entries: Sequence[Entry], api: Api
) -> tuple[Failed, tuple[Problem, ...]]:
    """The entries that ``detail`` names with their reasons, and the problems that name none."""
    told: Failed = []
    unclear: list[Problem] = []
    for problem in detail:
        named = [entry for entry in entries if entry.is_named(problem)]
        told += [(entry, entry_error(path, [problem], api.clock.now())) for entry in named]
        if not named:
            unclear.append(problem)
    first = {id(entry): (entry, error) for entry, error in reversed(told)}
    return list(reversed(first.values())), tuple(unclear)
