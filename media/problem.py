"""What can be wrong with a photo, by code, and what is merely worth saying.

``MediaProblem`` stops one picture and never a run: whoever asked keeps what the shop has (decision 3). Warnings travel
on the rendition. Every code has its sentence in ``connector/messages/*/media.toml``.
"""

from __future__ import annotations

from typing import Literal

from connector.errors import OcopError

__all__ = ["MediaProblem", "MediaWarning"]

MediaWarning = Literal["W_PHOTO_ANIMATED", "W_PHOTO_COLOURS", "W_PHOTO_UPSCALED"]


class MediaProblem(OcopError):
    """This picture cannot be used. ``code`` is one of the E_PHOTO_* codes; ``params`` always names the ``file``."""

    def __init__(self, code: str, *, file: str = "", **params: object) -> None:
        super().__init__(code, file=file, **params)

    def about(self, file: str) -> MediaProblem:
        """The same problem, with the name people know the file by."""
        return MediaProblem(self.code, **{**self.params, "file": file})  # type: ignore[arg-type]
