"""The Shopee mock inside this process, in virtual time: a tape of who changed what, hands for staff, a way to die.

Everything that happens in the shop passes through here: calls of the connector one by one, and what people, buyers and
the platform do (``doing``). After each the listings are read through the control interface and what differs goes onto
the tape. What the control interface has no call for (pictures, stock, weight typed in the shop) is done on the shelf.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image

from adapters.shopee.mock import ShopeeOptions, build
from connector.model import Listing, MediaIdentity
from connector.port import MediaFile

__all__ = ["Crash", "DrawnMedia", "Entry", "Market"]

ROOT = "http://127.0.0.1:9101"
WRITES = (
    "add_item", "update_item", "unlist_item", "update_price", "update_stock", "delete_item",
    "init_tier_variation", "update_tier_variation", "add_model", "update_model", "delete_model",
)  # fmt: skip
OURS = "connector"
View = dict[str, Any]


class Crash(BaseException):
    """The process is gone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of one listing that changed. ``field`` is title, price:SKU, and so on; '' where the listing is new."""

    night: int
    by: str
    listing: str
    field: str
    before: Any
    after: Any


class DrawnMedia:
    """Renditions without drawing: small pictures that say what they are of."""

    def __init__(self, *_: object) -> None:
        drawn = BytesIO()
        Image.new("RGB", (120, 120), (200, 120, 60)).save(drawn, "JPEG", quality=30)
        self._plain = drawn.getvalue()

    async def rendition(self, identity: MediaIdentity, listing: Listing) -> MediaFile:
        said = json.dumps({"photo": identity.source_sha256, "badge": identity.badge})
        return MediaFile(key=identity.key, data=self._plain + b"|" + said.encode())

    def expect(self, asked: object) -> None:
        """Nothing has to be drawn ahead."""

    def close(self) -> None:
        """Nothing is open."""


class Market:
    """See the module's docstring."""

    def __init__(self, now: Callable[[], datetime], **options: Any) -> None:
        self.app, line = build(ShopeeOptions(pace=1e9, machine=lambda: now().timestamp(), **options))
        self.line = {**line, "base_url": ROOT}
        self.shelf = self.app.market._shop  # type: ignore[attr-defined]
        self.night = 0
        self.tape: list[Entry] = []
        self.writes = 0
        self.strike_at = 0
        self.dead = False
        self.meanwhile: Callable[[int], None] = lambda _write: None
        self._pictures: dict[str, View] = {}
        self._shown: dict[str, View] = {}

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if self.dead:
            raise Crash
        if not scope["path"].endswith(WRITES):
            await self.app(scope, receive, send)
            return
        self.writes += 1
        self.note("platform")
        self.meanwhile(self.writes)
        self._die_at(2 * self.writes)
        try:
            await self.app(scope, receive, send)
        finally:
            self.note(OURS)
        self._die_at(2 * self.writes + 1)

    def _die_at(self, effect: int) -> None:
        if effect == self.strike_at:
            self.dead = True
            raise Crash

    @contextmanager
    def doing(self, who: str) -> Iterator[None]:
        """What happens in this block is on the tape as ``who``'s."""
        yield
        self.note(who)

    def control(self, verb: str, name: str, **body: Any) -> Any:
        """One call of the control interface; an assertion where it refuses."""
        answer = self.app._control.answer(verb, f"/_mock/{name}", ROOT, json.dumps(body).encode())
        assert answer.status == 200, answer.body
        return json.loads(answer.body)

    def by_hand(self, listing: str, **changed: Any) -> None:
        """What staff type into fields that the control interface does not have."""
        item = self.shelf.shelf.get(int(listing))
        self.shelf.put(replace(item, **changed, updated=self.shelf.now()))

    def stocked_by_hand(self, listing: str, sku: str, pieces: int) -> None:
        item = self.shelf.shelf.get(int(listing))
        models = tuple(replace(m, stock=pieces) if m.sku == sku else m for m in item.models)
        self.by_hand(listing, models=models, stock=item.stock if models else pieces)

    def typed_in(self, title: str, like: str) -> str:
        """A listing that somebody made in the shop by hand, without a SKU; its id."""
        item = self.shelf.shelf.get(int(like))
        number = self.shelf.shelf.new_item_id()
        now = self.shelf.now()
        bare = {"tiers": (), "models": (), "sku": "", "promotions": {}, "violation": None, "status": "NORMAL"}
        self.shelf.put(replace(item, id=number, name=title, created=now, updated=now, price=150_000, stock=7, **bare))
        return str(number)

    def listings(self) -> dict[str, View]:
        """What the shop shows by id, in the checker's terms."""
        found: dict[str, View] = {}
        now = self.shelf.now()
        for one in self.control("GET", "listings")["listings"]:
            item = self.shelf.shelf.get(int(one["id"]))
            locks = [promotion.until for promotion in item.promotions.values() if promotion.until > now]
            found[one["id"]] = {
                "status": one["status"],
                "title": one["title"],
                "description": one["description"],
                "pictures": [self._picture(image) for image in one["images"]],
                "weight": item.weight,
                **{f"price:{sku['sku']}": sku["price"] for sku in one["skus"]},
                **{f"stock:{sku['sku']}": sku["stock"] for sku in one["skus"]},
                "skus": [sku["sku"] for sku in one["skus"]],
                "locked_until": max(locks, default=0.0),
            }
        return found

    def _picture(self, image: View) -> View:
        """A picture's address, and what it says of itself where it is one of ours."""
        address: str = image["url"]
        if address not in self._pictures:
            reply = self.app.market.file(address.rpartition("/")[2])
            said = reply.body.rpartition(b"|")[2] if reply else b""
            own = json.loads(said) if said.startswith(b'{"photo"') else {"photo": "", "badge": ""}
            self._pictures[address] = {"url": address.rpartition("/")[2], **own}
        return self._pictures[address]

    def foreign_picture(self, number: int) -> str:
        """A picture that staff took themselves; its id."""
        drawn = BytesIO()
        Image.new("RGB", (120, 120), (number % 256, 10, 10)).save(drawn, "JPEG", quality=30)
        return str(self.shelf.pictures.keep(drawn.getvalue() + hashlib.sha256(bytes([number % 256])).digest()))

    def note(self, who: str) -> None:
        """Put what differs from the last look onto the tape."""
        now = self.listings()
        for listing, view in now.items():
            before = self._shown.get(listing)
            if before is None:
                self.tape.append(Entry(self.night, who, listing, "", None, view))
                continue
            for name in view.keys() | before.keys():
                if name != "locked_until" and view.get(name) != before.get(name):
                    self.tape.append(Entry(self.night, who, listing, name, before.get(name), view.get(name)))
        self._shown = now
