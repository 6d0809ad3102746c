"""The certificate card says what it was given, in letters the font has, within its frame."""

import unicodedata

import pytest
from PIL import Image, ImageChops, ImageDraw

from media import certificate_card
from media.badge import PLATE
from media.lettering import fit, font, wrap

LINES = (
    "OCOP 4 sao",
    "Khăn lụa tơ tằm Vạn Phúc hoa sen 90x90",
    "Giấy chứng nhận số MAU-OCOP-HN-2024-0101",
    "Quyết định MAU-3101/QĐ-UBND ngày 13/02/2024",
    "UBND thành phố Hà Nội",
    "Có giá trị đến ngày 13/02/2027",
)
VIETNAMESE = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


@pytest.mark.parametrize("weight", ["Bold", "Medium"])
def test_the_font_has_every_vietnamese_letter(weight):
    face = font(weight, 40)

    def drawn(text: str) -> bytes:
        picture = Image.new("L", (80, 80))
        ImageDraw.Draw(picture).text((10, 60), text, font=face, fill=255, anchor="ls")
        return picture.tobytes()

    letters = [unicodedata.normalize("NFC", base + tone) for base in VIETNAMESE for tone in TONES]
    letters += [letter.upper() for letter in letters] + ["đ", "Đ"]
    assert all(len(letter) == 1 for letter in letters)
    pictures = {drawn(letter) for letter in letters}
    assert len(pictures) == len(letters)
    assert drawn("\u4e00") not in pictures  # the box for what the font lacks


def test_decomposed_text_is_set_as_composed():
    apart = [unicodedata.normalize("NFD", line) for line in LINES]
    assert certificate_card(apart, 4, 2024, 256).tobytes() == certificate_card(LINES, 4, 2024, 256).tobytes()


def test_each_statement_shows():
    whole = certificate_card(LINES, 4, 2024, 512)
    for index in range(1, len(LINES)):
        without = certificate_card([*LINES[:index], *LINES[index + 1 :]], 4, 2024, 512)
        assert ImageChops.difference(whole, without).getbbox() is not None
    assert ImageChops.difference(whole, certificate_card(LINES, 5, 2024, 512)).getbbox() is not None


@pytest.mark.parametrize(
    "lines", [LINES, (), LINES[:2], (*LINES[:1], "Rất " * 80, *("Dài " * 40,) * 8), ("", "X" * 300)]
)
def test_text_stays_within_the_frame(lines):
    card = certificate_card(lines, 5, 2025, 512)
    for x in (2, 509):
        assert {card.getpixel((x, y)) for y in range(512)} == {PLATE}
    margin = [card.getpixel((18, y)) for y in range(240, 490)]
    assert len(set(margin)) == 1


def test_lines_break_at_spaces_only_and_what_is_too_long_is_cut():
    face = font("Medium", 20)
    assert wrap("một hai ba", face, 1000, 1) == ["một hai ba"]
    broken = wrap("một hai ba bốn", face, face.getlength("một hai"), 2)
    assert broken == ["một hai", "ba bốn"]
    assert wrap("một hai ba bốn", face, face.getlength("một hai"), 1) is None
    _, cut = fit("một hai ba bốn năm sáu", "Medium", 100, lines=1, largest=20, smallest=20)
    assert cut[0].startswith("một")
    assert cut[0].endswith("…")
