"""What happens to a co-op and its shop in a day, drawn by chance: in the shop, on the platform, in the sheets.

Each event is a function of the history; it does one thing, says it in words, and says nothing where today it cannot
happen. ``by_day`` draws some for the hours between two runs, ``before_run`` what goes wrong with the
next run and what people do while it works, ``calm`` ends all that.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.nights.play import Nights
from tests.nights.sheet import PHOTOS, TERM, Good

__all__ = ["EVENTS", "before_run", "by_day", "calm"]

LIVING = ("NORMAL", "UNLIST", "REVIEWING")


def _ours(on: Nights, *statuses: str) -> tuple[str, dict[str, Any]] | None:
    """One of the co-op's own listings, by chance."""
    keys = {sku for good in on.sheet.goods.values() for sku in good.skus}
    found = [
        (number, one)
        for number, one in on.market.listings().items()
        if keys.intersection(one["skus"]) and one["status"] in (statuses or LIVING)
    ]
    return on.chance.choice(found) if found else None


def _good(on: Nights) -> Good:
    return on.chance.choice([good for good in on.sheet.goods.values() if good.listed] or list(on.sheet.goods.values()))


def sell(on: Nights) -> None:
    if (found := _ours(on, "NORMAL")) is None:
        return
    sku = on.chance.choice(found[1]["skus"])
    left = found[1][f"stock:{sku}"]
    if left <= 0:
        return
    pieces = on.chance.randrange(1, min(left, 6) + 1)
    with on.market.doing("buyers"):
        on.market.control("POST", "sell", sku=sku, quantity=pieces)
    on.say(f"  buyers take {pieces} of {sku}")


def promote(on: Nights) -> None:
    if (found := _ours(on, "NORMAL")) is None:
        return
    sku = on.chance.choice(found[1]["skus"])
    until = on.clock.now() + timedelta(hours=on.chance.choice((3, 20, 60, 100)))
    with on.market.doing("staff"):
        on.market.control("POST", "promotion", sku=sku, until=until.isoformat(), price=20_000)
    on.say(f"  a promotion locks {sku} until {until:%d/%m %H:%M}")


def staff_title(on: Nights) -> None:
    _staff(on, "title", lambda one: f"{one['title'][:60]} shop {on.chance.randrange(100)}")


def staff_description(on: Nights) -> None:
    _staff(on, "description", lambda one: f"{one['description']}\nNhắn shop số {on.chance.randrange(100)} nhé 🌸")


def staff_price(on: Nights) -> None:
    _staff(on, "price", lambda one: one[f"price:{one['skus'][0]}"] + on.chance.randrange(1, 9) * 1000)


def staff_unlists(on: Nights) -> None:
    _staff(on, "status", lambda _one: "UNLIST", "NORMAL")


def staff_relists(on: Nights) -> None:
    _staff(on, "status", lambda _one: "NORMAL", "UNLIST")


def _staff(on: Nights, name: str, value: Callable[[dict[str, Any]], Any], *statuses: str) -> None:
    if (found := _ours(on, *statuses)) is None:
        return
    new = value(found[1])
    with on.market.doing("staff"):
        on.market.control("POST", "edit", id=found[0], set={name: new})
    on.say(f"  staff set {name} of {found[1]['skus'][0]} to {str(new)[-30:]!r}")


def staff_deletes(on: Nights) -> None:
    if on.chance.random() < 0.5 or (found := _ours(on)) is None:
        return
    with on.market.doing("staff"):
        on.market.control("POST", "edit", id=found[0], delete=True)
    on.say(f"  staff delete {found[1]['skus'][0]}")


def staff_stock(on: Nights) -> None:
    if (found := _ours(on)) is None:
        return
    sku, pieces = on.chance.choice(found[1]["skus"]), on.chance.randrange(40)
    with on.market.doing("staff"):
        on.market.stocked_by_hand(found[0], sku, pieces)
    on.say(f"  staff set the stock of {sku} to {pieces}")


def staff_pictures(on: Nights) -> None:
    if (found := _ours(on)) is None:
        return
    shown = [picture["url"] for picture in found[1]["pictures"]]
    own = on.market.foreign_picture(on.chance.randrange(256))
    images = on.chance.choice(([*shown, own][-9:], shown[::-1], [own, *shown[1:]]))
    with on.market.doing("staff"):
        on.market.by_hand(found[0], images=tuple(images))
    on.say(f"  staff change the pictures of {found[1]['skus'][0]}")


def staff_weight(on: Nights) -> None:
    if (found := _ours(on)) is None:
        return
    with on.market.doing("staff"):
        on.market.by_hand(found[0], weight=on.chance.choice((0.2, 0.4, 0.5)))
    on.say(f"  staff set the weight of {found[1]['skus'][0]}")


def ban(on: Nights) -> None:
    _verdict(on, "ban", "NORMAL", "UNLIST")


