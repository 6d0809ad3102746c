"""The histories made by hand, each called after what happens in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.simulation.faults import BATCHES, CREATES, STOPPED, TOKENS, TRANSIENT
from tests.simulation.goods import FIRST_DAY, PHOTOS
from tests.simulation.market import Market
from tests.simulation.process import Process, Strike
from tests.simulation.staged import Scenario, Staged, Step

__all__ = ["SCENARIOS"]

CREATE = CREATES["shopee"]


def dies_with_creates_under_way(play: Staged, process: Process) -> None:
    """Three creates arrived, and no search shows them yet."""
    for market in play.markets:
        market.fault(kind="search_lag", endpoint="*", after=0, times=0, seconds=45.0)
    process.strike = Strike(3, "write", after=True)


def loses_a_create_beside_a_twin(play: Staged, _process: Process) -> None:
    """While our create travels somebody lists the same SKU by hand, and its answer is lost."""
    sku = play.new().skus[0]
    like = play.listing(play.shopee)

    def by_hand() -> None:
        with play.shopee.doing("staff"):
            play.shopee.hands.typed_in("Áo chị Hoa bán riêng tại chợ", like, sku)

    play.shopee.meanwhile.append((1, by_hand))
    play.shopee.fault(kind="lose_answer", endpoint=CREATE, after=0, times=1)


def staff_call_something_as_we_do(play: Staged, _process: Process) -> None:
    """A listing of the staff's own, under the very title that a product of ours gets next."""
    title = play.new().title
    for market in play.markets:
        with market.doing("staff"):
            market.hands.typed_in(title, play.listing(market), "RIENG-1")


def staff_copy_a_listing(play: Staged, process: Process) -> None:
    """Pictures, SKU, star and all, in every shop; and the certificates end in three days."""
    certificates_end(play, process)
    for market in play.markets:
        with market.doing("staff"):
            market.hands.typed_in(f"{play.good().title} OCOP 4 sao", play.listing(market), play.good().skus[0])


def loses_creates_on_their_way(play: Staged, _process: Process) -> None:
    """The first create of every shop never arrives, and nobody can know that."""
    for market in play.markets:
        market.fault(kind="cut", endpoint=CREATES[market.marketplace], after=0, times=1)


def loses_answers_to_creates(play: Staged, _process: Process) -> None:
    for market in play.markets:
        market.fault(kind="lose_answer", endpoint=CREATES[market.marketplace], after=0, times=1)


def staff_delete(play: Staged, _process: Process) -> None:
    for market in play.markets:
        listing = play.listing(market)
        with market.doing("staff"):
            market.control("POST", "edit", id=listing, delete=True)


def staff_hide(play: Staged, process: Process) -> None:
    for market in play.markets:
        play.edit(market, status=market.hands.word["unlisted"])
    sheet_prices(play, process)


def staff_retitle(play: Staged, _process: Process) -> None:
    for market in play.markets:
        play.edit(market, title="Khăn lụa chị Hoa tự tay gói tại cửa hàng")


def sheet_prices(play: Staged, _process: Process) -> None:
    """Every price is another."""
    for good in play.coop.goods.values():
        for sku in good.skus:
            good.price[sku] += 5000


def sheet_titles(play: Staged, _process: Process) -> None:
    """The first product is called something else."""
    good = play.good()
    good.title = f"{good.title.partition(' mẫu ')[0]} mẫu {play.next_run}"


def both_change_the_title(play: Staged, process: Process) -> None:
    staff_retitle(play, process)
    sheet_titles(play, process)


def certificates_end(play: Staged, _process: Process) -> None:
    """In three days, all of them."""
    for good in play.coop.goods.values():
        good.expiry = FIRST_DAY + timedelta(days=3)


def a_promotion_locks(play: Staged, process: Process) -> None:
    """The first product may not be edited for a week, and its certificate ends; another quarrel goes on beside it."""
    certificates_end(play, process)
    until = (play.clock.now() + timedelta(days=7)).isoformat()
    for market in play.markets:
        play.edit(market, 1, title="Túi cói chị Hoa tự tay gói tại cửa hàng")
        with market.doing("staff"):
            market.control("POST", "promotion", sku=play.good().skus[0], until=until, price=20_000)


