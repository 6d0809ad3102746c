import pickle

import pytest
from pydantic import ValidationError

from connector.model import Package, Place, Product, Story, Variant
from connector.model.value import Value


def product(**more):
    variant = Variant(sku="CHE-01", price_vnd=85000)
    return Product(
        product_key="CHE-01", producer_id="P1", title_vi="Chè Tân Cương", industry="food", variants=(variant,), **more
    )


def test_values_of_a_class_share_what_pydantic_keeps_for_each():
    one, other = product(), product(brand="TÂN CƯƠNG")
    assert one.__pydantic_fields_set__ is other.__pydantic_fields_set__
    assert Story().__pydantic_fields_set__ is not one.__pydantic_fields_set__


def test_every_field_counts_as_given():
    assert set(Story(short_vi="Ngon").model_dump(exclude_unset=True)) == {"short_vi", "long_vi"}


def test_a_changed_copy_leaves_the_others_alone():
    one = product()
    given = set(one.__pydantic_fields_set__)
    copy = one.model_copy(update={"brand": "TÂN CƯƠNG", "title_en": "Tea"})
    assert (one.brand, copy.brand, copy.title_en) == ("", "TÂN CƯƠNG", "Tea")
    assert one.__pydantic_fields_set__ == given


def test_equal_values_are_equal_however_they_came_to_be():
    one = product(place=Place(commune="Xã Tân Cương"))
    assert one == Product.model_validate_json(one.model_dump_json())
    assert one == pickle.loads(pickle.dumps(one))
    assert hash(one) == hash(one.model_copy())


def test_a_value_is_frozen_and_takes_no_unknown_field():
    with pytest.raises(ValidationError):
        Story().short_vi = "Khác"
    with pytest.raises(ValidationError):
        Story(short="Khác")


def test_a_class_made_from_another_has_its_own_fields():
    class Longer(Story):
        third: str = ""

    assert Longer().__pydantic_fields_set__ == {"short_vi", "long_vi", "third"}
    assert issubclass(Product, Value)


@pytest.mark.parametrize("sizes", [{}, {"5001": "2"}])
def test_a_package_is_told_with_every_field_it_has(sizes: dict[str, str]) -> None:
    """A field added to it must not be missing from what is compared."""
    made = Package(weight_g=250, length_cm=10, width_cm=9, height_cm=4, channels=("5001",), days_to_ship=7, sizes=sizes)
    assert made.told() == made.model_dump(mode="json", exclude=None if sizes else {"sizes"})
