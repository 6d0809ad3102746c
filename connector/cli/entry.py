"""From a command line to an exit code."""

from __future__ import annotations

import gc
from collections.abc import Sequence

from connector.messages import language

from .problems import guarded
from .settings import asked_language, hoisted
from .streams import prepare

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Understand the command line, run its command, and put whatever goes wrong into words."""
    prepare()
    # A command fills its memory with a catalogue that lives as long as it does: at Python's own pace the collector
    # walks all of it again and again for nothing, for a third of a run's CPU time.
    gc.set_threshold(100_000, 50, 1000)
    lang = language(asked_language(arguments))
    words = hoisted(arguments)
    try:
        return guarded(lambda: _command(words, lang), lang, "--json" in words)
    finally:
        from .logs import stop_log

        stop_log()
        gc.freeze()  # or the interpreter walks it all once more while it ends


def _command(words: Sequence[str], lang: str) -> int:
    from .app import build

    ended = build(lang).main(list(words), prog_name="ocop", standalone_mode=False, obj=lang)  # type: ignore[arg-type]
    return ended if isinstance(ended, int) else 0
