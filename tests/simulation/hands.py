"""What stands on a mock's shelf, in the same words for all three marketplaces; and what hands of staff can do there.

``view`` says what a listing shows: ``status`` in the design's words (live, unlisted, in review, rejected, blocked,
draft, deleted), the rest as ``history.Entry`` lists it. The control interface has no calls for stock, pictures and
weight typed in the shop, for a listing made by hand, or for a seller who consents anew: those are done on the shelf.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any, ClassVar

from adapters._mock.app import MockApp

__all__ = ["HANDS", "Hands", "View", "drawn", "said_of"]

View = dict[str, Any]
SIDE = 340
MARK = b'{"key"'


@cache
def plain() -> bytes:
    """The smallest picture that every marketplace takes."""
    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (SIDE, SIDE), (200, 120, 60)).save(made, "JPEG", quality=20)
    return made.getvalue()


def drawn(**said: str) -> bytes:
    """A picture that says what it is of."""
    return plain() + json.dumps(said).encode()


@cache
def said_of(data: bytes) -> tuple[tuple[str, str], ...]:
    """What a picture says of itself: nothing where it is not one of ours."""
    place = data.find(MARK)
    return tuple(json.loads(data[place : data.index(b"}", place) + 1]).items()) if place >= 0 else ()


class Hands(ABC):
    """One marketplace's shelf. ``listing`` is the id as text everywhere."""

    word: ClassVar[Mapping[str, str]]
    """The marketplace's status by the design's."""
    words: ClassVar[Mapping[str, str]]

    def __init__(self, app: MockApp) -> None:
        self.app = app
        self.shop: Any = app.market._shop  # type: ignore[attr-defined]

    def items(self) -> dict[str, Any]:
        """Everything that ever stood there, reviews that are over by now decided."""
        self.shop.settle()
        return {str(item.id): item for item in self.shop.shelf.current()}

    def get(self, listing: str) -> Any:
        return self.shop.shelf.get(int(listing))

    def put(self, item: Any, **changed: Any) -> None:
        self.shop.put(replace(item, **changed, updated=self.shop.now()))

    def picture(self, name: str) -> bytes:
        """A picture's bytes by its address under /file/."""
        reply = self.app.market.file(name)
        return reply.body if reply else b""

    def shown(self, address: str, data: bytes) -> View:
        said = {"photo": "", "badge": "", "key": "", **dict(said_of(data))}
        return {"url": address, "sha256": hashlib.sha256(data).hexdigest(), **said}

    def kept(self) -> int:
        """How many pictures were ever taken."""
        return len(self._pictures())

    def kept_since(self, count: int) -> tuple[str, ...]:
        """Ids of those taken after the first ``count``."""
        return tuple(list(self._pictures())[count:])

    def _pictures(self) -> dict[str, Any]:
        found: dict[str, Any] = self.shop.pictures._digests
        return found

    @abstractmethod
    def view(self, item: Any) -> View: ...

    @abstractmethod
    def stock(self, listing: str, sku: str, pieces: int) -> None: ...

    @abstractmethod
    def weigh(self, listing: str, grams: int) -> None: ...

    @abstractmethod
    def pictured(self, listing: str, new: Sequence[bytes], *, turned: bool) -> None:
        """Add ``new`` behind what is there, or turn the order round."""

    @abstractmethod
    def moved(self, listing: str) -> None:
        """The marketplace keeps a picture under another address, and says so from now on."""

    @abstractmethod
    def typed_in(self, title: str, like: str, sku: str) -> str:
        """A listing that nobody of ours made; its id."""

    @abstractmethod
    def consent(self) -> tuple[str, str]:
        """New access and refresh tokens, as from a seller who has agreed again."""

    @abstractmethod
    def secrets(self) -> Iterable[str]:
        """Every token and code that was ever given out."""


