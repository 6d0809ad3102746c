"""Rejections counted: three equal ones pause what was refused until somebody edits it (decision 18).

Content, price, stock and showing (first or again) are counted apart: a stock which is taken every night does not make
anybody forget a text that is refused every night. Equal is the same code for the same fields of the same value. Only a
write that was taken ends the count; what waits or is unknown neither adds to it nor ends it. Hiding a listing is never
paused: what may not be on sale is hidden as often as it takes (ADR 42).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from connector.errors import PictureGone, Rejected
from connector.model import CONTENT_GROUPS, Group, Listing, canonical, fold

from .change import Change, ChangeKind, digest
from .journal import ListingBase, Strikes
from .journal.recorded import object_of

__all__ = ["STRIKES_PAUSE", "content_digest", "counted", "forgiven", "tired"]

STRIKES_PAUSE = 3

WHAT = {
    ChangeKind.CREATE: "content",
    ChangeKind.UPDATE: "content",
    ChangeKind.PRICE: "price",
    ChangeKind.STOCK: "stock",
    ChangeKind.RELIST: "relist",
}
FIGURES = (ChangeKind.PRICE, ChangeKind.STOCK)


def content_digest(listing: Listing) -> str:
    """Names a listing's content, stock aside: a product paused for rejections stays so until this changes."""
    return digest([listing.group(group) for group in (*CONTENT_GROUPS, Group.PRICE)])


def counted(base: ListingBase, change: Change, error: Rejected) -> ListingBase:
    """``base`` with this rejection; the same where it is none that counts."""
    if isinstance(error, PictureGone) or change.kind not in WHAT:
        return base
    what, content = WHAT[change.kind], _content(base, change, error.skus)
    fields = tuple(sorted({problem.field for problem in error.fields if problem.field}))
    before = base.strikes.get(what)
    equal = before is not None and (before.code, before.fields, before.content) == (error.code, fields, content)
    count = before.count + 1 if before is not None and equal else 1
    return replace(base, strikes={**base.strikes, what: Strikes(error.code, content, count, fields)})


def forgiven(base: ListingBase, change: Change) -> ListingBase:
    """``base`` once ``change`` was taken."""
    what = WHAT.get(change.kind, "")
    if what not in base.strikes:
        return base
    return replace(base, strikes={name: known for name, known in base.strikes.items() if name != what})


def tired(base: ListingBase, change: Change) -> Strikes | None:
    """The rejections for which ``change`` is not sent again: it is what was refused, and nothing besides."""
    strikes = base.strikes.get(WHAT.get(change.kind, ""))
    if strikes is None or strikes.count < STRIKES_PAUSE:
        return None
    if change.kind not in FIGURES:
        return strikes if strikes.content == _content(base, change) else None
    refused = object_of(strikes.content, "base")
    return strikes if all(refused.get(sku) == figure for sku, figure in _moved(change).items()) else None


def _content(base: ListingBase, change: Change, skus: Collection[str] = ()) -> str:
    """What was refused: a listing's content, or the figures of ``skus`` (() = all), as the shop may spell them."""
    if change.listing is not None:
        return content_digest(change.listing)
    if change.kind in FIGURES:
        refused = {fold(change.spelling.get(fold(sku), sku)) for sku in skus}
        moved = _moved(change)
        return canonical({sku: n for sku, n in moved.items() if fold(sku) in refused} or moved).decode()
    return digest([base.groups[group].sent for group in (*CONTENT_GROUPS, Group.PRICE) if group in base.groups])


def _moved(change: Change) -> dict[str, object]:
    """The figures that ``change`` is about: those that are not as we sent them last, if there are any."""
    (value,) = change.groups.values()
    after = value.after if isinstance(value.after, dict) else {}
    sent = value.sent if isinstance(value.sent, dict) else {}
    return {sku: figure for sku, figure in after.items() if figure != sent.get(sku)} or dict(after)
