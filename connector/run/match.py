"""Meeting a shop that was there before us: the pairs to ask a person about.

Products that stand nowhere in the shop yet against listings that bear none of our SKUs. Pictures are looked at for
those pairs only, and only so many.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector.config import ShopConfig
from connector.errors import OcopError
from connector.model import RemoteListing, fold
from connector.sync import Desired
from connector.sync.look_alike import Likelihood, Look, Pair, propose
from connector.sync.meeting import KIND, Meeting, look_of_listing, look_of_product
from connector.sync.reading import read_shop
from connector.wire.download import open_downloads
from connector.wire.stores import store_of

from .shops import Workspace

if TYPE_CHECKING:
    from media.likeness import Likeness

__all__ = ["Asking", "Question", "Side", "questions"]

THUMBNAIL = 120
MOST_PICTURES = 400
"""So many covers of the shop are fetched at most; pairs beyond that are judged by their words."""


@dataclass(frozen=True, slots=True)
class Side:
    """A product, or a listing, as a person is shown it. ``thumbnail`` is a JPEG, b'' where there is none."""

    number: str
    title: str
    prices: tuple[int, ...]
    weight_g: int
    thumbnail: bytes = b""


@dataclass(frozen=True, slots=True)
class Question:
    """One pair to ask about; ``rank`` 0 is the listing that fits the product best."""

    product: str
    ours: Side
    theirs: Side
    likelihood: Likelihood
    reasons: tuple[str, ...]
    score: float
    rank: int
    has_sku: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """``open``: products to ask about; ``answered``: pairs that have an answer; ``strangers``: listings of nobody."""

    questions: tuple[Question, ...]
    answered: int
    strangers: int
    unbound: int

    @property
    def open(self) -> int:
        return len({question.product for question in self.questions})


async def questions(workspace: Workspace, shop: ShopConfig, *, pictures: bool = True) -> Asking:
    """The pairs of ``shop`` that nobody has answered yet. Reads the shop; remembers nothing but its facts."""
    bindings = await workspace.journal.bindings(shop.name)
    kept = await workspace.journal.answers.of(shop.name, KIND)
    async with workspace.opened(shop) as (spec, adapter):
        desired = list(await workspace.desired(shop, spec, adapter))
        workspace.options.progress("shop", 0, 0)
        view = await read_shop(adapter, ())
    meeting = Meeting.of(kept.values(), view.remotes, bindings.values())
    for one in desired:
        meeting.ours |= {fold(sku) for sku in (*one.skus, *one.withdrawn, *one.previous.values())}
    closed = {one.product for one in desired if meeting.same(one.product, one.title) is not None}
    wanted = [one for one in desired if one.product not in bindings and one.product not in closed]
    wanted = [one for one in wanted if not any(view.bearers.get(fold(sku)) for sku in one.skus)]
    taken = {bound.remote_id for bound in bindings.values()}
    taken |= {remote.remote_id for one in desired if (remote := meeting.same(one.product, one.title)) is not None}
    looks = {one.product: look_of_product(one.product, one.title, one.listing) for one in wanted}
    pairs = meeting.open(list(looks.values()), taken)
    seen = _Seen(workspace, shop, {one.product: one for one in wanted}, view.remotes)
    if pictures and pairs:
        alike = await seen.look_at(pairs)
        pairs = propose(
            list(looks.values()), meeting.asked_about(taken), different=meeting.apart(looks.values()), pictures=alike
        )
    asked = [pair for pair in pairs if meeting.said(pair.product, pair.listing, looks[pair.product].title) is None]
    found = tuple(seen.question(pair, looks[pair.product]) for pair in asked)
    order = {"certain": 0, "likely": 1, "unsure": 2}
    best = {one.product: (order[one.likelihood], -one.score) for one in reversed(found)}
    found = tuple(sorted(found, key=lambda one: (*best[one.product], one.product, one.rank)))
    return Asking(found, len(meeting.answers), len(meeting.strangers(taken)), len(wanted))


class _Seen:
    """Pictures of both sides, fetched and looked at once."""

    def __init__(
        self, workspace: Workspace, shop: ShopConfig, ours: dict[str, Desired], remotes: Mapping[str, RemoteListing]
    ) -> None:
        self._workspace = workspace
        self._shop = shop
        self._ours = ours
        self._remotes = remotes
        self._products: dict[str, tuple[bytes, Likeness | None]] = {}
        self._listings: dict[str, tuple[bytes, Likeness | None]] = {}

    async def look_at(self, pairs: Sequence[Pair]) -> dict[tuple[str, str], bool]:
        """Whether the covers of each pair show the same shot, for the pairs of which both could be seen."""
        from media.likeness import COPY, distance

        progress = self._workspace.options.progress
        covers = list(dict.fromkeys(pair.listing for pair in sorted(pairs, key=lambda pair: -pair.score)))[
            :MOST_PICTURES
        ]
        progress("fetching", 0, len(covers))
        for pair in pairs:
            if pair.product not in self._products:
                self._products[pair.product] = await asyncio.to_thread(_looked, await self._cover(pair.product))
        await self._fetch(covers, lambda done: progress("fetching", done, len(covers)))
        found: dict[tuple[str, str], bool] = {}
        for pair in pairs:
            one, other = self._products[pair.product][1], self._listings.get(pair.listing, (b"", None))[1]
            if one is not None and other is not None:
                found[pair.product, pair.listing] = distance(one, other) <= COPY
        return found

    async def _cover(self, product: str) -> bytes:
        effective = await self._workspace.effective()
        images = effective.products[product].images if product in effective.products else ()
        path = effective.read.photos.find(images[0]) if images else None
        try:
            return path.read_bytes() if path is not None else b""
        except OSError:
            return b""

    async def _fetch(self, covers: Iterable[str], told: Callable[[int], None]) -> None:
        shop = self._shop
        mock = ""
        if shop.environment == "mock":
            mock = shop.base_url or store_of(self._workspace.connection(shop)).load().text("base_url")
            if not mock:
                return
        pace = shop.pace.per_second if shop.pace else None
        async with open_downloads(self._workspace.clock, mock=mock, per_second=pace) as downloads:

            async def one(listing: str) -> None:
                urls = self._remotes[listing].image_urls
                if not urls:
                    return
                try:
                    picture = await downloads.picture(urls[0])
                except OcopError:  # a picture is a help to a person, never a condition
                    return
                self._listings[listing] = await asyncio.to_thread(_looked, picture.data)
                told(len(self._listings))

            await asyncio.gather(*map(one, covers))

    def question(self, pair: Pair, look: Look) -> Question:
        remote = self._remotes[pair.listing]
        theirs = look_of_listing(remote)
        desired = self._ours[pair.product]
        return Question(
            product=pair.product,
            ours=Side(
                ", ".join(desired.skus), look.title, look.prices, look.weight_g, self._products.get(look.id, (b"",))[0]
            ),
            theirs=Side(
                remote.remote_id,
                " ".join(theirs.title.split()),
                theirs.prices,
                theirs.weight_g,
                self._listings.get(pair.listing, (b"",))[0],
            ),
            likelihood=pair.likelihood,
            reasons=pair.reasons,
            score=pair.score,
            rank=pair.rank,
            has_sku=theirs.foreign,
        )


def _looked(data: bytes) -> tuple[bytes, Likeness | None]:
    """A small picture, and what to compare it by; nothing of what cannot be shown."""
    import hashlib

    from media.likeness import likeness_of
    from media.problem import MediaProblem
    from media.thumbnail import miniature, thumbnail

    if not data:
        return b"", None
    try:
        likeness = likeness_of(miniature(data, 256).image, hashlib.sha256(data).hexdigest())
        return thumbnail(data, THUMBNAIL), likeness
    except MediaProblem:
        return b"", None
