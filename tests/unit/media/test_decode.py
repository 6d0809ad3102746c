"""Whatever somebody sends is an upright RGB picture or a problem with a code; never a traceback, never a bomb."""

import random
import re
import struct
import tomllib
import zlib
from importlib import resources

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

import media
from media import MediaProblem, decode


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


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims that size and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


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


def test_every_code_has_a_sentence_in_both_languages():
    spoken = []
    for lang in ("vi", "en"):
        text = resources.files("connector.messages").joinpath(lang, "media.toml").read_text(encoding="utf-8")
        spoken.append(set(tomllib.loads(text)))
    sources = [path for path in resources.files("media").iterdir() if path.name.endswith(".py")]
    used = {
        code for path in sources for code in re.findall(r'"([EW]_PHOTO_[A-Z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert used == spoken[0] == spoken[1]
