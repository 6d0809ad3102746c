"""Files made to break a reader. ``files()`` gives every one by name with the code it must be refused with ('' is fine).

Run as a script with a folder to look at them with other programs: ``python tests/unit/catalogue/hostile.py FOLDER``.
"""

import struct
import sys
import zipfile
import zlib
from pathlib import Path

if __package__:
    from . import books
else:
    sys.path.insert(0, str(Path(__file__).parent))
    import books

HEAD, MAIN, SOUND = books.HEAD, books.MAIN, books.SOUND
biff, inline, label, number, ole, wide = books.biff, books.inline, books.label, books.number, books.ole, books.wide
ods_parts, ods_row, worksheet = books.ods_parts, books.ods_row, books.worksheet
xls_stream, xlsb, xlsx_parts, zipped = books.xls_stream, books.xlsb, books.xlsx_parts, books.zipped
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [{entities}]>'
LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
FILE_ENTITY = '<!ENTITY a9 SYSTEM "file:///etc/passwd">'
TITLES = ("Mã SP", "Tên sản phẩm", "Giá bán")


def files():
    """name -> (bytes, code)."""
    return {**_zips(), **_xml(), **_far(), **_ods(), **_old(), **_binary(), **_others()}


def _sheet(rows=SOUND, after="", **parts):
    return zipped(xlsx_parts(worksheet(HEAD + rows, after), **parts))


def _swollen(begin, filling, count, end):
    """(deflated bytes, length) of about a gigabyte, made without ever being held: one flushed block, repeated."""
    first = zlib.compressobj(9, zlib.DEFLATED, -15)
    blocks = [first.compress(begin) + first.flush(zlib.Z_FULL_FLUSH)]
    block = zlib.compressobj(9, zlib.DEFLATED, -15)
    blocks += [block.compress(filling) + block.flush(zlib.Z_FULL_FLUSH)] * count
    last = zlib.compressobj(9, zlib.DEFLATED, -15)
    blocks.append(last.compress(end) + last.flush())
    return b"".join(blocks), len(begin) + count * len(filling) + len(end)


def with_part(parts, name, raw, length, check=0):
    """A zip of ``parts`` and one more that is compressed already and may lie about its length."""
    data = zipped({**parts, name: b"?" * 8}, zipfile.ZIP_STORED)
    local = data.rindex(b"PK\x03\x04")
    central = data.rindex(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    sizes = struct.pack("<HHHIII", 8, 0, 33, check, len(raw), length)
    head = data[local : local + 8] + sizes + data[local + 26 : local + 30] + name.encode()
    body = data[:local] + head + raw
    listed = bytearray(data[data.index(b"PK\x01\x02") : end])
    at = central - data.index(b"PK\x01\x02")
    listed[at + 10 : at + 28] = sizes
    tail = bytearray(data[end:])
    tail[12:20] = struct.pack("<II", len(listed), len(body))
    return body + bytes(listed) + bytes(tail)


def _zips():
    megabyte = b"<v>1234567</v>  " * (1 << 16)
    plain = xlsx_parts("", extra={})
    del plain["xl/worksheets/sheet1.xml"]
    begin, end = worksheet(HEAD + '<row r="2">').split("</sheetData>")[0].encode(), b"</row></sheetData></worksheet>"
    sheet = _swollen(begin, megabyte, 1024, end)
    strings = _swollen(f'<sst xmlns="{MAIN}"><si><t>'.encode(), b"a" * (1 << 20), 1024, b"</t></si></sst>")
    with_sheet = xlsx_parts(worksheet(HEAD + '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'))
    styles = _swollen(b"<styleSheet>", b"<!-- - -->" * (1 << 16), 1024, b"</styleSheet>")
    sound = xlsx_parts(worksheet(HEAD + SOUND))
    name = "xl/worksheets/sheet1.xml"
    plain_rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 2000)).encode()
    rows = _swollen(worksheet(HEAD).split("</sheetData>")[0].encode(), plain_rows, 8000, end)
    many = zipped({f"xl/{n}": b"" for n in range(12_000)} | xlsx_parts(worksheet(HEAD + SOUND)), zipfile.ZIP_STORED)
    return {
        "bom-nén.xlsx": (with_part(plain, name, *sheet), "E_FILE_INFLATES"),
        "bom dòng.xlsx": (with_part(plain, name, *rows), "E_FILE_TOO_MANY_CELLS"),
        "bom ở phần khác.xlsx": (with_part(sound, "xl/styles.xml", *styles), "E_FILE_INFLATES"),
        "bom nói dối.xlsx": (with_part(plain, name, sheet[0], 1000), "E_FILE_INFLATES"),
        "một ô một gigabyte.xlsx": (with_part(with_sheet, "xl/sharedStrings.xml", *strings), "E_FILE_INFLATES"),
        "hàng nghìn phần.xlsx": (many, "E_FILE_DAMAGED"),
        "cắt cụt.xlsx": (_sheet()[:-200], "E_FILE_DAMAGED"),
        "đè byte.xlsx": (_sheet().replace(b"PK\x01\x02", b"PK\x01\x09"), "E_FILE_DAMAGED"),
        "thiếu trang.xlsx": (zipped({k: v for k, v in xlsx_parts("").items() if "sheet1" not in k}), "E_FILE_DAMAGED"),
    }


