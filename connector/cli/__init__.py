"""The command line, ``ocop``. ``main`` is the console script: it runs one command and returns its exit code.

Nothing heavy is imported before a command asks for it, so that help and the mocks start at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line (the process's own if none is given); never raises but for SystemExit of a library."""
    from .entry import run

    return run(sys.argv[1:] if argv is None else argv)
