"""Listing rules: three voices say the same. What the facts allow the shop takes; what they forbid the shop refuses,
naming the field; and the composer, given the same product, never sends it.
"""

from __future__ import annotations

import unicodedata

from connector.errors import OcopError, Rejected
from connector.model import Group, Limit, Listing, Story
from connector.testing.bench import Bench, Steps
from connector.testing.goods import product, sized_product

from .case import Case, promise
from .limits import RULES, WORDS, Rule, beyond, edges, within

__all__ = ["ListingRules"]

SKU = "0071-KHAN"
MOST_PICTURES = 20


class ListingRules(Case):
    """Every limit that the facts tell, at its edge and one beyond it."""

    @promise()
    async def test_what_is_just_within_a_limit_is_taken(self, on: Bench) -> None:
        wrong: list[str] = []
        for rule, limit, base in await _told(on):
            for size in edges(limit):
                if rule.limit == "images" and size > MOST_PICTURES:
                    continue
                refusal = await _refusal(on, _renamed(rule.listing(base, size, limit.unit), f"{rule.limit}-{size}"))
                if refusal is not None:
                    wrong.append(f"{rule.limit} of exactly {size} {limit.unit}: {_words_of(refusal)}")
        assert wrong == []

    @promise()
    async def test_what_is_one_beyond_a_limit_is_refused_by_the_shop_which_names_the_field(self, on: Bench) -> None:
        wrong: list[str] = []
        for rule, limit, base in await _told(on):
            for size in beyond(limit):
                refusal = await _refusal(on, rule.listing(base, size, limit.unit))
                if not isinstance(refusal, Rejected):
                    wrong.append(f"{rule.limit} of {size} {limit.unit}: {_words_of(refusal)}")
                elif {problem.field for problem in refusal.fields} - {rule.field, ""}:
                    wrong.append(f"{rule.limit} of {size} {limit.unit}: blamed on {_words_of(refusal)}")
        assert wrong == []
        assert [ref async for ref in on.adapter.scan()] == [], "something of a refused listing stands in the shop"

    @promise()
    async def test_what_is_one_beyond_a_limit_never_leaves_the_composer(self, on: Bench) -> None:
        wrong: list[str] = []
        for rule, limit, _ in await _told(on):
            for size in beyond(limit):
                composed = await on.judged(rule.product(size, limit.unit))
                if composed.publishable and composed.listing is not None:
                    kept = rule.measure(composed.listing, limit.unit)
                    if not within(kept, limit):
                        wrong.append(f"{rule.limit} of {size} {limit.unit} left the composer as {kept}")
        assert wrong == []

    @promise()
    async def test_a_long_vietnamese_title_reads_back_as_it_was_cut(self, on: Bench) -> None:
        on.goods = [product(title_vi=unicodedata.normalize("NFC", f"Khăn “lụa” {WORDS * 9} — mẫu mới & đẹp"))]
        await on.settled()
        wanted, remote = await on.listing(on.goods[0]), await on.remote(SKU)
        title = remote.groups[Group.TITLE]
        assert isinstance(title, str)
        assert unicodedata.is_normalized("NFC", title)
        assert title == on.adapter.normalise(Group.TITLE, wanted.title)
        assert title.startswith("Khăn ")

    @promise()
    async def test_an_emoji_arrives_or_is_taken_out_before_it_leaves_and_is_never_refused(self, on: Bench) -> None:
        on.goods = [product(title_vi="Khăn lụa tơ tằm hoa sen 🪷 dệt tay mẫu mới 👨‍👩‍👧")]
        on.goods[0] = on.goods[0].model_copy(
            update={"story": Story(long_vi="Dệt tay 🧵 trên khung gỗ, ba nắng mới lên khung.")}
        )
        await on.settled()
        wanted, remote = await on.listing(on.goods[0]), await on.remote(SKU)
        assert remote.groups[Group.TITLE] == on.adapter.normalise(Group.TITLE, wanted.title)

    @promise()
    async def test_signs_that_mean_something_on_the_wire_arrive_as_they_are(self, on: Bench) -> None:
        on.goods = [product(title_vi="Khăn lụa 100% tơ & đũi + thêu “tay” (mẫu 7/2026) #1 đẹp=bền")]
        await on.settled()
        wanted, remote = await on.listing(on.goods[0]), await on.remote(SKU)
        assert remote.groups[Group.TITLE] == on.adapter.normalise(Group.TITLE, wanted.title)
        assert (await on.plan()).changes == ()


async def _told(on: Bench) -> list[tuple[Rule, Limit, Listing]]:
    """The rules that this shop tells a limit of, with a listing to break them on."""
    facts = await on.facts(product(), sized_product())
    found: list[tuple[Rule, Limit, Listing]] = []
    for rule in RULES:
        if rule.several and not on.adapter.capabilities.variants:
            continue
        base = await on.listing(rule.goods)
        limit = facts.limit(rule.limit, base.category_id)
        if limit is not None:
            found.append((rule, limit, base))
    assert found, "the facts tell no limit at all"
    return found


async def _refusal(on: Bench, listing: Listing) -> OcopError | None:
    try:
        await on.adapter.create(listing, await on.pictures(listing), Steps())
    except OcopError as error:
        return error
    return None


def _renamed(listing: Listing, mark: str) -> Listing:
    """Under SKUs of its own, so that several may stand side by side."""
    fresh = tuple(one.model_copy(update={"sku": f"{one.sku}-{mark}".upper()[:50]}) for one in listing.variants)
    return listing.model_copy(update={"variants": fresh})


def _words_of(error: OcopError | None) -> str:
    if error is None:
        return "taken"
    fields = [f"{problem.field}: {problem.reason}" for problem in getattr(error, "fields", ())]
    return f"{type(error).__name__} {error} {'; '.join(fields)}"
