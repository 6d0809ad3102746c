from __future__ import annotations

from typing import Any

import pytest

from tests.unit.lazada_mock.client import FOREIGN, SILK, Seller, codes, sku

UPDATE = "/product/update"


async def updated(seller: Seller, created: dict[str, Any], **product: Any) -> dict[str, Any]:
    """An update of the item's first SKU, or of those given."""
    skus = product.pop("skus", None)
    number = next(each["sku_id"] for each in created["sku_list"] if each["seller_sku"])
    rows = [{"SkuId": str(number)}] if skus is None else skus
    body = {"ItemId": str(created["item_id"]), "Attributes": {}, **product, "Skus": {"Sku": rows}}
    return await seller.payload(UPDATE, {name: value for name, value in body.items() if value is not None})


def ids(created: dict[str, Any]) -> dict[str, str]:
    return {each["seller_sku"]: str(each["sku_id"]) for each in created["sku_list"]}


async def test_attributes_merge(seller: Seller) -> None:
    created = await seller.create(attributes={"storage_condition": "Refrigerated"})
    before = (await seller.item(created["item_id"]))["attributes"]
    answer = await updated(seller, created, Attributes={"name": "Tương nếp mẻ mới", "description": ""})
    assert answer["data"] == {"item_status": "Active"}
    item = await seller.item(created["item_id"])
    assert item["attributes"] == {**before, "name": "Tương nếp mẻ mới"}
    assert item["skus"][0]["quantity"] == 12


async def test_the_special_keys_blank_a_text(seller: Seller) -> None:
    created = await seller.create(attributes={"short_description": "<ul><li>Ngon</li></ul>"})
    await updated(seller, created, Attributes={"d_short_description": "Yes", "d_description": "yes"})
    attributes = (await seller.item(created["item_id"]))["attributes"]
    assert "short_description" not in attributes
    assert "description" not in attributes


async def test_images_are_replaced_whole_and_never_to_none(seller: Seller) -> None:
    first, second = await seller.image("red"), await seller.image("blue")
    created = await seller.create(images=[first, second])
    await updated(seller, created, Images={"Image": [second]})
    assert (await seller.item(created["item_id"]))["images"] == [second]
    assert (await updated(seller, created, Images={"Image": []}))["code"] == "0"
    assert (await seller.item(created["item_id"]))["images"] == [second]


async def test_figures_and_package_of_a_sku(seller: Seller) -> None:
    created = await seller.create()
    number = str(created["sku_list"][0]["sku_id"])
    await seller.control("sell", {"sku": "TUONG-500", "quantity": 2})
    row = {"SkuId": number, "price": "70000", "quantity": "30", "package_weight": "0.7", "SellerSku": "TUONG-MOI"}
    assert (await updated(seller, created, skus=[row]))["code"] == "0"
    shown = (await seller.item(created["item_id"]))["skus"][0]
    assert (shown["price"], shown["package_weight"], shown["SellerSku"]) == (70000.0, "0.7", "TUONG-MOI")
    assert (shown["Available"], shown["quantity"]) == (30, 32), "what is sellable is overwritten, orders keep theirs"


async def test_skus_that_are_not_listed_stay(seller: Seller) -> None:
    created = await seller.create(skus=[sku(n, saleProp={"flavor": n}) for n in "ABC"])
    row = {"SkuId": ids(created)["B"], "price": "1000"}
    assert (await updated(seller, created, skus=[row]))["code"] == "0"
    shown = (await seller.item(created["item_id"]))["skus"]
    assert {each["SellerSku"]: each["price"] for each in shown} == {"A": 65000.0, "B": 1000.0, "C": 65000.0}


@pytest.mark.parametrize("skus", [[], [{"price": "1000"}], [{"SellerSku": "TUONG-500", "price": "1000"}]])
async def test_a_sku_id_is_required(seller: Seller, skus: list[dict[str, str]]) -> None:
    created = await seller.create()
    answer = await updated(seller, created, skus=skus)
    assert (answer["code"], codes(answer)) == ("4216", ["4216"])
    assert answer["message"] == "E501: Update product failed"


