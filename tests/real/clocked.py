"""``ocop`` on a machine whose clock is wrong: ``python -m tests.real.clocked OFFSET_S RIGHT_CALLS ARGUMENTS...``.

The clock is read right so many times, then it is off: as when somebody sets it, or a battery dies.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from itertools import count

from connector.clock import SystemClock


def main() -> int:
    offset, right = timedelta(seconds=float(sys.argv[1])), int(sys.argv[2])
    plain, reads = SystemClock.now, count()

    def now(clock: SystemClock) -> datetime:
        return plain(clock) + (offset if next(reads) >= right else timedelta())

    SystemClock.now = now  # type: ignore[method-assign]
    from connector.cli import main as ocop

    sys.argv[1:3] = []
    return ocop() or 0


if __name__ == "__main__":
    sys.exit(main())
