"""Invariants 1, 2 and 3: nothing twice, nothing without an intent, nothing sent again blindly."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tests.simulation.history import Call, Entry, History
from tests.simulation.judge.ground import (
    CREATES,
    LOOKS,
    OURS,
    WAITING,
    Shelf,
    Shelves,
    Violation,
    folded,
    replay,
    star_of,
)
from tests.simulation.judge.reading import Reading, about, named_by

__all__ = ["ACTION", "intents", "once", "unknowns"]

ROUNDING_S = 1e-3
LISTS = ("GET /api/v2/product/get_item_list",)
"""Looks that name no SKU: everything new is listed."""
LAGS = frozenset({"search_lag", "stale_read"})
ACTION = re.compile(
    r"(?i)\b(hãy|xin|chạy|sửa|kiểm tra|xem|mở|chờ|đợi|dùng|thêm|bỏ|chọn|ghi|gõ|nhập|liên hệ|cần|tự|vào|tìm|giữ"
    r"|trả lời)\b"
)
"""A sentence that says what to do has one of these verbs."""


def once(reading: Reading) -> Iterator[Violation]:
    """(1) One listing that was ever live per product, every SKU live once, nothing listed beside what stood there."""
    history = reading.history
    shelves: Shelves = {}
    bearer: dict[tuple[str, str, str], tuple[float, str]] = {}
    said: set[tuple[str, frozenset[str], str]] = set()
    for entry, shelf in replay(history, shelves):
        if entry.field == "":
            yield from _beside(reading, entry, shelf, shelves)
        elif entry.field not in ("status", "skus"):
            continue
        else:
            shelf.take(entry)
        for sku in shelf.skus:
            bearer.setdefault((shelf.shop, sku, shelf.listing), (entry.at, entry.by))
        for twin in [one for one in shelves.values() if one.shop == shelf.shop and one is not shelf]:
            for what, words in _twins(reading, shelf, twin, bearer):
                key = (what, frozenset((shelf.listing, twin.listing)), shelf.shop)
                if key not in said and not _chosen(history, shelf, entry.run):
                    said.add(key)
                    yield Violation(1, history.seed, entry.run, shelf.shop, words)


def _twins(
    reading: Reading, one: Shelf, other: Shelf, bearer: dict[tuple[str, str, str], tuple[float, str]]
) -> Iterator[tuple[str, str]]:
    """What is wrong with two listings of one shop, where it was we who made the later of them a twin."""
    for sku in sorted(one.skus & other.skus):
        later = max(bearer[one.shop, sku, one.listing], bearer[one.shop, sku, other.listing])
        if one.live and other.live and later[1] == OURS:
            yield f"live {sku}", f"{sku} is live on {one.listing} and {other.listing}"
    shared = _products(reading, one) & _products(reading, other)
    newest = max((one, other), key=lambda shelf: shelf.made_at)
    if one.ever_live and other.ever_live and newest.made_by == OURS:
        for product in sorted(shared):
            yield f"ever {product}", f"{product} was live on {one.listing} and {other.listing}"


def _products(reading: Reading, shelf: Shelf) -> set[str]:
    return {reading.product_of[sku] for sku in shelf.skus if sku in reading.product_of}


def _chosen(history: History, shelf: Shelf, run: int) -> bool:
    """Whether a person had asked for this product to be listed anew."""
    return any(
        answer["shop"] == shelf.shop
        and answer["run"] <= run
        and answer["choice"] in ("again", "different")
        and {folded(sku) for sku in answer["skus"]} & shelf.skus
        for answer in history.answers
    )


def _beside(reading: Reading, entry: Entry, shelf: Shelf, shelves: Shelves) -> Iterator[Violation]:
    """A create where a listing with that SKU had stood since before the run, and no read was made to lie about it."""
    run = reading.runs.get((entry.shop, entry.run))
    if entry.by != OURS or run is None or _chosen(reading.history, shelf, entry.run):
        return
    lied = [call for call in reading.history.calls if call.shop == entry.shop and _lied(call)]
    for other in list(shelves.values()):
        stood = other is not shelf and other.shop == shelf.shop and not other.deleted and other.made_at < run.began
        both = {sku for sku in shelf.skus & other.skus if other.at["skus"] < run.began}
        if stood and both and not lied:
            words = f"{', '.join(sorted(both))} was created beside {other.listing}, which had stood before the run"
            yield Violation(1, reading.history.seed, entry.run, entry.shop, words)


def _creates(reading: Reading) -> dict[tuple[str, str], list[Call]]:
    """Every create that left, by shop and SKU."""
    found: dict[tuple[str, str], list[Call]] = defaultdict(list)
    for call in sorted(reading.history.calls, key=lambda one: (one.began, one.number)):
        if call.endpoint in CREATES:
            for sku in {folded(name) for name in call.about} & reading.product_of.keys():
                found[call.shop, sku].append(call)
    return found


def intents(reading: Reading) -> Iterator[Violation]:
    """(2) A create stands in the journal before it arrives; what one run sends again for a SKU is the same bytes."""
    seed = reading.history.seed
    for call in reading.history.calls:
        if call.endpoint in CREATES and not call.durable:
            words = f"create {call.number} of {', '.join(call.about)} arrived without a durable intent"
            yield Violation(2, seed, call.run, call.shop, words)
    for (shop, sku), calls in _creates(reading).items():
        for before, after in pairwise(calls):
            if before.run == after.run and (before.body, before.key) != (after.body, after.key):
                words = f"the create of {sku} was sent again with other bytes (calls {before.number}, {after.number})"
                yield Violation(2, seed, after.run, shop, words)


def unknowns(reading: Reading) -> Iterator[Violation]:
    """(3) What nobody knows is looked up until the settle window has passed; then bound, resent once, or parked."""
    for (shop, sku), calls in _creates(reading).items():
        yield from _resent(reading, shop, sku, calls)
        yield from _one_of_two(reading, shop, sku, calls)
        yield from _never_looked_up(reading, shop, sku, calls)
    yield from _edits_resent(reading)
    yield from _under_review(reading)
    yield from _parked(reading)
    yield from _left_open(reading)


def _resent(reading: Reading, shop: str, sku: str, calls: Sequence[Call]) -> Iterator[Violation]:
    seed, settle = reading.history.seed, reading.settle_s(shop)
    looks = [one for one in reading.history.calls if one.shop == shop and one.endpoint in LOOKS and one.outcome == "ok"]
    open_since: Call | None = None
    resends = 0
    for call in calls:
        if open_since is not None:
            due = open_since.began + settle - ROUNDING_S
            if not any(due <= look.began and (look.ended or look.began) <= call.began + ROUNDING_S for look in looks):
                words = f"the create of {sku} (call {open_since.number}, unknown) was sent again as call {call.number} "
                yield Violation(3, seed, call.run, shop, words + f"without a look after {settle:g} s")
            resends = resends + 1 if call.run == open_since.run and call.outcome != "failed" else 0
            if resends > 1:
                words = f"the create of {sku} was sent more than once again within one run (call {call.number})"
                yield Violation(3, seed, call.run, shop, words)
        if call.outcome == "unknown":
            open_since = call
        elif call.outcome == "ok":
            open_since, resends = None, 0


def _never_looked_up(reading: Reading, shop: str, sku: str, calls: Sequence[Call]) -> Iterator[Violation]:
    """A run that comes to its end has looked for what it lost, or its journal keeps that open for the next."""
    for lost in [call for call in calls if call.outcome == "unknown"]:
        run = reading.runs.get((shop, lost.run))
        if run is None or run.crashed or run.report is None or run.report.get("ending") != "done":
            continue
        looks = [one for one in reading.calls[shop, lost.run] if one.endpoint in LOOKS and one.began >= lost.began]
        looked = any(set(one.about) & set(lost.about) or one.endpoint in LISTS for one in looks)
        held = [row for row in run.intents if row["state"] in ("open", "unknown")]
        if not looked and not any(sku in one.skus for one in map(named_by, held)):
            words = f"the create of {sku} (call {lost.number}) got no answer, and nobody looked for it"
            yield Violation(3, reading.history.seed, lost.run, shop, words)


def _lied(call: Call) -> bool:
    """Whether a read was made to lie; several faults may have met one call."""
    return not LAGS.isdisjoint(call.fault.split(","))


def _one_of_two(reading: Reading, shop: str, sku: str, calls: Sequence[Call]) -> Iterator[Violation]:
    """A lost create whose SKU stood twice when it was looked up first is nobody's to bind: a person has to say."""
    reads = [one for one in reading.history.calls if one.shop == shop and one.kind == "read"]
    if any(_lied(one) for one in reads):
        return
    for lost in [call for call in calls if call.outcome == "unknown"]:
        looks = (one for one in reads if one.endpoint in LOOKS and one.outcome == "ok" and one.began >= lost.began)
        if (look := next(looks, None)) is None or (run := reading.runs.get((shop, look.run))) is None:
            continue
        twins = sorted(one.listing for one in _standing(reading, shop, look.began) if sku in one.skus)
        bound = {row["remote_id"] for row in run.bindings if folded(row["sku"]) == sku} & set(twins)
        if len(twins) > 1 and bound:
            words = f"the lost create of {sku} was bound to {min(bound)}, one of {', '.join(twins)}: nobody said which"
            yield Violation(3, reading.history.seed, look.run, shop, words)