def review_fails(on: Nights) -> None:
    _verdict(on, "fail", "NORMAL", "REVIEWING")


def review_passes(on: Nights) -> None:
    _verdict(on, "pass", "BANNED", "REVIEWING")


def review_begins(on: Nights) -> None:
    if (found := _ours(on, "NORMAL")) is None:
        return
    with on.market.doing("platform"):
        on.market.control("POST", "edit", id=found[0], set={"status": "REVIEWING"})
    on.say(f"  the platform looks at {found[1]['skus'][0]} again")


def _verdict(on: Nights, verdict: str, *statuses: str) -> None:
    if (found := _ours(on, *statuses)) is None:
        return
    with on.market.doing("platform"):
        on.market.control("POST", "review", id=found[0], verdict=verdict, reason="Sai ngành hàng")
    on.say(f"  the platform's verdict on {found[1]['skus'][0]}: {verdict}")


def somebody_lists(on: Nights) -> None:
    """A listing nobody of ours made; half of the time it is what the co-op is about to add to its sheet."""
    if (found := _ours(on)) is None:
        return
    good = on.sheet.add() if on.chance.random() < 0.5 else None
    title = good.title if good else f"Đồ cũ thanh lý số {on.chance.randrange(1000)}"
    with on.market.doing("staff"):
        number = on.market.typed_in(title, found[0])
    on.say(f"  somebody lists {title!r} by hand ({number}){', which the sheet has now too' if good else ''}")


def new_row(on: Nights) -> None:
    good = on.sheet.add()
    if good is not None:
        on.say(f"  the sheet has {good.key} now, {good.star} stars until {good.expiry:%d/%m}")


def certificate(on: Nights) -> None:
    good = _good(on)
    if not good.star:
        return
    match on.chance.choice(("renewed", "revoked", "downgraded", "upgraded", "ends soon")):
        case "renewed":
            good.expiry, good.revoked = on.day + TERM - timedelta(days=3), None
        case "revoked":
            good.revoked = on.day
        case "downgraded":
            good.star = max(3, good.star - 1)
        case "upgraded":
            good.star = min(5, good.star + 1)
        case _:
            good.expiry = on.day + timedelta(days=on.chance.randrange(1, 6))
    on.say(f"  certificate of {good.key}: {good.star} stars until {good.expiry:%d/%m/%Y}, revoked {good.revoked}")


def sheet_price(on: Nights) -> None:
    good = _good(on)
    sku = on.chance.choice(good.skus)
    good.price[sku] += on.chance.randrange(1, 12) * 1000
    on.say(f"  the sheet prices {sku} at {good.price[sku]}")


def price_jumps(on: Nights) -> None:
    good = _good(on)
    for sku in good.skus:
        good.price[sku] = good.price[sku] * 3 if good.price[sku] < 2_000_000 else good.price[sku] // 4
    on.say(f"  the sheet prices {good.key} far off: {good.price}")


def sheet_stock(on: Nights) -> None:
    good = _good(on)
    sku = on.chance.choice(good.skus)
    good.stock[sku] = on.chance.choice((0, on.chance.randrange(1, 90), good.stock[sku] + 5))
    on.say(f"  the sheet counts {good.stock[sku]} of {sku}")


def sheet_title(on: Nights) -> None:
    good = _good(on)
    good.title = f"{good.title.partition(' mẫu ')[0]} mẫu {on.chance.randrange(100)}"
    on.say(f"  the sheet calls {good.key} {good.title!r}")


def sheet_story(on: Nights) -> None:
    good = _good(on)
    good.story = f"Người làng làm ra từ sợi đầu tiên.\nChuyện thứ {on.chance.randrange(1000)}."
    on.say(f"  the sheet tells {good.key} anew")


def sheet_photos(on: Nights) -> None:
    good = _good(on)
    if on.chance.random() < 0.5:
        on.sheet.repaint(good.photos[0], on.chance.randrange(1000))
        on.say(f"  a new photo under the old name {good.photos[0]}")
    else:
        names = [f"anh-{on.chance.randrange(PHOTOS):02}.jpg" for _ in range(on.chance.randrange(1, 4))]
        good.photos = list(dict.fromkeys(names))
        on.say(f"  the sheet gives {good.key} the photos {good.photos}")


def row_goes(on: Nights) -> None:
    good = _good(on)
    good.listed = False
    on.say(f"  the row of {good.key} is removed")


def row_comes_back(on: Nights) -> None:
    gone = [good for good in on.sheet.goods.values() if not good.listed]
    if gone:
        good = on.chance.choice(gone)
        good.listed = True
        on.say(f"  the row of {good.key} is back")


def row_refused(on: Nights) -> None:
    if sum(len(good.skus) for good in on.sheet.goods.values() if good.cell[0]) >= 2:
        return
    good = _good(on)
    cells = (("Giá bán", "liên hệ"), ("Ảnh", "khong-co.jpg"), ("Khối lượng", "nhẹ"), ("Mã SP", "mã?? này"))
    good.cell = on.chance.choice(cells)
    on.say(f"  the row of {good.key} says {good.cell}")


