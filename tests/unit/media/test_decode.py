"""Whatever somebody sends is an upright RGB picture or a problem with a code; never a traceback, never a bomb."""

import random
import re
import struct
import tomllib
import zlib
from importlib import resources
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

import media
from media import MediaProblem, decode
from media.bare_heif import heif_exif
from tests.mangle import chunk, png_of

HEIC = Path(__file__).resolve().parents[2] / "data" / "heic"


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean absolute difference over all channels."""
    means = ImageStat.Stat(ImageChops.difference(one, other)).mean
    return sum(means) / len(means)


def code_of(data: bytes, **options: int) -> str:
    with pytest.raises(MediaProblem) as caught:
        decode(data, 512, "pad", **options)
    return caught.value.code


TURN_BACK = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("squaring", ["pad", "crop"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_gives_the_same_upright_picture(scene, saved, orientation, squaring):
    turn = TURN_BACK[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    held = scene.transpose(turn) if turn is not None else scene
    upright = decode(saved(scene), 256, squaring).image
    got = decode(saved(held, exif=exif), 256, squaring)
    assert (got.width, got.height) == (1200, 900)
    assert got.image.size == upright.size == ((256, 192) if squaring == "pad" else (256, 256))
    assert difference(got.image, upright) < 2.0


@pytest.mark.parametrize("value", [0, 9, 77])
def test_an_orientation_that_does_not_exist_is_none(scene, saved, value):
    exif = Image.Exif()
    exif[0x0112] = value
    assert decode(saved(scene, exif=exif), 128, "pad").image.size == (128, 96)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF:UserWarning")  # silenced by media, which pytest undoes
def test_a_broken_exif_note_is_no_broken_photo(scene, saved):
    data = saved(scene, exif=b"Exif\x00\x00MM\x00*\x00\x00\xff\xff\xff\xff")
    assert decode(data, 128, "pad").image.size == (128, 96)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "1"), ("PNG", "L"), ("PNG", "P"), ("PNG", "RGB"),
        ("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "I;16"), ("GIF", "P"), ("BMP", "RGB"), ("WEBP", "RGB"),
        ("WEBP", "RGBA"),
    ],
)  # fmt: skip
def test_every_form_of_picture_keeps_its_look(scene, saved, kind, mode):
    if mode == "I;16":
        picture = scene.convert("L").convert("I").point(lambda value: value * 257).convert("I;16")
    else:
        picture = scene.convert(mode)
    upright = scene.convert("L") if mode in ("1", "L", "LA", "I;16") else scene
    wanted = upright.convert("RGB").resize((256, 192), Image.Resampling.BICUBIC)
    got = decode(saved(picture, kind), 256, "pad")
    assert (got.image.mode, got.image.size) == ("RGB", (256, 192))
    assert difference(got.image, wanted) < (24 if mode in ("1", "P") else 4)
    assert got.image.info == {}


def test_transparency_lies_over_white(saved):
    clear = Image.new("RGBA", (300, 300), (200, 0, 0, 0))
    assert decode(saved(clear, "PNG"), 100, "pad").image.getpixel((50, 50)) == (255, 255, 255)
    palette = Image.new("P", (300, 300), 0)
    palette.putpalette([10, 20, 30] * 256)
    assert decode(saved(palette, "PNG", transparency=0), 100, "pad").image.getpixel((50, 50)) == (255, 255, 255)


def test_an_animation_gives_its_first_picture_and_says_so(saved):
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "green", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        got = decode(saved(frames[0], kind, save_all=True, append_images=frames[1:]), 100, "pad")
        assert got.warnings == ("W_PHOTO_ANIMATED",), kind
        red, green, blue = got.image.getpixel((50, 50))
        assert red > 200, kind
        assert max(green, blue) < 60, kind


def test_a_wide_gamut_is_brought_to_srgb(saved):
    """The same numbers mean a stronger red in another space, so they must change; sRGB's own must not."""
    picture = Image.new("RGB", (300, 300), (200, 60, 60))
    plain = decode(saved(picture), 100, "pad").image.getpixel((50, 50))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = decode(saved(picture, icc_profile=srgb), 100, "pad")
    assert max(abs(a - b) for a, b in zip(plain, same.image.getpixel((50, 50)), strict=True)) <= 1
    wide = bytearray(srgb)
    red, green = (wide.index(tag) for tag in (b"rXYZ", b"gXYZ"))  # exchanging two colorants makes another space
    wide[red : red + 4], wide[green : green + 4] = b"gXYZ", b"rXYZ"
    other = decode(saved(picture, icc_profile=bytes(wide)), 100, "pad")
    moved = other.image.getpixel((50, 50))
    assert moved[1] > moved[0] + 80
    assert same.warnings == other.warnings == ()


