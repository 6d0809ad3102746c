from __future__ import annotations

import csv
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from adapters.lazada.mock import MockOptions, build
from tests.unit.lazada_mock.client import Seller

SAMPLE = files("connector").joinpath("sample", "data")


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(SAMPLE.joinpath(name).read_text("utf-8").splitlines(keepends=True)))


PRODUCTS = {row["sku"]: row for row in rows("products.csv")}
PUBLISHABLE = [
    row["product_key"]
    for row in rows("shops_expected.csv")
    if row["marketplace"] == "lazada" and row["publishable"] == "yes"
]


async def listings(seller: Seller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await seller.control("listings"))["listings"]
    return found


async def test_the_first_publishable_products_with_titles_changed_only() -> None:
    seller = Seller.of(seed="12")
    seeded = await listings(seller)
    assert [listing["skus"][0]["sku"] for listing in seeded] == PUBLISHABLE[:12]
    for listing in seeded:
        row = PRODUCTS[listing["skus"][0]["sku"]]
        assert listing["live"]
        assert listing["title"] != row["title_vi"]
        assert listing["title"].startswith(row["title_vi"])
        assert listing["skus"][0]["price"] == int(row["price_vnd"])
        assert listing["skus"][0]["stock"] == int(row["stock"])
        assert listing["description"].startswith(row["short_story_vi"])
        assert len(listing["images"]) == len(row["image_files"].split(";"))
    assert (await seller.control("calls"))["total"] == 0


async def test_a_shop_filled_by_hand_has_no_skus_and_differs_within_bounds() -> None:
    """How titles are retyped is the frame's, and looked at in Shopee's mock."""
    seller = Seller.of(seed="40", no_sku=True)
    for listing, key in zip(await listings(seller), PUBLISHABLE, strict=False):
        row = PRODUCTS[key]
        assert listing["skus"][0]["sku"] == ""
        price = int(row["price_vnd"])
        assert abs(listing["skus"][0]["price"] - price) <= price / 10
        assert listing["title"] != row["title_vi"]


async def test_rows_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mẫu.csv"
    chosen = [PRODUCTS["P036-03"], PRODUCTS["P005-01"]]
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, list(chosen[0]))
        writer.writeheader()
        writer.writerows(chosen)
    seller = Seller.of(seed=str(path))
    assert [listing["skus"][0]["sku"] for listing in await listings(seller)] == ["P036-03", "P005-01"]


@pytest.mark.parametrize("seed", ["không-có.csv", "-1", "2.5"])
def test_a_seed_that_cannot_be_read(seed: str) -> None:
    with pytest.raises(ValueError):
        build(MockOptions(seed=seed))


@pytest.mark.parametrize("own", [{"app_status": "live"}, {"seller_status": "ngủ"}])
def test_options_that_cannot_be(own: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is one of"):
        Seller.of(**own)


async def test_every_publishable_product_of_the_sample_can_be_created_and_updated() -> None:
    """What was seeded passes an update, and is created again through the API under the sample's own title."""
    seeded, empty = Seller.of(seed=str(len(PUBLISHABLE)), pace=1e6), Seller.of(pace=1e6)
    image = await empty.image()
    for offset in range(0, len(PUBLISHABLE), 50):
        page = await seeded.get("/products/get", filter="live", limit=50, offset=offset)
        for listed in page["data"]["products"]:
            item = await seeded.item(listed["item_id"])
            rows = [{"SkuId": str(sku["SkuId"])} for sku in item["skus"]]
            body = {"ItemId": str(item["item_id"]), "Attributes": {}, "Skus": {"Sku": rows}}
            answer = await seeded.payload("/product/update", body)
            assert answer["code"] == "0", answer
            answer = await empty.payload("/product/create", recreated(item, image))
            assert answer["code"] == "0", answer
    made = await listings(empty)
    assert (len(made), sum(len(listing["skus"]) for listing in made)) == (158, 179)


def recreated(item: dict[str, Any], image: str) -> dict[str, Any]:
    sides = ("package_length", "package_width", "package_height", "package_weight")
    skus = [
        {
            "SellerSku": sku["SellerSku"],
            "price": f"{sku['price']:.0f}",
            "quantity": str(sku["Available"]),
            **{name: sku[name] for name in sides},
            **({"saleProp": sku["saleProp"]} if sku["saleProp"] else {}),
        }
        for sku in item["skus"]
    ]
    axes = {
        f"variation{number}": {
            "name": axis["name"],
            "hasImage": False,
            "customize": True,
            "options": {"option": axis["options"]},
        }
        for number, axis in enumerate(item["variation"].values(), start=1)
    }
    product = {
        "PrimaryCategory": str(item["primary_category"]),
        "Images": {"Image": [image]},
        "Attributes": {**item["attributes"], "name": PRODUCTS[skus[0]["SellerSku"]]["title_vi"]},
        "Skus": {"Sku": skus},
    }
    return json.loads(json.dumps({**product, "variation": axes} if axes else product))  # type: ignore[no-any-return]
