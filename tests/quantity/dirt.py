"""Dirty rows without end: every column of a product sheet, clean or with one of ``leavings`` in it.

The same seed gives the same rows. Nothing here knows what a cell should give; it is text, or a number, a day or a truth
value as a workbook and JSON have them.
"""

from __future__ import annotations

import datetime as dt
import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from .leavings import (
    ALIKE,
    BAD,
    DIRTS,
    EMOJI,
    FORMULAS,
    GOODS,
    KINDS,
    NO_VALUES,
    SAY,
    SPACES,
    TAGS,
    UNSEEN,
    WIDE,
    Value,
)
from .second.prose import TCVN3, VNI

__all__ = ["FIELDS", "Dirt", "Known", "Value"]

FIELDS = (
    "sku", "is_sample", "producer_id", "title_vi", "title_en", "brand", "industry", "group_148", "star",
    "ocop_potential_star", "potential_submitted_date", "previous_star", "cert_no", "decision_no", "decision_date",
    "expiry_date", "recognised_by", "reassessment_status", "revoked_date", "short_story_vi", "long_story_vi",
    "price_vnd", "stock", "net_quantity", "weight_g", "dims", "province", "district_historic", "commune_old",
    "commune", "craft_village", "craft_group", "trace_code", "trace_url", "gtin", "image_files", "shelf_life_days",
    "storage_vi", "ingredients_vi", "licence_no", "quality_cert", "alcohol_abv", "warning_vi", "channels_wanted",
    "tags", "product_key", "option_1_name", "option_1_value", "option_2_name", "option_2_value", "option_image",
    "previous_sku", "status", "owner",
)  # fmt: skip
SELDOM = {"owner": 0.03, "option_2_name": 0.3, "option_2_value": 0.3, "province": 0.15, "product_key": 0.4}


@dataclass(frozen=True)
class Known:
    """What clean cells may name."""

    producers: Sequence[str]
    photos: Sequence[str]
    communes: Sequence[str]
    older: Sequence[tuple[str, str]]
    today: dt.date


