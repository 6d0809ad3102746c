"""One look at a photo: what it says, what it leaves unsaid, and that no file makes it fail.

Sharpness of 60 drawn photos at 1,024 pixels, blurred by a Gaussian of r pixels: the share called blurred, and the 5th,
50th and 95th percentile of the variance of the Laplacian in the sixth-sharpest of 64 tiles (limit: 10):

| r | 0 | 1 | 1.5 | 2 | 3 | 4 |
|---|---|---|---|---|---|---|
| 5 % | 59.5 | 14.3 | 5.5 | 3.1 | 1.6 | 1.3 |
| 50 % | 212.5 | 34.5 | 13.3 | 6.7 | 2.9 | 2.0 |
| 95 % | 662.2 | 109.9 | 36.6 | 16.3 | 5.0 | 2.7 |
"""

from io import BytesIO
from pathlib import Path
from random import Random

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from connector.messages import LANGUAGES, catalogue_of, say
from connector.model import MediaIdentity
from connector.sample import photo_names
from connector.sample.photos import draw_photos
from media import MediaProblem, render
from media.look import Look, look

from .conftest import Saved


def codes(seen: Look) -> set[str]:
    return {finding.code for finding in seen.findings}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[Image.Image]:
    folder = tmp_path_factory.mktemp("ảnh")
    names = [name for name in photo_names() if name.endswith("_1.png")][::32]
    draw_photos(folder, names, workers=1)
    return [Image.open(folder / name).convert("RGB") for name in names]


@pytest.fixture
def busy() -> Image.Image:
    """A sharp picture without a plain background: nothing to find fault with."""
    tiles = Image.frombytes("RGB", (16, 16), Random(7).randbytes(16 * 16 * 3))
    return tiles.resize((1200, 1200), Image.Resampling.NEAREST)


def test_a_sound_photo_brings_nothing(busy: Image.Image, saved: Saved) -> None:
    seen = look(saved(busy, quality=92), name="Khăn lụa.jpg", thumbnail=120)
    assert (seen.findings, seen.usable, seen.blurred, seen.box) == ((), True, False, None)
    assert (seen.width, seen.height, seen.format) == (1200, 1200, "JPEG")
    assert max(Image.open(BytesIO(seen.thumbnail)).size) == 120


def test_sharp_photos_are_not_called_blurred_and_blurred_ones_are(drawn: list[Image.Image], saved: Saved) -> None:
    def blurred(radius: float) -> list[bool | None]:
        return [
            look(saved(image.filter(ImageFilter.GaussianBlur(radius * image.width / 1024)))).blurred for image in drawn
        ]

    assert set(blurred(0)) == {False}
    assert blurred(2).count(True) >= len(drawn) // 2
    assert set(blurred(4)) == {True}


def test_a_small_photo_is_not_blurred_for_being_small(drawn: list[Image.Image], saved: Saved) -> None:
    small = [look(saved(image.resize((260, 260), Image.Resampling.LANCZOS))) for image in drawn]
    assert {seen.blurred for seen in small} == {False}


def test_of_a_picture_without_contrast_nobody_can_tell(saved: Saved) -> None:
    seen = look(saved(Image.new("RGB", (1200, 1200), "#eeeeee"), "PNG"))
    assert (seen.blurred, seen.box, codes(seen)) == (None, None, set())


