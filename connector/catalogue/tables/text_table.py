"""Text files: UTF-8, UTF-16 or Windows-1258, with any usual delimiter. Each delimiter is one way to read the file."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from connector.errors import BadUse
from connector.text.apostrophe import unguard
from connector.text.legacy import encoding_of
from connector.text.storable import storable

from .facts import Facts, Walk

__all__ = ["TextTable", "text_tables"]

DELIMITERS = (",", ";", "\t", "|")
NOT_TEXT = re.compile(rb"\xef\xbf[\xbe\xbf]")
"""U+FFFE and U+FFFF in UTF-8, which no workbook can hold."""


@dataclass(frozen=True)
class TextTable:
    """The file's text, taken apart at one delimiter."""

    data: bytes
    encoding: str
    delimiter: str
    guarded: bool
    name: str = ""
    hidden: bool = False
    facts: Facts = field(default_factory=Facts)

    def rows(self) -> Walk:
        """Every row by the line it begins on; None where quotes do not close or a cell is endless."""
        # Universal line ends: a break inside a cell is LF, as in every other kind of table (``storable``).
        lines: Iterator[str] = io.TextIOWrapper(io.BytesIO(self.data), self.encoding)
        if NOT_TEXT.search(self.data):
            lines = map(storable, lines)
        if self.encoding.startswith("cp"):
            lines = (unicodedata.normalize("NFC", line) for line in lines)
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield line, None
                continue
            yield line, list(map(unguard, cells)) if self.guarded else cells


def text_tables(file: str, data: bytes) -> list[TextTable]:
    """The file, once per delimiter. BadUse where its letters cannot be told."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise BadUse("E_FILE_EMPTY", file=file)
    encoding = _encoding(file, data)
    guarded = b"'" in data
    return [TextTable(data, encoding, delimiter, guarded) for delimiter in DELIMITERS]


def _encoding(file: str, data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        older = encoding_of(data)
        if older is None:
            raise BadUse("E_ENCODING", file=file, line=data.count(b"\n", 0, error.start) + 1) from None
        return older
    return encoding
