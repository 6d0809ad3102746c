"""Which form stands for a product: the first words of the table that its title holds, else what its trade makes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from PIL import Image

from . import clothes, craft, goods, wares
from . import colour as c
from .colour import shade, tint
from .solid import Body, joined

__all__ = ["Subject", "subject_of"]

Maker = Callable[[Random, float], Body]


@dataclass(frozen=True, slots=True)
class Subject:
    """How to draw one; ``hung`` things throw their shadow on the wall; ``view`` is a whole picture instead."""

    make: Maker
    size: float = 0.62
    hung: bool = False
    view: Callable[[Random, tuple[int, int]], Image.Image] | None = None


def _tea_set(rng: Random, size: float) -> Body:
    seed = rng.random()
    pot = wares.teapot(Random(seed), size * 0.8)
    small = wares.cup(Random(seed), size * 0.26)
    return joined(
        [
            (pot, 0, 0),
            (small, -size * 0.42, size * 0.10),
            (small, size * 0.36, size * 0.12),
            (small, -size * 0.05, size * 0.19),
        ]
    )


def _cups(rng: Random, size: float) -> Body:
    seed = rng.random()
    one = wares.cup(Random(seed), size * 0.46)
    return joined(
        [(one, -size * 0.24, -size * 0.16), (one, size * 0.26, -size * 0.14), (one, size * 0.0, size * 0.08)], base=2
    )


def _dinner(rng: Random, size: float) -> Body:
    seed = rng.random()
    bowl = wares.bowl(Random(seed), size * 0.5)
    return joined([(craft.dish(Random(seed), size * 1.1), 0, 0), (bowl, size * 0.02, -size * 0.03)])


def _eggs(rng: Random, size: float, shell: c.Colour) -> Body:
    spots = ((-0.24, -0.1), (0.0, -0.13), (0.24, -0.1), (-0.13, 0.0), (0.13, 0.0))
    nest = craft.rug(rng, size * 0.95)
    return joined(
        [(nest, 0, size * 0.12), *((wares.egg(rng, size * 0.34, shell), x * size, y * size) for x, y in spots)]
    )


def _fruits(rng: Random, size: float, peel: c.Colour) -> Body:
    return joined(
        [
            (wares.fruit(rng, size * 0.66, peel), -size * 0.27, -size * 0.06),
            (wares.fruit(rng, size * 0.6, peel), size * 0.27, 0),
        ],
        base=1,
    )


def _filled(rng: Random, size: float) -> Body:
    holder = wares.mortar(rng, size * 0.55)
    return joined([(craft.chopsticks(rng, size * 0.82), 0, -size * 0.12), (holder, 0, 0)], base=1)


def _of(maker: Callable[..., Body], *fixed: object, **options: object) -> Maker:
    return lambda rng, size: maker(rng, size, *fixed, **options)


def _heap(colour: c.Colour, grains: int = 150, fine: float = 0.03, long: float = 1.0) -> Subject:
    return Subject(_of(goods.heap, colour, grains=grains, fine=fine, long=long), 0.66)


def _pouch(colour: c.Colour, window: c.Colour | None = None) -> Subject:
    return Subject(_of(goods.pouch, colour, window=window), 0.68)


def _bottle(glass: c.Colour, cap: c.Colour = c.GOLD, *, slim: bool = False) -> Subject:
    return Subject(_of(wares.bottle, glass, cap=cap, slim=slim), 0.76)


def _jar(content: c.Colour, *, lumps: bool = False) -> Subject:
    return Subject(_of(wares.jar, content, lumps=lumps), 0.6)


def _worn(kind: str) -> Subject:
    return Subject(_of(clothes.garment, kind), 0.76, hung=True)


def _view(rng: Random, size: tuple[int, int]) -> Image.Image:
    return craft.landscape(rng, size)


STRAWS = [c.JADE, c.LOTUS, (234, 190, 70), c.PLUM, (150, 190, 110)]
MILK, AMBER, WINE, CLEAR = (244, 240, 228), (150, 78, 26), (86, 18, 34), (176, 200, 206)
SCARF = Subject(_of(clothes.scarf), 0.78, hung=True)
FOLDED = Subject(_of(goods.folded), 0.66)
VIEW = Subject(_of(craft.framed, "lacquer"), view=_view)
LEAF_CAKE = Subject(_of(goods.leaf_cake), 0.62)

BY_WORDS: tuple[tuple[tuple[str, ...], Subject], ...] = (
    (("túi lọc", "viên uống"), Subject(_of(goods.carton, c.LEAF), 0.7)),
    (("áo dài",), _worn("ao dai")),
    (("sơ mi", "pyjama", "đồng phục"), _worn("shirt")),
    (("com-lê", "vest", "khoác", "măng tô"), _worn("coat")),
    (("gile",), _worn("vest")),
    (("quần",), _worn("trousers")),
    (("cà vạt",), Subject(_of(clothes.necktie), 0.78, hung=True)),
    (("khăn mặt", "khăn tay", "khăn trải", "vải lụa"), FOLDED),
    (("khăn",), SCARF),
    (("túi xách mây",), Subject(_of(clothes.bag, woven=True), 0.66)),
    (("túi gấm", "túi vải", "túi thơm"), Subject(_of(clothes.bag), 0.66)),
    (("chăn", "gối", "bịt mắt"), Subject(_of(clothes.pillow), 0.66)),
    (("ấm chén", "trà cụ"), Subject(_tea_set, 0.62)),
    (("lót cốc", "lót đĩa", "thảm", "khay mây"), Subject(_of(craft.rug), 0.7)),
    (("chén",), Subject(_cups, 0.7)),
    (("cốc",), Subject(_of(wares.cup, handle=True), 0.5)),
    (("bát tre",), Subject(_of(wares.bowl, wooden=True), 0.56)),
    (("cháo", "bún thang"), Subject(_of(wares.bowl, inside=(236, 214, 170)), 0.58)),
    (("bát ăn",), Subject(_of(wares.bowl), 0.58)),
    (("đồ ăn gia đình",), Subject(_dinner, 0.6)),
    (("đĩa gỗ", "trang sức"), Subject(_of(craft.board, wood=True), 0.66)),
    (("đĩa",), Subject(_of(craft.dish, upright=True), 0.7, hung=True)),
    (("bình ngâm", "chum"), Subject(_of(wares.urn), 0.66)),
    (("bình sơn mài",), Subject(_of(wares.vase, gold=True), 0.74)),
    (("chậu hoa",), Subject(_of(clothes.plant, (238, 188, 42)), 0.74)),
    (("hoa giấy",), Subject(_of(clothes.plant, (206, 62, 120)), 0.74)),
    (("chậu cây",), Subject(_of(clothes.plant, None), 0.7)),
    (("bình", "lọ hoa", "tượng", "lò gốm", "gốm mộc"), Subject(_of(wares.vase), 0.72)),
    (("đèn",), Subject(_of(wares.lantern), 0.72, hung=True)),
    (("ống đũa", "đựng bút"), Subject(_filled, 0.68)),
    (("gạch",), Subject(_of(craft.tiles), 0.62)),
    (("bàn", "ghế"), Subject(_of(craft.stool), 0.7)),
    (("tranh thêu", "tranh mây"), Subject(_of(craft.framed, "silk"), 0.7, hung=True)),
    (("tranh lá", "tranh khảm"), Subject(_of(craft.framed, "gold"), 0.7, hung=True)),
    (("tranh",), Subject(_of(craft.framed, "lacquer"), 0.7, hung=True)),
    (("khay", "hộp sơn mài", "album"), Subject(_of(craft.board), 0.66)),
    (("ví da",), Subject(_of(craft.wallet), 0.6)),
    (("giày",), Subject(_of(clothes.sandals, shoes=True), 0.6)),
    (("dép",), Subject(_of(clothes.sandals), 0.6)),
    (("tour", "lớp học"), VIEW),
    (("sọt", "rương"), Subject(_of(wares.basket, lid=True), 0.66)),
    (("giỏ mây", "giỏ cỏ", "lẵng", "giỏ 3"), Subject(_of(wares.basket), 0.72)),
    (("ổ mèo",), Subject(_of(wares.basket, handle=False), 0.62)),
    (("đũa",), Subject(_of(craft.chopsticks), 0.74)),
    (("tăm", "hương thảo"), Subject(_of(craft.incense), 0.74)),
    (("nụ trầm",), _heap((122, 84, 56), 110, 0.03)),
    (("nón vẽ", "nón quai"), Subject(_of(wares.hat, painted=True), 0.56)),
    (("nón",), Subject(_of(wares.hat), 0.56)),
    (("quỳ vàng",), Subject(_of(goods.carton, c.GOLD, flat=True), 0.66)),
    (("quỳ bạc",), Subject(_of(goods.carton, (176, 180, 186), flat=True), 0.66)),
    (("tinh dầu",), Subject(_of(wares.phial, AMBER), 0.6)),
    (("dầu gội",), _bottle((60, 78, 48), c.SOOT)),
    (("xà phòng",), Subject(_of(goods.soap, c.JADE), 0.6)),
    (("mật ong",), _jar(c.HONEY)),
    (("phấn hoa",), _jar((224, 180, 60), lumps=True)),
    (("trứng gà",), Subject(lambda rng, size: _eggs(rng, size, (208, 160, 122)), 0.66)),
    (("trứng vịt",), Subject(lambda rng, size: _eggs(rng, size, (210, 220, 214)), 0.66)),
    (("ống hút",), Subject(_of(goods.rods, STRAWS, count=20), 0.72)),
    (("miến", "bún", "mì"), Subject(_of(goods.rods, [(226, 202, 136), (238, 220, 168), (214, 186, 116)]), 0.72)),
    (("gạo",), Subject(_of(goods.sack, c.RICE), 0.7)),
    (("đậu đỏ",), Subject(_of(goods.sack, (140, 44, 40)), 0.7)),
    (("đậu xanh cà",), Subject(_of(goods.sack, (224, 196, 96)), 0.7)),
    (("rượu vang", "dâu tằm"), _bottle(WINE, c.SOOT)),
    (("rượu mơ", "nước cốt mơ"), _bottle((214, 150, 50))),
    (("rượu",), _bottle((190, 204, 200), c.LACQUER)),
    (("bia",), _bottle(AMBER, c.SOOT, slim=True)),
    (("tương",), _bottle((92, 52, 28), c.LACQUER)),
    (("giấm",), _bottle((222, 206, 150), c.LEAF)),
    (("nước ép",), _bottle((236, 178, 150), c.LEAF)),
    (("nước uống",), _bottle(CLEAR, (70, 120, 180), slim=True)),
    (("sữa tươi thanh", "sữa hạt", "sữa chua uống"), _bottle(MILK, c.LEAF, slim=True)),
    (("sữa chua nếp",), _jar((150, 96, 130))),
    (("sữa chua sấy", "kẹo", "bánh sữa"), Subject(_of(goods.carton, None), 0.7)),
    (("caramen", "kem", "bơ", "phô mai"), _jar((244, 226, 176))),
    (("sáp",), _jar((214, 70, 44))),
    (("lam",), Subject(_of(goods.carton, (176, 118, 56), flat=True), 0.66)),
    (("hộp quà",), Subject(_of(goods.carton, c.LACQUER, flat=True), 0.66)),
    (("bánh tẻ", "bánh gai", "nem", "bánh cốm"), LEAF_CAKE),
    (("xôi xéo",), _heap((236, 202, 92), 300, 0.016, 1.4)),
    (("xôi gấc",), _heap((214, 84, 40), 300, 0.016, 1.4)),
    (("cốm", "xôi"), _heap((158, 178, 88), 320, 0.015, 1.5)),
    (("giò", "chả"), Subject(_of(goods.sausage, (222, 186, 160), wrapped=True), 0.72)),
    (("lạp xưởng",), Subject(_of(goods.sausage, (156, 44, 34)), 0.72)),
    (("gà", "thịt", "ruốc"), Subject(_of(goods.heap, (214, 150, 96), grains=90, fine=0.045, long=1.5), 0.66)),
    (("bột chè",), _jar((126, 156, 60))),
    (("bột sắn", "muối ớt"), _jar((232, 230, 214), lumps=True)),
    (("bột nghệ",), _jar((226, 160, 30))),
    (("cà phê", "ca cao"), _pouch((88, 56, 38), (70, 44, 30))),
    (("trà hoa cúc",), _heap((238, 206, 84), 150, 0.026)),
    (("trà hoa hồng",), _heap((196, 84, 104), 120, 0.032)),
    (("hũ thủy tinh",), _jar((214, 176, 90), lumps=True)),
    (("trà", "chè đinh"), Subject(_of(wares.tin, shade(c.LEAF, 0.25)), 0.6)),
    (("chè",), _heap(c.TEA, 420, 0.013, 2.2)),
    (("ô mai", "mơ muối", "tỏi"), _jar((150, 96, 44), lumps=True)),
    (("củ cải muối",), _jar((232, 214, 150), lumps=True)),
    (("củ cải",), Subject(_of(goods.bundle, (244, 240, 230)), 0.7)),
    (("cà rốt",), Subject(_of(goods.bundle, (232, 122, 40)), 0.7)),
    (("ngô",), Subject(_of(goods.bundle, (112, 52, 108)), 0.7)),
    (("rau sắng", "rau hữu cơ"), Subject(_of(goods.bundle, c.JADE), 0.7)),
    (("bưởi",), Subject(lambda rng, size: _fruits(rng, size, (222, 196, 70)), 0.7)),
    (("mứt", "chuối", "gừng", "rau củ sấy"), _heap((222, 160, 64), 90, 0.042, 1.5)),
    (("hạt sen",), _heap((240, 226, 184), 150, 0.03)),
    (("thuốc tắm",), _pouch(c.BAMBOO, c.LEAF)),
)  # fmt: skip
BY_TRADE = {
    "food": _pouch(tint(c.TERRACOTTA, 0.1), c.CREAM),
    "beverage": _bottle(CLEAR),
    "herbal": _pouch(c.LEAF),
    "handicraft": Subject(_of(wares.vase), 0.72),
    "textile": FOLDED,
    "ornamental": Subject(_of(clothes.plant, c.LOTUS), 0.74),
    "tourism": VIEW,
}


def subject_of(title: str, industry: str) -> Subject:
    """The form for a product of that title and industry."""
    said = _spaced(title)
    for words, subject in BY_WORDS:
        if any(_spaced(word) in said for word in words):
            return subject
    return BY_TRADE.get(industry, BY_TRADE["handicraft"])


def _spaced(text: str) -> str:
    """Whole words between single spaces, so that "giò" is not found in "giòn"."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return f" {' '.join(''.join(letter if letter.isalnum() else ' ' for letter in folded).split())} "
