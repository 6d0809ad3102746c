"""The adapter against the mock, in one process: two readings of one contract page have to meet."""

from datetime import timedelta
from pathlib import Path

import pytest

from connector.clock import SystemClock
from connector.errors import Locked, NotFound, OcopError, PictureGone, Rejected, StopShop, Unknown
from connector.model import Group, ListingState, ListingVariant
from connector.port import MediaFile, PriceEdit, StockEdit

from .bench import HONEY, bench, composed, jpeg, listed, two_sizes, uploaded
from .parts import CARD, COVER, Steps, groups_of

CONTENT = {Group.TITLE, Group.DESCRIPTION, Group.MEDIA, Group.ATTRIBUTES, Group.PACKAGE, Group.STRUCTURE}


async def test_the_life_of_a_listing(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        identity = await on.shop.identity()
        assert (identity.region, identity.problem, identity.shop_id) == ("VN", "", "200012345")
        wanted, images, number = await listed(on)
        remote = (await on.shop.read([number]))[number]
        media = [f"remote:{images[picture.key]}" for picture in wanted.media]
        assert remote.groups == {**groups_of(wanted, on.shop), Group.MEDIA: media}
        assert remote.state is ListingState.LIVE
        assert [(ref.remote_id, ref.state) async for ref in on.shop.scan()] == [(number, ListingState.LIVE)]

        turned = wanted.model_copy(update={"title": "[MẪU] Mật ong rừng – chai thủy tinh", "media": (CARD, COVER)})
        await on.shop.update(remote, turned, {Group.TITLE, Group.MEDIA}, images, Steps())
        assert await on.shop.set_prices([PriceEdit(remote, {"P001-01": 99000})], Steps()) == [None]
        assert await on.shop.set_stock([StockEdit(remote, {"P001-01": 0})], Steps()) == [None]
        assert await on.shop.set_state([number], False, Steps()) == [None]
        assert await on.shop.set_state([number], False, Steps()) == [None]  # hidden already
        after = (await on.shop.read([number]))[number]
        assert after.groups[Group.TITLE] == turned.title
        assert after.groups[Group.MEDIA] == list(reversed(media))
        assert (after.groups[Group.PRICE], after.groups[Group.STOCK]) == ({"P001-01": 99000}, {"P001-01": 0})
        assert after.state is ListingState.UNLISTED
        untouched = set(Group) - {Group.TITLE, Group.MEDIA, Group.PRICE, Group.STOCK, Group.STATE}
        assert {group: after.groups[group] for group in untouched} == {g: remote.groups[g] for g in untouched}
        assert await on.shop.set_state([number], True, Steps()) == [None]
        assert (await on.shop.read([number]))[number].state is ListingState.LIVE


@pytest.mark.parametrize("group", sorted(CONTENT - {Group.STRUCTURE}))
async def test_one_group_is_written_and_no_other(tmp_path: Path, group: Group) -> None:
    async with bench(tmp_path) as on:
        wanted, images, number = await listed(on)
        before = (await on.shop.read([number]))[number]
        facts = await on.shop.facts([HONEY], None)
        other = composed(facts).attributes
        changed = wanted.model_copy(
            update={
                "title": "[MẪU] Mật ong hoa nhãn",
                "description": "<p>Câu chuyện mới.</p>",
                "media": (CARD,),
                "attributes": {**other, "short_description": (), "organic": other["origin"][:0]},
                "package": wanted.package.model_copy(update={"weight_g": 1234}),
            }
        )
        await on.shop.update(before, changed, {group}, images, Steps())
        after = (await on.shop.read([number]))[number]
        shown = dict(after.groups)
        if group is Group.MEDIA:
            assert shown.pop(group) == [f"remote:{images[CARD.key]}"]
        else:
            assert shown.pop(group) == on.shop.normalise(group, changed.group(group))
        assert shown == {name: value for name, value in before.groups.items() if name is not group}


async def test_what_staff_added_stays_through_every_update(tmp_path: Path) -> None:
    """Attributes that the listing does not name, and a SKU of somebody else's."""
    async with bench(tmp_path) as on:
        wanted, images, number = await listed(on, **two_sizes("P001-01=100 ml", "P001-02=500 ml"))
        theirs = composed(
            await on.shop.facts([HONEY], None), **two_sizes("P001-01=100 ml", "P001-02=500 ml", "LẠ-9=1 l")
        )
        before = (await on.shop.read([number]))[number]
        await on.shop.update(before, theirs, {Group.STRUCTURE}, images, Steps())
        before = (await on.shop.read([number]))[number]
        known = before.model_copy(update={"variants": before.variants[:2]})
        changed = wanted.model_copy(update={"title": "[MẪU] Mật ong rừng", "attributes": {}})
        await on.shop.update(known, changed, CONTENT, images, Steps())
        after = (await on.shop.read([number]))[number]
        assert {variant.sku for variant in after.variants} == {"P001-01", "P001-02", "LẠ-9"}
        assert after.groups[Group.TITLE] == "[MẪU] Mật ong rừng"
        assert after.groups[Group.ATTRIBUTES] == before.groups[Group.ATTRIBUTES]


async def test_several_skus_in_one_call_with_their_pictures(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        options = two_sizes("P001-01=100 ml/Đỏ", "P001-02=500 ml/Vàng", pictured=True)
        wanted, images, number = await listed(on, **options)
        remote = (await on.shop.read([number]))[number]
        shown = dict(remote.groups)
        structure = on.shop.normalise(Group.STRUCTURE, wanted.group(Group.STRUCTURE))
        assert isinstance(structure, dict)
        pictures = {
            v.option_values[0]: f"remote:{images[v.option_image.key]}" for v in wanted.variants if v.option_image
        }
        assert shown[Group.STRUCTURE] == {**structure, "images": pictures}
        assert shown[Group.PRICE] == {"P001-01": 90000, "P001-02": 91000}
        assert (await on.calls())["POST /rest/product/create"] == 1


async def test_variants_come_go_and_are_renamed(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted, images, number = await listed(on, **two_sizes("P001-01=100 ml", "P001-02=500 ml"))
        await on.shop.set_stock([StockEdit((await on.shop.read([number]))[number], {"P001-01": 3})], Steps())
        for changes in (
            two_sizes("P001-01=100 ml", "P001-02=500 ml", "P001-03=1 l"),
            two_sizes("P001-01=100 ml", "P001-03=1 l"),
            two_sizes("P001-01=100 ml", "P001-09=1 l"),
            two_sizes("P001-01=1 l", "P001-09=100 ml"),
        ):
            remote = (await on.shop.read([number]))[number]
            changed = wanted.model_copy(update=changes)
            await on.shop.update(remote, changed, {Group.STRUCTURE}, images, Steps())
            after = (await on.shop.read([number]))[number]
            assert after.groups[Group.STRUCTURE] == on.shop.normalise(Group.STRUCTURE, changed.group(Group.STRUCTURE))
            assert after.groups[Group.STOCK]["P001-01"] == 3  # type: ignore[index,call-overload]


async def test_one_sku_becomes_several_and_cannot_go_back(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted, images, number = await listed(on)
        remote = (await on.shop.read([number]))[number]
        changed = wanted.model_copy(update=two_sizes("P001-01=100 ml", "P001-02=500 ml"))
        await on.shop.update(remote, changed, {Group.STRUCTURE}, images, Steps())
        remote = (await on.shop.read([number]))[number]
        assert remote.groups[Group.STRUCTURE] == on.shop.normalise(Group.STRUCTURE, changed.group(Group.STRUCTURE))
        assert remote.groups[Group.PRICE] == {"P001-01": 150000, "P001-02": 91000}
        calls = await on.calls()
        with pytest.raises(Rejected) as told:
            await on.shop.update(remote, wanted, {Group.STRUCTURE}, images, Steps())
        assert told.value.code == "E_LAZADA_AXES"
        assert {**await on.calls(), "GET /rest/product/item/get": 0} == {**calls, "GET /rest/product/item/get": 0}


async def test_one_sku_gets_another_name(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted, images, number = await listed(on)
        remote = (await on.shop.read([number]))[number]
        renamed = wanted.model_copy(update={"variants": (ListingVariant(sku="P001-1B", price_vnd=1, stock=1),)})
        await on.shop.update(remote, renamed, {Group.STRUCTURE}, images, Steps())
        after = (await on.shop.read([number]))[number]
        assert [variant.sku for variant in after.variants] == ["P001-1B"]
        assert after.groups[Group.PRICE] == {"P001-1B": 150000}


async def test_a_sku_counts_once_in_a_shop_so_a_second_create_is_looked_up(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted, images, number = await listed(on)
        with pytest.raises(Unknown) as told:
            await on.shop.create(wanted, images, Steps())
        assert told.value.code == "E_LAZADA_DUPLICATE"
        assert await on.shop.find("P001-01", SystemClock().now()) == [number]
        assert len(await on.listings()) == 1


async def test_a_lost_answer_is_unknown_and_the_sku_leads_to_what_arrived(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted = composed(await on.shop.facts([HONEY], None))
        images = await uploaded(on)
        since = SystemClock().now()
        await on.tell("faults", kind="late_error", endpoint="POST /rest/product/create", times=1)
        with pytest.raises(Unknown):
            await on.shop.create(wanted, images, Steps())
        (number,) = await on.shop.find("p001-01", since)
        assert (await on.shop.read([number]))[number].state is ListingState.LIVE
        assert await on.shop.find("P001", since) == []
        assert await on.shop.find("P001-01", None) == [number]


async def test_code_zero_with_a_detail_is_a_failure_of_that_sku(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        _, _, number = await listed(on, **two_sizes("P001-01=100 ml", "P001-02=500 ml"))
        remote = (await on.shop.read([number]))[number]
        await on.tell("faults", kind="code0_detail", endpoint="POST /rest/product/stock/sellable/update", times=1)
        (failed,) = await on.shop.set_stock([StockEdit(remote, {"P001-01": 1, "P001-02": 2})], Steps())
        assert isinstance(failed, NotFound)
        assert failed.skus == ("P001-01",)
        after = (await on.shop.read([number]))[number]
        assert after.groups[Group.STOCK] == {"P001-01": 5, "P001-02": 2}


async def test_figures_of_many_products_go_fifty_to_a_call(tmp_path: Path) -> None:
    """A log of several intents: no step twice with another body, and each product its own answer."""
    async with bench(tmp_path, seed="70") as on:
        ids = [ref.remote_id async for ref in on.shop.scan()]
        remotes = list((await on.shop.read(ids)).values())
        skus = sum(len(remote.variants) for remote in remotes)
        await on.tell("promotion", sku=remotes[1].variants[0].sku, until="2090-01-01", price=1000)
        log = Steps()
        edits = [StockEdit(r, {v.sku: 8 for v in r.variants}) for r in remotes]
        answers = await on.shop.set_stock(edits, log)
        assert [type(answer) for answer in answers].count(type(None)) == len(remotes) - 1
        assert isinstance(answers[1], Locked)
        assert len(log.names) == len(set(log.names)) == -(-skus // 50)
        assert await on.shop.set_stock(edits[2:], Steps()) == [None] * (len(remotes) - 2)
        prices = [PriceEdit(remote, {v.sku: 70000 for v in remote.variants}) for remote in remotes[2:]]
        assert await on.shop.set_prices(prices, Steps()) == [None] * len(prices)
        after = await on.shop.read([remote.remote_id for remote in remotes[2:]])
        assert all(set(one.groups[Group.PRICE].values()) == {70000} for one in after.values())  # type: ignore[union-attr]


async def test_orders_hold_pieces_that_are_not_for_sale(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        _, _, number = await listed(on)
        await on.tell("sell", sku="P001-01", quantity=4)
        remote = (await on.shop.read([number]))[number]
        assert remote.groups[Group.STOCK] == {"P001-01": 21}
        await on.shop.set_stock([StockEdit(remote, {"P001-01": 30})], Steps())
        assert (await on.shop.read([number]))[number].groups[Group.STOCK] == {"P001-01": 30}


async def test_a_campaign_locks_and_a_picture_that_is_gone_is_told(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted, images, number = await listed(on)
        remote = (await on.shop.read([number]))[number]
        gone = {**images, COVER.key: "http://127.0.0.1:9101/file/p/00000000000000000000000000000000.jpg"}
        with pytest.raises(PictureGone):
            await on.shop.update(remote, wanted, {Group.MEDIA}, gone, Steps())
        await on.tell("promotion", sku="P001-01", until="2090-01-01", price=1000)
        assert (await on.shop.read([number]))[number].locked
        with pytest.raises(Locked):
            await on.shop.update(remote, wanted, {Group.TITLE}, images, Steps())
        (failed,) = await on.shop.set_prices([PriceEdit(remote, {"P001-01": 99000})], Steps())
        assert isinstance(failed, Locked)


async def test_reviews_are_seen_with_their_reasons(tmp_path: Path) -> None:
    async with bench(tmp_path, review_new=True, review_s=0) as on:
        _, _, number = await listed(on)
        assert (await on.shop.read([number]))[number].state is ListingState.IN_REVIEW
        await on.tell("review", id=number, verdict="fail", reason="Ảnh không có nền trắng")
        rejected = (await on.shop.read([number]))[number]
        assert rejected.state is ListingState.REJECTED
        assert "Ảnh không có nền trắng" in rejected.reason
        await on.tell("review", id=number, verdict="ban", reason="Hàng cấm")
        banned = (await on.shop.read([number]))[number]
        assert (banned.state, banned.reason) == (ListingState.BLOCKED, "Hàng cấm")


async def test_hidden_under_review_is_hidden_when_it_has_passed(tmp_path: Path) -> None:
    async with bench(tmp_path, review_new=True, review_s=0) as on:
        _, _, number = await listed(on)
        assert await on.shop.set_state([number], False, Steps()) == [None]
        assert (await on.shop.read([number]))[number].state is ListingState.UNLISTED
        await on.tell("review", id=number, verdict="pass")
        assert (await on.shop.read([number]))[number].state is ListingState.UNLISTED


async def test_what_the_seller_deleted_is_deleted_and_what_never_was_is_left_out(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        _, _, number = await listed(on)
        await on.tell("edit", id=number, delete=True)
        found = await on.shop.read([number, "1", "not-a-number", "2999000013"])
        assert {name: one.state for name, one in found.items()} == {number: ListingState.DELETED}
        assert [ref async for ref in on.shop.scan()] == []
        assert await on.shop.find("P001-01", SystemClock().now() - timedelta(hours=1)) == []


@pytest.mark.parametrize(
    "options", [{"text_numbers": True}, {"pad_images": True}, {"generic_codes": True, "prefix_messages": True}]
)
async def test_every_way_lazada_is_known_to_answer_reads_the_same(tmp_path: Path, options: dict[str, bool]) -> None:
    async with bench(tmp_path, **options) as on:
        wanted, images, number = await listed(on)
        remote = (await on.shop.read([number]))[number]
        media = [f"remote:{images[picture.key]}" for picture in wanted.media]
        assert remote.groups == {**groups_of(wanted, on.shop), Group.MEDIA: media}
        with pytest.raises(Unknown):
            await on.shop.create(wanted, images, Steps())


async def test_a_product_that_comes_once_for_each_sku_is_one(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        _, _, number = await listed(on, **two_sizes("P001-01=100 ml", "P001-02=500 ml"))
        await on.tell("faults", kind="split_items", endpoint="GET /rest/products/get", times=9)
        assert [ref.remote_id async for ref in on.shop.scan()] == [number]
        (remote,) = (await on.shop.read([number])).values()
        assert {variant.sku for variant in remote.variants} == {"P001-01", "P001-02"}


async def test_a_scan_is_read_without_further_calls_once(tmp_path: Path) -> None:
    async with bench(tmp_path, seed="60") as on:
        ids = [ref.remote_id async for ref in on.shop.scan()]
        first = await on.shop.read(ids)
        calls = await on.calls()
        several = sum(len(one.variants) > 1 for one in first.values())
        assert calls["GET /rest/products/get"] == 2
        assert calls.get("GET /rest/product/item/get", 0) == several
        assert await on.shop.read(ids) == first
        assert (await on.calls())["GET /rest/product/item/get"] == several + len(ids)


async def test_what_was_written_after_a_scan_is_read_anew(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        _, _, number = await listed(on)
        remote = (await on.shop.read([number]))[number]
        assert [ref.remote_id async for ref in on.shop.scan()] == [number]
        await on.shop.set_stock([StockEdit(remote, {"P001-01": 1})], Steps())
        assert (await on.shop.read([number]))[number].groups[Group.STOCK] == {"P001-01": 1}


async def test_one_bad_picture_does_not_stop_the_others(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        good, bad = await on.shop.upload([MediaFile("a", jpeg(9)), MediaFile("b", b"no picture")])
        assert isinstance(good, str)
        assert isinstance(bad, Rejected)
        assert bad.code == "E_LAZADA_IMAGE"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "Mật ong " * 40}, "E_LAZADA_TITLE"),
        ({"title": 'Mật ong "rừng"'}, "E_LAZADA_TEXT"),
        ({"category_id": "1"}, "E_LAZADA_CATEGORY"),
        ({"brand_id": "1"}, "E_LAZADA_BRAND"),
        ({"attributes": {}}, "E_LAZADA_ATTRIBUTES"),
    ],
)
async def test_what_is_refused_is_refused_with_its_field(tmp_path: Path, changes: dict[str, object], code: str) -> None:
    async with bench(tmp_path) as on:
        wanted = composed(await on.shop.facts([HONEY], None), **changes)
        with pytest.raises(Rejected) as told:
            await on.shop.create(wanted, await uploaded(on), Steps())
        assert told.value.code == code
        assert told.value.fields
        assert await on.listings() == []


async def test_shops_that_cannot_sell_are_told_by_name(tmp_path: Path) -> None:
    for options, code in (({"seller_status": "INACTIVE"}, "INACTIVE"), ({"unverified": True}, "UNVERIFIED")):
        async with bench(tmp_path, **options) as on:
            assert (await on.shop.identity()).problem == f"E_LAZADA_SHOP_{code}"
            with pytest.raises(StopShop):
                await on.shop.read(["1"])


async def test_advice_and_proposals(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted, _, number = await listed(on)
        found = await on.shop.diagnose([number, "1"])
        assert [(one.code, one.field) for one in found[number]] == [
            ("too-few-images", "media"),
            ("description-short", "description"),
        ]
        assert set(found) == {number}
        assert await on.shop.suggest_categories("Mật ong hoa nhãn") == [wanted.category_id]
        assert await on.shop.suggest_categories("???") == []
        assert await on.shop.suggest_categories(" ") == []


@pytest.mark.parametrize("nth", [1, 2, 3, 5])
async def test_a_token_may_end_at_any_request(tmp_path: Path, nth: int) -> None:
    async with bench(tmp_path) as on:
        await on.tell("faults", kind="expire_token", times=1, after=nth - 1)
        wanted, _, number = await listed(on)
        assert (await on.shop.read([number]))[number].groups[Group.TITLE] == wanted.title
        assert (await on.calls())["POST /rest/auth/token/refresh"] == 1


async def test_throttling_is_waited_out_for_as_long_as_it_says(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        await on.tell(
            "faults", kind="throttle", code="SellerCallLimit", endpoint="GET /rest/seller/get", times=1, seconds=1
        )
        assert (await on.shop.identity()).shop_id == "200012345"


async def test_no_secret_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    import json

    async with bench(tmp_path) as on:
        secrets = json.loads((tmp_path / "khoa.json").read_text("utf-8"))
        await on.tell("faults", kind="reject", times=1)
        with caplog.at_level("DEBUG"), pytest.raises(OcopError) as told:
            await listed(on, attributes={})
        for name in ("app_secret", "access_token", "refresh_token"):
            assert secrets[name] not in caplog.text
            assert secrets[name] not in str(told.value)
