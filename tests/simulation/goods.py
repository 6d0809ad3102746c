"""The co-op of a history: its goods as people think of them, the sheet they type, and what each row asks for.

``Good`` is the truth and ``Coop.write`` says it the way staff type. ``wishes`` are what the files ask for now, counted
here and nowhere in the core: of a row that is refused what was accepted last (decision 3).
"""

from __future__ import annotations

import copy
import csv
import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from tests.nights.sheet import rows_of
from tests.simulation.history import Wish

__all__ = ["FIRST_DAY", "TERM", "Coop", "Good"]

FIRST_DAY = date(2026, 11, 21)
TERM = timedelta(days=1000)
TITLES = (
    "Khăn lụa tơ tằm hoa sen Vạn Phúc",
    "Túi cói đan tay quai da bò thật",
    "Áo dài gấm may sẵn cổ thuyền cao",
    "Nón lá Chuông lợp hai lớp mo nang",
    "Giỏ mây Phú Vinh đựng hoa quả Tết",
    "Chăn đũi Phùng Xá bốn mùa 🍃 mềm",
)
HEADERS = (
    "Mã SP", "Mã chủ thể", "Tên sản phẩm", "Ngành", "Phân nhóm", "Hạng sao", "Số GCN", "Ngày QĐ", "Ngày hết hạn",
    "Ngày thu hồi", "Mô tả ngắn", "Câu chuyện", "Giá bán", "Tồn kho", "Khối lượng", "Kích thước (cm)", "Ảnh",
    "Trạng thái", "Mã nhóm", "Tên phân loại 1", "Giá trị phân loại 1",
)  # fmt: skip
PRODUCERS = "Mã chủ thể,Loại hình,Tên chủ thể,Mã ĐKKD\nHTX01,Hợp tác xã,HTX Thoi Nắng,MAU-DK-001\n"
SHEET, PEOPLE, PHOTOS = "sản phẩm.csv", "chủ thể.csv", "ảnh"
STORY = "Người làng làm ra từ sợi đầu tiên."
MANY = 12


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
    def product(self) -> str:
        return f"{self.key}-N" if len(self.skus) > 1 else self.key


@dataclass
class Coop:
    """The files in ``folder``; ``shops`` by name, in the order of the configuration."""

    folder: Path
    shops: tuple[str, ...]
    reserve: int
    split: bool
    goods: dict[str, Good] = field(default_factory=dict)
    standing: dict[str, Good] = field(default_factory=dict)
    """What was last accepted of each."""
    photos: dict[str, str] = field(default_factory=dict)
    halved: bool = False
    short: bool = False
    """Whether the sheet that was written last lacks rows."""
    gone: bool = False
    """The photo folder is away."""

    def begin(self, count: int, chance: random.Random) -> None:
        (self.folder / PHOTOS).mkdir(parents=True)
        for number in range(MANY):
            self.paint(f"anh-{number:02}.jpg", 0)
        (self.folder / PEOPLE).write_text(PRODUCERS, encoding="utf-8")
        for _ in range(count):
            self.add(chance)

    def add(self, chance: random.Random) -> Good | None:
        number = len(self.goods)
        if number >= len(TITLES):
            return None
        key, sizes = f"OC-{number:03}", (1, 2, 1, 3, 1, 2)[number]
        skus = (key,) if sizes == 1 else tuple(f"{key}-{n}" for n in range(1, sizes + 1))
        price = chance.randrange(40, 900) * 1000
        good = Good(
            key=key,
            title=TITLES[number],
            story=STORY,
            skus=skus,
            price={sku: price + 2000 * n for n, sku in enumerate(skus)},
            stock={sku: chance.randrange(8, 90) for sku in skus},
            star=chance.choice((0, 3, 4, 4, 5)),
            expiry=FIRST_DAY + timedelta(days=chance.choice((1, 2, 3, 4, 6, 90, 700))),
            photos=[f"anh-{(2 * number + n) % MANY:02}.jpg" for n in range(1 + number % 2)],
        )
        self.goods[key] = good
        return good

    def paint(self, name: str, version: int) -> None:
        """A photo; another ``version`` is another picture under the same name."""
        data = b"\xff\xd8\xff" + f"{name} {version}".encode()
        (self.folder / PHOTOS / name).write_bytes(data)
        self.photos[name] = hashlib.sha256(data).hexdigest()

    def write(self) -> None:
        away = self.folder / f"{PHOTOS} (cất)"
        if self.gone and not away.exists():
            (self.folder / PHOTOS).rename(away)
        elif not self.gone and away.exists():
            away.rename(self.folder / PHOTOS)
        rows = [row for good in self.goods.values() if good.listed for row in rows_of(good)]
        whole = len(rows)
        if self.halved:
            rows = rows[: max(1, len(rows) // 3)]
        self.short = len(rows) < whole
        with (self.folder / SHEET).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, HEADERS, delimiter=";")
            writer.writeheader()
            writer.writerows(rows)

    def recount(self, chance: random.Random) -> None:
        """Every price and every stock is another one."""
        for good in self.goods.values():
            for sku in good.skus:
                good.price[sku] += chance.randrange(1, 9) * 1000
                good.stock[sku] += chance.randrange(3, 9)

    def rows(self) -> dict[str, Good]:
        """What the files say now, to be kept if the connector takes it; nothing of files that are not whole."""
        return {} if self.halved or self.gone else copy.deepcopy(self.goods)

    def accepted(self, rows: Mapping[str, Good]) -> None:
        """The connector took files that said ``rows``."""
        for key, good in rows.items():
            if good.listed and not good.cell[0]:
                self.standing[key] = good
            elif not good.listed:
                self.standing.pop(key, None)

    def wishes(self) -> tuple[Wish, ...]:
        """What each row that is there asks for, by the newest thing that was accepted of it."""
        found: list[Wish] = []
        for key, row in self.goods.items():
            refused = bool(row.cell[0]) or self.gone  # without its photos every row is refused
            good = self.standing.get(key) if refused else row
            if row.listed and good is not None:
                found += [self._wish(good, sku, refused=refused) for sku in good.skus]
        return tuple(found)

    def _wish(self, good: Good, sku: str, *, refused: bool) -> Wish:
        status = good.status.get(sku, "")
        pieces = 0 if status == "tạm hết" else max(0, good.stock[sku] - self.reserve)
        base, more = divmod(pieces, len(self.shops))
        split = {shop: base + (place < more) for place, shop in enumerate(self.shops)}
        return Wish(
            sku=sku,
            product=good.product,
            title=good.title,
            price=good.price[sku],
            stock_per_shop=split if self.split else dict.fromkeys(self.shops, pieces),
            on_sale=status != "Ngừng bán",
            star=good.star,
            cert_from=str(good.expiry - TERM) if good.star else "",
            cert_until=str(good.expiry) if good.star else "",
            revoked=str(good.revoked or "") if good.star else "",
            holds=(),
            refused=refused,
            photos=tuple(self.photos.get(name, "") for name in good.photos),
            shops=self.shops,
            story=good.story.splitlines()[-1],
        )
