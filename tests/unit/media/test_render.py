"""One photo as a shop shows it: private, square, within its bytes, badged exactly where it says."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat
from PIL.PngImagePlugin import PngInfo

from connector.model import Claim
from media import RECIPES, MediaProblem, Recipe, Rendition, badge_box, decode, recipe, render
from media import squares as squares_module
from media.render import render_many
from media.squares import Squares

PHONE = "KHONG-DUOC-LO"


def opened(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def phone_exif(orientation: int = 6) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = PHONE
    exif[0x0132] = "2026:11:20 05:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 1.0, 42.5), 3: "E", 4: (105.0, 51.0, 15.0)})
    return exif


def segments(jpeg: bytes) -> list[int]:
    """The markers of a JPEG up to its picture data, read without any library."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def test_nothing_a_camera_wrote_travels_along(scene, saved, identity):
    data = saved(scene, exif=phone_exif(), comment=PHONE.encode(), dpi=(301, 301))
    assert PHONE.encode() in data
    jpeg = render(data, identity(data), claim=None).data
    assert PHONE.encode() not in jpeg
    assert b"Exif" not in jpeg
    assert not [f"{marker:x}" for marker in segments(jpeg) if 0xE1 <= marker <= 0xEF or marker == 0xFE]
    assert not opened(jpeg).getexif()


def test_text_of_a_png_does_not_travel_along(scene, identity):
    note, file = PngInfo(), BytesIO()
    note.add_text("Author", PHONE)
    scene.save(file, "PNG", pnginfo=note, exif=phone_exif(1))
    assert PHONE.encode() not in render(file.getvalue(), identity(file.getvalue()), claim=None).data


def test_a_rendition_tells_what_it_is(scene, saved, identity):
    data = saved(scene, "PNG")
    wanted = identity(data, badge="4-2024")
    made = render(data, wanted, claim=None)
    picture = opened(made.data)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1024, 1024))
    assert (made.key, made.content_type, made.width, made.height) == (wanted.key, "image/jpeg", 1024, 1024)
    assert made.warnings == ()


def test_the_same_input_gives_the_same_bytes(scene, saved, identity):
    data = saved(scene, exif=phone_exif())
    wanted = identity(data, badge="5-2025", badge_at="bottom-right")
    assert render(data, wanted, claim=None) == render(data, wanted, claim=None)


@pytest.mark.parametrize("place", ["top-left", "bottom-right"])
@pytest.mark.parametrize("star", [3, 4, 5])
def test_a_badge_changes_its_box_and_nothing_else(scene, saved, identity, star, place):
    data = saved(scene)
    plain = opened(render(data, identity(data), claim=None).data)
    badged = opened(render(data, identity(data, badge=f"{star}-2024", badge_at=place), claim=None).data)
    box = badge_box(recipe("shopee-1024-pad@1"), place)
    apart = ImageChops.difference(plain, badged)
    assert sum(ImageStat.Stat(apart.crop(box)).mean) / 3 > 40
    apart.paste((0, 0, 0), box)
    assert apart.getbbox() is None


def test_without_a_badge_the_box_shows_the_photo(scene, saved, identity):
    """What the demo judges by: bytes of an unbadged rendition equal the unbadged rendition in the badge's box."""
    data = saved(scene)
    first, again = (opened(render(data, identity(data), claim=None).data) for _ in range(2))
    box = badge_box(recipe("shopee-1024-pad@1"), "top-left")
    assert ImageChops.difference(first.crop(box), again.crop(box)).getbbox() is None


def test_a_badge_never_says_another_star_than_the_claim(scene, saved, identity):
    data = saved(scene)
    claim = Claim(star=3, cert_no="MẪU-OCOP-0101", expiry_date=date(2027, 2, 13), badge_place="first")
    assert render(data, identity(data, badge="3-2024"), claim=claim).data
    for badge in ("4-2024", "2-2024", "6-2024", "4-24", "4"):
        with pytest.raises(MediaProblem) as caught:
            render(data, identity(data, badge=badge), claim=claim)
        assert caught.value.code == "E_PHOTO_BADGE"


def test_padding_takes_the_colour_of_the_edges_it_meets(saved, identity):
    ground = (60, 90, 80)
    for size in ((1200, 700), (700, 1200)):
        data = saved(Image.new("RGB", size, ground), "PNG")
        corner = opened(render(data, identity(data), claim=None).data).getpixel((3, 3))
        assert max(abs(a - b) for a, b in zip(corner, ground, strict=True)) <= 3


