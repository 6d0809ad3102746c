"""Story texts: plain text with paragraphs, kept in Vietnamese. HTML is made only by the composer."""

from __future__ import annotations

from .value import Value

__all__ = ["Story"]


class Story(Value):
    """Short and long story; ``{ocop}`` in either becomes the day's certified claim (decision 6)."""

    short_vi: str = ""
    long_vi: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(line for line in self.long_vi.split("\n") if line)
