from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.unit.shopee_mock.client import Seller

SIZES = [{"name": "Khối lượng", "option_list": [{"option": "250 g"}, {"option": "500 g"}]}]


def model(*index: int, price: int = 98000, stock: int = 5, sku: str = "") -> dict[str, Any]:
    return {
        "tier_index": list(index),
        "original_price": price,
        "seller_stock": [{"stock": stock}],
        "model_sku": sku or f"MO-{'-'.join(map(str, index))}",
    }


async def old_item(seller: Seller) -> int:
    item = await seller.add()
    await seller.control("clock", {"advance_s": 6})
    return item


async def init(seller: Seller, item: int, tiers: Any, *models: Any) -> dict[str, Any]:
    body = {"item_id": item, "tier_variation": tiers, "model": list(models)}
    return await seller.post("product/init_tier_variation", body)


async def models_of(seller: Seller, item: int) -> dict[str, dict[str, Any]]:
    answer = await seller.get("product/get_model_list", ("item_id", item))
    return {each["model_sku"]: each for each in answer["response"]["model"]}


async def test_too_early_after_creation(seller: Seller) -> None:
    item = await seller.add()
    assert (await init(seller, item, SIZES, model(0), model(1)))["error"] == "error_item_not_found"
    await seller.control("clock", {"advance_s": 5})
    assert (await init(seller, item, SIZES, model(0), model(1)))["error"] == ""


async def test_the_wait_can_be_switched_off() -> None:
    seller = Seller.of(variation_wait_s=0)
    assert (await init(seller, await seller.add(), SIZES, model(0), model(1)))["error"] == ""


async def test_base_info_drops_price_and_stock(seller: Seller) -> None:
    item = await old_item(seller)
    answer = await init(seller, item, SIZES, model(0), model(1, price=180000, stock=48))
    assert answer["error"] == ""
    info = await seller.base(item)
    assert info["has_model"] is True
    assert "price_info" not in info
    assert "stock_info_v2" not in info
    models = await models_of(seller, item)
    assert models["MO-1"]["price_info"][0]["original_price"] == 180000
    assert models["MO-1"]["stock_info_v2"]["summary_info"]["total_available_stock"] == 48
    assert models["MO-1"]["tier_index"] == [1]
    listed = (await seller.control("listings"))["listings"][0]
    assert {each["sku"] for each in listed["skus"]} == {"MO-0", "MO-1"}


async def test_models_come_back_in_another_order(seller: Seller) -> None:
    item = await old_item(seller)
    tiers = [{"name": "Cỡ", "option_list": [{"option": f"Cỡ {n}"} for n in range(6)]}]
    answer = await init(seller, item, tiers, *[model(n) for n in range(6)])
    order = [each["tier_index"][0] for each in answer["response"]["model"]]
    assert sorted(order) == list(range(6))
    assert order != list(range(6))


async def test_the_standardised_form_and_pictures_on_the_first_tier(seller: Seller) -> None:
    item = await old_item(seller)
    pictures = [await seller.image_id("red"), await seller.image_id("blue")]
    colours: dict[str, Any] = {
        "variation_id": 0,
        "variation_name": "Màu sắc",
        "variation_option_list": [
            {"variation_option_id": 0, "variation_option_name": name, "image_id": each}
            for name, each in zip(("Đỏ", "Ngọc"), pictures, strict=True)
        ],
    }
    body = {"item_id": item, "standardise_tier_variation": [colours], "model": [model(0), model(1)]}
    assert (await seller.post("product/init_tier_variation", body))["error"] == ""
    answer = (await seller.get("product/get_model_list", ("item_id", item)))["response"]
    options = answer["tier_variation"][0]["option_list"]
    assert [option["image"]["image_id"] for option in options] == pictures
    del colours["variation_option_list"][1]["image_id"]
    assert (await seller.post("product/init_tier_variation", body))["error"] == "error_param"


