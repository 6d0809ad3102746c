"""Writing products: create (also SKUs added to an item that is there) and update, which merges attributes and replaces
images.

Nothing is changed unless everything is right; everything that is wrong is told at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.lazada.mock.check_attributes import merged, wrong_attributes
from adapters.lazada.mock.check_axes import axes_of, wrong_axes, wrong_declarations
from adapters.lazada.mock.check_images import all_or_none, chosen_images
from adapters.lazada.mock.check_skus import Figures, with_form, wrong_sku
from adapters.lazada.mock.envelope import Problem, Refusal
from adapters.lazada.mock.facts import Leaf
from adapters.lazada.mock.form import Form
from adapters.lazada.mock.items import ACTIVE, PENDING, SUSPENDED, Item, Sku
from adapters.lazada.mock.payload import ProductForm, product_form
from adapters.lazada.mock.render import shop_sku, variation
from adapters.lazada.mock.shop import Shop, passed

__all__ = ["create", "update"]

CREATE, UPDATE = "/product/create", "/product/update"
MAX_SKUS = 50
FALL = 5
"""A price that falls to a fifth or less is looked at again."""


def create(shop: Shop, call: Call, form: Form) -> Reply:
    wanted = product_form(form)
    _count_skus(shop, wanted, CREATE)
    if wanted.associated:
        return _add_skus(shop, call, wanted)
    if shop.full():
        raise shop.failure(CREATE, [Problem("4148", "Product", "The shop holds as many products as it may")])
    now = shop.now()
    blank = Item(id=0, created=now, updated=now, status=ACTIVE, category=0, attributes={}, images=(), skus=())
    item = _written(shop, call, blank, wanted, CREATE)
    pending = shop.options.review_new
    item = replace(item, id=shop.shelf.new_item_id(), skus=_numbered(shop, item.skus))
    item = replace(item, status=PENDING if pending else passed(item))
    shop.put(item)
    if "search_lag" in call.faults:
        shop.shelf.hide_until(item.id, now + call.faults["search_lag"].wait())
    return shop.ok({"item_id": item.id, "item_status": item.status, "sku_list": _sku_list(item, item.skus)})


def update(shop: Shop, call: Call, form: Form) -> Reply:
    wanted = product_form(form)
    if not wanted.item_id:
        raise Refusal("1", "E001: Parameter ItemId is mandatory")
    _count_skus(shop, wanted, UPDATE)
    before = shop.item(wanted.item_id, UPDATE)
    if wanted.attributes is None:
        raise Refusal("1", "E001: Parameter Attributes is mandatory")
    if not wanted.skus or any(not sku.get("SkuId") for sku in wanted.skus):
        raise shop.failure(UPDATE, [Problem("4216", "SkuId", "SkuId is required")])
    shop.check_editable(before, UPDATE)
    after = _written(shop, call, before, wanted, UPDATE)
    after = _restated(shop, before, replace(after, updated=shop.now()), wanted)
    shop.put(after)
    shown: dict[str, Any] = {"item_status": after.status}
    if wanted.axes:
        shown["variation"] = variation(after)
    return shop.ok(shown)


def _add_skus(shop: Shop, call: Call, wanted: ProductForm) -> Reply:
    """`AssociatedSku`: a SkuId (or SellerSku) of the item that gets the new SKUs."""
    name = wanted.associated
    by_id = shop.shelf.with_sku(int(name)) if name.isascii() and name.isdigit() else None
    before = by_id or next((item for item, _ in shop.shelf.bearing(name)), None)
    if before is None:
        raise shop.failure(CREATE, [Problem("4136", "AssociatedSku", "The SKU does not exist")])
    shop.check_editable(before, CREATE)
    if not before.axes:
        raise shop.failure(CREATE, [Problem("209", "AssociatedSku", "The item does not use variations")])
    only = replace(wanted, attributes={}, images=None, category=None)
    after = _written(shop, call, before, only, CREATE)
    added = _numbered(shop, after.skus[len(before.skus) :])
    after = shop.put(replace(after, skus=(*before.skus, *added), updated=shop.now()))
    shown = {"item_id": after.id, "item_status": after.status, "sku_list": _sku_list(after, added)}
    return shop.ok(shown)


def _written(shop: Shop, call: Call, before: Item, wanted: ProductForm, api: str) -> Item:
    """The item as the write wants it, or the refusal that tells everything that is wrong with it."""
    problems: list[Problem] = []
    leaf = _leaf(shop, before, wanted, api)
    attributes = merged(shop.facts, leaf, before.attributes, wanted.attributes or {})
    problems += wrong_attributes(shop, call.root, leaf, attributes)
    images = before.images
    if wanted.images:
        images, wrong = chosen_images(shop, call.root, wanted.images)
        problems += wrong
    skus, gone = _skus(shop, call, before, wanted, api, problems)
    problems += wrong_declarations(wanted.axes, leaf)
    axes = axes_of(before.axes, wanted.axes, leaf, skus)
    problems += wrong_axes(wanted.axes, axes, leaf, skus, wanted.skus)
    problems += all_or_none(skus)
    asked = wanted.images or [address for sent in wanted.skus for address in sent.images or ()]
    if not images and not asked and not any(sku.images for sku in skus):
        problems.append(Problem("4139", "Images", "The product has no image"))
    problems += _taken(shop, before, skus)
    if problems:
        raise shop.failure(api, problems)
    return replace(
        before, category=leaf.id, attributes=attributes, images=images, axes=axes, skus=skus, gone=(*before.gone, *gone)
    )


def _leaf(shop: Shop, before: Item, wanted: ProductForm, api: str) -> Leaf:
    if wanted.category is None and before.category:
        return shop.facts.leaves[before.category]
    if not wanted.category:
        raise Refusal("1", "E001: Parameter PrimaryCategory is mandatory")
    number = int(wanted.category) if wanted.category.isascii() and wanted.category.isdigit() else 0
    leaf = shop.facts.leaves.get(number)
    if leaf is None:
        if number in shop.facts.nodes:
            problem = Problem("4134", "PrimaryCategory", "The category is not a leaf")
        else:
            problem = Problem("201", "PrimaryCategory", "The category is invalid")
    elif leaf.inactive:
        problem = Problem("4228", "PrimaryCategory", "The category is not active")
    elif leaf.banned:
        problem = Problem("512", "PrimaryCategory", "The category is banned")
    elif leaf.blocked:
        problem = Problem("4163", "PrimaryCategory", "The seller may not sell in this category")
    else:
        return leaf
    raise shop.failure(api, [problem])


def _skus(
    shop: Shop, call: Call, before: Item, wanted: ProductForm, api: str, problems: list[Problem]
) -> tuple[tuple[Sku, ...], tuple[Sku, ...]]:
    """All SKUs after the write, those that stay in their order, and those that go."""
    after = {sku.id: sku for sku in before.skus}
    for position, sent in enumerate(wanted.skus):
        said = Figures(sent.get("SellerSku"), problems)
        number = sent.get("SkuId") if api == UPDATE else ""
        old = before.sku(int(number)) if number.isascii() and number.isdigit() else None
        if number and old is None:
            said.wrong("4136", "SkuId", f"The SKU {number} does not exist")
            continue
        sku = with_form(shop, call.root, old or Sku(id=0, seller_sku="", price=0), sent, said)
        wrong_sku(sku, said)
        after[sku.id or -1 - position] = sku
    if not after:
        problems.append(Problem("1", "Skus", "The product has no SKU"))
    stay = tuple(sku for sku in after.values() if sku.status != "deleted")
    if after and not stay:
        problems.append(Problem("CAN_NOT_REMOVE_ALL_SKU", "Skus", "Not all SKUs can be removed"))
    return stay, tuple(sku for sku in after.values() if sku.status == "deleted" and sku.id)


def _taken(shop: Shop, before: Item, skus: Sequence[Sku]) -> list[Problem]:
    """SellerSkus that come twice, here or in the shop."""
    found = []
    names = [sku.seller_sku for sku in skus if sku.seller_sku]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            found.append(Problem("4105", "SellerSku", f"The SellerSku {name} is repeated"))
            continue
        if any(item.id != before.id for item, _ in shop.shelf.bearing(name)):
            text = f"The SellerSku {name} is already used in the shop"
            found.append(Problem("4135", "SellerSku", text, shown="THD_IC_ERR_F_IC_INFRA_PRODUCT_036"))
    return found


def _restated(shop: Shop, before: Item, after: Item, wanted: ProductForm) -> Item:
    """What an edit makes of the item's state: a rejected one is reviewed anew, others where the option says so."""
    if before.status == PENDING:
        return after
    if before.status == SUSPENDED:
        return shop.reviewed(after)
    if any(sku.get("Status") for sku in wanted.skus):
        after = replace(after, status=passed(after))
    edited = (before.attributes, before.images, before.category) != (after.attributes, after.images, after.category)
    if shop.options.review_edits and after.status == ACTIVE and (edited or _fell(before, after)):
        return shop.reviewed(after)
    return after


def _fell(before: Item, after: Item) -> bool:
    old = {sku.id: sku.price for sku in before.skus}
    return any(sku.id in old and sku.price * FALL <= old[sku.id] for sku in after.skus)


def _count_skus(shop: Shop, wanted: ProductForm, api: str) -> None:
    if len(wanted.skus) > MAX_SKUS:
        raise shop.failure(api, [Problem("4171", "Skus", f"No more than {MAX_SKUS} SKUs")])


def _numbered(shop: Shop, skus: Sequence[Sku]) -> tuple[Sku, ...]:
    return tuple(replace(sku, id=shop.shelf.new_sku_id()) for sku in skus)


def _sku_list(item: Item, skus: Sequence[Sku]) -> list[Mapping[str, Any]]:
    """Not in the request's order: clients have to match by `seller_sku`."""
    return [{"seller_sku": sku.seller_sku, "shop_sku": shop_sku(item, sku), "sku_id": sku.id} for sku in reversed(skus)]
