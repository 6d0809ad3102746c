"""Several reads on their way at once, so that a shop that answers slowly is still read at its pace.

The pace keeps the rate and the pools the number of connections; this keeps the order, and what is whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from connector.errors import StopShop

from .pools import PER_POOL

__all__ = ["several"]

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


async def several(
    asked: Sequence[Asked], ask: Callable[[Asked], Awaitable[Answered]], most: int = PER_POOL
) -> list[Answered]:
    """What ``ask`` answers to each of ``asked``, in their order; ``most`` of them at once.

    After an error nothing more is begun and what is on its way ends by itself (it may be refreshing a token that the
    others need); then the error of the earliest is raised, as if they had been asked one after another. Where nothing
    more can succeed (StopShop) that is raised, and the others are given up: each might take more calls to its end.
    """
    found: dict[int, Answered] = {}
    failed: dict[int, Exception] = {}
    left = iter(enumerate(asked))
    workers: list[asyncio.Task[None]] = []

    async def work() -> None:
        while not failed and (turn := next(left, None)) is not None:
            place, one = turn
            try:
                found[place] = await ask(one)
            except Exception as error:
                failed[place] = error
                if isinstance(error, StopShop):
                    for other in workers:
                        if other is not asyncio.current_task():
                            other.cancel()

    async with asyncio.TaskGroup() as group:
        workers.extend(group.create_task(work()) for _ in range(min(most, len(asked))))
    if failed:
        fatal = [place for place, error in failed.items() if isinstance(error, StopShop)]
        raise failed[min(fatal or failed)]
    return [found[place] for place in range(len(asked))]
