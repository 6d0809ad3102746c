"""The streams of an OLE container: .xls files, and what Excel wraps an encrypted workbook in."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from connector.errors import BadUse

__all__ = ["Container"]

END = 0xFFFFFFFE
LAST_SECTOR = 0xFFFFFFFA
ENTRY = 128
STREAM, ROOT = 2, 5


class Container:
    """Top-level streams by name. BadUse where sectors do not fit together, before anything can go round in circles."""

    def __init__(self, file: str, data: bytes) -> None:
        self.file = file
        self._data = data
        if len(data) < 512:
            raise self.damaged()
        shift, mini_shift = struct.unpack_from("<2H", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise self.damaged()
        self._size = 1 << shift
        self._most = len(data) // self._size + 1
        (directory,) = struct.unpack_from("<I", data, 48)
        self._cutoff, mini_table = struct.unpack_from("<2I", data, 56)
        self._table = self._allocation()
        self._entries = self._directory(directory)
        self._mini_table = self._numbers(self._chain(mini_table)) if mini_table < LAST_SECTOR else ()
        root = next((entry for entry in self._entries if entry[1] == ROOT), None)
        self._mini = self._chain(root[2])[: root[3]] if root is not None and root[2] < LAST_SECTOR else b""

    def damaged(self) -> BadUse:
        """The error for a container that does not fit together."""
        return BadUse("E_FILE_DAMAGED", file=self.file)

    def names(self) -> list[str]:
        """The names of all streams."""
        return [name for name, kind, _, _ in self._entries if kind == STREAM]

    def stream(self, wanted: str) -> bytes | None:
        """One stream; None where there is none. BadUse where there are two."""
        found = [entry for entry in self._entries if entry[1] == STREAM and entry[0].lower() == wanted.lower()]
        if len(found) > 1:
            raise self.damaged()
        if not found:
            return None
        _, _, start, size = found[0]
        content = self._mini_chain(start, size) if size < self._cutoff else self._chain(start)
        if len(content) < size:
            raise self.damaged()
        return content[:size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        piece = self._data[at : at + self._size]
        if not piece:
            raise self.damaged()
        return piece

    def _numbers(self, content: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])

    def _allocation(self) -> tuple[int, ...]:
        """Which sector follows which."""
        sectors = [number for number in struct.unpack_from("<109I", self._data, 76) if number < LAST_SECTOR]
        following: int = struct.unpack_from("<I", self._data, 68)[0]
        while following < LAST_SECTOR:
            *more, following = self._numbers(self._sector(following))
            sectors.extend(number for number in more if number < LAST_SECTOR)
            if len(sectors) > self._most:
                raise self.damaged()
        return self._numbers(b"".join(map(self._sector, sectors)))

    def _chain(self, start: int) -> bytes:
        pieces: list[bytes] = []
        number = start
        while number < LAST_SECTOR:
            if len(pieces) > self._most or number >= len(self._table):
                raise self.damaged()
            pieces.append(self._sector(number))
            number = self._table[number]
        return b"".join(pieces)

    def _mini_chain(self, start: int, size: int) -> bytes:
        pieces: list[bytes] = []
        number = start
        while number < LAST_SECTOR and len(pieces) * 64 < size:
            if number >= len(self._mini_table):
                raise self.damaged()
            pieces.append(self._mini[number * 64 : number * 64 + 64])
            number = self._mini_table[number]
        return b"".join(pieces)

    def _directory(self, start: int) -> list[tuple[str, int, int, int]]:
        return list(self._listed(self._chain(start)))

    def _listed(self, content: bytes) -> Iterator[tuple[str, int, int, int]]:
        for at in range(0, len(content) - ENTRY + 1, ENTRY):
            length, kind = struct.unpack_from("<HB", content, at + 64)
            start, size = struct.unpack_from("<II", content, at + 116)
            if kind in (STREAM, ROOT) and 2 <= length <= 64:
                yield content[at : at + length - 2].decode("utf-16-le", "replace"), kind, start, size
