"""Pictures and videos: upload, migration one by one and in batches, a SKU's images, videos in blocks."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.lazada.mock.check_images import MAX_IMAGES, all_or_none, chosen_images
from adapters.lazada.mock.envelope import Problem, Refusal
from adapters.lazada.mock.form import Form
from adapters.lazada.mock.gate import missing
from adapters.lazada.mock.items import Item
from adapters.lazada.mock.payload import entries, product_tree, request_tree, text_of
from adapters.lazada.mock.shop import Shop

__all__ = [
    "commit_video",
    "create_video",
    "get_batch",
    "get_video",
    "migrate_batch",
    "migrate_one",
    "set_images",
    "upload_block",
    "upload_image",
]

SET = "/images/set"
MAX_SKUS = 50


def upload_image(shop: Shop, call: Call, form: Form) -> Reply:
    """One file; what it is follows from its bytes."""
    data = next((part.data for part in form.files if part.name == "image"), b"")
    return shop.ok({"image": _shown(shop, call, shop.pictures.add(data))})


def migrate_one(shop: Shop, call: Call, form: Form) -> Reply:
    image = request_tree(form).get("Image")
    address = text_of(image.get("Url")) if isinstance(image, dict) else ""
    if not address:
        raise Refusal("30", "E030: Empty Request")
    return shop.ok({"image": _shown(shop, call, shop.migrations.one(address, call.root))})


def migrate_batch(shop: Shop, call: Call, form: Form) -> Reply:
    images = request_tree(form).get("Images")
    rows = images.get("Url") if isinstance(images, dict) else None
    rows = rows if isinstance(rows, list) else [rows]
    addresses = [text_of(row) for row in rows if text_of(row)]
    if not addresses:
        raise Refusal("30", "E030: Empty Request")
    if len(addresses) > MAX_IMAGES:
        raise Refusal("203", "E203: Too many images in one request")
    return shop.ok(None, batch_id=shop.migrations.begin(addresses, call.root, spoiled="partial_batch" in call.faults))


def get_batch(shop: Shop, call: Call, form: Form) -> Reply:
    if not form.get("batch_id"):
        raise missing("batch_id")
    batch = shop.migrations.result(form.get("batch_id"))
    data: dict[str, Any] = {}
    if batch.pictures:
        data["images"] = [_shown(shop, call, picture) for picture in batch.pictures]
    if batch.errors:
        data["errors"] = [{"field": "Url", "msg": why, "original_url": address} for address, why in batch.errors]
    return shop.ok(data)


def set_images(shop: Shop, call: Call, form: Form) -> Reply:
    """Replaces each named SKU's images. The SKUs may belong to several items."""
    rows = entries(product_tree(form))
    if not rows:
        raise Refusal("1", "E001: Parameter Skus is mandatory")
    if len(rows) > MAX_SKUS:
        raise Refusal("204", "E204: Too many SKUs in one request")
    problems: list[Problem] = []
    changed: dict[int, Item] = {}
    for row in rows:
        number = text_of(row.get("SkuId"))
        if not number:
            problems.append(Problem("4216", "SkuId", "SkuId is required"))
            continue
        item = shop.shelf.with_sku(int(number)) if number.isascii() and number.isdigit() else None
        if item is None:
            problems.append(Problem("4136", "SkuId", f"The SKU does not exist: {number}"))
            continue
        shop.check_editable(item, SET)
        addresses = _addresses(row)
        if len(addresses) > MAX_IMAGES:
            raise Refusal("203", "E203: Too many images in one request")
        pictures, wrong = chosen_images(shop, call.root, addresses)
        problems += wrong or ([] if pictures else [Problem("4139", "Images", "The SKU has no image")])
        item = changed.get(item.id, item)
        skus = tuple(replace(sku, images=pictures) if str(sku.id) == number else sku for sku in item.skus)
        changed[item.id] = replace(item, skus=skus)
    problems += [problem for item in changed.values() for problem in all_or_none(item.skus)]
    if problems:
        raise shop.failure(SET, problems)
    for item in changed.values():
        shop.put(replace(item, updated=shop.now()))
    return shop.ok({})


def create_video(shop: Shop, call: Call, form: Form) -> Reply:
    if not form.get("fileName"):
        raise missing("fileName")
    return _video(shop, upload_id=shop.videos.begin(_number(form, "fileBytes")))


def upload_block(shop: Shop, call: Call, form: Form) -> Reply:
    data = next((part.data for part in form.files if part.name == "file"), b"")
    if not data:
        raise Refusal("30", "E030: Empty Request")
    number, count = _number(form, "blockNo"), _number(form, "blockCount")
    return _video(shop, e_tag=shop.videos.block(form.get("uploadId"), number, count, data))


def commit_video(shop: Shop, call: Call, form: Form) -> Reply:
    try:
        parts = json.loads(form.get("parts"))
    except ValueError as error:
        raise Refusal("5", "E005: Invalid Request Format") from error
    parts = parts if isinstance(parts, list) else []
    video = shop.videos.commit(form.get("uploadId"), parts, form.get("title"), form.get("coverUrl"))
    return _video(shop, video_id=video)


def get_video(shop: Shop, call: Call, form: Form) -> Reply:
    if not form.get("videoId"):
        raise missing("videoId")
    return _video(shop, **shop.videos.show(form.get("videoId")))


def _shown(shop: Shop, call: Call, picture: str) -> dict[str, str]:
    return {"url": shop.pictures.address(call.root, picture), "hash_code": picture}


def _addresses(row: Any) -> list[str]:
    images = row.get("Images")
    rows = images.get("Image") if isinstance(images, dict) else None
    if rows is not None and not isinstance(rows, list):
        raise Refusal("1001", "E1001: Images.Image must be an array")
    return [text_of(each) for each in rows or [] if text_of(each)]


def _number(form: Form, name: str) -> int:
    text = form.get(name)
    if not text:
        raise missing(name)
    if not (text.isascii() and text.isdigit()):
        raise Refusal("4107", f"E4107: {name} is not a valid number")
    return int(text)


def _video(shop: Shop, **told: str) -> Reply:
    return shop.ok(None, success=True, result_code="0", result_message="success", **told)
