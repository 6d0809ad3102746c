"""Cells whose value is one of a few words, and plain text: SKUs, industry, star, status, marketplaces, yes and no.

Every function takes the cell and a list to which it appends the codes of what it changed or warns about, and returns
the value; a cell that cannot be read raises ``Refused``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from connector.model import Industry, ProducerKind, VariantStatus, VillageTitle, is_sku, marketplace_id
from connector.text import clean, is_formula, is_misread, seen, visible
from connector.text.legacy import legacy_text

from .columns import bare
from .verdicts import Refused

__all__ = [
    "Stars",
    "industry",
    "long_text",
    "marketplaces",
    "no_error_value",
    "no_old_font",
    "potential_star",
    "producer_kind",
    "sku_text",
    "stars",
    "status",
    "tags",
    "text",
    "verbatim",
    "village_title",
    "yes",
    "yes_or_no",
]

ERROR_VALUES = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
INDUSTRIES = {
    "Thực phẩm": Industry.FOOD,
    "Đồ uống": Industry.BEVERAGE,
    "Thảo dược": Industry.HERBAL,
    "Thủ công mỹ nghệ": Industry.HANDICRAFT,
    "Vải và may mặc": Industry.TEXTILE,
    "Sinh vật cảnh": Industry.ORNAMENTAL,
    "Dịch vụ du lịch": Industry.TOURISM,
}
# Names of the taxonomies before 2022 (Decisions 490, 1048) and since (919, 148); see the domain notes, section 2.
INDUSTRY_ALIASES = {
    "Lưu niệm, nội thất, trang trí": Industry.HANDICRAFT,
    "Hàng thủ công mỹ nghệ": Industry.HANDICRAFT,
    "Dược liệu và sản phẩm từ dược liệu": Industry.HERBAL,
    "Dịch vụ du lịch nông thôn, bán hàng": Industry.TOURISM,
    "Dịch vụ du lịch cộng đồng, sinh thái, điểm du lịch": Industry.TOURISM,
}
INDUSTRY_BY_WORD = {bare(name): code for name, code in (INDUSTRIES | INDUSTRY_ALIASES).items()}
INDUSTRY_AS_IS = {**INDUSTRIES, **{code.value: code for code in Industry}}
STATUS_AS_IS = {status.value: status for status in VariantStatus}
STATUS_BY_WORD = {
    "ngung ban": VariantStatus.DISCONTINUED,
    "ngung kinh doanh": VariantStatus.DISCONTINUED,
    "khong ban nua": VariantStatus.DISCONTINUED,
    "tam het": VariantStatus.OUT_FOR_NOW,
    "tam het hang": VariantStatus.OUT_FOR_NOW,
    "het hang": VariantStatus.OUT_FOR_NOW,
    "dang ban": VariantStatus.ON_SALE,
    "con ban": VariantStatus.ON_SALE,
}
KIND_BY_WORD = {
    **{bare(kind.value): kind for kind in ProducerKind},
    "doanh nghiep": ProducerKind.ENTERPRISE,
    "cong ty": ProducerKind.ENTERPRISE,
    "hop tac xa": ProducerKind.COOPERATIVE,
    "htx": ProducerKind.COOPERATIVE,
    "ho kinh doanh": ProducerKind.HOUSEHOLD,
    "ho san xuat kinh doanh": ProducerKind.HOUSEHOLD,
    "ho gia dinh": ProducerKind.HOUSEHOLD,
    "to hop tac": ProducerKind.COOPERATIVE_GROUP,
}
TITLE_BY_WORD = {
    **{bare(title.value): title for title in VillageTitle},
    "": VillageTitle.NONE,
    "khong": VillageTitle.NONE,
    "lang nghe": VillageTitle.CRAFT_VILLAGE,
    "lang nghe truyen thong": VillageTitle.TRADITIONAL,
    "traditional craft": VillageTitle.TRADITIONAL,
    "traditional_craft": VillageTitle.TRADITIONAL,
}
YES = frozenset({"1", "y", "yes", "true", "x", "co"})
NO = frozenset({"", "0", "n", "no", "false", "khong"})

OLD_FONTS = {"tcvn3": "E_TEXT_TCVN3", "vni": "E_TEXT_VNI"}
SEVERAL = re.compile(r"[,;\n]")
MARKETPLACE = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
POTENTIAL = re.compile(r"\(?tiềm năng ([0-9]) sao\)?")
STAR_NUMBER = re.compile(r"([0-9])(?:[,.]0)?\s*(?:sao|\*)?")
STAR_WORDS = {"một sao": "1", "hai sao": "2", "ba sao": "3", "bốn sao": "4", "năm sao": "5"}
NO_STAR = ("chưa có", "không", "chưa xếp")
"""As they stand once the word for rank is taken out."""


class Stars(NamedTuple):
    """What the star cell says: the certified star and the potential one, each None where it says none."""

    star: int | None
    potential: int | None = None

    def __str__(self) -> str:
        said = ([str(self.star)] if self.star else []) + ([f"potential:{self.potential}"] if self.potential else [])
        return ";".join(said)


def text(raw: str, codes: list[str]) -> str:
    """One line of text under the text rules."""
    return _cleaned(raw, codes, paragraphs=False)


def long_text(raw: str, codes: list[str]) -> str:
    """Text with paragraphs under the text rules."""
    return _cleaned(raw, codes, paragraphs=True)


def _cleaned(raw: str, codes: list[str], *, paragraphs: bool) -> str:
    no_error_value(raw)
    cleaned = clean(raw, paragraphs=paragraphs)
    if cleaned.refused in ("E_FORMULA", "E_TEXT_MOJIBAKE", "E_TEXT_TOO_LONG"):
        raise Refused(cleaned.refused)
    no_old_font(raw)
    if cleaned.refused:
        raise Refused(cleaned.refused)
    codes.extend(cleaned.codes)
    return cleaned.text


def no_error_value(raw: str) -> None:
    """Refuse what a spreadsheet shows in place of a value it could not work out."""
    if len(raw) < 16 and raw.strip().upper() in ERROR_VALUES:
        raise Refused("E_ERROR_VALUE")


def no_old_font(raw: str) -> None:
    """Refuse text in an old font's code and say what it seems to mean; UTF-8 that was read as Latin-1 looks alike."""
    if is_misread(raw):
        raise Refused("E_TEXT_MOJIBAKE")
    if not raw.isascii() and (legacy := legacy_text(raw)):
        raise Refused(OLD_FONTS[legacy.code], legacy.reading)


