"""The adapter against the mock, in one process: two readings of one contract page have to meet."""

import json
import logging
import traceback
from datetime import timedelta
from pathlib import Path

import pytest

from connector.clock import SystemClock
from connector.errors import Locked, NotFound, OcopError, QuotaSpent, Rejected, RetryLater, StopShop, Unknown
from connector.model import AttributeValue, Group, ListingState, ListingVariant, MediaIdentity
from connector.port import MediaFile, PriceEdit, StockEdit

from .parts import (
    BLUE,
    BOWLS,
    COVER,
    RED,
    SAUCE,
    SECOND,
    Steps,
    as_shown,
    bench,
    composed,
    jpeg,
    listed,
    one_sku,
    uploaded,
)

CREATE = "POST /product/202309/products"


async def test_the_life_of_a_product(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        identity = await on.shop.identity()
        assert (identity.shop_id, identity.region, identity.problem) == (on.line["shop_id"], "VN", "")
        wanted, images, number = await listed(on, live=False)
        remote = (await on.shop.read([number]))[number]
        assert remote.groups == as_shown(wanted, images, on.shop)
        assert remote.state is ListingState.IN_REVIEW
        await on.tell("review", id=number, verdict="pass")
        assert [(ref.remote_id, ref.state) async for ref in on.shop.scan()] == [(number, ListingState.LIVE)]
        remote = (await on.shop.read([number]))[number]

        assert await on.shop.set_prices([PriceEdit(remote, {"TUONG-500": 69000})], Steps()) == [None]
        assert await on.shop.set_stock([StockEdit(remote, {"TUONG-500": 0})], Steps()) == [None]
        after = (await on.shop.read([number]))[number]
        assert (after.groups[Group.PRICE], after.groups[Group.STOCK]) == ({"TUONG-500": 69000}, {"TUONG-500": 0})
        untouched = set(Group) - {Group.PRICE, Group.STOCK}
        assert {group: after.groups[group] for group in untouched} == {g: remote.groups[g] for g in untouched}
        assert await on.shop.set_state([number], False, Steps()) == [None]
        assert (await on.shop.read([number]))[number].state is ListingState.UNLISTED
        assert await on.shop.set_state([number], True, Steps()) == [None]
        assert (await on.shop.read([number]))[number].state is ListingState.IN_REVIEW


async def test_an_edit_writes_its_groups_only_and_shows_once_it_was_let_through(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted, images, number = await listed(on)
        before = (await on.shop.read([number]))[number]
        turned = wanted.model_copy(update={"title": f"{wanted.title}, hũ sành", "media": (SECOND, COVER)})
        log = Steps()
        await on.shop.update(before, turned, {Group.TITLE, Group.MEDIA}, images, log)
        assert {name for body in log.bodies for name in body} == {"title", "main_images"}

        pending = (await on.shop.read([number]))[number]
        assert (pending.review, pending.state) == ("pending", ListingState.LIVE)
        assert pending.groups == before.groups
        assert pending.under_review == {
            Group.TITLE: turned.title,
            Group.MEDIA: list(reversed(before.groups[Group.MEDIA])),  # type: ignore[arg-type]
        }
        assert pending.updated_at is None

        await on.tell("review", id=number, verdict="fail", reason="Ảnh có chữ")
        failed = (await on.shop.read([number]))[number]
        assert (failed.review, failed.groups, failed.under_review) == ("failed", before.groups, {})
        assert "Ảnh có chữ" in failed.reason

        await on.shop.update(failed, turned, {Group.TITLE, Group.MEDIA}, images, Steps())
        await on.tell("review", id=number, verdict="pass")
        after = (await on.shop.read([number]))[number]
        assert (after.review, after.reason) == ("", "")
        assert after.groups == {**before.groups, **pending.under_review}


async def test_a_listing_is_checked_first_and_everything_that_is_wrong_comes_back(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        facts = await on.shop.facts([SAUCE], None)
        log = Steps()
        with pytest.raises(Rejected) as caught:
            await on.shop.create(composed(facts, title="Tương nếp", papers={}, media=()), {}, log)
        assert [problem.field for problem in caught.value.fields] == ["title", "media", "papers", "papers"]
        assert log.started == []
        assert CREATE not in (await on.calls())["by_endpoint"]


async def test_a_lost_create_is_unknown_found_by_its_sku_and_never_made_twice(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        facts = await on.shop.facts([SAUCE], None)
        wanted = composed(facts)
        images = await uploaded(on, wanted)
        since = SystemClock().now() - timedelta(seconds=1)
        await on.tell("faults", kind="lose_answer", endpoint=CREATE, times=1)
        log = Steps()
        with pytest.raises(Unknown):
            await on.shop.create(wanted, images, log)
        (found,) = await on.shop.find("tuong-500", since)
        again = await on.shop.create(wanted, images, log)
        assert again.remote_id == found
        assert len(await on.listings()) == 1
        first, second = log.started
        assert first == second
        assert log.bodies[0]["idempotency_key"] == log.intent_id


async def test_an_index_that_lags_is_made_up_for_by_what_changed(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        since = SystemClock().now()
        _, _, number = await listed(on)
        assert await on.shop.find("TUONG-500", since) == [number]
        assert await on.shop.find("TUONG-50", since) == []


async def test_what_the_shop_warns_of_is_passed_on(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        log = Steps()
        _, _, number = await listed(on, log=log, brand_id="123")
        assert ["brand_id" in text for text in log.warned_of] == [True]
        remote = (await on.shop.read([number]))[number]
        attributes = remote.groups[Group.ATTRIBUTES]
        assert isinstance(attributes, dict)
        assert attributes["brand"] == ""


async def test_a_promotion_locks_the_price_and_a_hidden_product_waits(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        _, _, number = await listed(on)
        remote = (await on.shop.read([number]))[number]
        await on.tell("promotion", sku="TUONG-500", until="2099-01-01T00:00:00+00:00", price=50000)
        with pytest.raises(Locked) as caught:
            await on.shop.set_prices([PriceEdit(remote, {"TUONG-500": 70000})], Steps())
        assert caught.value.code == "E_TIKTOK_LOCKED"
        assert await on.shop.set_state([number], False, Steps()) == [None]
        with pytest.raises(Locked):
            await on.shop.set_prices([PriceEdit(remote, {"TUONG-500": 70000})], Steps())


async def test_the_price_of_a_hidden_product_goes_by_an_edit_that_leaves_it_hidden(tmp_path: Path) -> None:
    """The call for prices takes live products only; what we hid has to get its price before it is shown again."""
    async with bench(tmp_path) as on:
        two = (
            one_sku(sku="TUONG-250", option_values=("250 ml",), gtin="8936000000012"),
            one_sku(sku="TUONG-500", option_values=("500 ml",)),
        )
        _, _, number = await listed(on, variants=two, option_names=("Dung tích",))
        before = (await on.shop.read([number]))[number].groups
        assert await on.shop.set_state([number], False, Steps()) == [None]
        remote = (await on.shop.read([number]))[number]
        assert await on.shop.set_prices([PriceEdit(remote, {"TUONG-500": 71_000})], Steps()) == [None]
        after = (await on.shop.read([number]))[number]
        assert (after.state, after.review) == (ListingState.UNLISTED, "")
        prices = {**before[Group.PRICE], "TUONG-500": 71_000}  # type: ignore[dict-item]
        assert after.groups == {**before, Group.PRICE: prices, Group.STATE: "unlisted"}
        assert await on.shop.set_stock([StockEdit(after, {"TUONG-500": 4})], Steps()) == [None]


async def test_the_price_of_a_hidden_product_whose_edit_is_being_audited_waits(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted, images, number = await listed(on)
        assert await on.shop.set_state([number], False, Steps()) == [None]
        remote = (await on.shop.read([number]))[number]
        named = wanted.model_copy(update={"title": f"{wanted.title} loại đặc biệt"})
        await on.shop.update(remote, named, [Group.TITLE], images, Steps())
        remote = (await on.shop.read([number]))[number]
        assert remote.review == "pending"
        with pytest.raises(Locked) as caught:
            await on.shop.set_prices([PriceEdit(remote, {"TUONG-500": 70000})], Steps())
        assert caught.value.code == "E_TIKTOK_STATUS"


async def test_errors_inside_a_good_answer_are_not_swallowed(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        _, _, number = await listed(on, live=False)
        results = await on.shop.set_state([number, "5"], False, Steps())
        assert [type(result) for result in results] == [Locked, NotFound]
        remote = (await on.shop.read([number]))[number]
        (refused,) = await on.shop.set_stock([StockEdit(remote, {"TUONG-500": 100_000})], Steps())
        assert isinstance(refused, Rejected)
        assert refused.code == "E_TIKTOK_STOCK"


async def test_of_a_batch_that_half_failed_the_refused_skus_are_named(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        two = (
            one_sku(sku="TUONG-250", option_values=("250 ml",)),
            one_sku(sku="TUONG-500", option_values=("500 ml",)),
        )
        _, _, number = await listed(on, variants=two, option_names=("Dung tích",))
        remote = (await on.shop.read([number]))[number]
        path = f"POST /product/202309/products/{number}/inventory/update"
        await on.tell("faults", kind="partial_batch", endpoint=path.replace(number, "*"), times=1)
        (problem,) = await on.shop.set_stock([StockEdit(remote, {"TUONG-250": 3, "TUONG-500": 4})], Steps())
        assert isinstance(problem, RetryLater)
        assert problem.skus == ("TUONG-500",)
        after = (await on.shop.read([number]))[number]
        assert after.groups[Group.STOCK] == {"TUONG-250": 3, "TUONG-500": 25}


async def test_the_days_listings_are_spent_until_midnight(tmp_path: Path) -> None:
    async with bench(tmp_path, daily_listings=1) as on:
        wanted, images, _ = await listed(on)
        more = wanted.model_copy(update={"variants": (one_sku(sku="TUONG-2"),)})
        for _ in range(2):
            with pytest.raises(QuotaSpent) as caught:
                await on.shop.create(more, images, Steps(intent_id="y-dinh-0002"))
            assert caught.value.resets_at is not None
        assert (await on.calls())["by_endpoint"][CREATE] == 2  # the third never left


async def test_variants_with_pictures_of_their_own(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:

        def variant(sku: str, colour: str, size: str, picture: MediaIdentity) -> ListingVariant:
            return one_sku(sku=sku, price_vnd=90000, stock=3, option_values=(colour, size), option_image=picture)

        bowls = (
            variant("BAT-D-N", "Đỏ", "Nhỏ", RED),
            variant("BAT-D-L", "Đỏ", "Lớn", RED),
            variant("BAT-X-N", "Xanh ngọc", "Nhỏ", BLUE),
        )
        wanted, images, number = await listed(on, BOWLS, variants=bowls, option_names=("Màu sắc", "Cỡ"))
        remote = (await on.shop.read([number]))[number]
        assert remote.groups == as_shown(wanted, images, on.shop)

        more = (*bowls[:2], variant("BAT-X-L", "Xanh ngọc", "Lớn", BLUE))
        turned = wanted.model_copy(update={"variants": more})
        await on.shop.update(remote, turned, {Group.STRUCTURE}, images, Steps())
        await on.tell("review", id=number, verdict="pass")
        after = (await on.shop.read([number]))[number]
        kept = {v.sku: v.remote_id for v in after.variants}
        before = {v.sku: v.remote_id for v in remote.variants}
        # The one taken out had another colour and size than the one put in: nothing was renamed into it.
        assert kept.keys() == {"BAT-D-N", "BAT-D-L", "BAT-X-L"}
        assert {sku: kept[sku] for sku in ("BAT-D-N", "BAT-D-L")} == {s: before[s] for s in ("BAT-D-N", "BAT-D-L")}
        assert after.groups[Group.STOCK] == {"BAT-D-N": 3, "BAT-D-L": 3, "BAT-X-L": 3}


async def test_a_sku_that_staff_added_meanwhile_survives_a_change_of_structure(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        two = (one_sku(sku="T-1", option_values=("250 ml",)), one_sku(sku="T-2", option_values=("500 ml",)))
        wanted, images, number = await listed(on, variants=two, option_names=("Dung tích",))
        planned = (await on.shop.read([number]))[number]
        staff = wanted.model_copy(update={"variants": (*two, one_sku(sku="NHAN-VIEN", option_values=("1 l",)))})
        await on.shop.update(planned, staff, {Group.STRUCTURE}, images, Steps())
        ours = wanted.model_copy(update={"variants": (*two, one_sku(sku="T-3", option_values=("2 l",)))})
        await on.shop.update(planned, ours, {Group.STRUCTURE}, images, Steps())
        await on.tell("review", id=number, verdict="pass")
        after = (await on.shop.read([number]))[number]
        assert {variant.sku for variant in after.variants} == {"T-1", "T-2", "T-3", "NHAN-VIEN"}


async def test_a_sku_with_a_new_name_stays_the_same_sku(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted, images, number = await listed(on)
        remote = (await on.shop.read([number]))[number]
        renamed = wanted.model_copy(update={"variants": (one_sku(sku="TUONG-CHAI"),)})
        await on.shop.update(remote, renamed, {Group.STRUCTURE}, images, Steps())
        await on.tell("review", id=number, verdict="pass")
        after = (await on.shop.read([number]))[number]
        assert [(one.sku, one.remote_id) for one in after.variants] == [("TUONG-CHAI", remote.variants[0].remote_id)]


async def test_attributes_and_papers_we_do_not_name_stay(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted, images, number = await listed(on)
        facts = await on.shop.facts([SAUCE], None)
        storage = next(one for one in facts.attributes[wanted.category_id] if one.name == "Điều kiện bảo quản")
        remote = (await on.shop.read([number]))[number]
        by_staff = {**wanted.attributes, storage.id: (AttributeValue(choice_id=storage.choices[0].id),)}
        staff = wanted.model_copy(update={"attributes": by_staff})
        await on.shop.update(remote, staff, {Group.ATTRIBUTES}, images, Steps())
        await on.tell("review", id=number, verdict="pass")
        remote = (await on.shop.read([number]))[number]
        safety = next(iter(wanted.papers))
        ours = wanted.model_copy(update={"papers": {safety: wanted.papers[safety]}})
        await on.shop.update(remote, ours, {Group.ATTRIBUTES}, images, Steps())
        await on.tell("review", id=number, verdict="pass")
        after = (await on.shop.read([number]))[number]
        assert after.groups[Group.ATTRIBUTES] == remote.groups[Group.ATTRIBUTES]
        values = after.groups[Group.ATTRIBUTES]["values"]  # type: ignore[index,call-overload]
        assert storage.id in values  # type: ignore[operator]


async def test_a_barcode_is_given_once_and_never_changed(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted, images, number = await listed(on)
        remote = (await on.shop.read([number]))[number]
        coded = wanted.model_copy(update={"variants": (one_sku(gtin="9520123456788"),)})
        await on.shop.update(remote, coded, {Group.ATTRIBUTES}, images, Steps())
        await on.tell("review", id=number, verdict="pass")
        after = (await on.shop.read([number]))[number]
        assert after.groups[Group.ATTRIBUTES]["gtin"] == {"TUONG-500": "9520123456788"}  # type: ignore[index,call-overload]
        assert after.groups[Group.PRICE] == {"TUONG-500": 65000}
        other = wanted.model_copy(update={"variants": (one_sku(gtin="9520123456771"),)})
        with pytest.raises(Rejected) as caught:
            await on.shop.update(after, other, {Group.ATTRIBUTES}, images, Steps())
        assert caught.value.code == "E_TIKTOK_BARCODE"


async def test_banned_and_deleted_are_told_apart(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted, images, banned = await listed(on)
        more = wanted.model_copy(update={"variants": (one_sku(sku="TUONG-2"),)})
        deleted = (await on.shop.create(more, images, Steps(intent_id="y-dinh-0002"))).remote_id
        await on.tell("review", id=banned, verdict="ban", reason="Vi phạm")
        await on.tell("edit", id=deleted, delete=True)
        found = await on.shop.read([banned, deleted, "7999999999999999999", "not a number"])
        assert {number: remote.state for number, remote in found.items()} == {
            banned: ListingState.BLOCKED,
            deleted: ListingState.DELETED,
        }
        assert [variant.sku for variant in found[banned].variants] == ["TUONG-500"]
        assert {ref.remote_id async for ref in on.shop.scan()} == {banned}


async def test_bad_files_fail_alone_and_uses_are_kept_apart(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        good, bad, small = await on.shop.upload(
            [MediaFile("a", jpeg(1)), MediaFile("b", b"no picture"), MediaFile("c", jpeg(2, side=200))]
        )
        assert isinstance(good, str)
        assert isinstance(bad, Rejected)
        assert isinstance(small, Rejected)
        uses = [request for request in on.sent if request.url.path.endswith("images/upload")]
        assert all(b"MAIN_IMAGE" in request.content for request in uses)
        await on.shop.upload([MediaFile("d", jpeg(3), use="option"), MediaFile("e", jpeg(4), use="paper")])
        option, paper = [request.content for request in on.sent[-2:]]
        assert b"ATTRIBUTE_IMAGE" in option
        assert b"CERTIFICATION_IMAGE" in paper


async def test_an_expired_token_is_refreshed_once_and_kept(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        await on.tell("faults", kind="expire_token", endpoint="POST /product/202502/products/search", times=1)
        assert [ref async for ref in on.shop.scan()] == []
        stored = json.loads((tmp_path / "khoa.json").read_text(encoding="utf-8"))
        assert stored["access_token"] != on.line["access_token"]
        assert stored["expires_at"] > "2026"
        assert stored["refresh_until"] > stored["expires_at"]
        assert stored["app_key"] == on.line["app_key"]
        assert (await on.calls())["tokens"] == 1


async def test_a_consent_that_was_withdrawn_stops_the_shop(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        await on.tell("faults", kind="revoke", endpoint="GET /authorization/202309/shops", times=1)
        with pytest.raises(StopShop) as caught:
            await on.shop.identity()
        assert caught.value.code == "E_CONSENT_NEEDED"


async def test_no_secret_in_logs_or_errors(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with bench(tmp_path) as on:
        with caplog.at_level(logging.DEBUG):
            await on.tell("faults", kind="expire_token", endpoint="*", times=1)
            await listed(on)
            await on.tell("faults", kind="revoke", endpoint="*", times=1)
            try:
                await on.shop.identity()
                told = ""
            except OcopError:
                told = traceback.format_exc()
        secrets = [on.line[name] for name in ("app_secret", "access_token", "refresh_token", "shop_cipher")]
        stored = json.loads((tmp_path / "khoa.json").read_text(encoding="utf-8"))
        secrets += [stored["access_token"], stored["refresh_token"]]
        records = "\n".join(record.getMessage() for record in caplog.records)
        assert told
        assert [secret for secret in secrets if secret in records + told] == []


async def test_advice_and_suggestions(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        wanted, _, number = await listed(on)
        told = await on.shop.diagnose([number, "nothing"])
        assert {advice.code for advice in told[number]} == {"description-short", "too-few-images"}
        assert {advice.field for advice in told[number]} == {"description", "media"}
        (proposed,) = await on.shop.suggest_categories(wanted.title)
        facts = await on.shop.facts([SAUCE], None)
        assert proposed in {category.id for category in facts.categories if category.leaf}
        assert await on.shop.suggest_categories("Tương") == []
        assert await on.shop.suggest_categories("Một thứ không ai biết xếp vào đâu cả") == []