class ShopeeHands(Hands):
    word: ClassVar = {"live": "NORMAL", "unlisted": "UNLIST", "in review": "REVIEWING"}
    words: ClassVar = {
        "NORMAL": "live", "UNLIST": "unlisted", "REVIEWING": "in review", "SELLER_DELETE": "deleted",
        "SHOPEE_DELETE": "deleted",
    }  # fmt: skip

    def view(self, item: Any) -> View:
        status = self.words.get(item.status)
        if status is None:
            status = "rejected" if item.violation is not None and item.violation.fix_deadline else "blocked"
        rows = [(m.sku, m.price, m.stock) for m in item.models] or [(item.sku, round(item.price), item.stock)]
        locks = [promotion.until for promotion in item.promotions.values()]
        return {
            "status": status,
            "title": item.name,
            "description": item.description,
            "pictures": [self.shown(p, self.picture(p)) for p in item.images],
            "weight": item.weight,
            "category": str(item.category),
            "attributes": [dict(one) for one in item.attributes],
            "locked": max(locks, default=0.0),
            "skus": [sku for sku, _, _ in rows],
            **{f"price:{sku}": price for sku, price, _ in rows},
            **{f"stock:{sku}": stock for sku, _, stock in rows},
        }

    def stock(self, listing: str, sku: str, pieces: int) -> None:
        item = self.get(listing)
        models = tuple(replace(m, stock=pieces) if m.sku == sku else m for m in item.models)
        self.put(item, models=models, stock=item.stock if models else pieces)

    def weigh(self, listing: str, grams: int) -> None:
        self.put(self.get(listing), weight=grams / 1000)

    def pictured(self, listing: str, new: Sequence[bytes], *, turned: bool) -> None:
        item = self.get(listing)
        images = (*item.images, *(self.shop.pictures.keep(data) for data in new))[-9:]
        self.put(item, images=images[::-1] if turned else images)

    def moved(self, listing: str) -> None:
        item = self.get(listing)
        if item.images:
            first = self.shop.pictures.keep(self.picture(item.images[0]))
            self.put(item, images=(first, *item.images[1:]))

    def typed_in(self, title: str, like: str, sku: str) -> str:
        number, now = self.shop.shelf.new_item_id(), self.shop.now()
        bare: dict[str, Any] = {
            "tiers": (),
            "models": (),
            "promotions": {},
            "violation": None,
            "status": "NORMAL",
            "gtin": "",
        }
        own = (self.shop.pictures.keep(drawn(photo="", badge="", key="")),)
        made = replace(self.get(like), id=number, name=title, created=now, updated=now, sku=sku, price=150_000, stock=7)
        self.shop.put(replace(made, images=own, **bare))
        return str(number)

    def consent(self) -> tuple[str, str]:
        from adapters.shopee.mock.grants import SHOP_ID

        made = self.shop.grants.exchange(self.shop.grants.new_code(), SHOP_ID, None)
        return made.access, made.refresh

    def secrets(self) -> Iterable[str]:
        return (*self.shop.grants._access, *self.shop.grants._refresh)


class LazadaHands(Hands):
    word: ClassVar = {"live": "Active", "unlisted": "InActive", "in review": "Pending QC"}
    words: ClassVar = {"InActive": "unlisted", "Pending QC": "in review", "Deleted": "deleted"}

    def view(self, item: Any) -> View:
        if item.status == "Active":
            status = "live" if item.live else "unlisted"
        else:
            rejected = "rejected" if item.sub_status in ("Reject", "Live_Reject") else "blocked"
            status = self.words.get(item.status, rejected)
        pictures = dict.fromkeys((*item.images, *(picture for sku in item.skus for picture in sku.images)))
        return {
            "status": status,
            "title": item.attributes.get("name", ""),
            "description": item.attributes.get("description", ""),
            "pictures": [self.shown(p, self.picture(p)) for p in pictures],
            "weight": sorted({str(sku.package.get("package_weight")) for sku in item.skus}),
            "category": str(item.category),
            "attributes": {k: v for k, v in item.attributes.items() if k not in ("name", "description")},
            "locked": max((sku.campaign_until for sku in item.skus), default=0.0),
            "skus": [sku.seller_sku for sku in item.skus],
            "offered": [sku.seller_sku for sku in item.skus if sku.status == "active"],
            **{f"price:{sku.seller_sku}": sku.price for sku in item.skus},
            **{f"stock:{sku.seller_sku}": sku.stock for sku in item.skus},
        }

    def stock(self, listing: str, sku: str, pieces: int) -> None:
        item = self.get(listing)
        self.put(item, skus=tuple(replace(s, stock=pieces) if s.seller_sku == sku else s for s in item.skus))

    def weigh(self, listing: str, grams: int) -> None:
        item = self.get(listing)
        skus = (replace(s, package={**s.package, "package_weight": f"{grams / 1000:.2f}"}) for s in item.skus)
        self.put(item, skus=tuple(skus))

    def pictured(self, listing: str, new: Sequence[bytes], *, turned: bool) -> None:
        item = self.get(listing)
        images = (*item.images, *(self.shop.pictures.keep(data) for data in new))[-8:]
        self.put(item, images=images[::-1] if turned else images)

    def moved(self, listing: str) -> None:
        """Its address follows from its bytes, so it was compressed anew."""
        item = self.get(listing)
        if item.images:
            first = self.shop.pictures.keep(self.picture(item.images[0]) + b" ")
            self.put(item, images=(first, *item.images[1:]))

    def typed_in(self, title: str, like: str, sku: str) -> str:
        item, now = self.get(like), self.shop.now()
        number, own = self.shop.shelf.new_item_id(), self.shop.shelf.new_sku_id()
        picture = self.shop.pictures.keep(drawn(photo="", badge="", key=""))
        bare = replace(
            item.skus[0], id=own, seller_sku=sku or f"tay-{own}", price=150_000, stock=7, reserved=0, sale_prop={},
            status="active", images=(), campaign_until=0.0,
        )  # fmt: skip
        made = replace(
            item, id=number, created=now, updated=now, status="Active", sub_status=None, reasons=(), skus=(bare,),
            axes=(), gone=(), attributes={**item.attributes, "name": title}, images=(picture,),
        )  # fmt: skip
        self.shop.put(made)
        return str(number)

    def consent(self) -> tuple[str, str]:
        made = self.shop.grants.exchange(self.shop.grants.new_code())
        return made.access, made.refresh

    def secrets(self) -> Iterable[str]:
        return (*self.shop.grants._by_access, *self.shop.grants._by_refresh)