def row_mended(on: Nights) -> None:
    for good in on.sheet.goods.values():
        if good.cell[0]:
            good.cell = ("", "")
            on.say(f"  the row of {good.key} is mended")


def out_for_now(on: Nights) -> None:
    _status(on, "tạm hết")


def discontinued(on: Nights) -> None:
    _status(on, "Ngừng bán")


def _status(on: Nights, word: str) -> None:
    good = _good(on)
    for sku in good.skus if on.chance.random() < 0.6 else good.skus[-1:]:
        good.status[sku] = word
    on.say(f"  the sheet says {word} of {good.key}: {good.status}")


def on_sale_again(on: Nights) -> None:
    held = [good for good in on.sheet.goods.values() if any(good.status.values())]
    if held:
        good = on.chance.choice(held)
        good.status.clear()
        on.say(f"  {good.key} is on sale again")


def file_cut_off(on: Nights) -> None:
    if on.chance.random() < 0.4:
        on.sheet.halved = True
        on.say("  the file ends in the middle")


def person_answers(on: Nights) -> None:
    on.answer()


EVENTS: tuple[tuple[Callable[[Nights], None], int], ...] = (
    (sell, 9), (promote, 3), (staff_title, 3), (staff_description, 3), (staff_price, 3), (staff_stock, 2),
    (staff_pictures, 2), (staff_weight, 1), (staff_unlists, 2), (staff_relists, 2), (staff_deletes, 1), (ban, 1),
    (review_fails, 1), (review_passes, 3), (review_begins, 1), (somebody_lists, 1), (new_row, 1), (certificate, 3),
    (sheet_price, 4), (price_jumps, 1), (sheet_stock, 4), (sheet_title, 2), (sheet_story, 2), (sheet_photos, 2),
    (row_goes, 1), (row_comes_back, 2), (row_refused, 1), (row_mended, 2), (out_for_now, 1), (discontinued, 1),
    (on_sale_again, 2), (file_cut_off, 1), (person_answers, 3),
)  # fmt: skip
IN_THE_RUN = (sell, sell, promote, staff_title, staff_price, staff_stock)
WRITES = ("add_item", "update_item", "unlist_item", "update_price", "update_stock", "init_tier_variation", "*")


def by_day(on: Nights) -> None:
    """The hours between two runs."""
    count = on.chance.choice((0, 1, 3, 5, 7))
    happening = on.chance.choices([one for one, _ in EVENTS], [weight for _, weight in EVENTS], k=count)
    for act in happening:
        on.clock.advance(on.chance.randrange(60, 9000))
        act(on)
        on.met[act.__name__] += 1


def before_run(on: Nights) -> None:
    """What will go wrong with this run."""
    chance = on.chance
    on.market.control("DELETE", "faults")
    on.disturbed, on.strike = set(), 0
    if chance.random() < 0.12:
        _fault(
            on, chance.choice(("lose_answer", "cut", "error_server", "throttle")), times=1, after=chance.randrange(2)
        )
    if chance.random() < 0.05:
        _fault(on, "daily_quota")
    if chance.random() < 0.05:
        body = {"kind": "reject", "endpoint": "POST /api/v2/product/add_item", "code": "error_holiday_on_add_item"}
        on.market.control("POST", "faults", **body, times=0)
        on.disturbed.add("holiday")
        on.say("  the shop is on holiday: nothing new is taken")
    if on.night >= on.to_kill and not on.killed:
        on.strike = chance.randrange(2, 12)
        on.say(f"  the process will die at effect {on.strike}")
    on.market.meanwhile = _people(on) if chance.random() < 0.3 else lambda _write: None


def _fault(on: Nights, kind: str, **more: int) -> None:
    endpoint = on.chance.choice(WRITES)
    where = f"POST /api/v2/product/{endpoint}"
    on.market.control("POST", "faults", kind=kind, endpoint=where, **more)
    on.disturbed.add(kind)
    on.met[kind] += 1
    on.say(f"  {kind} at {endpoint} {more}")


def _people(on: Nights) -> Callable[[int], None]:
    """One thing that happens just before a certain write of the run."""
    at, act = on.chance.randrange(1, 6), on.chance.choice(IN_THE_RUN)
    inner = random.Random(on.chance.random())

    def meanwhile(write: int) -> None:
        if write != at:
            return
        on.say(f"  meanwhile, before write {write}:")
        outer, on.chance = on.chance, inner
        try:
            act(on)
        finally:
            on.chance = outer
        on.disturbed.add("people")

    return meanwhile


def calm(on: Nights) -> None:
    """Nothing goes wrong any more, and the files are whole."""
    on.market.control("DELETE", "faults")
    on.market.meanwhile = lambda _write: None
    on.disturbed, on.strike, on.sheet.halved = set(), 0, False
