from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from adapters.lazada.mock.facts import load_facts
from tests.unit.lazada_mock.client import SAUCE, SILK, SPIRITS, Seller

README = files("adapters.lazada.mock").joinpath("data", "README.md").read_text("utf-8")
FACTS = load_facts()


def walk(nodes: list[Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for node in nodes:
        path = (*above, node["name"])
        yield path, node
        yield from walk(node.get("children", []), path)


async def test_the_tree_in_both_languages(seller: Seller) -> None:
    english = list(walk((await seller.get("/category/tree/get"))["data"]))
    vietnamese = list(walk((await seller.get("/category/tree/get", language_code="vi_VN"))["data"]))
    assert [node["category_id"] for _, node in english] == [node["category_id"] for _, node in vietnamese]
    assert len({node["category_id"] for _, node in english}) == len(english)
    by_path = dict(vietnamese)
    assert by_path[SAUCE]["leaf"] is True
    assert "children" not in by_path[SAUCE]
    assert by_path[SAUCE[:1]]["leaf"] is False
    for _, node in english:
        assert isinstance(node["category_id"], int)
        assert isinstance(node["var"], bool)
        assert node["leaf"] is ("children" not in node)
    assert dict(english)[("Groceries", "Seasonings & Condiments", "Sauces & Dips")] == {
        "category_id": by_path[SAUCE]["category_id"],
        "name": "Sauces & Dips",
        "leaf": True,
        "var": True,
    }


async def test_a_foreign_language_gives_nulls(seller: Seller) -> None:
    tree = (await seller.get("/category/tree/get", language_code="th_TH"))["data"]
    assert {node["name"] for node in tree} == {None}


@pytest.mark.parametrize("api", ["/category/tree/get", "/category/brands/query"])
async def test_facts_need_no_token_but_a_good_one_if_any(seller: Seller, api: str) -> None:
    query = {} if "tree" in api else {"startRow": 0, "pageSize": 1}
    assert (await seller.get(api, token=False, **query))["code"] == "0"
    seller.token = "cũ"
    assert (await seller.get(api, **query))["code"] == "IllegalAccessToken"


async def test_attributes_as_the_contract_prints_them(seller: Seller) -> None:
    answer = await seller.get("/category/attributes/get", primary_category_id=seller.leaf())
    rows = {each["name"]: each for each in answer["data"]}
    assert rows["brand"]["options"] == []
    assert (rows["brand"]["input_type"], rows["brand"]["is_mandatory"]) == ("singleSelect", 1)
    assert rows["shelf_life"]["unit"] == {"type": ["day"], "numericMin": "1", "numericMax": "3650", "precision": 0}
    assert rows["SellerSku"]["attribute_type"] == "sku"
    assert (rows["flavor"]["attribute_type"], rows["flavor"]["is_sale_prop"]) == ("sku", 1)
    assert {option["name"] for option in rows["origin"]["options"]} >= {"Vietnam", "China"}
    assert rows["origin"]["advanced"] == {"is_key_prop": 1}
    local = await seller.get("/category/attributes/get", primary_category_id=seller.leaf(), language_code="vi_VN")
    told = {each["name"]: each for each in local["data"]}
    assert told.keys() == rows.keys(), "the key to send is English in every language"
    assert told["origin"]["label"] == "Xuất xứ"
    option = told["origin"]["options"][0]
    assert (option["name"], option["en_name"]) == ("Việt Nam", "Vietnam")


async def test_every_input_type_occurs(seller: Seller) -> None:
    kinds = {attribute.input_type for leaf in FACTS.leaves.values() for attribute, _ in leaf.attributes}
    assert kinds == {
        *("text", "numeric", "date", "img", "richText"),
        *("singleSelect", "multiSelect", "enumInput", "multiEnumInput"),
    }
    for leaf in FACTS.leaves.values():
        names = [attribute.name for attribute, _ in leaf.attributes]
        assert len(names) == len(set(names)), leaf.path
        assert leaf.sale_props, leaf.path


async def test_a_category_switched_off_is_not_in_the_tree(seller: Seller) -> None:
    (off,) = [leaf for leaf in FACTS.leaves.values() if leaf.inactive]
    tree = list(walk((await seller.get("/category/tree/get"))["data"]))
    assert off.id not in {node["category_id"] for _, node in tree}
    assert (await seller.get("/category/attributes/get", primary_category_id=off.id))["code"] == "4228"


async def test_brands_page_by_page(seller: Seller) -> None:
    seen: dict[str, int] = {}
    for start in (0, 100, 200):
        answer = await seller.get("/category/brands/query", startRow=start, pageSize=100)
        assert (answer["success"], answer["error_code"], answer["error_msg"]) == (True, "", "")
        page = answer["data"]
        assert (page["start_row"], page["page_index"], page["total_page"]) == (start, start // 100 + 1, 3)
        seen |= {each["name"]: each["brand_id"] for each in page["module"]}
    assert len(seen) == page["total_record"]
    assert list(seen).index("No Brand") >= 100, "one page is never enough"
    assert (await seller.post("/category/brands/query", startRow="0"))["data"]["page_size"] == 40
    assert (await seller.get("/category/brands/query", pageSize=5))["code"] == "MissingParameter"
    assert (await seller.get("/category/brands/query", startRow=0, pageSize=201))["code"] == "19"


async def test_brands_may_answer_with_nothing(seller: Seller) -> None:
    await seller.fault("empty_success", "GET */category/brands/query")
    answer = await seller.get("/category/brands/query", startRow=0, pageSize=5)
    assert set(answer) == {"code", "request_id"}


async def test_suggestions(seller: Seller) -> None:
    api = "/product/category/suggestion/get"
    (hit,) = (await seller.get(api, product_name="Áo dài lụa vân"))["data"]["categorySuggestions"]
    assert hit == {"categoryId": int(seller.leaf(SILK)), "categoryName": SILK[-1], "categoryPath": ">".join(SILK)}
    assert (await seller.get(api, product_name="qwerty"))["code"] == "701"
    assert (await seller.get(api))["code"] == "MissingParameter"


async def test_the_seller_and_the_limits() -> None:
    seller = Seller.of(seed="3", item_limit=500)
    told = (await seller.get("/seller/get"))["data"]
    assert {"seller_id", "name", "name_company", "short_code", "email", "location", "logo_url", "cb", "status"} < set(
        told
    )
    assert told["seller_id"] == int(seller.info["seller_id"])
    limit = await seller.get("/product/seller/item/limit")
    assert limit["data"] == {"onlineItemCount": 3, "itemLimit": 500, "payItemCnt": 0, "payByrCnt": 0}
    assert (limit["success"], limit["errorCodes"], limit["errorMsgs"]) == (True, [], [])
    rules = await seller.post("/product/seller/item/getPreQcRules", option="1", option_set="[1,2]")
    assert rules["values"] == rules["data"]["values"]
    assert int(seller.leaf(SPIRITS)) in rules["values"]["restricted_cate_ids"]
    assert rules["values"]["item_count"] == 3


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading of the README."""
    part = README.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_page_names_every_attribute() -> None:
    told = {(name, vi, kind) for name, vi, _, kind, _ in rows("Attributes")}
    real = {
        (f"`{attribute.name}`", attribute.vi, attribute.input_type)
        for leaf in FACTS.leaves.values()
        for attribute, _ in leaf.attributes
        if not attribute.sku
    }
    assert told == real


def test_the_page_names_every_leaf_and_what_it_asks_for() -> None:
    told = {path: set(re.findall(r"`(\w+)`", needed)) for path, needed, _ in rows("Leaf categories")}
    real = {
        " > ".join(leaf.path): {a.name for a, needed in leaf.attributes if needed and not a.sku} - {"name", "brand"}
        for leaf in FACTS.leaves.values()
    }
    assert told == real
    forbidden = {path for path, _, note in rows("Leaf categories") if note}
    flagged = {" > ".join(x.path) for x in FACTS.leaves.values() if x.blocked or x.banned or x.inactive}
    assert forbidden == flagged
