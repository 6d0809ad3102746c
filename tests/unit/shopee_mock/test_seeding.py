from __future__ import annotations

import csv
import unicodedata
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from adapters.shopee.mock import MockOptions, build
from tests.unit.shopee_mock.client import Seller

SAMPLE = files("connector").joinpath("sample", "data")


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(SAMPLE.joinpath(name).read_text("utf-8").splitlines(keepends=True)))


PRODUCTS = {row["sku"]: row for row in rows("products.csv")}
PUBLISHABLE = [
    row["product_key"]
    for row in rows("shops_expected.csv")
    if row["marketplace"] == "shopee" and row["publishable"] == "yes"
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
    seller = Seller.of(seed="40", no_sku=True)
    spellings, words = set(), 0
    for listing, key in zip(await listings(seller), PUBLISHABLE, strict=False):
        row = PRODUCTS[key]
        assert listing["skus"][0]["sku"] == ""
        price = int(row["price_vnd"])
        assert abs(listing["skus"][0]["price"] - price) <= price / 10
        title = listing["title"]
        assert title != row["title_vi"]
        assert 10 <= len(title) <= 120
        spellings.add(
            "spaces" if "  " in title else "plain" if title.isascii() else "capitals" if title.isupper() else ""
        )
        words += fold(title) != fold(row["title_vi"])
        assert {*fold(row["title_vi"]).split()} & {*fold(title).split()}
    assert spellings == {"spaces", "plain", "capitals", ""}
    assert 20 < words < 40, "most say more or less than the catalogue, some say just the same"


def fold(title: str) -> str:
    plain = unicodedata.normalize("NFD", title.replace("đ", "d").replace("Đ", "D"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split()).casefold()


async def test_products_with_several_skus_become_variations() -> None:
    seller = Seller.of(seed=str(len(PUBLISHABLE)))
    seeded = await listings(seller)
    assert len(seeded) == 170
    assert sum(len(listing["skus"]) for listing in seeded) == 189
    dress = next(listing for listing in seeded if any(sku["sku"] == "P001-N1-DO-S" for sku in listing["skus"]))
    assert len(dress["skus"]) == 6
    sandals = next(listing for listing in seeded if any(sku["sku"] == "P012-N1-38" for sku in listing["skus"]))
    on_sale = {row["sku"] for row in PRODUCTS.values() if row["product_key"] == "P012-N1" and not row["status"]}
    assert {sku["sku"] for sku in sandals["skus"]} == on_sale


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


def test_a_file_with_other_columns(tmp_path: Path) -> None:
    path = tmp_path / "khác.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(ValueError, match="columns"):
        build(MockOptions(seed=str(path)))


async def test_every_publishable_product_of_the_sample_can_be_created() -> None:
    """What was seeded is read back, and created again through the API under the sample's own title."""
    seeded, empty = Seller.of(seed="170", pace=1e6), Seller.of(pace=1e6, variation_wait_s=0)
    picture = await empty.image_id()
    for number in await seeded.listed():
        await recreate(seeded, empty, number, picture)
    for page in (("offset", 100),):
        both = ("page_size", 100), ("item_status", "NORMAL")
        answer = await seeded.get("product/get_item_list", page, *both)
        for row in answer["response"]["item"]:
            await recreate(seeded, empty, row["item_id"], picture)
    made = await listings(empty)
    assert len(made) == 170
    assert sum(len(listing["skus"]) for listing in made) == 189


async def recreate(seeded: Seller, empty: Seller, number: int, picture: str) -> None:
    info = await seeded.base(number)
    key = info["item_sku"]
    row = PRODUCTS.get(key) or next(row for row in PRODUCTS.values() if row["product_key"] == key)
    copied = ("description", "category_id", "item_sku", "dimension", "brand", "logistic_info")
    body = {
        **{name: info[name] for name in copied},
        "item_name": row["title_vi"],
        "weight": float(info["weight"]),
        "attribute_list": [
            {"attribute_id": each["attribute_id"], "attribute_value_list": each["attribute_value_list"]}
            for each in info["attribute_list"]
        ],
        "image": {"image_id_list": [picture] * len(info["image"]["image_id_list"])},
        "original_price": int(row["price_vnd"]),
        "seller_stock": [{"stock": int(row["stock"])}],
    }
    answer = await empty.post("product/add_item", body)
    assert answer["error"] == "", (key, answer)
    if info["has_model"]:
        item = answer["response"]["item_id"]
        answer = await seeded.get("product/get_model_list", ("item_id", number))
        models = [
            {
                "tier_index": model["tier_index"],
                "model_sku": model["model_sku"],
                "original_price": model["price_info"][0]["original_price"],
                "seller_stock": [{"stock": model["stock_info_v2"]["summary_info"]["total_available_stock"]}],
            }
            for model in answer["response"]["model"]
        ]
        tiers = {"item_id": item, "tier_variation": answer["response"]["tier_variation"], "model": models}
        answer = await empty.post("product/init_tier_variation", tiers)
        assert answer["error"] == "", (key, answer)


async def test_a_seeded_item_passes_an_update() -> None:
    seller = Seller.of(seed="30")
    for number in await seller.listed():
        answer = await seller.post("product/update_item", {"item_id": number, "condition": "NEW"})
        assert answer["error"] == "", answer
