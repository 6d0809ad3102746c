"""Videos in blocks: created, uploaded, committed; then transcoded and audited as time passes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters._mock.clock import MockClock
from adapters.lazada.mock.envelope import Refusal

__all__ = ["Videos"]

MAX_BYTES = 100_000_000
STATES = ((0, "TRANSCODING"), (30, "READY_FOR_AUDIT"), (60, "AUDIT_SUCCESS"))
"""Seconds since the commit, and what holds from then on."""


@dataclass(slots=True)
class _Upload:
    blocks: dict[int, str] = field(default_factory=dict)
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Video:
    title: str
    cover: str
    committed: float


class Videos:
    def __init__(self, clock: MockClock) -> None:
        self._clock = clock
        self._uploads: dict[str, _Upload] = {}
        self._videos: dict[str, _Video] = {}

    def begin(self, size: int) -> str:
        if not 0 < size < MAX_BYTES:
            raise Refusal("303", "The video is too large")
        number = hashlib.sha256(f"upload/{len(self._uploads) + 1}".encode()).hexdigest()[:32].upper()
        self._uploads[number] = _Upload()
        return number

    def block(self, upload: str, number: int, count: int, data: bytes) -> str:
        known = self._known(upload)
        if not 0 <= number < count:
            raise Refusal("1", "blockNo is out of range")
        known.count = count
        known.blocks[number] = hashlib.md5(data, usedforsecurity=False).hexdigest().upper()
        return known.blocks[number]

    def commit(self, upload: str, parts: Sequence[Any], title: str, cover: str) -> str:
        known = self._known(upload)
        given = {each.get("partNumber"): each.get("eTag") for each in parts if isinstance(each, dict)}
        if not known.count or given != {n + 1: known.blocks.get(n) for n in range(known.count)}:
            raise Refusal("1", "parts do not match the blocks that were uploaded")
        del self._uploads[upload]
        number = str(80_000_001 + len(self._videos))
        self._videos[number] = _Video(title, cover, self._clock.now())
        return number

    def show(self, number: str) -> dict[str, str]:
        video = self._videos.get(number)
        if video is None:
            raise Refusal("1", "videoId is unknown")
        return {
            "state": self._state(video),
            "video_url": f"https://vn-live.slatic.net/video/{number}.mp4",
            "cover_url": video.cover,
            "title": video.title,
        }

    def usable(self, number: str) -> bool:
        video = self._videos.get(number)
        return video is not None and self._state(video) == "AUDIT_SUCCESS"

    def _state(self, video: _Video) -> str:
        age = self._clock.now() - video.committed
        return [state for since, state in STATES if age >= since][-1]

    def _known(self, upload: str) -> _Upload:
        if upload not in self._uploads:
            raise Refusal("1", "uploadId is unknown")
        return self._uploads[upload]