def _xml():
    laughs = DOCTYPE.format(entities=LAUGHS)
    entity = DOCTYPE.format(entities=FILE_ENTITY)
    body = f'<worksheet xmlns="{MAIN}"><sheetData>{HEAD}<row r="2">{inline("A2", "?").replace("?", "&a9;")}</row>'
    text = '<c r="A3" t="s"><v>0</v></c>'
    repeated = "".join(f'<row r="{n}">{text.replace("A3", f"A{n}")}</row>' for n in range(3, 30_000))
    long = "<si><t>" + "chè " * 8000 + "</t></si>"
    twice = '<row r="3"><c r="A3" r="XFD1048576"><v>1</v></c></row>'
    return {
        "thực thể.xlsx": (zipped(xlsx_parts(laughs + body + "</sheetData></worksheet>")), "E_FILE_DOCTYPE"),
        "thực thể ngoài.xlsx": (zipped(xlsx_parts(entity + body + "</sheetData></worksheet>")), "E_FILE_DOCTYPE"),
        "thực thể ở chữ.xlsx": (_sheet(strings=(laughs + f'<sst xmlns="{MAIN}"/>').encode()), "E_FILE_DOCTYPE"),
        "chữ lặp lại.xlsx": (_sheet(SOUND + repeated, strings=long), "E_FILE_TOO_MUCH_TEXT"),
        "không phải xml.xlsx": (zipped(xlsx_parts("<<<>>>")), "E_FILE_DAMAGED"),
        "dở dang.xlsx": (zipped(xlsx_parts(worksheet(HEAD + SOUND)[:-40])), "E_FILE_DAMAGED"),
        "chỉ số sai.xlsx": (
            _sheet('<row r="2"><c r="A2" t="s"><v>99</v></c></row>', strings="<si><t>a</t></si>"),
            "E_FILE_DAMAGED",
        ),
        "hai địa chỉ.xlsx": (_sheet(SOUND + twice), "E_FILE_DAMAGED"),
    }


def _far():
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    other = SOUND + '<row r="3"><c r="XFD1048576"><v>1</v></c></row>'
    quotes = SOUND + "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    greater = SOUND + '<row r="1048576"><c x=">" r="XFD1048576"><v>1</v></c></row>'
    prefixed = worksheet(HEAD + SOUND + far.replace("<", "<x:").replace("<x:/", "</x:")).replace(
        "xmlns=", f'xmlns:x="{MAIN}" xmlns='
    )
    without = SOUND + '<row r="1048576">' + '<c t="x"/>' * 16_000 + "<c><v>1</v></c></row>"
    empty = "".join(f'<row r="{n}" ht="15" customHeight="1"/>' for n in range(3, 1_000_001))
    styled = "".join(f'<row r="{n}"><c r="A{n}" s="1"/><c r="XFD{n}" s="1"/></row>' for n in range(3, 20_000))
    return {
        "ô ở góc xa.xlsx": (_sheet(SOUND + far), "E_FILE_TOO_MANY_CELLS"),
        "ô nói dối dòng.xlsx": (_sheet(other), "E_FILE_TOO_MANY_CELLS"),
        "nháy đơn.xlsx": (_sheet(quotes), "E_FILE_TOO_MANY_CELLS"),
        "dấu lớn hơn.xlsx": (_sheet(greater), "E_FILE_TOO_MANY_CELLS"),
        "tiền tố.xlsx": (zipped(xlsx_parts(prefixed)), "E_FILE_TOO_MANY_CELLS"),
        "không địa chỉ.xlsx": (_sheet(without), "E_FILE_TOO_MANY_CELLS"),
        "cột không có.xlsx": (_sheet(SOUND + '<row r="3"><c r="ZZZZZZZZZZZZ3"><v>1</v></c></row>'), "E_FILE_DAMAGED"),
        "dòng thứ chín triệu.xlsx": (
            zipped(xlsx_parts(worksheet(HEAD.replace('1"', '9999999"')))),
            "E_FILE_DAMAGED",
        ),
        "triệu dòng trống.xlsx": (_sheet(SOUND + empty), ""),
        "ô trống tô màu.xlsx": (_sheet(SOUND + styled), ""),
    }


