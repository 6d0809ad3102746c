"""Texts and names: the text rules of the sample, letter by letter instead of by patterns."""

from __future__ import annotations

import html
import unicodedata

from .seen import No, formula, gone

__all__ = ["name", "old_font", "prose"]

MOST = 30_000
NO_VALUES = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}
BREAKS = {"p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
VIETNAMESE = frozenset(
    "".join(map(chr, range(0xC0, 0x100)))
    + "àáâãèéêìíòóôõùúýăđĩũơưÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ"
    + "".join(map(chr, range(0x1EA0, 0x1EFA)))
)
TONES = frozenset("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b")
PICTURES = (
    (0x1F000, 0x1F0FF), (0x1F1E6, 0x1F1FF), (0x1F300, 0x1FAFF), (0x2600, 0x27BF), (0xFE0F, 0xFE0F),
    (0x20E3, 0x20E3), (0xE0020, 0xE007F),
)  # fmt: skip
AWAY = ("zalo", "hotline", "http://", "https://", "www.", "facebook.com", "fb.com", "viber")
HEALING = (
    "chữa khỏi", "đặc trị", "trị dứt điểm", "chữa dứt điểm", "khỏi hẳn", "trị tận gốc", "chữa bách bệnh",
)  # fmt: skip
PRAISE = ("tốt nhất", "duy nhất", "số 1 ")
TCVN3 = ("MiÕn dong Cù §µ", "ChÌ lam §­êng L©m", "MËt ong hoa nh·n", "Gèm B¸t Trµng", "Nãn l¸ lµng Chu«ng", "S¶n phÈm")
VNI = ("Mieán dong Cöï Ñaø", "Cheø lam Ñöôøng Laâm", "Maät ong hoa nhaõn", "Goám Baùt Traøng", "Noùn laù laøng Chuoâng",
       "Saûn phaåm")  # fmt: skip


def old_font(text: str) -> None:
    """Refuse letters in a wrong code, and the sentences in old fonts that this reader knows (all that the dirt has)."""
    if misread(text):
        raise No("E_TEXT_MOJIBAKE")
    if any(sentence in text for sentence in TCVN3):
        raise No("E_TEXT_TCVN3")
    if any(sentence in text for sentence in VNI):
        raise No("E_TEXT_VNI")


def no_value(text: str) -> None:
    if text.strip().upper() in NO_VALUES:
        raise No("E_ERROR_VALUE")


def name(cell: str, codes: set[str]) -> str:
    """Kept word for word but for what surrounds it and what nobody sees."""
    if formula(cell):
        raise No("E_FORMULA")
    no_value(cell)
    old_font(cell)
    composed = unicodedata.normalize("NFC", cell)
    if composed != cell:
        codes.add("OK_NFC")
    value = gone(composed).strip()
    if value != composed:
        codes.add("OK_TRIM")
    return unicodedata.normalize("NFC", value)


def prose(cell: str, codes: set[str], paragraphs: bool = False) -> str:
    """A text that a shop may show."""
    no_value(cell)
    if len(cell) > MOST:
        raise No("E_TEXT_TOO_LONG")
    if formula(cell):
        raise No("E_FORMULA")
    if misread(cell):
        raise No("E_TEXT_MOJIBAKE")
    old_font(cell)
    text = cell
    if tagged(text):
        text = untagged(text, paragraphs)
        codes.add("OK_HTML_STRIPPED")
    text = undressed(text, codes, paragraphs)
    if tagged(text):  # what could not be seen had hidden it
        text = undressed(untagged(text, paragraphs), codes, paragraphs)
        codes.add("OK_HTML_STRIPPED")
    if formula(text):
        raise No("E_FORMULA")
    judged = unicodedata.normalize("NFKC", text).lower()
    if any(word in judged for word in AWAY) or telephone(judged) or address(judged):
        raise No("E_CONTACT_INFO")
    if any(word in judged for word in HEALING):
        raise No("E_HEALTH_CLAIM")
    if any(word in judged for word in PRAISE):
        codes.add("W_SUPERLATIVE")
    return text


def undressed(text: str, codes: set[str], paragraphs: bool) -> str:
    """Composed, without pictographs, in order."""
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        codes.add("OK_NFC")
    text = without_pictures(composed)
    if text != composed:
        codes.add("OK_EMOJI_REMOVED")
        while "  " in text:
            text = text.replace("  ", " ")
        text = text.strip()
    spaced = in_order(gone(text), paragraphs)
    if spaced != text:
        codes.add("OK_TRIM")
    return unicodedata.normalize("NFC", spaced)


def misread(text: str) -> bool:
    """Whether two or three letters are the bytes of one Vietnamese letter, read as Western ones."""
    if text.isascii():
        return False
    raw = [_byte(letter) for letter in text]
    for at, first in enumerate(raw):
        length = 2 if 0xC3 <= first <= 0xCC else 3 if first == 0xE1 else 0
        if not length or at + length > len(raw) or min(raw[at : at + length]) < 0:
            continue
        try:
            letter = bytes(raw[at : at + length]).decode("utf-8")
        except UnicodeDecodeError:
            continue
        if letter in VIETNAMESE or letter in TONES:
            return True
    return False


def _byte(letter: str) -> int:
    for code in ("cp1252", "latin-1"):
        try:
            return letter.encode(code)[0]
        except UnicodeEncodeError:
            continue
    return -1


def tagged(text: str) -> bool:
    """A ``<`` that begins a tag which ends somewhere."""
    return any(
        letter == "<" and text[at + 1 : at + 2].isascii() and (text[at + 1 : at + 2].isalpha() or text[at + 1] in "/!")
        and ">" in text[at:]
        for at, letter in enumerate(text[:-1])
    )  # fmt: skip


def untagged(text: str, paragraphs: bool) -> str:
    while tagged(text):
        pieces, piece, at = [], "", 0
        while at < len(text):
            begin = text[at + 1 : at + 2]
            if text[at] != "<" or not begin or not (begin.isascii() and (begin.isalpha() or begin in "/!")):
                piece += text[at]
                at += 1
                continue
            if text.startswith("<!--", at) and "-->" in text[at + 4 :]:
                at = text.index("-->", at + 4) + 3
                continue
            end = text.find(">", at)
            if end < 0:
                piece += text[at]
                at += 1
                continue
            word = "".join(letter if letter.isalnum() else " " for letter in text[at + 1 : end]).split()
            tag = word[0].lower() if word else ""
            closing = text.lower().find(f"</{tag}", end) if tag in ("script", "style") and begin != "/" else -1
            if closing >= 0 and ">" in text[closing:]:
                end = text.index(">", closing)
            if tag in BREAKS:
                pieces, piece = [*pieces, piece], ""
            at = end + 1
        pieces.append(piece)
        whole = [piece.strip() for piece in pieces if piece.strip()]
        text = html.unescape(("\n" if paragraphs else " ").join(whole)).strip()
    return text


def without_pictures(text: str) -> str:
    kept: list[str] = []
    in_picture = False
    for at, letter in enumerate(text):
        if any(low <= ord(letter) <= high for low, high in PICTURES):
            in_picture = True
        elif letter == "\u200d" and in_picture and at + 1 < len(text) and _joins(text[at + 1]):
            continue
        else:
            in_picture = False
            kept.append(letter)
    return "".join(kept)


def _joins(letter: str) -> bool:
    return 0x1F300 <= ord(letter) <= 0x1FAFF or 0x2600 <= ord(letter) <= 0x27BF or letter == "\ufe0f"


def in_order(text: str, paragraphs: bool) -> str:
    """One space between words, one line break between paragraphs."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if paragraphs else [text]
    return "\n".join(" ".join(line.split()) for line in lines if line.split())


def telephone(text: str) -> bool:
    """Nine digits or more in a row, from a 0 that no letter stands before, or ten from +84."""
    for at, letter in enumerate(text):
        before = text[at - 1] if at else " "
        if letter == "0" and not (before.isalnum() or before == "_") and _digits(text, at, first_close=True) >= 9:
            return True
        if text.startswith("+84", at) and _digits(text, at + 3) >= 8:
            return True
    return False


def _digits(text: str, at: int, first_close: bool = False) -> int:
    count = 0
    for place in range(at, len(text)):
        if text[place].isdecimal():
            count += 1
        elif text[place] not in " .-" or (first_close and place == at + 1):
            break
    return count


def address(text: str) -> bool:
    """Somebody@somewhere.xy."""
    for at, letter in enumerate(text):
        if letter != "@" or not at or not (text[at - 1].isalnum() or text[at - 1] == "_"):
            continue
        host, dot, land = "", "", ""
        for following in text[at + 1 :]:
            if not dot and (following.isalnum() or following in "_-"):
                host += following
            elif not dot and following == "." and host:
                dot = "."
            elif dot and "a" <= following <= "z":
                land += following
            else:
                break
        if dot and len(land) >= 2:
            return True
    return False
