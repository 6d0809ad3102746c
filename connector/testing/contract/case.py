"""How one promise of the contract is played: on a fresh shop, in virtual time, as an ordinary method of a test class.

Works under any runner of test classes; a case that needs what an adapter does not declare, or what its stage cannot do,
is left out with the reason.
"""

from __future__ import annotations

import unittest
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from connector.testing.bench import Bench, bench
from connector.testing.goods import product
from connector.testing.stage import POWERS, CallKind, Stage
from connector.testing.virtual import VirtualClock, run_virtual

__all__ = ["Case", "Play", "first_calls", "leave_out", "play", "promise"]

Play = Callable[[Bench], Coroutine[Any, Any, None]]


class Case:
    """What every group of cases stands on: the stage, named by the author's own class."""

    stage: ClassVar[Stage]


def promise(*needs: str, seed: str | None = None, reviewed: bool = False) -> Callable[[Any], Callable[[Any], None]]:
    """Turn ``async def test_x(self, on: Bench)`` into a test. ``needs``: capabilities that are to be declared True
    (``not needs_stock``: False), or powers of the stage."""

    def turned(case: Callable[[Any, Bench], Coroutine[Any, Any, None]]) -> Callable[[Any], None]:
        def test(self: Case) -> None:
            leave_out(self.stage, *needs, *(["seed"] if seed else []))
            play(self.stage, lambda on: case(self, on), seed=seed, reviewed=reviewed)

        test.__name__, test.__qualname__, test.__doc__ = case.__name__, case.__qualname__, case.__doc__
        test.__module__ = case.__module__
        return test

    return turned


def play(stage: Stage, act: Play, *, seed: str | None = None, reviewed: bool = False, to_do: bool = False) -> None:
    """Play ``act`` on a fresh shop. What the adapter's author has still to write is left out, unless ``to_do``."""
    clock = VirtualClock()

    async def whole() -> None:
        async with bench(stage, clock, seed=seed, reviewed=reviewed) as on:
            await act(on)

    try:
        run_virtual(clock, whole())
    except (NotImplementedError, ExceptionGroup) as error:
        wanted = _wanted(error)
        if wanted and not to_do:
            raise unittest.SkipTest(f"waits for {wanted}") from None
        raise


def _wanted(error: BaseException) -> str:
    """The step that is still to be done, where that is what stood in the way."""
    if isinstance(error, BaseExceptionGroup):
        return next(filter(None, map(_wanted, error.exceptions)), "")
    return str(error).partition(":")[0] if str(error).startswith("step ") else ""


async def first_calls(stage: Stage, kind: CallKind) -> list[str]:
    """The calls of one kind that putting up one product takes on a shop of its own."""
    async with bench(stage, VirtualClock()) as on:
        on.goods = [product()]
        await on.sync()
        return on.made(kind)


def leave_out(stage: Stage, *needs: str) -> None:
    """Skip where the adapter does not declare, or its stage cannot do, one of ``needs``."""
    for need in needs:
        negated, name = need.startswith("not "), need.removeprefix("not ")
        if name in POWERS:
            lacking = name in stage.cannot
            reason = f"the stage of {stage.spec.id} cannot: {name}"
        else:
            lacking = bool(getattr(stage.spec.capabilities, name)) is negated
            reason = f"{stage.spec.id} declares {name} = {negated}"
        if lacking:
            raise unittest.SkipTest(reason)
