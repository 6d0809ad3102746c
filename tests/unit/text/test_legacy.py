"""Text of old fonts and old files: recognised, read, and never seen in anything else."""

import csv
import random
import tomllib
import unicodedata
from importlib import resources
from pathlib import Path

import pytest

from connector.sample import write_sample
from connector.text.legacy import as_utf8, converted, encoding_of, legacy_text
from connector.text.syllable import is_syllable

DATA = Path(__file__).resolve().parents[2] / "data"
LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
TONES = "\u0300\u0301\u0303\u0309\u0323"


def typed(text: str, code: str) -> str:
    """``text`` as somebody typed it for such a font; a capital the code lacks becomes a small letter."""
    pairs = tomllib.loads(resources.files("connector.text").joinpath("legacy.toml").read_text(encoding="utf-8"))
    codes = {pair[0]: pair[1:] for pair in pairs[code]["letters"].split()}
    return "".join(codes.get(char) or codes.get(char.lower(), char) for char in text)


def windows_1258(text: str) -> bytes:
    """As Windows writes it: letters with their quality, tones apart."""
    written = bytearray()
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        try:
            written += char.encode("cp1258")
        except UnicodeEncodeError:
            written += (letter + "".join(part for part in parts if part in TONES)).encode("cp1258", "replace")
    return bytes(written)


@pytest.mark.parametrize("code", ["tcvn3", "vni"])
def test_every_letter_both_ways(code):
    assert len(LETTERS) == 67
    assert typed(LETTERS, code).encode("latin-1")
    assert converted(typed(LETTERS, code), code) == LETTERS
    if code == "vni":
        assert converted(typed(LETTERS.upper(), code), code) == LETTERS.upper()


@pytest.mark.parametrize(
    ("text", "code", "reading"),
    [
        ("S¶n phÈm", "tcvn3", "Sản phẩm"),
        ("B¸nh ch\u00adng", "tcvn3", "Bánh chưng"),
        ("bé ®å gèm", "tcvn3", "bộ đồ gốm"),
        ("M· SP", "tcvn3", "Mã SP"),
        ("Thùc phÈm, ®å uèng", "tcvn3", "Thực phẩm, đồ uống"),
        ("Saûn phaåm", "vni", "Sản phẩm"),
        ("Baùnh", "vni", "Bánh"),
        ("GOÁM BAÙT TRAØNG", "vni", "GỐM BÁT TRÀNG"),
        ("Chaû coám Meã Trì 500 g", "vni", "Chả cốm Mễ Trì 500 g"),
    ],
)
def test_old_fonts_are_known_by_their_words(text, code, reading):
    assert legacy_text(text) == (code, reading)


@pytest.mark.parametrize(
    "text",
    [
        *("café crème", "Müller", "für Elise", "naïve", "Noël", "São Paulo", "Señor", "Brûlée", "Köln schön", "Hermès"),
        *("crêpe à la mode", "résumé où", "Haï", "Raúl", "Björn Söderström", "Île de Ré", "déjà vu", "Caïn", "Tön"),
        *("£5", "5 µm", "µ", "½ kg", "20°C", "© 2024", "®", "220×160×30 mm", "5×m", "5 g¹", "1ª", "3º", "50±2", "4·5"),
        *("Trà", "Lá mơ", "bé", "CHÈ SEN", "chè", "Ô mai", "cà phê", "CÀ PHÊ", "mía", "Bánh mì", "lò gốm", "trà\u00ad"),
        *("Mứt S¶n phÈm", "Trà ướp hoa ®«i"),
        *("Bánh · mì", "«Lụa»", "«Lua to tam»", "\u00ad", "BÃ¡t TrÃ ng", "", "abc"),
    ],
)
def test_everything_else_is_left_alone(text):
    assert legacy_text(text) is None
    assert legacy_text(unicodedata.normalize("NFD", text)) is None