@pytest.mark.parametrize(
    ("box", "far"),
    [((450, 450, 750, 750), True), ((150, 150, 1050, 1050), False), ((500, 60, 700, 1140), False)],
)
def test_a_product_far_away_is_noticed_before_a_plain_background(
    saved: Saved, box: tuple[int, int, int, int], far: bool
) -> None:
    ground = Image.linear_gradient("L").resize((1200, 1200)).point(lambda level: 200 + level // 8).convert("RGB")
    ImageDraw.Draw(ground).rectangle(box, fill=(90, 40, 20))
    seen = look(saved(ground), name="Chum sành.jpg")
    assert seen.box is not None
    assert seen.box[0] == pytest.approx((box[2] - box[0]) / 1200, abs=0.03)
    assert ("W_PHOTO_FAR" in codes(seen)) is far


def test_small_pictures_are_named_by_their_size(busy: Image.Image, saved: Saved) -> None:
    (finding,) = look(saved(busy.resize((400, 300))), name="nhỏ.jpg").findings
    assert finding.code == "W_PHOTO_SMALL"
    assert {"width": 400, "height": 300}.items() <= finding.params.items()
    assert codes(look(saved(busy.resize((900, 600))))) == {"W_PHOTO_UPSCALED"}


@pytest.mark.parametrize(
    ("name", "app"),
    [
        ("z5871234567890_0123456789abcdef0123456789abcdef.jpg", "Zalo"),
        ("received_1234567890123.jpeg", "Messenger"),
        ("FB_IMG_1700000000000.jpg", "Facebook"),
        ("IMG-20261101-WA0007.jpg", "WhatsApp"),
        ("IMG_20261101_080000.jpg", ""),
        ("Zalo Thủy.jpg", ""),
    ],
)
def test_chat_apps_are_known_by_the_names_they_give(busy: Image.Image, saved: Saved, name: str, app: str) -> None:
    found = [finding for finding in look(saved(busy), name=name).findings if finding.code == "W_PHOTO_CHAT_APP"]
    assert [finding.params["app"] for finding in found] == ([app] if app else [])


def test_strong_compression_without_notes_looks_like_a_chat_app(busy: Image.Image, saved: Saved) -> None:
    assert "W_PHOTO_COMPRESSED" in codes(look(saved(busy, quality=60)))
    assert "W_PHOTO_COMPRESSED" not in codes(look(saved(busy, quality=88)))
    exif = Image.Exif()
    exif[0x010F] = "MẪU"
    assert "W_PHOTO_COMPRESSED" not in codes(look(saved(busy, quality=60, exif=exif)))


@pytest.mark.parametrize("quality", [30, 60, 75, 90, 95])
def test_the_quality_of_a_jpeg_is_estimated_closely(busy: Image.Image, saved: Saved, quality: int) -> None:
    estimate = look(saved(busy, quality=quality)).origin.quality
    assert estimate is not None
    assert abs(estimate - quality) <= 1


def _screen(status_bar: bool = True) -> Image.Image:
    screen = Image.effect_noise((1080, 2340), 60).convert("RGB")
    draw = ImageDraw.Draw(screen)
    if status_bar:
        draw.rectangle((0, 0, 1080, 80), fill="white")
        draw.rectangle((60, 30, 140, 55), fill="black")
        draw.rectangle((960, 30, 1030, 55), fill="black")
    return screen


def test_screenshots_are_known_by_name_size_and_status_bar(busy: Image.Image, saved: Saved) -> None:
    assert "W_PHOTO_SCREENSHOT" in codes(look(saved(busy), name="Screenshot_20261101_Zalo.jpg"))
    assert "W_PHOTO_SCREENSHOT" in codes(look(saved(busy), name="Ảnh chụp màn hình 2026.png"))
    assert "W_PHOTO_SCREENSHOT" in codes(look(saved(_screen(False), "PNG")))
    assert "W_PHOTO_SCREENSHOT" in codes(look(saved(_screen(True))))
    assert "W_PHOTO_SCREENSHOT" not in codes(look(saved(_screen(False))))
    assert "W_PHOTO_SCREENSHOT" not in codes(look(saved(busy, "PNG"), name="màn hình trang trí.png"))


def test_a_cameras_own_picture_of_that_size_is_no_screenshot(saved: Saved) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "MẪU", "Điện thoại"
    assert "W_PHOTO_SCREENSHOT" not in codes(look(saved(_screen(True), exif=exif)))


def _with_code(ground: Image.Image, text: str, kind: str = "QRCode") -> Image.Image:
    barcode = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(kind))
    drawn = Image.fromarray(zxingcpp.write_barcode_to_image(barcode, scale=6))
    shown = ground.copy()
    shown.paste(Image.new("RGB", (drawn.width + 60, drawn.height + 60), "white"), (300, 300))
    shown.paste(drawn.convert("RGB"), (330, 330))
    return shown


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("https://zalo.me/0900000000", "W_PHOTO_CODE_LINK"),
        ("htxlua.example.vn/mua", "W_PHOTO_CODE_LINK"),
        ("Gọi 0900 000 000 để đặt hàng", "W_PHOTO_CODE_CONTACT"),
        ("BEGIN:VCARD\nFN:Mẫu\nEND:VCARD", "W_PHOTO_CODE_CONTACT"),
        ("00020101021138540010A00000072701240006", "W_PHOTO_CODE_PAYMENT"),
        ("MAU-LOT-2026-11", ""),
    ],
)
def test_codes_that_lead_away_are_read_out(busy: Image.Image, saved: Saved, text: str, code: str) -> None:
    found = [finding for finding in look(saved(_with_code(busy, text))).findings if "CODE" in finding.code]
    assert [finding.code for finding in found] == ([code] if code else [])
    if code:
        assert str(found[0].params["text"]).startswith(text[:11])


