"""One product, one listing: adoption, foreign SKUs, a search that lags, answers that are lost."""

from __future__ import annotations

from collections import Counter

from connector.model import Group, Listing, ListingVariant, Product
from connector.port import PriceEdit, StockEdit
from connector.sync import ChangeKind
from connector.testing.bench import REVIEW_S, Bench, Steps
from connector.testing.goods import product, sized_product
from connector.testing.stage import CallMade, Fault

from .case import Case, first_calls, leave_out, play, promise

__all__ = ["Sameness"]

SKU = "0071-KHAN"
STEPS = 4


class Sameness(Case):
    """Nothing is listed twice, and what is somebody else's stays."""

    @promise()
    async def test_a_listing_with_our_sku_in_other_letters_is_adopted_not_created(self, on: Bench) -> None:
        wanted = await on.listing(product())
        theirs = wanted.model_copy(update={"variants": (_spelled(wanted, "0071-Khan"),)})
        shop_id = await on.put_up(theirs)
        on.goods = [product()]
        plan = await on.plan()
        assert [change.kind for change in plan.changes if change.kind is ChangeKind.CREATE] == []
        await on.settled()
        shown = await on.shown(SKU)
        assert shown["id"] == shop_id
        assert [one["sku"] for one in shown["skus"]] == ["0071-Khan"], "the shop's spelling stays"

    @promise()
    async def test_a_sku_is_found_whole_and_by_no_part_of_it(self, on: Bench) -> None:
        since = on.clock.now()
        shop_id = await on.put_up(await on.listing(product()))
        await on.clock.sleep(on.adapter.capabilities.settle_s)
        for sku, found in ((SKU, [shop_id]), (SKU.lower(), [shop_id]), ("0071", []), ("071-KHAN", []), ("71", [])):
            assert await on.adapter.find(sku, since) == found, sku
        assert await on.adapter.find(SKU, None) == [shop_id]
        assert await on.adapter.find("071-KHAN", None) == []

    @promise("finds_deleted")
    async def test_what_was_made_and_deleted_again_is_found_by_its_whole_sku(self, on: Bench) -> None:
        since = on.clock.now()
        shop_id = await on.put_up(await on.listing(product()))
        assert await on.adapter.find_deleted(SKU, since) == [], "it stands"
        await on.clock.sleep(on.adapter.capabilities.settle_s)
        await on.control.delete(shop_id)
        await on.clock.sleep(3600)
        assert await on.adapter.find(SKU, since) == []
        for sku, found in ((SKU, [shop_id]), (SKU.lower(), [shop_id]), ("0071", []), ("071-KHAN", [])):
            assert await on.adapter.find_deleted(sku, since) == found, sku
        assert await on.adapter.find_deleted(SKU, on.clock.now()) == [], "made before that"

    @promise("variants")
    async def test_a_foreign_sku_beside_ours_survives_every_write(self, on: Bench) -> None:
        whole = sized_product(sizes=("Nhỏ", "Vừa", "Lớn"))
        await on.put_up(await on.listing(whole))
        ours = whole.model_copy(update={"variants": whole.variants[:2]})
        on.goods = [ours]
        await on.settled()
        remote, listing = await on.remote("AO-09-1"), await on.listing(ours)
        await on.adapter.set_prices([PriceEdit(remote, {"AO-09-1": 515_000})], Steps("1" * 32))
        await on.adapter.set_stock([StockEdit(remote, {"AO-09-1": 3})], Steps("2" * 32))
        await on.clock.sleep(REVIEW_S)
        renamed = listing.model_copy(update={"title": "Áo dài lụa vân cổ may sẵn đổi tên"})
        await on.adapter.update(await on.remote("AO-09-1"), renamed, {Group.TITLE}, {}, Steps("3" * 32))
        await on.clock.sleep(REVIEW_S)
        figures = {one["sku"]: (one["price"], one["stock"]) for one in (await on.shown("AO-09-1"))["skus"]}
        assert figures == {"AO-09-1": (515_000, 3), "AO-09-2": (550_000, 8), "AO-09-3": (600_000, 9)}

    @promise("faults")
    async def test_a_create_whose_answer_is_lost_is_found_although_search_lags(self, on: Bench) -> None:
        on.goods = [product()]
        (create, *_) = await first_calls(self.stage, "write")
        await on.control.fault("search_lag", seconds=on.adapter.capabilities.settle_s / 2, times=0)
        await on.control.fault("lose_answer", create)
        await on.settled()
        assert len(await on.bearers(SKU)) == 1
        assert (await on.shown(SKU))["live"]

    def test_a_lost_answer_to_any_write_lists_nothing_twice_and_ends_right(self) -> None:
        self._any_write("lose_answer")

    def test_a_write_that_never_arrives_is_sent_again_once(self) -> None:
        self._any_write("cut")

    def _any_write(self, kind: Fault) -> None:
        """A listing's whole life, once for each write in it, with that write's fault; it ends with the fault's step."""
        leave_out(self.stage, "faults")
        writes: list[tuple[int, CallMade]] = []
        runs: list[int] = []

        async def plain(on: Bench) -> None:
            for step in range(STEPS):
                before, earlier = len(on.control.calls), on.runs
                await _live(on, step)
                runs.append(on.runs - earlier)
                writes.extend((step, call) for call in on.control.calls[before:] if call.kind == "write")

        play(self.stage, plain)
        for number, (last, call) in enumerate(writes):
            earlier = sum(1 for _, one in writes[:number] if one.endpoint == call.endpoint)

            async def faulty(on: Bench, last: int = last, name: str = call.endpoint, skipped: int = earlier) -> None:
                await on.control.fault(kind, name, after=skipped)
                try:
                    for step in range(last):  # nothing is wrong yet, and that it is quiet in the end was seen above
                        await _come_to(on, step, runs[step] - 1)
                    await _live(on, last)
                except AssertionError as failed:
                    raise AssertionError(f"{kind} at write {skipped + 1} of {name}: {failed}") from failed

            play(self.stage, faulty)