def _ods():
    head = ods_row(*TITLES) + ods_row("CHE-01", "Chè lam", "35000")
    wide_cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>a</text:p>'
        "</table:table-cell>"
    )
    rows = f'<table:table-row table:number-rows-repeated="1048576">{wide_cell}</table:table-row>'
    empty = (
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    laughs = ods_parts(head)
    laughs["content.xml"] = DOCTYPE.format(entities=LAUGHS) + laughs["content.xml"].removeprefix(
        '<?xml version="1.0"?>'
    )
    secret = ods_parts(head) | {"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"}
    spaces = ods_row("CHE-02", "x").replace(">x<", '><text:s text:c="32767"/>' * 1 + "<")
    return {
        "lặp ô.ods": (zipped(ods_parts(head + rows)), "E_FILE_TOO_MANY_CELLS"),
        "lặp dòng.ods": (
            zipped(ods_parts(head + ods_row("x", number_rows_repeated=99_999_999))),
            "E_FILE_TOO_MANY_CELLS",
        ),
        "trống cuối.ods": (zipped(ods_parts(head + empty + ods_row())), ""),
        "thực thể.ods": (zipped(laughs), "E_FILE_DOCTYPE"),
        "mật khẩu.ods": (zipped(secret), "E_FILE_PASSWORD"),
        "dấu cách.ods": (zipped(ods_parts(head + spaces * 3000)), "E_FILE_TOO_MUCH_TEXT"),
        "dở dang.ods": (zipped(ods_parts(head)).replace(b"content.xml", b"contend.xml"), "E_FILE_KIND"),
    }


def _old():
    head = [label(0, column, text) for column, text in enumerate(TITLES)]
    sound = [*head, label(1, 0, "CHE-01"), label(1, 1, "Chè lam"), number(1, 2, 35000)]
    far = ole({"Workbook": xls_stream(*sound, number(65535, 255, 1))})
    locked = ole({"Workbook": xls_stream(*sound, before=[(0x2F, bytes(54))])})
    whole = ole({"Workbook": xls_stream(*sound)})
    circle = bytearray(whole)
    struct.pack_into("<I", circle, len(whole) - 512, 0)
    return {
        "sổ cũ.xls": (whole, ""),
        "ô xa.xls": (far, "E_FILE_TOO_MANY_CELLS"),
        "mật khẩu.xls": (locked, "E_FILE_PASSWORD"),
        "mật khẩu.xlsx": (ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "E_FILE_PASSWORD"),
        "văn bản cũ.xls": (ole({"WordDocument": b"x"}), "E_FILE_KIND"),
        "cắt cụt.xls": (whole[:3000], "E_FILE_DAMAGED"),
        "vòng tròn.xls": (bytes(circle), "E_FILE_DAMAGED"),
        "bản ghi dài.xls": (ole({"Workbook": biff((0x809, bytes(16))) + b"\x04\x02\xff\xff"}), "E_FILE_DAMAGED"),
    }


def _binary():
    head = (0, False, [(column, 6, wide(text)) for column, text in enumerate(TITLES)])
    sound = (1, False, [(0, 6, wide("CHE-01")), (1, 6, wide("Chè lam")), (2, 5, struct.pack("<d", 35000))])
    far = (1_048_575, False, [(16_383, 5, struct.pack("<d", 1))])
    beyond = [(4_000_000_000 + n, False, head[2]) for n in range(2)]
    return {
        "dòng thứ bốn tỉ.xlsb": (xlsb(*beyond), "E_FILE_DAMAGED"),
        "nhị phân.xlsb": (xlsb(head, sound), ""),
        "ô xa.xlsb": (xlsb(head, sound, far), "E_FILE_TOO_MANY_CELLS"),
    }


def _others():
    return {
        "đổi đuôi.xlsx": (b"%PDF-1.7\n" + b"x" * 100, "E_FILE_KIND"),
        "ảnh.xlsx": (b"\x89PNG\r\n\x1a\n" + bytes(100), "E_FILE_KIND"),
        "ảnh.ods": (b"\xff\xd8\xff\xe0" + bytes(100), "E_FILE_KIND"),
        "văn bản.xlsx": (zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"}), "E_FILE_KIND"),
        "chỉ là nén.xlsx": (zipped({"a.txt": "a"}), "E_FILE_KIND"),
        "trang web.xls": (b"<html><table><tr><td>a</td></tr></table></html>", "E_FILE_WEB_PAGE"),
        "bảng 2003.xml": (b'<?xml version="1.0"?><Workbook/>', "E_FILE_WEB_PAGE"),
        "trống.xlsx": (b"", "E_FILE_EMPTY"),
        "sâu.json": (b"[" * 100_000, "E_JSON_BROKEN"),
        "lồng.json": (b'[{"sku": {"a": 1}}]', "E_JSON_NESTED"),
        "số.json": (b"5", "E_JSON_SHAPE"),
        "hai danh sách.json": (b'{"a": [], "b": []}', "E_JSON_SEVERAL"),
        "byte không.csv": (bytes(1000), "E_FILE_EMPTY"),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for each, (content, code) in files().items():
        (folder / each).write_bytes(content)
        print(f"{len(content):>9} {code or 'fine':24} {each}")