def _standing(reading: Reading, shop: str, moment: float) -> list[Shelf]:
    shelves: Shelves = {}
    for entry, _ in replay(reading.history, shelves):
        if entry.at > moment:
            break
    return [one for one in shelves.values() if one.shop == shop and one.made_at <= moment and not one.deleted]


def _under_review(reading: Reading) -> Iterator[Violation]:
    """What we handed in and the marketplace still looks at is left alone, or the review begins anew; only a star that
    has to come off does not wait for it."""
    for entry, shelf in replay(reading.history):
        if entry.field != WAITING or entry.by != OURS or shelf.by.get(WAITING) != OURS:
            continue
        if entry.before and entry.after and star_of(entry.after) >= star_of(entry.before):
            names = sorted(name for name, value in entry.after.items() if value != entry.before.get(name))
            words = f"{', '.join(names)} of {shelf.listing} went out again while the last was still under review"
            yield Violation(3, reading.history.seed, entry.run, entry.shop, words)


def _edits_resent(reading: Reading) -> Iterator[Violation]:
    """An edit is absolute and may be sent again, but only after somebody has looked at the listing."""
    for (shop, number), calls in reading.calls.items():
        lost: dict[tuple[str, str], Call] = {}
        for call in calls:
            if call.kind == "read" and call.outcome == "ok":
                seen = set(call.about)
                keep = {key: one for key, one in lost.items() if not (seen & set(one.about)) and seen}
                lost = keep if call.endpoint not in LOOKS else {}
            if call.kind != "write" or call.endpoint in CREATES:
                continue
            if (call.endpoint, call.body) in lost:
                words = f"{call.endpoint} of {', '.join(call.about)} was sent again unseen (call {call.number})"
                yield Violation(3, reading.history.seed, number, shop, words)
            if call.outcome == "unknown":
                lost[call.endpoint, call.body] = call


