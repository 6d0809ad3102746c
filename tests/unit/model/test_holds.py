from datetime import date
from decimal import Decimal

import pytest

from connector.model import Hold, LabelFacts, Producer, Product, Variant, VariantStatus, holds

DAY = date(2026, 11, 21)
PRODUCER = Producer(producer_id="P1", kind="household", name_vi="[MẪU] Hộ Làm Chè")


def product(**fields):
    given = {"product_key": "K", "producer_id": "P1", "title_vi": "Chè lam", "industry": "food"}
    return Product(**given | fields, variants=(Variant(sku="K", price_vnd=35000),))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ()),
        ({"industry": "beverage", "label": LabelFacts(alcohol_abv=Decimal("15"))}, (Hold.ALCOHOL_15PLUS,)),
        ({"industry": "beverage", "label": LabelFacts(alcohol_abv=Decimal("14.9"))}, (Hold.ALCOHOL_REVIEW,)),
        ({"industry": "beverage", "label": LabelFacts(alcohol_abv=Decimal("0"))}, ()),
        ({"industry": "tourism"}, (Hold.SERVICE_NOT_SHIPPABLE,)),
        ({"industry": "ornamental"}, (Hold.LIVE_PLANT_REVIEW,)),
        ({"industry": "herbal", "group_148": "H1"}, (Hold.HEALTH_FOOD_REVIEW,)),
        ({"label": LabelFacts(shelf_life_days=3)}, (Hold.PERISHABLE_REVIEW,)),
        ({"label": LabelFacts(shelf_life_days=4)}, ()),
        ({"review_holds": (Hold.ALCOHOL_REVIEW,)}, (Hold.ALCOHOL_REVIEW,)),
    ],
)
def test_holds_of_a_product(fields, expected):
    assert holds(product(**fields), PRODUCER, DAY) == expected


def test_a_lapsed_food_safety_paper_holds_food_and_drinks_only():
    lapsed = PRODUCER.model_copy(update={"food_safety_cert_expiry": DAY})
    assert holds(product(), lapsed, DAY) == (Hold.FOOD_SAFETY_CERT_EXPIRED,)
    assert holds(product(industry="textile"), lapsed, DAY) == ()
    assert holds(product(), lapsed, date(2026, 11, 20)) == ()


def test_out_for_now_is_stock_zero_whatever_the_sheet_says():
    out = Variant(sku="A", price_vnd=1000, stock=12, status=VariantStatus.OUT_FOR_NOW)
    assert out.on_sale
    assert out.sellable_stock == 0
    assert Variant(sku="A", price_vnd=1000).sellable_stock is None
    assert not Variant(sku="A", price_vnd=1000, status=VariantStatus.DISCONTINUED).on_sale
