"""Starts one command, waits for it and prints what it cost, as JSON: ``python launch.py LOG COMMAND...``.

Linux counts the memory a process was started from into its peak. So nothing is measured from a process that has grown:
it is measured from this one, which imports nothing it does not need.
"""

import json
import os
import sys
import time


def main() -> None:
    log, *command = sys.argv[1:]
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.execv(command[0], command)
    _, status, used = os.wait4(child, 0)
    figures = {
        "wall_s": time.perf_counter() - began,
        "cpu_s": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss,
        "code": os.waitstatus_to_exitcode(status),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
