"""A badge of ours on a picture that came back from a shop is seen; nothing else is taken for one."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from media.badge import badge_art
from media.badged import badge_on
from media.problem import MediaProblem
from media.recipe import BADGE_PLACES, RECIPES, badge_box


def picture(colour: tuple[int, int, int] = (90, 120, 60), size: int = 1024) -> Image.Image:
    image = Image.new("RGB", (size, size), colour)
    image.paste(Image.effect_noise((size // 2, size // 2), 60).convert("RGB"), (0, 0))
    return image


def as_jpeg(image: Image.Image, quality: int = 90) -> bytes:
    paper = BytesIO()
    image.save(paper, "JPEG", quality=quality)
    return paper.getvalue()


def with_badge(star: int, year: int, place: str) -> Image.Image:
    image = picture()
    left, top, right, bottom = badge_box(RECIPES["shopee-1024-pad@1"], place)
    art = badge_art(star, year, right - left, bottom - top)
    image.paste(art, (left, top), art)
    return image


@pytest.mark.parametrize("place", BADGE_PLACES)
@pytest.mark.parametrize("star", [3, 4, 5])
def test_every_star_is_told_apart_wherever_it_stands(star: int, place: str) -> None:
    assert badge_on(as_jpeg(with_badge(star, 2024, place))) == star


@pytest.mark.parametrize(("size", "quality"), [(800, 75), (512, 60)])
def test_a_smaller_copy_as_a_marketplace_serves_it_still_shows(size: int, quality: int) -> None:
    assert badge_on(as_jpeg(with_badge(4, 2025, "top-left").resize((size, size)), quality)) == 4


@pytest.mark.parametrize("colour", [(112, 14, 22), (255, 214, 84), (255, 255, 255), (0, 0, 0)])
def test_a_photo_of_the_badges_colours_is_no_badge(colour: tuple[int, int, int]) -> None:
    assert badge_on(as_jpeg(Image.new("RGB", (900, 900), colour))) == 0
    assert badge_on(as_jpeg(picture(colour))) == 0


def test_a_photo_that_is_not_square_was_not_made_by_us() -> None:
    assert badge_on(as_jpeg(with_badge(5, 2024, "top-left").crop((0, 0, 1024, 700)))) == 0


def test_what_is_no_picture_says_so() -> None:
    with pytest.raises(MediaProblem):
        badge_on(b"khong phai anh")
