"""The co-op's sheet: goods as people think of them, written to the file that the connector reads.

``Good`` is the truth; ``Sheet.write`` says it the way staff type. A row may be written so that it is refused: then the
good is what it was when its row was last accepted (decision 3), which ``Sheet.standing`` keeps.
"""

from __future__ import annotations

import copy
import csv
import random
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

__all__ = ["FIRST_DAY", "Good", "Sheet", "rows_of"]

FIRST_DAY = date(2026, 11, 21)
TITLES = (
    "Khăn lụa tơ tằm hoa sen Vạn Phúc",
    "Túi cói đan tay quai da bò",
    "Áo dài gấm may sẵn cổ thuyền",
    "Nón lá Chuông lợp hai lớp mo",
    "Giỏ mây Phú Vinh đựng hoa quả",
    "Tranh thêu Quất Động phố cổ",
    "Quạt giấy Chàng Sơn nan tre",
    "Lược sừng Thụy Ứng chải tóc rối",
    "Chăn đũi Phùng Xá bốn mùa 🍃",
    "Hộp sơn mài Hạ Thái khảm trứng",
    "Đèn lồng vải thổ cẩm treo hiên",
    "Guốc mộc Yên Xá quai nhung",
)
HEADERS = (
    "Mã SP", "Mã chủ thể", "Tên sản phẩm", "Ngành", "Phân nhóm", "Hạng sao", "Số GCN", "Ngày QĐ", "Ngày hết hạn",
    "Ngày thu hồi", "Mô tả ngắn", "Câu chuyện", "Giá bán", "Tồn kho", "Khối lượng", "Kích thước (cm)", "Ảnh",
    "Trạng thái", "Mã nhóm", "Tên phân loại 1", "Giá trị phân loại 1",
)  # fmt: skip
PRODUCERS = "Mã chủ thể,Loại hình,Tên chủ thể,Mã ĐKKD\nHTX01,Hợp tác xã,HTX Thoi Nắng,MAU-DK-001\n"
PHOTOS = 30
TERM = timedelta(days=1000)


@dataclass(slots=True)
class Good:
    """One product. ``cell`` is a column and the text in it that makes the row be refused ('' = none)."""

    key: str
    title: str
    story: str
    skus: tuple[str, ...]
    price: dict[str, int]
    stock: dict[str, int]
    star: int
    expiry: date
    photos: list[str]
    revoked: date | None = None
    status: dict[str, str] = field(default_factory=dict)
    cell: tuple[str, str] = ("", "")
    listed: bool = True

    @property
    def on_sale(self) -> tuple[str, ...]:
        return tuple(sku for sku in self.skus if self.status.get(sku) != "Ngừng bán")

    def pieces(self, sku: str, reserve: int) -> int:
        """What the shop may sell of it."""
        return 0 if self.status.get(sku) == "tạm hết" else max(0, self.stock[sku] - reserve)

    def certified(self, day: date) -> int:
        """The star of its certificate that is in force on ``day``."""
        over = day >= self.expiry or (self.revoked is not None and self.revoked <= day)
        return 0 if over else self.star


