"""Copies are found and different wares are not, measured on drawn photos of the sample.

All drawn photos of the sample, 215 products, compared once (about 397,000 pairs of photos of different products):

| distance up to | wrong pairs | found of 100: to 40 % | quality 30 | crop 2 % | crop 4 % | all three, quality 40 |
|---|---|---|---|---|---|---|
| 0.05 | 1 | 100 | 99 | 100 | 99 | 95 |
| 0.055 (chosen) | 2 | 100 | 99 | 100 | 100 | 99 |
| 0.06 | 4 | 100 | 99 | 100 | 100 | 99 |

The wrong ones are drawn after one template in nearly the same colours: two boxes of tea, two conical hats. Crops are of
every side; one of a single side by 6 % is found in half of the cases.
"""

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from connector.sample import photo_names
from connector.sample.photos import draw_photos
from media.likeness import COPY, Copy, Likeness, copies, distance, likeness_of

PRODUCTS = 48
Change = Callable[[Image.Image], Image.Image]


@pytest.fixture(scope="module")
def covers(tmp_path_factory: pytest.TempPathFactory) -> list[Image.Image]:
    """The cover photos of different products."""
    folder = tmp_path_factory.mktemp("ảnh")
    names = [name for name in photo_names() if name.endswith("_1.png")][60 : 60 + PRODUCTS]
    draw_photos(folder, names, workers=1)
    return [_opened(folder / name) for name in names]


def _opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.draft("RGB", (600, 600))
        return image.convert("RGB")


def _known(image: Image.Image) -> Likeness:
    return likeness_of(image, hashlib.sha256(image.tobytes()).hexdigest())


def _recompressed(image: Image.Image, quality: int = 30) -> Image.Image:
    file = BytesIO()
    image.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def _cropped(share: float) -> Change:
    def crop(image: Image.Image) -> Image.Image:
        width, height = image.size
        left, top = round(width * share), round(height * share)
        return image.crop((left, top, width - left, height - top))

    return crop


CHANGES: dict[str, Change] = {
    "rescaled": lambda image: image.resize((240, 240)),
    "recompressed": _recompressed,
    "cropped by 2 %": _cropped(0.02),
    "cropped by 4 %": _cropped(0.04),
    "all of it": lambda image: _recompressed(_cropped(0.03)(image).resize((400, 400)), 40),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_copy_is_found_among_all_others(covers: list[Image.Image], change: str) -> None:
    originals = [_known(image) for image in covers]
    changed = [_known(CHANGES[change](image)) for image in covers[::6]]
    count = len(originals)
    found = {(pair.first, pair.second) for pair in copies([*originals, *changed], lambda _, second: second >= count)}
    assert {(at * 6, count + at) for at in range(len(changed))} <= found


def test_different_products_are_not_called_copies(covers: list[Image.Image]) -> None:
    assert list(copies([_known(image) for image in covers])) == []


def test_the_same_bytes_are_copies_whatever_they_show(covers: list[Image.Image]) -> None:
    blank = likeness_of(Image.new("RGB", (300, 300), "white"), "one")
    same = Likeness("one", blank.bits, blank.small)
    assert distance(blank, same) == 0.0
    assert list(copies([blank, _known(covers[0]), same])) == [Copy(0, 2, 0.0)]


def test_colour_tells_wares_of_one_shape_apart() -> None:
    def scarf(colour: str) -> Likeness:
        picture = Image.new("RGB", (400, 400), (240, 238, 232))
        picture.paste(Image.new("RGB", (220, 300), colour), (90, 50))
        return _known(picture)

    red, blue = scarf("#8c1c1c"), scarf("#1c3c8c")
    assert red.bits == blue.bits, "the hash alone would call them one picture"
    assert distance(red, blue) > COPY
    assert list(copies([red, blue])) == []


def test_pictures_of_nothing_are_no_copies_of_each_other() -> None:
    walls = [_known(Image.new("RGB", (400, 300), (level, level, level // 2))) for level in (180, 190, 220)]
    assert list(copies(walls)) == []


def test_who_is_asked_about_decides() -> None:
    picture = _known(Image.radial_gradient("L").convert("RGB"))
    again = Likeness("other", picture.bits, picture.small)
    assert len(list(copies([picture, again]))) == 1
    assert list(copies([picture, again], lambda first, second: False)) == []


def test_a_folder_of_one_picture_is_not_compared_pair_by_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    import media.likeness

    picture = _known(Image.radial_gradient("L").convert("RGB"))
    many = [Likeness(str(number), picture.bits, picture.small) for number in range(600)]
    laid = []
    inner = media.likeness._laid_over
    monkeypatch.setattr(media.likeness, "_laid_over", lambda one, other: laid.append(1) or inner(one, other))
    found = list(copies(many))
    assert len(found) == 599
    assert len(laid) <= 600 * media.likeness.CANDIDATES


def test_nothing_and_one_have_no_copies() -> None:
    assert list(copies([])) == []
    assert list(copies([_known(Image.new("RGB", (50, 50)))])) == []
