"""Comparing one bound listing with what it should show: Changes, Notices, and what to remember.

Content groups and the price go through the three-way table; stock follows decision 12 (only the co-op's own figure
decides), state follows decision 16 (only what we unlisted is relisted).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import Literal

from pydantic import JsonValue

from connector.model import Group, ListingState, RemoteListing

from .adopted import remember_adopted
from .change import Change, ChangeKind, GroupChange, Severity, digest
from .compared import (
    CLAIM_GROUPS,
    Compared,
    Comparison,
    notice,
    say_why,
    shown_here,
)
from .desired import Desired
from .false_star import all_known, hiding, judge_star, pictures_in, star_in, star_told
from .guards import pictures_only
from .journal import Binding, ListingBase
from .jumps import jumping
from .locked import hold_locked
from .recognised import as_shown
from .review import not_asked_twice, refused_by_review
from .skus import skus_of
from .stocked import only_adds
from .stocking import Stocking
from .threeway import Finding, GroupBase, Judgement

__all__ = ["compare"]

GROUPS = tuple(Group)


def compare(
    desired: Desired,
    remote: RemoteListing,
    base: ListingBase,
    context: Comparison,
    bound: Binding | None = None,
    elsewhere: Collection[str] = (),
) -> Compared:
    """Everything to do, to say and to remember about one bound listing. ``elsewhere``: SKUs that another one bears."""
    result = Compared(asked=desired.puts_skus)
    if remote.state is ListingState.DELETED:
        result.base = None if base.deleted else replace(base, deleted=True)
        about = {"about": remote.remote_id}
        result.notices.append(notice("deleted-in-shop", desired, remote, Severity.PERSON, params=dict(about)))
        say_why(result, desired, remote)
        return result
    if bound is not None and bound.how in ("adopted", "matched") and not base.groups and desired.listing is not None:
        # composed for the first time since it was bound
        return remember_adopted(desired, remote, context, bound, base.false_star_since)
    remembered, base = base, replace(base, deleted=False) if base.deleted else base
    work = _Work(desired, remote, base, context, result, skus_of(desired, remote, bound, elsewhere))
    work.judge_groups()
    work.judge_claim()
    not_asked_twice(result)
    if remote.locked:
        hold_locked(desired, remote, result)
    if remote.state is ListingState.BLOCKED:
        result.changes = [change for change in result.changes if change.removes_claim]
        result.notices.append(notice("blocked", desired, remote, Severity.PERSON, params={"reason": remote.reason}))
    else:
        say_why(result, desired, remote)
    if work.base != remembered:
        result.base = work.base
    return result


class _Work(Stocking):
    """What is to be sent and said of one product."""

    def judge_groups(self) -> None:
        """Every managed group; content groups gather into one update."""
        content: dict[Group, GroupChange] = {}
        for group in GROUPS:
            wanted = self._wanted_here(group)
            if wanted is None or not self._owned(group):
                continue
            shown = shown_here(self.remote, group, self.context.keys, self.skus.spelling, wanted)
            shown = self.skus.there(shown) if group is Group.PRICE else shown
            self.shown[group] = shown
            if group is Group.ATTRIBUTES:
                wanted = self._leave_unmanaged(wanted, shown)
            if group is Group.STRUCTURE and self.skus.foreign:
                continue
            if group is Group.STOCK:
                self._stock(self._moved_stock(wanted, shown))
                continue
            if group is Group.STATE and refused_by_review(self.desired, self.remote, self.result):
                continue
            judged = self._judge(group, wanted, shown)
            if group is Group.STRUCTURE and self._puts_skus(wanted, shown):
                self.putting = True
                content[group] = GroupChange(before=as_shown(self.remote, shown), after=wanted, sent=judged.base.sent)
                continue
            adopting = judged.finding is Finding.DIFFERS and self._may_overwrite_adopted
            if not judged.write and not adopting and not self._urgent(group, judged):
                continue
            if group is Group.ATTRIBUTES and not adopting and self._category_stays(wanted, shown):
                continue
            self.adopting = self.adopting or adopting
            change = self._group_change(group, wanted, shown, judged)
            if group is Group.PRICE:
                self._price(change)
            elif group is Group.STATE:
                self._state(change)
            else:
                content[group] = change
        # Before what is to be sent: a star that is off by now and comes on again has to be known for coming on.
        self.base = self.base.with_claim_settled(self._told(), refused=self.remote.review == "failed")
        self._content(content)

    def _puts_skus(self, wanted: JsonValue, shown: JsonValue) -> bool:
        """Whether all that is asked for is to put our SKUs on variants that have none."""
        if not self.desired.puts_skus or not any(variant.bare for variant in self.remote.variants):
            return False
        if self.desired.want == "live" and self.context.normalise(Group.STRUCTURE, wanted) == shown:
            return True
        where: dict[str, JsonValue] = {"listing": self.remote.remote_id}
        self.result.notices.append(notice("sku-not-written", self.desired, self.remote, params=where))
        return False

    def _urgent(self, group: Group, judged: Judgement) -> bool:
        """Row 9: while a write is pending only price, state and the removal of a claim go out."""
        if judged.finding is not Finding.WAITING:
            return False
        return group in (Group.PRICE, Group.STATE) or (group in CLAIM_GROUPS and self._still_claims(group))

    def _still_claims(self, group: Group) -> bool:
        """Whether the star that ``group`` bears has to come off and nothing that takes it off is on its way."""
        if self._claim_effect() != "off":
            return False
        if not any((then.star if then else 0) <= self._star for then in self.base.claim_next):
            return True
        known = self.base.groups.get(group)
        if known is not None and known.status != "settled":
            return star_in({group: known.sent}, self.rules.claimed) > self._star
        shown = {group: value} if (value := self.remote.groups.get(group)) is not None else {}
        alone = self.remote.model_copy(update={"groups": shown})
        return star_told(alone, self.rules.claimed, self.context.keys, self.base.groups) > self._star

    @property
    def _star(self) -> int:
        listing = self.desired.listing
        return listing.claim.star if listing and listing.claim else 0

    def _left_to_review(self, groups: Mapping[Group, GroupChange]) -> bool:
        """Whether what we handed in last is still judged, by which any further write would begin anew: ``groups`` wait
        for that, unless a star has to come off with them."""
        known = (self.base.groups.get(group) for group in self.remote.under_review)
        if not any(one is not None and one.status != "settled" for one in known):
            return False
        if any(self._still_claims(group) for group in groups if group in (*CLAIM_GROUPS, Group.STRUCTURE)):
            return False
        for group, change in groups.items():
            params = {"shop": change.before, "ours": change.after, "sent": change.sent}
            told = notice("waiting-for-shop", self.desired, self.remote, group=group, params=params)
            self.result.notices.append(told)
        return True

    def _change(self, kind: ChangeKind, groups: dict[Group, GroupChange], **more: object) -> Change:
        expects = {group: digest(change.before) for group, change in groups.items() if group is not Group.STOCK}
        return Change(
            id="",
            kind=kind,
            product=self.desired.product,
            title=self.desired.title,
            skus=(*self.desired.skus, *self.skus.leaving) if kind is ChangeKind.STOCK else self.desired.skus,
            remote_id=self.remote.remote_id,
            groups=groups,
            expects=expects,
            renames=dict(self.skus.renames),
            calendar=all(change.calendar for change in groups.values()),
            **({**more, "reason": "adopt-overwrite"} if self.adopting else more),
        )

    def _price(self, change: GroupChange) -> None:
        made = self._change(ChangeKind.PRICE, {Group.PRICE: change}, reason="price")
        lets = self.context.answered.lets
        if jumping(change, self.rules.limits) and not lets(made.product, Group.PRICE, change.before, change.after):
            self.result.jump = made
        else:
            self.result.changes.append(made)

    def _stock(self, change: GroupChange | None) -> None:
        if change is not None:
            self.result.changes.append(self._change(ChangeKind.STOCK, {Group.STOCK: change}, reason="stock"))

    def _state(self, change: GroupChange) -> None:
        if change.after == "unlisted":
            made = self._change(ChangeKind.UNLIST, {Group.STATE: change}, reason=self.desired.cause)
        elif self.skus.missing:  # half of a listing, whoever took the rest, is not for buyers
            self._say_differs(self.skus.missing)
            return
        else:
            made = self._change(ChangeKind.RELIST, {Group.STATE: change}, reason="relist")
        self.result.changes.append(made)

    def _content(self, groups: dict[Group, GroupChange]) -> None:
        claim = self._claim_effect()
        if self.skus.foreign:
            self._say_differs(self.skus.foreign)
        if self.desired.want != "live":
            groups = {g: change for g, change in groups.items() if claim == "off" and self._bears_claim(g, change)}
        elif self.skus.foreign:
            allowed = {"off": CLAIM_GROUPS, "on": (Group.MEDIA,)}.get(claim, ())
            groups = {group: change for group, change in groups.items() if group in allowed}
        listing = self.desired.listing
        if not groups or listing is None or self._left_to_review(groups):
            return
        if not any(self._bears_claim(group, change) for group, change in groups.items()):
            claim = ""
        if claim == "on" and not self._puts_star(groups):
            claim = ""
        if Group.STRUCTURE in groups and not self._may_regroup:
            listing = self.skus.listing_with_leaving(listing, self.remote)
        reason = self._why_divided(groups.get(Group.STRUCTURE))
        reason = "sku" if self.putting and set(groups) == {Group.STRUCTURE} else reason
        self.result.changes.append(self._change(ChangeKind.UPDATE, groups, reason=reason, claim=claim, listing=listing))

    def _why_divided(self, change: GroupChange | None) -> str:
        normalise = partial(self.context.normalise, Group.STRUCTURE)
        if change is not None and self.skus.only_renames(change.before, change.after, normalise):
            return "rename"
        adds = change is not None and self.context.waits_for_stock and only_adds(change.before, change.after)
        return "stocked" if adds else "content"

    def _bears_claim(self, group: Group, change: GroupChange) -> bool:
        """Whether the star may stand in what this change writes: words, pictures, pictures of options."""
        return group in CLAIM_GROUPS or (group is Group.STRUCTURE and pictures_only({group: change}))

    def _puts_star(self, groups: dict[Group, GroupChange]) -> bool:
        """Whether what is sent bears a star: of a listing from before us, which shows none of ours, it need not."""
        after = {group: change.after for group, change in groups.items()}
        return star_in(after, self.rules.claimed) > 0

    def _say_differs(self, skus: Collection[str]) -> None:
        params: dict[str, JsonValue] = {"listing": self.remote.remote_id, "skus": ", ".join(skus)}
        told = notice("structure-differs", self.desired, self.remote, Severity.PERSON, params=params)
        self.result.notices.append(told)

    def _claim_effect(self) -> Literal["", "on", "off"]:
        before, after = self.base.claim.star if self.base.claim else 0, self._star
        return "off" if after < before else "on" if after > before else ""

    def _told(self, groups: Mapping[Group, GroupBase] | None = None) -> Callable[[], int]:
        """``star_told`` of this listing, asked once; without what is remembered, where ``groups`` is {}."""
        known = self.base.groups if groups is None else groups
        told: list[int] = []

        def once() -> int:
            if not told:
                told.append(star_told(self.remote, self.rules.claimed, self.context.keys, known))
            return told[0]

        return once

    def judge_claim(self) -> None:
        """A star still shown that is not certified today is ``false-star`` until the shop shows it gone."""
        base, told, certain, allowed = self.base, self._told(), self._told({}), self.desired.star or 0
        today, pictures = self.desired.listing.claim if self.desired.listing else None, pictures_in(self.shown)
        if base.claim and not any(change.removes_claim for change in self.result.changes):
            base = base.with_claim_gone(told, allowed, today, all_known=all_known(pictures))
        base = base.with_claim_renewed(today)
        self.base, hide = judge_star(
            self.desired,
            self.remote,
            base,
            self.rules,
            pictures,
            self.result,
            lambda: certain() <= allowed < told(),
            self.context.told_since.get(self.remote.remote_id),
        )
        if hide:
            self.result.changes.append(hiding(self.desired, self.remote, self.base, self.rules))