def cells() -> list[str]:
    found = []
    for name in ("products_dirty.csv", "dirty_seed_11.csv", "dirty_seed_2026.csv"):
        with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
            found += [cell for row in csv.reader(file, delimiter=";") for cell in row]
    return found


def test_no_cell_of_the_samples_is_taken_for_it(tmp_path):
    write_sample(tmp_path)
    clean = []
    for sheet in ("products.csv", "producers.csv"):
        with (tmp_path / sheet).open(encoding="utf-8", newline="") as file:
            clean += [cell for row in csv.reader(file) for cell in row]
    assert len(clean) > 10_000
    assert [cell for cell in (*clean, *cells()) if legacy_text(cell)] == []


def test_twenty_thousand_random_texts_are_not_taken_for_it(tmp_path):
    write_sample(tmp_path)
    words = (tmp_path / "products.csv").read_text(encoding="utf-8").replace(",", " ").split()
    words += [
        "café",
        "Müller",
        "naïve",
        "Señor",
        "über",
        "±2",
        "½",
        "£5",
        "µg",
        "20°C",
        "×",
        "©",
        "®",
        "«x»",
        "où",
        "çà",
    ]
    draw = random.Random(5)
    texts = (" ".join(draw.choices(words, k=draw.randint(1, 8))) for _ in range(20_000))
    assert [text for text in texts if legacy_text(text)] == []


@pytest.mark.parametrize("code", ["tcvn3", "vni"])
def test_most_titles_are_read_back(code, tmp_path):
    write_sample(tmp_path)
    with (tmp_path / "products.csv").open(encoding="utf-8", newline="") as file:
        titles = [row["title_vi"] for row in csv.DictReader(file)]
    found = [legacy_text(typed(title, code)) for title in titles]
    assert sum(one is not None for one in found) > 0.95 * len(titles)
    assert {one.code for one in found if one} == {code}
    assert all(one.reading.lower() == title.lower() for one, title in zip(found, titles, strict=True) if one)


def test_windows_1258_is_known_and_composed():
    text = "Mã SP;Tên sản phẩm\r\nCHE-01;Chè lam Đường Lâm gói giấy\r\nMIEN-7;Miến dong sợi nhỏ, đặc biệt\r\n"
    data = windows_1258(text)
    assert b"\xcc" in data or b"\xec" in data
    with pytest.raises(UnicodeDecodeError):
        data.decode()
    assert encoding_of(data) == "cp1258"
    assert as_utf8(data) == text.encode()


@pytest.mark.parametrize("code", ["tcvn3", "vni"])
def test_an_old_fonts_file_saved_as_plain_bytes_is_read_so_that_it_can_be_refused(code):
    data = typed("Mã SP;Tên sản phẩm\nA;Khăn lụa tơ tằm\nB;Bánh cốm hàng Than\n", code).encode("latin-1")
    assert encoding_of(data) == "cp1252"


@pytest.mark.parametrize(
    "data",
    [
        "Nom;Prix\ncafé crème;5\nBrûlée;7\n".encode("cp1252"),
        "Товар;Цена\nЧай;5\n".encode("cp1251"),
        "商品;価格\n".encode("shift_jis"),
        bytes(range(256)),
        "Mã SP;Tên sản phẩm\n1;Chè lam\n".encode("cp1252", "replace"),
        b"abc",
    ],
)
def test_other_encodings_are_not_guessed(data):
    assert encoding_of(data) is None
    assert as_utf8(data) is None


def test_syllables():
    text = "hòa hoà quý thuỷ thủy của nghĩa chuyện đường ngoài khuya quyển giếng gì Hà NỘI soóc loáng mía rượu khoẻ"
    assert [word for word in text.split() if not is_syllable(word)] == []


@pytest.mark.parametrize("word", ["chaỷ", "coỏm", "cáfe", "tat", "tàt", "phÈm", "hÒa", "crếp", "ngơn3", "", "ưưa"])
def test_no_syllables(word):
    assert not is_syllable(word)
