"""What an audit finds: each finding is met by a shop that has it, and by no shop in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import adapters.memory as memory
from adapters.memory import MemoryAdapter, MemoryShop
from connector.clock import SystemClock
from connector.config import load_config
from connector.messages import LANGUAGES, catalogue_of
from connector.model import Group, ListingState
from connector.report.audit import found_text, remedy_text
from connector.run import Options, State, open_workspace
from connector.run.audit import judged, look_over
from connector.sync.audit import CODES, Audited, Found
from connector.sync.meeting import MatchAnswer, Meeting
from connector.sync.reading import read_shop
from tests.coop import DAY, Coop

SILK, NOODLES, TEA, SPIRIT = "LUA-01", "MIEN-0007", "TRA-01", "RUOU-01"


@dataclass
class Stand:
    """A shop that a run has filled, its items to be changed by somebody's hands, and what an audit reads of it."""

    shop: MemoryShop
    seen: Audited
    made: dict[str, Any]

    def id_of(self, sku: str) -> str:
        return next(one.id for one in self.shop.items.values() if sku in one.skus)

    def change(self, sku: str, groups: dict[Group, Any], state: ListingState | None = None) -> None:
        self.shop.change(self.id_of(sku), groups, state)

    def also(self, skus: tuple[str, ...], *, live: bool = True, **groups: Any) -> str:
        """One more listing, like the tea."""
        shown = dict(self.shop.items[self.id_of(TEA)].groups)
        shown |= {Group.STRUCTURE: {"options": [], "skus": {sku: [] for sku in skus}}}
        shown |= {Group(name): value for name, value in groups.items()}
        return self.shop.create(skus, shown, live=live).id

    def found(self, **different: Any) -> dict[str, Found]:
        """The first finding of each code; ``different`` is what the journal or the sheets say otherwise."""
        seen = replace(self.seen, **different)
        bound = [one.remote_id for one in seen.bindings.values()]
        remotes = asyncio.run(read_shop(MemoryAdapter(self.shop), bound)).remotes
        meeting = Meeting(seen.meeting.answers, remotes, seen.meeting.ours)
        first: dict[str, Found] = {}
        for one in judged(replace(seen, remotes=remotes, meeting=meeting)):
            first.setdefault(one.code, one)
        return first


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder: Path = tmp_path_factory.mktemp("audit")
    coop = Coop(folder).set_up()
    config = load_config(coop.config)

    async def fill() -> Audited:
        async with open_workspace(config, State(coop.state), SystemClock(), Options(day=DAY)) as workspace:
            await workspace.sync(config.shop[0])
            seen, _ = await look_over(workspace, config.shop[0])
            return seen

    seen = asyncio.run(fill())
    shop = memory._shops[coop.shop]
    yield Stand(shop, seen, dict(shop.items))
    memory._shops.pop(coop.shop)


@pytest.fixture
def stand(filled: Stand) -> Stand:
    filled.shop.items.clear()
    filled.shop.items.update(filled.made)
    return filled


def without(stand: Stand, sku: str) -> dict[str, Any]:
    """The sheet without a product; the journal still binds it."""
    return {"desired": {name: one for name, one in stand.seen.desired.items() if name != sku}}


def unbound(stand: Stand, sku: str) -> dict[str, Any]:
    return {"bindings": {name: one for name, one in stand.seen.bindings.items() if name != sku}}


def star_of_nobody(stand: Stand) -> dict[str, Any]:
    """As on the day after the silk's certificate was revoked."""
    silk = replace(stand.seen.desired[SILK], star=0)
    return {"desired": {**stand.seen.desired, SILK: silk}}


