"""Must show 3 of issue 4: somebody else's SKU in one of our listings, and somebody else's listing, stay to the byte.

Twice over: where the plan has seen the foreign SKU, and where another tool adds it between our plan and our write.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from adapters.shopee import SPEC
from adapters.shopee.models import EntryLists, ModelList
from adapters.shopee.sending import Body, send
from connector.clock import SystemClock
from connector.port import OpenShop
from connector.run import Options, State, open_workspace
from connector.sample import write_sample
from connector.sync import RunReport
from tests.loopback import CREDENTIALS, market, write_config
from tests.shows.stage import Coop, Row, write_rows

TEA, FOREIGN = "P021-N1", "CUA-NGUOI-KHAC"
THEIRS = {"sku": "KHAC-01", "product_key": "KHAC-01", "title_vi": "Tinh dầu sả chanh của cửa hàng bên cạnh"}


class _Log:
    """A write of another tool needs no intent."""

    intent_id = "another-tool"

    async def start(self, step: str, body: bytes) -> None:
        return None


@dataclass
class Shared:
    """A shop that we share with another tool."""

    coop: Coop

    def ours(self) -> dict[str, Any]:
        """The listing of the tea."""
        (found,) = [one for one in self.coop.shop.listings() if any(s["sku"].startswith(TEA) for s in one["skus"])]
        return found

    def foreign(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """What is somebody else's: the SKU inside our listing, and the whole listing."""
        listings = self.coop.shop.listings()
        return (
            [sku for sku in self.ours()["skus"] if sku["sku"] == FOREIGN],
            [one for one in listings if any(sku["sku"] == THEIRS["sku"] for sku in one["skus"])],
        )

    def other_tool(self, act: Callable[[Any], Coroutine[Any, Any, None]]) -> None:
        """What another tool does through the API, in a loop of its own so that it may come in between."""

        async def acting() -> None:
            shop = OpenShop("other", "mock", f"file:{CREDENTIALS}", self.coop.folder, SystemClock())
            async with SPEC.open(shop) as adapter:
                await act(adapter._api)  # type: ignore[attr-defined]

        thread = threading.Thread(target=lambda: asyncio.run(acting()))
        thread.start()
        thread.join()

    def add(self) -> None:
        """A size of somebody else's beside ours."""
        number = int(self.ours()["id"])

        async def act(api: Any) -> None:
            shown = await api.get("product/get_model_list", [("item_id", number)], ModelList)
            (tier,) = shown.tier_variation
            options: list[Body] = [{"option": one.option} for one in tier.option_list if one.option != "Bao 5 kg"]
            wanted: Body = {"name": tier.name, "option_list": [*options, {"option": "Bao 5 kg"}]}
            if len(options) == len(tier.option_list):  # else it stayed behind when the SKU was taken off
                tiers: Body = {"item_id": number, "tier_variation": [wanted]}
                await send(api, "update_tier_variation", tiers, EntryLists, _Log())
            model: Body = {"tier_index": [len(options)], "original_price": 1_150_000, "model_sku": FOREIGN}
            model["seller_stock"] = [{"stock": 8}]
            await send(api, "add_model", {"item_id": number, "model_list": [model]}, EntryLists, _Log())

        self.other_tool(act)
        assert len(self.foreign()[0]) == 1, "the other tool's SKU stands there"

    def take_off(self) -> None:
        listing = self.ours()
        models = [int(sku["id"]) for sku in listing["skus"] if sku["sku"] == FOREIGN]

        async def act(api: Any) -> None:
            for model in models:
                body: Body = {"item_id": int(listing["id"]), "model_id": model}
                await send(api, "delete_model", body, EntryLists, _Log())

        self.other_tool(act)

    def put_right(self) -> None:
        """The sheet wins once, for the next test to begin where this one did."""
        config = self.coop.folder / "ocop.toml"
        text = config.read_text(encoding="utf-8")
        config.write_text(text.replace("[policy]", '[policy]\ndrift = "overwrite"'), encoding="utf-8")
        for _ in range(2):
            self.sync(ALLOW)
        config.write_text(text, encoding="utf-8")

    def sync(self, allow: dict[str, int], meanwhile: Callable[[], None] = lambda: None) -> RunReport:
        """A run; ``meanwhile`` happens after the plan was made and before the first byte is sent."""

        def progress(stage: str, done: int, total: int) -> None:
            if stage == "send" and done == 0 and total:
                meanwhile()

        async def run() -> RunReport:
            coop = self.coop
            options = Options(day=coop.day, day_given=True, allow=allow, progress_of=lambda _shop: progress)
            async with open_workspace(coop._config(), State(coop.state), SystemClock(), options) as workspace:
                return await workspace.sync(workspace.config.shops()[0])

        return asyncio.run(run())


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """Two products of ours, and a listing of somebody else's with SKUs of its own."""
    folder: Path = tmp_path_factory.mktemp("shared")
    write_sample(folder / "coop")
    sheet = folder / "coop" / "products.csv"
    rows = list(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8"), newline="")))
    (stranger,) = [row for row in rows if row["sku"] == "P005-04"]
    write_rows(folder / "theirs.csv", list(rows[0]), [{**stranger, **THEIRS}])
    ours = [row for row in rows if row["product_key"] == TEA or row["sku"] == "P001-01"]
    write_rows(sheet, list(rows[0]), ours)
    for number, name in enumerate(sorted({name for row in ours for name in row["image_files"].split(";")})):
        (sheet.parent / "photos").mkdir(exist_ok=True)
        Image.new("RGB", (500, 500), (20 * number, 90, 160)).save(sheet.parent / "photos" / name)
    with market("--seed", str(folder / "theirs.csv")) as shop:
        write_config(sheet.parent, shop, settle_s=2)
        coop = Coop(sheet.parent, shop, sheet.parent / "state")
        assert coop.sync().counts == {"create": 2}
        yield Shared(coop)


def of_tea(**cells: str) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [{**row, **cells} if row["product_key"] == TEA else row for row in rows]


def one_more(rows: list[Row]) -> list[Row]:
    (first, *_) = [row for row in rows if row["product_key"] == TEA]
    return [
        *rows,
        {
            **first,
            "sku": f"{TEA}-350",
            "option_1_value": "Gói 350 g",
            "price_vnd": "330000",
            "gtin": "",
            "trace_code": "",
        },
    ]


def one_renamed(rows: list[Row]) -> list[Row]:
    (first, *_) = [row for row in rows if row["product_key"] == TEA]
    new = {**first, "sku": f"{first['sku']}-MOI", "previous_sku": first["sku"]}
    return [new if row["sku"] == first["sku"] else row for row in rows]


def one_relabelled(rows: list[Row]) -> list[Row]:
    (first, *_) = [row for row in rows if row["product_key"] == TEA]
    return [{**row, "option_1_value": "Gói nhỏ"} if row["sku"] == first["sku"] else row for row in rows]


def one_less(rows: list[Row]) -> list[Row]:
    *_, last = [row for row in rows if row["product_key"] == TEA]
    return [row for row in rows if row["sku"] != last["sku"]]


CHANGES: dict[str, Callable[[list[Row]], list[Row]]] = {
    "text": of_tea(
        title_vi="Chè tôm nõn Ba Trại sao suốt, nhiều cỡ gói", short_story_vi="Hái một tôm hai lá, sao suốt bằng tay."
    ),
    "media": of_tea(image_files="P001-01_1.png"),
    "price": lambda rows: [
        {**r, "price_vnd": str(int(r["price_vnd"]) + 2000)} if r["product_key"] == TEA else r for r in rows
    ],
    "stock": of_tea(stock="31"),
    "an option added": one_more,
    "an option renamed": one_relabelled,
    "a SKU renamed": one_renamed,
    "an option removed": one_less,
    "taken off": lambda rows: [row for row in rows if row["product_key"] != TEA],
    "discontinued": of_tea(status="Ngừng bán"),
}
ALLOW = {"halved": 1, "structure": 9, "rename": 9, "unlist": 9, "adopt-overwrite": 9, "media": 9, "text": 9}


@pytest.mark.parametrize("kind", ["text", "price", "stock", "an option removed", "discontinued"])
def test_a_foreign_sku_that_the_plan_has_seen(shared: Shared, kind: str) -> None:
    shared.add()
    try:
        before = shared.foreign()
        with shared.coop.edited(CHANGES[kind]):
            shared.sync(ALLOW)
            assert shared.foreign() == before
        shared.sync(ALLOW)
        assert shared.foreign() == before, "nor when all is taken back"
    finally:
        shared.take_off()
        shared.put_right()


@pytest.mark.parametrize("kind", CHANGES)
def test_a_foreign_sku_that_comes_between_plan_and_write(shared: Shared, kind: str) -> None:
    theirs = shared.foreign()[1]
    came: list[list[dict[str, Any]]] = []

    def meanwhile() -> None:
        shared.add()
        came.append(shared.foreign()[0])

    try:
        with shared.coop.edited(CHANGES[kind]):
            report = shared.sync(ALLOW, meanwhile)
            assert report.results, [(notice.code, notice.params) for notice in report.notices]
            assert came == [shared.foreign()[0]]
            assert shared.foreign()[1] == theirs
    finally:
        shared.take_off()
        shared.put_right()


def test_in_the_end_all_is_as_it_was(shared: Shared) -> None:
    assert shared.sync(ALLOW).results == ()
    assert {sku["sku"] for sku in shared.ours()["skus"]} == {
        row["sku"] for row in shared.coop.rows() if row["product_key"] == TEA
    }
    assert json.dumps(shared.foreign()[1]).count(THEIRS["sku"]) == 1
