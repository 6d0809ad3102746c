"""Answers about look-alikes taken in: judged against sheet and shop as they are now, and remembered.

Nothing is bound here: the next run of the shop acts on an answer. Taking the same answers in twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from connector.config import ShopConfig
from connector.model import ListingState, RemoteListing, fold
from connector.sync import Desired
from connector.sync.meeting import KIND, Choice, MatchAnswer, title_of
from connector.sync.reading import read_by_id

from .shops import Workspace

__all__ = ["Given", "Taken", "Told", "judged", "take"]


@dataclass(frozen=True, slots=True)
class Given:
    """One answered row: what it says and what the person saw."""

    line: int
    sku: str
    listing: str
    choice: Choice
    title: str
    shop_title: str
    write_sku: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A row that counts for nothing, and why: a code of ``match.toml``."""

    line: int
    sku: str
    code: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """``kept`` are remembered now, ``known`` were before."""

    kept: tuple[MatchAnswer, ...]
    known: int
    told: tuple[Told, ...]


async def take(workspace: Workspace, shop: ShopConfig, given: Sequence[Given], who: str) -> Taken:
    """Remember answers; those that no longer fit what stands in sheet and shop are told, and stop no other."""
    bindings = await workspace.journal.bindings(shop.name)
    async with workspace.opened(shop) as (spec, adapter):
        desired = list(await workspace.desired(shop, spec, adapter))
        remotes = await read_by_id(adapter, list(dict.fromkeys(one.listing for one in given)))
    kept = await workspace.journal.answers.of(shop.name, KIND)
    before = {(one.product, one.listing): one for said in kept.values() if (one := MatchAnswer.of(said)) is not None}
    bound = {name: binding.remote_id for name, binding in bindings.items()}
    answers, told = judged(desired, remotes, bound, given)
    new = [answer for answer in answers if before.get((answer.product, answer.listing)) != answer]
    await workspace.journal.answers.keep(shop.name, [one.stored(who) for one in new], workspace.clock.now())
    return Taken(tuple(new), len(answers) - len(new), tuple(told))


def judged(
    desired: Iterable[Desired], remotes: Mapping[str, RemoteListing], bound: Mapping[str, str], given: Iterable[Given]
) -> tuple[list[MatchAnswer], list[Told]]:
    """The answers that fit, and the rows that count for nothing. ``bound``: the listings that products have already."""
    judge = _Judge(desired, remotes, bound)
    return [answer for one in given if (answer := judge.answer(one)) is not None], judge.told


class _Judge:
    """Judges one row after another."""

    def __init__(
        self, desired: Iterable[Desired], remotes: Mapping[str, RemoteListing], bound: Mapping[str, str]
    ) -> None:
        self.told: list[Told] = []
        self._by_sku = {fold(sku): one for one in desired for sku in one.skus}
        self._remotes = remotes
        self._bound = bound
        self._holders = {listing: name for name, listing in bound.items()}
        self._same: dict[str, Given] = {}

    def answer(self, given: Given) -> MatchAnswer | None:
        """The answer to keep; None where the row is told."""
        desired = self._by_sku.get(fold(given.sku.partition(",")[0]))
        remote = self._remotes.get(given.listing)
        if desired is None:
            self._tell(given, "E_MATCH_NO_PRODUCT")
            return None
        if remote is None or remote.state is ListingState.DELETED:
            self._tell(given, "E_MATCH_NO_LISTING", listing=given.listing)
            return None
        answer = MatchAnswer(
            desired.product, given.listing, given.choice, given.title, given.shop_title, given.write_sku
        )
        if not answer.fits(desired.title, title_of(remote)):
            now = " ".join(title_of(remote).split())
            self._tell(given, "E_MATCH_CHANGED", ours=desired.title, theirs=now)
            return None
        return answer if given.choice != "same" or self._free(given, desired) else None

    def _free(self, given: Given, desired: Desired) -> bool:
        holder = self._holders.get(given.listing)
        if holder == desired.product:
            return True
        if desired.product in self._bound:
            self._tell(given, "E_MATCH_PRODUCT_TAKEN", listing=given.listing, other=self._bound[desired.product])
            return False
        if holder is not None:
            self._tell(given, "E_MATCH_LISTING_TAKEN", listing=given.listing, other=self._named(holder))
            return False
        for name in (f"product {desired.product}", f"listing {given.listing}"):
            first = self._same.setdefault(name, given)
            if first is not given:
                self._tell(given, "E_MATCH_TWICE", other=first.line)
                return False
        return True

    def _named(self, product: str) -> str:
        """How a person knows the product: by its title and SKU, by its name where no row has it today."""
        known = next((one for one in self._by_sku.values() if one.product == product), None)
        return f"«{' '.join(known.title.split())}» ({known.skus[0]})" if known is not None else product

    def _tell(self, given: Given, code: str, **params: object) -> None:
        self.told.append(Told(given.line, given.sku, code, params))
