"""The import walls hold: each is broken on purpose in a copy of the tree, and the linter must name it."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["connector", "adapters", "mappings", "media"]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]

# where the import is planted, the import, the wall that must fall
PLANTED = {
    "core to adapter": ("connector/model", "import adapters.memory", "The core knows no marketplace"),
    "core to adapter, within a function": (
        "connector/sync",
        "def lazily() -> None:\n    from adapters import shopee",
        "The core knows no marketplace",
    ),
    "rules to adapter": ("mappings", "from adapters.shopee import SPEC", "The core knows no marketplace"),
    "adapter to adapter": ("adapters/memory", "import adapters.shopee", "Adapters never import each other"),
    "adapter to the mocks' frame": ("adapters/memory", "import adapters._mock", "Adapters never import each other"),
    "mock to its adapter's sign": ("adapters/shopee/mock", "from adapters.shopee import sign", "A mock is not"),
    "mock to the client": ("adapters/shopee/mock", "import connector.wire", "A mock is not"),
    "mock to the rules": ("adapters/shopee/mock", "import mappings", "A mock is not"),
    "frame to the core": ("adapters/_mock", "from connector import model", "The mocks' frame"),
    "engine to the client": ("connector/sync", "import connector.wire", "Wire is for adapters only"),
    "model to engine": ("connector/model", "import connector.sync", "Layers"),
    "text to port": ("connector/text", "import connector.port", "Layers"),
    "adapter to engine": ("adapters/memory", "import connector.sync", "Layers"),
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("walls")
    shutil.copy(ROOT / "pyproject.toml", root)
    for package in PACKAGES:
        for source in (ROOT / package).rglob("*.py"):
            target = root / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    return root


def broken(tree: Path) -> list[str]:
    """The names of the walls that do not hold in ``tree``."""
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    arguments = [sys.executable, "-c", command, "--no-logo"]
    wide = {**os.environ, "COLUMNS": "200"}  # a verdict stays on one line
    result = subprocess.run(arguments, cwd=tree, env=wide, capture_output=True, encoding="utf-8", check=False)
    verdicts = re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.*\))?$", result.stdout, re.MULTILINE)
    assert [name for name, _ in verdicts] == [wall["name"] for wall in CONFIG["contracts"]], result.stderr
    found = [name for name, verdict in verdicts if verdict == "BROKEN"]
    assert (result.returncode == 0) is (not found)
    return found


def test_all_walls_hold(tree: Path) -> None:
    assert broken(tree) == []


@pytest.mark.parametrize("case", PLANTED)
def test_a_forbidden_import_is_found(tree: Path, case: str) -> None:
    folder, statement, wall = PLANTED[case]
    assert (tree / folder / "__init__.py").exists()
    planted = tree / folder / "planted.py"
    planted.write_text(statement + "\n")
    try:
        assert any(name.startswith(wall) for name in broken(tree))
    finally:
        planted.unlink()


def test_every_room_has_its_place_in_the_layers() -> None:
    rooms = {f"connector.{path.stem}" for path in (ROOT / "connector").glob("*.py") if path.stem != "__init__"}
    rooms |= {f"connector.{path.parent.name}" for path in (ROOT / "connector").glob("*/__init__.py")}
    layers = CONFIG["contracts"][0]["layers"]
    placed = {name.strip(" ()") for layer in layers for name in layer.replace("|", ":").split(":")}
    assert rooms - placed == set()
