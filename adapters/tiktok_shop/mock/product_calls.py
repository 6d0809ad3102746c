"""Creating and editing products, and the dry run of a creation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.tiktok_shop.mock.compose import Composed, compose
from adapters.tiktok_shop.mock.envelope import Refusal, bad_value
from adapters.tiktok_shop.mock.fields import decode
from adapters.tiktok_shop.mock.products import Content, Product
from adapters.tiktok_shop.mock.shapes import CREATE, PRODUCT, REQUIRED, as_body
from adapters.tiktok_shop.mock.shop import Shop, submitted

__all__ = ["create_product", "edit_product", "listing_check", "partial_edit_product"]

Body = Mapping[str, Any]
UNKNOWN = 12052260
MAX_KEY = 128
UNEDITABLE = ("FREEZE", "DELETED")
NO_DRAFT = ("DELETED", "PENDING", "FREEZE")
NEVER_LIVE = ("DRAFT", "PENDING", "FAILED")


def create_product(shop: Shop, call: Call) -> Reply:
    body = decode(call, CREATE, REQUIRED)
    key = body.get("idempotency_key", "")
    if len(key) > MAX_KEY:
        raise bad_value("idempotency_key", f"at most {MAX_KEY} characters were expected")
    if key and key in shop.replays:
        return shop.ok(shop.replays[key])
    draft = _is_draft(body)
    made = compose(shop, body, sent=frozenset(body), locked=False)
    made.findings.refuse()
    _check_external(shop, made.content, "")
    if not draft:
        _check_shop(shop)
        shop.take_listing()
    now = shop.now()
    product = shop.put(
        Product(
            id=shop.shelf.new_id(),
            created=now,
            updated=now,
            status="DRAFT" if draft else "PENDING",
            content=made.content,
            audit="NONE" if draft else "AUDITING",
            not_for_sale=bool(body.get("is_not_for_sale")),
        )
    )
    if "search_lag" in call.faults:
        shop.shelf.hide_until(product.id, now + call.faults["search_lag"].wait())
    answer = _answer(product.id, made)
    if key:
        shop.replays[key] = answer
    return shop.ok(answer)


def edit_product(shop: Shop, call: Call) -> Reply:
    """Replaces everything; only price and inventory of a SKU stay where they are left out."""
    product = _editable(shop, call)
    body = decode(call, PRODUCT, REQUIRED)
    return _apply(shop, product, product.pending or product.content, body, frozenset(body))


def partial_edit_product(shop: Shop, call: Call) -> Reply:
    """Merges by top-level property, over the draft or the version under review if there is one."""
    product = _editable(shop, call)
    body = decode(call, PRODUCT)
    base = product.draft or product.pending or product.content
    stocks = {sku.id: sku.inventory for sku in product.content.skus}
    base = base.with_skus(lambda sku: replace(sku, inventory=sku.inventory or stocks.get(sku.id, ())))
    old = as_body(base)
    if "category_id" in body and "category_version" not in body:
        old["category_version"] = "v1"
    return _apply(shop, product, base, {**old, **body}, frozenset(body))


def listing_check(shop: Shop, call: Call) -> Reply:
    body = decode(call, PRODUCT, REQUIRED)
    made = compose(shop, body, sent=frozenset(body), locked=False)
    reasons = [{"code": code, "message": message} for code, message in made.findings.wrong]
    data: dict[str, Any] = {"check_result": "FAILED" if reasons else "PASS", "fail_reasons": reasons}
    if made.findings.warnings:
        data["warnings"] = {"message": " ".join(made.findings.warnings)}
    return shop.ok(data)


def _editable(shop: Shop, call: Call) -> Product:
    product = shop.product(call.path.split("/")[4], UNKNOWN)
    if product.status in UNEDITABLE:
        raise Refusal(12052901, f"The status {product.status} does not allow this.")
    return product


def _apply(shop: Shop, product: Product, base: Content, body: Body, sent: frozenset[str]) -> Reply:
    now = shop.now()
    draft = _is_draft(body)
    if draft and product.status in NO_DRAFT:
        raise Refusal(12052901, f"The status {product.status} does not allow a draft.")
    _check_kyc(shop)
    if product.content.category in shop.facts.v1 and "category_id" not in sent:
        raise Refusal(12052217, "All region shops must use V2 category.")
    made = compose(shop, body, base, sent=sent, locked=product.locked(now))
    made.findings.refuse()
    _check_external(shop, made.content, product.id)
    if draft:
        after = _drafted(product, made.content, now)
    else:
        _check_shop(shop)
        if product.status == "DRAFT":
            shop.take_listing()
        after = _edited(product, base, made.content, now)
    shop.put(after, restart=after.audit == "AUDITING")
    return shop.ok({**_answer(product.id, made), "audit": {"status": after.audit}})


def _drafted(product: Product, content: Content, now: float) -> Product:
    if product.status in NEVER_LIVE:
        return replace(product, content=content, status="DRAFT", updated=now)
    kept = replace(content.with_skus(lambda sku: replace(sku, inventory=())), delivery_options=())
    return replace(product, draft=kept, updated=now)


def _edited(product: Product, base: Content, content: Content, now: float) -> Product:
    """Price and inventory at once; a new audit if anything else changed or was not yet in the shop."""
    figures = {sku.id: (sku.price, sku.inventory) for sku in content.skus}

    def priced(product: Product) -> Product:
        return product.with_skus(
            lambda sku: (
                replace(sku, price=figures[sku.id][0], inventory=figures[sku.id][1]) if sku.id in figures else sku
            )
        )

    only_figures = content.shown() == product.content.shown() and product.pending is None and product.draft is None
    if only_figures and product.status in ("ACTIVATE", "SELLER_DEACTIVATED"):
        return replace(priced(product), updated=now)
    return submitted(priced(product), content, now)


def _answer(number: str, made: Composed) -> dict[str, Any]:
    return {
        "product_id": number,
        "skus": [
            {
                "id": sku.id,
                "seller_sku": sku.seller_sku,
                "external_sku_id": sku.external_sku_id,
                "sales_attributes": [{"id": value.id, "value_id": value.value_id} for value in sku.sales],
            }
            for sku in made.content.skus
        ],
        "warnings": [{"message": message} for message in made.findings.warnings],
    }


def _is_draft(body: Body) -> bool:
    mode = body.get("save_mode", "LISTING")
    if mode not in ("LISTING", "AS_DRAFT"):
        raise bad_value("save_mode", "LISTING or AS_DRAFT was expected")
    return bool(mode == "AS_DRAFT")


def _check_shop(shop: Shop) -> None:
    _check_kyc(shop)
    if shop.options.no_return_warehouse:
        raise Refusal(12052535, "The shop has no return warehouse, so it cannot publish.")


def _check_kyc(shop: Shop) -> None:
    if shop.options.shop_status != "NORMAL":
        raise Refusal(12052901, "The shop has not passed verification (KYC).")


def _check_external(shop: Shop, content: Content, own: str) -> None:
    if not content.external_id:
        return
    for other in shop.shelf.current():
        if other.id != own and other.status != "DELETED" and other.content.external_id == content.external_id:
            raise Refusal(12052996, "The external_product_id is used by another product.")
