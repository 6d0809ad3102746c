"""Pictures begun before they are asked for: bounded, in sending order, and nobody's trouble but their product's."""

from __future__ import annotations

import asyncio
import gc
from typing import Any, cast

import pytest

from connector.errors import OcopError
from connector.model import Listing, MediaIdentity, Package, ProductId
from connector.port import MediaFile
from connector.sync.ahead import MOST, drawing_ahead, take
from connector.sync.change import Change, ChangeKind, Outcome
from connector.sync.runreport import Result
from connector.sync.session import Session, Stop
from tests.simulation.world import DrawnMedia, World


class Studio:
    """Draws when it is told to; remembers in which order, and how many it never got to finish."""

    def __init__(self, broken: str = "") -> None:
        self.broken = broken
        self.asked: list[str] = []
        self.given_up = 0
        self.open = asyncio.Event()

    async def rendition(self, identity: MediaIdentity, listing: Listing) -> MediaFile:
        self.asked.append(identity.source_sha256)
        try:
            await self.open.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        if identity.source_sha256 == self.broken:
            raise OcopError("E_PHOTO_TYPE", file="ảnh hỏng.jpg")
        return MediaFile(key=identity.key, data=identity.source_sha256.encode())


def listing(number: int, pictures: int = 2) -> Listing:
    media = tuple(MediaIdentity(source_sha256=f"{number}-{n}", recipe="memory-256-pad@1") for n in range(pictures))
    return Listing(
        product=ProductId("", f"P{number}"),
        title="Mắm tôm",
        description="",
        media=media,
        variants=(),
        category_id="7",
        package=Package(weight_g=500, length_cm=10, width_cm=10, height_cm=10),
    )


def changes(count: int) -> list[Change]:
    return [
        Change(id=f"c{n:03}", kind=ChangeKind.CREATE, product=f"P{n}", title="Mắm tôm", skus=(), listing=listing(n))
        for n in range(count)
    ]


def session(media: Any) -> Session:
    nothing: Any = None
    return Session(
        run="r",
        shop="s",
        journal=nothing,
        adapter=nothing,
        media=media,
        clock=nothing,
        memory=nothing,
        stop=Stop(),
    )


async def turns(count: int = 60) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_so_many_are_begun_in_sending_order_and_no_more_until_one_is_taken() -> None:
    studio, coming = Studio(), changes(40)
    run = session(studio)
    names = [picture.source_sha256 for change in coming for picture in cast(Listing, change.listing).media]
    async with drawing_ahead(run, coming):
        await turns()
        assert studio.asked == names[:MOST]
        studio.open.set()
        await turns()
        assert studio.asked == names[:MOST], "drawn is not taken: memory would grow with the catalogue"
        first = cast(Listing, coming[0].listing)
        assert (await take(run, first.media[0], first)).data == b"0-0"
        await turns()
        assert studio.asked == names[: MOST + 1]


async def test_a_picture_begun_is_not_drawn_again_and_one_nobody_began_is_drawn_at_once() -> None:
    studio = Studio()
    studio.open.set()
    run, coming = session(studio), changes(12)
    async with drawing_ahead(run, coming[:2]):
        await turns()
        for change in coming[1:3]:
            wanted = cast(Listing, change.listing)
            for picture in wanted.media:
                assert (await take(run, picture, wanted)).key == picture.key
    assert sorted(studio.asked) == ["0-0", "0-1", "1-0", "1-1", "2-0", "2-1"]


async def test_an_error_is_told_to_the_product_that_asks_and_to_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    studio = Studio(broken="1-0")
    studio.open.set()
    run, coming = session(studio), changes(3)
    loop_said: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, said: loop_said.append(said))
    async with drawing_ahead(run, coming):
        await turns()
        for number in (0, 2):
            wanted = cast(Listing, coming[number].listing)
            assert (await take(run, wanted.media[0], wanted)).data == f"{number}-0".encode()
        wanted = cast(Listing, coming[1].listing)
        with pytest.raises(OcopError, match="E_PHOTO_TYPE"):
            await take(run, wanted.media[0], wanted)
    another = Studio(broken="0-0")
    another.open.set()
    async with drawing_ahead(session(another), coming):  # nobody takes this one
        await turns()
    gc.collect()
    await turns(3)
    assert (loop_said, caplog.messages) == ([], [])


async def test_a_stop_begins_nothing_more_and_the_end_gives_up_what_nobody_took() -> None:
    studio, coming = Studio(), changes(40)
    run = session(studio)
    async with drawing_ahead(run, coming):
        await turns()
        run.stop.ask("interrupted")
        first = cast(Listing, coming[0].listing)
        studio.open.set()
        await take(run, first.media[0], first)
        studio.open.clear()
        await turns()
        assert len(studio.asked) == MOST
    assert run.ahead == {}
    waiting = session(Studio())
    async with drawing_ahead(waiting, coming):
        await turns()
    await turns()
    assert cast(Studio, waiting.media).given_up == MOST


async def test_a_product_that_ended_without_its_pictures_frees_their_places() -> None:
    """Three products of a category failed, the others were never sent: their pictures must not block the rest."""
    studio, coming = Studio(), changes(40)
    studio.open.set()
    run = session(studio)
    async with drawing_ahead(run, coming):
        await turns()
        for change in coming[:7]:
            run.results[change.id] = Result(change=change, outcome=Outcome.NOT_SENT)
        last = cast(Listing, coming[7].listing)
        await take(run, last.media[0], last)
        await turns()
        assert len(studio.asked) == MOST + 15
        assert len(run.ahead) == MOST


async def test_what_the_shop_has_is_not_drawn() -> None:
    studio, coming = Studio(), changes(2)
    run = session(studio)
    run.images[cast(Listing, coming[0].listing).media[0].key] = "remote"
    async with drawing_ahead(run, coming):
        await turns()
    assert studio.asked == ["0-1", "1-0", "1-1"]


def test_a_whole_run_draws_every_picture_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(3, size=30)
    asked: list[str] = []
    plain = DrawnMedia.rendition

    async def rendition(self: DrawnMedia, identity: MediaIdentity, wanted: Listing) -> MediaFile:
        asked.append(identity.key)
        await asyncio.sleep(0)
        return await plain(self, identity, wanted)

    monkeypatch.setattr(DrawnMedia, "rendition", rendition)
    report = world.sync()
    assert report is not None
    assert report.counts == {"create": 30}
    assert len(asked) == len(set(asked)) == report.uploads
