"""The models of tiktok-shop-api, each imported when it is asked for.

Its own index imports all two thousand of them at once, which takes longer than every test here together. A package
without that index stands in its place; the models themselves are the package's own, unchanged.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["lazy_models"]

NAME = "tiktok_shop_api.generated.models"


def lazy_models() -> Any:
    """The module to take models from."""
    if NAME not in sys.modules:
        parent = importlib.import_module("tiktok_shop_api.generated")
        assert parent.__file__ is not None
        package = ModuleType(NAME)
        package.__path__ = [str(Path(parent.__file__).parent / "models")]
        package.__getattr__ = _find  # type: ignore[method-assign]
        sys.modules[NAME] = package
    return sys.modules[NAME]


def _find(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    module = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return getattr(importlib.import_module(f"{NAME}.{module}"), name)
