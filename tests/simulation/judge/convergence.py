"""Invariant 4: once faults have stopped the shops show the catalogue, and the next plan is empty."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from tests.simulation.history import RunRecord, Wish
from tests.simulation.judge.ground import OURS, Shelf, Shelves, Violation, folded, own_photos, replay, star_of
from tests.simulation.judge.reading import Reading, about, certified, plus, quiet_runs

__all__ = ["convergence"]

MOST_PHOTOS = 7
IN_REVIEW = "in review"
"""The marketplace's own delay before buyers see it."""
CLAIMING = ("title", "description", "media")
WHOLE = (
    "price-jump", "paused", "parked", "outcome-unknown", "structure-differs", "hidden-by-star", "deleted-in-shop",
    "blocked", "blocked-unsaid", "review-failed", "look-alike", "left-out", "left-alone", "duplicate-in-shop",
    "row-refused", "row-refused-kept", "waiting-for-stock", "variants-wait-for-stock", "create-unknown",
    "create-parked-twins", "create-parked-never-arrived", "held-by-law-but-live", "kept-hidden", "sku-not-written",
    "match-impossible", "not-created-here", "unlist-not-ours", "gone-suspended", "variants-unsupported",
    "shop-reason",
)  # fmt: skip
"""What is said of a product as a whole. Each is listed in the report, so the listing may differ."""
PARTS = (
    "drift", "conflict", "rewritten", "pending", "waiting-for-shop", "overdue", "rejected", "differs-at-adoption",
    "undone", "category-kept", "in-promotion", "in-promotion-until", "stock-unclear",
)  # fmt: skip
"""What is said of one group of a product."""
LISTED = ("rejected", "parked", "waiting", "moved", "unknown")


def convergence(reading: Reading) -> Iterator[Violation]:
    """The last quiet run of each shop, what it sent, and what the shop shows after it."""
    shelves: Shelves = {}
    for _ in replay(reading.history, shelves):
        pass
    for run in quiet_runs(reading):
        for words in (*_still_sends(reading, run), *_differs(reading, run, shelves)):
            yield Violation(4, reading.history.seed, run.run, run.shop, words)


def _still_sends(reading: Reading, run: RunRecord) -> Iterator[str]:
    if run.report is None or run.report.get("ending") != "done":
        yield f"the last quiet run ended as {run.report.get('ending') if run.report else run.strike or 'nothing'}"
        return
    for outcome in run.outcomes:
        if outcome["outcome"] not in LISTED:
            change = outcome["change"]
            yield f"{change['kind']} {sorted(change['groups'])} of {change['product']} was still planned"


def _differs(reading: Reading, run: RunRecord, shelves: Shelves) -> Iterator[str]:
    standing = [one for one in shelves.values() if one.shop == run.shop and not one.deleted]
    given = reading.history.answers
    theirs = {(one["shop"], one["product"], one["group"]) for one in given if one["choice"] == "theirs"}
    for wish in run.wishes:
        if run.shop not in wish.shops or _whole(run, wish):
            continue
        bearing = [shelf for shelf in standing if folded(wish.sku) in shelf.skus]
        sold = wish.on_sale and not wish.holds
        if not bearing:
            if sold and not any(about(one, [wish.sku], wish.product) for one in _told(run)):
                yield f"{wish.sku} is not in the shop, and the report does not say why"
            continue
        for group in _wrong(reading, run, wish, bearing[0], sold):
            if (run.shop, wish.product, group) in theirs:
                continue
            if not any(_listed(run, wish, one) for one in (CLAIMING if group == "star" else (group,))):
                yield f"{group} of {wish.sku} is not the catalogue's ({_words(group, wish, bearing[0])})"


def _told(run: RunRecord) -> list[dict[str, object]]:
    return [*map(dict, run.said), *(dict(one["change"]) for one in run.outcomes)]


def _whole(run: RunRecord, wish: Wish) -> bool:
    return any(one["code"] in WHOLE and about(one, [wish.sku], wish.product) for one in run.said)