async def test_attributes_must_be_there_but_may_be_empty(seller: Seller) -> None:
    created = await seller.create()
    assert (await updated(seller, created, Attributes=None))["code"] == "1"
    number, row = created["item_id"], created["sku_list"][0]["sku_id"]
    text = (
        f"<Request><Product><ItemId>{number}</ItemId><Attributes/>"
        f"<Skus><Sku><SkuId>{row}</SkuId></Sku></Skus></Product></Request>"
    )
    assert (await seller.post(UPDATE, payload=text))["code"] == "0"


async def test_ids_may_be_numbers_in_json(seller: Seller) -> None:
    created = await seller.create()
    row = {"SkuId": created["sku_list"][0]["sku_id"]}
    body = {"ItemId": created["item_id"], "Attributes": {}, "Skus": {"Sku": [row]}}
    assert (await seller.payload(UPDATE, body))["code"] == "0"


@pytest.mark.parametrize(("number", "code"), [("5", "4137"), (str(FOREIGN), "EDIT_ITEM_NOT_BELONG_SELLER")])
async def test_items_that_are_not_ours(seller: Seller, number: str, code: str) -> None:
    body = {"ItemId": number, "Attributes": {}, "Skus": {"Sku": [{"SkuId": "1"}]}}
    assert (await seller.payload(UPDATE, body))["code"] == code


async def test_an_update_that_is_wrong_changes_nothing(seller: Seller) -> None:
    created = await seller.create()
    before = await seller.item(created["item_id"])
    answer = await updated(seller, created, Attributes={"name": "Tương mới", "origin": "Sao Hỏa"})
    assert codes(answer) == ["4115"]
    assert await seller.item(created["item_id"]) == before


async def test_another_category_asks_for_its_own(seller: Seller) -> None:
    created = await seller.create()
    answer = await updated(seller, created, PrimaryCategory=seller.leaf(SILK))
    assert codes(answer) == ["4110"]
    answer = await updated(
        seller, created, PrimaryCategory=seller.leaf(SILK), Attributes={"material": "Silk,Tơ sen hồ Tây"}
    )
    assert answer["code"] == "0"
    attributes = (await seller.item(created["item_id"]))["attributes"]
    assert attributes["material"] == "Silk,Tơ sen hồ Tây"
    assert "ingredients" not in attributes


async def test_status_by_update(seller: Seller) -> None:
    created = await seller.create()
    number = str(created["sku_list"][0]["sku_id"])
    for word, status in (("inactive", "InActive"), ("active", "Active")):
        answer = await updated(seller, created, skus=[{"SkuId": number, "Status": word}])
        assert answer["data"]["item_status"] == status
        assert (await seller.item(created["item_id"]))["status"] == status


async def test_an_own_axis_with_images(seller: Seller) -> None:
    skus = [sku(n, saleProp={"Khối lượng": f"{n} g"}) for n in ("250", "500")]
    axis = {"name": "Khối lượng", "hasImage": True, "customize": True, "options": {"option": ["250 g", "500 g"]}}
    created = await seller.create(skus=skus, variation={"variation1": axis})
    shown = (await seller.item(created["item_id"]))["variation"]["Variation1"]
    assert shown == {
        "name": "Khối lượng",
        "label": "Khối lượng",
        "hasImage": True,
        "customize": True,
        "options": ["250 g", "500 g"],
    }
    assert (await seller.get("/products/get", filter="all"))["data"]["products"][0]["variation"] == {}


async def test_options_are_added_never_removed(seller: Seller) -> None:
    created = await seller.create(skus=[sku(n, saleProp={"flavor": n}) for n in "AB"])
    axis = {"name": "flavor", "hasImage": False, "customize": False, "options": {"option": ["B", "C"]}}
    answer = await updated(seller, created, variation={"variation1": axis})
    assert answer["data"]["variation"]["Variation1"]["options"] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("axis", "code"),
    [
        ({"name": "Một cái tên dài quá", "customize": True}, "209"),
        ({"name": "", "customize": True}, "209"),
        ({"name": "Cỡ", "customize": False}, "4143"),
        ({"name": "Cỡ", "customize": True, "options": {"option": ["dài hơn hai mươi chữ cái"]}}, "209"),
        ({"name": "Cỡ", "customize": True, "options": {"option": [str(n) for n in range(51)]}}, "209"),
    ],
)
async def test_axes_that_cannot_be(seller: Seller, axis: dict[str, Any], code: str) -> None:
    assert code in codes(await seller.creating(variation={"variation1": axis}))


