"""What was left of a SKU that the sheet took off: remembered as it is told 0, given back as it is sold again."""

from __future__ import annotations

import pytest

from connector.model import Group
from connector.sync.journal import ListingBase
from connector.sync.left_over import AsLeft, as_left
from connector.sync.skus import renamed_base
from connector.sync.threeway import GroupBase

SKU = "MẬT-ONG-500"
FOLDED = SKU.casefold()
HAD = {FOLDED: (20, 17)}


def of(
    wanted: int,
    told: int,
    shown: int | None,
    *,
    had: dict[str, tuple[int, int]] | None = None,
    leaving: bool = False,
    status: str = "settled",
) -> AsLeft:
    known = GroupBase({SKU: told}, status=status)  # type: ignore[arg-type]
    base = ListingBase(groups={Group.STOCK: known}, left_over=had or {})
    return as_left(base, {SKU: wanted}, {SKU: told}, {SKU: shown}, [SKU] if leaving else [])


@pytest.mark.parametrize(
    ("told", "shown", "had", "kept"),
    [
        (20, 17, {}, HAD),
        (20, 20, {}, {}),
        (20, 23, {}, {}),
        (20, None, {}, {}),
        (20, 15, HAD, {FOLDED: (20, 15)}),
        (30, 30, HAD, {}),
        (0, 0, HAD, HAD),
        (0, 0, {}, {}),
    ],
)
def test_what_is_there_is_remembered_as_it_is_told_nothing(
    told: int, shown: int | None, had: dict[str, tuple[int, int]], kept: dict[str, tuple[int, int]]
) -> None:
    """Told 0 already, what was there before stays; a shop that shows as much as it was told needs no memory."""
    found = of(0, told, shown, had=had, leaving=True)
    assert (found.base.left_over, found.wanted, found.told, found.fewer) == (kept, {SKU: 0}, {SKU: told}, {})


@pytest.mark.parametrize(
    ("wanted", "told", "had", "status", "expected"),
    [
        # the sheet's figure, told last, what was remembered -> wanted here, counts as told, remembered, said
        (20, 0, HAD, "settled", (17, 0, HAD, True)),
        (20, 17, HAD, "settled", (20, 20, {}, True)),
        (20, 17, HAD, "unknown", (17, 17, HAD, False)),
        (20, 20, HAD, "settled", (20, 20, {}, False)),
        (50, 0, HAD, "settled", (50, 0, {}, False)),
        (17, 0, HAD, "settled", (17, 0, {}, False)),
        (17, 17, HAD, "settled", (17, 20, {}, False)),
        (0, 0, HAD, "settled", (0, 0, HAD, False)),
        (20, 0, {FOLDED: (20, 0)}, "settled", (20, 20, {}, True)),
        (20, 0, {}, "settled", (20, 0, {}, False)),
    ],
)
def test_sold_again(
    wanted: int,
    told: int,
    had: dict[str, tuple[int, int]],
    status: str,
    expected: tuple[int, int, dict[str, tuple[int, int]], bool],
) -> None:
    found = of(wanted, told, 0, had=had, status=status)
    figures, counted, kept, said = expected
    assert (found.wanted, found.told, found.base.left_over) == ({SKU: figures}, {SKU: counted}, kept)
    assert found.fewer == ({SKU: (had[FOLDED][1], wanted)} if said else {})
    assert found.base.groups[Group.STOCK].sent == {SKU: counted}


def test_it_is_kept_while_nobody_says_what_is_sold_and_gone_with_the_sku() -> None:
    """Rows that cannot be read take nothing off; a SKU that no longer stands on the listing has nothing left there."""
    base = ListingBase(groups={Group.STOCK: GroupBase({SKU: 0})}, left_over=HAD)
    assert as_left(base, {}, {SKU: 0}, {SKU: 0}, [SKU]).base is base
    assert as_left(base, {"KHAC": 3}, {"KHAC": 3}, {"KHAC": 3}, []).base.left_over == {}


def test_it_goes_with_the_sku_and_is_in_the_journal() -> None:
    base = ListingBase(groups={Group.STOCK: GroupBase({SKU: 0})}, left_over=HAD)
    assert ListingBase.load(base.dump()) == base
    assert b"left_over" not in ListingBase().dump()
    assert renamed_base(base, {FOLDED: "MO-05"}).left_over == {"mo-05": (20, 17)}
