"""How a recipe's size is reached, and where its badge sits."""

import tomllib
from pathlib import Path

import pytest

from connector.errors import BadUse
from media import BADGE_PLACES, RECIPES, badge_box, recipe
from media.recipe import ladder

ROOT = Path(__file__).resolve().parents[3]


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


def test_a_marketplace_that_is_not_ours_is_served_by_its_name():
    how = recipe("cho-que-800-pad@1")
    assert (how.name, how.size, how.squaring, how.max_bytes, how.min_size) == (
        "cho-que-800-pad@1",
        800,
        "pad",
        10**6,
        300,
    )
    assert recipe("market_24-128-crop@3").min_size == 128


@pytest.mark.parametrize("given", sorted((ROOT / "mappings").glob("*/media.toml")), ids=lambda path: path.parent.name)
def test_every_mapping_names_recipes_there_are(given):
    said = tomllib.loads(given.read_text(encoding="utf-8"))
    assert recipe(said["images"]["recipe"]).size >= recipe(said["card"]["recipe"]).size > 0


@pytest.mark.parametrize(
    "name",
    [
        "shopee-1024-pad@9",
        "tiktok_shop-800-crop@1",
        "cho-que-800-pad",
        "cho-que-9999-pad@1",
        "cho-que-10-pad@1",
        "Chợ-800-pad@1",
    ],
)
def test_an_unknown_recipe_names_those_there_are(name):
    with pytest.raises(BadUse) as caught:
        recipe(name)
    assert "shopee-1024-pad@1" in str(caught.value.params["known"])
