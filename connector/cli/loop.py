"""Running a command's coroutine so that Ctrl-C ends it the way a person expects.

The first Ctrl-C asks: where ``on_interrupt`` says that it took care, what is in flight is finished and recorded; else
the command is cancelled. The second ends the process at once; the journal is made for that, the next run takes it up.
Either way the exit code is 130 and there is no traceback.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from types import FrameType
from typing import Any, TypeVar

__all__ = ["run_async"]

T = TypeVar("T")
INTERRUPTED = 130


def run_async(work: Coroutine[Any, Any, T], on_interrupt: Callable[[], bool] = lambda: False) -> T:
    """The coroutine's value; KeyboardInterrupt where a Ctrl-C ended it."""
    return asyncio.run(_watched(work, on_interrupt))


async def _watched(work: Coroutine[Any, Any, T], on_interrupt: Callable[[], bool]) -> T:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    asked = False

    def heard() -> None:
        nonlocal asked
        if asked:
            _leave()
        asked = True
        if not on_interrupt():
            task.cancel()

    def caught(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(heard)

    previous = signal.signal(signal.SIGINT, caught)
    try:
        with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows' loop cannot: the plain handler stays
            loop.add_signal_handler(signal.SIGINT, heard)
        return await task
    except asyncio.CancelledError:
        if asked:
            raise KeyboardInterrupt from None
        raise
    finally:
        with contextlib.suppress(NotImplementedError, RuntimeError):
            loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, previous)


def _leave() -> None:
    """Now: nothing that is durable needs a farewell."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(INTERRUPTED)
