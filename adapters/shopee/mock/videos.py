"""Videos: the four-step upload, just far enough that an uploaded one can be put on an item."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from adapters._mock.clock import MockClock
from adapters.shopee.mock.envelope import Refusal

__all__ = ["PART_BYTES", "Videos"]

PART_BYTES = 4 * 1024 * 1024
MAX_BYTES = 30 * 1024 * 1024
TRANSCODING_S = 2


@dataclass(slots=True)
class _Video:
    md5: str
    size: int
    status: str = "INITIATED"
    done_at: float = 0.0
    parts: dict[int, bytes] = field(default_factory=dict)


class Videos:
    def __init__(self, clock: MockClock) -> None:
        self._clock = clock
        self._videos: dict[str, _Video] = {}

    def begin(self, md5: str, size: int) -> str:
        if not 0 < size <= MAX_BYTES:
            raise Refusal("error_param", "file_size should be within 1-31457280.")
        number = f"vn_{len(self._videos) + 1:08d}-ocop-mock_000000"
        self._videos[number] = _Video(md5.lower(), size)
        return number

    def part(self, number: str, sequence: int, md5: str, data: bytes) -> None:
        video = self._open(number)
        if hashlib.md5(data, usedforsecurity=False).hexdigest() != md5.lower():
            raise Refusal("error_param", "content_md5 is not match with part_content.")
        last = (video.size - 1) // PART_BYTES
        wanted = PART_BYTES if sequence < last else video.size - last * PART_BYTES
        if not 0 <= sequence <= last or len(data) != wanted:
            raise Refusal("error_param", "part_content should be exactly 4MB except the last part.")
        video.parts[sequence] = data

    def complete(self, number: str, sequences: list[int]) -> None:
        video = self._open(number)
        if sorted(sequences) != sorted(video.parts) or len(sequences) != (video.size - 1) // PART_BYTES + 1:
            raise Refusal("error_param", "part_seq_list is not match with uploaded parts.")
        whole = b"".join(video.parts[index] for index in sorted(video.parts))
        good = hashlib.md5(whole, usedforsecurity=False).hexdigest() == video.md5
        video.status = "TRANSCODING" if good else "FAILED"
        video.done_at = self._clock.now() + TRANSCODING_S
        video.parts.clear()

    def cancel(self, number: str) -> None:
        self._open(number).status = "CANCELLED"

    def result(self, number: str) -> dict[str, Any]:
        video = self._known(number)
        self._settle(video)
        result: dict[str, Any] = {"status": video.status, "message": ""}
        if video.status == "SUCCEEDED":
            address = f"https://cf.shopee.vn/file/{number}"
            region = {"video_url_region": "VN", "video_url": address}
            cover = {"image_url_region": "VN", "image_url": address}
            result["video_info"] = {"video_url_list": [region], "thumbnail_url_list": [cover], "duration": 15}
        return result

    def usable(self, number: str) -> bool:
        video = self._videos.get(number)
        if video is None:
            return False
        self._settle(video)
        return video.status == "SUCCEEDED"

    def _settle(self, video: _Video) -> None:
        if video.status == "TRANSCODING" and video.done_at <= self._clock.now():
            video.status = "SUCCEEDED"

    def _known(self, number: str) -> _Video:
        if number not in self._videos:
            raise Refusal("error_video_info_not_found", "Video_info not found.")
        return self._videos[number]

    def _open(self, number: str) -> _Video:
        video = self._known(number)
        if video.status != "INITIATED":
            raise Refusal("error_param", f"video_upload_id is already {video.status}.")
        return video