def test_a_broken_colour_profile_is_followed_no_further(saved):
    got = decode(saved(Image.new("RGB", (300, 300), (200, 60, 60)), icc_profile=b"no profile at all"), 100, "pad")
    assert got.warnings == ("W_PHOTO_COLOURS",)
    assert got.image.getpixel((50, 50))[0] > 180


def webp_of(width: int, height: int) -> bytes:
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + (width - 1).to_bytes(3, "little")
    body += (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_bombs_are_refused_before_a_pixel_is_decoded(saved):
    assert code_of(png_of(50_000, 50_000)) == "E_PHOTO_BOMB"
    assert code_of(webp_of(16_000, 16_000)) == "E_PHOTO_BOMB"
    jpeg = saved(Image.new("RGB", (64, 64)))
    at = jpeg.index(b"\xff\xc0") + 5
    assert code_of(jpeg[:at] + struct.pack(">HH", 60_000, 60_000) + jpeg[at + 4 :]) == "E_PHOTO_BOMB"
    progressive = saved(Image.new("RGB", (64, 64)), progressive=True)
    at = progressive.index(b"\xff\xc2") + 5
    assert code_of(progressive[:at] + struct.pack(">HH", 9_000, 9_000) + progressive[at + 4 :]) == "E_PHOTO_BOMB"


def test_what_is_no_picture_is_told_by_its_content(scene, saved):
    assert code_of(b"") == "E_PHOTO_EMPTY"
    assert code_of(b"%PDF-1.7 gi\xc3\xa1 b\xc3\xa1n") == "E_PHOTO_TYPE"
    assert code_of("Mô tả sản phẩm".encode()) == "E_PHOTO_TYPE"
    assert code_of(saved(scene, "TIFF")) == "E_PHOTO_TYPE"
    assert code_of(bytes(media.decode.__globals__["MAX_FILE_BYTES"] + 1)) == "E_PHOTO_TOO_LARGE"


def test_a_picture_with_an_archive_behind_it_is_that_picture(scene, saved):
    assert decode(saved(scene) + b"PK\x03\x04 and the rest", 128, "pad").image.size == (128, 96)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_half_a_file_is_refused(scene, saved, kind):
    whole = saved(scene, kind)
    assert code_of(whole[: len(whole) // 2]) in ("E_PHOTO_TRUNCATED", "E_PHOTO_BROKEN", "E_PHOTO_TYPE")


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.97])
@pytest.mark.parametrize("end", [b"", b"\xff\xd9", bytes(4000)])
def test_a_jpeg_without_its_end_is_truncated_however_it_was_closed(scene, saved, keep, end):
    """Programs close what they could not finish: with an end mark, or with the zeros the disk had."""
    whole = saved(scene)
    assert code_of(whole[: int(len(whole) * keep)] + end) == "E_PHOTO_TRUNCATED"


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 3}, {"optimize": True}])
def test_a_photo_on_the_grey_of_missing_data_is_whole(scene, saved, options):
    ground = Image.new("RGB", (801, 607), (128, 128, 128))
    ground.paste(scene.resize((300, 200)), (200, 100))
    got = decode(saved(ground, **options), 256, "pad")
    assert max(abs(level - 128) for level in got.image.getpixel((5, 190))) <= 1


def test_a_jpeg_broken_off_by_a_marker_is_refused(scene, saved):
    whole = saved(scene)
    middle = len(whole) // 2
    assert code_of(whole[:middle] + b"\xff\xe5" + whole[middle:]) == "E_PHOTO_BROKEN"


