"""Several reads on their way at once, so that a shop that answers slowly is still read at its pace.

The pace keeps the rate and the pools the number of connections; this keeps the order, and what is whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from .pools import PER_POOL

__all__ = ["several"]

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


async def several(
    asked: Sequence[Asked], ask: Callable[[Asked], Awaitable[Answered]], most: int = PER_POOL
) -> list[Answered]:
    """What ``ask`` answers to each of ``asked``, in their order; ``most`` of them at once.

    After an error nothing more is begun and what is on its way ends by itself (it may be refreshing a token that the
    others need); then the error of the earliest is raised, as if they had been asked one after another.
    """
    found: dict[int, Answered] = {}
    failed: dict[int, Exception] = {}
    left = iter(enumerate(asked))

    async def work() -> None:
        while not failed and (turn := next(left, None)) is not None:
            place, one = turn
            try:
                found[place] = await ask(one)
            except Exception as error:
                failed[place] = error

    async with asyncio.TaskGroup() as group:
        for _ in range(min(most, len(asked))):
            group.create_task(work())
    if failed:
        raise failed[min(failed)]
    return [found[place] for place in range(len(asked))]
