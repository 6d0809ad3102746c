"""A warm parent of victims: it synced once itself, each victim is forked from it and starts in milliseconds.

Speaks lines of JSON. The first is the Order it carries out itself, answered "ready"; each further one is a victim's,
answered with the victim's process id and then with how it ended (minus the signal, or the exit code). Where there is
no fork a victim is a fresh Python.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import traceback

from tests.kills.victim import Order, carry_out, synced

__all__ = ["main"]


def main() -> None:
    forks = hasattr(os, "fork")
    if forks:
        synced(Order(**json.loads(sys.stdin.readline())))
        gc.collect()
        gc.freeze()  # or every victim's first collection would copy all of this process's memory
    else:
        sys.stdin.readline()
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if forks:
            born = _forked(Order(**order))
            print(born, flush=True)
            _, status = os.waitpid(born, 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
        else:
            process = subprocess.Popen([sys.executable, "-m", "tests.kills.victim", line])
            print(process.pid, flush=True)
            print(process.wait(), flush=True)


def _forked(order: Order) -> int:
    born = os.fork()
    if born:
        return born
    code = 1
    try:
        os.setpgid(0, 0)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        carry_out(order)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
