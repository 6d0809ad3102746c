"""Trouble: throttling, spent tokens, refusals, promotions, reviews. Nothing is lost, nothing is sent blindly again."""

from __future__ import annotations

from datetime import timedelta

from connector.errors import AdapterError, Locked
from connector.model import Group, ListingState
from connector.port import PriceEdit
from connector.sync import Outcome
from connector.testing.bench import REVIEW_S, Bench, Steps
from connector.testing.goods import product
from connector.testing.stage import CallMade

from .case import Case, first_calls, leave_out, play, promise

__all__ = ["Trouble"]

SKU = "0071-KHAN"
RETRY_AFTER_S = 7.0


class Trouble(Case):
    """What a marketplace may answer instead of yes."""

    def test_a_throttled_call_waits_as_long_as_the_shop_says_and_goes_through(self) -> None:
        leave_out(self.stage, "throttle")
        calls: list[CallMade] = []

        async def plain(on: Bench) -> None:
            on.goods = [product()]
            await on.settled()
            calls.extend(call for call in on.control.calls if call.kind in ("write", "upload"))

        play(self.stage, plain)
        for endpoint in dict.fromkeys(call.endpoint for call in calls):

            async def throttled(on: Bench, endpoint: str = endpoint) -> None:
                await on.control.fault("throttle", endpoint, seconds=RETRY_AFTER_S)
                on.goods = [product()]
                await on.settled()
                assert (await on.shown(SKU))["live"]
                first, second, *_ = [call.at for call in on.control.calls if call.endpoint == endpoint]
                assert second - first >= RETRY_AFTER_S - 0.01, f"{endpoint} again after {second - first:.1f} s"

            play(self.stage, throttled)

    def test_a_token_that_expires_at_any_call_is_refreshed_once_and_the_run_ends_right(self) -> None:
        leave_out(self.stage, "tokens")
        calls: list[CallMade] = []

        async def script(on: Bench) -> None:
            on.goods = [product()]
            await on.sync()
            on.goods = [product(variants=(product().variants[0].model_copy(update={"price_vnd": 690_000}),))]
            await on.settled()
            assert [one["price"] for one in (await on.shown(SKU))["skus"]] == [690_000]

        async def plain(on: Bench) -> None:
            await script(on)
            calls.extend(on.control.calls)

        play(self.stage, plain)
        refreshed = 0
        for number, call in enumerate(calls):
            earlier = sum(1 for one in calls[:number] if one.endpoint == call.endpoint)
            if earlier > 1:
                continue

            async def expiring(on: Bench, call: CallMade = call, earlier: int = earlier) -> None:
                nonlocal refreshed
                await on.control.fault("expire_token", call.endpoint, after=earlier)
                await script(on)
                tokens = on.made("token")
                assert len(tokens) <= 1, f"{len(tokens)} refreshes when the token expired at {call.endpoint}"
                refreshed += len(tokens)

            play(self.stage, expiring)
        assert refreshed, "no call ever noticed that its token had expired"

    @promise("faults")
    async def test_one_refusal_among_many_leaves_the_others_and_is_reported(self, on: Bench) -> None:
        on.goods = [product(1), product(2), product(3)]
        (create, *_) = await first_calls(self.stage, "write")
        await on.control.fault("reject", create, after=1)
        report = await on.sync()
        outcomes = sorted(str(one.outcome) for one in report.results)
        assert outcomes == ["accepted", "accepted", "rejected"], report.results
        assert report.exit_code == 3
        (refused,) = (one for one in report.results if one.outcome is Outcome.REJECTED)
        assert refused.params.get("reasons") or refused.params.get("original"), "the shop's own words are kept"
        await on.settled()
        assert len(await on.control.listings()) == 3

    @promise("promotion")
    async def test_a_promotion_makes_an_edit_wait_without_a_strike(self, on: Bench) -> None:
        on.goods = [product()]
        await on.settled()
        await on.control.promote(SKU, on.clock.now() + timedelta(hours=1), 500_000)
        remote = await on.remote(SKU)
        assert remote.groups[Group.PRICE] == {SKU: 681_000}, "the regular price, not the campaign's"
        try:
            (answer,) = await on.adapter.set_prices([PriceEdit(remote, {SKU: 700_000})], Steps())
        except AdapterError as error:
            answer = error
        assert isinstance(answer, Locked), f"a price that a promotion holds is answered as {answer!r}"
        on.goods = [product(variants=(product().variants[0].model_copy(update={"price_vnd": 700_000}),))]
        report = await on.sync()
        assert {str(one.outcome) for one in report.results} <= {"waiting"}, report.results
        assert report.exit_code == 0
        await on.clock.sleep(2 * 3600)
        await on.settled()
        assert [one["price"] for one in (await on.shown(SKU))["skus"]] == [700_000]

    @promise("review", reviewed=True)
    async def test_nothing_is_sent_again_while_a_review_lasts(self, on: Bench) -> None:
        on.goods = [product()]
        await on.sync()
        writes = len(on.made("write"))
        for _ in range(2):
            report = await on.sync()
            assert [one.change.kind for one in report.results if one.outcome is not Outcome.WAITING] == []
            await on.clock.sleep(600)
        assert len(on.made("write")) == writes
        assert (await on.remote(SKU)).state in (ListingState.IN_REVIEW, ListingState.LIVE)
        await on.control.review(str((await on.shown(SKU))["id"]), "pass", "")
        await on.settled()
        assert (await on.remote(SKU)).state is ListingState.LIVE

    @promise("review", reviewed=True)
    async def test_a_failed_review_is_told_with_the_shops_reason(self, on: Bench) -> None:
        on.goods = [product()]
        await on.sync()
        await on.control.review(str((await on.shown(SKU))["id"]), "fail", "Ảnh có địa chỉ trang web khác")
        remote = await on.remote(SKU)
        assert remote.state in (ListingState.REJECTED, ListingState.BLOCKED), remote.status
        assert "Ảnh có địa chỉ trang web khác" in remote.reason
        writes = len(on.made("write"))
        await on.sync()
        assert len(on.made("write")) == writes, "the same content is not sent for another review"

    @promise("edit")
    async def test_an_edit_by_staff_is_seen_told_and_left_alone(self, on: Bench) -> None:
        on.goods = [product()]
        await on.settled()
        shown = await on.shown(SKU)
        await on.control.edit(str(shown["id"]), {"title": "Khăn lụa do cửa hàng tự đặt tên"})
        await on.clock.sleep(REVIEW_S)
        plan = await on.plan()
        assert plan.changes == ()
        assert Group.TITLE in {notice.group for notice in plan.notices}, plan.notices
        await on.sync()
        assert (await on.shown(SKU))["title"] == "Khăn lụa do cửa hàng tự đặt tên"

    @promise("sell")
    async def test_an_order_is_not_undone(self, on: Bench) -> None:
        on.goods = [product()]
        await on.settled()
        await on.control.sell(SKU, 4)
        assert (await on.remote(SKU)).groups[Group.STOCK] == {SKU: 17}
        assert (await on.plan()).changes == ()

    @promise("partial_batch", seed="4")
    async def test_entries_of_a_batch_fail_one_by_one(self, on: Bench) -> None:
        if on.adapter.capabilities.state_batch < 2:
            return
        ids = [ref.remote_id async for ref in on.adapter.scan()]
        await on.control.fault("partial_batch", times=0)
        results = await on.adapter.set_state(ids, False, Steps())
        await on.control.heal()
        live = {str(one["id"]): one["live"] for one in await on.control.listings()}
        assert [result is None for result in results] == [not live[one] for one in ids]
        assert None in results
        assert any(result is not None for result in results)
