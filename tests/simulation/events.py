"""What people, buyers and the platform do: each one thing, told in words, None where it cannot happen now.

``SHOP`` happens in a shop, ``COOP`` in the co-op's files. All chance comes from the draw's own generator, so that
leaving one out changes nothing for the others.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.simulation.goods import MANY, STORY, TERM, Good
from tests.simulation.hands import drawn
from tests.simulation.market import Market

if TYPE_CHECKING:
    from tests.simulation.play import Play

__all__ = ["COOP", "IN_THE_RUN", "SHOP"]

InShop = Callable[["Play", Market, random.Random], str | None]
InFiles = Callable[["Play", random.Random], str | None]
LIVING = ("live", "unlisted", "in review")


def ours(play: Play, market: Market, chance: random.Random, *statuses: str) -> tuple[str, dict[str, Any]] | None:
    """One of the co-op's own listings."""
    keys = {sku for good in play.coop.goods.values() for sku in good.skus}
    found = [
        (number, view)
        for number, view in market.views().items()
        if keys.intersection(view["skus"]) and view["status"] in (statuses or LIVING)
    ]
    return chance.choice(found) if found else None


# ---- in a shop


def sell(play: Play, market: Market, chance: random.Random) -> str | None:
    if (found := ours(play, market, chance, "live")) is None:
        return None
    sku = chance.choice(found[1]["skus"])
    left = found[1][f"stock:{sku}"]
    if left <= 0 or not sku:
        return None
    pieces = chance.randrange(1, min(left, 6) + 1)
    with market.doing("buyers"):
        market.control("POST", "sell", sku=sku, quantity=pieces)
    return f"buyers take {pieces} of {sku}"


def promote(play: Play, market: Market, chance: random.Random) -> str | None:
    if (found := ours(play, market, chance, "live")) is None or not found[1]["skus"][0]:
        return None
    sku = chance.choice(found[1]["skus"])
    until = play.clock.now() + timedelta(hours=chance.choice((1, 3, 20, 40)))
    with market.doing("staff"):
        market.control("POST", "promotion", sku=sku, until=until.isoformat(), price=20_000)
    return f"a promotion locks {sku} until {until:%d/%m %H:%M}"


def _staff(
    play: Play, market: Market, chance: random.Random, name: str, value: Callable[[Any], Any], *statuses: str
) -> str | None:
    if (found := ours(play, market, chance, *statuses)) is None:
        return None
    new = value(found[1])
    with market.doing("staff"):
        market.control("POST", "edit", id=found[0], set={name: new})
    return f"staff set {name} of {found[1]['skus'][0]} to {str(new)[-30:]!r}"


def staff_title(play: Play, market: Market, chance: random.Random) -> str | None:
    return _staff(play, market, chance, "title", lambda one: f"{one['title'][:60]} shop {chance.randrange(100)}")


def staff_description(play: Play, market: Market, chance: random.Random) -> str | None:
    more = f"\nNhắn shop số {chance.randrange(100)} nhé 🌸"
    return _staff(play, market, chance, "description", lambda one: one["description"] + more)


def staff_price(play: Play, market: Market, chance: random.Random) -> str | None:
    more = chance.randrange(1, 9) * 1000
    return _staff(play, market, chance, "price", lambda one: one[f"price:{one['skus'][0]}"] + more)


def staff_unlists(play: Play, market: Market, chance: random.Random) -> str | None:
    return _staff(play, market, chance, "status", lambda _one: market.hands.word["unlisted"], "live")


def staff_relists(play: Play, market: Market, chance: random.Random) -> str | None:
    return _staff(play, market, chance, "status", lambda _one: market.hands.word["live"], "unlisted")


def staff_deletes(play: Play, market: Market, chance: random.Random) -> str | None:
    if (found := ours(play, market, chance)) is None:
        return None
    with market.doing("staff"):
        market.control("POST", "edit", id=found[0], delete=True)
    return f"staff delete {found[1]['skus'][0]}"


def staff_stock(play: Play, market: Market, chance: random.Random) -> str | None:
    if (found := ours(play, market, chance)) is None:
        return None
    sku, pieces = chance.choice(found[1]["skus"]), chance.randrange(40)
    with market.doing("staff"):
        market.hands.stock(found[0], sku, pieces)
    return f"staff set the stock of {sku} to {pieces}"


def staff_pictures(play: Play, market: Market, chance: random.Random) -> str | None:
    if (found := ours(play, market, chance)) is None:
        return None
    new = [drawn(photo="", badge="", key="", own=str(chance.randrange(9)))] if chance.random() < 0.6 else []
    with market.doing("staff"):
        market.hands.pictured(found[0], new, turned=not new)
    return f"staff {'add a picture to' if new else 'turn the pictures of'} {found[1]['skus'][0]}"


def staff_weight(play: Play, market: Market, chance: random.Random) -> str | None:
    if (found := ours(play, market, chance)) is None:
        return None
    with market.doing("staff"):
        market.hands.weigh(found[0], chance.choice((200, 400, 500)))
    return f"staff set the weight of {found[1]['skus'][0]}"


