"""Creating: a good body passes, and the answer and the read back are what the contract shows."""

from __future__ import annotations

import time

import pytest

from tests.unit.tiktok_shop_mock.client import PRODUCTS, SAUCE_TITLE, TITLE, Seller, picture


async def test_a_product_goes_to_audit_and_then_live(seller: Seller) -> None:
    answer = await seller.good("POST", PRODUCTS, await seller.body())
    product = answer["product_id"]
    assert product.isdigit()
    assert answer["warnings"] == []
    assert [sku["seller_sku"] for sku in answer["skus"]] == ["LO-HOA-35"]
    seen = await seller.get(product)
    assert (seen["status"], seen["product_status"], seen["audit"]["status"]) == ("PENDING", "INITIAL", "AUDITING")
    await seller.review(product)
    seen = await seller.get(product)
    assert (seen["status"], seen["product_status"], seen["audit"]["status"]) == ("ACTIVATE", "ACTIVATE", "APPROVED")
    assert seen["title"] == TITLE
    assert seen["skus"][0]["price"] == {"currency": "VND", "sale_price": "450000", "tax_exclusive_price": "450000"}
    assert seen["skus"][0]["inventory"] == [{"warehouse_id": seller.info["warehouse_id"], "quantity": 12}]
    assert [node["local_name"] for node in seen["category_chains"]] == list(seller.leaf().path)
    assert seen["main_images"][0]["width"] == 600


async def test_food_needs_its_papers_and_shows_them(seller: Seller) -> None:
    body = await seller.sauce()
    without = {**body, "certifications": body["certifications"][1:]}
    refusal = await seller.call("POST", PRODUCTS, without)
    assert refusal["code"] == 12052105
    assert "7182910001" in refusal["message"]
    product = (await seller.good("POST", PRODUCTS, body))["product_id"]
    papers = (await seller.get(product))["certifications"]
    assert [paper["title"] for paper in papers] == [
        "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm",
        "Bản tự công bố sản phẩm",
    ]
    assert papers[0]["expiration_date"] > time.time()
    assert papers[0]["files"][0]["format"] == "PDF"


async def test_a_shop_that_wants_no_papers() -> None:
    seller = Seller.of(no_papers=True)
    body = await seller.sauce(certifications=None)
    assert (await seller.good("POST", PRODUCTS, body))["product_id"]


async def test_the_key_replays_the_first_success_and_a_failure_does_not_burn_it(seller: Seller) -> None:
    body = await seller.body(idempotency_key="ý-định-1")
    assert (await seller.call("POST", PRODUCTS, {**body, "title": "Ngắn"}))["code"] == 12052051
    first = await seller.good("POST", PRODUCTS, body)
    again = await seller.good("POST", PRODUCTS, {**body, "title": TITLE.upper()})
    assert again == first
    assert (await seller.search())["total_count"] == 1
    assert (await seller.good("POST", PRODUCTS, {**body, "idempotency_key": "khác"}))["product_id"] != first[
        "product_id"
    ]


async def test_a_lost_answer_is_found_by_the_same_key(seller: Seller) -> None:
    body = await seller.body(idempotency_key="mất-tiếng")
    await seller.fault("late_error", f"POST {PRODUCTS}")
    assert (await seller.call("POST", PRODUCTS, body))["code"] == 36009007
    assert (await seller.good("POST", PRODUCTS, body))["product_id"]
    assert (await seller.search())["total_count"] == 1


async def test_a_draft_is_invisible_until_an_edit_lists_it(seller: Seller) -> None:
    product = await seller.add(save_mode="AS_DRAFT")
    assert (await seller.get(product))["status"] == "DRAFT"
    assert (await seller.partial(product, save_mode="LISTING"))["code"] == 0
    assert (await seller.get(product))["status"] == "PENDING"


async def test_explicit_nulls_and_unknown_fields_are_ignored(seller: Seller) -> None:
    body = {**await seller.body(), "brand_id": None, "size_chart": None, "video": None, "version": "202309"}
    body["product_attributes"].append(None)
    body["skus"][0] |= {"identifier_code": None, "la": 1}
    assert (await seller.call("POST", PRODUCTS, body, category_version="v1", version="202309"))["code"] == 0


async def test_bad_brand_gtin_and_attribute_values_become_warnings(seller: Seller) -> None:
    body = await seller.body(brand_id="123")
    body["product_attributes"].append({"id": "100421", "values": [{"name": "sáu"}]})
    body["skus"][0]["identifier_code"] = {"code": "8934-x", "type": "EAN"}
    answer = await seller.good("POST", PRODUCTS, body)
    texts = " ".join(warning["message"] for warning in answer["warnings"])
    assert "brand_id" in texts
    assert "identifier_code" in texts
    assert "100421" in texts
    seen = await seller.get(answer["product_id"])
    assert "brand" not in seen
    assert "identifier_code" not in seen["skus"][0]


