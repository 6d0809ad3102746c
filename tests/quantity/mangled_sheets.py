"""Sheets as nobody should send them: cut, flipped, bombs, renamed, nested, far, in other codes, two things at once.

``sheet(chance, number)`` gives content and extension. The same seed gives the same files; nearly all are small.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.unit.catalogue import books, hostile

__all__ = ["HEADERS", "sheet"]

DATA = Path(__file__).parents[1] / "data"
HEADERS = ("Mã SP", "Mã chủ thể", "Tên sản phẩm", "Ngành", "Giá bán", "Tồn kho", "Hạng sao", "Ngày QĐ", "Ảnh")
ROWS = [
    (f"CHE-{n:03}", "P001", f"Chè lam loại {n}", "Thực phẩm", str(35_000 + n * 1000), str(n), "4", "2024-05-13",
    "a.jpg, b.jpg")
    for n in range(1, 31)
]  # fmt: skip
EXTENSIONS = ("xlsx", "xls", "ods", "xlsb", "csv", "json", "tsv", "txt", "xlsm", "jpg", "", "XLSX", "xml")
Made = tuple[bytes, str]


def _letter(column: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column]


def _xml_rows(rows: list[tuple[str, ...]]) -> str:
    return "".join(
        f'<row r="{at}">' + "".join(books.inline(f"{_letter(c)}{at}", cell) for c, cell in enumerate(row)) + "</row>"
        for at, row in enumerate(rows, 1)
    )


@cache
def honest() -> dict[str, bytes]:
    """One sound sheet of every kind, all the same."""
    table: list[tuple[str, ...]] = [HEADERS, *ROWS]
    text = "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in table)
    labels = [books.label(at, c, cell) for at, row in enumerate(table) for c, cell in enumerate(row)]
    binary = [(at, False, [(c, 6, books.wide(cell)) for c, cell in enumerate(row)]) for at, row in enumerate(table)]
    return {
        "xlsx": books.zipped(books.xlsx_parts(books.worksheet(_xml_rows(table)))),
        "ods": books.zipped(books.ods_parts("".join(books.ods_row(*row) for row in table))),
        "xls": books.ole({"Workbook": books.xls_stream(*labels)}),
        "xlsb": books.xlsb(*binary),
        "csv": text.encode("utf-8-sig"),
        "json": json.dumps([dict(zip(HEADERS, row, strict=True)) for row in ROWS], ensure_ascii=False).encode(),
    }


@cache
def real() -> dict[str, bytes]:
    """What spreadsheet programs wrote."""
    return {
        "xlsx": (DATA / "sheets" / "products_dirty.xlsx").read_bytes(),
        "csv": (DATA / "products_dirty.csv").read_bytes(),
    }


def any_sound(chance: random.Random) -> Made:
    among = real() if chance.random() < 0.15 else honest()
    kind = chance.choice(sorted(among))
    return among[kind], kind


def whole(chance: random.Random) -> Made:
    return any_sound(chance)


def cut(chance: random.Random) -> Made:
    data, kind = any_sound(chance)
    keep = chance.choice((chance.randrange(1, 64), chance.randrange(1, len(data)), len(data) - chance.randrange(1, 64)))
    return data[: max(1, keep)], kind


def flipped(chance: random.Random) -> Made:
    data, kind = any_sound(chance)
    spoilt = bytearray(data)
    reach = len(spoilt) if chance.random() < 0.6 else min(len(spoilt), 600)
    for _ in range(chance.choice((1, 2, 10, 200))):
        spoilt[chance.randrange(reach)] ^= 1 << chance.randrange(8)
    return bytes(spoilt), kind


def shuffled(chance: random.Random) -> Made:
    (data, kind), (other, _) = any_sound(chance), any_sound(chance)
    at, to = sorted(chance.randrange(len(data)) for _ in range(2))
    piece = chance.choice((b"", data[at:to] * 3, other[: to - at], chance.randbytes(to - at), bytes(to - at)))
    return data[:at] + piece + data[to:], kind


def inside(chance: random.Random) -> Made:
    """A part of a zip changed, and packed again as if it were sound."""
    kind = chance.choice(("xlsx", "ods", "xlsb"))
    data = real()["xlsx"] if kind == "xlsx" and chance.random() < 0.4 else honest()[kind]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    for _ in range(chance.randint(1, 3)):
        name = chance.choice([name for name, body in parts.items() if body] or [next(iter(parts))])
        part = parts[name]
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(max(1, len(part)))
            word = chance.choice(
                (b"", b"9", b"<", b'"', b"\xff", b"Z" * 9, b"/>", b"-1", b"99999999", b"<c", b"\0", b"]]>", b"&#0;")
            )
            part[at : at + chance.choice((0, 1, 1, 4, 40))] = word
    if chance.random() < 0.2:
        parts.pop(chance.choice(list(parts)))
    return books.zipped({name: bytes(body) for name, body in parts.items()}), kind


def renamed(chance: random.Random) -> Made:
    return any_sound(chance)[0], chance.choice(EXTENSIONS)


def known(chance: random.Random) -> Made:
    """One of the files that were made to break a reader, sometimes damaged once more."""
    among = _hostile()
    name = chance.choice(sorted(among))
    data = bytearray(among[name])
    if chance.random() < 0.5 and data:
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data), name.rpartition(".")[2]


@cache
def _hostile() -> dict[str, bytes]:
    return {name: content for name, (content, _) in hostile.files().items()}


def bomb(chance: random.Random) -> Made:
    """Little that says it is much."""
    count = chance.choice((10_000, 1_000_000, 40_000_000))
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            parts = books.xlsx_parts(books.worksheet(_xml_rows([HEADERS, *ROWS[:3]])))
            victim = chance.choice(
                ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml", "docProps/app.xml")
            )
            for name, body in parts.items():
                archive.writestr(name, body)
            archive.writestr(victim, chance.choice((b"\0", b" ", b"<a>", b"A")) * count)
        return file.getvalue(), "xlsx"


def far(chance: random.Random) -> Made:
    """Few cells, far away; merges, formulas, links and comments over everything."""
    row, column = chance.choice((40, 70_000, 1_048_576, 2_000_000_000)), chance.choice(("J", "ZZ", "XFD", "ZZZZ"))
    cell = chance.choice(
        (
            f'<c r="{column}{row}"><v>1</v></c>',
            f'<c r="{column}{row}"><f>SUM(A1:{column}{row})</f><v>1</v></c>',
            f'<c r="{column}{row}" t="s"><v>{row}</v></c>',
            f'<c r="{column}{row}" t="e"><v>#REF!</v></c>',
            f'<c r="{column}{row}" t="d"><v>2024-02-30</v></c>',
            f'<c r="{column}{row}" s="{row}"><v>1e308</v></c>',
            f'<c r="{column}{row}"><v>nan</v></c>',
        )
    )
    after = chance.choice(
        (
            "", f'<mergeCells><mergeCell ref="A1:{column}{row}"/></mergeCells>',
            '<mergeCells><mergeCell ref="A2:B1"/></mergeCells>',
            "<mergeCells>" + "".join(f'<mergeCell ref="A{n}:I{n + 9}"/>' for n in range(2, 4000)) + "</mergeCells>",
            '<hyperlinks><hyperlink ref="A1" r:id="rId9" location="http://192.0.2.1/x"/></hyperlinks>',
            '<oleObjects><oleObject progId="cmd" r:id="rId7"/></oleObjects>', '<legacyDrawing r:id="rId8"/>',
        )
    )  # fmt: skip
    extra = chance.choice(({}, {"xl/vbaProject.bin": b"\xd0\xcf" + chance.randbytes(200)},
    {"xl/externalLinks/externalLink1.xml": "<x/>"},
                           {"xl/calcChain.xml": "<calcChain/>" * 999}, {"../../../thoat.txt": b"x"},
                           {"xl/media/a.png": bytes(9)}))  # fmt: skip
    body = _xml_rows([HEADERS, *ROWS[:5]]) + f'<row r="{row}">{cell}</row>'
    return books.zipped(books.xlsx_parts(books.worksheet(body, after), extra=extra)), chance.choice(("xlsx", "xlsm"))


def deep(chance: random.Random) -> Made:
    """Things inside things."""
    depth = chance.choice((50, 5_000, 200_000))
    nested = chance.choice(("[", '{"a":', '[{"Mã SP":', "<a>", '<row r="1">', "<text:p>"))
    if nested[0] in "[{":
        ending = {"[": "]", '{"a":': "}", '[{"Mã SP":': "}]"}[nested]
        return (nested * depth + "1" + ending * chance.choice((0, depth))).encode(), "json"
    if nested == "<text:p>":
        return books.zipped(books.ods_parts(nested * depth + "x" + "</text:p>" * depth)), "ods"
    end = f"</{nested[1:].split()[0].rstrip('>')}>"
    return books.zipped(books.xlsx_parts(books.worksheet(nested * depth + end * depth))), "xlsx"


def odd_json(chance: random.Random) -> Made:
    rows: list[dict[str, object]] = [dict(zip(HEADERS, row, strict=True)) for row in ROWS]
    odd: object = chance.choice(
        (None, True, 1e300, -(2**63), 2**64, "", "x" * 50_000, [], {}, [[1]], {"a": {}}, "\x00", "=1", 0.1, "\ud83c")
    )
    for _ in range(chance.randint(1, 9)):
        chance.choice(rows)[chance.choice((*HEADERS, "lạ", ""))] = odd
    text = json.dumps(
        chance.choice((rows, {"a": rows}, {"a": rows, "b": 1}, [rows], {"a": rows, "b": rows}, rows * 40))
    )
    text = text.replace('"35', chance.choice(('"35', "NaN, 1:", "0035", "1e999", '"\\u0000')), chance.randint(0, 3))
    return chance.choice(
        (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16"), b"// x\n" + text.encode())
    ), "json"


def odd_text(chance: random.Random) -> Made:
    """CSV as it must not be: quotes that do not close, other codes, zeros, lines and cells without end."""
    text = honest()["csv"].decode("utf-8-sig")
    kind = chance.randrange(13)
    lines = text.split("\r\n")
    if kind == 0:
        lines[chance.randrange(len(lines))] += '"'
    elif kind == 1:
        lines.insert(chance.randrange(len(lines)), '"' + "x" * chance.choice((1000, 200_000, 3_000_000)))
    elif kind == 2:
        lines.insert(chance.randrange(len(lines)), ";" * chance.choice((100, 20_000, 2_000_000)))
    elif kind == 3:
        lines = [line.replace(";", chance.choice(";,\t|:"), chance.randrange(9)) for line in lines]
    elif kind == 4:
        lines.insert(chance.randrange(len(lines)), "\x00" * chance.choice((1, 1000)))
    elif kind == 5:
        lines = lines * chance.choice((3, 100))
    elif kind == 6:
        lines.insert(0, "\ufeff" * 3 + chance.choice(("sep=;", "﻿", "", "\x0c", "-" * 300)))
    elif kind == 7:
        lines[0] = chance.choice(
            (lines[1], lines[0] * 3, lines[0].upper(), "Mã SP", '"' * 999, lines[0].replace("Giá", "Gía"))
        )
    elif kind == 8:
        return text.encode(chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"))), "csv"
    elif kind == 9:
        return text.encode("cp1252", "replace"), "csv"
    elif kind == 10:
        return text.encode() + chance.randbytes(chance.choice((1, 400))), "csv"
    elif kind == 11:
        return text.encode()[:500] + "é".encode("latin-1") + text.encode()[500:], "csv"
    else:
        return chance.choice(("\r", "\n", "\x85", "\u2028", "\n\r", "\x0b")).join(lines).encode(), "csv"
    return "\r\n".join(lines).encode(), "csv"


def no_sheet(chance: random.Random) -> Made:
    return chance.choice(
        (
            (b"", "xlsx"), (b"\0", "csv"), (chance.randbytes(4000), "xlsx"), (b"PK\x03\x04" + chance.randbytes(900),
            "xlsx"), (bytes(100_000), "xls"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + chance.randbytes(3000), "xls"),
            (b"%PDF-1.7\n" + chance.randbytes(99), "xlsx"), (b"\xff\xd8\xff" + bytes(99), "csv"),
            (b"<html><table><tr><td>M\xc3\xa3 SP</td></tr></table>", "xls"), (b"SQLite format 3\0" + bytes(99), "csv"),
            (b"\x1f\x8b\x08" + bytes(99), "csv"),
            (b"PK\x05\x06" + bytes(18), "ods"), (b"{\\rtf1 x}", "csv"), ("Tổng cộng;1\n".encode() * 50, "csv"),
            (b"\n" * 90_000, "csv"), (b"null", "json"), (b"[]", "json"),
            (b'"', "json"), (b"[{}]", "json"), (b"\xef\xbb\xbf", "csv"), (";".join(HEADERS).encode(), "csv"),
        )
    )  # fmt: skip


KINDS: tuple[Callable[[random.Random], Made], ...] = (
    *(whole, cut, flipped, shuffled, inside, renamed, known, bomb, far, deep, odd_json, odd_text, no_sheet),
    *(cut, flipped, inside, inside, flipped, odd_text, shuffled),
)


def sheet(chance: random.Random, number: int) -> Made:
    """Content and extension of the next file."""
    return KINDS[number % len(KINDS)](chance)
