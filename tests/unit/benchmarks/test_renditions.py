"""The ways that renditions are measured beside draw the same pictures, from photos that are always the same."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from benchmarks import scenes, ways
from media.recipe import RECIPES, badge_box


@pytest.fixture(autouse=True)
def own_recipes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, how in ways.OWN.items():
        monkeypatch.setitem(RECIPES, name, how)


@pytest.fixture(scope="module")
def photo() -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scenes, "SIZE", (2400, 1800))
        return scenes.photo(scenes.scene(7), turned=True)


def test_a_photo_is_the_same_every_time_and_turned_by_its_note_only(photo: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scenes, "SIZE", (2400, 1800))
        assert scenes.photo(scenes.scene(7), turned=True) == photo
    with Image.open(BytesIO(photo)) as image:
        assert (image.size, image.getexif()[scenes.ORIENTATION]) == ((1800, 2400), 6)


@pytest.mark.parametrize("job", ways.JOBS)
@pytest.mark.parametrize("other", ["naive", "vips"])
def test_ours_and_the_others_draw_the_same(photo: bytes, job: str, other: str) -> None:
    if other == "vips":
        pytest.importorskip("pyvips")
    asked = ways.JOBS[job]
    for (how, badged), mine, theirs in zip(asked, ways.ours(photo, asked), ways.WAYS[other](photo, asked), strict=True):
        with Image.open(BytesIO(mine)) as ours, Image.open(BytesIO(theirs)) as others:
            assert ours.size == others.size == (how.size, how.size)
            apart = ImageChops.difference(ours.convert("RGB"), others.convert("RGB"))
            assert max(ImageStat.Stat(apart).rms) < 12
            box = badge_box(how, ways.CORNER)
            assert (max(ImageStat.Stat(apart.crop(box)).rms) < 8) == badged or not badged


def test_what_is_compared_is_written_beside_the_photos(
    photo: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ảnh.jpg"
    file.write_bytes(photo)
    monkeypatch.setattr("sys.argv", ["ways", "ours", "sizes", "0", str(file)])
    ways.main()
    assert sorted(made.name for made in tmp_path.iterdir()) == [
        "ảnh-1200.jpg",
        "ảnh-400.jpg",
        "ảnh-800.jpg",
        "ảnh.jpg",
    ]
