"""What people do in the shop behind the API's back: staff edits, orders, promotions, reviews; and what they see
there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters._mock.market import ControlRefusal
from adapters.shopee.mock.items import DELETED, Item, Promotion, Violation
from adapters.shopee.mock.render import picture_url
from adapters.shopee.mock.shop import Shop

__all__ = ["Staff"]

FIX_S = 7 * 86_400


class Staff:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def listings(self, root: str) -> list[dict[str, Any]]:
        self._shop.settle()
        return [self._listing(item, root) for item in self._shop.shelf.current()]

    def edit(self, listing: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        item = self._item(listing)
        after = replace(
            item,
            name=changes.get("title", item.name),
            description=changes.get("description", item.description),
            price=changes.get("price", item.price),
            status=changes.get("status", item.status),
            models=tuple(replace(m, price=changes.get("price", m.price)) for m in item.models),
        )
        return self._keep(after)

    def delete(self, listing: str) -> dict[str, Any]:
        return self._keep(replace(self._item(listing), status="SELLER_DELETE"))

    def sell(self, sku: str, quantity: int) -> dict[str, Any]:
        """An order: the seller's stock falls, the update time does not move."""
        item, model = self._find(sku)
        stock = next((m.stock for m in item.models if m.id == model), item.stock)
        if quantity > stock:
            raise ControlRefusal(f"only {stock} left of {sku!r}", {"quantity": f"1-{stock}"})
        left = stock - quantity
        if model:
            models = tuple(replace(m, stock=left) if m.id == model else m for m in item.models)
            self._shop.put(replace(item, models=models))
        else:
            self._shop.put(replace(item, stock=left))
        return {"id": str(item.id), "sku": sku, "stock": left}

    def promote(self, sku: str, until: float, price: int) -> dict[str, Any]:
        item, model = self._find(sku)
        self._shop.put(replace(item, promotions={**item.promotions, model: Promotion(until, price)}))
        return {"id": str(item.id), "sku": sku, "locked": until > self._shop.now()}

    def review(self, listing: str, verdict: str, reason: str) -> dict[str, Any]:
        """A verdict on the listing; passing one the seller has hidden leaves it hidden."""
        item = self._item(listing)
        if item.status in DELETED:
            raise ControlRefusal(f"listing {listing!r} is deleted", {"id": "of a listing that is not deleted"})
        if verdict == "pass":
            status = "UNLIST" if item.status == "UNLIST" else "NORMAL"
            return self._keep(replace(item, status=status, violation=None))
        violation = Violation(
            type="Prohibited Listing" if verdict == "ban" else "Inappropriate Image",
            reason=reason or "Sản phẩm vi phạm chính sách đăng bán",
            suggestion="" if verdict == "ban" else "Vui lòng chỉnh sửa sản phẩm",
            fix_deadline=0 if verdict == "ban" else int(self._shop.now() + FIX_S),
        )
        return self._keep(replace(item, status="BANNED", violation=violation))

    def _keep(self, item: Item) -> dict[str, Any]:
        self._shop.put(replace(item, updated=self._shop.now()))
        return {"id": str(item.id), "status": item.status}

    def _item(self, listing: str) -> Item:
        self._shop.settle()
        item = self._shop.shelf.get(int(listing)) if listing.isdecimal() else None
        if item is None:
            raise ControlRefusal(f"no listing {listing!r}", {"id": "as in /_mock/listings"}, 404)
        return item

    def _find(self, sku: str) -> tuple[Item, int]:
        """The first item still there that bears the SKU, and the model; live ones before others."""
        self._shop.settle()
        found: list[tuple[Item, int]] = []
        for item in self._shop.shelf.current():
            if item.status in DELETED:
                continue
            if item.models:
                found += [(item, model.id) for model in item.models if model.sku == sku]
            elif item.sku == sku:
                found.append((item, 0))
        if not found or not sku:
            raise ControlRefusal(f"no listing with SKU {sku!r}", {"sku": "as in /_mock/listings"}, 404)
        return next((pair for pair in found if pair[0].live), found[0])

    def _listing(self, item: Item, root: str) -> dict[str, Any]:
        skus = [{"id": str(m.id), "sku": m.sku, "price": m.price, "stock": m.stock} for m in item.models]
        return {
            "id": str(item.id),
            "status": item.status,
            "live": item.live,
            "category_id": str(item.category),
            "title": item.name,
            "description": item.description,
            "skus": skus or [{"id": "0", "sku": item.sku, "price": round(item.price), "stock": item.stock}],
            "images": [
                {
                    "url": picture_url(root, picture),
                    "sha256": self._shop.pictures.digest(picture),
                    "position": position,
                }
                for position, picture in enumerate(item.images, start=1)
            ],
        }