@dataclass
class Sheet:
    """The files in ``folder``. All chance comes from ``chance``."""

    folder: Path
    chance: random.Random
    goods: dict[str, Good] = field(default_factory=dict)
    standing: dict[str, Good] = field(default_factory=dict)
    """What the connector last accepted of each."""
    halved: bool = False

    def begin(self, count: int) -> None:
        """The first ``count`` goods, their photos and their producer."""
        photos = self.folder / "ảnh"
        photos.mkdir(parents=True)
        for number in range(PHOTOS):
            (photos / f"anh-{number:02}.jpg").write_bytes(b"\xff\xd8\xff" + f"photo {number}".encode())
        (self.folder / "chủ thể.csv").write_text(PRODUCERS, encoding="utf-8")
        for _ in range(count):
            self.add()
        self.write()

    def add(self) -> Good | None:
        """One more good, as long as there are titles."""
        number = len(self.goods)
        if number >= len(TITLES):
            return None
        key, sizes = f"OC-{number:03}", (1, 2, 1, 3)[number % 4]
        skus = (key,) if sizes == 1 else tuple(f"{key}-{n}" for n in range(1, sizes + 1))
        price = self.chance.randrange(40, 900) * 1000
        good = Good(
            key=key,
            title=TITLES[number],
            story="Người làng làm ra từ sợi đầu tiên.",
            skus=skus,
            price={sku: price + 2000 * n for n, sku in enumerate(skus)},
            stock={sku: self.chance.randrange(8, 90) for sku in skus},
            star=self.chance.choice((0, 3, 4, 4, 5)),
            expiry=FIRST_DAY + timedelta(days=self.chance.choice((3, 9, 14, 21, 28, 90, 700))),
            photos=[f"anh-{(2 * number + n) % PHOTOS:02}.jpg" for n in range(1 + number % 3)],
        )
        self.goods[key] = good
        return good

    def repaint(self, name: str, version: int) -> None:
        """The same file name, another picture."""
        (self.folder / "ảnh" / name).write_bytes(b"\xff\xd8\xff" + f"{name} {version}".encode())

    def write(self) -> None:
        rows = [row for good in self.goods.values() if good.listed for row in rows_of(good)]
        if self.halved:
            rows = rows[: max(1, len(rows) // 3)]
        with (self.folder / "sản phẩm.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, HEADERS, delimiter=";")
            writer.writeheader()
            writer.writerows(rows)

    def accepted(self) -> None:
        """The connector took these files."""
        for key, good in self.goods.items():
            if good.listed and not good.cell[0]:
                self.standing[key] = copy.deepcopy(good)
            elif not good.listed:
                self.standing.pop(key, None)

    def effective(self, key: str) -> Good | None:
        """What counts of ``key`` today; None where no row says anything."""
        good = self.goods[key]
        if not good.listed:
            return None
        return self.standing.get(key) if good.cell[0] else good


def rows_of(good: Any) -> list[dict[str, str]]:
    """A product as the co-op types it: a row for each SKU. ``good`` is a ``Good``, or one of the simulation's."""
    rows = []
    for number, sku in enumerate(good.skus):
        row = {
            "Mã SP": sku,
            "Mã chủ thể": "HTX01",
            "Tên sản phẩm": unicodedata.normalize("NFD", good.title) if number % 2 else good.title,
            "Ngành": "Vải và may mặc",
            "Phân nhóm": "C2",
            "Hạng sao": f"{good.star} sao" if good.star else "chưa có",
            "Số GCN": f"MAU-OCOP-{good.key}" if good.star else "",
            "Ngày QĐ": f"{good.expiry - TERM:%d/%m/%Y}" if good.star else "",
            "Ngày hết hạn": f"{good.expiry:%d/%m/%Y}" if good.star else "",
            "Ngày thu hồi": f"{good.revoked:%d/%m/%Y}" if good.revoked and good.star else "",
            "Mô tả ngắn": "Hàng làm tay của làng nghề.",
            "Câu chuyện": good.story,
            "Giá bán": str(good.price[sku]),
            "Tồn kho": str(good.stock[sku]),
            "Khối lượng": "300",
            "Kích thước (cm)": "22x16x3",
            "Ảnh": ", ".join(good.photos),
            "Trạng thái": good.status.get(sku, ""),
            "Mã nhóm": good.key + "-N" if len(good.skus) > 1 else "",
            "Tên phân loại 1": "Cỡ" if len(good.skus) > 1 else "",
            "Giá trị phân loại 1": f"Số {number + 1}" if len(good.skus) > 1 else "",
        }
        if good.cell[0] and number == 0:
            row[good.cell[0]] = good.cell[1]
        rows.append(row)
    return rows
