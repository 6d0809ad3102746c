"""A shop is run from one computer, with one journal (decision 23): how a second one is noticed.

What tells of it is a new listing that says word for word what our sheet says, and that no run of ours has written.

Staff who list by hand do not type a composed description. Another computer with the same sheets does; it knows nothing
of what is sent from here, nor we of what it sends, so both may list, and sell, the same goods.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from connector.model import Group

from .change import Notice, Severity
from .compared import Compared
from .desired import Desired
from .journal import Journal

__all__ = ["second_writer", "word_for_word"]

WORDS = frozenset({Group.TITLE, Group.DESCRIPTION})


def word_for_word(desired: Desired, adopted: Compared, owns: Collection[Group]) -> bool:
    """Whether a listing that was just ``adopted`` shows the very words that we would have given it."""
    differing = {told.group for told in adopted.notices if told.code == "differs-at-adoption"}
    return desired.listing is not None and WORDS.issubset(owns) and not WORDS & differing


async def second_writer(journal: Journal, shop: str, found: Iterable[tuple[Desired, str]]) -> Iterator[Notice]:
    """What to say of listings adopted ``word_for_word``: nothing where we had a hand in one, or meet the shop first."""
    listings = {desired.product: (desired, listing) for desired, listing in found}
    if not listings or not await journal.first_run_done(shop):
        return iter(())
    ours = await journal.written(shop, listings)
    return (_told(*one) for product, one in listings.items() if product not in ours)


def _told(desired: Desired, listing: str) -> Notice:
    return Notice(
        code="second-writer",
        severity=Severity.PERSON,
        product=desired.product,
        title=desired.title,
        skus=desired.skus,
        remote_id=listing,
        params={"listing": listing},
    )
