"""The declaration: what an adapter says of itself is what its shop does."""

from __future__ import annotations

import contextlib
import json

from connector.model import Group, ListingState
from connector.port import PORT_VERSION, Created, PriceEdit, StockEdit
from connector.testing.bench import REVIEW_S, Bench, Steps
from connector.testing.goods import product
from media import recipe

from .case import Case, promise

__all__ = ["Declared"]

SKU = "0071-KHAN"


class Declared(Case):
    """Every word of Capabilities, and what the core takes for granted."""

    def test_the_spec_says_what_the_core_and_the_pages_need(self) -> None:
        spec = self.stage.spec
        assert spec.port_version == PORT_VERSION
        assert spec.id.isascii()
        assert spec.id == spec.id.lower()
        assert spec.title
        assert spec.mapping, "no rules: nothing could be composed"
        assert spec.budgets
        assert all(budget.per_second > 0 for budget in spec.budgets)
        for setting in spec.settings:
            assert setting.label_vi, setting.name
            assert setting.label_en, setting.name
        capabilities = spec.capabilities
        for name in ("read_batch", "list_page", "state_batch", "price_batch", "stock_batch", "upload_batch"):
            assert getattr(capabilities, name) >= 1, name
        assert capabilities.settle_s > 0

    @promise()
    async def test_the_shop_says_who_it_is(self, on: Bench) -> None:
        identity = await on.adapter.identity()
        assert identity.shop_id
        assert identity.problem == ""

    @promise()
    async def test_facts_are_fetched_once_and_survive_the_journal(self, on: Bench) -> None:
        facts = await on.facts(product())
        before = len(on.control.calls)
        assert await on.facts(product()) is facts, "known facts that cover everything come back as they are"
        assert len(on.control.calls) == before
        assert type(facts).model_validate_json(facts.model_dump_json()) == facts
        assert facts.marketplace == on.stage.spec.id

    @promise()
    async def test_the_mapping_places_the_suites_goods_and_says_where_each_value_is_from(self, on: Bench) -> None:
        listing = await on.listing(product())
        assert {"title", "description"} <= {origin.field for origin in listing.origins}

    @promise()
    async def test_the_mapping_names_treatments_of_pictures_that_can_be_drawn(self, on: Bench) -> None:
        named = [picture.recipe for picture in (await on.listing(product())).media]
        assert all(recipe(name).size > 0 for name in [*named, on.rules.media.card.recipe])

    @promise()
    async def test_a_create_is_hidden_exactly_as_declared(self, on: Bench) -> None:
        listing = await on.listing(product())
        created = await on.adapter.create(listing, await on.pictures(listing), Steps())
        assert isinstance(created, Created)
        await on.clock.sleep(REVIEW_S)
        assert (await on.shown(SKU))["live"] is not on.adapter.capabilities.create_hidden

    @promise("idempotent_create")
    async def test_a_create_repeated_under_its_intent_makes_one_listing(self, on: Bench) -> None:
        listing = await on.listing(product())
        images, log = await on.pictures(listing), Steps()
        first = await on.adapter.create(listing, images, log)
        again = await on.adapter.create(listing, images, log)
        assert first.remote_id == again.remote_id
        await on.clock.sleep(REVIEW_S)
        assert len(await on.bearers(SKU)) == 1

    @promise("not needs_stock")
    async def test_a_product_without_a_piece_can_be_put_up(self, on: Bench) -> None:
        empty = product(variants=(product().variants[0].model_copy(update={"stock": 0}),))
        on.goods = [empty]
        await on.settled()
        assert [one["stock"] for one in (await on.shown(SKU))["skus"]] == [0]

    @promise("needs_stock")
    async def test_a_product_without_a_piece_waits(self, on: Bench) -> None:
        empty = product(variants=(product().variants[0].model_copy(update={"stock": 0}),))
        on.goods = [empty]
        report = await on.sync()
        assert report.exit_code == 0
        assert await on.bearers(SKU) == []
        on.goods = [product()]
        await on.settled()
        assert (await on.shown(SKU))["live"]

    @promise()
    async def test_every_write_is_recorded_before_it_leaves(self, on: Bench) -> None:
        other, listing = await on.listing(product(2)), await on.listing(product())
        known = await on.put_up(other)
        images, remote = await on.pictures(listing), (await on.adapter.read([known]))[known]
        renamed = other.model_copy(update={"title": "Khăn lụa tơ tằm không được đổi tên"})

        class Refusing(Steps):
            async def start(self, step: str, body: bytes) -> None:
                raise _NotYet(step)

        before = len(on.made("write"))
        for act in (
            lambda: on.adapter.create(listing, images, Refusing()),
            lambda: on.adapter.update(remote, renamed, {Group.TITLE}, {}, Refusing()),
            lambda: on.adapter.set_prices([PriceEdit(remote, {other.skus[0]: 690_000})], Refusing()),
            lambda: on.adapter.set_stock([StockEdit(remote, {other.skus[0]: 3})], Refusing()),
            lambda: on.adapter.set_state([known], False, Refusing()),
        ):
            with contextlib.suppress(_NotYet):
                await act()
                raise AssertionError("a write went on although its intent could not be made durable")
        assert on.made("write")[before:] == []

    @promise()
    async def test_an_unknown_id_is_left_out_of_a_read(self, on: Bench) -> None:
        known = await on.put_up(await on.listing(product()))
        unknown = "".join("9" if letter.isdigit() else letter for letter in known)
        found = await on.adapter.read([known, unknown])
        assert known in found
        assert unknown not in found or found[unknown].state is ListingState.DELETED

    @promise(seed="55")
    async def test_a_shop_larger_than_one_page_and_one_batch_is_read_whole(self, on: Bench) -> None:
        scanned = [ref.remote_id async for ref in on.adapter.scan()]
        there = {str(one["id"]) for one in await on.control.listings()}
        assert len(there) > min(50, on.adapter.capabilities.read_batch), f"the seed made only {len(there)} listings"
        assert sorted(scanned) == sorted(there)
        plan = await on.plan()
        assert plan.listings == len(there)

    @promise(seed="55")
    async def test_full_batches_of_states_are_taken(self, on: Bench) -> None:
        ids = [ref.remote_id async for ref in on.adapter.scan()]
        size = on.adapter.capabilities.state_batch
        for start in range(0, len(ids), size):
            batch = ids[start : start + size]
            assert await on.adapter.set_state(batch, False, Steps(f"{start:032d}")) == [None] * len(batch)
        assert [one["id"] for one in await on.control.listings() if one["live"]] == []

    @promise()
    async def test_normalising_is_pure_and_done_once(self, on: Bench) -> None:
        listing = await on.listing(product())
        for group in Group:
            value = listing.group(group)
            before = json.dumps(value, sort_keys=True)
            once = on.adapter.normalise(group, value)
            assert on.adapter.normalise(group, once) == once, group
            assert json.dumps(value, sort_keys=True) == before, f"normalise changed the {group} it was given"

    @promise()
    async def test_advice_is_given_for_what_was_asked_only(self, on: Bench) -> None:
        shop_id = await on.put_up(await on.listing(product()))
        assert set(await on.adapter.diagnose([shop_id])) <= {shop_id}


class _NotYet(Exception):
    """The journal could not take the step."""