def verbatim(raw: str, codes: list[str]) -> str:
    """A number, a name or an address kept as it stands; only what cannot be seen and the spaces around it go."""
    if is_formula(raw):
        raise Refused("E_FORMULA")
    no_error_value(raw)
    no_old_font(raw)
    composed = unicodedata.normalize("NFC", raw)
    if composed != raw:
        codes.append("OK_NFC")
    value = unicodedata.normalize("NFC", visible(composed)).strip()
    if value != composed:
        codes.append("OK_TRIM")
    return value


def sku_text(raw: str, codes: list[str]) -> str:
    """A SKU or a product key: trimmed, upper case, few characters. Blank stays blank."""
    value = seen(raw)
    # Letters outside ASCII are never made into others by upper().
    if value and not (value.isascii() and is_sku(value.upper())):
        raise Refused("E_SKU_CHARACTERS")
    value = value.upper()
    if value != raw:
        codes.append("OK_SKU")
    return value


def industry(raw: str, codes: list[str]) -> Industry:
    known = INDUSTRY_AS_IS.get(raw)
    if known is not None:
        return known
    value = INDUSTRY_BY_WORD.get(bare(seen(raw)))
    if value is None:
        no_old_font(raw)
        raise Refused("E_INDUSTRY_UNKNOWN")
    codes.append("OK_INDUSTRY_ALIAS")
    return value