def sold(play: Staged, _process: Process) -> None:
    """Buyers take two pieces of everything."""
    for market in play.markets:
        for good in play.coop.goods.values():
            for sku in good.skus:
                with market.doing("buyers"):
                    market.control("POST", "sell", sku=sku, quantity=2)


def dies_as_it_counts(play: Staged, process: Process) -> None:
    """The sheet counts more, and the process dies when the second shop had been told."""
    for good in play.coop.goods.values():
        for sku in good.skus:
            good.stock[sku] += 9
    process.strike = Strike(2, "write", after=True)


def dies_as_it_counts_once(play: Staged, process: Process) -> None:
    """As above, with the first shop told only."""
    dies_as_it_counts(play, process)
    process.strike = Strike(1, "write", after=True)


def counts_anew(play: Staged, _process: Process) -> None:
    """Somebody was asked, and counted."""
    for good in play.coop.goods.values():
        for sku in good.skus:
            good.stock[sku] += 3


def as_many_sold(play: Staged, _process: Process) -> None:
    """Buyers take what was added, and in the first shop one piece more; nobody knows whether it had arrived."""
    for market in play.markets:
        for good in play.coop.goods.values():
            for sku in good.skus:
                with market.doing("buyers"):
                    market.control("POST", "sell", sku=sku, quantity=4 if market is play.shopee else 3)


def throttled(play: Staged, process: Process) -> None:
    """In the middle of the writes every shop asks for half a minute of quiet."""
    sheet_prices(play, process)
    for market in play.markets:
        market.fault(kind="throttle", endpoint="*", after=3, times=2, seconds=30.0)


def same_photos_again(play: Staged, _process: Process) -> None:
    """A new product shows what another shows already."""
    play.new().photos = list(play.good().photos)


def tokens_expire(play: Staged, process: Process) -> None:
    """Every shop refuses the access token to several workers at once."""
    for market in play.markets:
        market.fault(kind="expire_token", endpoint=CREATES[market.marketplace], after=0, times=2)


def refresh_answers_are_lost(play: Staged, process: Process) -> None:
    sheet_prices(play, process)
    for market in play.markets:
        market.fault(kind="expire_token", endpoint="*", after=6, times=1)
        market.fault(kind="lose_refresh_answer", endpoint=TOKENS[market.marketplace], after=0, times=1)


def first_is_refused(play: Staged, process: Process) -> None:
    """The first product gets another title, the shop refuses it; a new product and new prices go beside it."""
    if play.next_run == 2:
        sheet_titles(play, process)
        play.new()
    for market in play.markets:
        for endpoint in EDITS[market.marketplace]:
            market.fault(kind="reject", endpoint=endpoint, after=0, times=0)


def locked_as_it_is_sent(play: Staged, process: Process) -> None:
    """A promotion begins between the plan and the write, and is over before the next night."""
    if play.next_run == 2:
        sheet_titles(play, process)
    until = (play.clock.now() + timedelta(hours=2)).isoformat()
    for market in play.markets:

        def promote(market: Market = market) -> None:
            with market.doing("staff"):
                market.control("POST", "promotion", sku=play.good().skus[0], until=until, price=20_000)

        market.meanwhile.append((1, promote))


def file_ends_in_the_middle(play: Staged, process: Process) -> None:
    sheet_prices(play, process)
    play.coop.halved = True


def shop_is_closed(play: Staged, _process: Process) -> None:
    """Six titles are new, and the first edit hears that the shop is closed."""
    for good in play.coop.goods.values():
        good.title = f"{good.title} mẫu mới"
    for market in play.markets:
        name = market.marketplace
        for endpoint in EDITS[name]:
            market.fault(kind=TRANSIENT[name], endpoint=endpoint, after=0, times=0, code=STOPPED[name])