async def test_the_listing_check_tells_every_failure_and_creates_nothing(seller: Seller) -> None:
    body = await seller.body(title="Ngắn quá", package_weight={"value": "0", "unit": "KILOGRAM"}, brand_id="123")
    body["skus"][0]["price"]["currency"] = "USD"
    seen = await seller.good("POST", f"{PRODUCTS}/listing_check", body)
    assert seen["check_result"] == "FAILED"
    assert [reason["code"] for reason in seen["fail_reasons"]] == [12052051, 12052084, 12052181]
    assert "brand_id" in seen["warnings"]["message"]
    passed = await seller.good("POST", f"{PRODUCTS}/listing_check", await seller.body())
    assert passed == {"check_result": "PASS", "fail_reasons": []}
    assert (await seller.search())["total_count"] == 0


async def test_variants_get_ids_for_names_of_the_sellers_own(seller: Seller) -> None:
    skus = seller.variants("M", "L")
    skus[0]["sales_attributes"].append({"name": "Dáng bình", "value_name": "Tỳ bà"})
    skus[1]["sales_attributes"].append({"name": "dáng bình", "value_name": "tỳ bà"})
    answer = await seller.good("POST", PRODUCTS, await seller.body(skus=skus))
    axes = [[(each["id"], each["value_id"]) for each in sku["sales_attributes"]] for sku in answer["skus"]]
    assert axes[0][0][0] == axes[1][0][0] == "100002"
    assert axes[0][1] == axes[1][1]
    assert axes[0][0][1] != axes[1][0][1]
    shown = (await seller.get(answer["product_id"]))["skus"][1]["sales_attributes"]
    assert [each["value_name"] for each in shown] == ["L", "Tỳ bà"]


async def test_descriptions_settle_differently_from_what_was_sent(seller: Seller) -> None:
    product = await seller.add(description="Dòng một\n\nDòng hai & ba")
    assert (await seller.get(product))["description"] == "<p>Dòng một</p><p>Dòng hai &amp; ba</p>"
    html = "<div class='x'><h2>Lọ hoa</h2><p style='a'>Men <b>rạn</b></p><script>1</script></div><ul><li>tay</ul>"
    product = await seller.add(description=html)
    seen = (await seller.get(product))["description"]
    assert "<strong>Lọ hoa</strong>" in seen
    assert "<p>Men <b>rạn</b></p>" in seen
    assert "<ul><li>tay</li></ul>" in seen
    assert "script" not in seen
    assert "style" not in seen
    assert "class" not in seen


async def test_a_picture_in_the_description_must_be_one_of_ours(seller: Seller) -> None:
    ours = await seller.image(use_case="DESCRIPTION_IMAGE")
    tag = f'<p>Ảnh</p><img src="{ours["url"]}" width="600" height="600"/>'
    assert await seller.refused(description=tag) == 0
    main = await seller.image()
    assert await seller.refused(description=tag.replace(ours["url"], main["url"])) == 12052340
    assert await seller.refused(description=tag.replace(ours["url"], "https://la.example/a.jpg")) == 12052340


async def test_a_new_shop_lists_a_hundred_a_day() -> None:
    seller = Seller.of(daily_listings=100)
    body = await seller.body()
    for _ in range(100):
        assert (await seller.call("POST", PRODUCTS, body))["code"] == 0
    assert (await seller.call("POST", PRODUCTS, body))["code"] == 12052093
    assert (await seller.call("POST", PRODUCTS, {**body, "save_mode": "AS_DRAFT"}))["code"] == 0
    await seller.control("clock", {"advance_s": 86_400})
    assert (await seller.call("POST", PRODUCTS, body))["code"] == 0


async def test_a_sauce_with_the_same_external_id_is_refused(seller: Seller) -> None:
    await seller.add(external_product_id="OCOP-1")
    assert await seller.refused(external_product_id="OCOP-1", title=SAUCE_TITLE) == 12052996


@pytest.mark.parametrize(
    ("size", "told"), [((600, 800), (600, 800)), ((600, 900), (900, 900)), ((900, 600), (900, 900))]
)
async def test_main_pictures_out_of_ratio_are_squared(
    seller: Seller, size: tuple[int, int], told: tuple[int, int]
) -> None:
    seen = await seller.image(picture(side=size[0], height=size[1]))
    assert (seen["width"], seen["height"]) == told
    described = await seller.image(picture(side=size[0], height=size[1]), "DESCRIPTION_IMAGE")
    assert (described["width"], described["height"]) == size
