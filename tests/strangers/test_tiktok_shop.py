"""tiktok-shop-api (PyPI), by Isaac Kogan, does a shop's whole day against the TikTok Shop mock.

Nothing of it is changed: it is pointed at the mock by its own public parameter `base_url`, once for the token host
(`TikTokShopAuth`) and once for the API (`TikTokShop`). It builds requests from its own typed models, signs them, sends
uploads with the boundary `+++`, repeats list parameters, and refuses answers that do not fit its models.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import tiktok_shop_api as api
from PIL import Image
from tiktok_shop_api.generated import types

from tests.loopback import ROOT, Market, market
from tests.strangers.lazily import lazy_models

models: Any = lazy_models()

VECTORS = json.loads((ROOT / "tests" / "data" / "tiktok_shop_vectors.json").read_text("utf-8"))["vectors"]
TITLE = "Tương nếp Đường Lâm ủ chum sành chai 500 ml"


@pytest.fixture(scope="module")
def shop() -> Iterator[Market]:
    with market("--daily-listings", "40", marketplace="tiktok_shop") as running:
        yield running


@pytest.fixture
def line(shop: Market) -> Any:
    shop.post("reset", what="all")
    return json.loads(shop.line)


@pytest.fixture
def client(line: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The stranger with a token got by itself, and the cipher that the shop told it."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    token = auth(line).exchange_code(line["auth_code"]).access_token
    with api.TikTokShop(line["app_key"], line["app_secret"], token, base_url=line["base_url"]) as plain:
        told = plain.authorization.get_authorized_shops().data.shops[0]
        assert (told.id, told.region) == (line["shop_id"], "VN")
        with plain.with_shop(shop_cipher=told.cipher) as ready:
            yield ready


def auth(line: Any) -> Any:
    return api.TikTokShopAuth(line["app_key"], line["app_secret"], base_url=line["base_url"])


def photo(client: Any, use_case: str, colour: str = "peru", side: int = 600) -> Any:
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "JPEG")
    body = models.UploadProductImageRequest(
        data=types.File(io.BytesIO(out.getvalue()), "tương nếp.jpg", "image/jpeg"),
        use_case=models.UploadProductImageRequestUseCase(use_case),
    )
    return client.products.upload_product_image(body=body).data


def paper(client: Any) -> Any:
    body = models.UploadProductFileRequest(
        data=types.File(io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "giay.pdf", "application/pdf"), name="giay.pdf"
    )
    return client.products.upload_product_file(body=body).data


def leaf(client: Any) -> str:
    tree = client.products.get_categories(category_version="v2").data.categories
    named = {row.local_name: row for row in tree}
    assert named["Nước chấm & sốt"].is_leaf
    asked = models.RecommendCategoryRequest.from_dict({"product_title": TITLE, "category_version": "v2"})
    shown = client.products.recommend_category(body=asked).data
    assert {row.id for row in shown.categories} <= {row.id for row in tree}
    number: str = named["Nước chấm & sốt"].id
    return number


def attributes(client: Any, category: str) -> list[dict[str, Any]]:
    rows = client.products.get_category_attributes(category, category_version="v2").data.attributes
    return [
        {"id": row.id, "values": [{"id": row.values[0].id} if row.values else {"name": "Gạo nếp, đậu nành, muối"}]}
        for row in rows
        if row.type_ == "PRODUCT_PROPERTY" and row.is_requried
    ]


def papers(client: Any, category: str) -> list[dict[str, Any]]:
    rules = client.products.get_category_rules(category, category_version="v2").data
    assert rules.cod.is_supported
    filled = []
    for rule in rules.product_certifications:
        if rule.is_required:
            file, image = paper(client), photo(client, "CERTIFICATION_IMAGE")
            row: dict[str, Any] = {"id": rule.id, "images": [{"uri": image.uri}]}
            row["files"] = [{"id": file.id, "name": file.name, "format": file.format_}]
            if rule.expiration_date.is_required:
                row["expiration_date"] = int(time.time()) + 200 * 86_400
            filled.append(row)
    assert len(filled) == 2
    return filled


def warehouse(client: Any) -> str:
    rows = client.logistics.get_warehouse_list().data.warehouses
    usable = [row for row in rows if row.type_ == "SALES_WAREHOUSE" and row.effect_status == "ENABLED"]
    assert usable[0].address.distict
    number: str = next(row.id for row in usable if row.is_default)
    return number


def body_of(client: Any, sku: str, **changes: Any) -> dict[str, Any]:
    category = leaf(client)
    described = photo(client, "DESCRIPTION_IMAGE", "olive")
    body = {
        "title": TITLE,
        "description": f'<p>Ủ sáu tháng</p><img src="{described.url}" width="600" height="600"/>',
        "category_id": category,
        "category_version": "v2",
        "main_images": [{"uri": photo(client, "MAIN_IMAGE").uri}],
        "package_weight": {"value": "0.62", "unit": "KILOGRAM"},
        "package_dimensions": {"length": "8", "width": "8", "height": "26", "unit": "CENTIMETER"},
        "product_attributes": attributes(client, category),
        "certifications": papers(client, category),
        "skus": [
            {
                "seller_sku": sku,
                "price": {"amount": "65000", "currency": "VND"},
                "inventory": [{"warehouse_id": warehouse(client), "quantity": 12}],
            }
        ],
    }
    return {**body, **changes}


def create(client: Any, body: dict[str, Any]) -> Any:
    return client.products.create_product(body=models.CreateProductRequest.from_dict(body)).data


def search(client: Any, size: int = 20, token: Any = None, **wanted: Any) -> Any:
    page = {} if token is None else {"page_token": token}
    body = models.SearchProductsRequest.from_dict(wanted)
    return client.products.search_products(body=body, page_size=size, **page).data


def refusal(call: Callable[[], Any]) -> Any:
    with pytest.raises(api.TikTokShopError) as error:
        call()
    return error.value


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_it_signs_the_contracts_vectors_as_we_do(vector: dict[str, Any]) -> None:
    made = api.Signer.sign(
        path=vector["path"],
        query=[(key, value) for key, value in vector["query"]],
        content_type=vector["content_type"] or None,
        body=vector["body"].encode(),
        app_secret=vector["secret"],
    )
    assert made == vector["sign"]


def test_tokens_and_refresh(line: Any, client: Any) -> None:
    renewed = auth(line).refresh(line["refresh_token"])
    assert renewed.access_token_expire_in > time.time() + 6 * 86_400
    assert renewed.seller_base_region == "VN"
    with client.with_shop(access_token=renewed.access_token) as again:
        assert warehouse(again) == line["warehouse_id"]
    used = refusal(lambda: auth(line).exchange_code(line["auth_code"]))
    assert used.code == 36004005


def test_a_shop_that_is_ready_to_list(client: Any) -> None:
    checks = client.products.check_listing_prerequisites().data.check_results
    assert "BANk_ACCOUNT" in {row.check_item for row in checks}
    assert not any(row.is_failed for row in checks)
    brands = client.products.get_brands(page_size=10, category_id=leaf(client), category_version="v2").data
    assert "UNAUTHORIEZD" in {brand.authorized_status for brand in brands.brands}


def test_a_product_from_check_to_deletion(shop: Market, client: Any) -> None:
    body = body_of(client, "TUONG-500")
    checking = models.CheckProductListingRequest.from_dict(body)
    assert client.products.check_product_listing(body=checking).data.check_result == "PASS"
    keyed = {**body, "idempotency_key": "6f1c2d3e-0001"}
    made = create(client, keyed)
    assert create(client, keyed).product_id == made.product_id
    assert search(client).total_count == 1
    product, sku = made.product_id, made.skus[0].id
    assert client.products.get_product(product).data.status == "PENDING"
    shop.post("review", id=product, verdict="pass")
    seen = client.products.get_product(product).data
    assert (seen.status, seen.title, seen.audit.status) == ("ACTIVATE", TITLE, "APPROVED")
    assert seen.skus[0].price.sale_price == "65000"
    assert len(seen.certifications) == 2
    assert seen.main_images[0].urls[0].startswith(shop.base_url)

    change = models.PartialEditProductRequest.from_dict({"title": f"{TITLE} hũ sành"})
    assert client.products.partial_edit_product(product, body=change).data.audit.status == "AUDITING"
    assert client.products.get_product(product).data.title == TITLE
    review = client.products.get_product(product, return_under_review_version=True).data
    assert review.title == f"{TITLE} hũ sành"
    shop.post("review", id=product, verdict="fail", reason="Ảnh có chữ")
    after = client.products.get_product(product).data
    assert (after.title, after.audit.status) == (TITLE, "FAILED")
    assert after.audit_failed_reasons[0].reasons == ["Ảnh có chữ"]

    price = {"skus": [{"id": sku, "price": {"amount": "69000", "currency": "VND"}}]}
    client.products.update_price(product, body=models.UpdatePriceRequest.from_dict(price))
    stock = {"skus": [{"id": sku, "inventory": [{"warehouse_id": warehouse(client), "quantity": 0}]}]}
    assert not client.products.update_inventory(
        product, body=models.UpdateInventoryRequest.from_dict(stock)
    ).data.errors
    found = search(client, seller_skus=["TUONG-500"]).products
    assert [each.id for each in found] == [product]
    assert (found[0].skus[0].price.sale_price, found[0].skus[0].inventory[0].quantity) == ("69000", 0)

    one = {"product_ids": [product]}
    client.products.deactivate_products(body=models.DeactivateProductsRequest.from_dict(one))
    assert client.products.get_product(product).data.status == "SELLER_DEACTIVATED"
    client.products.activate_products(body=models.ActivateProductsRequest.from_dict(one))
    assert client.products.get_product(product).data.status == "PENDING"
    shop.post("clock", advance_s=3600)
    assert client.products.get_product(product).data.status == "ACTIVATE"
    client.products.delete_products(body=models.DeleteProductsRequest.from_dict(one))
    assert search(client).total_count == 0
    client.products.recover_products(body=models.RecoverProductsRequest.from_dict(one))
    assert client.products.get_product(product).data.status == "SELLER_DEACTIVATED"


def test_a_full_edit_with_variants(shop: Market, client: Any) -> None:
    body = body_of(client, "TUONG-500")
    product = create(client, body).product_id
    shop.post("review", id=product, verdict="pass")
    rows = [
        {
            **body["skus"][0],
            "seller_sku": f"TUONG-{size}",
            "sales_attributes": [{"name": "Dung tích", "value_name": size}],
        }
        for size in ("250", "500")
    ]
    edit = models.EditProductRequest.from_dict({**body, "skus": rows})
    answer = client.products.edit_product(product, body=edit).data
    assert [sku.seller_sku for sku in answer.skus] == ["TUONG-250", "TUONG-500"]
    shop.post("review", id=product, verdict="pass")
    seen = client.products.get_product(product).data
    assert [sku.sales_attributes[0].value_name for sku in seen.skus] == ["250", "500"]


def test_a_search_page_by_page_and_diagnoses_of_repeated_ids(shop: Market, client: Any) -> None:
    body = body_of(client, "")
    made = [
        create(client, {**body, "skus": [{**body["skus"][0], "seller_sku": f"T-{n}"}]}).product_id for n in range(5)
    ]
    seen, token = [], None
    for _ in range(3):
        page = search(client, 2, token)
        seen += [each.id for each in page.products]
        token = page.next_page_token
    assert (seen, token) == (made, "")
    for product in made:
        shop.post("review", id=product, verdict="pass")
    told = client.products.get_product_diagnoses(product_ids=made[:2]).data.products
    assert [each.id for each in told] == made[:2]


def test_warnings_and_part_failures_reach_it(client: Any) -> None:
    made = create(client, body_of(client, "TUONG-1", brand_id="123"))
    assert "brand_id" in made.warnings[0].message
    asked = models.ActivateProductsRequest.from_dict({"product_ids": [made.product_id, "5"]})
    errors = client.products.activate_products(body=asked).data.errors
    assert [(error.code, error.detail.product_id) for error in errors] == [(12052901, made.product_id), (12052032, "5")]
    stock = {"skus": [{"id": made.skus[0].id, "inventory": [{"warehouse_id": warehouse(client), "quantity": 100_000}]}]}
    body = models.UpdateInventoryRequest.from_dict(stock)
    error = client.products.update_inventory(made.product_id, body=body).data.errors[0]
    assert (error.code, error.detail.extra_errors[0].code) == (12052990, 12052055)


def test_what_is_wrong_reaches_it_as_its_error(line: Any, client: Any, shop: Market) -> None:
    body = body_of(client, "TUONG-2")
    paperless = refusal(lambda: create(client, {**body, "certifications": []}))
    assert (paperless.code, paperless.http_status) == (12052105, 200)
    short = refusal(lambda: create(client, {**body, "title": "Tương nếp"}))
    assert short.code == 12052051
    checking = models.CheckProductListingRequest.from_dict({**body, "title": "Tương", "certifications": []})
    reasons = client.products.check_product_listing(body=checking).data.fail_reasons
    assert [reason.code for reason in reasons] == [12052051, 12052105, 12052105]
    with api.TikTokShop(
        line["app_key"], "khong_phai_khoa", "x", line["shop_cipher"], base_url=line["base_url"]
    ) as spoilt:
        assert refusal(lambda: warehouse(spoilt)).code == 106001
    with client.with_shop(access_token="ROW_la") as other:
        assert refusal(lambda: warehouse(other)).code == 36009004
    with client.with_shop(shop_cipher="ROW_gian_hang_khac") as foreign:
        assert refusal(lambda: warehouse(foreign)).code == 101000
    with client.with_shop(shop_cipher=None) as bare:
        assert refusal(lambda: warehouse(bare)).code == 106013
    shop.post("faults", kind="expire_token")
    assert refusal(lambda: warehouse(client)).code == 105002
    shop.post("faults", kind="throttle")
    assert refusal(lambda: warehouse(client)).http_status == 429
    shop.post("faults", kind="lose_answer", endpoint="POST /product/202309/products")
    keyed = {**body, "idempotency_key": "6f1c2d3e-0002"}
    assert refusal(lambda: create(client, keyed)).code == -1
    assert create(client, keyed).product_id
    assert search(client, seller_skus=["TUONG-2"]).total_count == 1


def test_the_days_listings_of_a_new_shop(client: Any) -> None:
    body = body_of(client, "TUONG-3")
    for _ in range(40):
        create(client, body)
    assert refusal(lambda: create(client, body)).code == 12052093
