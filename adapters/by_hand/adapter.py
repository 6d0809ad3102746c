"""A shop that a person keeps: every write becomes something to do, and what is ticked off is what the shop shows.

Until then a write is pending like any other whose marketplace is slow: nothing is asked twice, and the plan says that
it waits. The shop's own page is never read, so an edit by staff is not seen: what a person said is live is believed.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import orjson
from pydantic import JsonValue

from connector.clock import Clock
from connector.errors import AdapterError, FieldProblem, NotFound, PictureGone, Rejected, StopShop
from connector.messages import language
from connector.model import (
    Advice,
    Channel,
    Group,
    Limit,
    Listing,
    ListingState,
    RemoteListing,
    RemoteVariant,
    ShopFacts,
    laid_over,
)
from connector.port import (
    Capabilities,
    Created,
    MediaFile,
    OpenShop,
    PriceEdit,
    RemoteRef,
    ShopIdentity,
    StepLog,
    StockEdit,
)
from connector.wire.stores import write_durably

from . import SPEC
from .book import Book, Entry
from .page import LIBRARY, write_tasks
from .people import place_of
from .ticks import NAME as LIST
from .ticks import not_writable, read_again, read_ticks, write_again, write_list

__all__ = ["ByHandAdapter", "open_shop"]

WRITTEN = tuple(group for group in Group if group is not Group.STATE)
LIMITS = {
    "title": Limit(minimum=5, maximum=120, source="by_hand"),
    "description": Limit(minimum=1, maximum=5000, source="by_hand"),
    "images": Limit(minimum=1, maximum=9, unit="pieces", source="by_hand"),
    "price": Limit(minimum=1, unit="dong", source="by_hand"),
}
"""What most marketplaces take; a shop's own mapping may tighten them."""
JPEG = b"\xff\xd8"


