"""Cell by cell: what is understood, as what, with which code; beyond the sample's own dirty sheet."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest

from connector.catalogue import amounts, dates, places, words
from connector.catalogue.verdicts import Refused

DAY = date(2026, 11, 21)


def outcome(reader, raw, **context):
    """(value, codes) or the code of the refusal."""
    codes = []
    try:
        return reader(raw, codes, **context), codes
    except Refused as refused:
        return refused.code


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("35000", (35000, [])),
        ("35000đ", (35000, ["OK_PRICE"])),
        ("35.000 VNĐ", (35000, ["OK_PRICE"])),
        ("35.000,00", (35000, ["OK_PRICE"])),
        ("1.250.000", (1250000, ["OK_PRICE"])),
        ("35k", (35000, ["OK_PRICE"])),
        ("1,2 triệu", (1200000, ["OK_PRICE"])),
        ("1,25 Triệu", (1250000, ["OK_PRICE"])),
        ("35 000 đ", (35000, ["OK_PRICE"])),
        ("1\u00a0250\u00a0000", (1250000, ["OK_PRICE"])),
        ("35 00", "E_PRICE_INVALID"),
        ("1 2345", "E_PRICE_INVALID"),
        ("35 000 00", "E_PRICE_INVALID"),
        ("999", "E_PRICE_TOO_LOW"),
        ("0", "E_PRICE_TOO_LOW"),
        ("35.5", "E_PRICE_INVALID"),
        ("12,34", "E_PRICE_INVALID"),
        ("٣٥٠٠٠", "E_PRICE_INVALID"),
        ("9" * 5000, "E_PRICE_INVALID"),
        ("\t", "E_PRICE_MISSING"),
        ("=B2*2", "E_FORMULA"),
        ("\u00a0=B2*2", "E_FORMULA"),
        ("20000đ 30000đ", "E_PRICE_INVALID"),
        ("20000đ\n30000đ", "E_PRICE_INVALID"),
        ("35đ000", "E_PRICE_INVALID"),
        ("VND 35000 đ", (35000, ["OK_PRICE"])),
        ("35000\u200b", (35000, ["OK_PRICE"])),
        (unicodedata.normalize("NFD", "35.000 đồng"), (35000, ["OK_PRICE"])),
        (unicodedata.normalize("NFD", "2 triệu"), (2_000_000, ["OK_PRICE"])),
    ],
)
def test_prices(raw, expected):
    assert outcome(amounts.price, raw) == expected


def test_what_nobody_can_see_decides_nothing():
    assert outcome(words.sku_text, "lua-01\u200b") == ("LUA-01", ["OK_SKU"])
    assert outcome(words.status, "tạm\u00a0hết\ufeff") == ("tạm hết", ["OK_STATUS"])
    assert outcome(words.industry, "Đồ uống\u200b") == ("beverage", ["OK_INDUSTRY_ALIAS"])
    assert outcome(words.verbatim, "123/QĐ\u200b-UBND") == ("123/QĐ-UBND", ["OK_TRIM"])
    assert outcome(words.marketplaces, "tiktok\u00a0shop") == (("tiktok_shop",), ["OK_CHANNEL_ALIAS"])
    place, codes = outcome(places.commune, "Xã  Bát\u00a0Tràng\u200b")
    assert (place.current, codes) == ("Xã Bát Tràng", ["OK_COMMUNE_MAPPED"])
    assert not places.outside_hanoi("TP\u00a0Hà\u00a0Nội\u200b")


@pytest.mark.parametrize("raw", ["\u00a0=B2", "\u200b@x", "\ufeff +1"])
def test_no_formula_hides_behind_what_nobody_can_see(raw):
    assert outcome(words.verbatim, raw) == outcome(words.text, raw) == "E_FORMULA"


def test_letters_in_a_wrong_code_are_named_wherever_they_stand():
    for read in (words.verbatim, words.text, words.status, words.industry, words.stars, places.commune):
        assert outcome(read, "Gá»‘m BÃ¡t TrÃ ng") == "E_TEXT_MOJIBAKE"
    for word in ("CÆ¡m", "MÄƒng", "Å©", "CheÌ€"):
        assert outcome(words.text, word) == "E_TEXT_MOJIBAKE"


@pytest.mark.parametrize("read", [words.text, words.long_text, words.verbatim])
def test_an_error_value_is_no_text_but_a_number_sign_is(read):
    assert outcome(read, " #n/a ") == "E_ERROR_VALUE"
    assert outcome(read, "#DIV/0!") == "E_ERROR_VALUE"
    assert outcome(read, "#1 làng Vòng") == ("#1 làng Vòng", [])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("0", (0, [])),
        ("007", (7, [])),
        ("1.200", (1200, ["OK_STOCK"])),
        ("25 hộp", (25, ["OK_STOCK"])),
        ("Hết hàng", (0, ["OK_STOCK"])),
        (unicodedata.normalize("NFD", "hết hàng"), (0, ["OK_STOCK"])),
        (unicodedata.normalize("NFD", "25 hộp"), (25, ["OK_STOCK"])),
        ("25\u00a0hộp\u200b", (25, ["OK_STOCK"])),
        ("12,5", "E_STOCK_INVALID"),
        ("", "E_STOCK_INVALID"),
        ("9" * 5000, "E_STOCK_INVALID"),
        ("@B2", "E_FORMULA"),
    ],
)
def test_stock(raw, expected):
    assert outcome(amounts.stock, raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("250", (250, [])),
        ("0,5 kg", (500, ["OK_WEIGHT"])),
        ("1.35KG", (1350, ["OK_WEIGHT"])),
        ("0", "E_WEIGHT_MISSING"),
        ("0,0001 kg", "E_WEIGHT_MISSING"),
        ("1.500 g", (1500, ["OK_WEIGHT"])),
        ("1,500 g", "E_WEIGHT_UNIT"),
        ("1.500 kg", "E_WEIGHT_UNIT"),
        ("1,500 kg", (1500, ["OK_WEIGHT"])),
        ("0.500 kg", (500, ["OK_WEIGHT"])),
        ("250\u00a0g", (250, ["OK_WEIGHT"])),
        (" ", "E_WEIGHT_MISSING"),
        ("nửa cân", "E_WEIGHT_UNIT"),
    ],
)
def test_weights(raw, expected):
    assert outcome(amounts.weight, raw) == expected


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("22x16x3", "22x16x3"),
        ("22,5 x 16 x 3 cm", "22.5x16x3"),
        ("220×160×30 mm", "22x16x3"),
        ("30*20*15", "30x20x15"),
    ],
)
def test_sizes(raw, shown):
    value, _ = outcome(amounts.size, raw)
    assert str(value) == shown


@pytest.mark.parametrize("raw", ["22x16", "0x16x3", "1,2,3x4x5", "22x16x3 m", "1.200x300x20 mm", "70,125x4x5"])
def test_what_is_no_size(raw):
    assert outcome(amounts.size, raw) == "E_DIMS_INVALID"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("9520037000039", ("9520037000039", [])),
        ("952 0037 00003 9", ("9520037000039", ["OK_GTIN_CLEAN"])),
        ("9520037000038", "E_GTIN_CHECK"),
        ("9,52e+12", "E_GTIN_SCIENTIFIC"),
        ("95200370000", "E_GTIN_LENGTH"),
        ("٩٥٢٠٠٣٧٠٠٠٠٣٩", "E_GTIN_LENGTH"),
        ("'", ("", ["OK_GTIN_CLEAN"])),
    ],
)
def test_barcodes(raw, expected):
    assert outcome(amounts.gtin, raw) == expected


def test_alcohol_and_shelf_life():
    assert outcome(amounts.alcohol, "29,5%") == (Decimal("29.5"), [])
    assert outcome(amounts.alcohol, " ") == (None, [])
    assert outcome(amounts.alcohol, "nhẹ") == "E_ALCOHOL_INVALID"
    assert outcome(amounts.days, "180 ngày") == (180, [])
    assert outcome(amounts.days, "6 tháng") == "E_DAYS_INVALID"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2024-04-01", (date(2024, 4, 1), [])),
        ("1/4/2024", (date(2024, 4, 1), ["OK_DATE_DMY"])),
        ("01-04-24", (date(2024, 4, 1), ["OK_DATE_2DIGIT"])),
        ("45383", (date(2024, 4, 1), ["OK_DATE_SERIAL"])),
        (unicodedata.normalize("NFD", "ngày 1 tháng 4 năm 2024"), (date(2024, 4, 1), ["OK_DATE_TEXT"])),
        ("1/4/2024\u200b", (date(2024, 4, 1), ["OK_DATE_DMY"])),
        ("Ngày 1 tháng 4 năm 2024", (date(2024, 4, 1), ["OK_DATE_TEXT"])),
        ("", (None, [])),
        ("04/25/2024", "E_DATE_INVALID"),
        ("2025-02-29", "E_DATE_INVALID"),
        ("00001", "E_DATE_INVALID"),
        ("99999", "E_DATE_INVALID"),
        ("9999-12-31", "E_DATE_INVALID"),
    ],
)
def test_dates(raw, expected):
    assert outcome(dates.any_date, raw) == expected


def test_the_expiry_is_at_most_36_months_after_the_decision():
    decided = date(2024, 2, 29)
    assert outcome(dates.expiry, "", today=DAY, decided=decided) == (
        date(2027, 2, 28),
        ["OK_EXPIRY_COMPUTED"],
    )
    capped = outcome(dates.expiry, "2030-01-01", today=DAY, decided=decided)
    assert capped == (date(2027, 2, 28), ["W_EXPIRY_CAPPED"])
    assert outcome(dates.expiry, "2024-02-28", today=DAY, decided=decided) == "E_EXPIRY_BEFORE_DECISION"
    assert outcome(dates.expiry, "", today=DAY, decided=None) == (None, [])


@pytest.mark.parametrize(
    ("raw", "star", "potential", "code"),
    [
        ("4", 4, None, None),
        ("⭐⭐⭐⭐", 4, None, "OK_STAR_TEXT"),
        ("OCOP 5 SAO", 5, None, "OK_STAR_TEXT"),
        ("bốn sao", 4, None, "OK_STAR_TEXT"),
        ("4 sao (tiềm năng 5 sao)", 4, 5, "OK_STAR_POTENTIAL"),
        ("tiềm năng 4 sao", None, 4, "OK_STAR_POTENTIAL"),
        ("chưa có", None, None, "OK_STAR_NONE"),
        ("Chưa xếp hạng", None, None, "OK_STAR_NONE"),
        ("4\u00a0sao\u200b", 4, None, "OK_STAR_TEXT"),
        ("", None, None, "W_STAR_MISSING"),
    ],
)
def test_stars(raw, star, potential, code):
    assert outcome(words.stars, raw) == ((star, potential), [code] if code else [])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("tiềm năng 4 sao tiềm năng 5 sao", "E_STAR_INVALID"),
        ("2 sao", "E_STAR_BELOW_3"),
        ("hai sao", "E_STAR_BELOW_3"),
        ("6*", "E_STAR_INVALID"),
        ("3-4", "E_STAR_INVALID"),
    ],
)
def test_stars_that_are_refused(raw, code):
    assert outcome(words.stars, raw) == code


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Đồ uống", ("beverage", [])),
        ("textile", ("textile", [])),
        ("DO UONG", ("beverage", ["OK_INDUSTRY_ALIAS"])),
        ("Lưu niệm - nội thất - trang trí", ("handicraft", ["OK_INDUSTRY_ALIAS"])),
        ("Nông sản", "E_INDUSTRY_UNKNOWN"),
        ("", "E_INDUSTRY_UNKNOWN"),
    ],
)
def test_industries(raw, expected):
    assert outcome(words.industry, raw) == expected


@pytest.mark.parametrize(
    ("raw", "value"),
    [("Tạm  hết hàng", "tạm hết"), ("NGƯNG BÁN", "Ngừng bán"), ("còn bán", ""), ("tạm hết", "tạm hết")],
)
def test_status_words(raw, value):
    assert outcome(words.status, raw)[0].value == value


def test_letters_outside_ascii_never_become_a_sku():
    assert outcome(words.sku_text, "straße-1") == "E_SKU_CHARACTERS"
    assert outcome(words.sku_text, "ﬁ-1") == "E_SKU_CHARACTERS"
    assert outcome(words.sku_text, " p001 ") == ("P001", ["OK_SKU"])
    assert outcome(words.sku_text, "0012") == ("0012", [])


def test_marketplaces_are_ids():
    assert outcome(words.marketplaces, "Shopee, TikTok") == (("shopee", "tiktok_shop"), ["OK_CHANNEL_ALIAS"])
    assert outcome(words.marketplaces, "shopee;lazada") == (("shopee", "lazada"), [])
    assert outcome(words.marketplaces, "sàn nào cũng được") == "E_CHANNEL_UNKNOWN"


@pytest.mark.parametrize(
    ("raw", "current", "code"),
    [
        ("Phường Sơn Tây", "Phường Sơn Tây", None),
        ("phường sơn tây ", "Phường Sơn Tây", "OK_COMMUNE_MAPPED"),
        ("Xã Phú Túc, Huyện Phú Xuyên", "Xã Phượng Dực", "OK_COMMUNE_MAPPED"),
        ("Vạn Phúc, Hà Đông", "Phường Hà Đông", "OK_COMMUNE_MAPPED"),
        ("Xã Kiêu Kỵ, Huyện Gia Lâm", "Xã Bát Tràng|Xã Gia Lâm", "W_COMMUNE_SPLIT"),
    ],
)
def test_communes(raw, current, code):
    value, codes = outcome(places.commune, raw)
    assert (value.current, codes) == (current, [code] if code else [])


@pytest.mark.parametrize(
    ("raw", "code"), [("Vạn Phúc", "E_COMMUNE_AMBIGUOUS"), ("Hà Nội", "E_COMMUNE_UNKNOWN"), ("", "E_COMMUNE_UNKNOWN")]
)
def test_communes_that_are_refused(raw, code):
    assert outcome(places.commune, raw) == code