def _parked(reading: Reading) -> Iterator[Violation]:
    for run in reading.history.runs:
        told = [one for one in run.said if one["code"] == "parked"]
        told += [one for one in run.outcomes if one["outcome"] == "parked"]
        for one in told:
            if not ACTION.search(str(one.get("text") or "")):
                words = f"parked ({one['code']}) without a word of what to do: {one.get('text')!r}"
                yield Violation(3, reading.history.seed, run.run, run.shop, words)


def _left_open(reading: Reading) -> Iterator[Violation]:
    """At the end nothing is unknown in silence: it stands in the shop, or a report says how it stands with it."""
    shelves: Shelves = {}
    for _ in replay(reading.history, shelves):
        pass
    for (shop, sku), calls in _creates(reading).items():
        runs = reading.by_shop.get(shop, [])
        if not runs or calls[-1].outcome != "unknown" or not runs[-1].quiet or runs[-1].report is None:
            continue
        wish = reading.wanted(runs[-1].run).get(sku)
        standing = any(shelf.shop == shop and sku in shelf.skus for shelf in shelves.values())
        told = [*runs[-1].said, *(outcome["change"] for outcome in runs[-1].outcomes)]
        if wish is None or not wish.on_sale or standing or any(about(one, [sku], wish.product) for one in told):
            continue
        words = f"the create of {sku} (call {calls[-1].number}) was never settled, and nothing is said of it"
        yield Violation(3, reading.history.seed, runs[-1].run, shop, words)
