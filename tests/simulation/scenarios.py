"""The histories made by hand, each called after what happens in it."""

from __future__ import annotations

from tests.simulation.faults import CREATES
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


def sheet_prices(play: Staged, _process: Process) -> None:
    for good in play.coop.goods.values():
        for sku in good.skus:
            good.price[sku] += 5000


def sheet_titles(play: Staged, _process: Process) -> None:
    good = play.good()
    good.title = f"{good.title} mẫu {play.next_run}"


def both_change_the_title(play: Staged, process: Process) -> None:
    for market in play.markets:
        play.edit(market, title="Khăn lụa chị Hoa tự tay gói tại cửa hàng")
    sheet_titles(play, process)


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
)
