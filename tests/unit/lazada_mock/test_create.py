from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

import pytest

from tests.unit.lazada_mock.client import Seller, codes, fields, sku


def xml(node: Any, tag: str) -> str:
    """The XML twin of a JSON payload: lists become repeated elements."""
    if isinstance(node, list):
        return "".join(xml(each, tag) for each in node)
    if isinstance(node, dict):
        return f"<{tag}>{''.join(xml(value, name) for name, value in node.items())}</{tag}>"
    text = str(node).lower() if isinstance(node, bool) else escape(str(node))
    return f"<{tag}>{text}</{tag}>"


async def test_what_a_create_answers_and_a_read_shows(seller: Seller) -> None:
    created = await seller.create()
    (row,) = created["sku_list"]
    assert created["item_id"] > 2**31
    assert row["sku_id"] > 2**31
    assert row == {
        "seller_sku": "TUONG-500",
        "shop_sku": f"{created['item_id']}_VNAMZ-{row['sku_id']}",
        "sku_id": row["sku_id"],
    }
    assert created["item_status"] == "Active"
    item = await seller.item(created["item_id"])
    assert isinstance(item["created_time"], str)
    assert len(item["created_time"]) == 13
    assert item["primary_category"] == int(seller.leaf())
    shown = item["skus"][0]
    assert (shown["SkuId"], shown["ShopSku"]) == (row["sku_id"], row["shop_sku"])
    assert shown["price"] == 65000.0
    assert isinstance(shown["price"], float)
    package = ("package_length", "package_width", "package_height", "package_weight")
    assert [shown[name] for name in package] == ["8.00", "8.00", "26.00", "0.62"]
    assert shown["Url"] == f"https://www.lazada.vn/-i{created['item_id']}-s{row['sku_id']}.html"


async def test_the_sku_list_has_an_order_of_its_own(seller: Seller) -> None:
    """Who goes by the position gives every SKU a wrong id."""
    created = await seller.create(skus=[sku(n, saleProp={"flavor": n}) for n in "ABC"])
    assert [each["seller_sku"] for each in created["sku_list"]] != ["A", "B", "C"]
    shown = {each["SellerSku"]: each["SkuId"] for each in (await seller.item(created["item_id"]))["skus"]}
    assert {each["seller_sku"]: each["sku_id"] for each in created["sku_list"]} == shown


async def test_json_and_xml_make_the_same_product() -> None:
    seen = []
    for form in ("json", "xml"):
        seller = Seller.of()
        wanted = await seller.product(
            attributes={"ingredients": "Muối & gạo nếp", "name": "Tương \u201cnếp\u201d Đường Lâm"},
            skus=[sku("A", saleProp={"flavor": "Cay & mặn"}), sku("B", saleProp={"flavor": "Ngọt"})],
        )
        axis = {"name": "flavor", "hasImage": False, "customize": False, "options": {"option": ["Cay & mặn", "Ngọt"]}}
        tree = {"Product": {**wanted, "variation": {"variation1": axis}}}
        text = json.dumps({"Request": tree}) if form == "json" else xml(tree, "Request")
        answer = await seller.post("/product/create", payload=text)
        assert answer["code"] == "0", answer
        item = await seller.item(answer["data"]["item_id"])
        seen.append({**item, "created_time": "", "updated_time": ""})
    assert seen[0] == seen[1]
    assert seen[0]["attributes"]["ingredients"] == "Muối & gạo nếp"


async def test_cdata_is_text(seller: Seller) -> None:
    wanted = await seller.product()
    text = xml({"Product": wanted}, "Request")
    story = "<p>Gạo & muối</p>"
    text = text.replace(escape(wanted["Attributes"]["description"]), f"<![CDATA[{story}]]>")
    answer = await seller.post("/product/create", payload=text)
    assert (await seller.item(answer["data"]["item_id"]))["attributes"]["description"] == story


