"""Several shops side by side: each in a task of its own, none in another's way.

What they share is the workspace's: the sheets, the renditions, the budget of an app, the division of the stock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from connector.config import ShopConfig

from .shops import Workspace

__all__ = ["side_by_side"]


async def side_by_side(
    workspace: Workspace,
    shops: Sequence[ShopConfig],
    work: Callable[[ShopConfig], Awaitable[None]],
    tasks: dict[str, asyncio.Task[None]] | None = None,
) -> None:
    """``work`` for each shop; it raises nothing but where there is one shop alone. ``tasks`` by shop are put there, for
    who wants to end one of them."""
    running = {} if tasks is None else tasks
    workspace.ended = {shop.name: asyncio.Event() for shop in shops}

    async def one(shop: ShopConfig) -> None:
        try:
            await work(shop)
        finally:
            workspace.ended[shop.name].set()

    if len(shops) == 1:
        await one(shops[0])
        return
    running.update((shop.name, asyncio.create_task(one(shop), name=shop.name)) for shop in shops)
    try:
        answers = await asyncio.gather(*running.values(), return_exceptions=True)
    except asyncio.CancelledError:  # every task was cancelled with us: what each has to put away comes first
        await asyncio.wait(running.values())
        raise
    faults = [answer for answer in answers if isinstance(answer, Exception)]
    if faults:
        raise faults[0]
