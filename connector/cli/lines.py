"""Plain lines on standard output: wrapped under their indent on a terminal, one line each when redirected."""

from __future__ import annotations

from rich.padding import Padding
from rich.text import Text

from .settings import Settings

__all__ = ["Lines"]


class Lines:
    """A printer for one command's answer."""

    def __init__(self, settings: Settings) -> None:
        self._console = settings.console()

    def line(self, text: str | Text, style: str = "", indent: int = 0) -> None:
        words = text if isinstance(text, Text) else Text(text, style=style)
        if self._console.is_terminal:
            self._console.print(Padding(words, (0, 0, 0, indent)))
        else:
            self._console.print(Text(" " * indent) + words, soft_wrap=True)

    def gap(self) -> None:
        self._console.print()