@pytest.mark.parametrize(
    "text",
    [
        "<Request><Product>",
        "<Request>Gạo & muối</Request>",
        "<Products/>",
        "{",
        '{"Product":{}}',
        '"Request"',
        "chum",
        '<!DOCTYPE r [<!ENTITY a "a">]><Request>&a;</Request>',
    ],
)
async def test_what_cannot_be_parsed(seller: Seller, text: str) -> None:
    assert (await seller.post("/product/create", payload=text))["code"] == "5"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda product: product["Images"].update(Image=product["Images"]["Image"][0]),
        lambda product: product.update(Images=product["Images"]["Image"]),
        lambda product: product["Skus"].update(Sku=product["Skus"]["Sku"][0]),
        lambda product: product.update(Skus=product["Skus"]["Sku"]),
        lambda product: product["Skus"]["Sku"][0].update(price=65000),
        lambda product: product["Skus"]["Sku"][0].update(quantity=5),
        lambda product: product["Skus"]["Sku"][0].update(package_weight=0.5),
        lambda product: product["Skus"]["Sku"][0].update(Images={"Image": "https://a"}),
        lambda product: product["Skus"]["Sku"][0].update(saleProp={"flavor": 1}),
    ],
)
async def test_json_wants_arrays_and_strings(seller: Seller, spoil: Any) -> None:
    product = await seller.product()
    spoil(product)
    assert (await seller.payload("/product/create", product))["code"] == "1001"
    assert await seller.listed() == []


async def test_a_missing_payload_is_named(seller: Seller) -> None:
    answer = await seller.post("/product/create")
    assert answer["code"] == "MissingParameter"
    assert "'payload'" in answer["message"]


@pytest.mark.parametrize("letters", ["Ư" * 127 + "o", "o" * 255, "Gạo nếp cái hoa vàng " * 9])
async def test_a_title_of_255_bytes_is_good(seller: Seller, letters: str) -> None:
    assert len(letters.encode()) <= 255
    item = await seller.item((await seller.create(attributes={"name": letters}))["item_id"])
    assert item["attributes"]["name"] == letters.strip()


@pytest.mark.parametrize("letters", ["Ư" * 128, "o" * 256, "🍯" * 64])
async def test_a_title_of_more_bytes_is_not(seller: Seller, letters: str) -> None:
    assert len(letters) <= 256
    answer = await seller.creating(attributes={"name": letters})
    assert (answer["code"], fields(answer)) == ("4160", ["name"])


@pytest.mark.parametrize("mark", ['"', "^", "~", "<", ">", "|"])
async def test_signs_that_are_forbidden_in_properties(seller: Seller, mark: str) -> None:
    for name in ("name", "ingredients"):
        assert codes(await seller.creating(attributes={name: f"Tương {mark} nếp"})) == ["4129"]
    assert codes(await seller.creating(skus=[sku(package_content=f"Một chai {mark}")])) == ["4129"]


async def test_their_typographic_twins_are_not(seller: Seller) -> None:
    item = await seller.item((await seller.create(attributes={"name": "Tương \u201cnếp\u201d – chai ‹to›"}))["item_id"])
    assert item["attributes"]["name"] == "Tương \u201cnếp\u201d – chai ‹to›"


@pytest.mark.parametrize("mark", ['"', "*", "^", "~", "<", ">", "/", "|", "\\"])
async def test_signs_that_are_forbidden_in_a_seller_sku(seller: Seller, mark: str) -> None:
    assert codes(await seller.creating(skus=[sku(f"TUONG{mark}500")])) == ["4150"]


async def test_highlights_keep_lists_only(seller: Seller) -> None:
    text = (
        '<div><ul class="x"><li>Ủ <b>chum</b> &amp; nắng</li><li>Xem https://htx.example/a?b=1 nhé</li></ul>'
        '<img src="https://x.example/a.jpg"><script>alert(1)</script></div>'
    )
    item = await seller.item((await seller.create(attributes={"short_description": text}))["item_id"])
    kept = "<ul><li>Ủ chum &amp; nắng</li><li>Xem  nhé</li></ul>"
    assert item["attributes"]["short_description"] == kept