Hands = Callable[[Stand], object]
BREAKS: dict[str, tuple[Hands, str, str]] = {
    "false_star": (star_of_nobody, SILK, "person"),
    "should_be_hidden": (lambda s: s.also((SPIRIT,)), SPIRIT, "person"),
    "duplicate_in_shop": (lambda s: s.also(("tra-01",)), TEA, "person"),
    "twin_hidden": (lambda s: s.also((TEA,), live=False), TEA, "person"),
    "look_alike_stranger": (lambda s: s.also(("#9",), title="TRA SEN TAY HO (freeship)"), TEA, "person"),
    "look_alike_own": (
        lambda s: s.change(NOODLES, {Group.TITLE: "Trà sen Tây Hồ", Group.PRICE: {NOODLES: 1_200_000}}),
        NOODLES,
        "person",
    ),
    "stock_above": (lambda s: s.change(TEA, {Group.STOCK: {TEA: 999}}), TEA, "person"),
    "stock_below": (lambda s: s.shop.sell(TEA, 3), TEA, "info"),
    "price_differs": (lambda s: s.change(TEA, {Group.PRICE: {TEA: 1_000}}), TEA, "person"),
    "unknown_sku": (lambda s: unbound(s, TEA), TEA, "person"),
    "not_met_yet": (lambda s: {**unbound(s, TEA), "met": False}, TEA, "info"),
    "sku_elsewhere": (
        lambda s: (s.also(("TRA-01-NHO",)), with_second_sku(s))[1],
        TEA,
        "person",
    ),
    "half_hidden": (
        lambda s: s.shop.change(s.id_of(TEA), {}, ListingState.UNLISTED, skus=("KHAC-9",)),
        TEA,
        "person",
    ),
    "sku_missing": (lambda s: s.shop.change(s.id_of(TEA), {}, skus=("KHAC-9",)), TEA, "person"),
    "gone_from_shop": (lambda s: s.change(TEA, {}, ListingState.DELETED), TEA, "person"),
    "blocked": (lambda s: s.change(TEA, {}, ListingState.BLOCKED), TEA, "person"),
    "parked": (lambda s: {"parked": frozenset({TEA})}, TEA, "person"),
    "outcome_unknown": (lambda s: {"open": frozenset({TEA})}, TEA, "info"),
    "not_in_catalogue": (lambda s: without(s, TEA), TEA, "person"),
    "star_missing": (lambda s: s.change(SILK, {Group.MEDIA: ["remote:la"]}), SILK, "person"),
    "pictures_differ": (lambda s: s.change(TEA, {Group.MEDIA: ["remote:la"]}), TEA, "person"),
    "edited_in_shop": (lambda s: s.change(TEA, {Group.TITLE: "Sửa tay"}), TEA, "info"),
    "foreign": (lambda s: s.also(("CUA-AI",), title="Nước mắm Phú Quốc"), "", "info"),
    "foreign_star": (lambda s: s.also(("CUA-AI",), title="Nước mắm OCOP 5 sao"), "", "info"),
    "foreign_duplicate": (lambda s: [s.also(("CUA-AI",), title=f"Nước mắm {n}") for n in (30, 40)], "", "info"),
}


def with_second_sku(stand: Stand) -> dict[str, Any]:
    tea = stand.seen.desired[TEA]
    return {"desired": {**stand.seen.desired, TEA: replace(tea, skus=(TEA, "TRA-01-NHO"))}}


@pytest.mark.parametrize("code", BREAKS)
def test_each_finding_is_found_where_it_is(stand: Stand, code: str) -> None:
    assert stand.found() == {}, "a shop in order"
    hands, product, severity = BREAKS[code]
    different = hands(stand)
    one = stand.found(**(different if isinstance(different, dict) else {}))[code]
    assert (one.product, one.severity) == (product, severity)
    for lang in LANGUAGES:
        assert found_text(one, lang)
        assert remedy_text(one, lang, "ocop x", "ocop y") or severity == "info"


def test_there_are_no_findings_beside_these() -> None:
    assert set(BREAKS) == set(CODES)
    for lang in LANGUAGES:
        assert {code for code in CODES if f"audit.label.{code}" not in catalogue_of(lang)} == set()


def test_a_false_star_is_known_by_picture_and_by_words_and_comes_first(stand: Stand) -> None:
    stand.change(TEA, {Group.PRICE: {TEA: 1}})
    first = next(iter(stand.found(**star_of_nobody(stand)).values()))
    assert (first.code, first.variant, first.params["star"]) == ("false_star", "picture", 4)
    stand.change(TEA, {Group.TITLE: "Trà sen, OCOP năm sao"})
    by_words = stand.found()["false_star"]
    assert (by_words.product, by_words.variant, by_words.params["claim"]) == (TEA, "text", "OCOP năm sao")
    assert by_words.command == ("resolve", stand.seen.shop, TEA, "--field", "title", "--ours")
    stand.change(TEA, {}, ListingState.UNLISTED)
    assert "false_star" not in stand.found(), "nobody sees it"


