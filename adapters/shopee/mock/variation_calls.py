"""Variations: one or two tiers of options, and a model for each combination that is sold.

Setting them replaces every model id. For a few seconds after its creation an item is not there yet for this service.
Models come back in another order than they were sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.shopee.mock.checks import check_price, check_sku, check_stock
from adapters.shopee.mock.envelope import Refusal
from adapters.shopee.mock.fields import decode, int_param
from adapters.shopee.mock.figure_calls import check_spread
from adapters.shopee.mock.item_calls import stock_of
from adapters.shopee.mock.items import Item, Model, Tier
from adapters.shopee.mock.render import model_echo, model_info, tiers_info
from adapters.shopee.mock.shapes import MODEL_DELETED, MODELS_ADDED, MODELS_CHANGED, TIERS_CHANGED, TIERS_SET
from adapters.shopee.mock.shop import Shop
from adapters.shopee.mock.tiers import read_tiers, standardised

__all__ = [
    "add_model",
    "delete_model",
    "get_model_list",
    "init_tier_variation",
    "update_model",
    "update_tier_variation",
]

MAX_MODELS = 50


def init_tier_variation(shop: Shop, call: Call) -> Reply:
    body = decode(call, "InitTierVariationRequest", TIERS_SET)
    item = shop.editable(body["item_id"])
    if shop.now() - item.created < shop.options.variation_wait_s:
        raise Refusal("error_item_not_found", "Product not found")
    _check_lock(shop, item, "error_cannt_init_tier_in_promotion", "Tier_variation cannot be changed")
    tiers = read_tiers(shop, body)
    entries = body["model"]
    if not tiers:
        if len(entries) != 1 or entries[0]["tier_index"]:
            raise Refusal("error_param", "Model tier_index error.")
        model = _model(shop, item, entries[0])
        after = replace(item, tiers=(), models=(), price=model.price, stock=model.stock, promotions={})
        models: tuple[Model, ...] = ()
    else:
        _check_indexes(tiers, [entry["tier_index"] for entry in entries])
        models = tuple(_model(shop, item, entry) for entry in entries)
        check_spread([model.price for model in models])
        after = replace(item, tiers=tiers, models=models, promotions={})
    shop.put(replace(after, updated=shop.now()))
    response = {
        "item_id": item.id,
        "tier_variation": tiers_info(call.root, tiers),
        "model": [model_echo(model) for model in _shuffled(models)],
    }
    return shop.ok(response)


def add_model(shop: Shop, call: Call) -> Reply:
    body = decode(call, "AddModelRequest", MODELS_ADDED)
    item = shop.editable(body["item_id"])
    new = tuple(_model(shop, item, entry) for entry in body["model_list"])
    models = item.models + new
    _check_indexes(item.tiers, [model.tier_index for model in models])
    check_spread([model.price for model in models])
    shop.put(replace(item, models=models, updated=shop.now()))
    return shop.ok({"model": [model_echo(model) for model in _shuffled(new)]})


def update_model(shop: Shop, call: Call) -> Reply:
    body = decode(call, "UpdateModelRequest", MODELS_CHANGED)
    item = shop.editable(body["item_id"])
    wanted = {entry["model_id"]: check_sku(entry["model_sku"]) for entry in body["model"]}
    if len(wanted) != len(body["model"]):
        raise Refusal("error_param", "Repeat model_id.")
    _known(item, wanted)
    barcodes = {entry["model_id"]: entry["gtin_code"] for entry in body["model"] if "gtin_code" in entry}
    models = tuple(
        replace(model, sku=wanted.get(model.id, model.sku), gtin=barcodes.get(model.id, model.gtin))
        for model in item.models
    )
    shop.put(replace(item, models=models, updated=shop.now()))
    return shop.ok(None)


def delete_model(shop: Shop, call: Call) -> Reply:
    body = decode(call, "DeleteModelRequest", MODEL_DELETED)
    item = shop.editable(body["item_id"])
    _known(item, [body["model_id"]])
    if item.promoted(body["model_id"], shop.now()):
        _check_lock(shop, item, "error_cannt_delete_option_in_promotion", "Option of tier_variation cannot be deleted")
    models = tuple(model for model in item.models if model.id != body["model_id"])
    if not models:
        raise Refusal("error_param", "At least one model should be kept.")
    shop.put(replace(item, models=models, updated=shop.now()))
    return shop.ok(None)


def update_tier_variation(shop: Shop, call: Call) -> Reply:
    body = decode(call, "UpdateTierVariationRequest", TIERS_CHANGED)
    item = shop.editable(body["item_id"])
    tiers = read_tiers(shop, body)
    if not tiers or not item.models:
        raise Refusal("error_param", "The item has no tier-variation.")
    models = item.models
    if "model_list" in body:
        places = {entry["model_id"]: tuple(entry["tier_index"]) for entry in body["model_list"]}
        if len(places) != len(body["model_list"]):
            raise Refusal("error_param", "Repeat model_id.")
        _known(item, places)
        models = tuple(replace(m, tier_index=places[m.id]) for m in models if m.id in places)
    _check_indexes(tiers, [model.tier_index for model in models])
    if models != item.models:
        message = "Structure of tier_variation cannot be edited"
        _check_lock(shop, item, "error_cannt_change_tier_variation_in_promotion", message)
    shop.put(replace(item, tiers=tiers, models=models, updated=shop.now()))
    return shop.ok(None)


def get_model_list(shop: Shop, call: Call) -> Reply:
    item = shop.look(int_param(call, "item_id"), shop.view(call))
    if item is None:
        raise Refusal("error_item_not_found", "Item_id is not found.")
    now = shop.now()
    response = {
        "tier_variation": tiers_info(call.root, item.tiers),
        "standardise_tier_variation": [standardised(tier) for tier in item.tiers],
        "model": [model_info(item, model, now) for model in _shuffled(item.models)],
    }
    return shop.ok(response)


def _check_indexes(tiers: Sequence[Tier], indexes: Sequence[Sequence[int]]) -> None:
    if not 1 <= len(indexes) <= MAX_MODELS:
        raise Refusal("error_param", f"The number of models should be within 1-{MAX_MODELS}.")
    seen = {tuple(index) for index in indexes}
    fits = all(
        len(index) == len(tiers) and all(0 <= at < len(tier.options) for at, tier in zip(index, tiers, strict=True))
        for index in seen
    )
    if not fits or len(seen) != len(indexes):
        raise Refusal("error_param", "Model tier_index error.")


def _model(shop: Shop, item: Item, entry: Mapping[str, Any]) -> Model:
    price = check_price(shop, entry["original_price"])
    stock = check_stock(shop, stock_of(entry["seller_stock"]))
    return Model(
        id=shop.shelf.new_model_id(),
        tier_index=tuple(entry["tier_index"]),
        sku=check_sku(entry.get("model_sku", "")),
        price=price,
        stock=stock,
        weight=float(entry.get("weight", item.weight)),
        dimension=entry.get("dimension", item.dimension),
        gtin=entry.get("gtin_code", ""),
    )


def _check_lock(shop: Shop, item: Item, code: str, what: str) -> None:
    if item.locked(shop.now()):
        raise Refusal(code, f"{what} when item is under promotion.")


def _known(item: Item, models: Sequence[int] | Mapping[int, Any]) -> None:
    if set(models) - {model.id for model in item.models}:
        raise Refusal("error_item_or_variation_not_found", "Item or model doesn't exist.")


def _shuffled(models: Sequence[Model]) -> list[Model]:
    """The same models in a fixed other order: nobody should rely on it."""
    return sorted(models, key=lambda model: (model.id * 7919) % 101, reverse=True)
