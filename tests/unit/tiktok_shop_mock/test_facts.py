from __future__ import annotations

from importlib.resources import files

from adapters.tiktok_shop.mock.facts import load_facts
from tests.unit.tiktok_shop_mock.client import SAUCE, TEA, V2, VASE, Seller

CATEGORIES = "/product/202309/categories"
BRANDS = "/product/202309/brands"


def test_the_readme_tells_the_truth_about_every_leaf() -> None:
    readme = files("adapters.tiktok_shop.mock").joinpath("data", "README.md").read_text("utf-8")
    rows = [line.strip("|").split("|") for line in readme.splitlines() if " > " in line and line.startswith("|")]
    told = {row[0].strip(): (row[1].strip(), row[2].strip()) for row in rows}
    known = {
        " > ".join(leaf.path): (
            ", ".join(attribute.vi for attribute, required in leaf.attributes if required),
            ", ".join(paper.name for paper, required in leaf.certifications if required) or "-",
        )
        for leaf in load_facts().leaves.values()
    }
    assert told == known


def test_ids_are_used_once_and_the_two_trees_share_none() -> None:
    facts = load_facts()
    assert len(facts.v1) == len(facts.leaves)
    assert not set(facts.v1) & set(facts.nodes)
    values = [value for attribute in facts.attributes.values() for value in attribute.values]
    assert len(set(values)) == len(values)


async def test_categories_are_one_flat_tree_of_v2(seller: Seller) -> None:
    rows = (await seller.good("GET", CATEGORIES, locale="vi-VN", **V2))["categories"]
    by_id = {row["id"]: row for row in rows}
    for row in rows:
        assert row["parent_id"] == "0" or not by_id[row["parent_id"]]["is_leaf"]
        assert row["is_leaf"] != any(other["parent_id"] == row["id"] for other in rows)
        assert row["permission_statuses"]
    assert "Gươm & kiếm trưng bày" not in {row["local_name"] for row in rows}
    more = (await seller.good("GET", CATEGORIES, include_prohibited_categories="true", **V2))["categories"]
    assert "Gươm & kiếm trưng bày" in {row["local_name"] for row in more}
    english = (await seller.good("GET", CATEGORIES, locale="en-US", keyword="honey", **V2))["categories"]
    assert {row["local_name"] for row in english} == {"Honey", "Honey & Bee Products"}


async def test_without_v2_every_fact_is_refused(seller: Seller) -> None:
    leaf = seller.leaf()
    for path in (CATEGORIES, f"{CATEGORIES}/{leaf.id}/rules", f"{CATEGORIES}/{leaf.id}/attributes"):
        assert (await seller.call("GET", path))["code"] == 12052217
        assert (await seller.call("GET", path, category_version="v1"))["code"] == 12052217
    assert (await seller.call("GET", f"{CATEGORIES}/{leaf.v1}/rules", **V2))["code"] == 12052230
    assert (await seller.call("GET", f"{CATEGORIES}/600001/rules", **V2))["code"] == 12052024
    assert (await seller.call("GET", f"{CATEGORIES}/5/rules", **V2))["code"] == 12052023


async def test_rules_of_food_ask_for_papers_with_expiry(seller: Seller) -> None:
    rules = await seller.good("GET", f"{CATEGORIES}/{seller.leaf(SAUCE).id}/rules", **V2)
    papers = {paper["name"]: paper for paper in rules["product_certifications"]}
    assert papers["Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm"]["expiration_date"]["is_required"]
    assert papers["Bản tự công bố sản phẩm"]["is_required"] is True
    organic = papers["Giấy chứng nhận hữu cơ"]
    assert organic["is_required"] is False
    assert organic["requirement_conditions"][0]["condition_type"] == "VALUE_ID_MATCH"
    vase = await seller.good("GET", f"{CATEGORIES}/{seller.leaf(VASE).id}/rules", **V2)
    assert (vase["product_certifications"], vase["cod"]["is_supported"]) == ([], True)


async def test_a_condition_makes_a_paper_required(seller: Seller) -> None:
    leaf = seller.leaf(SAUCE)
    organic = next(each for each, _ in leaf.attributes if each.vi == "Hữu cơ")
    yes = next(number for number, names in organic.values.items() if names[0] == "Có")
    filled = [*seller.filled(leaf), {"id": organic.id, "values": [{"id": yes}]}]
    refusal = await seller.call("POST", "/product/202309/products", await seller.sauce(product_attributes=filled))
    assert refusal["code"] == 12052105
    assert "hữu cơ" in refusal["message"]


