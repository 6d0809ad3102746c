"""One group of one bound listing: whose it is, what is wanted and shown of it, and what the three-way table says.

``Judging`` holds what is known of the listing while it is compared; ``compare`` makes Changes of what it finds.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from pydantic import JsonValue

from connector.model import CONTENT_GROUPS, Group, ListingState, RemoteListing, laid_over, remembered_over

from .adopted import category_taken_over, keeps_category
from .change import GroupChange, Severity
from .compared import FIGURES, FINDINGS, Compared, Comparison, differing, notice, wanted_of
from .desired import Desired
from .journal import ListingBase
from .review import judge_review
from .skus import ListingSkus
from .threeway import DriftPolicy, Finding, GroupBase, Judgement, adopt, judge

__all__ = ["Judging"]

EDIT_MARGIN = timedelta(seconds=2)
"""A shop's update time counts as an edit only when it is this much later than our write's answer."""


class Judging:
    """One product's comparison in progress."""

    def __init__(
        self,
        desired: Desired,
        remote: RemoteListing,
        base: ListingBase,
        context: Comparison,
        result: Compared,
        skus: ListingSkus,
    ) -> None:
        self.desired = desired
        self.remote = remote
        self.base = base
        self.context = context
        self.result = result
        self.rules = context.rules
        self.skus = skus
        self.shown: dict[Group, JsonValue] = {}
        self.adopting = self.putting = False

    def _owned(self, group: Group) -> bool:
        """Whether we write ``group`` here; what we ourselves keep hidden we may show, whoever else runs the shop."""
        if group in self.rules.owns or group is not Group.STATE:
            return group in self.rules.owns
        if self.desired.want == "unlist" and self.remote.state is ListingState.LIVE:
            how = Severity.PERSON if self.desired.legal else Severity.INFO
            self.result.notices.append(notice("unlist-not-ours", self.desired, self.remote, how))
        known = self.base.groups.get(group)
        return self.desired.want == "live" and known is not None and "unlisted" in (known.sent, known.shown)

    def _leave_unmanaged(self, wanted: JsonValue, shown: JsonValue) -> JsonValue:
        """Attributes that the catalogue does not name are as the shop has them, on every side (decision 2): ``wanted``
        laid over what is shown, and what is remembered brought to the same."""
        whole = laid_over(wanted, shown)
        known = self.base.groups.get(Group.ATTRIBUTES)
        if known is None:
            return whole
        sent = known.sent if known.sent == whole else remembered_over(known.sent, wanted, shown)
        seen = sent if known.seen is known.sent else remembered_over(known.seen, wanted, shown)
        parts = {"sent": sent, "seen": seen, "shown": remembered_over(known.shown, wanted, shown)}
        if any(parts[name] != getattr(known, name) for name in parts):
            self.base = self.base.with_group(Group.ATTRIBUTES, replace(known, **parts))  # type: ignore[arg-type]
        return whole

    def _wanted_here(self, group: Group) -> JsonValue:
        """What is wanted of this listing: figures of the SKUs that stand on it; what leaves stays until allowed."""
        wanted = wanted_of(self.desired, self.desired.listing, group)
        if group in FIGURES:
            wanted = self.skus.there(wanted)
            if group is Group.STOCK and self.desired.want != "unlist" and not self._leaving_goes:
                nothing: dict[str, JsonValue] = {sku: 0 for sku in self.skus.leaving if self._withdrawn(sku)}
                wanted = {**(wanted if isinstance(wanted, dict) else {}), **nothing}
            return wanted or None
        if group is Group.STRUCTURE and not self._may_regroup:
            return self.skus.with_leaving(wanted)
        return wanted

    def _withdrawn(self, sku: str) -> bool:
        """Whether the sheet no longer sells ``sku``: said by its row, or by the lack of one in a complete file."""
        return not self.rules.keep_gone or sku in self.desired.withdrawn

    @property
    def _leaving_goes(self) -> bool:
        """Whether what leaves comes off with this plan's structure, so that it need not be sold out first."""
        return self._may_regroup and self.desired.want == "live" and not self.skus.foreign

    @property
    def _may_regroup(self) -> bool:
        """``--allow structure=N``: SKUs that the sheet no longer sells come off their listings (ADR 18)."""
        return self.rules.allow.get("structure", 0) > 0

    def _judge(self, group: Group, wanted: JsonValue, shown: JsonValue) -> Judgement:
        remembered = self.base.groups.get(group)
        known = self.skus.known_there(remembered) if group is Group.PRICE else remembered
        reviewed = group in self.remote.under_review
        if known is not None and known is remembered and not reviewed and known.rests(wanted, shown):
            return Judgement(Finding.NOTHING, False, known)
        if known is None:  # the catalogue has a value for a group that was unmanaged so far
            same = self.context.normalise(group, wanted) == shown
            known = GroupBase(sent=wanted if same else None, seen=shown)
        written = known.written_at
        updated = self.remote.updated_at
        normalise = partial(self.context.normalise, group)
        edited = bool(written and updated and updated > written + EDIT_MARGIN)
        by_review = judge_review(self.remote, group, known, wanted, shown, self.skus, self.context, self._policy(group))
        if group is Group.ATTRIBUTES and category_taken_over(known, wanted, shown):
            judged = adopt(wanted, shown, normalise)
        elif by_review is not None:
            judged, shown = by_review
        else:
            judged = judge(
                known,
                wanted,
                shown,
                normalise=normalise,
                policy=self._policy(group),
                edited_since=edited
                or (group is Group.PRICE and shown != known.shown),  # no marketplace rewrites a price
                overdue=bool(
                    written and (self.context.now - written).total_seconds() > self.context.pending_deadline_s
                ),
            )
        if group is Group.STATE and known.status == "unknown" and judged.write and not judged.overwrites:
            # It never arrived, and is done with: a price that we write meanwhile is not to pass for somebody's edit.
            judged = replace(judged, base=GroupBase(sent=shown, seen=shown))
        if wanted == "unlisted" and judged.finding is Finding.ARRIVED and not self._ours_hidden(known, edited):
            judged = Judgement(Finding.NOTHING, False, known)  # hidden by somebody else already: not ours to relist
        if judged.write and known.mark == "differs" and group in CONTENT_GROUPS and self._by_calendar(group, known):
            judged = Judgement(Finding.DIFFERS, False, replace(known, sent=wanted, composed_on=self.rules.day))
        judged = self.context.answered.settled(self.desired.product, group, wanted, shown, judged)
        if judged.base is not self.base.groups.get(group):
            dated = judged.base if judged.base.composed_on else replace(judged.base, composed_on=self.rules.day)
            self.base = self.base.with_group(group, dated)
        if remembered is not None and judged.base.ours == wanted != known.ours:
            edited = known.status != "settled" and known.shown != shown
            self.result.unless_taken[group] = known.landed(known.shown) if edited else known
        self._say(group, wanted, shown, judged)
        return judged

    def _ours_hidden(self, known: GroupBase, edited: bool) -> bool:
        """Whether what is hidden was hidden by us: not where it was on sale for sure, or was edited after we tried."""
        return known.status != "settled" and not (known.sent == "live" and edited)

    def _category_stays(self, wanted: JsonValue, shown: JsonValue) -> bool:
        """Whether a listing from before us stands in another category that nobody has chosen to leave (ADR 21)."""
        stays = keeps_category(self.base.groups.get(Group.ATTRIBUTES), wanted, shown, self.desired.category_chosen)
        if stays and not self._may_overwrite_adopted:
            params: dict[str, JsonValue] = {"command": "ocop mapping export"}
            said = notice("category-kept", self.desired, self.remote, Severity.PERSON, params=params)
            self.result.notices.append(said)
        return stays and not self._may_overwrite_adopted

    @property
    def _may_overwrite_adopted(self) -> bool:
        """``--allow adopt-overwrite=N``: what was kept at adoption is sent; the guard of that name counts it."""
        return self.rules.allow.get("adopt-overwrite", 0) > 0

    def _policy(self, group: Group) -> DriftPolicy:
        if group is Group.STATE:  # only what we unlisted is relisted; a legal cause unlists whatever people did
            return "overwrite" if self.desired.want == "unlist" and self.desired.legal else "keep"
        return self.rules.drift_of.get(group, self.rules.drift)

    def _say(self, group: Group, wanted: JsonValue, shown: JsonValue, judged: Judgement) -> None:
        if judged.finding in FINDINGS:
            code, severity = FINDINGS[judged.finding]
            if judged.finding is Finding.DIFFERS:
                code, severity = differing(self.desired, group)
            params: dict[str, JsonValue] = {"shop": shown, "ours": wanted, "sent": judged.base.sent}
            self.result.notices.append(notice(code, self.desired, self.remote, severity, group=group, params=params))

    def _group_change(self, group: Group, wanted: JsonValue, shown: JsonValue, judged: Judgement) -> GroupChange:
        kept = judged.finding is Finding.DIFFERS  # since adoption: no calendar put that there
        theirs_alone = judged.overwrites and wanted == judged.base.sent
        return GroupChange(
            before=shown,
            after=wanted,
            sent=judged.base.sent,
            calendar=not kept and not theirs_alone and self._by_calendar(group, judged.base),
            overwrites=judged.overwrites,
        )

    def _by_calendar(self, group: Group, base: GroupBase) -> bool:
        """Composed for the day of our last write, today's catalogue still gives what we sent: only the day moved."""
        day = base.composed_on
        if self.desired.at is None or day is None or day >= self.rules.day:
            return False
        then = self.desired.at(day)
        wanted = wanted_of(then, then.listing, group)
        if group is Group.ATTRIBUTES:
            wanted = laid_over(wanted, self.shown[group])
        if group is Group.STRUCTURE and not self._may_regroup:
            wanted = self.skus.with_leaving(wanted)
        return bool(wanted == base.sent)
