"""Uploaded bytes, kept once per content in an unnamed temporary file, so that thousands of pictures do not fill the
memory.
"""

from __future__ import annotations

import hashlib
import tempfile
import weakref

__all__ = ["Blobs"]


class Blobs:
    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the mock
        weakref.finalize(self, self._file.close)
        self._where: dict[str, tuple[int, int]] = {}
        self._end = 0

    def put(self, data: bytes) -> str:
        """Keep the bytes; the answer is their SHA-256 in hex."""
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self._where:
            self._file.seek(self._end)
            self._file.write(data)
            self._where[digest] = (self._end, len(data))
            self._end += len(data)
        return digest

    def get(self, digest: str) -> bytes:
        start, length = self._where[digest]
        self._file.seek(start)
        return self._file.read(length)
