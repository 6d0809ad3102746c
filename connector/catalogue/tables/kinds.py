"""What a file is by its content, whatever it is called; and its worksheets."""

from __future__ import annotations

from collections.abc import Sequence

from connector.errors import BadUse

from .archive import Archive
from .facts import Table
from .json_table import json_table, looks_like_json
from .text_table import text_tables

__all__ = ["tables_of"]

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"II*\x00", b"MM\x00*")
OTHERS = (b"%PDF", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"SQLite format 3")
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def tables_of(file: str, data: bytes) -> Sequence[Table]:
    """Every worksheet (or every way to read a file that has none). BadUse where there is no table inside."""
    if data.startswith(b"PK\x03\x04"):
        return _zipped(file, data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        from .xls import xls_tables

        return xls_tables(file, data)
    if data.startswith((*PICTURES, *OTHERS)) or data[4:8] == b"ftyp" or data.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise BadUse("E_FILE_KIND", file=file)
    begin = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if begin.startswith(
        (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta", b"<head", b"<style", b"mime-version:")
    ):
        raise BadUse("E_FILE_WEB_PAGE", file=file)
    if looks_like_json(file, data):
        return [json_table(file, data)]
    return text_tables(file, data)


def _zipped(file: str, data: bytes) -> Sequence[Table]:
    try:
        archive = Archive(file, data)
    except BadUse:
        if b"xl/" in data[:4096] or b"[Content_Types].xml" in data[:64] or ODS in data[:256]:
            raise
        raise BadUse("E_FILE_KIND", file=file) from None
    if "xl/workbook.xml" in archive or "xl/workbook.bin" in archive:
        from .ooxml import Workbook

        return Workbook(archive).tables
    if "content.xml" in archive and archive.read("mimetype", 256).strip().startswith(ODS):
        from .ods import ods_tables

        return ods_tables(archive)
    raise BadUse("E_FILE_KIND", file=file)
