"""Cells that hold one of a few words, and names of files, places and marketplaces."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .prose import old_font, prose
from .seen import UNSEEN, No, look, same, word_of

__all__ = ["Places", "Stars", "channels", "code", "industry", "labels", "pictures", "potential", "stars", "status",
           "ticked"]  # fmt: skip

INDUSTRIES = {
    "Thực phẩm": "food", "Đồ uống": "beverage", "Thảo dược": "herbal", "Thủ công mỹ nghệ": "handicraft",
    "Vải và may mặc": "textile", "Sinh vật cảnh": "ornamental", "Dịch vụ du lịch": "tourism",
}  # fmt: skip
OLDER = {
    "Lưu niệm, nội thất, trang trí": "handicraft", "Hàng thủ công mỹ nghệ": "handicraft",
    "Dược liệu và sản phẩm từ dược liệu": "herbal", "Dịch vụ du lịch nông thôn, bán hàng": "tourism",
    "Dịch vụ du lịch cộng đồng, sinh thái, điểm du lịch": "tourism",
}  # fmt: skip
INDUSTRY_WORDS = {word_of(title): code for title, code in (INDUSTRIES | OLDER).items()}
STATUSES = {
    "Ngừng bán": ("ngung ban", "ngung kinh doanh", "khong ban nua"),
    "tạm hết": ("tam het", "tam het hang", "het hang"),
    "": ("", "dang ban", "con ban"),
}
NUMBERS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5}
SHOWN_AS = (".png", ".jpg", ".jpeg")
OF_APPLE = (".heic", ".heif")
CODE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


def code(cell: str, codes: set[str]) -> str:
    """A SKU or a product key, '' for a blank."""
    text = look(cell)
    if not text.isascii():
        raise No("E_SKU_CHARACTERS")
    text = text.upper()
    if text and (not set(text) <= CODE or text[0] in "._-" or len(text) > 50):
        raise No("E_SKU_CHARACTERS")
    if text != cell:
        codes.add("OK_SKU")
    return text


def industry(cell: str, codes: set[str]) -> str:
    if cell in INDUSTRIES:
        return INDUSTRIES[cell]
    if cell in INDUSTRIES.values():
        return cell
    found = INDUSTRY_WORDS.get(word_of(look(cell)))
    if found is None:
        old_font(cell)
        raise No("E_INDUSTRY_UNKNOWN")
    codes.add("OK_INDUSTRY_ALIAS")
    return found


def status(cell: str, codes: set[str]) -> str:
    if cell in STATUSES:
        return cell
    word = word_of(look(cell))
    found = next((value for value, words in STATUSES.items() if word in words), None)
    if found is None or (not word and look(cell)):
        old_font(cell)
        raise No("E_STATUS_UNKNOWN")
    codes.add("OK_STATUS")
    return found


@dataclass(frozen=True)
class Stars:
    star: int = 0
    potential: int = 0

    def __str__(self) -> str:
        said = [str(self.star)] if self.star else []
        return ";".join([*said, f"potential:{self.potential}"] if self.potential else said)


def stars(cell: str, codes: set[str]) -> Stars:
    if cell in ("3", "4", "5"):
        return Stars(int(cell))
    text = look(cell).lower().replace("ocop", " ").replace("hạng", " ").replace("⭐", "★").replace("\ufe0f", "")
    words = text.split()
    if not words:
        codes.add("W_STAR_MISSING")
        return Stars()
    if words in (["chưa", "có"], ["không"], ["chưa", "xếp", "hạng"], ["chưa", "xếp"]):
        codes.add("OK_STAR_NONE")
        return Stars()
    text, hoped = " ".join(words), ""
    for digit in "0123456789":
        for phrase in (f"(tiềm năng {digit} sao)", f"tiềm năng {digit} sao"):
            if phrase in text:
                hoped += digit
                text = text.replace(phrase, "", 1).strip()
                break
    certified = _certified(text)
    if certified is None or (hoped and hoped not in ("4", "5")):
        if certified is None:
            old_font(cell)
        raise No("E_STAR_INVALID")
    if text and certified < 3:
        raise No("E_STAR_BELOW_3")
    codes.add("OK_STAR_POTENTIAL" if hoped else "OK_STAR_TEXT")
    return Stars(certified, int(hoped or 0))


def _certified(text: str) -> int | None:
    """The star in "4 sao", "bốn sao", "4*", "4,0" or "★★★★"; 0 where nothing is said."""
    if not text:
        return 0
    if set(text) == {"★"}:
        return len(text) if len(text) <= 5 else None
    for ending in ("sao", "*"):
        if text.endswith(ending):
            text = text[: -len(ending)].rstrip()
            if ending == "sao" and text in NUMBERS:
                return NUMBERS[text]
            break
    for ending in (",0", ".0"):
        text = text[:-2] if text.endswith(ending) and len(text) == 3 else text
    return int(text) if text in tuple("012345") else None


def potential(cell: str, codes: set[str]) -> int:
    text = look(cell).lower().removesuffix("sao").strip()
    if text not in ("", "4", "5"):
        raise No("E_STAR_INVALID")
    return int(text or 0)


def ticked(cell: str) -> bool:
    return word_of(look(cell)) not in ("", "0", "n", "no", "false", "khong")


def channels(cell: str, codes: set[str]) -> str:
    given = [word.strip() for word in cell.replace(";", ",").replace("\n", ",").split(",") if word.strip()]
    found: list[str] = []
    for word in given:
        known = look(word).casefold().replace(" ", "_")
        known = "tiktok_shop" if known == "tiktok" else known
        plain = known.replace("_", "a")
        if not (plain.isascii() and plain.isalnum() and known[0] != "_" and len(known) <= 40):
            raise No("E_CHANNEL_UNKNOWN")
        if known not in found:
            found.append(known)
    if found != given:
        codes.add("OK_CHANNEL_ALIAS")
    return ";".join(found)


def labels(cell: str, codes: set[str]) -> str:
    given = [prose(word, codes) for word in cell.replace(";", ",").replace("\n", ",").split(",")]
    return ";".join(dict.fromkeys(word for word in given if word))


def parts_of(cell: str) -> list[str]:
    return [
        part
        for word in cell.replace(";", ",").replace("\n", ",").split(",")
        if (part := word.strip().strip("".join(map(chr, UNSEEN))).strip())
    ]


def pictures(cell: str, codes: set[str], folder: Mapping[str, tuple[str, ...]], few: bool = True) -> list[str]:
    """The files a cell names; ``folder`` has the files of the photos folder by their compared name."""
    if not look(cell):
        raise No("E_IMAGE_MISSING")
    if "://" in cell:
        raise No("E_IMAGE_LINK")
    given = parts_of(cell)
    bases = [part.replace("\\", "/").rpartition("/")[2] for part in given]
    if not bases or not all(_shown(base, folder) for base in bases):
        raise No("E_IMAGE_TYPE")
    found = []
    ambiguous = False
    for part, base in zip(given, bases, strict=True):
        files = folder.get(_compared(base), ())
        if not files:
            raise No("E_IMAGE_NOT_FOUND")
        if len(files) > 1:
            place = _compared(part.replace("\\", "/"), whole=True).removeprefix("./")
            exact = (
                [file for file in files if _compared(file, whole=True) == place]
                if "/" in part.replace("\\", "/")
                else []
            )
            ambiguous = ambiguous or len(exact) != 1
            found.append(exact[0] if len(exact) == 1 and "/" in exact[0] else f"./{exact[0]}" if exact else "")
        else:
            found.append(files[0].rpartition("/")[2])
    if ambiguous:
        raise No("E_IMAGE_AMBIGUOUS")
    found = list(dict.fromkeys(found))
    if found != given:
        codes.add("OK_IMAGE_LIST")
    if few and len(found) < 3:
        codes.add("W_IMAGE_FEW")
    return found


def _shown(base: str, folder: Mapping[str, tuple[str, ...]]) -> bool:
    return base.lower().endswith(SHOWN_AS) or (base.lower().endswith(OF_APPLE) and _compared(base) in folder)


def _compared(file: str, whole: bool = False) -> str:
    name = file if whole else file.rpartition("/")[2]
    return unicodedata.normalize("NFC", name).casefold()


@dataclass(frozen=True)
class Places:
    """Communes of today, and what every spelling of an older unit may mean."""

    today: Mapping[str, str]
    older: Mapping[tuple[str, str], list[str]] = field(default_factory=dict)

    @staticmethod
    def of(today: Iterable[str], older: Iterable[tuple[str, str, str]]) -> Places:
        """``older``: (unit, district, what it became, several joined by a bar)."""
        spelled: dict[tuple[str, str], list[str]] = {}
        for unit, district, current in older:
            for name in {same(unit), _kindless(unit, ("phường ", "xã ", "thị trấn "))}:
                for of in {"", same(district), _kindless(district, ("quận ", "huyện ", "thị xã "))}:
                    spelled.setdefault((name, of), []).append(current)
        return Places({same(name): name for name in today}, spelled)

    def find(self, cell: str, codes: set[str]) -> str:
        if cell in self.today.values():
            return cell
        unit, _, district = cell.partition(",")
        name, of = same(unit), same(district)
        if not of and name in self.today:
            codes.add("OK_COMMUNE_MAPPED")
            return self.today[name]
        found = self.older.get((name, of), [])
        if not found:
            old_font(cell)
            raise No("E_COMMUNE_UNKNOWN")
        if len(found) > 1:
            raise No("E_COMMUNE_AMBIGUOUS")
        codes.add("W_COMMUNE_SPLIT" if "|" in found[0] else "OK_COMMUNE_MAPPED")
        return found[0]


def _kindless(name: str, kinds: tuple[str, ...]) -> str:
    folded = same(name)
    kind = next((kind for kind in kinds if folded.startswith(kind)), "")
    return folded[len(kind) :]
