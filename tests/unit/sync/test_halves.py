"""Whether a listing is whole, and how one that is not is finished under its own intent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import JsonValue

from connector.errors import Unknown
from connector.model import (
    Group,
    Listing,
    ListingState,
    ListingVariant,
    Package,
    ProductId,
    RemoteListing,
    RemoteVariant,
)
from connector.port import Created, StepLog
from connector.sync import Change, ChangeKind
from connector.sync.halves import Look, completed, is_whole, looked_up
from connector.sync.journal import IntentRecord
from connector.testing.virtual import VirtualClock


def wanted(*skus: str, words: tuple[str, ...] = ("gói nhỏ",)) -> Listing:
    return Listing(
        product=ProductId("", "CHE-01"),
        title="Chè shan tuyết",
        description="Búp non.",
        media=(),
        variants=tuple(ListingVariant(sku=sku, price_vnd=1000, option_values=words) for sku in skus),
        category_id="1",
        package=Package(weight_g=200, length_cm=10, width_cm=10, height_cm=10),
    )


def shown(*skus: str, structure: JsonValue = None) -> RemoteListing:
    variants = tuple(RemoteVariant(remote_id=f"v{n}", sku=sku) for n, sku in enumerate(skus))
    groups = {Group.STRUCTURE: structure} if structure is not None else {}
    return RemoteListing(remote_id="77", state=ListingState.UNLISTED, status="x", variants=variants, groups=groups)


@pytest.mark.parametrize(
    ("there", "whole"),
    [
        (("CHE-01", "CHE-02"), True),
        (("che-01", "CHE-02", "KHACH"), True),
        (("CHE-01",), False),
        ((), False),
    ],
)
@pytest.mark.parametrize("structure", [None, "?", {"options": []}, {"skus": "?"}])
def test_without_a_structure_it_is_whole_once_it_bears_every_sku(
    there: tuple[str, ...], whole: bool, structure: JsonValue
) -> None:
    assert is_whole(wanted("CHE-01", "CHE-02"), shown(*there, structure=structure)) is whole


@pytest.mark.parametrize(
    ("skus", "whole"),
    [
        ({"CHE-01": ["nhỏ"], "CHE-02": ["to"]}, True),
        ({"che-01": ["bé"], "Che-02": ["lớn"], "KHACH": []}, True),
        ({"CHE-01": ["nhỏ"]}, False),
        ({"CHE-01": ["nhỏ"], "CHE-02": []}, False),
        ({"CHE-01": ["nhỏ"], "CHE-02": ["to", "đỏ"]}, False),
        ({"CHE-01": ["nhỏ"], "CHE-02": "to"}, False),
        ({}, False),
    ],
)
def test_with_a_structure_each_sku_stands_with_as_many_options_as_it_was_sent_with(
    skus: JsonValue, whole: bool
) -> None:
    assert is_whole(wanted("CHE-01", "CHE-02"), shown("CHE-01", "CHE-02", structure={"skus": skus})) is whole


class Journal:
    """Keeps which steps began."""

    def __init__(self) -> None:
        self.steps: list[tuple[list[str], str]] = []

    async def start_step(self, intents: Sequence[IntentRecord], step: str, _body: bytes, _now: datetime) -> None:
        self.steps.append(([intent.id for intent in intents], step))


class Shop:
    """An adapter over one listing, which keeps what it was asked to finish."""

    def __init__(self, remote: RemoteListing | None) -> None:
        self.remote = remote
        self.journal = Journal()
        self.finished: list[tuple[RemoteListing, Listing, Mapping[str, str], str]] = []

    async def read(self, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
        return {self.remote.remote_id: self.remote} if self.remote and self.remote.remote_id in remote_ids else {}

    async def complete(
        self, remote: RemoteListing, listing: Listing, images: Mapping[str, str], log: StepLog
    ) -> Created:
        await log.start("variants", b"{}")
        self.finished.append((remote, listing, images, log.intent_id))
        return Created(remote.remote_id, {"CHE-01": "1", "CHE-02": "2"})


def finish(shop: Shop) -> Created:
    listing = wanted("CHE-01", "CHE-02")
    change = Change(id="c", kind=ChangeKind.CREATE, product="CHE-01", title="Chè", skus=listing.skus, listing=listing)
    opened = datetime(2026, 11, 22, tzinfo=UTC)
    intent = IntentRecord("i1", "gian-hang", "run", "CHE-01", "unknown", opened, "{}", {"photo:a": "p1"})
    session: Any = SimpleNamespace(adapter=shop, journal=shop.journal, clock=VirtualClock(), go_on=lambda: None)
    return asyncio.run(completed(session, change, intent, "77"))


def test_what_is_whole_is_bound_as_it_is() -> None:
    shop = Shop(shown("CHE-01", "che-02"))
    assert finish(shop) == Created("77", {"CHE-01": "v0", "che-02": "v1"})
    assert shop.finished == []


def test_what_is_not_is_finished_with_the_same_pictures_under_the_same_intent() -> None:
    half = shown("CHE-01")
    shop = Shop(half)
    assert finish(shop) == Created("77", {"CHE-01": "1", "CHE-02": "2"})
    assert shop.finished == [(half, wanted("CHE-01", "CHE-02"), {"photo:a": "p1"}, "i1")]
    assert shop.journal.steps == [(["i1"], "variants")], "durable before the first byte"


def test_what_cannot_be_read_yet_is_unknown() -> None:
    with pytest.raises(Unknown) as caught:
        finish(Shop(None))
    assert caught.value.code == "E_ANSWER_LOST"


@pytest.mark.parametrize(("deleted", "look"), [(True, Look((), "99", True)), (False, Look((), "", True))])
@pytest.mark.parametrize("waited", [60.0, 60.5])
def test_the_window_is_over_with_its_last_second_also_where_nobody_can_be_asked_for_what_was_deleted(
    deleted: bool, look: Look, waited: float
) -> None:
    """Never over, it would be looked for all night, and never said."""
    now = datetime(2026, 11, 22, 19, 0, 5, tzinfo=UTC)
    clock, left = SimpleNamespace(now=lambda: now), now - timedelta(seconds=waited)
    found: dict[str, Sequence[str]] = {"find": (), "find_deleted": ["98", "99"]}

    async def asked(name: str, sku: str, since: datetime) -> Sequence[str]:
        assert (sku, since) == ("CHE-01", left - timedelta(seconds=1))
        return found[name]

    async def last_sent(_intent: str) -> datetime:
        return left

    adapter = SimpleNamespace(
        find=partial(asked, "find"),
        find_deleted=partial(asked, "find_deleted"),
        capabilities=SimpleNamespace(settle_s=60.0, finds_deleted=deleted),
    )
    session: Any = SimpleNamespace(adapter=adapter, journal=SimpleNamespace(last_sent=last_sent), clock=clock)
    change = Change(id="c", kind=ChangeKind.CREATE, product="CHE-01", title="Chè", skus=("CHE-01", "CHE-02"))
    opened = left - timedelta(seconds=1)
    intent = IntentRecord("i1", "gian-hang", "run", "CHE-01", "unknown", opened, "{}", {})
    assert asyncio.run(looked_up(session, change, intent)) == look
