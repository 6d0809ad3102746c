"""Virtual time for the wire's tests, in its shortest form: every clock of a run reads the same loop."""

from collections.abc import Coroutine
from typing import Any, TypeVar

from connector.testing.virtual import VirtualClock, run_virtual

__all__ = ["START", "VirtualClock", "run"]

T = TypeVar("T")
START = VirtualClock().now()


def run(main: Coroutine[Any, Any, T]) -> T:
    return run_virtual(VirtualClock(), main)