def test_grain_and_a_corner_of_the_product_do_not_whiten_a_ground(saved, identity):
    """A studio's pale ground: noisy, and the basket touches the frame. A white bar beside it would show."""
    picture = Image.blend(
        Image.new("RGB", (1200, 700), (238, 235, 228)), Image.effect_noise((1200, 700), 40).convert("RGB"), 0.1
    )
    picture.paste((120, 60, 30), (300, 650, 480, 700))
    data = saved(picture)
    corner = opened(render(data, identity(data), claim=None).data).getpixel((512, 3))
    middle = opened(render(data, identity(data), claim=None).data).getpixel((900, 512))
    assert max(corner) < 245
    assert max(abs(a - b) for a, b in zip(corner, middle, strict=True)) <= 24


def test_padding_is_white_beside_a_gradient(saved, identity):
    picture = Image.linear_gradient("L").resize((700, 1200)).convert("RGB")
    data = saved(picture, "PNG")
    assert min(opened(render(data, identity(data), claim=None).data).getpixel((3, 512))) >= 252


def test_padding_is_white_where_the_edges_have_no_common_colour(saved, identity):
    busy = Image.effect_noise((1200, 700), 90).convert("RGB")
    halves = Image.new("RGB", (1200, 700), (10, 10, 10))
    halves.paste((200, 200, 120), (0, 350, 1200, 700))
    for picture in (busy, halves):
        data = saved(picture, "PNG")
        made = opened(render(data, identity(data), claim=None).data)
        assert min(made.getpixel((3, 3))) >= 252
        assert min(made.getpixel((512, 512))) < 252


def test_cropping_keeps_the_middle_and_pads_nothing(saved, identity):
    picture = Image.new("RGB", (1600, 1000), (200, 30, 30))
    picture.paste((30, 120, 60), (320, 20, 1280, 980))
    data = saved(picture, "PNG")
    made = opened(render(data, identity(data, recipe="lazada-1024-crop@1"), claim=None).data)
    assert made.getpixel((512, 512))[1] > 100
    assert made.getpixel((4, 512))[0] > 180
    assert made.size == (1024, 1024)


def test_bytes_are_kept_within_the_recipe_by_lower_quality(saved, identity):
    data = saved(Image.merge("RGB", [Image.effect_noise((1024, 1024), 160) for _ in range(3)]), "BMP")
    generous = render(data, identity(data), claim=None)
    strict = render(data, identity(data, recipe="lazada-1024-pad@1"), claim=None)
    assert len(strict.data) <= 1_000_000
    assert len(strict.data) < len(generous.data)


def test_a_small_photo_is_enlarged_and_said_to_be(saved, identity):
    data = saved(Image.new("RGB", (640, 640), (90, 60, 30)))
    made = render(data, identity(data), claim=None)
    assert (made.width, made.warnings) == (1024, ("W_PHOTO_UPSCALED",))


def test_a_problem_names_the_file_as_people_know_it(tmp_path, identity):
    bad = tmp_path / "Áo dài gấm 1.png"
    bad.write_bytes(b"")
    with pytest.raises(MediaProblem) as caught:
        render(bad, identity(b""), claim=None)
    assert (caught.value.code, caught.value.params["file"]) == ("E_PHOTO_EMPTY", "Áo dài gấm 1.png")
    with pytest.raises(MediaProblem) as caught:
        render(b"<svg/>", identity(b"<svg/>"), claim=None)
    assert (caught.value.code, caught.value.params["file"]) == ("E_PHOTO_TYPE", "Lò gốm sáng sớm.png")
    with pytest.raises(MediaProblem) as caught:
        render(tmp_path / "không có.png", identity(b""), claim=None)
    assert caught.value.code == "E_PHOTO_GONE"
    with pytest.raises(MediaProblem) as caught:
        render(tmp_path, identity(b""), claim=None)
    assert caught.value.code == "E_PHOTO_UNREADABLE"


def test_memory_stays_small_for_a_phone_picture(saved, identity):
    """A 12-megapixel JPEG is shrunk while it is decoded: what is opened is never held at full size."""
    data = saved(Image.linear_gradient("L").resize((4000, 3000)).convert("RGB"))
    seen: list[tuple[int, int]] = []
    real = Image.Image.resize

    def watched(self, *args, **options):
        seen.append(self.size)
        return real(self, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Image.Image, "resize", watched)
        assert decode(data, 1024, "pad").image.size == (1024, 768)
    assert seen[0] == (2000, 1500)