def _spelled(listing: Listing, sku: str) -> ListingVariant:
    return listing.variants[0].model_copy(update={"sku": sku})


async def _live(on: Bench, step: int) -> None:
    """Put up, edit everything, take one off, bring it back; the shop shows what the sheet says after each step."""
    goods, hidden = _sheet(on, step)
    await _stands(on, goods, hidden)


async def _come_to(on: Bench, step: int, runs: int) -> None:
    """The same without looking: so many runs, as it took before."""
    on.goods, _ = _sheet(on, step)
    for _ in range(runs):
        if on.runs:
            await on.clock.sleep(REVIEW_S)
        await on.sync()


def _sheet(on: Bench, step: int) -> tuple[list[Product], list[str]]:
    """What the sheet holds at a step of a listing's life, and which SKUs are then hidden."""
    plain, other = product(1), product(2)
    goods = [plain, other, sized_product()] if on.adapter.capabilities.variants else [plain, other]
    variant = plain.variants[0].model_copy(update={"price_vnd": 720_000, "stock": 5})
    edited = plain.model_copy(update={"title_vi": "Khăn lụa tơ tằm dệt tay bản thêu", "variants": (variant,)})
    match step:
        case 0:
            return goods, []
        case 2:
            return [edited, *goods[2:]], ["0072-KHAN"]
        case _:
            return [edited, *goods[1:]], []


async def _stands(on: Bench, goods: list[Product], hidden: list[str]) -> None:
    """Runs until it is quiet; then every SKU stands once, with its figures, and is for sale or not as it should be."""
    on.goods = goods
    await on.settled(runs=8)
    shown = await on.control.listings()
    times = Counter(entry["sku"] for one in shown for entry in one["skus"])
    assert {sku: count for sku, count in times.items() if count > 1} == {}, "listed twice"
    for good in goods:
        for variant in good.variants:
            one = await on.shown(variant.sku)
            assert one["live"], f"{variant.sku} is not for sale: {one['status']}"
            (entry,) = (entry for entry in one["skus"] if entry["sku"] == variant.sku)
            assert (entry["price"], entry["stock"]) == (variant.price_vnd, variant.stock), variant.sku
            assert one["title"] == on.adapter.normalise(Group.TITLE, (await on.listing(good)).title)
    for sku in hidden:
        assert not (await on.shown(sku))["live"], f"{sku} is still for sale"
