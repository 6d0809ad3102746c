"""Pictures on their way to a shop: what a product waits for may meanwhile be forgotten by the shop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from adapters.memory import SPEC, MemoryAdapter
from connector.errors import AdapterError, StopShop
from connector.model import Listing, MediaIdentity
from connector.port import MediaFile
from connector.sync import Memory, Session, Stop
from connector.sync.pictures import images_for
from connector.testing.virtual import run_virtual
from tests.simulation.world import DAY, SHOP, DrawnMedia, World


class Forgetful(MemoryAdapter):
    """While it takes a picture, another product's answer tells that the shop has lost all of them."""

    session: Session

    async def upload(self, files: Sequence[MediaFile]) -> list[str]:  # type: ignore[override]
        self.session.images.clear()
        await asyncio.sleep(1)
        return [f"id-{file.key}" for file in files]


def test_a_picture_forgotten_meanwhile_is_the_shops_to_refuse_and_no_fault_of_ours() -> None:
    """What the shop lost is said by the shop; it parks nobody as a bug and the next run sends it again."""
    world = World(1, size=1)
    listing = world.desired(world.goods[0], world.day).listing
    assert listing is not None
    first, second = (picture.key for picture in listing.media)
    adapter = Forgetful(world.shop)

    async def play(session: Session) -> dict[str, str]:
        session.images[first] = "id-of-old"
        return await images_for(session, listing)

    with world.journal() as journal:
        adapter.session = Session(
            "lần-1", SHOP, journal, adapter, DrawnMedia(), world.clock, Memory(day=DAY), Stop(), images={}
        )
        found = run_virtual(world.clock, play(adapter.session))
    assert found == {first: "id-of-old", second: f"id-{second}"}


class Banned(MemoryAdapter):
    """Banned after it took the first picture of a call."""

    calls = 0

    async def upload(self, files: Sequence[MediaFile]) -> list[str | AdapterError]:  # type: ignore[override]
        self.calls += 1
        return [f"id-{files[0].key}", *[StopShop("E_BANNED")] * (len(files) - 1)]


def test_what_the_shop_took_before_it_stopped_is_never_sent_again() -> None:
    world = World(1, size=1)
    listing = world.desired(world.goods[0], world.day).listing
    assert listing is not None
    media = tuple(MediaIdentity(source_sha256=f"{n}" * 64, recipe="memory-800-pad@1") for n in range(5))
    listing = Listing.model_validate(listing.model_dump() | {"media": media})
    adapter = Banned(world.shop, replace(SPEC.capabilities, upload_batch=2))

    async def play(session: Session) -> dict[str, str]:
        with pytest.raises(StopShop):
            await images_for(session, listing)
        assert session.uploading == {}, "nobody waits for what will not come"
        return await session.journal.uploads(SHOP)

    with world.journal() as journal:
        session = Session(
            "lần-1", SHOP, journal, adapter, DrawnMedia(), world.clock, Memory(day=DAY), Stop(), images={}
        )
        kept = run_virtual(world.clock, play(session))
    assert kept == {media[0].key: f"id-{media[0].key}"}
    assert adapter.calls == 1, "after a fatal answer no further picture leaves"
