"""What people do in the shop behind the API's back: staff edits, orders, promotions, reviews; and what they see
there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters._mock.market import ControlRefusal
from adapters.tiktok_shop.mock.audit import reason as audit_reason
from adapters.tiktok_shop.mock.products import Product, Promotion, Sku
from adapters.tiktok_shop.mock.shop import Shop, failed, passed

__all__ = ["Staff"]

WHY = "Sản phẩm vi phạm chính sách đăng bán"


class Staff:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def listings(self, root: str) -> list[dict[str, Any]]:
        self._shop.settle()
        return [self._listing(product, root) for product in self._shop.shelf.current()]

    def edit(self, listing: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Staff's words stand in the shop at once; an edit under review stays under review."""
        product = self._product(listing)
        content = replace(
            product.content,
            title=changes.get("title", product.content.title),
            description=changes.get("description", product.content.description),
        )
        after = replace(product, content=content, status=changes.get("status", product.status))
        if "price" in changes:
            after = after.with_skus(lambda sku: replace(sku, price=changes["price"]))
        return self._keep(after)

    def delete(self, listing: str) -> dict[str, Any]:
        product = self._product(listing)
        return self._keep(replace(product, status="DELETED", pending=None, draft=None, audit="NONE"))

    def sell(self, sku: str, quantity: int) -> dict[str, Any]:
        """An order: the stock falls, in the first warehouse that still has some."""
        product, found = self._find(sku)
        if quantity > found.quantity:
            raise ControlRefusal(f"only {found.quantity} left of {sku!r}", {"quantity": f"1-{found.quantity}"})
        rows, left = [], quantity
        for warehouse, held in found.inventory:
            taken = min(held, left)
            left -= taken
            rows.append((warehouse, held - taken))
        stock = tuple(rows)
        self._shop.put(product.with_skus(lambda s: replace(s, inventory=stock) if s.id == found.id else s))
        return {"id": product.id, "sku": sku, "stock": found.quantity - quantity}

    def promote(self, sku: str, until: float, price: int) -> dict[str, Any]:
        product, found = self._find(sku)
        promotions = {**product.promotions, found.id: Promotion(until, price)}
        self._shop.put(replace(product, promotions=promotions))
        return {"id": product.id, "sku": sku, "locked": until > self._shop.now()}

    def review(self, listing: str, verdict: str, reason: str) -> dict[str, Any]:
        """A verdict on what is under review, or on the listing itself: failing takes it down, a ban freezes it."""
        product, now = self._product(listing), self._shop.now()
        if product.status == "DELETED":
            raise ControlRefusal(f"listing {listing!r} is deleted", {"id": "of a listing that is not deleted"})
        if verdict == "pass":
            return self._keep(passed(product, now))
        reasons = (audit_reason("Product", reason or WHY, "Vui lòng chỉnh sửa sản phẩm rồi gửi lại."),)
        if verdict == "fail" and product.live and product.pending is None:
            taken_down = replace(product, status="PLATFORM_DEACTIVATED", audit="FAILED", reasons=reasons)
            return self._keep(taken_down)
        if verdict == "fail":
            return self._keep(failed(product, reasons, now))
        frozen = replace(product, status="FREEZE", pending=None, draft=None, audit="FAILED", reasons=reasons)
        return self._keep(frozen)

    def _keep(self, product: Product) -> dict[str, Any]:
        self._shop.put(replace(product, updated=self._shop.now()))
        return {"id": product.id, "status": product.status}

    def _product(self, listing: str) -> Product:
        self._shop.settle()
        product = self._shop.shelf.get(listing)
        if product is None:
            raise ControlRefusal(f"no listing {listing!r}", {"id": "as in /_mock/listings"}, 404)
        return product

    def _find(self, sku: str) -> tuple[Product, Sku]:
        """The live listing with that SKU, else any that is not deleted."""
        self._shop.settle()
        found = [
            (product, each)
            for product in self._shop.shelf.current()
            if product.status != "DELETED"
            for each in product.content.skus
            if sku and each.seller_sku == sku
        ]
        if not found:
            raise ControlRefusal(f"no listing with SKU {sku!r}", {"sku": "as in /_mock/listings"}, 404)
        return next((pair for pair in found if pair[0].live), found[0])

    def _listing(self, product: Product, root: str) -> dict[str, Any]:
        seen, media = product.content, self._shop.media
        return {
            "id": product.id,
            "status": product.status,
            "live": product.live,
            "category_id": seen.category,
            "title": seen.title,
            "description": seen.description,
            "skus": [{"id": s.id, "sku": s.seller_sku, "price": s.price, "stock": s.quantity} for s in seen.skus],
            "images": [
                {
                    "url": media.url(root, media.pictures[uri]),
                    "sha256": media.pictures[uri].digest,
                    "position": position,
                }
                for position, uri in enumerate(seen.images, start=1)
            ],
        }