async def test_tiers_and_indexes_are_checked(seller: Seller) -> None:
    item = await old_item(seller)
    three = SIZES * 3
    assert (await init(seller, item, three, model(0, 0, 0)))["message"] == "The level of tier-variation over 2."
    for models in ([model(2)], [model(0, 0)], [model(0), model(0)]):
        assert (await init(seller, item, SIZES, *models))["message"] == "Model tier_index error."
    long = [{"name": "Khối lượng", "option_list": [{"option": "Hộp quà tặng loại đặc biệt"}]}]
    assert (await init(seller, item, long, model(0)))["error"] == "error_param"


async def test_dearest_is_at_most_five_times_the_cheapest(seller: Seller) -> None:
    item = await old_item(seller)
    assert (await init(seller, item, SIZES, model(0), model(1, price=490_001)))["error"] == "product.error_busi"
    assert (await init(seller, item, SIZES, model(0), model(1, price=490_000)))["error"] == ""


async def test_figures_of_models_need_their_ids(seller: Seller) -> None:
    item = await old_item(seller)
    await init(seller, item, SIZES, model(0), model(1))
    number = (await models_of(seller, item))["MO-1"]["model_id"]
    prices = {"item_id": item, "price_list": [{"original_price": 99000}]}
    answer = await seller.post("product/update_price", prices)
    assert answer["error"] == "error_edit_item_price_for_item_has_model"
    stocks = {"item_id": item, "stock_list": [{"model_id": 0, "seller_stock": [{"stock": 1}]}]}
    assert (await seller.post("product/update_stock", stocks))["error"] == "error_edit_item_stock_for_item_has_model"
    prices = {"item_id": item, "price_list": [{"model_id": number, "original_price": 99000}]}
    assert (await seller.post("product/update_price", prices))["error"] == ""
    assert (await models_of(seller, item))["MO-1"]["price_info"][0]["original_price"] == 99000


async def test_adding_renaming_and_deleting_models(seller: Seller) -> None:
    item = await old_item(seller)
    await init(seller, item, SIZES, model(0))
    added = await seller.post("product/add_model", {"item_id": item, "model_list": [model(1)]})
    number = added["response"]["model"][0]["model_id"]
    renamed: dict[str, Any] = {"item_id": item, "model": [{"model_id": number, "model_sku": "MẬT-500"}]}
    assert (await seller.post("product/update_model", renamed))["error"] == ""
    assert set(await models_of(seller, item)) == {"MO-0", "MẬT-500"}
    twice = {"item_id": item, "model": renamed["model"] * 2}
    assert (await seller.post("product/update_model", twice))["message"] == "Repeat model_id."
    answer = await seller.post("product/delete_model", {"item_id": item, "model_id": number})
    assert answer["error"] == ""
    assert "response" not in answer
    assert set(await models_of(seller, item)) == {"MO-0"}


async def test_changing_tiers_drops_the_models_left_out(seller: Seller) -> None:
    item = await old_item(seller)
    await init(seller, item, SIZES, model(0), model(1))
    kept = (await models_of(seller, item))["MO-1"]["model_id"]
    tiers = [{"name": "Khối lượng", "option_list": [{"option": "500 g"}, {"option": "1 lít"}]}]
    body = {"item_id": item, "tier_variation": tiers, "model_list": [{"model_id": kept, "tier_index": [0]}]}
    assert (await seller.post("product/update_tier_variation", body))["error"] == ""
    models = await models_of(seller, item)
    assert set(models) == {"MO-1"}
    assert models["MO-1"]["tier_index"] == [0]


async def test_rerunning_replaces_every_model_id_and_empty_tiers_remove_them(seller: Seller) -> None:
    item = await old_item(seller)
    await init(seller, item, SIZES, model(0), model(1))
    before = {each["model_id"] for each in (await models_of(seller, item)).values()}
    await init(seller, item, SIZES, model(0), model(1))
    after = {each["model_id"] for each in (await models_of(seller, item)).values()}
    assert not before & after
    assert (await init(seller, item, [], model(price=77000, stock=9)))["error"] == ""
    info = await seller.base(item)
    assert info["has_model"] is False
    assert info["price_info"][0]["original_price"] == 77000


