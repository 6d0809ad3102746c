"""What holds for every command: the options that may stand before or after its name, and what they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from connector.messages import Language, say

if TYPE_CHECKING:
    from rich.console import Console

    from connector.config import Config
    from connector.run import State

__all__ = ["Settings", "asked_language", "hoisted"]

FLAGS = ("--json", "--verbose", "-v")
WITH_VALUE = ("--config", "--state", "--lang")


@dataclass(frozen=True, slots=True)
class Settings:
    """The common options of one command line."""

    lang: Language
    config: Path | None = None
    state: Path | None = None
    as_json: bool = False
    verbose: bool = False

    def say(self, code: str, **params: object) -> str:
        return say(code, self.lang, **params)

    def load(self) -> tuple[Config, State]:
        """The configuration and where its state is kept."""
        from connector.config import load_config
        from connector.run import state_for

        config = load_config(self.config)
        return config, state_for(config.path, self.state)

    def console(self, *, stderr: bool = False) -> Console:
        from connector.report.console import make_console

        return make_console(stderr=stderr)


def hoisted(arguments: Sequence[str]) -> list[str]:
    """The same command line with the common options in front, where the parser looks for them."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        name, equals, _ = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif word in FLAGS or (equals and name in WITH_VALUE):
            front.append(word)
        elif word in WITH_VALUE:
            value = list(islice(words, 1))
            (front if value else rest).extend([word, *value])
        else:
            rest.append(word)
    return front + rest


def asked_language(arguments: Sequence[str]) -> str | None:
    """What ``--lang`` says, before anything else is understood: help and errors must already speak it."""
    found = None
    for word, after in zip_longest(arguments, arguments[1:], fillvalue=""):
        if word == "--":
            break
        if word == "--lang":
            found = after
        elif word.startswith("--lang="):
            found = word.partition("=")[2]
    return found
