"""Numbers and days: taken apart sign by sign. A dot groups thousands, a comma parts decimals; in doubt, no."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal

from .seen import No, formula, look, spaceless

__all__ = ["alcohol", "barcode", "days", "grams", "moment", "money", "pieces", "sides", "whole"]

DIGITS = frozenset("0123456789")
MONEY = ("vnđ", "vnd", "đồng", "₫", "đ")
FIRST, LAST = dt.date(1950, 1, 1), dt.date(2150, 12, 31)


def whole(text: str, most: int = 12) -> bool:
    """Nothing but so many digits."""
    return 0 < len(text) <= most and set(text) <= DIGITS


def by_thousands(parts: list[str], most: int) -> int | None:
    """1.250.000 without its dots."""
    if not 2 <= len(parts) <= most or not whole(parts[0], 3) or any(len(p) != 3 or not whole(p) for p in parts[1:]):
        return None
    return int("".join(parts))


def money(cell: str, codes: set[str]) -> str:
    if formula(cell):
        raise No("E_FORMULA")
    if whole(cell):
        amount = int(cell)
    else:
        if not look(cell):
            raise No("E_PRICE_MISSING")
        found = _amount(look(cell).lower())
        if found is None:
            raise No("E_PRICE_INVALID")
        amount = found
        codes.add("OK_PRICE")
    if amount < 1000:
        raise No("E_PRICE_TOO_LOW")
    return str(amount)


def _amount(text: str) -> int | None:
    text = _without_currency(text)
    if text.endswith("k"):
        number = text[:-1].rstrip()
        return int(number) * 1000 if whole(number, 5) else None
    if text.endswith("triệu"):
        before, comma, after = text[: -len("triệu")].rstrip().partition(",")
        if not whole(before, 5) or (comma and not whole(after, 6)):
            return None
        return int(Decimal(f"{before}.{after or 0}") * 1_000_000)
    if " " in text:
        return by_thousands(text.split(" "), 4)
    if "." in text:
        number, comma, after = text.partition(",")
        if comma and (not after or set(after) != {"0"}):
            return None
        return by_thousands(number.split("."), 4)
    if "," in text:
        return by_thousands(text.split(","), 4)
    return int(text) if whole(text) else None


def _without_currency(text: str) -> str:
    """One word for money may stand in front, and one behind."""
    front = next((word for word in MONEY if text.startswith(word)), "")
    text = text[len(front) :].strip()
    back = next((word for word in MONEY if text.endswith(word)), "")
    return text[: len(text) - len(back)].strip()


def pieces(cell: str, codes: set[str]) -> str:
    if whole(cell, 9):
        return str(int(cell))
    if formula(cell):
        raise No("E_FORMULA")
    text = look(cell)
    if text.lower() in ("hết", "hết hàng"):
        codes.add("OK_STOCK")
        return "0"
    number, space, unit = text.partition(" ")
    if space and (not unit or not all(letter.isalnum() or letter == "_" for letter in unit)):
        raise No("E_STOCK_INVALID")
    value = int(number) if whole(number, 9) else by_thousands(number.split("."), 3)
    if value is None:
        raise No("E_STOCK_INVALID")
    codes.add("OK_STOCK")
    return str(value)


def grams(cell: str, codes: set[str]) -> str:
    text = look(cell).lower()
    if not text:
        raise No("E_WEIGHT_MISSING")
    if text != cell:
        codes.add("OK_WEIGHT")
    if whole(text, 9):
        value = Decimal(text)
    else:
        unit = "kg" if text.endswith("kg") else "g" if text.endswith("g") else ""
        number = text[: len(text) - len(unit)]
        number = number[:-1] if number.endswith(" ") else number
        if not unit:
            raise No("E_WEIGHT_UNIT")
        codes.add("OK_WEIGHT")
        value = _measure(number, 7, 6, thousands=unit == "g", no=No("E_WEIGHT_UNIT")) * (1000 if unit == "kg" else 1)
    rounded = int(value.to_integral_value(ROUND_HALF_EVEN))
    if rounded < 1:
        raise No("E_WEIGHT_MISSING")
    return str(rounded)


def _measure(text: str, before: int, after: int, thousands: bool, no: No) -> Decimal:
    """A number with a comma or a dot. Three digits behind it may be a group of thousands: 1.500 g is, else it is no."""
    sign = "," if "," in text else "."
    front, found, behind = text.partition(sign)
    if not whole(front, before) or (found and not whole(behind, after)):
        raise no
    if len(behind) == 3 and int(front) and (front[0] != "0"):
        if thousands and sign == "." and len(front) <= 3:
            return Decimal(front + behind)
        if not (sign == "," and not thousands and after == 6):
            raise no
    return Decimal(f"{front}.{behind or 0}")


def sides(cell: str, codes: set[str]) -> str:
    text = look(cell)
    if not text:
        raise No("E_DIMS_MISSING")
    no = No("E_DIMS_INVALID")
    number = text.lower()
    unit = number[-2:] if number[-2:] in ("cm", "mm") else ""
    number = number[: len(number) - len(unit)].rstrip().replace("×", "x").replace("*", "x")
    parts = [part.strip() for part in number.split("x")]
    if len(parts) != 3:
        raise no
    found = [_measure(part, 5, 4, thousands=False, no=no) / (10 if unit == "mm" else 1) for part in parts]
    if not all(found):
        raise no
    if not (cell.count("x") == 2 and all(whole(part, 5) for part in cell.split("x"))):
        codes.add("OK_DIMS")
    return "x".join(format(side.normalize(), "f") for side in found)


def barcode(cell: str, codes: set[str]) -> str:
    if "E+" in cell.upper():
        raise No("E_GTIN_SCIENTIFIC")
    code = "".join(letter for letter in spaceless(look(cell)) if letter not in "'-")
    if code != cell:
        codes.add("OK_GTIN_CLEAN")
    if not code:
        return ""
    if len(code) != 13 or not whole(code, 13):
        raise No("E_GTIN_LENGTH")
    odd, even = sum(map(int, code[0:12:2])), sum(map(int, code[1:12:2]))
    if -(odd + 3 * even) % 10 != int(code[12]):
        raise No("E_GTIN_CHECK")
    return code


def moment(cell: str, codes: set[str]) -> dt.date | None:
    """A day, however it is written; None for a blank."""
    text = look(cell)
    if not text:
        return None
    found = _day(text, codes)
    if found is None or not FIRST <= found <= LAST:
        raise No("E_DATE_INVALID")
    return found


def _day(text: str, codes: set[str]) -> dt.date | None:
    if whole(text, 5) and len(text) == 5:
        codes.add("OK_DATE_SERIAL")
        return dt.date.fromordinal(dt.date(1899, 12, 30).toordinal() + int(text))
    iso = text.split("-")
    if [len(part) for part in iso] == [4, 2, 2] and all(map(whole, iso)):
        return _of(iso[0], iso[1], iso[2])
    words = text.lower().split()
    if len(words) == 6 and words[::2] == ["ngày", "tháng", "năm"]:
        day, month, year = words[1::2]
        codes.add("OK_DATE_TEXT")
        return _of(year, month, day) if len(year) == 4 and len(day) <= 2 and len(month) <= 2 else None
    parts = text.replace(".", "/").replace("-", "/").split("/")
    if len(parts) != 3 or not all(map(whole, parts)) or len(parts[0]) > 2 or len(parts[1]) > 2:
        return None
    if len(parts[2]) == 2:
        codes.add("OK_DATE_2DIGIT")
        return _of("20" + parts[2], parts[1], parts[0])
    codes.add("OK_DATE_DMY")
    return _of(parts[2], parts[1], parts[0]) if len(parts[2]) == 4 else None


def _of(year: str, month: str, day: str) -> dt.date | None:
    if not (whole(year) and whole(month) and whole(day)):
        return None
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def alcohol(cell: str, codes: set[str]) -> str:
    text = look(cell).lower()
    if not text:
        return ""
    for ending in ("% vol.", "%vol.", "% vol", "%vol", "%", "độ"):
        if text.endswith(ending):
            text = text[: -len(ending)].rstrip()
            break
    front, sign, behind = text.replace(".", ",").partition(",")
    if not whole(front, 3) or (sign and not whole(behind, 3)):
        raise No("E_ALCOHOL_INVALID")
    share = Decimal(f"{front}.{behind}" if sign else front)
    if share > 100:
        raise No("E_ALCOHOL_INVALID")
    return str(share)


def days(cell: str, codes: set[str]) -> str:
    text = look(cell).lower()
    if not text:
        return ""
    number = text.removesuffix("ngày").rstrip()
    if not whole(number, 5):
        raise No("E_DAYS_INVALID")
    return str(int(number))
