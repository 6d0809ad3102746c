"""What people do in the shop behind the API's back: staff edits, orders, campaigns, reviews; and what they see
there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters._mock.market import ControlRefusal
from adapters.lazada.mock.items import ACTIVE, DELETED, INACTIVE, PENDING, SUSPENDED, Item, Sku
from adapters.lazada.mock.shop import Shop, passed

__all__ = ["Staff"]

REASON = "Sản phẩm vi phạm chính sách đăng bán"
ADVICE = "Vui lòng chỉnh sửa rồi gửi lại"


class Staff:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def listings(self, root: str) -> list[dict[str, Any]]:
        self._shop.settle()
        return [self._listing(item, root) for item in self._shop.shelf.current()]

    def edit(self, listing: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        item = self._item(listing)
        attributes = dict(item.attributes)
        for key, name in (("title", "name"), ("description", "description")):
            if key in changes:
                attributes[name] = changes[key]
        skus = tuple(replace(sku, price=changes.get("price", sku.price)) for sku in item.skus)
        after = replace(item, attributes=attributes, skus=skus)
        return self._keep(_set(after, changes["status"]) if "status" in changes else after)

    def delete(self, listing: str) -> dict[str, Any]:
        return self._keep(_set(self._item(listing), DELETED))

    def sell(self, sku: str, quantity: int) -> dict[str, Any]:
        """An order holds pieces: fewer can be sold, the total stays. The update time does not move."""
        item, found = self._find(sku)
        if quantity > found.stock:
            raise ControlRefusal(f"only {found.stock} left of {sku!r}", {"quantity": f"1-{found.stock}"})
        after = replace(found, stock=found.stock - quantity, reserved=found.reserved + quantity)
        self._shop.put(_with(item, after))
        return {"id": str(item.id), "sku": sku, "stock": after.stock}

    def promote(self, sku: str, until: float, price: int) -> dict[str, Any]:
        """A campaign: the item refuses edits, prices and stock until it is over."""
        item, found = self._find(sku)
        self._shop.put(_with(item, replace(found, campaign_until=until, campaign_price=price)))
        return {"id": str(item.id), "sku": sku, "locked": until > self._shop.now()}

    def review(self, listing: str, verdict: str, reason: str) -> dict[str, Any]:
        """`fail` rejects, and may be edited and sent again; `ban` is for good."""
        item = self._item(listing)
        if item.status == DELETED:
            raise ControlRefusal(f"listing {listing!r} is deleted", {"id": "of a listing that is not deleted"})
        if verdict == "pass":
            return self._keep(replace(item, status=passed(item), sub_status=None, reasons=()))
        sub_status = "Admin" if verdict == "ban" else "Reject" if item.status == PENDING else "Live_Reject"
        reasons = (("" if verdict == "ban" else ADVICE, reason or REASON),)
        return self._keep(replace(item, status=SUSPENDED, sub_status=sub_status, reasons=reasons))

    def _keep(self, item: Item) -> dict[str, Any]:
        self._shop.put(replace(item, updated=self._shop.now()))
        return {"id": str(item.id), "status": item.status}

    def _item(self, listing: str) -> Item:
        self._shop.settle()
        item = self._shop.shelf.get(int(listing)) if listing.isascii() and listing.isdigit() else None
        if item is None:
            raise ControlRefusal(f"no listing {listing!r}", {"id": "as in /_mock/listings"}, 404)
        return item

    def _find(self, seller_sku: str) -> tuple[Item, Sku]:
        """The first item still there that bears the SKU; live ones before others."""
        self._shop.settle()
        found = list(self._shop.shelf.bearing(seller_sku))
        if not found or not seller_sku:
            raise ControlRefusal(f"no listing with SKU {seller_sku!r}", {"sku": "as in /_mock/listings"}, 404)
        return next((pair for pair in found if pair[0].live), found[0])

    def _listing(self, item: Item, root: str) -> dict[str, Any]:
        """Pictures of SKUs follow those of the product, each once."""
        pictures = dict.fromkeys((*item.images, *(picture for sku in item.skus for picture in sku.images)))
        return {
            "id": str(item.id),
            "status": item.status,
            "live": item.live,
            "category_id": str(item.category),
            "title": item.attributes.get("name", ""),
            "description": item.attributes.get("description", ""),
            "skus": [{"id": str(s.id), "sku": s.seller_sku, "price": s.price, "stock": s.stock} for s in item.skus],
            "images": [
                {
                    "url": self._shop.pictures.address(root, picture),
                    "sha256": self._shop.pictures.digest(picture),
                    "position": position,
                }
                for position, picture in enumerate(pictures, start=1)
            ],
        }


def _set(item: Item, status: str) -> Item:
    """The item in another status, with what goes with it."""
    if status in (ACTIVE, INACTIVE):
        word = "active" if status == ACTIVE else "inactive"
        return replace(
            item, status=status, sub_status=None, reasons=(), skus=tuple(replace(sku, status=word) for sku in item.skus)
        )
    sub_status = "Admin" if status == SUSPENDED else None
    return replace(item, status=status, sub_status=sub_status, reasons=())


def _with(item: Item, sku: Sku) -> Item:
    return replace(item, skus=tuple(sku if each.id == sku.id else each for each in item.skus))