class Dirt:
    """An endless source of rows."""

    def __init__(self, seed: int, known: Known) -> None:
        self.chance = random.Random(f"dirt {seed}")
        self.known = known
        self.number = 0
        self.codes: list[str] = []

    def row(self) -> tuple[dict[str, Value], set[str]]:
        """A cell for every field, and which of them are dirty."""
        self.number += 1
        rate = self.chance.choice((0.08, 0.4, 0.6, 0.9))
        cells: dict[str, Value] = {}
        dirty = set()
        for field in FIELDS:
            clean = getattr(self, f"_{field}", self._name)
            cells[field] = clean()
            if self.chance.random() < rate * SELDOM.get(field, 1):
                cells[field] = self._spoilt(field, cells[field])
                dirty.add(field)
        if self.chance.random() < 0.7:
            cells["province"] = ""
            dirty.discard("province")
        return cells, dirty

    def _spoilt(self, field: str, clean: Value) -> Value:
        own = DIRTS.get(KINDS.get(field, "text"), ())
        if own and self.chance.random() < 0.6:
            return self.chance.choice(own)(self)
        text = str(clean) or self.one(GOODS)
        return self._any(text)

    def one(self, among: Sequence[str]) -> str:
        return self.chance.choice(among)

    def _any(self, text: str) -> Value:
        """What may happen to any cell."""
        chance = self.chance
        at = chance.randrange(len(text) + 1)
        kind = chance.randrange(24)
        if kind == 0:
            return unicodedata.normalize("NFD", text)
        if kind == 1:
            return self.one(SPACES) + text
        if kind == 2:
            return text + self.one(SPACES)
        if kind == 3:
            return text[:at] + self.one(UNSEEN) + text[at:]
        if kind == 4:
            return text.replace(" ", self.one(SPACES), 1) if " " in text else text[:at] + self.one(SPACES) + text[at:]
        if kind == 5:
            return text.translate(WIDE)
        if kind == 6:
            return text.translate(ALIKE)
        if kind == 7:
            return self.one(EMOJI) + text + self.one(EMOJI)
        if kind == 8:
            return self.one(FORMULAS).format(chance.randint(2, 99))
        if kind == 9:
            return self.one(NO_VALUES)
        if kind == 10:
            return self.one(TAGS).format(text)
        if kind == 11:
            return text.encode().decode(chance.choice(("latin-1", "cp1252")), "ignore")
        if kind == 12:
            return unicodedata.normalize("NFD", text).encode().decode("latin-1")
        if kind == 13:
            return self.one(TCVN3 + VNI)
        if kind == 14:
            return chance.choice((True, False, 0, 1, -1, 3.5, 1e15, 12345678901234567, 0.1 + 0.2, 45000, 45000.5))
        if kind == 15:
            return self.day()
        if kind == 16:
            return "'" + text
        if kind == 17:
            return "00" + text
        if kind == 18 and chance.random() < 0.3:
            return chance.choice(("chè " * 9000, "a" * 31_000, "9" * 400, "🍵" * 300, text * 60, "e\u0301" * 500))
        if kind == 19:
            return chance.choice(("", " ", "\u00a0", "\u200b", "\n", "\t \t", "\ufeff"))
        if kind == 20:
            return text.upper() if chance.random() < 0.5 else text.lower()
        if kind == 21:
            return f"{text} {self.one(BAD)}"
        if kind == 22:
            return chance.choice(("\u202e", "\u200f", "\u2066")) + text
        return f'"{text}"; {text}\n{text}'

    # Clean cells.
    def _name(self) -> str:
        return self.chance.choice(("", f"{self.one(GOODS)} {self.number}", f"123/QĐ-UBND {self.number}"))

    def _sku(self) -> str:
        if self.codes and self.chance.random() < 0.03:
            return self.one(self.codes)
        self.codes = [*self.codes[-200:], f"SP-{self.number:06}"]
        return self.codes[-1]

    def _product_key(self) -> str:
        roll = self.chance.random()
        return "" if roll < 0.5 else f"N-{self.number // 3}" if roll < 0.97 else self.one(self.codes or ["N-1"])

    def _previous_sku(self) -> str:
        return "" if self.chance.random() < 0.6 else f"CU-{self.chance.randrange(9000)}"

    def _producer_id(self) -> str:
        return self.one(self.known.producers)

    def _title_vi(self) -> str:
        return f"{self.one(GOODS)} loại {self.number % 97}"

    def _text(self) -> str:
        return self.chance.choice(("", self.one(SAY), f"{self.one(GOODS)}, {self.one(SAY)}"))

    _title_en = _brand = _short_story_vi = _long_story_vi = _net_quantity = _storage_vi = _ingredients_vi = _text
    _warning_vi = _text

    def _industry(self) -> str:
        return self.one(("Thực phẩm", "Đồ uống", "Thảo dược", "Thủ công mỹ nghệ", "Vải và may mặc", "food", "textile"))

    def _star(self) -> str:
        return self.one(("3", "4", "5", ""))

    def _previous_star(self) -> str:
        return self.one(("", "3", "4"))

    def _ocop_potential_star(self) -> str:
        return self.one(("", "", "", "4", "5"))

    def day(self, first: int = 2023, last: int = 2026) -> dt.date:
        return dt.date(self.chance.randint(first, last), self.chance.randint(1, 12), self.chance.randint(1, 28))

    def _decision_date(self) -> str:
        return self.chance.choice(
            ("", self.day().isoformat(), self.day().isoformat(), self.day(2023, 2024).isoformat())
        )

    def _expiry_date(self) -> str:
        return self.chance.choice(("", self.day(2026, 2029).isoformat()))

    def _revoked_date(self) -> str:
        return self.chance.choice(("", "", "", self.day().isoformat()))

    _potential_submitted_date = _revoked_date

    def _price_vnd(self) -> str:
        return str(self.chance.randint(1, 4000) * 1000)

    def _stock(self) -> str:
        return str(self.chance.randint(0, 300))

    def _weight_g(self) -> str:
        return str(self.chance.randint(20, 9000))

    def _dims(self) -> str:
        return "x".join(str(self.chance.randint(1, 60)) for _ in range(3))

    def _gtin(self) -> str:
        if self.chance.random() < 0.4:
            return ""
        code = f"893{self.chance.randrange(10**9):09}"
        return code + str(-sum(int(digit) * (1, 3)[at % 2] for at, digit in enumerate(code)) % 10)

    def _image_files(self) -> str:
        return ", ".join(self.chance.sample(self.known.photos, self.chance.randint(1, 4)))

    def _option_image(self) -> str:
        return self.chance.choice(("", "", self.one(self.known.photos)))

    def _commune(self) -> str:
        return self.one(self.known.communes)

    def _province(self) -> str:
        return self.one(("", "Hà Nội", "Thành phố Hà Nội", "TP. Hà Nội", "Bắc Ninh", "TP Hồ Chí Minh"))

    def _owner(self) -> str:
        return self.chance.choice(("", "", "", "HTX Chủ", "HTX Khác"))

    def _is_sample(self) -> str:
        return self.one(("", "1", "0"))

    def _shelf_life_days(self) -> str:
        return self.chance.choice(("", str(self.chance.randint(1, 900))))

    def _alcohol_abv(self) -> str:
        return self.chance.choice(("", "29,5", "12", "4.5"))

    def _channels_wanted(self) -> str:
        return self.one(("", "shopee", "shopee;lazada;tiktok_shop", "lazada,shopee"))

    def _tags(self) -> str:
        return self.one(("", "lụa, quà tặng", "chè; trà", "miến"))

    def _option_1_name(self) -> str:
        return self.one(("", "Màu sắc", "Cỡ"))

    def _option_2_name(self) -> str:
        return self.one(("", "", "", "Kiểu"))

    def _option_1_value(self) -> str:
        return self.one(("", "Đỏ", "Xanh", "Nâu củ nâu", "S", "M", "Gói 250 g"))

    _option_2_value = _option_2_name

    def _status(self) -> str:
        return self.one(("", "", "Ngừng bán", "tạm hết"))
