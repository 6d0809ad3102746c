"""How a recipe's size is reached, and where its badge sits."""

import pytest

from connector.errors import BadUse
from media import BADGE_PLACES, RECIPES, badge_box, recipe
from media.recipe import ladder


def test_what_shops_show_is_reached_in_one_step():
    assert {ladder(how.size) for how in RECIPES.values() if how.size >= 1000} == {(1024,)}
    assert ladder(1200) == (1200,)


@pytest.mark.parametrize(
    ("size", "steps"),
    [(800, (1200, 800)), (400, (1200, 800, 400)), (256, (1200, 800, 400, 256)), (300, (1200, 800, 300)), (801, (801,))],
)
def test_small_sizes_come_down_by_fixed_rungs(size, steps):
    assert ladder(size) == steps


@pytest.mark.parametrize("how", RECIPES.values(), ids=RECIPES)
@pytest.mark.parametrize("place", BADGE_PLACES)
def test_a_badge_stays_inside_and_within_a_tenth_of_the_area(how, place):
    left, top, right, bottom = badge_box(how, place)
    assert 0 < left < right < how.size
    assert 0 < top < bottom < how.size
    assert 0.05 < (right - left) * (bottom - top) / how.size**2 <= 0.10


def test_an_unknown_recipe_names_those_there_are():
    with pytest.raises(BadUse) as caught:
        recipe("shopee-1024-pad@9")
    assert "shopee-1024-pad@1" in str(caught.value.params["known"])
