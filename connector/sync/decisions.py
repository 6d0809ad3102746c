"""Products with which nothing is done by itself, and what people have decided about them.

A create whose outcome nobody knows is parked, content that was refused three times is paused, a listing that the seller
deleted stays deleted (decisions 16 to 18): each until ``ocop resolve`` says otherwise of exactly that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .answered import DELETED, LEFT_OUT, PARKED, PAUSED, Answered
from .change import Change, Notice, Severity, digest
from .compared import Compared
from .desired import Desired
from .journal import Binding, ListingBase
from .memory import Memory
from .relist import shows_wrong
from .strikes import content_digest, tired

__all__ = ["Decisions"]


class Decisions:
    """Judges by the answers given; what it says goes into ``notices``, what is to be remembered into ``memory``."""

    def __init__(self, answered: Answered, memory: Memory, notices: list[Notice]) -> None:
        self._answered = answered
        self._memory = memory
        self._notices = notices

    def paused(self, desired: Desired, base: ListingBase, changes: Sequence[Change]) -> list[Change]:
        """Those of one product's ``changes`` that were refused too often to be sent again."""
        found = [(change, strikes) for change in changes if (strikes := tired(base, change)) is not None]
        if not found:
            return []
        contents = sorted({strikes.content for _, strikes in found})
        about = contents[0] if len(contents) == 1 else digest(list(contents))
        if self._answered.choice(PAUSED, desired.product, about) == "again":
            self._answered.spend(PAUSED, desired.product)
            known = self._memory.bases.get(desired.product, base)
            self._memory.bases[desired.product] = replace(known, strikes={})
            return []
        self._say("paused", desired, Severity.PERSON, rejection=found[0][1].code, about=about)
        return [change for change, _ in found]

    def hold_paused(self, desired: Desired, base: ListingBase, result: Compared) -> None:
        """Take what is paused of a product out of ``result``."""
        if result.base is not None:
            self._memory.bases[desired.product] = result.base
        held = self.paused(desired, base, result.changes)
        result.changes = [change for change in result.changes if change not in held]
        result.unsent = result.unsent or any(shows_wrong(change) for change in held)
        result.base = self._memory.bases.get(desired.product)

    def parked(self, desired: Desired, why: str, *, half: bool = False) -> bool:
        """Whether a create whose outcome nobody knows still waits for a person. ``half``: of which a part stands, which
        an answer does not take out of the way."""
        about = digest([why, content_digest(desired.listing) if desired.listing else ""])
        choice = self._answered.choice(PARKED, desired.product, about)
        if choice == "again" and not half:
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
        self._notices.append(desired.told(code, severity, **params))
