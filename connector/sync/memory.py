"""What a plan was made from and what is to be remembered once it is applied; a dry run throws it away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from connector.model import Group, RemoteListing

from .answered import GROUP, Answered, group_subject
from .change import Plan
from .compared import Comparison
from .desired import ShopRules
from .journal import Binding, ListingBase
from .recognised import recognise
from .threeway import GroupBase

__all__ = ["Memory", "Planned"]


@dataclass(slots=True)
class Memory:
    """What to write into the journal when the plan is applied, and what the plan was made from.

    ``claimed``: the star that a text claims. ``keys``: the media key of every picture of the shop that we know, by
    remote id. ``answered``: what became of people's answers; ``unparked``: products whose parked creates they have
    decided on. ``told_before`` and ``told_since``: since when a star is told of listings that nobody is bound to, as
    the journal has it and as the plan found it. ``unless_taken``: groups of ``bases`` that took over today's wish with
    nothing sent, as they stay where today's sheets are not taken.
    """

    day: date
    bindings: list[Binding] = field(default_factory=list)
    bases: dict[str, ListingBase] = field(default_factory=dict)
    known: dict[str, ListingBase] = field(default_factory=dict)
    remotes: dict[str, RemoteListing] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    answered: Answered = field(default_factory=Answered)
    unparked: list[str] = field(default_factory=list)
    claimed: Callable[[str], int] = lambda _text: 0
    keys: dict[str, str] = field(default_factory=dict)
    told_before: Mapping[str, date] = field(default_factory=dict)
    told_since: Mapping[str, date] = field(default_factory=dict)
    unless_taken: dict[str, Mapping[Group, GroupBase]] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls, rules: ShopRules, remotes: Mapping[str, RemoteListing], known: dict[str, ListingBase], context: Comparison
    ) -> Memory:
        """The memory of a plan that begins."""
        return cls(
            rules.day,
            remotes=dict(remotes),
            known=known,
            answered=context.answered,
            claimed=rules.claimed,
            keys=dict(context.keys),
            told_before=context.told_since,
        )

    def take_only(self, products: Collection[str]) -> None:
        """Of today's sheets only ``products`` are taken: what others say is not what their listings are compared with,
        or the last accepted product, which stands in for a refused row, would go out over it."""
        for product, groups in self.unless_taken.items():
            if product in products:
                continue
            base = self.bases[product]
            self.bases[product] = replace(base, groups={**base.groups, **groups})
            self.answered.spent -= {(GROUP, group_subject(product, group)) for group in groups}
        left = self.met.difference(products)
        for product in left:  # met for good by the run that takes its row
            self.bases[product] = replace(self.bases[product], groups={})

    def recognised(self, remote: RemoteListing) -> RemoteListing:
        """A fresh read as the plan saw it: with our SKUs on variants that are known by their ids."""
        return recognise(remote, self.names.get(remote.remote_id, {}))


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with the memory it needs to be applied."""

    plan: Plan
    memory: Memory
