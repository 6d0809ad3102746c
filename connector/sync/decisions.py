"""Products with which nothing is done by itself, and what people have decided about them.

A create whose outcome nobody knows is parked, content that was refused three times is paused, a listing that the seller
deleted stays deleted (decisions 16 to 18): each until ``ocop resolve`` says otherwise of exactly that.
"""

from __future__ import annotations

from dataclasses import replace

from connector.model import CONTENT_GROUPS, Group, Listing

from .answered import DELETED, LEFT_OUT, PARKED, PAUSED, Answered
from .change import ChangeKind, Notice, Severity, digest
from .compared import Compared
from .desired import Desired
from .journal import Binding, ListingBase
from .memory import Memory

__all__ = ["STRIKES_PAUSE", "Decisions", "content_digest"]

STRIKES_PAUSE = 3


def content_digest(listing: Listing) -> str:
    """Names a listing's content, stock aside: a product paused for rejections stays so until this changes."""
    return digest([listing.group(group) for group in (*CONTENT_GROUPS, Group.PRICE)])


class Decisions:
    """Judges by the answers given; what it says goes into ``notices``, what is to be remembered into ``memory``."""

    def __init__(self, answered: Answered, memory: Memory, notices: list[Notice]) -> None:
        self._answered = answered
        self._memory = memory
        self._notices = notices

    def paused(self, desired: Desired, base: ListingBase, listing: Listing | None) -> bool:
        """Whether this content was refused too often to be sent again."""
        strikes = base.strikes
        if strikes is None or listing is None or strikes.count < STRIKES_PAUSE:
            return False
        if strikes.content != content_digest(listing):
            return False
        if self._answered.choice(PAUSED, desired.product, strikes.content) == "again":
            self._answered.spend(PAUSED, desired.product)
            known = self._memory.bases.get(desired.product, base)
            self._memory.bases[desired.product] = replace(known, strikes=None)
            return False
        self._say("paused", desired, Severity.PERSON, rejection=strikes.code, about=strikes.content)
        return True

    def hold_paused(self, desired: Desired, base: ListingBase, result: Compared) -> None:
        """Take the update of a paused product out of ``result``."""
        if result.base is not None:
            self._memory.bases[desired.product] = result.base
        if self.paused(desired, base, desired.listing):
            result.changes = [change for change in result.changes if change.kind is not ChangeKind.UPDATE]
        result.base = self._memory.bases.get(desired.product)

    def parked(self, desired: Desired, why: str) -> bool:
        """Whether a create whose outcome nobody knows still waits for a person."""
        about = digest([why, content_digest(desired.listing) if desired.listing else ""])
        choice = self._answered.choice(PARKED, desired.product, about)
        if choice == "again":
            self._answered.spend(PARKED, desired.product)
            self._memory.unparked.append(desired.product)
            return False
        if choice == LEFT_OUT:
            self._say("left-out", desired, Severity.INFO)
        else:
            self._say("parked", desired, Severity.PERSON, reason=why, about=about)
        return True

    def create_again(self, desired: Desired, bound: Binding, *, stands_elsewhere: bool) -> bool:
        """Whether a listing that a read by id has just shown deleted is let go, so that the product is listed anew."""
        if self._answered.choice(DELETED, desired.product, bound.remote_id) != "again":
            return False
        if not stands_elsewhere and (desired.want != "live" or desired.listing is None):
            return False
        self._answered.spend(DELETED, desired.product)
        self._memory.bindings.append(replace(bound, skus={}))
        self._memory.bases[desired.product] = ListingBase()
        return True

    def _say(self, code: str, desired: Desired, severity: Severity, **params: str) -> None:
        self._notices.append(
            Notice(
                code=code,
                severity=severity,
                product=desired.product,
                title=desired.title,
                skus=desired.skus,
                params=dict(params),
            )
        )