def test_half_a_jpeg_is_called_truncated(scene, saved):
    whole = saved(scene)
    assert code_of(whole[: len(whole) // 2]) == "E_PHOTO_TRUNCATED"


def test_too_few_pixels_are_refused_and_few_are_said(saved):
    assert code_of(saved(Image.new("RGB", (200, 150))), min_size=300) == "E_PHOTO_TOO_SMALL"
    assert code_of(saved(Image.new("RGB", (2000, 3))), min_size=300) == "E_PHOTO_TOO_SMALL"
    got = decode(saved(Image.new("RGB", (400, 300))), 512, "pad", min_size=300)
    assert (got.image.size, got.warnings) == ((512, 384), ("W_PHOTO_UPSCALED",))


def _outcome(data: bytes) -> str:
    try:
        return decode(data, 64, "pad").image.mode
    except MediaProblem as problem:
        return problem.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_flipped_and_missing_bytes_never_give_a_traceback(scene, saved, kind):
    chance = random.Random(kind)
    whole = saved(scene.resize((120, 90)), kind)
    for _ in range(60):
        bad = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        cut = bytes(bad[: chance.randint(1, len(bad))]) if chance.random() < 0.3 else bytes(bad)
        outcome = _outcome(cut)
        assert outcome == "RGB" or outcome.startswith("E_PHOTO_")


def test_no_sentence_is_kept_for_a_code_that_is_gone():
    sources = [path for path in resources.files("media").iterdir() if path.name.endswith(".py")]
    used = {
        code for path in sources for code in re.findall(r'"([EW]_PHOTO_[A-Z_]+)"', path.read_text(encoding="utf-8"))
    }
    for lang in ("vi", "en"):
        text = resources.files("connector.messages").joinpath(lang, "media.toml").read_text(encoding="utf-8")
        assert {key for key in tomllib.loads(text) if "_PHOTO_" in key} - used == set()


def test_a_png_with_a_wrong_checksum_is_broken(scene, saved):
    whole = bytearray(saved(scene.resize((120, 90)), "PNG"))
    at = whole.index(b"IDAT") + 40
    whole[at] ^= 1
    assert code_of(bytes(whole)) == "E_PHOTO_BROKEN"


def test_what_only_looks_dangerous_is_read_and_what_is_dangerous_is_not(scene, saved):
    """Packed notes are left behind unread, so a sound picture that carries one is used; hidden work is refused."""
    zeros = zlib.compress(bytes(80_000_000), 9)
    texts = chunk(b"zTXt", b"Comment\0\0" + zeros) * 3
    assert decode(png_of(40, 40, texts, rows=121 * 40), 40, "pad").image.size == (40, 40)
    profile = decode(png_of(40, 40, chunk(b"iCCP", b"icc\0\0" + zeros), rows=121 * 40), 40, "pad")
    assert profile.warnings == ("W_PHOTO_COLOURS",)
    assert code_of(png_of(40, 40, chunk(b"IDAT", b"") * 60_000, rows=121 * 40)) == "E_PHOTO_UNSAFE"
    progressive = saved(scene.resize((120, 90)), progressive=True)
    scan = progressive[progressive.rindex(b"\xff\xda") : -2]
    assert code_of(progressive[:-2] + scan * 200 + progressive[-2:]) == "E_PHOTO_UNSAFE"


def test_a_gif_with_a_book_in_its_comments_is_that_gif(scene, saved):
    whole = saved(scene.resize((120, 90)).convert("P", palette=Image.Palette.ADAPTIVE), "GIF")
    at = 13 + (3 << (whole[10] & 7) + 1)  # behind the palette
    comments = b"!\xfe" + (b"\xff" + b"a" * 255) * 100_000 + b"\0"
    assert decode(whole[:at] + comments + whole[at:], 120, "pad").image.size == (120, 90)


@pytest.mark.parametrize("turn", range(2, 9))
def test_heic_is_turned_once_though_it_says_so_twice(turn):
    upright = decode((HEIC / "plain.heic").read_bytes(), 240, "pad")
    data = (HEIC / f"turned_{turn}.heic").read_bytes()
    notes = Image.Exif()
    notes.load(heif_exif(data))
    assert notes[0x0112] == turn
    for squaring in ("pad", "crop"):
        got = decode(data, 240, squaring)
        assert (got.width, got.height, got.format, got.warnings) == (480, 360, "HEIF", ())
    assert difference(decode(data, 240, "pad").image, upright.image) < 3


@pytest.mark.parametrize("name", ["ten_bit", "with_thumbnail", "second_is_first", "plain"])
def test_every_form_of_heic_shows_its_first_picture(name):
    got = decode((HEIC / f"{name}.heic").read_bytes(), 480, "pad")
    assert (got.width, got.height, got.warnings) == (480, 360, ())
    drawn = {(120, 100): (200, 60, 40), (360, 100): (30, 90, 60), (120, 260): (30, 50, 130), (360, 260): (210, 160, 40)}
    for place, colour in drawn.items():
        assert max(abs(a - b) for a, b in zip(got.image.getpixel(place), colour, strict=True)) < 5, place
    assert got.image.info == {}


def test_heic_without_colours_and_with_a_clear_corner():
    assert decode((HEIC / "grey.heic").read_bytes(), 240, "pad").image.mode == "RGB"
    clear = decode((HEIC / "clear_corner.heic").read_bytes(), 240, "pad").image
    assert min(clear.getpixel((5, 5))) > 250
    assert max(clear.getpixel((60, 60))[1:]) < 90


def test_wide_gamut_heic_is_brought_to_srgb_by_profile_and_by_number():
    plain = decode((HEIC / "plain.heic").read_bytes(), 240, "pad").image.getpixel((60, 50))
    for name in ("place_and_p3", "p3_by_number"):
        got = decode((HEIC / f"{name}.heic").read_bytes(), 240, "pad")
        red, green, _ = got.image.getpixel((60, 50))
        assert red > plain[0] + 10, name
        assert green < plain[1] - 10, name
        assert got.warnings == ()
    assert decode((HEIC / "hdr_pq.heic").read_bytes(), 240, "pad").warnings == ("W_PHOTO_COLOURS",)


def test_heic_that_lies_about_its_size_is_refused():
    data = (HEIC / "plain.heic").read_bytes()
    at = data.index(b"ispe") + 8
    for side in (64, 5_000, 20_000, 60_000):
        size = side.to_bytes(4, "big")
        assert code_of(data[:at] + size + size + data[at + 8 :]) in ("E_PHOTO_BROKEN", "E_PHOTO_BOMB")
    assert code_of((HEIC / "48_megapixels.heic").read_bytes()) == "E_PHOTO_BOMB"
    assert code_of(data[: len(data) // 2]) in ("E_PHOTO_TRUNCATED", "E_PHOTO_BROKEN")


def test_one_wrong_letter_in_the_notes_of_a_heic_does_not_end_the_process():
    """pi-heif 1.4.0 dies of this file where it is given it as it is."""
    data = (HEIC / "turned_4.heic").read_bytes()
    at = data.index(b"Exif")
    assert decode(data[:at] + b"Ex\xfff" + data[at + 4 :], 240, "pad").width == 480


def test_a_cameras_second_picture_is_left_aside(scene, saved):
    """As phones do: several pictures in one file, the first is the photo."""
    several = saved(scene, "MPO", save_all=True, append_images=[Image.new("RGB", (300, 200))])
    got = decode(several, 256, "pad")
    assert (got.format, got.width, got.height, got.warnings) == ("JPEG", 1200, 900, ())


@pytest.mark.parametrize("before", [b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"MZ"])
def test_a_picture_behind_something_else_is_no_picture(scene, saved, before):
    assert code_of(before + saved(scene)) == "E_PHOTO_TYPE"


def test_the_big_are_made_small_band_by_band(saved):
    """Transparent, grey of sixteen bits, palettes: no second whole copy, and no seam where bands meet."""
    ramp = Image.linear_gradient("L").resize((3000, 2400))
    for mode in ("RGBA", "I;16", "LA"):
        if mode == "I;16":
            picture = ramp.convert("I").point(lambda value: value * 257).convert("I;16")
        else:
            picture = ramp.convert(mode)
        got = decode(saved(picture, "PNG", compress_level=1), 300, "pad")
        assert difference(got.image, ramp.convert("RGB").resize((300, 240), Image.Resampling.BICUBIC)) < 1.5, mode


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "PNG"])
def test_a_phones_twelve_megapixels_are_read_in_every_format(saved, kind):
    """What a format's reader holds per pixel decides how large it may be; a common photo always fits."""
    options = {"WEBP": {"quality": 1, "method": 0}, "AVIF": {"speed": 10}, "PNG": {"compress_level": 1}}[kind]
    plain = Image.new("RGB", (4032, 3024), (200, 60, 60))
    assert decode(saved(plain, kind, **options), 64, "pad").width == 4032
