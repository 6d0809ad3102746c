"""Edits, audits and the life of a product."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests.unit.tiktok_shop_mock.client import PRODUCTS, TITLE, Seller

NEW = "Lọ hoa men rạn Bát Tràng cao 40 cm, men mới"


async def put(seller: Seller, product: str, body: dict[str, Any]) -> dict[str, Any]:
    return await seller.call("PUT", f"/product/202509/products/{product}", body)


async def state(seller: Seller, verb: str, *products: str) -> dict[str, Any]:
    return await seller.good("POST", f"{PRODUCTS}/{verb}", {"product_ids": list(products)})


async def test_an_edit_of_a_live_product_waits_beside_it(seller: Seller) -> None:
    product = await seller.live()
    answer = (await seller.partial(product, title=NEW))["data"]
    assert answer["audit"] == {"status": "AUDITING"}
    now = await seller.get(product)
    assert (now["title"], now["status"], now["audit"]["status"]) == (TITLE, "ACTIVATE", "AUDITING")
    assert (await seller.get(product, return_under_review_version="true"))["title"] == NEW
    assert (await seller.search())["products"][0]["title"] == TITLE
    await seller.review(product)
    assert (await seller.get(product))["title"] == NEW


async def test_a_failed_edit_leaves_the_live_version_and_says_why(seller: Seller) -> None:
    product = await seller.live()
    await seller.partial(product, title=NEW)
    await seller.review(product, "fail", "Ảnh có chữ")
    now = await seller.get(product)
    assert (now["title"], now["status"], now["audit"]["status"]) == (TITLE, "ACTIVATE", "FAILED")
    assert now["audit_failed_reasons"][0]["reasons"] == ["Ảnh có chữ"]
    assert (await seller.get(product, return_under_review_version="true"))["title"] == TITLE


async def test_a_failed_first_audit_can_be_mended(seller: Seller) -> None:
    product = await seller.add()
    await seller.review(product, "fail", "Ảnh mờ")
    assert (await seller.get(product))["status"] == "FAILED"
    assert (await seller.partial(product, title=NEW))["code"] == 0
    now = await seller.get(product)
    assert (now["status"], now["title"], now["audit_failed_reasons"]) == ("PENDING", NEW, [])


async def test_an_audit_ends_by_itself_and_a_resend_restarts_it(seller: Seller) -> None:
    product = await seller.add()
    await seller.control("clock", {"advance_s": 3000})
    await seller.partial(product, title=NEW)
    await seller.control("clock", {"advance_s": 3000})
    assert (await seller.get(product))["status"] == "PENDING"
    await seller.control("clock", {"advance_s": 600})
    assert (await seller.get(product))["status"] == "ACTIVATE"


@pytest.mark.parametrize(
    "words",
    ["Gọi 0912 345 678 nhé", "Gọi +84-912-345-678", "Xem tại https://htx.example/lo", "Nhắn Zalo", "htxgom.com.vn"],
)
async def test_words_that_lead_buyers_away_fail_the_audit(seller: Seller, words: str) -> None:
    product = await seller.add(description=f"<p>Men rạn đắp tay. {words}</p>")
    await seller.control("clock", {"advance_s": 3600})
    now = await seller.get(product)
    assert now["status"] == "FAILED"
    assert now["audit_failed_reasons"][0]["position"] == "Description"


async def test_a_qr_code_in_a_picture_fails_the_audit(seller: Seller) -> None:
    image = Image.new("RGB", (600, 600), "white")
    draw = ImageDraw.Draw(image)
    for x, y in ((100, 100), (380, 100), (100, 380)):
        draw.rectangle((x, y, x + 139, y + 139), "black")
        draw.rectangle((x + 20, y + 20, x + 119, y + 119), "white")
        draw.rectangle((x + 40, y + 40, x + 99, y + 99), "black")
    out = io.BytesIO()
    image.save(out, "PNG")
    uri = (await seller.image(out.getvalue()))["uri"]
    product = await seller.add(main_images=[{"uri": uri}])
    await seller.control("clock", {"advance_s": 3600})
    assert (await seller.get(product))["audit_failed_reasons"][0]["position"] == "Main image"


async def test_eggs_in_a_box_are_no_qr_code(seller: Seller) -> None:
    image = Image.new("RGB", (600, 600), "white")
    draw = ImageDraw.Draw(image)
    for x, y in ((100, 100), (380, 100), (100, 380), (380, 380)):
        draw.ellipse((x, y, x + 139, y + 139), "black")
        draw.ellipse((x + 20, y + 20, x + 119, y + 119), "white")
        draw.ellipse((x + 40, y + 40, x + 99, y + 99), "black")
    out = io.BytesIO()
    image.save(out, "PNG")
    uri = (await seller.image(out.getvalue()))["uri"]
    product = await seller.add(main_images=[{"uri": uri}])
    await seller.control("clock", {"advance_s": 3600})
    assert (await seller.get(product))["status"] == "ACTIVATE"


async def test_a_full_edit_clears_what_it_leaves_out_but_price_and_stock(seller: Seller) -> None:
    product = await seller.live(external_product_id="OCOP-7")
    seen = await seller.get(product)
    body = await seller.body(package_dimensions=None, title=NEW)
    body["skus"] = [{"id": seen["skus"][0]["id"]}]
    assert (await put(seller, product, body))["code"] == 0
    await seller.review(product)
    now = await seller.get(product)
    assert now["title"] == NEW
    assert "package_dimensions" not in now
    assert now["external_product_id"] == ""
    assert now["skus"][0]["seller_sku"] == ""
    assert now["skus"][0]["price"] == seen["skus"][0]["price"]
    assert now["skus"][0]["inventory"] == seen["skus"][0]["inventory"]


@pytest.mark.parametrize(("field", "name"), [("main_images", "MainImages"), ("category_id", "CategoryId")])
async def test_a_full_edit_needs_every_required_field(seller: Seller, field: str, name: str) -> None:
    product = await seller.live()
    body = await seller.body()
    del body[field]
    answer = await put(seller, product, body)
    assert answer["code"] == 36009004
    assert answer["message"].startswith(f"{name} is a required field")


async def test_a_partial_edit_replaces_a_property_whole(seller: Seller) -> None:
    product = await seller.live()
    two = [{"uri": await seller.uri()}, {"uri": await seller.uri()}]
    assert (await seller.partial(product, main_images=two))["code"] == 0
    await seller.review(product)
    now = await seller.get(product)
    assert [image["uri"] for image in now["main_images"]] == [image["uri"] for image in two]
    assert now["title"] == TITLE
    assert now["package_dimensions"]["height"] == "40"


async def test_skus_left_out_are_deleted_and_new_ones_made(seller: Seller) -> None:
    product = await seller.live(skus=seller.variants("M", "L"))
    first, second = (await seller.get(product))["skus"]
    kept = {"id": first["id"], "seller_sku": "LO-M", "sales_attributes": [{"name": "Kích cỡ", "value_name": "M"}]}
    fresh = seller.variants("XL")[0]
    answer = (await seller.partial(product, skus=[kept, fresh]))["data"]
    await seller.review(product)
    now = (await seller.get(product))["skus"]
    assert [sku["id"] for sku in now] == [sku["id"] for sku in answer["skus"]]
    assert now[0]["id"] == first["id"]
    assert second["id"] not in [sku["id"] for sku in now]
    assert now[0]["price"] == first["price"]
    bare = {"id": first["id"], "seller_sku": "LO-M"}
    assert (await seller.partial(product, skus=[bare]))["code"] == 12052550


async def test_price_and_stock_of_an_edit_count_at_once(seller: Seller) -> None:
    product = await seller.live()
    sku = (await seller.get(product))["skus"][0]["id"]
    entry = seller.sku(id=sku, price={"amount": "470000", "currency": "VND"})
    entry["inventory"][0]["quantity"] = 3
    await seller.partial(product, title=NEW, skus=[entry])
    now = await seller.get(product)
    assert (now["title"], now["skus"][0]["price"]["sale_price"]) == (TITLE, "470000")
    assert now["skus"][0]["inventory"][0]["quantity"] == 3


async def test_a_draft_of_a_live_product_stands_beside_it(seller: Seller) -> None:
    product = await seller.live()
    await seller.partial(product, title=NEW, save_mode="AS_DRAFT")
    now = await seller.get(product)
    assert (now["title"], now["has_draft"], now["audit"]["status"]) == (TITLE, True, "APPROVED")
    assert (await seller.get(product, return_draft_version="true"))["title"] == NEW
    assert (await seller.search({"return_draft_version": True}))["total_count"] == 1
    assert (await seller.partial(product, save_mode="LISTING"))["code"] == 0
    await seller.review(product)
    now = await seller.get(product)
    assert (now["title"], now["has_draft"]) == (NEW, False)
    assert now["skus"][0]["inventory"][0]["quantity"] == 12
    pending = await seller.add()
    assert (await seller.partial(pending, save_mode="AS_DRAFT"))["code"] == 12052901
    both = await seller.call(
        "GET", f"{PRODUCTS}/{product}", return_draft_version="true", return_under_review_version="true"
    )
    assert both["code"] == 98001004


async def test_activate_goes_through_review_and_deactivate_is_at_once(seller: Seller) -> None:
    product, hidden = await seller.live(), await seller.live()
    assert await state(seller, "deactivate", product) == {}
    assert (await seller.get(product))["status"] == "SELLER_DEACTIVATED"
    errors = (await state(seller, "activate", product, hidden, "5"))["errors"]
    assert [(e["code"], e["detail"]["product_id"]) for e in errors] == [(12052901, hidden), (12052032, "5")]
    assert (await seller.get(product))["status"] == "PENDING"
    await seller.control("clock", {"advance_s": 3600})
    assert (await seller.get(product))["status"] == "ACTIVATE"


async def test_deleting_and_recovering(seller: Seller) -> None:
    product = await seller.live()
    await seller.good("DELETE", PRODUCTS, {"product_ids": [product]})
    assert (await seller.call("GET", f"{PRODUCTS}/{product}"))["code"] == 12052901
    assert (await seller.search())["total_count"] == 0
    assert (await seller.search({"status": "DELETED"}))["total_count"] == 1
    assert (await seller.partial(product, title=NEW))["code"] == 12052901
    await state(seller, "recover", product)
    assert (await seller.get(product))["status"] == "SELLER_DEACTIVATED"


async def test_a_ban_freezes_and_an_appeal_takes_down(seller: Seller) -> None:
    product = await seller.live()
    await seller.review(product, "ban", "Hàng giả")
    assert (await seller.partial(product, title=NEW))["code"] == 12052901
    refused = await seller.call("DELETE", PRODUCTS, {"product_ids": [product]})
    assert refused["data"]["errors"][0]["code"] == 12052901
    assert (await seller.search({"status": "FREEZE"}))["total_count"] == 1
    await seller.review(product, "pass")
    assert (await seller.get(product))["status"] == "PLATFORM_DEACTIVATED"
    assert (await seller.partial(product, title=NEW))["code"] == 0
    assert (await seller.get(product))["status"] == "PENDING"


async def test_echoing_a_read_sku_back_loses_the_price(seller: Seller) -> None:
    """Reading gives `sale_price`, writing takes `amount`: an echo is a price that is missing."""
    product = await seller.live()
    seen = (await seller.get(product))["skus"][0]
    echo = {key: seen[key] for key in ("id", "seller_sku", "price", "inventory")}
    assert (await seller.partial(product, skus=[echo]))["code"] == 12052571


async def test_seeded_products_of_the_old_tree_need_a_new_category() -> None:
    seller = Seller.of(seed="1", old_categories=True)
    product = (await seller.search())["products"][0]["id"]
    chain = (await seller.get(product))["category_chains"]
    assert [node["is_leaf"] for node in chain] == [True]
    long = "Khăn choàng lụa nhuộm lá bàng dệt tay"
    assert (await seller.partial(product, title=long))["code"] == 12052217
    leaf = seller.facts.v1[chain[0]["id"]].id
    assert (await seller.partial(product, title=long, category_id=leaf, category_version="v2"))["code"] == 0


async def test_what_an_edit_leaves_alone_stays_to_the_letter() -> None:
    """Titles that staff typed are not judged, mended or renewed by an edit of something else."""
    seller = Seller.of(seed="40", no_sku=True)
    typed = (await seller.search(page_size=100))["products"]
    product = next(one for one in typed if one["title"] != " ".join(one["title"].split()))
    await seller.partial(product["id"], description="<p>Lời mới của hợp tác xã.</p>")
    await seller.review(product["id"])
    assert (await seller.get(product["id"]))["title"] == product["title"]