class TikTokHands(Hands):
    word: ClassVar = {"live": "ACTIVATE", "unlisted": "SELLER_DEACTIVATED", "in review": "PENDING"}
    words: ClassVar = {
        "DRAFT": "draft", "PENDING": "in review", "FAILED": "rejected", "ACTIVATE": "live", "DELETED": "deleted",
        "SELLER_DEACTIVATED": "unlisted", "PLATFORM_DEACTIVATED": "blocked", "FREEZE": "blocked",
    }  # fmt: skip

    def get(self, listing: str) -> Any:
        return self.shop.shelf.get(listing)

    def view(self, item: Any) -> View:
        seen = item.content
        return {
            "status": self.words[item.status],
            "locked": max((promotion.until for promotion in item.promotions.values()), default=0.0),
            **self._content(seen),
            **{f"price:{sku.seller_sku}": sku.price for sku in seen.skus},
            **{f"stock:{sku.seller_sku}": sku.quantity for sku in seen.skus},
            "waiting": {} if item.pending is None else self._content(item.pending),
        }

    def _content(self, seen: Any) -> View:
        pictures = [(uri, self.shop.media.pictures[uri].name) for uri in seen.images]
        return {
            "title": seen.title,
            "description": seen.description,
            "pictures": [self.shown(uri, self.picture(name)) for uri, name in pictures],
            "weight": dict(seen.weight or {}),
            "skus": [sku.seller_sku for sku in seen.skus],
            "category": seen.category,
            "attributes": [dict(one) for one in seen.attributes],
        }

    def stock(self, listing: str, sku: str, pieces: int) -> None:
        def counted(one: Any) -> Any:
            first = one.inventory[0][0]
            return replace(one, inventory=((first, pieces),)) if one.seller_sku == sku else one

        self.put(self.get(listing).with_skus(counted))

    def weigh(self, listing: str, grams: int) -> None:
        item = self.get(listing)
        weight = {"value": f"{grams / 1000:.3f}", "unit": "KILOGRAM"}
        self.put(item, content=replace(item.content, weight=weight))

    def _pictures(self) -> dict[str, Any]:
        found: dict[str, Any] = self.shop.media.pictures
        return found

    def _kept(self, data: bytes) -> str:
        return str(self.shop.media.keep(data, "MAIN_IMAGE", SIDE, SIDE, "JPEG").uri)

    def pictured(self, listing: str, new: Sequence[bytes], *, turned: bool) -> None:
        item = self.get(listing)
        images = (*item.content.images, *(self._kept(data) for data in new))[-9:]
        self.put(item, content=replace(item.content, images=images[::-1] if turned else images))

    def moved(self, listing: str) -> None:
        item = self.get(listing)
        if item.content.images:
            name = self.shop.media.pictures[item.content.images[0]].name
            images = (self._kept(self.picture(name)), *item.content.images[1:])
            self.put(item, content=replace(item.content, images=images))

    def typed_in(self, title: str, like: str, sku: str) -> str:
        item, now, number = self.get(like), self.shop.now(), self.shop.shelf.new_id()
        first = item.content.skus[0]
        own = replace(
            first, id=self.shop.shelf.new_id(), seller_sku=sku, price=150_000, sales=(),
            inventory=((first.inventory[0][0], 7),),
        )  # fmt: skip
        picture = self._kept(drawn(photo="", badge="", key=""))
        content = replace(item.content, title=title, skus=(own,), images=(picture,))
        made = replace(
            item, id=number, created=now, updated=now, status="ACTIVATE", content=content, pending=None, draft=None,
            audit="APPROVED", reasons=(), promotions={},
        )  # fmt: skip
        self.shop.put(made)
        return str(number)

    def consent(self) -> tuple[str, str]:
        made = self.shop.grants.exchange(self.shop.grants.new_code())
        return made.access, made.refresh

    def secrets(self) -> Iterable[str]:
        return (*self.shop.grants._access, *self.shop.grants._refresh)


HANDS: dict[str, type[Hands]] = {"shopee": ShopeeHands, "lazada": LazadaHands, "tiktok_shop": TikTokHands}