def _listed(run: RunRecord, wish: Wish, group: str) -> bool:
    """Whether the report lists this group of this product as held, waiting, parked, rejected or kept by policy."""
    for one in run.said:
        if not about(one, [wish.sku], wish.product):
            continue
        if one["code"] in PARTS and (one.get("group") == group or group in (one.get("params") or {}).get("groups", ())):
            return True
        if (group, one["code"]) == ("stock", "stock-share-waits") or (group == "media" and "false-star" in one["code"]):
            return True
    return any(
        one["outcome"] in LISTED and group in one["change"]["groups"] and about(one["change"], [wish.sku], wish.product)
        for one in run.outcomes
    )


def _wrong(reading: Reading, run: RunRecord, wish: Wish, shelf: Shelf, sold: bool) -> Iterator[str]:
    """The groups of one SKU that the shop does not show as the catalogue has them."""
    shown = shelf.shown
    rows = [one for one in run.wishes if folded(one.sku) in shelf.skus]
    if shelf.shown.get("status") != IN_REVIEW and shelf.live != any(
        one.on_sale and not one.holds and run.shop in one.shops for one in rows
    ):
        yield "state"
    if not sold:
        return
    if _plain(wish.title) not in _plain(str(shown.get("title") or "")):
        yield "title"
    if wish.story and _plain(wish.story) not in _plain(str(shown.get("description") or "")):
        yield "description"
    if _figure(shelf, "price", wish.sku) not in (None, wish.price):
        yield "price"
    name, figure = f"stock:{wish.sku}", _figure(shelf, "stock", wish.sku)
    ours = shelf.by.get(name) == OURS and figure != wish.stock_per_shop.get(run.shop)
    if ours and not _as_left(reading, run, wish, figure):
        yield "stock"
    star = certified(wish, plus(run.day, int(reading.history.policy["lead_days"])))
    photos = own_photos(shown.get("pictures"))
    missing = [photo for photo in wish.photos[:MOST_PHOTOS] if photo not in photos]
    if missing:
        yield "media"
    if star_of(shown) != star:
        yield "star"


def _as_left(reading: Reading, run: RunRecord, wish: Wish, figure: object) -> bool:
    """Whether a report has said that the SKU is sold again with just these pieces, which were left of it."""
    ours = wish.stock_per_shop.get(run.shop)
    return any(
        one["code"] == "stock-as-left" and one["params"] == {"sku": wish.sku, "left": figure, "ours": ours}
        for known in reading.by_shop[run.shop]
        for one in known.said
    )


def _figure(shelf: Shelf, kind: str, sku: str) -> object:
    wanted = folded(sku)
    for name, value in shelf.shown.items():
        if name.startswith(f"{kind}:") and folded(name.partition(":")[2]) == wanted:
            return value
    return None


def _words(group: str, wish: Wish, shelf: Shelf) -> str:
    wanted = {
        "title": wish.title, "price": wish.price, "stock": dict(wish.stock_per_shop), "state": wish.on_sale,
        "description": wish.story, "media": len(wish.photos), "star": wish.star,
    }  # fmt: skip
    shown = {
        "title": shelf.shown.get("title"), "price": _figure(shelf, "price", wish.sku),
        "stock": _figure(shelf, "stock", wish.sku), "state": shelf.shown.get("status"),
        "description": shelf.shown.get("description"),
        "media": len(own_photos(shelf.shown.get("pictures"))), "star": star_of(shelf.shown),
    }  # fmt: skip
    return f"it shows {shown.get(group)!r}, wanted is {wanted.get(group)!r}"


def _plain(text: str) -> str:
    """A text without its dress: tags, pictographs and spaces are the marketplace's affair."""
    bare = unicodedata.normalize("NFC", text).replace("&amp;", "&")
    return " ".join("".join(sign if ord(sign) < 0x1F000 else " " for sign in bare).split()).casefold()
