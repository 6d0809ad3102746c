"""A co-op small enough to read: four products in a Vietnamese sheet, their producer, photos, and an ``ocop.toml``.

Titles come in both Unicode forms, with an emoji and with leading zeros in a SKU, as sheets do. The shop is the
reference marketplace in memory, which lives as long as this process.
"""

from __future__ import annotations

import csv
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from PIL import Image

from connector.model import Channel, Limit, ShopFacts

__all__ = ["DAY", "FACTS", "Coop"]

DAY = date(2026, 11, 21)
FACTS = ShopFacts(
    marketplace="memory",
    shop_id="1",
    fetched_at=datetime(2026, 11, 20, tzinfo=UTC),
    limits={"title": Limit(minimum=1, maximum=255, source="memory")},
    channels=(Channel(id="1", name="memory", usable=True),),
)

SILK = {
    "Mã SP": "LUA-01",
    "Mã chủ thể": "HTX01",
    "Tên sản phẩm": "Khăn lụa tơ tằm hoa sen",
    "Ngành": "Vải và may mặc",
    "Phân nhóm": "C2",
    "Hạng sao": "4 sao",
    "Số GCN": "MAU-OCOP-2024-01",
    "Ngày QĐ": "13/02/2024",
    "Mô tả ngắn": "Khăn dệt tay, hoa sen in chìm theo thớ lụa.",
    "Câu chuyện": "Làng dệt nằm nép bên dòng Nhuệ.",
    "Giá bán": "680.000đ",
    "Tồn kho": "120",
    "Khối lượng": "90",
    "Kích thước (cm)": "22x16x3",
    "Ảnh": "lua-01_1.png, lua-01_2.png, lua-01_3.png",
    "Nồng độ cồn": "",
    "Trạng thái": "",
}
HEADERS = tuple(SILK)
NOODLES = SILK | {
    "Mã SP": "MIEN-0007",
    "Tên sản phẩm": unicodedata.normalize("NFD", "Miến dong Cự Đà sợi nhỏ 🍜"),
    "Ngành": "Thực phẩm",
    "Phân nhóm": "F2a",
    "Hạng sao": "3",
    "Số GCN": "MAU-OCOP-2023-09",
    "Ngày QĐ": "2023-12-20",
    "Giá bán": "35000",
    "Tồn kho": "40",
    "Ảnh": "mien-0007_1.png",
}
SPIRIT = SILK | {
    "Mã SP": "RUOU-01",
    "Tên sản phẩm": "Rượu nếp cái hoa vàng",
    "Ngành": "Đồ uống",
    "Phân nhóm": "B1a",
    "Giá bán": "120000",
    "Ảnh": "ruou-01_1.png",
    "Nồng độ cồn": "29,5",
}
TEA = SILK | {
    "Mã SP": "TRA-01",
    "Tên sản phẩm": "Trà sen Tây Hồ",
    "Ngành": "Đồ uống",
    "Phân nhóm": "B2a",
    "Hạng sao": "",
    "Số GCN": "",
    "Ngày QĐ": "",
    "Giá bán": "1200000",
    "Ảnh": "tra-01_1.png",
}
PRODUCERS = """Mã chủ thể,Loại hình,Tên chủ thể,Mã ĐKKD
HTX01,Hợp tác xã,HTX Thoi Nắng,MAU-DK-001
HTX02,Hợp tác xã,HTX Mây Tre,
"""


@dataclass
class Coop:
    """Files in ``folder``; change ``rows`` and ``write`` again to edit the sheet."""

    folder: Path
    rows: list[dict[str, str]] = field(default_factory=lambda: [dict(row) for row in (SILK, NOODLES, SPIRIT, TEA)])
    shop: str = field(default_factory=lambda: f"gian-hang-{secrets.token_hex(4)}")
    producers: str = PRODUCERS

    @property
    def config(self) -> Path:
        return self.folder / "ocop.toml"

    @property
    def state(self) -> Path:
        return self.folder / "nhật ký"

    @property
    def products(self) -> Path:
        return self.folder / "sản phẩm.csv"

    def row(self, sku: str) -> dict[str, str]:
        return next(row for row in self.rows if row["Mã SP"] == sku)

    def write(self) -> None:
        """The two sheets as they are now."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.products.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, HEADERS, delimiter=";")
            writer.writeheader()
            writer.writerows(self.rows)
        (self.folder / "chủ thể.csv").write_text(self.producers, encoding="utf-8")

    def draw(self) -> None:
        """Every photo the sheet names, each of its own colour."""
        photos = self.folder / "ảnh"
        photos.mkdir(parents=True, exist_ok=True)
        names = [name.strip() for row in self.rows for name in row["Ảnh"].split(",")]
        for number, name in enumerate(dict.fromkeys(names)):
            Image.new("RGB", (600, 500), (20 * number % 256, 90, 160)).save(photos / name)

    def configure(self, extra: str = "", shops: tuple[str, ...] = ()) -> None:
        """``ocop.toml`` with one memory shop for each name."""
        text = '[catalogue]\nproducts = ["sản phẩm.csv"]\nproducers = "chủ thể.csv"\nphotos = "ảnh"\n'
        text += f'owner = "HTX Thoi Nắng"\n\n[policy]\nlead_days = 0\nstock_share = "same"\n{extra}\n'
        for name in shops or (self.shop,):
            text += f'\n[[shop]]\nname = "{name}"\nmarketplace = "memory"\nenvironment = "mock"\n'
        self.config.write_text(text, encoding="utf-8")

    def connect(self, base_url: str, line: str) -> None:
        """``ocop.toml`` with one Shopee shop at ``base_url``; ``line`` is what its mock printed."""
        self.configure()
        shop = f'marketplace = "shopee"\nbase_url = "{base_url}"\ncredentials = "file:khóa.json"\nsettle_s = 2\n'
        text = self.config.read_text(encoding="utf-8").replace('marketplace = "memory"\n', shop)
        self.config.write_text(text, encoding="utf-8")
        (self.folder / "khóa.json").write_text(line, encoding="utf-8")

    def set_up(self) -> Coop:
        self.write()
        self.draw()
        self.configure()
        return self