@pytest.fixture
def decodes(monkeypatch):
    """Sizes for which a photo's pixels were decoded."""
    seen: list[int] = []

    def counted(data, size, squaring, *, min_size=1):
        decoded = decode(data, size, squaring, min_size=min_size)
        seen.append(size)
        return decoded

    monkeypatch.setattr(squares_module, "decode", counted)
    return seen


SHOPS = [
    ("lazada-1024-pad@1", "", ""),
    ("shopee-1024-pad@1", "4-2024", "top-left"),
    ("tiktok_shop-1024-pad@1", "", ""),
    ("tiktok_shop-1024-pad@1", "4-2024", "bottom-right"),
]
MORE = [("lazada-1024-crop@1", "4-2024", "top-left"), ("memory-256-pad@1", "4-2024", "top-left")]


def identities(identity, data, kinds):
    return [identity(data, recipe=name, badge=badge, badge_at=place) for name, badge, place in kinds]


def test_three_shops_cost_one_decode(scene, saved, identity, decodes):
    data = saved(scene)
    made = render_many(data, [(one, None) for one in identities(identity, data, SHOPS)])
    assert [type(one) for one in made] == [Rendition] * 4
    assert decodes == [1024]


@pytest.mark.parametrize("size", [(1200, 900), (3000, 2000), (640, 640), (500, 1100)])
def test_no_rendition_depends_on_what_else_is_drawn(scene, saved, identity, size):
    """Alone, in any order, or beside all the others: the same bytes, and the same things to say."""
    data = saved(scene.resize(size), exif=phone_exif())
    wanted = identities(identity, data, SHOPS + MORE)
    alone = {one.key: render(data, one, claim=None) for one in wanted}
    for order in (wanted, wanted[::-1], wanted[3:] + wanted[:3]):
        made = render_many(data, [(one, None) for one in order])
        assert made == [alone[one.key] for one in order]


def test_small_sizes_of_a_big_photo_share_its_decode(scene, saved, identity, decodes, monkeypatch):
    data = saved(scene.resize((2400, 1800)))
    for side in (1200, 800, 400):
        monkeypatch.setitem(RECIPES, f"test-{side}-crop@1", Recipe(f"test-{side}-crop@1", side, "crop", 10**7, 90, 1))
    kinds = [(f"test-{side}-crop@1", "", "") for side in (400, 1200, 800)]
    wanted = [(one, None) for one in identities(identity, data, kinds)]
    together = render_many(data, wanted)
    assert decodes == [1200]
    assert [one.width for one in together] == [400, 1200, 800]
    assert together == [render(data, one, claim=None) for one, _ in wanted]


def test_a_small_size_is_never_drawn_from_an_enlarged_photo(scene, saved, identity, decodes):
    data = saved(scene.resize((640, 480)))
    made = render(data, identity(data, recipe="memory-256-pad@1"), claim=None)
    assert decodes == [400]
    assert made.warnings == ()


def test_a_small_crop_is_never_drawn_from_an_enlarged_one(scene, saved, identity, decodes, monkeypatch):
    """Wide enough for a rung and too low to fill it."""
    monkeypatch.setitem(RECIPES, "test-400-crop@1", Recipe("test-400-crop@1", 400, "crop", 10**7, 90, 1))
    data = saved(scene.resize((1300, 600)))
    made = render(data, identity(data, recipe="test-400-crop@1"), claim=None)
    assert decodes[-1] == 400
    assert made.warnings == ()


def test_a_photo_good_enough_for_one_shop_is_still_too_small_for_a_stricter_one(saved):
    squares = Squares(saved(Image.new("RGB", (400, 300), (90, 60, 30))))
    assert squares.square(recipe("tiktok_shop-1024-pad@1"))[0].size == (1024, 1024)
    with pytest.raises(MediaProblem, match="E_PHOTO_TOO_SMALL"):
        squares.square(recipe("shopee-1024-pad@1"))


def test_each_shop_hears_of_its_own_problem_only(saved, identity):
    data = saved(Image.new("RGB", (400, 300), (90, 60, 30)))
    kinds = [("tiktok_shop-1024-pad@1", "", ""), ("shopee-1024-pad@1", "", ""), ("lazada-1024-pad@1", "9-2024", "")]
    fits, small, badge = render_many(data, [(one, None) for one in identities(identity, data, kinds)])
    assert isinstance(fits, Rendition)
    assert (small.code, small.params["least"], small.params["file"]) == (
        "E_PHOTO_TOO_SMALL",
        500,
        "Lò gốm sáng sớm.png",
    )
    assert badge.code == "E_PHOTO_BADGE"