async def test_highlights_that_are_clean_stay_as_they_are(seller: Seller) -> None:
    text = "<ul><li>Nếp cái hoa vàng & đậu tương</li><li>Ủ sáu tháng</li></ul>"
    item = await seller.item((await seller.create(attributes={"short_description": text}))["item_id"])
    assert item["attributes"]["short_description"] == text


async def test_a_description_may_show_lazadas_pictures_only(seller: Seller) -> None:
    own = f'<p>Chum</p><img src="{await seller.image()}"/>'
    item = await seller.item((await seller.create(attributes={"description": own}))["item_id"])
    assert item["attributes"]["description"] == own
    other = '<p>Chum</p><img src="https://htx.example/chum.jpg"/>'
    assert codes(await seller.creating(attributes={"description": other}, skus=[sku("B")])) == ["4138"]


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("origin", ["Vietnam", "China"], ["Việt Nam", "Mặt trăng", "Vietnam,China"]),
        ("shelf_life", ["365", "365 day", "1"], ["0", "4000", "1.5", "365 năm", "một năm"]),
        ("net_weight", ["0.5 kg", "500g", "500"], ["0.25 kg", "500 lạng", "-1"]),
        ("packaging_type", ["Bottle", "Chum sành"], []),
        ("growing_region", ["An Giang,Ca Mau", "Đường Lâm"], []),
        ("manufacturing_date", ["2026-11-01"], ["01/11/2026", "hôm qua"]),
        ("organic", ["Yes"], ["Có"]),
    ],
)
async def test_values_by_input_type(seller: Seller, name: str, good: list[str], bad: list[str]) -> None:
    for number, value in enumerate(good):
        created = await seller.create(attributes={name: value}, skus=[sku(f"SKU-{number}")])
        assert (await seller.item(created["item_id"]))["attributes"][name] == value
    for value in bad:
        answer = await seller.creating(attributes={name: value}, skus=[sku("KHAC")])
        assert answer["code"] in ("4107", "4115"), (value, answer)
        assert fields(answer)[0].startswith("p-")


async def test_several_values_of_a_closed_list(seller: Seller) -> None:
    soap = seller.leaf(("Làm đẹp", "Chăm sóc cơ thể", "Xà phòng & sữa tắm"))
    good = await seller.create(PrimaryCategory=soap, attributes={"skin_type": "Dry Skin,Oily Skin"})
    assert (await seller.item(good["item_id"]))["attributes"]["skin_type"] == "Dry Skin,Oily Skin"
    bad = await seller.creating(PrimaryCategory=soap, attributes={"skin_type": "Dry Skin,Da trâu"}, skus=[sku("B")])
    assert codes(bad) == ["4115"]


async def test_every_mandatory_attribute_is_asked_for(seller: Seller) -> None:
    answer = await seller.get("/category/attributes/get", primary_category_id=seller.leaf())
    needed = {each["name"]: each for each in answer["data"] if each["is_mandatory"]}
    for name, each in needed.items():
        if each["attribute_type"] == "normal":
            refused = await seller.creating(attributes={name: None})
            assert len(refused["detail"]) == 1, (name, refused)
            assert refused["detail"][0]["field"] in (name, f"p-{each['id']}")
            assert refused["detail"][0]["message"] == "C004: cannot be blank."
        else:
            refused = await seller.creating(skus=[sku(**{name if name != "SellerSku" else "seller_sku": None})])
            assert (codes(refused), fields(refused)) == (["CHK_BASIC_REQUIRED"], [name])


