"""The badge can be read and counted on any photo, covers no more than it may, and is the same each time."""

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from connector.errors import BadUse
from media import BADGE_PLACES, RECIPES, MediaProblem, badge_box, draw_badge, recipe
from media.badge import INK, PLATE, STAR

GROUNDS = {
    "dark": Image.new("RGB", (1024, 1024), (18, 16, 20)),
    "light": Image.new("RGB", (1024, 1024), (252, 252, 250)),
    "busy": Image.effect_noise((128, 128), 110).resize((1024, 1024)).convert("RGB"),
    "red as the plate": Image.new("RGB", (1024, 1024), PLATE),
    "gold as the stars": Image.new("RGB", (1024, 1024), STAR),
}


def luminance(colour: tuple[int, ...]) -> float:
    """Relative luminance as WCAG 2 defines it."""
    linear = [level / 255 / 12.92 if level <= 10 else ((level / 255 + 0.055) / 1.055) ** 2.4 for level in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def shown(star: int, side: int, ground: Image.Image) -> Image.Image:
    """The badge as it looks on a thumbnail of ``side`` pixels, cut out of it."""
    how = recipe("shopee-1024-pad@1")
    left, top, right, bottom = badge_box(how, "top-left")
    art = draw_badge(star, 2024, right - left)
    photo = ground.copy()
    photo.paste(art, (left, top), art)
    scale = side / how.size
    small = photo.resize((side, side), Image.Resampling.LANCZOS)
    return small.crop(tuple(round(edge * scale) for edge in (left, top, right, bottom)))


def stars_counted(badge: Image.Image) -> int:
    """Runs of gold on the line through the stars' centres."""
    row = round(badge.height * 0.33)
    inside = range(round(badge.width * 0.05), round(badge.width * 0.95))
    gold = [contrast(badge.getpixel((x, row)), PLATE) > 3.0 for x in inside]
    return sum(1 for before, now in zip([False, *gold], gold, strict=False) if now and not before)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("star", [3, 4, 5])
@pytest.mark.parametrize("side", [1024, 400, 200])
def test_stars_can_be_counted_on_any_photo(star, side, ground):
    assert stars_counted(shown(star, side, GROUNDS[ground])) == star


def test_contrast_of_what_is_to_be_read():
    assert contrast(STAR, PLATE) >= 4.5
    assert contrast(INK, PLATE) >= 4.5


@pytest.mark.parametrize("ground", GROUNDS)
def test_contrast_measured_on_thumbnails_of_200_pixels(ground):
    """The word's strokes survive shrinking: between its darkest and lightest pixels there is still 4.5 to 1."""
    for star in (3, 4, 5):
        badge = shown(star, 200, GROUNDS[ground])
        words = badge.crop(
            (badge.width // 8, round(badge.height * 0.62), badge.width * 7 // 8, round(badge.height * 0.9))
        )
        pixels = sorted(words.get_flattened_data(), key=luminance)
        tenth = len(pixels) // 10
        assert contrast(pixels[tenth], pixels[-tenth]) >= 4.5


@pytest.mark.parametrize("ground", ["dark", "light", "red as the plate"])
def test_the_rim_sets_the_plate_off_from_the_photo(ground):
    badge = shown(4, 1024, GROUNDS[ground])
    line = [badge.getpixel((x, badge.height // 2)) for x in range(24)]
    beside = GROUNDS[ground].getpixel((0, 0))
    assert max(contrast(pixel, beside) for pixel in line) >= 3.0


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("place", BADGE_PLACES)
def test_it_covers_no_more_than_a_tenth_and_lies_inside(name, place):
    how = recipe(name)
    left, top, right, bottom = badge_box(how, place)
    assert 0.06 <= (right - left) * (bottom - top) / how.size**2 <= 0.10
    assert 0 < left < right < how.size
    assert 0 < top < bottom < how.size
    assert (left < how.size - right) == place.endswith("left")
    assert (top < how.size - bottom) == place.startswith("top")


def test_an_unknown_corner_or_recipe_is_refused():
    with pytest.raises(MediaProblem):
        badge_box(recipe("shopee-1024-pad@1"), "middle")
    with pytest.raises(BadUse) as caught:
        recipe("shopee-1024-pad@99")
    assert caught.value.code == "E_PHOTO_RECIPE"
    with pytest.raises(ValueError):
        draw_badge(2, 2024, 200)


def test_the_same_badge_each_time_and_another_for_another_claim():
    assert draw_badge(4, 2024, 300).tobytes() == draw_badge(4, 2024, 300).tobytes()
    distinct = {draw_badge(star, year, 300).tobytes() for star in (3, 4, 5) for year in (2023, 2024, 2025)}
    assert len(distinct) == 9


def test_a_drawn_badge_is_the_callers_own():
    mine = draw_badge(4, 2024, 300)
    ImageDraw.Draw(mine).rectangle((0, 0, 300, 300), fill=(0, 0, 0, 255))
    assert draw_badge(4, 2024, 300).tobytes() != mine.tobytes()


@pytest.mark.parametrize(("one", "other"), [(3, 4), (4, 5), (3, 5)])
def test_star_counts_differ_at_a_glance(one, other):
    apart = ImageChops.difference(shown(one, 200, GROUNDS["light"]), shown(other, 200, GROUNDS["light"]))
    assert sum(ImageStat.Stat(apart).mean) / 3 > 6
