"""Workbooks for tests: small honest ones, and raw parts from which any dishonest one can be put together."""

import io
import shutil
import struct
import subprocess
import zipfile
from xml.sax.saxutils import escape

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEADER = ("STT", "Mã SP", "Tên sản phẩm", "Giá bán", "Tồn kho")


def book(path, fill, **sheets):
    """A workbook of xlsxwriter; ``fill(book, sheet)`` writes into its only sheet."""
    with xlsxwriter.Workbook(path, AS_TEXT) as workbook:
        fill(workbook, workbook.add_worksheet(sheets.get("name", "Sản phẩm")))
    return path


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx_parts(sheet, strings=None, sheets=(("Sản phẩm", "visible"),), extra=None):
    """The parts of a bare workbook; ``sheet`` is the XML of the first worksheet."""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" state="{state}" r:id="rId{number}"/>'
        for number, (name, state) in enumerate(sheets, start=1)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>' if isinstance(strings, str) else strings
    return {**parts, **(extra or {})}


def worksheet(rows, after=""):
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def inline(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


HEAD = '<row r="1">' + "".join(inline(f"{'ABC'[n]}1", text) for n, text in enumerate(HEADER[1:4])) + "</row>"
SOUND = '<row r="2">' + inline("A2", "CHE-01") + inline("B2", "Chè lam") + '<c r="C2"><v>35000</v></c></row>'


def ods_parts(table, mimetype="application/vnd.oasis.opendocument.spreadsheet"):
    """The parts of a bare .ods; ``table`` is what stands inside its only table."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    return {
        "mimetype": mimetype,
        "content.xml": f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Sản phẩm">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>",
    }


def ods_row(*cells, **attributes):
    said = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    inside = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row{said}>{inside}</table:table-row>"


def biff(*records):
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)


def label(row, column, text):
    letters = text.encode("utf-16-le")
    return 0x204, struct.pack("<HHHHB", row, column, 0, len(letters) // 2, 1) + letters


def number(row, column, value):
    return 0x203, struct.pack("<HHHd", row, column, 0, value)


def xls_stream(*cells, before=()):
    """The Workbook stream of an .xls with one sheet."""
    begin = (0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    name = "Trang"
    sheet_of = lambda at: (0x85, struct.pack("<IBBBB", at, 0, 0, len(name), 1) + name.encode("utf-16-le"))  # noqa: E731
    end = (0x0A, b"")
    length = len(biff(begin, *before, sheet_of(0), end))
    start = (0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    return biff(begin, *before, sheet_of(length), end, start, *cells, end)


def ole(streams):
    """An OLE container holding ``streams``; each is padded to where it needs no mini stream."""
    sectors, entries = [], []
    table = []
    for name, content in streams.items():
        content = content.ljust(4096, b"\x00")
        first, count = len(sectors), -(-len(content) // 512)
        sectors += [content[at : at + 512].ljust(512, b"\x00") for at in range(0, len(content), 512)]
        table += [*range(first + 1, first + count), 0xFFFFFFFE]
        entries.append(_entry(name, 2, first, len(content)))
    entries.insert(0, _entry("Root Entry", 5, 0xFFFFFFFE, 0))
    directory = b"".join(entries)
    begin = len(sectors)
    pieces = [directory[at : at + 512].ljust(512, b"\x00") for at in range(0, len(directory), 512)]
    sectors += pieces
    table += [*range(begin + 1, begin + len(pieces)), 0xFFFFFFFE]
    needed = 1
    while needed * 128 < len(table) + needed:
        needed += 1
    at = len(sectors)
    table += [0xFFFFFFFD] * needed
    table += [0xFFFFFFFF] * (needed * 128 - len(table))
    packed = struct.pack(f"<{len(table)}I", *table)
    sectors += [packed[one : one + 512] for one in range(0, len(packed), 512)]
    places = [*range(at, at + needed), *[0xFFFFFFFF] * (109 - needed)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, needed, begin, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return header + struct.pack("<109I", *places) + b"".join(sectors)


def _entry(name, kind, start, size):
    encoded = (name + "\x00").encode("utf-16-le")
    child = 1 if kind == 5 else 0xFFFFFFFF
    head = encoded.ljust(64, b"\x00") + struct.pack("<HBB3I", len(encoded), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def xlsb_record(kind, body=b""):
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(body), b""
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + body


def wide(text):
    letters = text.encode("utf-16-le")
    return struct.pack("<I", len(letters) // 2) + letters


def xlsb(*rows, merges=(), name="Sản phẩm"):
    """An .xlsb with one sheet. A row is (number, hidden, cells), a cell (column, record number, body)."""
    body = xlsb_record(129) + xlsb_record(148, struct.pack("<4I", 0, 0, 0, 0)) + xlsb_record(145)
    for row, hidden, cells in rows:
        body += xlsb_record(0, struct.pack("<IIHBBB", row, 0, 300, 0, 0x10 if hidden else 0, 0) + struct.pack("<I", 0))
        for column, kind, value in cells:
            body += xlsb_record(kind, struct.pack("<II", column, 0) + value)
    body += xlsb_record(146)
    for merge in merges:
        body += xlsb_record(176, struct.pack("<4I", *merge))
    body += xlsb_record(130)
    bundle = struct.pack("<II", 0, 1) + wide("rId1") + wide(name)
    workbook = xlsb_record(131) + xlsb_record(143) + xlsb_record(156, bundle) + xlsb_record(144) + xlsb_record(132)
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "xl/workbook.bin": workbook,
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
            "xl/worksheets/sheet1.bin": body,
        }
    )


def libreoffice():
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(source, kind, folder):
    """``source`` opened and saved by LibreOffice."""
    out = folder / f"as {kind}"
    command = [libreoffice(), f"-env:UserInstallation={(folder / 'lo').as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", out, source], check=True, capture_output=True, timeout=180)
    return out / f"{source.stem}.{kind.partition(':')[0]}"
