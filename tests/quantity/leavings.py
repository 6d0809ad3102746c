"""What people, phones, web pages and old programs leave in cells: anywhere, and in the columns of one kind."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .dirt import Dirt

Value = str | int | float | bool | dt.date

GOODS = ("Miến dong Cự Đà", "Chè lam", "Mật ong rừng", "Khăn lụa tơ tằm", "Gốm Bát Tràng", "Ô mai mơ",
"Nón lá làng Chuông",
         "Trà sen Tây Hồ", "Cơm cháy", "Măng khô", "Bún đũa", "Kẹo dừa", "Tương bần", "Thịt trâu",
         "Ngô nếp")  # fmt: skip
SAY = ("Làm tại làng, mẻ nhỏ mỗi tuần.", "Giữ cách làm của ông bà.", "Gói 250 g, số 12 phố cổ", "Từ 5.000 năm trước",
       "Giá <5 chén, >3 khách & vui", "100% tự nhiên: a < b", "Crème brûlée, Jägermeister, señor, Ångström",
       "Công thức nº 7, 5 µm ± 2", "Người già trong làng vẫn dạy con cháu cách làm cũ.", "ƯỚP LẠNH TỪ SÁNG",
       "Ü1 ©2024 ®™")  # fmt: skip
BAD = ("Zalo 0912345678", "gọi 0912 345 678 nhé", "hotline: 1900", "https://shop-mau.example/1", "www.mau.example",
"+84 912 345 678",
       "thu@mau.example", "０９１２３４５６７８", "ｚａｌｏ me", "Chữa khỏi đau lưng", "đặc trị mất ngủ",
       "trị dứt điểm ho",
       "tốt nhất vùng", "duy nhất ở làng", "số 1 Việt Nam", "facebook.com/mau", "0 1 2 3", "2024-0912.345-678", "số 10",
       "mã A0912345678", "09123456", "091234567", "Vi\u200bber", "Za\u00adlo", "THU@MAU.EXAMPLE", "a@b c",
       "@làng")  # fmt: skip
UNSEEN = ("\u200b", "\ufeff", "\u00ad", "\u200c", "\u2060", "\u200d", "\u200b\u200b")
SPACES = ("\u00a0", "\u202f", "\u2009", "\u3000", "\t", "  ", " \u00a0", "\u2003", "\n", "\u1680", "\u205f")
EMOJI = ("🔥", "🌾", "✨", "👩‍🌾", "❤️", "🇻🇳", "1️⃣", "☕", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👨‍👩‍👧", "⭐", "🍵🏽")
ALIKE = str.maketrans("AaBCcEeHKMOoPpTXxy035", "АаВСсЕеНКМОоРрТХхуΟЗ5")
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
NO_VALUES = (
    "#N/A",
    "#DIV/0!",
    "#REF!",
    " #n/a",
    "#NAME?",
    "N/A",
    "NULL",
    "null",
    "nan",
    "None",
    "-",
    "--",
    "?",
    "...",
    "x",
)
FORMULAS = ("=B{0}*2", "=SUM(K{0}:K9)", "@K{0}", "+K{0}", "=1+1", "\u00a0=B{0}", "\u200b=B{0}", " +{0}", "\t@x",
"=HYPERLINK(\"h\")",
            "<b>=B{0}</b>", "🔥=B{0}", "-{0}+2", "＝B{0}")  # fmt: skip
TAGS = ("<b>{0}</b>", '<span style="color:red">{0}</span>', "{0}<br/>{0}", "<p>{0}</p><p>x</p>", "<!-- a -->{0}",
"<script>a(1)</script>{0}",
        "{0}<style>p{{}}</style>", "&lt;b&gt;{0}&lt;/b&gt;", "<b>{0}", "{0}</div>", "<b {0}", "{0} < 5", "{0}<3",
        "<ul><li>{0}</li><li>b</li></ul>",
        "<i>&amp;lt;b&amp;gt;{0}</i>", "<\u200bb>{0}</b>", "&nbsp;{0}", "<i>&nbsp;{0}&nbsp;</i>",
        "<P CLASS='x'>{0}</P>")  # fmt: skip


def _dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


Maker = Callable[["Dirt"], Value]


def _price(dirt: Dirt) -> Value:
    number = dirt.chance.randint(1, 9999) * dirt.chance.choice((1, 10, 1000))
    other = number + dirt.chance.randint(1, 50_000)
    spaced = _dotted(number).replace(".", dirt.one((" ", "\u00a0", "\u202f")))
    return dirt.chance.choice(
        (
            f"{_dotted(number)}đ", f"{_dotted(number)} VNĐ", f"₫{_dotted(number)}", f"{number} đồng",
            f"{_dotted(number)},00",
            f"{number:,}", f"{number // 1000}k", f"{number // 1000} K", f"{number % 90},5 triệu",
            f"{number % 90} triệu", f"{spaced} đ",
            spaced, f"{number}-{other}", f"{number}đ {other}đ", f"{_dotted(number)}đ\n{_dotted(other)}đ",
            f"{number}/{other}", f"-{number}",
            "liên hệ", "hỏi shop", f"từ {_dotted(number)}đ", f"{number}.5", f"{number % 99},{number % 100:02}",
            f"{number}.0", float(number),
            number, number + 0.5, f"{number % 9 + 1},234.50", f"{number % 9 + 1}.234,50", "1 2345", "35 000 00",
            f"{number}đ/hộp", "3đ5", "1tr2",
            f"vnđ{number}vnđ", f"VND {number}", f"{number} vnd", unicodedata.normalize("NFD", f"{number} đồng"),
            unicodedata.normalize("NFD", "2 triệu"), f"{_dotted(number)} đ ", f"0{_dotted(number)}", f"{number}\u200b",
            "١٢٣٤٥", f"đ{number}đ",
            f"{number}E3", "3.5E+04", "999", "0", "1000", "999.999.999.999", "9.999.999.999.999", "35..000", "35.00",
            "35.0000", "½", "３５０００",
        )
    )  # fmt: skip


def _stock(dirt: Dirt) -> Value:
    number = dirt.chance.randint(0, 99_999)
    return dirt.chance.choice(
        (
            f"{_dotted(number)}", f"{number} hộp", f"{number} chiếc", unicodedata.normalize("NFD", f"{number} hộp"),
            "hết hàng", "Hết",
            unicodedata.normalize("NFD", "hết hàng"), "còn nhiều", f"-{number}", f"{number},5", f"{number}.5",
            f"{number}-{number + 5}", number,
            float(number), number + 0.25, f"{number:,}", f"{number} gói quà", f"{number}hộp", "1.200 hộp", "007", "",
            "vài cái", f" {number} ",
            f"{number}\u00a0hộp", "1.2.3", "12.34", f"{number}+", "1e3", "²", "٣",
        )
    )  # fmt: skip


def _weight(dirt: Dirt) -> Value:
    number = dirt.chance.randint(1, 2000)
    return dirt.chance.choice(
        (
            f"{number}g", f"{number} g", f"{number} G", f"{number / 20:g} kg", f"{number / 20:g}kg".replace(".", ","),
            "0,5 kg", "0.500 kg",
            f"1.{number % 1000:03} g", f"1,{number % 1000:03} g", f"1,{number % 1000:03} kg",
            f"1.{number % 1000:03} kg", f"{number / 20:g}",
            f"{number},5", "0", "0,0001 kg", "0,4 g", "0,6g", "450,5 g", "nửa cân", "", f"{number} gram",
            f"{number} gr", f"{number}kg/hộp", number,
            number + 0.5, f"{number}\u00a0g", f"{number}  g", "1.000.000 g", f"~{number}g", f"{number} Kg",
            "12.345.6 g", "１００g",
        )
    )  # fmt: skip


def _size(dirt: Dirt) -> Value:
    a, b, c = (dirt.chance.randint(1, 90) for _ in range(3))
    return dirt.chance.choice(
        (
            f"{a},5 x {b} x {c} cm", f"{a},5×{b}×{c}", f"{a}*{b}*{c}", f"{a}.5 X {b} X {c}CM", f"{a}0x{b}0x{c}0 mm",
            f"{a}x{b}", f"dài {a} rộng {b}",
            f"{a}x{b}x{c}x1", f"0x{b}x{c}", f"1.200x{b}x{c} mm", f"{a} x {b} x {c}", f"{a}x{b}x{c} m",
            f"{a},25x{b},125x{c}", f"{a}х{b}х{c}", "",
            f"{a}x{b}x{c}\u200b", f"{a}\u00a0x\u00a0{b} x {c}", f"-{a}x{b}x{c}", f"{a}x{b}x", f"D{a}xR{b}xC{c}",
            f"0,5x{b}x{c}", f"{a}.0x{b}.00x{c}",
        )
    )  # fmt: skip


def _day(dirt: Dirt) -> Value:
    day = dirt.day(*dirt.chance.choice(((2023, 2026), (1990, 2049))))
    d, m, y = day.day, day.month, day.year
    sign = dirt.one("/-.")
    words = f"ngày {d} tháng {m} năm {y}"
    return dirt.chance.choice(
        (
            f"{d:02}{sign}{m:02}{sign}{y}", f"{d}{sign}{m}{sign}{y}", f"{d}/{m}/{y % 100:02}", words, words.title(),
            words.upper(),
            unicodedata.normalize("NFD", words), words.replace(" ", "\u00a0"), str((day - dt.date(1899, 12, 30)).days),
            (day - dt.date(1899, 12, 30)).days, float((day - dt.date(1899, 12, 30)).days) + 0.75, day,
            f"{y}/{m:02}/{d:02}", f"{m}/{y}", f"{y}", f"{y}{m:02}{d:02}",
            f"{day} 00:00:00", f"{day}T00:00:00", "31/02/2025", "30/02/24", "00/00/0000", "29/02/2023", "29/02/2024",
            "chưa rõ", "36 tháng",
            f"{d}/{m}-{y}", f"{d} / {m} / {y}", f" {day} ", f"{day}\u200b", f"{d}th{m}", "Feb 3, 2025", "1/13/2025",
            "99999", "00001", "12345", "1950-01-01",
            "1949-12-31", "2150-12-31", "01/01/2151", "0001-01-01", "9999-12-31", "2024-1-5",
            "５/４/２０２４", f"'{day}",
            f"{d}.{m}.{y}.", f"{d}/{m}/{y:05}",
            f"tháng {m}/{y}", f"{d}//{m}/{y}", "2026-11-21", "2026-11-22", "2023-11-21", "2027-02-19", "2027-02-20",
        )
    )  # fmt: skip


def _stars(dirt: Dirt) -> Value:
    n = dirt.one("012345679")
    return dirt.chance.choice(
        (
            f"{n} sao", f"{n}*", f"{n},0", f"{n}.0", f"Hạng {n} sao", f"OCOP {n} SAO", f"{n}sao",
            "★" * dirt.chance.randint(1, 7), "⭐⭐⭐", "⭐️⭐️⭐️⭐️",
            "ba sao", "Bốn Sao", unicodedata.normalize("NFD", "bốn sao"), "năm sao", "một sao", "sáu sao", "chưa có",
            "không", "chưa xếp hạng", "đạt", "4/5", "3-4 sao",
            "tiềm năng 5 sao", "Tiềm năng 4 sao", "4 sao (tiềm năng 5 sao)", "tiềm năng 6 sao", "4 sao tiềm năng",
            "5 sao (tiềm năng)", int(n), float(n), 4.5, "04",
            unicodedata.normalize("NFD", "4 sao (tiềm năng 5 sao)"), "không đạt 4 sao", "4 sao (hết hạn)", "3***",
            "44", "IV", "bốn", "4 saosao", "４", "4\u00a0sao", "4\u200b",
            "tiềm năng 4 sao tiềm năng 5 sao", "tiềm năng 5 sao 4 sao", "sao", "*", "4 *", "hạng", "OCOP",
            "3 sao 4 sao", "4, 0", "4 sao, 2024",
        )
    )  # fmt: skip


def _barcode(dirt: Dirt) -> Value:
    code = dirt._gtin() or "8936000000016"
    return dirt.chance.choice(
        (
            f"'{code}", f"{code[:3]} {code[3:8]} {code[8:]}", f"{code[0]}-{code[1:]}", f"{code}\u00a0",
            f"{code}\u200b", int(code), float(code), "8,93E+12", "8.93e+12",
            code[:12], code + "0", code[:12] + str((int(code[12]) + 1) % 10), code[:12] + "X", "không có",
            code.translate(WIDE), "0" + code[:12], "-", "'", "8936000000016",
            f"{code}, {code}", "123456789012", "0000000000000",
        )
    )  # fmt: skip


def _pictures(dirt: Dirt) -> Value:
    names = [dirt.one(dirt.known.photos) for _ in range(dirt.chance.randint(1, 4))]
    first = names[0]
    return dirt.chance.choice(
        (
            "\n".join(names), ";".join(names) + ";", ", ".join(name.upper() for name in names),
            unicodedata.normalize("NFD", ", ".join(names)),
            ", ".join(f"D:\\Anh\\{name}" for name in names), ", ".join(f"anh-1/{name}" for name in names),
            f"../../{first}", f"/etc/{first}", f"\\\\may\\{first}",
            f"{first}, {first}", f"{first}, khong-co.jpg", f"{first}, IMG_1.HEIC", f"{first}, a.pdf",
            "https://kho.example/a.jpg", f"file://{first}", first.rpartition(".")[0],
            f" {first} ", f"{first}\u200b", f"{first} {first}", "", " ", ";", ",,,", "a.jpg/", f"{first}.jpg",
            f"./{first}", "Lò gốm sáng sớm.png", "lò gốm sáng sớm.PNG",
        )
    )  # fmt: skip


def _place(dirt: Dirt) -> Value:
    unit, district = dirt.chance.choice(dirt.known.older)
    now = dirt.one(dirt.known.communes)
    bare, of = unit.split(" ", 1)[1], district.split(" ", 1)[1]
    return dirt.chance.choice(
        (
            f"{unit}, {district}", f"{unit},{district}", f"{unit.lower()}, {district.lower()}", f"{bare}, {of}", bare,
            unit, f"{bare}, {district}", now.lower(), now.upper(),
            unicodedata.normalize("NFD", now), unicodedata.normalize("NFD", f"{unit}, {district}"), now.replace(" ",
            "  "), now.replace(" ", "\u00a0"), f" {now} ",
            f"{now}\u200b", f"{unit} - {district}", f"{now}, Hà Nội", "Hà Nội", "thôn 3", "", district,
            f"{unit}, {district}, Hà Nội", f"X. {bare}", now.removeprefix("Xã "),
            unit.replace(" ", "\u00a0") + f", {district}", f"{unit} ,  {district}",
        )
    )  # fmt: skip


def _code(dirt: Dirt) -> Value:
    code = dirt.one(dirt.codes or ["SP-1"]) if dirt.chance.random() < 0.2 else f"X-{dirt.number}"
    return dirt.chance.choice(
        (
            code.lower(), f" {code}", f"{code}\u00a0", f"{code}\u200b", f"CHÈ-{code}", f"{code}/2", f"-{code}",
            f"{code} A", code + "X" * 50, f"{code}*", f"_{code}", f"Đ{code}",
            code.translate(ALIKE), code.translate(WIDE), f"'{code}", f"{code}\n", "", " ", f"{code}.1_B",
            f"{code},{code}", "0007", 7, 7.5, "1E5", f"ß{code}", f"ﬁ{code}", f"ı{code}",
            f"\u212a{code}", "A" * 50, "A" * 51, ".A", "A..", code,
        )
    )  # fmt: skip


def _few(*among: Value) -> Maker:
    return lambda dirt: dirt.chance.choice(among)


DIRTS: dict[str, tuple[Maker, ...]] = {
    "price": (_price,), "stock": (_stock,), "weight": (_weight,), "size": (_size,), "day": (_day,), "star": (_stars,),
    "barcode": (_barcode,),
    "pictures": (_pictures,), "place": (_place,), "code": (_code,),
    "industry": (_few("thuc pham", "THỰC PHẨM", "Lưu niệm - nội thất - trang trí", "vải  và may mặc", "thực-phẩm",
    "Thực phẩm ", "Khác", "", "Nông sản", "food", "FOOD",
                      unicodedata.normalize("NFD", "Đồ uống"), "Đồ\u00a0uống", "Đồ uống\u200b", "Do uong", "ĐỒ UỐNG",
                      "Thực phẩm, đồ uống", "Dược liệu và sản phẩm từ dược liệu", "Thưc phâm"),),
    "status": (_few("ngừng bán", "NGỪNG BÁN", "ngung ban", "ngưng kinh doanh", "Tạm hết", "hết hàng", "đang bán",
    "Còn bán", "chờ duyệt", "x", "-", " ", "\u200b", "tạm\u00a0hết", 1, True,
                    unicodedata.normalize("NFD", "tạm hết"), "tạm hết hàng!", "không bán nữa", "ngừng  bán",
                    "Ngừng bán\u200b", "ngừng"),),
    "channels": (_few("tiktok", "Shopee, LAZADA", "shopee;shopee", "tiktok shop", "TikTok Shop\nshopee", "sàn lạ",
    "zalo!", ",", "shopee/lazada", "shopee\u200b", "ｓhopee", "_a", "a" * 41, "shopee;tiktok;tiktok_shop"),),
    "tags": (_few("lụa,lụa", "a;;b", "=a, b", "zalo, b", " a ,\u00a0b", "<b>a</b>;c", "🍵, x", "a\nb"),),
    "abv": (_few("29,5%", "29.5 % vol", "39 độ", unicodedata.normalize("NFD", "39 độ"), "40%vol.", "101", "100",
    "mạnh", "-5", "4,5 %", "12.5 ", 29.5, 12, "29,5\u00a0%", "29,5%\u200b", "1/2", "5 độ C", "00,5"),),
    "days": (_few("365 ngày", "365ngày", unicodedata.normalize("NFD", "90 ngày"), "12 tháng", "1 năm", "-3", "3,5",
    "90 NGÀY", "90\u00a0ngày", "100000", "", "0", 90, 90.5, "HSD 90", "90\u200b"),),
    "yes": (_few("x", "có", "không", "KHÔNG", "true", True, False, "mẫu", " ", "0.0", unicodedata.normalize("NFD",
    "không"), "không\u200b", "n", "No"),),
    "potential": (_few("4 sao", "5 SAO", "3", "4*", "năm", 4, 4.0, "4\u200b", " 5 ", "4,0", "sao"),),
    "text": (lambda dirt: dirt.one(BAD), lambda dirt: f"{dirt.one(SAY)} {dirt.one(BAD)}",
    lambda dirt: dirt._any(dirt.one(SAY)),
             lambda dirt: dirt.one(SAY) + dirt.one(("\r\n\r\n  ", "\n\n", " \n ", "\r", "\u2028", "\x0b",
             "\x85")) + dirt.one(SAY),
             lambda dirt: unicodedata.normalize("NFD", dirt.one(SAY)) + dirt.one(EMOJI),
             lambda dirt: dirt.one(TAGS).format(dirt.one(SAY)),
             lambda dirt: dirt.one(GOODS).encode().decode("cp1252", "ignore")),
}  # fmt: skip
KINDS = {
    "price_vnd": "price", "stock": "stock", "weight_g": "weight", "dims": "size", "decision_date": "day",
    "expiry_date": "day", "revoked_date": "day",
    "potential_submitted_date": "day", "star": "star", "previous_star": "star", "gtin": "barcode",
    "image_files": "pictures", "option_image": "pictures", "commune": "place",
    "sku": "code", "product_key": "code", "previous_sku": "code", "industry": "industry", "status": "status",
    "channels_wanted": "channels", "tags": "tags", "alcohol_abv": "abv",
    "shelf_life_days": "days", "is_sample": "yes", "ocop_potential_star": "potential",
}  # fmt: skip
