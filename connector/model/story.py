"""Story texts: plain text with paragraphs, kept in Vietnamese. HTML is made only by the composer."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["Story"]


class Story(BaseModel):
    """Short and long story; ``{ocop}`` in either becomes the day's certified claim (decision 6)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    short_vi: str = ""
    long_vi: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(line for line in self.long_vi.split("\n") if line)