async def test_only_the_first_axis_has_images(seller: Seller) -> None:
    axes = {
        "variation1": {"name": "Màu", "customize": True, "hasImage": False},
        "variation2": {"name": "Cỡ", "customize": True, "hasImage": True},
    }
    assert codes(await seller.creating(variation=axes)) == ["209"]


async def test_new_skus_join_an_item_that_has_axes(seller: Seller) -> None:
    created = await seller.create(skus=[sku(n, saleProp={"flavor": n}) for n in "AB"])
    joined = await seller.creating(AssociatedSku=ids(created)["A"], skus=[sku("C", saleProp={"flavor": "C"})])
    assert joined["data"]["item_id"] == created["item_id"]
    assert [each["seller_sku"] for each in joined["data"]["sku_list"]] == ["C"]
    shown = (await seller.item(created["item_id"]))["skus"]
    assert [each["SellerSku"] for each in shown] == ["A", "B", "C"]
    assert len({each["SkuId"] for each in shown}) == 3
    again = await seller.creating(AssociatedSku="A", skus=[sku("D", saleProp={"flavor": "C"})])
    assert codes(again) == ["4112"]
    assert codes(await seller.creating(AssociatedSku="Z", skus=[sku("D")])) == ["4136"]


async def test_a_rejected_item_is_reviewed_anew_once_it_is_edited(seller: Seller) -> None:
    created = await seller.create()
    await seller.control("review", {"id": str(created["item_id"]), "verdict": "fail", "reason": "Wrong Image"})
    item = await seller.item(created["item_id"])
    assert (item["status"], item["subStatus"]) == ("Suspended", "Live_Reject")
    assert item["rejectReason"][0]["violationDetail"] == "Wrong Image"
    assert item["rejectReason"][0]["suggestion"]
    answer = await updated(seller, created, Images={"Image": [await seller.image("white")]})
    assert answer["data"]["item_status"] == "Pending QC"
    assert (await seller.item(created["item_id"]))["rejectReason"] is None
    await seller.control("clock", {"advance_s": 3601})
    assert (await seller.item(created["item_id"]))["status"] == "Active"


async def test_review_of_edits() -> None:
    seller = Seller.of(review_edits=True, review_s=0)
    created = await seller.create()
    number = str(created["sku_list"][0]["sku_id"])
    assert (await updated(seller, created, skus=[{"SkuId": number, "price": "14000"}]))["data"][
        "item_status"
    ] == "Active"
    answer = await updated(seller, created, Attributes={"name": "Tương nếp đổi tên"})
    assert answer["data"]["item_status"] == "Pending QC"
    await seller.control("review", {"id": str(created["item_id"]), "verdict": "pass"})
    row = {"ItemId": str(created["item_id"]), "SkuId": number, "Price": "2800"}
    assert (await seller.payload("/product/price_quantity/update", {"Skus": {"Sku": [row]}}))["code"] == "0"
    assert (await seller.item(created["item_id"]))["status"] == "Pending QC", "a fall of 80 %"


async def test_an_item_that_is_banned_refuses_edits(seller: Seller) -> None:
    created = await seller.create()
    await seller.control("review", {"id": str(created["item_id"]), "verdict": "ban", "reason": "Hàng cấm"})
    item = await seller.item(created["item_id"])
    assert (item["status"], item["subStatus"]) == ("Suspended", "Admin")
    assert codes(await updated(seller, created, Attributes={"name": "Tương khác"})) == ["4155"]


async def test_a_blank_seller_sku_stays_editable() -> None:
    """A shop filled by hand: staff gave no SKU, and an update gives one."""
    seller = Seller.of(seed="1", no_sku=True)
    item = await seller.item((await seller.listed())[0])
    number = str(item["skus"][0]["SkuId"])
    body = {"ItemId": str(item["item_id"]), "Attributes": {}, "Skus": {"Sku": [{"SkuId": number}]}}
    assert (await seller.payload(UPDATE, body))["code"] == "0"
    body["Skus"] = {"Sku": [{"SkuId": number, "SellerSku": "P001-01"}]}
    assert (await seller.payload(UPDATE, body))["code"] == "0"
    assert await seller.listed(sku_seller_list='["P001-01"]') == [item["item_id"]]
