"""Must show 7: what stands in the shop is adopted as it is, the rest is created, and staff keep what they edited."""

from __future__ import annotations

from collections import Counter
from typing import Any

from connector.demo.proof import expected_listings
from tests.loopback import shown, twice_listed
from tests.shows.conftest import Met

NEW_TITLE = "Khăn lụa hoa sen, hàng Tết 2027 (nhân viên sửa)"


def skus_of(listings: list[dict[str, Any]]) -> set[str]:
    return {sku["sku"] for listing in listings for sku in listing["skus"]}


def test_all_are_adopted_the_rest_created_none_twice(half_seeded: Met) -> None:
    coop, report = half_seeded.coop, half_seeded.report
    adopted = Counter(notice.code for notice in report.notices)["adopted"]
    assert adopted == len(half_seeded.before)
    after = coop.shop.listings()
    there = skus_of(half_seeded.before)
    missing = [one for one in expected_listings(coop.sheet) if there.isdisjoint(one.skus)]
    assert report.counts == {"create": len(missing)}
    assert skus_of(after) == there | {sku for one in missing for sku in one.skus}
    assert twice_listed(after) == []


def test_what_staff_had_typed_stays_as_it_is(half_seeded: Met) -> None:
    known = {listing["id"] for listing in half_seeded.before}
    standing = [listing for listing in half_seeded.coop.shop.listings() if listing["id"] in known]
    assert shown(standing) == shown(half_seeded.before)


def test_the_next_plan_is_empty(half_seeded: Met) -> None:
    assert half_seeded.coop.plan().changes == ()
    report = half_seeded.coop.sync()
    assert half_seeded.coop.shop.calls()["writes"] == 0
    assert report.results == ()


def test_staff_edits_are_told_as_drift_and_kept(half_seeded: Met) -> None:
    coop = half_seeded.coop
    known = {listing["id"] for listing in half_seeded.before}
    live = [listing for listing in coop.shop.listings() if listing["live"] and len(listing["skus"]) == 1]
    ours = [listing for listing in live if listing["id"] not in known]
    theirs = [listing for listing in live if listing["id"] in known]
    edits: list[tuple[dict[str, Any], dict[str, object]]] = [
        (ours[0], {"title": NEW_TITLE}),
        (ours[1], {"price": ours[1]["skus"][0]["price"] + 5000}),
        (ours[2], {"status": "UNLIST"}),
        (theirs[0], {"description": "Nhân viên viết lại: hàng dệt tay, giặt nước lạnh, phơi trong bóng râm."}),
    ]
    for listing, change in edits:
        coop.shop.post("edit", id=listing["id"], set=change)
    edited = shown(coop.shop.listings())
    report = coop.sync()
    assert coop.shop.calls()["writes"] == 0
    assert shown(coop.shop.listings()) == edited
    drifting = {notice.remote_id for notice in report.notices if notice.code == "drift"}
    assert drifting == {listing["id"] for listing, _ in edits}