@pytest.mark.parametrize("recipe", ["tiktok_shop-1024-pad@1", "tiktok_shop_option-1024-pad@1"])
def test_where_listings_come_down_for_them_such_a_photo_is_refused_by_name(
    busy: Image.Image, saved: Saved, recipe: str
) -> None:
    photo = saved(_with_code(busy, "https://zalo.me/0900000000"))
    identity = MediaIdentity(source_sha256="a" * 64, recipe=recipe, file="tương.jpg")
    with pytest.raises(MediaProblem) as caught:
        render(photo, identity, claim=None)
    assert caught.value.code == "E_PHOTO_LEADS_AWAY"
    assert caught.value.params == {"file": "tương.jpg", "text": "https://zalo.me/0900000000"}
    assert render(photo, identity.model_copy(update={"recipe": "shopee-1024-pad@1"}), claim=None).data
    assert render(saved(_with_code(busy, "MAU-LOT-2026-11")), identity, claim=None).data


def test_a_barcode_of_the_product_is_fine(busy: Image.Image, saved: Saved) -> None:
    assert codes(look(saved(_with_code(busy, "9520000000004", "EAN13")))) == set()
    assert codes(look(saved(_with_code(busy, "0123456789012345", "Code128")))) == set()


def test_the_moment_is_the_cameras(busy: Image.Image, saved: Saved) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:11:01 08:30:05"
    taken = look(saved(busy, exif=exif)).taken
    assert taken is not None
    assert taken.isoformat() == "2026-11-01T08:30:05+07:00"
    exif.get_ifd(0x8769)[0x9003] = "0000:00:00 00:00:00"
    assert look(saved(busy, exif=exif)).taken is None


HEIC = Path(__file__).resolve().parents[2] / "data" / "heic"


def test_an_apple_photo_is_looked_at_as_well() -> None:
    files = sorted(HEIC.glob("*.hei*"))
    assert files
    seen = [look(file) for file in files]
    assert any(one.usable and one.format == "HEIF" for one in seen)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "E_PHOTO_EMPTY"),
        (b"%PDF-1.7 not a picture", "E_PHOTO_TYPE"),
        (b"\xff\xd8\xff\xe0 and nothing", "E_PHOTO_TRUNCATED"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "E_PHOTO_BROKEN"),
    ],
)
def test_what_cannot_be_used_says_why_and_nothing_else(data: bytes, code: str) -> None:
    seen = look(data, name="hỏng.jpg")
    assert not seen.usable
    assert [(finding.code, finding.params["file"]) for finding in seen.findings] == [(code, "hỏng.jpg")]


def test_a_missing_file_is_a_finding_too(tmp_path: Path) -> None:
    assert codes(look(tmp_path / "không có.jpg")) == {"E_PHOTO_UNREADABLE"}
    assert codes(look(tmp_path)) == {"E_PHOTO_UNREADABLE"}


def test_hostile_notes_are_as_none(busy: Image.Image, saved: Saved) -> None:
    data = saved(busy, exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x90\x03\xff\xff\xff\xff\xff\xff" * 40)
    seen = look(data)
    assert seen.usable
    assert seen.taken is None


def test_every_finding_has_its_sentence(busy: Image.Image, saved: Saved) -> None:
    pictures = [
        look(saved(_with_code(busy, "https://a.example")), name="một.jpg"),
        look(saved(busy.resize((400, 300)), quality=50), name="hai.jpg"),
        look(saved(_screen(), "PNG"), name="ba.png"),
        look(b"", name="bốn.jpg"),
    ]
    findings = [finding for seen in pictures for finding in seen.findings]
    assert len(findings) >= 4
    for lang in LANGUAGES:
        for finding in findings:
            assert finding.code in catalogue_of(lang)
            assert "…" not in say(finding.code, lang, **finding.params)
