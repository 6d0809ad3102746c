"""Is it written at all: one case for every method of the port, in the order in which one would write them.

A method that raises NotImplementedError with a text that begins with ``step`` is a thing to do, and the text says what.
Cases further on that need it are left out meanwhile, so that what fails is what comes next.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from connector.errors import OcopError
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
from connector.port import Adapter, MediaFile, PriceEdit, StockEdit
from connector.testing.bench import Bench, Steps
from connector.testing.goods import jpeg

from .case import Case, play

__all__ = ["Written"]

LISTING = Listing(
    product=ProductId("", "0071-KHAN"),
    title="Khăn lụa tơ tằm dệt tay",
    description="Khăn dệt tay, hoa sen in chìm theo thớ lụa.",
    media=(),
    variants=(ListingVariant(sku="0071-KHAN", price_vnd=680_000, stock=21),),
    category_id="1",
    package=Package(weight_g=120, length_cm=22, width_cm=16, height_cm=3),
)
REMOTE = RemoteListing(
    remote_id="1",
    state=ListingState.LIVE,
    status="live",
    variants=(RemoteVariant(remote_id="1", sku="0071-KHAN"),),
)


async def _scanned(adapter: Adapter) -> None:
    async for _ in adapter.scan():
        return


METHODS: Mapping[str, Callable[[Adapter], Awaitable[object]]] = {
    "identity": lambda adapter: adapter.identity(),
    "facts": lambda adapter: adapter.facts((), None),
    "upload": lambda adapter: adapter.upload([MediaFile("ảnh", jpeg("ảnh"))]),
    "create": lambda adapter: adapter.create(LISTING, {}, Steps()),
    "scan": _scanned,
    "read": lambda adapter: adapter.read(["1"]),
    "find": lambda adapter: adapter.find("0071-KHAN", None),
    "update": lambda adapter: adapter.update(REMOTE, LISTING, {Group.TITLE}, {}, Steps()),
    "set_prices": lambda adapter: adapter.set_prices([PriceEdit(REMOTE, {"0071-KHAN": 1})], Steps()),
    "set_stock": lambda adapter: adapter.set_stock([StockEdit(REMOTE, {"0071-KHAN": 1})], Steps()),
    "set_state": lambda adapter: adapter.set_state(["1"], True, Steps()),
    "complete": lambda adapter: adapter.complete(REMOTE, LISTING, {}, Steps()),
    "suggest_categories": lambda adapter: adapter.suggest_categories("Khăn lụa"),
    "diagnose": lambda adapter: adapter.diagnose(["1"]),
}


class Written(Case):
    """The methods, one by one; whether they do the right thing is for the other cases."""

    def test_01_identity(self) -> None:
        self._is_written("identity")

    def test_02_facts(self) -> None:
        self._is_written("facts")

    def test_03_normalise(self) -> None:
        async def asked(on: Bench) -> None:
            on.adapter.normalise(Group.TITLE, LISTING.title)

        play(self.stage, asked, to_do=True)

    def test_04_upload(self) -> None:
        self._is_written("upload")

    def test_05_create(self) -> None:
        self._is_written("create")

    def test_06_scan(self) -> None:
        self._is_written("scan")

    def test_07_read(self) -> None:
        self._is_written("read")

    def test_08_find(self) -> None:
        self._is_written("find")

    def test_09_update(self) -> None:
        self._is_written("update")

    def test_10_set_prices(self) -> None:
        self._is_written("set_prices")

    def test_11_set_stock(self) -> None:
        self._is_written("set_stock")

    def test_12_set_state(self) -> None:
        self._is_written("set_state")

    def test_13_complete(self) -> None:
        self._is_written("complete")

    def test_14_suggest_categories(self) -> None:
        self._is_written("suggest_categories")

    def test_15_diagnose(self) -> None:
        self._is_written("diagnose")

    def _is_written(self, name: str) -> None:
        async def asked(on: Bench) -> None:
            try:
                await METHODS[name](on.adapter)
            except (OcopError, KeyError, ValueError, StopIteration):
                return  # a made-up listing may be refused in any way

        play(self.stage, asked, to_do=True)
