"""What a shop answers differently from what its adapter declares and its rules expect. Only reads, a handful of calls.

A declaration is a reading of documents; the shop has the last word. What cannot be seen by reading (what a write does,
how long it stays invisible, how large a batch of writes may be) is not judged here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from itertools import chain

from pydantic import JsonValue

from connector.errors import AdapterError
from connector.model import CONTENT_GROUPS, Group, ListingState, RemoteListing, ShopFacts
from connector.port import Adapter, AdapterSpec, RemoteRef
from mappings import Rules
from mappings.schema import split_path

__all__ = ["Finding", "compare_shop", "paths_of"]

FACT_PATHS = 5
"""So many categories have their attributes fetched: one call each on most marketplaces."""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``differs``: the shop answers otherwise than declared; else it is as declared, or merely
    told."""

    code: str
    differs: bool = False
    params: dict[str, JsonValue] = field(default_factory=dict)


def paths_of(rules: Rules) -> tuple[tuple[str, ...], ...]:
    """Every category path that the rules name."""
    table = rules.categories
    groups = chain.from_iterable(
        (rule.path, *(when.path for when in rule.when.values())) for rule in table.group.values()
    )
    named = chain(table.product.values(), groups, table.industry.values())
    return tuple(dict.fromkeys(split_path(path) for path in named))


async def compare_shop(spec: AdapterSpec, adapter: Adapter, rules: Rules) -> list[Finding]:
    """Everything that can be compared by reading. AdapterErrors of the first call are the caller's."""
    identity = await adapter.identity()
    found = [_told("live.identity", id=identity.shop_id, name=identity.name, region=identity.region or "-")]
    if identity.problem:
        found.append(_other("live.problem", reason=identity.problem))
    paths = paths_of(rules)
    facts = await adapter.facts(paths[:FACT_PATHS], None)
    found += [*_categories(facts, rules, paths), *_limits(facts, rules), *_attributes(facts, rules)]
    refs = await _first(adapter.scan(), adapter.capabilities.read_batch)
    return [*found, *await _listings(adapter, refs)]


def _categories(facts: ShopFacts, rules: Rules, paths: Iterable[tuple[str, ...]]) -> list[Finding]:
    if rules.categories.without_tree and not facts.categories:
        return []
    leaves = {category.path for category in facts.categories if category.leaf}
    missing = [" > ".join(path) for path in paths if path not in leaves]
    if missing:
        return [_other("live.categories", count=len(missing), first="; ".join(missing[:SHOWN]))]
    return [_told("live.categories.ok", count=len(leaves))]


def _limits(facts: ShopFacts, rules: Rules) -> list[Finding]:
    """Where our own rule allows what the shop does not, or nothing is told at all."""
    found = []
    for name, (rule, _) in rules.limits.items():
        told = facts.limits.get(name)
        if told is None:
            if name in ("title", "description", "images", "price"):
                found.append(_other("live.limit.untold", name=name))
            continue
        shown = {"name": name, "minimum": _bound(told.minimum), "maximum": _bound(told.maximum), "unit": told.unit}
        wider = rule.maximum is not None and told.maximum is not None and rule.maximum > told.maximum
        code = "live.limit.tighter" if wider else "live.limit"
        found.append(Finding(code, differs=wider, params={**shown, "ours": _bound(rule.maximum)}))
    return found


def _bound(number: int | None) -> str:
    return "-" if number is None else str(number)


def _attributes(facts: ShopFacts, rules: Rules) -> list[Finding]:
    """Mandatory attributes of the categories looked at that no rule fills."""
    ruled = {name.rpartition(" > ")[2].casefold() for name in rules.attributes.attribute}
    open_ones = {
        attribute.name
        for attributes in facts.attributes.values()
        for attribute in attributes
        if attribute.mandatory and not attribute.parents and attribute.name.casefold() not in ruled
    }
    if not open_ones:
        return []
    return [_other("live.attributes", count=len(open_ones), first="; ".join(sorted(open_ones)[:SHOWN]))]


async def _listings(adapter: Adapter, refs: list[RemoteRef]) -> list[Finding]:
    """One full batch is read; one listing is looked at closely."""
    if not refs:
        return [_told("live.empty")]
    try:
        read = await adapter.read([ref.remote_id for ref in refs])
    except AdapterError as error:
        return [_other("live.batch.refused", size=len(refs), reason=error.original or error.code)]
    missing = [ref.remote_id for ref in refs if ref.remote_id not in read]
    if missing:
        return [_other("live.batch.partly", size=len(refs), missing=len(missing))]
    found = [_told("live.batch", size=len(refs))]
    apart = sum(1 for ref in refs if read[ref.remote_id].state is not ref.state)
    if apart:
        found.append(_other("live.states", count=apart))
    return [*found, *await _closely(adapter, read)]


async def _closely(adapter: Adapter, read: dict[str, RemoteListing]) -> list[Finding]:
    standing = [one for one in read.values() if one.state is not ListingState.DELETED]
    if not standing:
        return []
    one = standing[0]
    found: list[Finding] = []
    wanted = (*CONTENT_GROUPS, Group.PRICE, Group.STOCK)
    unread = [str(group) for group in wanted if one.groups.get(group) is None]
    if unread:
        found.append(_other("live.groups", listing=one.remote_id, groups=", ".join(unread)))
    noisy = [str(group) for group, value in one.groups.items() if adapter.normalise(group, value) != value]
    if noisy:
        found.append(_other("live.noise", listing=one.remote_id, groups=", ".join(noisy)))
    sku = next((variant.sku for variant in one.variants if variant.sku), "")
    if not sku:
        found.append(_told("live.no_sku", listing=one.remote_id))
    elif one.remote_id not in await adapter.find(sku, None):
        found.append(_other("live.search", listing=one.remote_id, sku=sku))
    return found or [_told("live.one", listing=one.remote_id)]


async def _first(refs: AsyncIterator[RemoteRef], count: int) -> list[RemoteRef]:
    found: list[RemoteRef] = []
    async for ref in refs:
        found.append(ref)
        if len(found) == count:
            break
    return found


def _told(code: str, **params: JsonValue) -> Finding:
    return Finding(code, params=params)


def _other(code: str, **params: JsonValue) -> Finding:
    return Finding(code, differs=True, params=params)