def _verdict(play: Play, market: Market, chance: random.Random, verdict: str, *statuses: str) -> str | None:
    if (found := ours(play, market, chance, *statuses)) is None:
        return None
    with market.doing("platform"):
        market.control("POST", "review", id=found[0], verdict=verdict, reason="Sai ngành hàng")
    return f"the platform's verdict on {found[1]['skus'][0]}: {verdict}"


def ban(play: Play, market: Market, chance: random.Random) -> str | None:
    return _verdict(play, market, chance, "ban", "live", "unlisted", "in review")


def review_fails(play: Play, market: Market, chance: random.Random) -> str | None:
    return _verdict(play, market, chance, "fail", "live", "in review")


def review_passes(play: Play, market: Market, chance: random.Random) -> str | None:
    return _verdict(play, market, chance, "pass", "rejected", "blocked", "in review")


def review_begins(play: Play, market: Market, chance: random.Random) -> str | None:
    if market.marketplace == "tiktok_shop" or (found := ours(play, market, chance, "live")) is None:
        return None
    with market.doing("platform"):
        market.control("POST", "edit", id=found[0], set={"status": market.hands.word["in review"]})
    return f"the platform looks at {found[1]['skus'][0]} again"


def foreign_listing(play: Play, market: Market, chance: random.Random) -> str | None:
    """A listing that nobody of ours made: without a SKU, or with one of somebody else's."""
    if (found := ours(play, market, chance)) is None:
        return None
    title = f"Đồ cũ thanh lý số {chance.randrange(1000)} hàng của shop"
    sku = chance.choice(("", f"NGOAI-{chance.randrange(100)}"))
    with market.doing("staff"):
        number = market.hands.typed_in(title, found[0], sku)
    return f"somebody lists {title!r} by hand as {sku or 'no SKU'} ({number})"


def rewritten_text(play: Play, market: Market, chance: random.Random) -> str | None:
    """The marketplace tidies up what it was given."""
    if (found := ours(play, market, chance)) is None:
        return None
    name = chance.choice(("title", "description"))
    with market.doing("platform"):
        market.control("POST", "edit", id=found[0], set={name: f"{found[1][name]} ".replace(" ", "  ", 1)})
    return f"the platform rewrites the {name} of {found[1]['skus'][0]}"


def rewritten_address(play: Play, market: Market, chance: random.Random) -> str | None:
    if (found := ours(play, market, chance)) is None or not found[1]["pictures"]:
        return None
    with market.doing("platform"):
        market.hands.moved(found[0])
    return f"the platform moves the first picture of {found[1]['skus'][0]}"


SHOP: Mapping[str, tuple[InShop, int]] = {
    "sell": (sell, 8), "promote": (promote, 3), "staff_title": (staff_title, 3), "staff_price": (staff_price, 3),
    "staff_description": (staff_description, 3), "staff_unlists": (staff_unlists, 2), "staff_weight": (staff_weight, 1),
    "staff_relists": (staff_relists, 3), "staff_deletes": (staff_deletes, 2), "staff_stock": (staff_stock, 2),
    "staff_pictures": (staff_pictures, 2), "ban": (ban, 2), "review_fails": (review_fails, 2),
    "review_passes": (review_passes, 4), "review_begins": (review_begins, 2), "foreign_listing": (foreign_listing, 2),
    "rewritten_text": (rewritten_text, 2), "rewritten_address": (rewritten_address, 2),
}  # fmt: skip
IN_THE_RUN = (
    "sell",
    "sell",
    "promote",
    "staff_title",
    "staff_price",
    "staff_stock",
    "staff_description",
    "foreign_listing",
)


# ---- in the co-op's files


def _good(play: Play, chance: random.Random) -> Good:
    goods = list(play.coop.goods.values())
    return chance.choice([good for good in goods if good.listed] or goods)


def new_row(play: Play, chance: random.Random) -> str | None:
    good = play.coop.add(chance)
    return None if good is None else f"the sheet has {good.key} now, {good.star} stars until {good.expiry:%d/%m}"


def certificate(play: Play, chance: random.Random) -> str | None:
    good = _good(play, chance)
    if not good.star:
        return None
    match chance.choice(("renewed", "revoked", "downgraded", "upgraded", "ends soon")):
        case "renewed":
            good.expiry, good.revoked = play.day + TERM - timedelta(days=3), None
        case "revoked":
            good.revoked = play.day
        case "downgraded":
            good.star = max(3, good.star - 1)
        case "upgraded":
            good.star = min(5, good.star + 1)
        case _:
            good.expiry = play.day + timedelta(days=chance.randrange(1, 4))
    return f"certificate of {good.key}: {good.star} stars until {good.expiry:%d/%m/%Y}, revoked {good.revoked}"


