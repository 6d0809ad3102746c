"""Listings: what is sent is what the shop shows, one group at a time, and a second run finds nothing to do."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from connector.model import Group, Listing, ListingState, Product, RemoteListing, Variant, canonical
from connector.sync import ChangeKind, Outcome
from connector.testing.bench import REVIEW_S, SHOP, Bench, Steps
from connector.testing.goods import STORY, product, sized_product

from .case import Case, promise

__all__ = ["Listings"]

SKU = "0071-KHAN"
MARKS = {Group.TITLE: "ZQX7", Group.DESCRIPTION: "ZQX8"}
"""Words that stand nowhere but in one group of the listing that is the same in none."""


class Listings(Case):
    """The life of a listing."""

    @promise()
    async def test_a_product_is_created_once_with_all_it_has(self, on: Bench) -> None:
        on.goods = [product()]
        report = await on.sync()
        assert report.counts == {"create": 1}, report.results
        await on.settled()
        shown, wanted = await on.shown(SKU), await on.listing(product())
        assert shown["live"], f"it is not for sale: {shown['status']}"
        assert [(one["sku"], one["price"], one["stock"]) for one in shown["skus"]] == [(SKU, 681_000, 21)]
        assert len(shown["images"]) == len(wanted.media)

    @promise()
    async def test_what_reads_back_is_what_was_sent(self, on: Bench) -> None:
        on.goods = [product()]
        await on.settled()
        wanted, remote = await on.listing(product()), await on.remote(SKU)
        assert remote.state is ListingState.LIVE
        keys = {remote_id: key for key, remote_id in (await on.journal.uploads(SHOP)).items()}
        for group in (Group.TITLE, Group.DESCRIPTION, Group.PRICE, Group.STOCK, Group.PACKAGE):
            told = on.adapter.normalise(group, wanted.group(group))
            assert on.adapter.normalise(group, remote.groups.get(group)) == told, group
        media = remote.groups[Group.MEDIA]
        assert isinstance(media, list)
        assert [keys[str(one).removeprefix("remote:")] for one in media] == [one.key for one in wanted.media]
        assert [variant.sku for variant in remote.variants] == [SKU]

    @promise()
    async def test_a_second_plan_is_empty_although_the_shop_rewrites_texts_addresses_and_numbers(
        self, on: Bench
    ) -> None:
        on.goods = [product(1), product(2)]
        if on.adapter.capabilities.variants:
            on.goods.append(sized_product())
        await on.settled()
        before = len(on.control.calls)
        plan = await on.plan()
        assert [(change.kind, change.product, list(change.groups)) for change in plan.changes] == []
        assert plan.unchanged == len(on.goods)
        report = await on.sync()
        assert report.results == ()
        assert on.made("write", "upload", since=before) == []

    @promise()
    async def test_an_edit_of_one_group_leaves_the_others_byte_equal(self, on: Bench) -> None:
        on.goods = [product()]
        await on.settled()
        edits: dict[Group, Product] = {
            Group.TITLE: product(title_vi="Khăn lụa tơ tằm dệt tay hoa sen bản thêu mới"),
            Group.MEDIA: product(images=("khăn 1 a.jpg", "khăn 1 c.jpg", "khăn 1 b.jpg")),
            Group.PRICE: product(variants=(_with(product(), price_vnd=700_000),)),
            Group.STOCK: product(variants=(_with(product(), stock=33),)),
            Group.PACKAGE: product(variants=(_with(product(), weight_g=250),)),
        }
        for group, edited in edits.items():
            before = await on.remote(SKU)
            on.goods = [edited]
            plan = await on.plan()
            touched = {named for change in plan.changes for named in change.groups}
            assert group in touched, f"the edit of {group} is not planned: {plan.changes}"
            await on.settled()
            after = await on.remote(SKU)
            moved = {named for named in Group if _told(on, before, named) != _told(on, after, named)}
            assert moved == touched, f"an edit of {sorted(touched)} moved {sorted(moved)}"
            on.goods = [product()]
            await on.settled()

    @promise()
    async def test_an_update_sends_no_group_it_was_not_asked_for(self, on: Bench) -> None:
        on.goods = [product()]
        await on.settled()
        other = await on.listing(_all_anew())
        other = other.model_copy(update={"title": f"{other.title} {MARKS[Group.TITLE]}"})  # its name stands in texts
        images = await on.pictures(other)
        before = await on.remote(SKU)
        for group in (Group.DESCRIPTION, Group.PACKAGE, Group.ATTRIBUTES, Group.MEDIA, Group.TITLE):
            steps, wanted = Steps(f"{len(group):032x}"), on.adapter.normalise(group, _wanted(other, group, images))
            await on.adapter.update(before, other, {group}, images, steps)
            sent = b"".join(steps.bodies.values()).decode("utf-8", "replace")
            for named, word in MARKS.items():
                assert (word in sent) <= (named is group), f"an update of {group} sends the {named} along"
            await on.clock.sleep(REVIEW_S)
            after = await on.remote(SKU)
            moved = {named for named in Group if _told(on, before, named) != _told(on, after, named)}
            assert moved <= {group}, f"an update of {group} moved {sorted(moved)}"
            assert after.groups[group] == wanted, f"an update of {group} did not count"
            before = after

    @promise("variants")
    async def test_variants_keep_each_its_own_price_and_stock(self, on: Bench) -> None:
        on.goods = [sized_product()]
        await on.settled()
        shown = await on.shown("AO-09-2")
        figures = {one["sku"]: (one["price"], one["stock"]) for one in shown["skus"]}
        assert figures == {"AO-09-1": (500_000, 7), "AO-09-2": (550_000, 8), "AO-09-3": (600_000, 9)}
        one, two, three = sized_product().variants
        dearer = two.model_copy(update={"price_vnd": 575_000, "stock": 4})
        on.goods = [sized_product().model_copy(update={"variants": (one, dearer, three)})]
        await on.settled()
        after = {one["sku"]: (one["price"], one["stock"]) for one in (await on.shown("AO-09-2"))["skus"]}
        assert after == figures | {"AO-09-2": (575_000, 4)}

    @promise("variants")
    async def test_a_size_can_be_added_and_the_others_keep_their_figures(self, on: Bench) -> None:
        on.goods = [sized_product(sizes=("Nhỏ", "Vừa"))]
        await on.settled()
        shop_id = (await on.shown("AO-09-1"))["id"]
        on.goods = [sized_product(sizes=("Nhỏ", "Vừa", "Lớn"))]
        await on.settled(allow={"structure": 1})
        shown = await on.shown("AO-09-3")
        assert shown["id"] == shop_id
        figures = {one["sku"]: (one["price"], one["stock"]) for one in shown["skus"]}
        assert figures == {"AO-09-1": (500_000, 7), "AO-09-2": (550_000, 8), "AO-09-3": (600_000, 9)}

    @promise()
    async def test_what_leaves_the_sheet_is_unlisted_and_comes_back_when_it_does(self, on: Bench) -> None:
        on.goods = [product(1), product(2)]
        await on.settled()
        shop_id = (await on.shown("0072-KHAN"))["id"]
        on.goods = [product(1)]
        report = await on.sync()
        assert report.counts == {"unlist": 1}, report.results
        await on.clock.sleep(REVIEW_S)
        assert not (await on.shown("0072-KHAN"))["live"]
        assert (await on.remote("0072-KHAN")).state is ListingState.UNLISTED
        assert (await on.plan()).changes == ()
        back = product(2)
        figures = {"price_vnd": 701_000, "stock": 9}
        back = back.model_copy(update={"variants": (back.variants[0].model_copy(update=figures),)})
        on.goods = [product(1), back]
        await on.settled()
        shown = await on.shown("0072-KHAN")
        assert shown["id"] == shop_id
        assert shown["live"]
        assert [(one["price"], one["stock"]) for one in shown["skus"]] == [(701_000, 9)], (
            "or it is sold at the old price"
        )

    @promise()
    async def test_a_lapsed_certificate_takes_its_badge_and_claim_off(self, on: Bench) -> None:
        on.goods = [product()]
        await on.settled()
        before = await on.listing(product())
        assert before.claim is not None
        on.day = before.claim.expiry_date
        report = await on.sync()
        assert [(one.change.kind, one.change.claim, one.outcome) for one in report.results] == [
            (ChangeKind.UPDATE, "off", Outcome.ACCEPTED)
        ]
        await on.settled()
        shown, wanted = await on.shown(SKU), await on.listing(product())
        assert wanted.claim is None
        assert before.claim.cert_no not in shown["description"]
        assert len(shown["images"]) == len(wanted.media)


def _all_anew() -> Product:
    """The product with another value in every group."""
    plain = product()
    return product(
        title_vi="Khăn lụa tơ tằm dệt tay nay đã đổi tên",
        story=plain.story.model_copy(update={"long_vi": f"{MARKS[Group.DESCRIPTION]} là khung cửi mới.\n{STORY}"}),
        label=plain.label.model_copy(update={"ingredients_vi": "100% bông"}),
        images=tuple(reversed(plain.images)),
        variants=(_with(plain, price_vnd=699_000, stock=3, weight_g=330),),
    )


def _wanted(listing: Listing, group: Group, images: Mapping[str, str]) -> JsonValue:
    """A group's value as the shop shows it: pictures by the shop's own ids."""
    if group is Group.MEDIA:
        return [f"remote:{images[one.key]}" for one in listing.media]
    return listing.group(group)


def _with(product: Product, **changes: object) -> Variant:
    return product.variants[0].model_copy(update=changes)


def _told(on: Bench, remote: RemoteListing, group: Group) -> bytes:
    return canonical(on.adapter.normalise(group, remote.groups.get(group)))