async def test_a_brand_by_id_goes_before_its_name(seller: Seller) -> None:
    brand = seller.facts.brand_names["thoi nắng"]
    both = await seller.create(attributes={"brand_id": str(brand.id), "brand": "No Brand"})
    attributes = (await seller.item(both["item_id"]))["attributes"]
    assert (attributes["brand"], attributes["brand_id"]) == ("THOI NẮNG", str(brand.id))
    named = await seller.create(attributes={"brand": "thoi nắng"}, skus=[sku("B")])
    assert (await seller.item(named["item_id"]))["attributes"]["brand_id"] == str(brand.id)
    assert codes(await seller.creating(attributes={"brand_id": "5"}, skus=[sku("C")])) == ["4142"]


async def test_a_seller_sku_is_the_shops_once(seller: Seller) -> None:
    created = await seller.create()
    answer = await seller.creating()
    assert (answer["code"], codes(answer)) == ("4135", ["THD_IC_ERR_F_IC_INFRA_PRODUCT_036"])
    await seller.control("edit", {"id": str(created["item_id"]), "delete": True})
    assert (await seller.creating())["code"] == "0"


@pytest.mark.parametrize(
    ("count", "good"),
    [(8, True), (9, False)],
)
async def test_one_to_eight_images(seller: Seller, count: int, good: bool) -> None:
    images = [await seller.image(f"rgb({n},0,0)") for n in range(count)]
    answer = await seller.creating(images=images)
    assert answer["code"] == ("0" if good else "4169")


async def test_images_of_skus_are_enough_if_all_have_them(seller: Seller) -> None:
    images = [await seller.image(colour) for colour in ("red", "blue")]
    skus = [
        sku(name, saleProp={"flavor": name}, Images={"Image": [image]})
        for name, image in zip("AB", images, strict=True)
    ]
    created = await seller.create(images=[], skus=skus)
    item = await seller.item(created["item_id"])
    assert item["images"] == []
    assert [each["Images"] for each in item["skus"]] == [[image] for image in images]
    listing = (await seller.control("listings"))["listings"][0]
    assert [image["position"] for image in listing["images"]] == [1, 2]


async def test_an_image_by_localhost_is_the_same_image(seller: Seller) -> None:
    address = (await seller.image()).replace("http://mock.test", "http://localhost:8123")
    item = await seller.item((await seller.create(images=[address]))["item_id"])
    assert item["images"] == [await seller.image()]


async def test_special_prices_with_and_without_dates(seller: Seller) -> None:
    dates = {"special_from_date": "2026-12-01 00:00:00", "special_to_date": "2026-12-31 23:59:59"}
    created = await seller.create(skus=[sku(special_price="60000", **dates)])
    shown = (await seller.item(created["item_id"]))["skus"][0]
    assert shown["special_price"] == 60000.0
    assert (shown["special_from_date"], shown["special_to_time"]) == ("2026-12-01", "2026-12-31 23:59")
    bare = await seller.create(skus=[sku("B", special_price="60000")])
    assert "special_from_date" not in (await seller.item(bare["item_id"]))["skus"][0]


async def test_fifty_skus_are_the_ceiling(seller: Seller) -> None:
    many = [sku(f"A{n}", saleProp={"flavor": f"Vị {n}"}) for n in range(51)]
    assert (await seller.creating(skus=many))["code"] == "4171"
    created = await seller.create(skus=many[:50])
    assert len(created["sku_list"]) == 50


async def test_inactive_from_the_start(seller: Seller) -> None:
    created = await seller.create(skus=[sku(Status="inactive")])
    assert created["item_status"] == "InActive"
    assert (await seller.control("listings"))["listings"][0]["live"] is False


async def test_review_of_new_items() -> None:
    seller = Seller.of(review_new=True, review_s=600)
    created = await seller.create()
    assert created["item_status"] == "Pending QC"
    assert await seller.listed("pending") == [created["item_id"]]
    await seller.control("clock", {"advance_s": 601})
    assert (await seller.item(created["item_id"]))["status"] == "Active"
