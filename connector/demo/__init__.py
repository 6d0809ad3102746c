"""``ocop demo``: the main job on the packaged sample, against three mock marketplaces on this machine.

No account is needed. Everything it says it also checks, and it ends non-zero where a check fails.
"""

from .play import run_demo

__all__ = ["run_demo"]