def stars(raw: str, codes: list[str]) -> Stars:
    """The star as people write it. A potential star is never the star."""
    if raw in ("3", "4", "5"):
        return Stars(int(raw))
    said = seen(raw).lower().replace("ocop", "").replace("hạng", "")
    said = " ".join(said.replace("⭐", "★").replace("\ufe0f", "").split())
    if not said:
        codes.append("W_STAR_MISSING")
        return Stars(None)
    if said in NO_STAR:
        codes.append("OK_STAR_NONE")
        return Stars(None)
    potential = POTENTIAL.search(said)
    rest = POTENTIAL.sub("", said, count=1).strip()
    number = STAR_WORDS.get(rest) or (str(len(rest)) if set(rest) == {"★"} else "")
    plain = STAR_NUMBER.fullmatch(rest)
    if plain:
        number = plain[1]
    if rest and not number:
        no_old_font(raw)
    if (rest and not number) or len(number) > 1 or number > "5" or (potential and potential[1] not in "45"):
        raise Refused("E_STAR_INVALID")
    if number and number < "3":
        raise Refused("E_STAR_BELOW_3")
    codes.append("OK_STAR_POTENTIAL" if potential else "OK_STAR_TEXT")
    return Stars(int(number) if number else None, int(potential[1]) if potential else None)


def potential_star(raw: str, codes: list[str]) -> int | None:
    """A column of its own for the potential star: 4, 5 or blank."""
    value = seen(raw).lower().removesuffix("sao").strip()
    if value not in ("", "4", "5"):
        raise Refused("E_STAR_INVALID")
    return int(value) if value else None


def status(raw: str, codes: list[str]) -> VariantStatus:
    known = STATUS_AS_IS.get(raw)
    if known is not None:
        return known
    word = bare(seen(raw))
    value = STATUS_BY_WORD.get(word) if word else VariantStatus.ON_SALE
    if value is None or (not word and seen(raw)):
        no_old_font(raw)
        raise Refused("E_STATUS_UNKNOWN")
    codes.append("OK_STATUS")
    return value


def marketplaces(raw: str, codes: list[str]) -> tuple[str, ...]:
    """Marketplace ids, each once, in the order given."""
    given = [word.strip() for word in SEVERAL.split(raw) if word.strip()]
    found = tuple(dict.fromkeys(marketplace_id(seen(word)) for word in given))
    if not all(MARKETPLACE.fullmatch(word) for word in found):
        raise Refused("E_CHANNEL_UNKNOWN")
    if found != tuple(given):
        codes.append("OK_CHANNEL_ALIAS")
    return found


def tags(raw: str, codes: list[str]) -> tuple[str, ...]:
    given = [text(word, codes) for word in SEVERAL.split(raw)]
    return tuple(dict.fromkeys(word for word in given if word))


def producer_kind(raw: str, codes: list[str]) -> ProducerKind:
    value = KIND_BY_WORD.get(bare(raw))
    if value is None:
        raise Refused("E_PRODUCER_KIND_UNKNOWN")
    return value


def village_title(raw: str, codes: list[str]) -> VillageTitle:
    value = TITLE_BY_WORD.get(bare(raw))
    if value is None:
        codes.append("W_VILLAGE_TITLE_UNKNOWN")
        return VillageTitle.NONE
    return value


def yes(raw: str, codes: list[str]) -> bool:
    """A mark that is set or not; what is neither yes nor no counts as set (such a mark only makes us more careful)."""
    return bare(seen(raw)) not in NO


def yes_or_no(raw: str, codes: list[str]) -> bool | None:
    word = bare(raw)
    if word in YES:
        return True
    if word and word not in NO:
        codes.append("W_YES_OR_NO_UNKNOWN")
        return None
    return False if word else None
