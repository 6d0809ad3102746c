"""Facts, products and policies for the mapping tests, all made up; and the packaged sample read plainly."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from connector.catalogue import Catalogue, read_catalogue
from connector.model import (
    Attribute,
    AttributeInput,
    Brand,
    Category,
    Certification,
    CertificationRecord,
    Channel,
    Choice,
    CraftVillage,
    Dimensions,
    Industry,
    LabelFacts,
    Limit,
    Place,
    Producer,
    ProducerKind,
    Product,
    ShopFacts,
    Story,
    Variant,
    VillageTitle,
)
from mappings import Composed, Rules, ShopPolicy, compose, load_rules

ROOT = Path(__file__).parents[3]
DAY = date(2026, 11, 21)
TEA = ("Thực phẩm và đồ uống", "Trà, cà phê & ca cao", "Trà lá & trà búp")
SILK = ("Phụ kiện thời trang", "Khăn", "Khăn choàng & khăn lụa")
TEXT_LIMITS = {
    "title": Limit(minimum=10, maximum=120, source="get_item_limit item_name_length_limit"),
    "description": Limit(minimum=20, maximum=5000, source="get_item_limit item_description_length_limit"),
    "images": Limit(minimum=1, maximum=9, unit="pieces", source="get_item_limit item_image_count_limit"),
    "price": Limit(minimum=1000, maximum=120_000_000, unit="dong", source="get_item_limit price_limit"),
    "stock": Limit(minimum=0, maximum=1_000_000, unit="pieces", source="get_item_limit stock_limit"),
    "option_name": Limit(minimum=1, maximum=14, source="get_item_limit"),
    "option_value": Limit(minimum=1, maximum=20, source="get_item_limit"),
    "days_to_ship": Limit(minimum=7, maximum=15, unit="days", source="get_item_limit dts_limit"),
}


def sha(name: str) -> str | None:
    """The 'content' of a photo by its name: every named photo exists."""
    return hashlib.sha256(name.encode()).hexdigest()


def cell(sku: str, column: str) -> str:
    return f"products.csv:{sku}:{column}"


@cache
def shopee() -> Rules:
    return load_rules("mappings.shopee")


def facts(limits: dict[str, Limit] | None = None, **changed: Any) -> ShopFacts:
    """A small shop: two categories, two brands, two channels."""
    origin = Attribute(
        id="o1",
        name="Xuất xứ",
        mandatory=True,
        input=AttributeInput.CHOICE,
        choices=(Choice(id="vn", name="Việt nam"),),
    )
    made_of = Attribute(
        id="m1",
        name="Chất liệu",
        mandatory=True,
        input=AttributeInput.CHOICES_OR_TEXT,
        choices=(
            Choice(id="silk", name="Lụa tơ tằm"),
            Choice(id="lotus", name="Tơ sen"),
            Choice(id="wool", name="Len"),
        ),
        max_values=2,
    )
    ingredients = Attribute(id="i1", name="Thành phần", mandatory=True, input=AttributeInput.TEXT)
    shelf = Attribute(
        id="s1", name="Hạn sử dụng", mandatory=True, input=AttributeInput.INTEGER, units=("Ngày", "Tháng")
    )
    given: dict[str, Any] = {
        "marketplace": "shopee",
        "shop_id": "1",
        "fetched_at": datetime(2026, 11, 21, tzinfo=UTC),
        "limits": TEXT_LIMITS | (limits or {}),
        "categories": (
            Category(id="c-tea", path=TEA, leaf=True),
            Category(id="c-silk", path=SILK, leaf=True),
        ),
        "attributes": {"c-tea": (origin, ingredients, shelf), "c-silk": (origin, made_of)},
        "brands": {"c-silk": (Brand(id="0", name="No Brand"), Brand(id="77", name="Thoi nắng"))},
        "channels": (
            Channel(id="50021", name="Nhanh", usable=True, compulsory=True, max_weight_g=70_000, max_side_cm=150),
            Channel(id="50012", name="Tiết kiệm", usable=True, max_weight_g=2_000, max_side_cm=100),
            Channel(id="50099", name="Tắt", usable=False),
        ),
        "price_spread": 5,
    }
    return ShopFacts(**(given | changed))


def record(**changed: Any) -> CertificationRecord:
    given: dict[str, Any] = {
        "star": 4,
        "cert_no": "MAU-OCOP-HN-2024-0101",
        "decision_no": "MAU-3101/QĐ-UBND",
        "decision_date": date(2024, 2, 13),
        "expiry_date": date(2027, 2, 13),
        "recognised_by": "UBND thành phố Hà Nội",
    }
    return CertificationRecord(**(given | changed))


def variant(sku: str = "P001-01", **changed: Any) -> Variant:
    given: dict[str, Any] = {
        "sku": sku,
        "price_vnd": 680_000,
        "stock": 120,
        "net_quantity": "1 chiếc",
        "weight_g": 90,
        "dimensions": Dimensions(length_cm=Decimal("22"), width_cm=Decimal("15.1"), height_cm=Decimal("3")),
        "is_sample": True,
    }
    return Variant(**(given | changed))


def product(**changed: Any) -> Product:
    given: dict[str, Any] = {
        "product_key": "P001-01",
        "producer_id": "P001",
        "title_vi": "Khăn lụa tơ tằm Vạn Phúc hoa sen 90x90",
        "brand": "THOI NẮNG",
        "industry": Industry.TEXTILE,
        "group_148": "C2",
        "certification": Certification(current=record()),
        "story": Story(short_vi="Khăn dệt tay trên khung gỗ.", long_vi="Làng Vạn Phúc bên dòng Nhuệ.\nLụa biết thở."),
        "label": LabelFacts(ingredients_vi="100% tơ tằm", storage_vi="Giặt tay nước lạnh"),
        "images": ("a.png", "b.png", "c.png"),
        "channels_wanted": ("shopee",),
        "variants": (variant(),),
    }
    return Product(**(given | changed))


def producer(**changed: Any) -> Producer:
    given: dict[str, Any] = {
        "producer_id": "P001",
        "kind": ProducerKind.COOPERATIVE,
        "name_vi": "[MẪU] HTX Dệt lụa Thoi Nắng",
        "place": Place(province="Thành phố Hà Nội", commune="Phường Hà Đông"),
        "village": CraftVillage(name="Làng nghề dệt lụa Vạn Phúc", title=VillageTitle.TRADITIONAL),
        "channels_open": ("shopee", "lazada"),
    }
    return Producer(**(given | changed))


def policy(**changed: Any) -> ShopPolicy:
    given: dict[str, Any] = {"shop": "shopee-thoi-nang", "marketplace": "shopee", "lead_days": 0}
    return ShopPolicy(**(given | changed))


def composed(
    one: Product | None = None,
    *,
    rules: Rules | None = None,
    shop: ShopFacts | None = None,
    by: Producer | None = None,
    under: ShopPolicy | None = None,
    day: date = DAY,
    photos: Any = sha,
) -> Composed:
    """``compose`` with everything that a test does not care about filled in."""
    return compose(
        one or product(), by or producer(), rules or shopee(), shop or facts(), under or policy(), day, photos, cell
    )


INPUTS = {
    1: AttributeInput.CHOICE,
    2: AttributeInput.CHOICE_OR_TEXT,
    3: AttributeInput.TEXT,
    4: AttributeInput.CHOICES,
    5: AttributeInput.CHOICES_OR_TEXT,
}
TYPED = {1: AttributeInput.INTEGER, 3: AttributeInput.NUMBER, 4: AttributeInput.DATE}


def _mock(name: str) -> Any:
    return json.loads((ROOT / "adapters/shopee/mock/data" / name).read_text(encoding="utf-8"))


@cache
def mock_shop() -> ShopFacts:
    """The tree, attributes and brands of the Shopee mock, as an adapter would hand them over."""
    attributes: dict[str, Any] = {}
    brands: dict[str, Any] = {}
    categories: list[Category] = []
    known, brand_lists = _mock("attributes.json"), _mock("brands.json")

    def attribute(said: Any, mandatory: bool, parents: tuple[tuple[str, str], ...] = ()) -> list[Attribute]:
        """With the children that its values open."""
        kind = TYPED.get(said["validation"], INPUTS[3]) if said["input_type"] == 3 else INPUTS[said["input_type"]]
        own = Attribute(
            id=str(said["id"]),
            name=said["vi"],
            mandatory=mandatory,
            input=kind,
            choices=tuple(Choice(id=str(value["id"]), name=value["vi"]) for value in said["values"]),
            units=tuple(said["units"]),
            max_values=said["max_values"],
            parents=parents,
        )
        children = [
            attribute(child, child.get("mandatory", False), ((own.id, str(value["id"])),))
            for value in said["values"]
            for child in value.get("children", [])
        ]
        return [own, *(one for child in children for one in child)]

    def walk(nodes: list[Any], above: tuple[str, ...]) -> None:
        for node in nodes:
            path, identity = (*above, node["vi"]), str(node["id"])
            categories.append(Category(id=identity, path=path, leaf="children" not in node))
            if "children" in node:
                walk(node["children"], path)
            else:
                attributes[identity] = tuple(
                    one
                    for key in node["attributes"]
                    for one in attribute(known[key.rstrip("*")], mandatory=key.endswith("*"))
                )
                listed = brand_lists[node["brands"]]
                brands[identity] = tuple(Brand(id=str(b["id"]), name=b["name"]) for b in listed if not b.get("pending"))

    walk(_mock("categories.json"), ())
    return facts(categories=tuple(categories), attributes=attributes, brands=brands)


@cache
def sample() -> Catalogue:
    """The packaged sample; its photos are named, not looked for."""
    data = ROOT / "connector/sample/data"
    return read_catalogue([data / "products.csv"], data / "producers.csv", None, day=DAY)


def expected(marketplace: str) -> dict[str, dict[str, str]]:
    """What ``shops_expected.csv`` says of each product on a marketplace."""
    with (ROOT / "connector/sample/data/shops_expected.csv").open(encoding="utf-8", newline="") as file:
        return {row["product_key"]: row for row in csv.DictReader(file) if row["marketplace"] == marketplace}
