"""Reading a shop for a plan: everything it lists, by id, and who bears which SKU.

Costs ceil(n/page) list calls and ceil(n/batch) reads, plus one read for bound listings that the lists did not show:
those are believed gone only when a read by id says so (decision 16).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from connector.model import Group, ListingState, RemoteListing, fold
from connector.port import Adapter

__all__ = ["ShopView", "chunks", "read_by_id", "read_shop", "shown_value"]


@dataclass(frozen=True, slots=True)
class ShopView:
    """What a shop shows: listings by remote id, and the remote ids that bear each folded SKU."""

    remotes: Mapping[str, RemoteListing]
    bearers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def chunks(items: Sequence[str], size: int) -> list[Sequence[str]]:
    """``items`` in runs of at most ``size``."""
    return [items[start : start + size] for start in range(0, len(items), size)]


async def read_by_id(adapter: Adapter, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
    """Read any number of listings, side by side as far as the adapter allows."""
    found: dict[str, RemoteListing] = {}
    batches = iter(chunks(remote_ids, adapter.capabilities.read_batch))

    async def reader() -> None:
        for batch in batches:
            found.update(await adapter.read(batch))

    async with asyncio.TaskGroup() as group:
        for _ in range(min(adapter.concurrency, max(1, len(remote_ids)))):
            group.create_task(reader())
    return {remote_id: found[remote_id] for remote_id in remote_ids if remote_id in found}


async def read_shop(adapter: Adapter, bound: Iterable[str]) -> ShopView:
    """Everything the shop lists, and every ``bound`` listing besides."""
    listed = [ref.remote_id async for ref in adapter.scan()]
    wanted = list(dict.fromkeys([*listed, *bound]))
    remotes = await read_by_id(adapter, wanted)
    bearers: dict[str, list[str]] = {}
    for remote in remotes.values():
        if remote.state is ListingState.DELETED:
            continue
        for sku in {fold(variant.sku) for variant in remote.variants if variant.sku}:
            bearers.setdefault(sku, []).append(remote.remote_id)
    return ShopView(remotes, {sku: tuple(ids) for sku, ids in bearers.items()})


def shown_value(
    remote: RemoteListing, group: Group, keys: Mapping[str, str], spelling: Mapping[str, str], like: JsonValue = None
) -> JsonValue:
    """What ``remote`` shows of ``group`` in our terms: pictures as media keys, SKUs as our sheets spell them.

    ``keys`` maps a remote picture id to the media key we uploaded it under, ``spelling`` a folded SKU to ours; figures
    of SKUs that it does not have are somebody else's and left out. Pictures of options count where ``like`` has them.
    """
    value = remote.groups.get(group)
    if group is Group.MEDIA and isinstance(value, list):
        return [keys.get(str(picture).removeprefix("remote:"), picture) for picture in value]
    if group in (Group.PRICE, Group.STOCK) and isinstance(value, dict):
        return {spelling[fold(sku)]: figure for sku, figure in value.items() if fold(sku) in spelling}
    if group is Group.ATTRIBUTES and isinstance(value, dict):
        return _attributes(value, keys, spelling)
    if group is Group.STRUCTURE and isinstance(value, dict) and isinstance(value.get("skus"), dict):
        return _structure(value, keys, {sku: ours for sku, ours in spelling.items() if fold(ours) == sku}, like)
    return value


def _attributes(
    value: dict[str, JsonValue], keys: Mapping[str, str], spelling: Mapping[str, str]
) -> dict[str, JsonValue]:
    """Barcodes under our spelling of their SKUs, scans of papers as the media keys we uploaded them under."""
    barcodes, papers = value.get("gtin"), value.get("papers")
    if isinstance(barcodes, dict):
        value = {**value, "gtin": {spelling.get(fold(sku), sku): code for sku, code in barcodes.items()}}
    if isinstance(papers, dict):
        value = {**value, "papers": {name: _scans(paper, keys) for name, paper in papers.items()}}
    return value


def _scans(paper: JsonValue, keys: Mapping[str, str]) -> JsonValue:
    if not isinstance(paper, list) or len(paper) != 2 or not isinstance(paper[0], list):
        return paper
    scans: list[JsonValue] = [keys.get(str(scan).removeprefix("remote:"), str(scan)) for scan in paper[0]]
    return [sorted(scans, key=str), paper[1]]


def _structure(
    value: dict[str, JsonValue], keys: Mapping[str, str], spelling: Mapping[str, str], like: JsonValue
) -> JsonValue:
    """A SKU that is to get another name is shown under the one it has."""
    skus, images = value["skus"], value.get("images")
    assert isinstance(skus, dict)
    shown: dict[str, JsonValue] = {name: part for name, part in value.items() if name != "images"}
    shown["skus"] = {spelling.get(fold(sku), sku): options for sku, options in skus.items()}
    if isinstance(images, dict) and isinstance(like, dict) and "images" in like:
        shown["images"] = {
            option: keys.get(str(picture).removeprefix("remote:"), picture) for option, picture in images.items()
        }
    return shown