def sheet_price(play: Play, chance: random.Random) -> str | None:
    good = _good(play, chance)
    sku = chance.choice(good.skus)
    good.price[sku] += chance.randrange(1, 12) * 1000
    return f"the sheet prices {sku} at {good.price[sku]}"


def price_jumps(play: Play, chance: random.Random) -> str | None:
    good = _good(play, chance)
    for sku in good.skus:
        good.price[sku] = good.price[sku] * 3 if good.price[sku] < 2_000_000 else good.price[sku] // 4
    return f"the sheet prices {good.key} far off: {good.price}"


def sheet_stock(play: Play, chance: random.Random) -> str | None:
    good = _good(play, chance)
    sku = chance.choice(good.skus)
    good.stock[sku] = chance.choice((0, chance.randrange(1, 90), good.stock[sku] + 5))
    return f"the sheet counts {good.stock[sku]} of {sku}"


def sheet_title(play: Play, chance: random.Random) -> str | None:
    good = _good(play, chance)
    good.title = f"{good.title.partition(' mẫu ')[0]} mẫu {chance.randrange(100)}"
    return f"the sheet calls {good.key} {good.title!r}"


def sheet_story(play: Play, chance: random.Random) -> str | None:
    good = _good(play, chance)
    good.story = f"{STORY}\nChuyện thứ {chance.randrange(1000)}."
    return f"the sheet tells {good.key} anew"


def sheet_photos(play: Play, chance: random.Random) -> str | None:
    good = _good(play, chance)
    if chance.random() < 0.4 and not play.coop.gone:
        play.coop.paint(good.photos[0], chance.randrange(1, 1000))
        return f"a new photo under the old name {good.photos[0]}"
    names = [f"anh-{chance.randrange(MANY):02}.jpg" for _ in range(chance.randrange(1, 4))]
    good.photos = list(dict.fromkeys(names))
    return f"the sheet gives {good.key} the photos {good.photos}"


def row_goes(play: Play, chance: random.Random) -> str | None:
    good = _good(play, chance)
    good.listed = False
    return f"the row of {good.key} is removed"


def row_comes_back(play: Play, chance: random.Random) -> str | None:
    gone = [good for good in play.coop.goods.values() if not good.listed]
    if not gone:
        return None
    good = chance.choice(gone)
    good.listed = True
    return f"the row of {good.key} is back"


def row_refused(play: Play, chance: random.Random) -> str | None:
    good = _good(play, chance)
    cells = (("Giá bán", "liên hệ"), ("Ảnh", "khong-co.jpg"), ("Khối lượng", "nhẹ"), ("Mã SP", "mã?? này"))
    good.cell = chance.choice(cells)
    return f"the row of {good.key} says {good.cell}"


def row_mended(play: Play, chance: random.Random) -> str | None:
    mended = [good for good in play.coop.goods.values() if good.cell[0]]
    for good in mended:
        good.cell = ("", "")
    return f"the rows of {', '.join(good.key for good in mended)} are mended" if mended else None


def out_for_now(play: Play, chance: random.Random) -> str | None:
    return _status(play, chance, "tạm hết")


def discontinued(play: Play, chance: random.Random) -> str | None:
    return _status(play, chance, "Ngừng bán")


def _status(play: Play, chance: random.Random, word: str) -> str:
    good = _good(play, chance)
    for sku in good.skus if chance.random() < 0.6 else good.skus[-1:]:
        good.status[sku] = word
    return f"the sheet says {word} of {good.key}: {good.status}"


def on_sale_again(play: Play, chance: random.Random) -> str | None:
    held = [good for good in play.coop.goods.values() if any(good.status.values())]
    if not held:
        return None
    good = chance.choice(held)
    good.status.clear()
    return f"{good.key} is on sale again"


def file_cut_off(play: Play, _chance: random.Random) -> str | None:
    play.coop.halved = True
    return "the file ends in the middle"


def photo_folder_gone(play: Play, _chance: random.Random) -> str | None:
    play.coop.gone = True
    return "the photo folder is away"


def person_answers(play: Play, chance: random.Random) -> str | None:
    return play.answer(chance)


COOP: Mapping[str, tuple[InFiles, int]] = {
    "new_row": (new_row, 2), "certificate": (certificate, 5), "sheet_price": (sheet_price, 4),
    "price_jumps": (price_jumps, 1), "sheet_stock": (sheet_stock, 5), "sheet_title": (sheet_title, 3),
    "sheet_story": (sheet_story, 3), "sheet_photos": (sheet_photos, 3), "row_goes": (row_goes, 2),
    "row_comes_back": (row_comes_back, 3), "row_refused": (row_refused, 3), "row_mended": (row_mended, 3),
    "out_for_now": (out_for_now, 2), "discontinued": (discontinued, 2), "on_sale_again": (on_sale_again, 3),
    "file_cut_off": (file_cut_off, 2), "photo_folder_gone": (photo_folder_gone, 2),
    "person_answers": (person_answers, 3),
}  # fmt: skip
