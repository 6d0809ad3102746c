"""Whatever a file is made of: a code and what to do, soon, and without the memory of the machine."""

import io
import json
import os
import random
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from connector.catalogue.columns import PRODUCT_HEADERS
from connector.catalogue.sheet import open_sheet
from connector.catalogue.tables.archive import Archive
from connector.errors import BadUse
from connector.messages import say

from . import hostile
from .books import HEAD, SOUND, inline, worksheet, xlsx_parts, zipped

ROOT = Path(__file__).parents[3]
REQUIRED = ("sku", "title_vi", "price_vnd")
MOST_MEGABYTES = 300
MOST_SECONDS = 10

READ_ALL = """
import json, sys, time
from pathlib import Path
from connector.catalogue.columns import PRODUCT_HEADERS
from connector.catalogue.sheet import open_sheet
from connector.errors import BadUse

found = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    begin = time.monotonic()
    try:
        sheet = open_sheet(path, PRODUCT_HEADERS, ("sku", "title_vi", "price_vnd"))
        code = "" if [record.cells[:3] for record in sheet.records()] == [["CHE-01", "Chè lam", "35000"]] else "rows"
    except BadUse as error:
        code = error.code
    found[path.name] = [code, time.monotonic() - begin]
status = Path("/proc/self/status")
peak = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")] if status.exists() else []
print(json.dumps({"found": found, "peak": int(peak[0].split()[1]) // 1024 if peak else 0}))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    for name, (content, _) in hostile.files().items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def outcome(folder):
    """All of them read by one process of its own, whose memory is that of the worst."""
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, folder], capture_output=True, cwd=ROOT, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


def test_every_hostile_file_gets_its_code(outcome):
    wanted = {name: code for name, (_, code) in hostile.files().items()}
    assert {name: code for name, (code, _) in outcome["found"].items()} == wanted


def test_none_takes_long_or_much_memory(outcome):
    assert {name: spent for name, (_, spent) in outcome["found"].items() if spent > MOST_SECONDS} == {}
    assert outcome["peak"] < MOST_MEGABYTES


def mangled(content, rng):
    """A few bytes changed, in one part of a zip or anywhere else."""
    if content[:2] != b"PK" or rng.random() < 0.2:
        spoilt = bytearray(content)
        for _ in range(rng.randint(1, 5)):
            spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
        return bytes(spoilt)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    part = parts[rng.choice([name for name, inside in parts.items() if inside])]
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(max(1, len(part)))
        part[at : at + rng.choice((0, 1, 1, 20))] = rng.choice((b"", b"9", b"<", b'"', b"\xff", b"Z" * 9))
    return zipped({name: bytes(inside) for name, inside in parts.items()})


def test_flipped_bytes_are_read_or_refused(tmp_path):
    rng = random.Random(2026)
    honest = [content for content, code in hostile.files().values() if not code and len(content) < 50_000]
    honest.append((ROOT / "tests" / "data" / "sheets" / "products_dirty.xlsx").read_bytes())
    assert len(honest) >= 4
    for number in range(150):
        (tmp_path / f"{number}.xlsx").write_bytes(mangled(rng.choice(honest), rng))
    command = [sys.executable, "-c", READ_ALL, tmp_path]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    codes = [code for code, _ in json.loads(done.stdout)["found"].values()]
    assert len(codes) == 150
    assert len(set(codes)) > 2


def test_every_refusal_is_said_in_both_languages(folder, outcome):
    for name, (code, _) in outcome["found"].items():
        if code:
            with pytest.raises(BadUse) as error:
                open_sheet(folder / name, PRODUCT_HEADERS, REQUIRED)
            for language in ("vi", "en"):
                sentence = say(code, language, **error.value.params)
                assert name in sentence
                assert "…" not in sentence
                assert code not in sentence


def refused(path):
    with pytest.raises(BadUse) as error:
        open_sheet(path, PRODUCT_HEADERS, REQUIRED)
    return error.value.code


def test_what_is_no_file(tmp_path, monkeypatch):
    assert refused(tmp_path) == "E_FILE_IS_FOLDER"
    assert refused(tmp_path / "không có.xlsx") == "E_FILE_NOT_FOUND"
    lock = tmp_path / "~$sản phẩm.xlsx"
    lock.write_bytes(b"\x05Thu Ha" + bytes(150))
    assert refused(lock) == "E_FILE_IS_LOCK"
    assert refused(tmp_path / "a\x00b.xlsx") == "E_FILE_UNREADABLE"
    sheet = tmp_path / "đang mở.xlsx"
    sheet.write_bytes(zipped(xlsx_parts(worksheet(HEAD + SOUND))))
    for error, code in ((PermissionError(13, "x"), "E_FILE_IN_USE"), (FileNotFoundError(2, "x"), "E_FILE_NOT_FOUND")):

        def fails(*_, error=error, **__):
            raise error

        with monkeypatch.context() as patched:
            patched.setattr(Path, "open", fails)
            assert refused(sheet) == code


@pytest.mark.parametrize("wrong", ["length", "checksum"])
def test_a_part_that_is_not_what_the_file_says_of_it(wrong):
    content = b"<x>Ch\xc3\xa8 lam</x>"
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = squeeze.compress(content) + squeeze.flush()
    length, check = len(content) + (wrong == "length"), zlib.crc32(content) ^ (wrong == "checksum")
    data = hostile.with_part(xlsx_parts(worksheet(HEAD)), "xl/styles.xml", raw, length, check)
    with pytest.raises(BadUse) as error:
        Archive("a.xlsx", data).read("xl/styles.xml")
    assert error.value.code == "E_FILE_DAMAGED"
    sound = hostile.with_part(xlsx_parts(worksheet(HEAD)), "xl/styles.xml", raw, len(content), zlib.crc32(content))
    assert Archive("a.xlsx", sound).read("XL/Styles.xml") == content


def test_a_panic_of_the_library_is_a_damaged_file_and_is_not_told_as_a_panic(tmp_path, monkeypatch, capfd):
    import python_calamine

    class PanicException(BaseException):
        """As pyo3 has it: no Exception."""

    class Panics:
        @staticmethod
        def from_filelike(_):
            os.write(2, b"thread '<unnamed>' panicked at src/lib.rs")
            raise PanicException("index out of bounds")

    sheet = tmp_path / "sổ.xlsx"
    sheet.write_bytes(zipped(xlsx_parts(worksheet(HEAD + SOUND))))
    monkeypatch.setattr(python_calamine, "CalamineWorkbook", Panics)
    assert refused(sheet) == "E_FILE_DAMAGED"
    os.write(2, "sau đó vẫn nghe được".encode())
    assert capfd.readouterr().err == "sau đó vẫn nghe được"


def test_links_macros_and_pictures_are_never_handed_on(tmp_path):
    extra = {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 not even looked at",
        "xl/externalLinks/externalLink1.xml": '<!DOCTYPE x SYSTEM "http://192.0.2.1/x"><x/>',
        "xl/media/image1.png": bytes(1000),
    }
    sheet = tmp_path / "có lệnh.xlsm"
    sheet.write_bytes(zipped(xlsx_parts(worksheet(HEAD + SOUND), extra=extra)))
    found = open_sheet(sheet, PRODUCT_HEADERS, REQUIRED)
    assert [record.cells for record in found.records()] == [["CHE-01", "Chè lam", "35000"]]
    assert [notice.code for notice in found.notices] == ["W_SHEET_MACROS"]


@pytest.mark.parametrize(
    ("plain", "odd"),
    [
        ('<c r="C2"><v>', "<c r='C2'><v>"),
        ('<c r="C2"><v>', '<c x=">" r="C2"><v>'),
        ('<c r="C2"><v>', '<c r = "C2"><v>'),
        ('<c r="C2"><v>', '<c\nr="C2"><v>'),
        ('<c r="C2"><v>', '<c r="c2"><v>'),
        ('<c r="C2"><v>', "<c><v>"),
        ('<row r="2">', "<row>"),
        ("</row></sheetData>", "</row ></sheetData>"),
    ],
)
def test_other_spellings_of_the_same_sheet_read_the_same(tmp_path, plain, odd):
    rows = worksheet(HEAD + SOUND)
    assert plain in rows
    sheet = tmp_path / "khác.xlsx"
    sheet.write_bytes(zipped(xlsx_parts(rows.replace(plain, odd))))
    (record,) = open_sheet(sheet, PRODUCT_HEADERS, REQUIRED).records()
    assert record == (1, 2, ["CHE-01", "Chè lam", "35000"])


def test_prefixed_names_read_the_same(tmp_path):
    body = worksheet(HEAD + SOUND).replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    sheet = tmp_path / "tiền tố.xlsx"
    sheet.write_bytes(zipped(xlsx_parts(body.replace("xmlns=", "xmlns:x="))))
    (record,) = open_sheet(sheet, PRODUCT_HEADERS, REQUIRED).records()
    assert record == (1, 2, ["CHE-01", "Chè lam", "35000"])


def test_an_honest_sheet_of_many_rows_is_no_bomb(tmp_path):
    rows = "".join(
        f'<row r="{n}">{inline(f"A{n}", f"CHE-{n}")}{inline(f"B{n}", "Chè")}<c r="C{n}"><v>1</v></c></row>'
        for n in range(2, 20_002)
    )
    sheet = tmp_path / "nhiều.xlsx"
    sheet.write_bytes(zipped(xlsx_parts(worksheet(HEAD + rows))))
    assert sum(1 for _ in open_sheet(sheet, PRODUCT_HEADERS, REQUIRED).records()) == 20_000