async def promoted(seller: Seller, item: int) -> dict[str, dict[str, Any]]:
    await init(seller, item, SIZES, model(0), model(1))
    ends = datetime.now(UTC) + timedelta(days=1)
    await seller.control("promotion", {"sku": "MO-0", "until": ends.isoformat(), "price": 90_000})
    return await models_of(seller, item)


async def test_a_promotion_locks_the_structure(seller: Seller) -> None:
    item = await old_item(seller)
    models = await promoted(seller, item)
    small, large = (models[sku]["model_id"] for sku in ("MO-0", "MO-1"))
    assert (await init(seller, item, SIZES, model(0), model(1)))["error"] == "error_cannt_init_tier_in_promotion"
    answer = await seller.post("product/delete_model", {"item_id": item, "model_id": small})
    assert answer["error"] == "error_cannt_delete_option_in_promotion"
    places = [{"model_id": small, "tier_index": [1]}, {"model_id": large, "tier_index": [0]}]
    body = {"item_id": item, "tier_variation": SIZES, "model_list": places}
    answer = await seller.post("product/update_tier_variation", body)
    assert answer["error"] == "error_cannt_change_tier_variation_in_promotion"
    assert await models_of(seller, item) == models


async def test_a_promotion_leaves_skus_options_and_other_models_alone(seller: Seller) -> None:
    item = await old_item(seller)
    models = await promoted(seller, item)
    small, large = (models[sku]["model_id"] for sku in ("MO-0", "MO-1"))
    renamed = [{"name": "Khối lượng", "option_list": [{"option": "250 gam"}, {"option": "500 gam"}]}]
    body = {"item_id": item, "tier_variation": renamed}
    assert (await seller.post("product/update_tier_variation", body))["error"] == ""
    sku = {"item_id": item, "model": [{"model_id": small, "model_sku": "MO-250"}]}
    assert (await seller.post("product/update_model", sku))["error"] == ""
    prices = [{"model_id": small, "original_price": 97_000}, {"model_id": large, "original_price": 190_000}]
    answer = (await seller.post("product/update_price", {"item_id": item, "price_list": prices}))["response"]
    assert [each["model_id"] for each in answer["success_list"]] == [large]
    assert answer["failure_list"][0]["model_id"] == small
    assert (await seller.post("product/delete_model", {"item_id": item, "model_id": large}))["error"] == ""


async def test_standardised_variations_by_their_ids(seller: Seller) -> None:
    item = await old_item(seller)
    answer = await seller.get("product/get_variation_tree", ("category_id", seller.leaf()))
    weight = next(v for v in answer["data"]["standardise_variation_list"] if v["variation_name"] == "Khối lượng")
    group = weight["variation_group_list"][0]
    tier = {
        "variation_id": weight["variation_id"],
        "variation_group_id": group["variation_group_id"],
        "variation_name": weight["variation_name"],
        "variation_option_list": [{**option, "image_id": ""} for option in group["variation_option_list"][:2]],
    }
    body = {"item_id": item, "standardise_tier_variation": [tier], "model": [model(0), model(1)]}
    assert (await seller.post("product/init_tier_variation", body))["error"] == ""
    shown = (await seller.get("product/get_model_list", ("item_id", item)))["response"]
    assert shown["standardise_tier_variation"] == [tier]
    for name in ("variation_id", "variation_group_id"):
        wrong = {**body, "standardise_tier_variation": [{**tier, name: 5}]}
        assert (await seller.post("product/init_tier_variation", wrong))["message"].endswith(f"{name} is not found.")
    tier["variation_option_list"][0]["variation_option_id"] = 5
    assert (await seller.post("product/init_tier_variation", body))["error"] == "error_param"
    assert (await seller.get("product/get_variation_tree", ("category_id", 5)))["error"] == "error_invalid_category"
