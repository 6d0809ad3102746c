"""Stock of one bound listing (decision 12): the co-op's own figure decides, never what the shop shows, unless the
policy is ``always``.

A figure that may have arrived is a person's to say (``doubt``), and a SKU that is sold again gets what was left of it
(``left_over``).
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from connector.model import Group

from .change import GroupChange, Severity
from .compared import notice
from .doubt import Doubt, doubtful, judged_anew, questions, told, touched
from .judging import Judging
from .left_over import as_left
from .threeway import GroupBase

__all__ = ["Stocking"]


class Stocking(Judging):
    """One product's comparison in progress, with its stock."""

    def _moved_stock(self, wanted: JsonValue, shown: JsonValue) -> GroupChange | None:
        """What of it has to be sent."""
        known = self.base.groups.get(Group.STOCK)
        if self.rules.stock == "never" or not isinstance(wanted, dict):
            return None
        doubt = doubtful(known, shown, touched(self.base.groups, self.remote.updated_at))
        figures: Mapping[str, JsonValue] = wanted
        sent: Mapping[str, JsonValue] = told(known, doubt.again)
        fewer: Mapping[str, tuple[int, JsonValue]] = {}
        if self.rules.stock != "always":
            self.base, figures, sent, fewer = as_left(self.base, wanted, sent, shown, self.skus.leaving)
            known = self.base.groups.get(Group.STOCK)
        adopting = known is not None and known.mark == "differs" and self._may_overwrite_adopted
        self.adopting = self.adopting or adopting
        against = shown if self.rules.stock == "always" and isinstance(shown, dict) else sent
        moved = {sku: n for sku, n in figures.items() if adopting or n != against.get(sku)}
        moved, kept = self._unclear(known, doubt, figures, shown, moved)
        if known is not None and kept:  # a person left them to the shop, of a sheet that may not be taken
            self.result.unless_taken[Group.STOCK] = known
        if known is not None and known.status == "unknown":  # rows 11 and 13
            self.base = self.base.with_group(Group.STOCK, judged_anew(known, doubt, moved, kept))
        for sku, (left, ours) in fewer.items():
            params: dict[str, JsonValue] = {"sku": sku, "left": left, "ours": ours}
            said = notice("stock-as-left", self.desired, self.remote, group=Group.STOCK, params=params)
            self.result.notices.append(said)
        if not moved:
            return None
        before = {sku: shown.get(sku) for sku in moved} if isinstance(shown, dict) else None
        return GroupChange(before=before, after=moved, sent={sku: sent.get(sku) for sku in moved})

    def _unclear(
        self,
        known: GroupBase | None,
        doubt: Doubt,
        wanted: Mapping[str, JsonValue],
        shown: JsonValue,
        moved: Mapping[str, JsonValue],
    ) -> tuple[dict[str, JsonValue], dict[str, JsonValue]]:
        """``moved`` without the figures of which a person has to say whether they arrived, and those that stay as the
        shop has them because one said so. A shop whose stock is always the sheet's needs nobody's word."""
        asked = [] if self.rules.stock == "always" else list(questions(known, doubt.unclear, wanted, shown))
        ours = {str(one["sku"]): one["ours"] for one in asked}
        there = {str(one["sku"]): one["shop"] for one in asked}
        free = {sku: figure for sku, figure in moved.items() if sku not in ours}
        if not asked or self.context.answered.lets(self.desired.product, Group.STOCK, dict(there), dict(ours)):
            return {**free, **ours}, {}
        if self.context.answered.leaves(self.desired.product, Group.STOCK, dict(there), dict(ours)):
            return free, ours
        for params in asked:
            said = notice("stock-unclear", self.desired, self.remote, Severity.PERSON, group=Group.STOCK, params=params)
            self.result.notices.append(said)
        return free, {}
