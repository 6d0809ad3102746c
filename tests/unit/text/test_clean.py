import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.text import clean, rules


@pytest.mark.parametrize(
    ("raw", "text", "codes"),
    [
        ("Tương nếp Đường Lâm", "Tương nếp Đường Lâm", ()),
        (unicodedata.normalize("NFD", "Tương nếp"), "Tương nếp", ("OK_NFC",)),
        ("  Bộ  pyjama\u00a0 ", "Bộ pyjama", ("OK_TRIM",)),
        ("Miến\u200b dong", "Miến dong", ("OK_TRIM",)),
        ("Một\nhai", "Một hai", ("OK_TRIM",)),
        ("🔥 Miến dong 🌾✨", "Miến dong", ("OK_EMOJI_REMOVED",)),
        ("Bác 👩\u200d🌾 trồng chè", "Bác trồng chè", ("OK_EMOJI_REMOVED",)),
        ("<b>Chè lam</b><br/>", "Chè lam", ("OK_HTML_STRIPPED",)),
        ("<p>Gạo &amp; nếp</p><p>Đậu</p>", "Gạo & nếp Đậu", ("OK_HTML_STRIPPED",)),
        ("Chai <500 ml", "Chai <500 ml", ()),
        ("Giá <5 chén, >3 khách<br>vui", "Giá <5 chén, >3 khách vui", ("OK_HTML_STRIPPED",)),
        ("nhỏ <b hơn", "nhỏ <b hơn", ()),
        ("Tinh dầu tốt nhất Việt Nam", "Tinh dầu tốt nhất Việt Nam", ("W_SUPERLATIVE",)),
        ("Mẻ ngày 01.02.2024, nặng 0,5 kg", "Mẻ ngày 01.02.2024, nặng 0,5 kg", ()),
        ("- gạch đầu dòng", "- gạch đầu dòng", ()),
        ("", "", ()),
        ("   ", "", ("OK_TRIM",)),
    ],
)
def test_a_line_is_made_plain(raw, text, codes):
    assert clean(raw) == (text, codes, "")


def test_paragraphs_stay_joined_by_one_line_break():
    assert clean("Một.\r\n\r\n  Hai.\t", paragraphs=True) == ("Một.\nHai.", ("OK_TRIM",), "")
    word = '<!--[if gte mso 9]><xml></xml><![endif]--><p class="MsoNormal">Một.</p><p>Hai.</p><script>x(1)</script>'
    assert clean(word, paragraphs=True) == ("Một.\nHai.", ("OK_HTML_STRIPPED",), "")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ('=HYPERLINK("http://x.example")', "E_FORMULA"),
        ("@cmd|' /C calc'!A0", "E_FORMULA"),
        (" +84", "E_FORMULA"),
        ("\u200b=A1", "E_FORMULA"),
        ("Bát Tràng".encode().decode("latin-1"), "E_TEXT_MOJIBAKE"),
        ("Đường".encode().decode("cp1252", "replace"), "E_TEXT_MOJIBAKE"),
        ("Đặt qua Zalo 0000 000 000", "E_CONTACT_INFO"),
        ("gọi 0000.000.000 nhé", "E_CONTACT_INFO"),
        ("viết cho mau@hop-thu-mau.example", "E_CONTACT_INFO"),
        ("xem https://mau.example", "E_CONTACT_INFO"),
        ("gọi ０９１２３４５６７８", "E_CONTACT_INFO"),
        ("ｚａｌｏ có mã", "E_CONTACT_INFO"),
        ("\u00a0=A1", "E_FORMULA"),
        ("CHỮA KHỎI đau lưng", "E_HEALTH_CLAIM"),
        ("x" * 30_001, "E_TEXT_TOO_LONG"),
    ],
)
def test_what_a_shop_or_the_law_forbids_is_refused(raw, code):
    assert clean(raw) == ("", (), code)
    assert clean(raw, paragraphs=True).refused == code


@pytest.mark.parametrize("end", ["", ">", "-->", "</style>"])
def test_no_cell_takes_long(end):
    """Openings without an end were looked after from each of them: seconds for one cell, minutes for a sheet."""
    began = time.process_time()
    for piece in ("<a", "<p ", "<!--", "<script ", "<", "<b>b>", "&amp;lt;b>", "<<p>b>", "</"):
        for text in (end + piece * (29_000 // len(piece)), piece * (29_000 // len(piece)) + end):
            clean(text, paragraphs=True)
    assert time.process_time() - began < 1.5


def test_every_rule_says_where_it_comes_from():
    assert {rule.code for rule in rules()} == {"E_CONTACT_INFO", "E_HEALTH_CLAIM", "W_SUPERLATIVE"}
    assert all(rule.source and rule.date >= "2026-01-01" for rule in rules())


@given(
    st.text(
        alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("<>b/p&;ltm \n\t\u200d\u0301\u0323👩\ufe0f"))
    ),
    st.booleans(),
)
def test_what_came_out_comes_out_again(raw, paragraphs):
    once = clean(raw, paragraphs=paragraphs)
    if once.refused:
        assert once.text == ""
        return
    assert unicodedata.is_normalized("NFC", once.text)
    assert "\n" not in once.text or paragraphs
    again = clean(once.text, paragraphs=paragraphs)
    assert again.text == once.text or again.refused == "E_TEXT_MOJIBAKE"
