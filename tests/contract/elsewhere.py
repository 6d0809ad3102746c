"""An adapter in another package, installed as far as Python can tell: its folder and a dist-info on the path."""

from __future__ import annotations

import importlib
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["EXAMPLES", "installed_from"]

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@contextmanager
def installed_from(project: Path, site: Path) -> Iterator[None]:
    """Within the block the package in ``project`` is found, and its entry points too; ``site`` is an empty folder."""
    about = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = site / f"{about['name'].replace('-', '_')}-{about['version']}.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {about['name']}\nVersion: {about['version']}\n", encoding="utf-8"
    )
    points = [
        line
        for group, entries in about["entry-points"].items()
        for line in (f"[{group}]", *(f"{name} = {target}" for name, target in entries.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(points) + "\n", encoding="utf-8")
    sys.path[:0] = [str(project), str(site)]
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(project))
        sys.path.remove(str(site))
        importlib.invalidate_caches()