class ByHandAdapter:
    """One open shop."""

    def __init__(self, shop: str, folder: Path, clock: Clock, capabilities: Capabilities) -> None:
        self._shop = shop
        self._folder = folder
        self._clock = clock
        self.capabilities = capabilities
        self.concurrency = 1
        (folder / LIBRARY).mkdir(parents=True, exist_ok=True)
        self.book = Book(folder)
        self._asked_for: set[str] = set()
        self._changed: set[str] | None = None
        """Tasks whose folder is to be written anew; None: all of them, for nobody knows what an earlier run left."""

    def tick(self, ids: Collection[str]) -> None:
        """A person said that these are done. Where a run ended before it could take their marks off the list, it is
        written all the same: else a mark would count for what is asked there next."""
        self.book.done(ids, self._clock.now())
        if ids:
            self.publish()

    def again(self, ids: Collection[str]) -> None:
        """A person took back that these are done; a mark that one of them bears counts no more."""
        if self.book.again(ids, self._clock.now()):
            self._asked_for.update(ids)
            self._touch(ids)
            self.publish()

    def publish(self) -> None:
        """Put what is to be done where the person finds it. A mark they make meanwhile stays, unless the line asks for
        something else now."""
        lang, entries = language(), self.book.open_ones()
        write_tasks(self._folder, entries, lang, self._changed)
        write_list(self._folder, entries, lang, set(read_ticks(self._folder)) - self._asked_for)
        self._changed = set()

    def _touch(self, ids: Collection[str]) -> None:
        if self._changed is not None:
            self._changed.update(ids)

    async def identity(self) -> ShopIdentity:
        return ShopIdentity(shop_id=f"by-hand:{self._shop}", name=self._shop, region="VN")

    async def facts(self, paths: Collection[tuple[str, ...]], known: ShopFacts | None) -> ShopFacts:
        if known is not None:
            return known
        return ShopFacts(
            marketplace=SPEC.id,
            shop_id=f"by-hand:{self._shop}",
            shop_name=self._shop,
            fetched_at=self._clock.now(),
            limits=LIMITS,
            channels=(Channel(id="1", name="by hand", usable=True),),
        )

    async def suggest_categories(self, title: str, image: str = "") -> list[str]:
        return []

    def normalise(self, group: Group, value: JsonValue) -> JsonValue:
        if group is Group.ATTRIBUTES:
            return laid_over(value, None)
        return unicodedata.normalize("NFC", value) if isinstance(value, str) else value

    async def scan(self) -> AsyncIterator[RemoteRef]:
        for entry in list(self.book.entries.values()):
            yield RemoteRef(entry.id, _state(entry), entry.changed_at)

    async def read(self, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
        entries = self.book.entries
        return {one: _remote(entries[one]) for one in remote_ids if one in entries}

    async def find(self, sku: str, since: datetime | None) -> list[str]:
        return self.book.bearing(sku)

    async def find_deleted(self, sku: str, since: datetime) -> list[str]:
        return []

    async def upload(self, files: Sequence[MediaFile]) -> list[str | AdapterError]:
        return [self._keep(file) for file in files]

    def _keep(self, file: MediaFile) -> str | AdapterError:
        if not file.data.startswith(JPEG):
            return Rejected("E_BYHAND_PICTURE", fields=(FieldProblem("media", file.key),))
        name = f"{hashlib.sha256(file.data).hexdigest()[:24]}.jpg"
        write_durably(self._folder / LIBRARY / name, file.data)
        return name

    async def create(self, listing: Listing, images: Mapping[str, str], log: StepLog) -> Created:
        groups: dict[Group, JsonValue] = {group: _stored(listing, group, images) for group in WRITTEN}
        self._check(listing, groups)
        await log.start("create", _body(listing.skus, groups))
        now, star = self._clock.now(), _star(listing)
        entry = self.book.add(log.intent_id, listing.title, listing.skus, groups, now, star)
        self._touch([entry.id])
        self.publish()
        return Created(entry.id, dict.fromkeys(listing.skus, ""))

    async def complete(
        self, remote: RemoteListing, listing: Listing, images: Mapping[str, str], log: StepLog
    ) -> Created:
        return Created(remote.remote_id, dict.fromkeys(listing.skus, ""))

    async def update(
        self,
        remote: RemoteListing,
        listing: Listing,
        groups: Collection[Group],
        images: Mapping[str, str],
        log: StepLog,
    ) -> None:
        values = {group: _stored(listing, group, images) for group in groups}
        if Group.STRUCTURE in values:
            values |= {group: _stored(listing, group, images) for group in (Group.PRICE, Group.STOCK)}
        self._check(listing, values)
        await log.start("update", _body([remote.remote_id], values))
        claims = not {Group.MEDIA, Group.DESCRIPTION, Group.TITLE}.isdisjoint(groups)
        self._ask(remote.remote_id, values, star=_star(listing) if claims else None)
        self.publish()

    async def set_prices(self, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
        return await self._figures(Group.PRICE, [(edit.remote.remote_id, edit.prices) for edit in edits], log)

    async def set_stock(self, edits: Sequence[StockEdit], log: StepLog) -> list[AdapterError | None]:
        return await self._figures(Group.STOCK, [(edit.remote.remote_id, edit.stock) for edit in edits], log)

    async def set_state(self, remote_ids: Sequence[str], live: bool, log: StepLog) -> list[AdapterError | None]:
        await log.start("state", _body(remote_ids, live))
        state = ListingState.LIVE if live else ListingState.UNLISTED
        answers = [self._asked(one, {}, state) for one in remote_ids]
        self.publish()
        return answers

    async def diagnose(self, remote_ids: Sequence[str]) -> dict[str, tuple[Advice, ...]]:
        return {}

    async def _figures(
        self, group: Group, edits: Sequence[tuple[str, Mapping[str, int]]], log: StepLog
    ) -> list[AdapterError | None]:
        await log.start(str(group), _body([one for one, _ in edits], [dict(new) for _, new in edits]))
        answers: list[AdapterError | None] = []
        for remote_id, new in edits:
            entry = self.book.entries.get(remote_id)
            now = entry.wanted.get(group, entry.shown.get(group)) if entry is not None else None
            answers.append(self._asked(remote_id, {group: {**(now if isinstance(now, dict) else {}), **new}}))
        self.publish()
        return answers

    def _asked(
        self, remote_id: str, groups: Mapping[Group, JsonValue], state: ListingState | None = None
    ) -> AdapterError | None:
        try:
            self._ask(remote_id, groups, state)
        except NotFound as error:
            return error
        return None

    def _ask(
        self,
        remote_id: str,
        groups: Mapping[Group, JsonValue],
        state: ListingState | None = None,
        star: int | None = None,
    ) -> None:
        if remote_id not in self.book.entries:
            raise NotFound("E_NOT_FOUND", listing=remote_id)
        self._asked_for.add(remote_id)
        self._touch([remote_id])
        self.book.ask(remote_id, groups, self._clock.now(), state, star)

    def _check(self, listing: Listing, values: Mapping[Group, JsonValue]) -> None:
        """No person is asked for what no marketplace takes, or for a picture that is not in the folder."""
        sizes = {
            "title": (Group.TITLE, len(listing.title)),
            "description": (Group.DESCRIPTION, len(listing.description)),
            "images": (Group.MEDIA, len(listing.media)),
            "price": (Group.PRICE, min(variant.price_vnd for variant in listing.variants)),
        }
        for name, (group, size) in sizes.items():
            limit = LIMITS[name]
            if group in values and (
                size < (limit.minimum or 0) or (limit.maximum is not None and size > limit.maximum)
            ):
                raise Rejected("E_BYHAND_LIMIT", fields=(FieldProblem(group, f"{size} {limit.unit}"),))
        media = values.get(Group.MEDIA)
        pictures = [str(one).removeprefix("remote:") for one in media] if isinstance(media, list) else []
        if not all((self._folder / LIBRARY / name).is_file() for name in pictures):
            raise PictureGone("E_PICTURE_GONE")


def _star(listing: Listing) -> int:
    """The star that the listing claims, 0 for none."""
    return listing.claim.star if listing.claim is not None else 0


def _stored(listing: Listing, group: Group, images: Mapping[str, str]) -> JsonValue:
    if group is Group.MEDIA:
        return [f"remote:{images[picture.key]}" for picture in listing.media]
    value = listing.group(group)
    if group is Group.ATTRIBUTES:
        return laid_over(value, None)
    if group is Group.STRUCTURE and isinstance(value, dict) and isinstance(drawn := value.get("images"), dict):
        return {**value, "images": {option: f"remote:{images[str(key)]}" for option, key in drawn.items()}}
    return value


def _state(entry: Entry) -> ListingState:
    """What was asked for counts as standing there: else nobody could be told to leave it after all."""
    return entry.state or ListingState.LIVE


def _remote(entry: Entry) -> RemoteListing:
    """What a person said stands there; of a product never put up, what they were asked for."""
    state = _state(entry)
    return RemoteListing(
        remote_id=entry.id,
        state=state,
        status="to do" if entry.open else str(state),
        updated_at=entry.shown_at,  # a task more is no edit of what stands there
        variants=tuple(RemoteVariant(remote_id="", sku=sku) for sku in entry.skus),
        groups=entry.wanted if entry.new else entry.shown,
    )


def _body(names: Sequence[str], content: object) -> bytes:
    return orjson.dumps([list(names), content], option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


@asynccontextmanager
async def open_shop(shop: OpenShop) -> AsyncIterator[ByHandAdapter]:
    """Open the folder; what was ticked off since the last time counts from here on."""
    settle = SPEC.capabilities if shop.settle_s is None else replace(SPEC.capabilities, settle_s=shop.settle_s)
    folder = place_of(shop)
    adapter = ByHandAdapter(shop.shop, folder, shop.clock, settle)
    if not_writable(folder):
        raise StopShop("E_BYHAND_LIST_OPEN", file=str(folder / LIST))
    taken_back = read_again(folder)
    adapter.again(taken_back)
    if taken_back:
        write_again(folder, ())
    adapter.tick([number for number in read_ticks(folder) if number not in taken_back])
    yield adapter
