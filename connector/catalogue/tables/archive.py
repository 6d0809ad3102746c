"""The parts of a zipped workbook, inflated under guard.

What a file says of its own sizes is not believed: bytes are counted as they come out, over all parts together. The
library that reads the values never sees the file itself but ``rebuilt``: the parts that were looked at, and no other.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from connector.errors import BadUse

__all__ = ["PART_LIMIT", "Archive"]

PART_LIMIT = 16 * 1024 * 1024
TOTAL_LIMIT = 384 * 1024 * 1024
CHUNK = 1024 * 1024
FED = 64 * 1024
MOST_PARTS = 10_000
ENCRYPTED = 0x1
LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")


class Archive:
    """A zip file in memory. Names are looked up without regard to case, as spreadsheet programs do."""

    def __init__(self, file: str, data: bytes) -> None:
        self.file = file
        self._data = data
        self._inflated = 0
        # Each entry costs memory before it can be counted, so signatures are counted first.
        if data.count(b"PK\x01\x02") > MOST_PARTS:
            raise self.damaged()
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                infos = archive.infolist()
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError, struct.error):
            raise self.damaged() from None
        self._infos = {info.filename.replace("\\", "/").lower(): info for info in infos}
        if len(self._infos) < len(infos):
            raise self.damaged()

    def damaged(self) -> BadUse:
        """The error for a file that is cut short or does not fit together."""
        return BadUse("E_FILE_DAMAGED", file=self.file)

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._infos

    def names(self) -> list[str]:
        """All names, in lower case."""
        return list(self._infos)

    def read(self, part: str, limit: int = PART_LIMIT) -> bytes:
        """One part whole; BadUse where it is missing or longer than ``limit``."""
        return b"".join(self.chunks(part, limit))

    def chunks(self, part: str, limit: int = PART_LIMIT) -> Iterator[bytes]:
        """One part, piece by piece."""
        info = self._infos.get(part.lower())
        if info is None:
            raise self.damaged()
        if info.flag_bits & ENCRYPTED:
            raise BadUse("E_FILE_PASSWORD", file=self.file)
        count = check = 0
        for piece in self._inflate(info):
            count += len(piece)
            self._inflated += len(piece)
            if count > limit or self._inflated > TOTAL_LIMIT:
                raise BadUse("E_FILE_INFLATES", file=self.file, megabytes=limit // 1024 // 1024)
            check = zlib.crc32(piece, check)
            yield piece
        if count != info.file_size or check != info.CRC:
            raise self.damaged()

    def _raw(self, info: zipfile.ZipInfo) -> memoryview:
        at = info.header_offset
        try:
            header = LOCAL.unpack_from(self._data, at)
        except struct.error:
            raise self.damaged() from None
        begin = at + LOCAL.size + header[9] + header[10]
        if header[0] != b"PK\x03\x04" or begin + info.compress_size > len(self._data):
            raise self.damaged()
        return memoryview(self._data)[begin : begin + info.compress_size]

    def _inflate(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        raw = self._raw(info)
        if info.compress_type == zipfile.ZIP_STORED:
            for at in range(0, len(raw), CHUNK):
                yield bytes(raw[at : at + CHUNK])
            return
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise self.damaged()
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        at = 0
        pending: bytes | memoryview = b""
        try:
            while not inflate.eof:
                if not pending:
                    pending, at = raw[at : at + FED], at + FED
                    if not pending:
                        raise self.damaged()
                piece = inflate.decompress(pending, CHUNK)
                pending = inflate.unconsumed_tail
                if piece:
                    yield piece
        except zlib.error:
            raise self.damaged() from None

    def rebuilt(self, parts: Iterable[str]) -> bytes:
        """A new zip of just these parts (the ones that exist), their bytes copied as they are."""
        out = io.BytesIO()
        directory = io.BytesIO()
        count = 0
        for part in parts:
            info = self._infos.get(part.lower())
            if info is None:
                continue
            name = info.filename.replace("\\", "/").encode()
            sizes = (info.CRC, info.compress_size, info.file_size, len(name))
            offset = out.tell()
            out.write(LOCAL.pack(b"PK\x03\x04", 20, 0x800, info.compress_type, 0, 0x21, *sizes, 0))
            out.write(name)
            out.write(self._raw(info))
            fields = (20, 20, 0x800, info.compress_type, 0, 0x21, *sizes, 0, 0, 0, 0, 0, offset)
            directory.write(CENTRAL.pack(b"PK\x01\x02", *fields) + name)
            count += 1
        at = out.tell()
        out.write(directory.getvalue())
        out.write(END.pack(b"PK\x05\x06", 0, 0, count, count, out.tell() - at, at, 0))
        return out.getvalue()