def unreadable_sku(play: Staged, _process: Process) -> None:
    """A row's SKU cannot be read: its product seems gone."""
    play.good().cell = ("Mã SP", "mã?? này")


def row_refused(play: Staged, _process: Process) -> None:
    play.good().cell = ("Giá bán", "liên hệ")


def photo_missing(play: Staged, process: Process) -> None:
    """The second photo of the second product is nowhere; its price is new."""
    sheet_prices(play, process)
    (play.coop.folder / PHOTOS / play.good(1).photos[-1]).unlink()


def refused_together(play: Staged, _process: Process) -> None:
    """A call that publishes several is refused as a whole for one of them."""
    for market in play.markets:
        for endpoint in BATCHES[market.marketplace]:
            market.fault(kind="reject", endpoint=endpoint, after=0, times=1)


def loses_halves(play: Staged, _process: Process) -> None:
    """Of a new listing of several SKUs only the first half arrives in this command, and its answer is lost."""
    play.new()
    play.shopee.fault(kind="lose_answer", endpoint=CREATE, after=0, times=1)
    play.shopee.fault(kind="cut", endpoint="POST /api/v2/product/init_tier_variation", after=0, times=0)


def a_size_of_somebody_elses(play: Staged, _process: Process) -> None:
    """Staff add a size of their own to a listing of ours, and the sheet sells one more too."""
    shop = play.tiktok.hands.shop
    item = play.tiktok.hands.get(play.listing(play.tiktok, 1))
    last = item.content.skus[-1]
    value = replace(last.sales[0], value_id=shop.shelf.new_id(), value_name="Cỡ riêng")
    own = replace(last, id=shop.shelf.new_id(), seller_sku="RIENG-7", sales=(value, *last.sales[1:]))
    with play.tiktok.doing("staff"):
        play.tiktok.hands.put(item, content=replace(item.content, skus=(*item.content.skus, own)))
    good = play.good(1)
    more = f"{good.key}-9"
    good.skus = (*good.skus, more)
    good.price[more], good.stock[more] = good.price[good.skus[0]], 30
    play.allow = {"structure": 9}


def says_what_is_secret(play: Staged, process: Process) -> None:
    """A refusal repeats the key of the app."""
    sheet_titles(play, process)
    for market in play.markets:
        key = next(str(market.line[name]) for name in ("partner_key", "app_secret") if name in market.line)
        for endpoint in EDITS[market.marketplace]:
            market.fault(kind="reject", endpoint=endpoint, after=0, times=0, message=f"Wrong key {key}, please check.")