async def test_attributes_with_the_wires_spelling(seller: Seller) -> None:
    path = f"{CATEGORIES}/{seller.leaf(TEA).id}/attributes"
    rows = {row["name"]: row for row in (await seller.good("GET", path, locale="vi-VN", **V2))["attributes"]}
    assert rows["Xuất xứ"]["is_requried"] is True
    assert "is_required" not in rows["Xuất xứ"]
    assert rows["Kích cỡ"]["type"] == "SALES_PROPERTY"
    assert rows["Thành phần"]["is_customizable"] is True
    kind = rows["Loại hoa"]["requirement_conditions"][0]
    assert kind["attribute_id"] == rows["Loại trà"]["id"]
    assert kind["attribute_value_id"] in [value["id"] for value in rows["Loại trà"]["values"]]


async def test_brands_are_paged_and_spelt_as_on_the_wire(seller: Seller) -> None:
    leaf = {"category_id": seller.leaf(SAUCE).id, **V2}
    found, token = [], ""
    while True:
        more = {"page_token": token} if token else {}
        page = await seller.good("GET", BRANDS, page_size=4, **leaf, **more)
        found += page["brands"]
        token = page["next_page_token"]
        if not token:
            break
    status = {brand["name"]: (brand["authorized_status"], brand["brand_status"]) for brand in found}
    assert page["total_count"] == len(found) == 6
    assert status["GIẾNG LÀNG"] == ("AUTHORIZED", "AVAILABLE")
    assert status["ĐỒI CỎ"] == ("UNAUTHORIEZD", "AVAILABLE")
    assert status["Vinamilk"] == ("UNAUTHORIEZD", "UNAVAILABLE")
    for flag in ("1", "true"):
        names = (await seller.good("GET", BRANDS, page_size=50, is_authorized=flag))["brands"]
        assert {brand["authorized_status"] for brand in names} == {"AUTHORIZED"}
    assert "brand_status" not in names[0]
    assert (await seller.good("GET", BRANDS, page_size=50, brand_name="giếng"))["total_count"] == 1


async def test_a_brand_of_the_sellers_own(seller: Seller) -> None:
    number = (await seller.good("POST", BRANDS, {"name": "Gốm Nhà Mình"}))["id"]
    product = await seller.add(brand_id=number)
    assert (await seller.get(product))["brand"] == {"id": number, "name": "Gốm Nhà Mình"}
    for name in ("A", "A" * 31, "Gốm 12345", "Gốm 🌸"):
        assert (await seller.call("POST", BRANDS, {"name": name}))["code"] == 98001004
    assert (await seller.call("POST", BRANDS, {"name": "X"}, shop_cipher="a"))["code"] == 36009004


async def test_fifty_brands_a_day(seller: Seller) -> None:
    for number in range(50):
        await seller.good("POST", BRANDS, {"name": f"Gốm {number}"})
    assert (await seller.call("POST", BRANDS, {"name": "Gốm nữa"}))["code"] == 98001004
    await seller.control("clock", {"advance_s": 86_400})
    assert (await seller.call("POST", BRANDS, {"name": "Gốm nữa"}))["code"] == 0


async def test_a_category_is_recommended_by_title(seller: Seller) -> None:
    body = {"product_title": "Tương nếp chấm, mật ong hoa nhãn Sóc Sơn", **V2}
    answer = await seller.good("POST", f"{CATEGORIES}/recommend", body)
    honey = seller.leaf(("Thực phẩm & Đồ uống", "Mật ong & sản phẩm từ ong", "Mật ong"))
    assert answer["leaf_category_id"] == honey.id
    assert [row["level"] for row in answer["categories"]] == [1, 2, 3]
    short = await seller.call("POST", f"{CATEGORIES}/recommend", {"product_title": "Mật ong", **V2})
    assert short["code"] == 12052051


async def test_warehouses_with_the_wires_spelling(seller: Seller) -> None:
    rows = (await seller.good("GET", "/logistics/202309/warehouses"))["warehouses"]
    default = next(row for row in rows if row["type"] == "SALES_WAREHOUSE" and row["is_default"])
    assert default["id"] == seller.info["warehouse_id"]
    assert default["address"]["distict"]
    assert {row["effect_status"] for row in rows} == {"ENABLED", "DISABLED"}


async def test_prerequisites_with_the_wires_spelling(seller: Seller) -> None:
    rows = (await seller.good("GET", "/product/202312/prerequisites"))["check_results"]
    assert "BANk_ACCOUNT" in {row["check_item"] for row in rows}
    assert not any(row["is_failed"] for row in rows)
    bare = Seller.of(no_return_warehouse=True, shop_status="KYC_PENDING")
    failed = [
        row["check_item"]
        for row in (await bare.good("GET", "/product/202312/prerequisites"))["check_results"]
        if row["is_failed"]
    ]
    assert failed == ["SHOP_STATUS", "RETURN_WAREHOUSE"]