def test_a_badge_outlives_neither_its_row_nor_its_certificate(stand: Stand) -> None:
    """Without a row, the certificate its listing was made with still counts, and no longer than it runs."""
    assert "false_star" not in stand.found(**without(stand, NOODLES))
    later = stand.found(**without(stand, NOODLES), day=DAY.replace(month=12, day=20))
    assert later["false_star"].product == NOODLES


def test_both_hidden_and_both_live_twins_are_told_apart_from_ours(stand: Stand) -> None:
    """Where the one we keep is hidden and the other is on sale, buyers see the other: that is no harmless twin."""
    other = stand.also((TEA,))
    own = stand.seen.bindings[TEA].remote_id
    stand.shop.change(own, {}, ListingState.UNLISTED)
    assert stand.found()["duplicate_in_shop"].listings == (own, other)
    stand.shop.change(other, {}, ListingState.UNLISTED)
    assert stand.found()["twin_hidden"].listings == (other,)


def test_twins_that_stood_there_first_are_measured_against_ours(stand: Stand) -> None:
    own = stand.seen.bindings[TEA].remote_id
    for name in ("a1", "a2"):
        stand.shop.items[name] = replace(stand.shop.items[own], id=name, state=ListingState.UNLISTED)
    found = stand.found()
    assert found.keys() == {"twin_hidden"}
    assert found["twin_hidden"].params["own"] == own


def test_what_our_side_changed_is_to_be_sent_and_no_alarm(stand: Stand) -> None:
    tea = stand.seen.desired[TEA]
    assert tea.listing is not None
    (variant,) = tea.listing.variants
    dearer = variant.model_copy(update={"price_vnd": 1_300_000, "stock": 7})
    listing = tea.listing.model_copy(update={"variants": (dearer,)})
    told = stand.found(desired={**stand.seen.desired, TEA: replace(tea, listing=listing)})
    assert {code: (one.variant, str(one.severity)) for code, one in told.items()} == {
        "price_differs": ("behind", "info"),
        "stock_above": ("behind", "info"),
    }


def test_a_star_that_was_just_certified_goes_out_by_itself(stand: Stand) -> None:
    silk = stand.seen.bases[SILK]
    plain = [key.rpartition(":")[0] + ":-" for key in silk.groups[Group.MEDIA].sent]  # type: ignore[union-attr]
    media = replace(silk.groups[Group.MEDIA], sent=plain, seen=plain)
    stand.change(SILK, {Group.MEDIA: plain})
    one = stand.found(bases={**stand.seen.bases, SILK: silk.with_group(Group.MEDIA, media)})["star_missing"]
    assert (one.variant, str(one.severity), one.params["star"]) == ("behind", "info", 4)
    assert one.command == ("sync", stand.seen.shop)


def test_nothing_is_taken_for_gone_that_may_not_be(stand: Stand) -> None:
    gone = without(stand, TEA)
    assert "not_in_catalogue" not in stand.found(**gone, certain_of_gone=False)
    assert "not_in_catalogue" not in stand.found(**gone, standing=frozenset({"tra-01"}))
    stand.change(TEA, {}, ListingState.UNLISTED)
    assert "not_in_catalogue" not in stand.found(**gone), "hidden, as it should be"


def test_pairs_that_a_person_told_apart_are_not_asked_about(stand: Stand) -> None:
    typed = stand.also(("#9",), title="TRA SEN TAY HO")
    assert stand.found()["look_alike_stranger"].listings == (stand.id_of(TEA), typed)
    title = stand.seen.desired[TEA].title
    for choice in ("different", "alone"):
        answer = MatchAnswer(TEA, typed, choice, title, "TRA SEN TAY HO")
        meeting = Meeting([answer], {}, stand.seen.meeting.ours)
        assert "look_alike_stranger" not in stand.found(meeting=meeting)


def test_pictures_kept_from_before_are_said_and_no_alarm(stand: Stand) -> None:
    stand.change(TEA, {Group.MEDIA: ["remote:tay"]})
    base = stand.seen.bases[TEA]
    kept = base.with_group(Group.MEDIA, replace(base.groups[Group.MEDIA], seen=["remote:tay"], mark="differs"))
    one = stand.found(bases={**stand.seen.bases, TEA: kept})["pictures_differ"]
    assert (one.variant, str(one.severity), one.params["unknown"]) == ("kept", "info", 1)
    pending = base.with_group(Group.MEDIA, replace(base.groups[Group.MEDIA], status="pending"))
    assert "pictures_differ" not in stand.found(bases={**stand.seen.bases, TEA: pending}), "a write is under way"
