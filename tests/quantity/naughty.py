"""A child that does what none may: it hangs, eats memory, or dies of an exception."""

import sys
import time

print('"begun"', flush=True)
if sys.argv[1] == "hang":
    time.sleep(60)
elif sys.argv[1] == "eat":
    eaten = bytearray(150_000_000)
    eaten[::4096] = b"x" * len(eaten[::4096])
    time.sleep(0.3)
else:
    try:
        raise RuntimeError("naughty")
    except RuntimeError:
        import traceback

        traceback.print_exc()
    sys.exit(3)