EDITS = {
    "shopee": ("POST /api/v2/product/update_item",),
    "lazada": ("POST /rest/product/update",),
    "tiktok_shop": ("PUT /product/202509/products/*", "POST *partial_edit"),
}

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "a process dies with creates under way, and the next comes seconds later",
        (Step(dies_with_creates_under_way), Step(seconds=5.0)),
        meets=("found-after-lost-answer",),
    ),
    Scenario(
        "staff list a SKU by hand while the answer to its create is lost",
        (Step(), Step(loses_a_create_beside_a_twin), Step(sheet_prices, days=1)),
        meets=("create-parked-twins",),
    ),
    Scenario(
        "staff sell something under the title that a new product gets",
        (Step(), Step(staff_call_something_as_we_do), Step(sheet_prices, days=1)),
        meets=("look-alike",),
        goods=2,
    ),
    Scenario(
        "the sheet changes a title while the last one is in review",
        (Step(), Step(sheet_titles), Step(sheet_titles, seconds=600.0), Step(seconds=7200.0)),
        meets=("waiting-for-shop",),
        options={"tiktok_shop": {"review_s": 3600.0}},
    ),
    Scenario(
        "the sheet and the staff change the same title",
        (Step(), Step(both_change_the_title, days=1), Step(days=1)),
        meets=("conflict",),
    ),
    Scenario("creates are lost on their way", (Step(loses_creates_on_their_way),)),
    Scenario("answers to creates are lost", (Step(loses_answers_to_creates),), meets=("found-after-lost-answer",)),
    Scenario("staff delete a listing", (Step(), Step(staff_delete), Step(days=1)), meets=("deleted-in-shop",)),
    Scenario("staff hide a listing", (Step(), Step(staff_hide), Step(sheet_prices, days=1))),
    Scenario("staff call a listing something else", (Step(), Step(staff_retitle), Step(days=1)), meets=("drift",)),
    Scenario(
        "staff copy a listing whose certificate ends",
        (Step(), Step(staff_copy_a_listing), *(Step(days=1) for _ in range(4))),
        meets=("false-star",),
    ),
    Scenario("the certificates end", (Step(certificates_end), Step(days=1), Step(days=1), Step(days=1))),
    Scenario(
        "a certificate ends under a promotion",
        (Step(), Step(a_promotion_locks), *(Step(days=1) for _ in range(6))),
        meets=("false-star", "drift"),
    ),
    Scenario("buyers take pieces between two nights", (Step(), Step(sold), Step(days=1))),
    Scenario(
        "a process dies as it tells new stock, and buyers take pieces",
        (Step(), Step(dies_as_it_counts), Step(sold), Step(days=1)),
    ),
    Scenario(
        "a process dies as it tells new stock, and buyers take as many as were added",
        (Step(), Step(dies_as_it_counts_once), Step(as_many_sold), Step(days=1)),
        meets=("stock-unclear",),
    ),
    Scenario(
        "buyers take as many as were added by a process that died, and somebody counts",
        (Step(), Step(dies_as_it_counts), Step(as_many_sold), Step(counts_anew, days=1)),
        meets=("stock-unclear",),
    ),
    Scenario("every shop asks for quiet", (Step(), Step(throttled))),
    Scenario("a new product shows known photos", (Step(), Step(same_photos_again, days=1))),
    Scenario(
        "the tokens expire while several workers write",
        (Step(tokens_expire), Step(sheet_prices, days=1)),
        options={name: {"concurrency": 4, "pace": 50.0} for name in CREATES},
    ),
    Scenario(
        "the answers to refreshes are lost",
        (Step(), Step(refresh_answers_are_lost, days=1), Step(sheet_prices, days=1)),
        meets=("E_CONSENT_NEEDED",),
    ),
    Scenario(
        "one product is refused five nights in a row",
        (Step(), *(Step(first_is_refused, days=1) for _ in range(5))),
        meets=("paused",),
        goods=2,
    ),
    Scenario(
        "a promotion begins as a title is sent, three nights in a row",
        (Step(), *(Step(locked_as_it_is_sent, days=1) for _ in range(4))),
    ),
    Scenario(
        "every price is another, under tight guards",
        (Step(), Step(sheet_prices, days=1)),
        meets=("reprice",),
        tight=True,
    ),
    Scenario("the file ends in the middle", (Step(), Step(file_ends_in_the_middle, days=1)), meets=("halved",)),
    Scenario("the shops are closed in the middle of a run", (Step(), Step(shop_is_closed, days=1)), goods=6),
    Scenario("the SKU of a row cannot be read", (Step(), Step(unreadable_sku, days=1)), meets=("gone-suspended",)),
    Scenario("a row is refused", (Step(), Step(row_refused, days=1)), meets=("row-refused-kept",)),
    Scenario("a photo is missing", (Step(), Step(photo_missing, days=1)), meets=("row-refused-kept",)),
    Scenario("several are refused together", (Step(refused_together), Step(days=1))),
    Scenario("half of a new listing arrives", (Step(), Step(loses_halves), Step(days=1)), goods=1),
    Scenario(
        "staff add a size of their own",
        (Step(), Step(a_size_of_somebody_elses, days=1), Step(days=1)),
        meets=("structure-differs",),
        policy={"drift": "overwrite"},
    ),
    Scenario("a refusal repeats a secret", (Step(), Step(says_what_is_secret, days=1))),
)
