"""The judge imports nothing but the standard library and the history; import-linter sees no tests, so this does."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SIMULATION = Path(__file__).resolve().parents[2] / "simulation"
JUDGES = sorted((SIMULATION / "judge").glob("**/*.py"))
OWN = ("tests.simulation.history", "tests.simulation.judge")
BY_NAME = ("importlib", "imp", "runpy", "pkgutil", "ctypes")
"""Of the standard library, but ways around the wall."""


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            dots = "." * node.level
            yield from (f"{dots}{node.module or ''}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Name) and node.id in ("__import__", "exec", "eval", "compile"):
            yield node.id


def strangers(source: str, own: tuple[str, ...] = OWN) -> list[str]:
    """What stands behind the wall and is imported all the same."""

    def allowed(name: str) -> bool:
        top = name.partition(".")[0]
        within = any(name == one or name.startswith(f"{one}.") for one in own)
        return within or (top in sys.stdlib_module_names and top not in BY_NAME)

    return sorted({name for name in imported(source) if not allowed(name)})


@pytest.mark.parametrize("path", JUDGES, ids=lambda path: str(path.name))
def test_a_judge_stands_alone(path: Path) -> None:
    assert strangers(path.read_text(encoding="utf-8")) == []


def test_the_history_is_of_the_standard_library() -> None:
    assert strangers((SIMULATION / "history.py").read_text(encoding="utf-8"), own=()) == []


def test_there_are_judges() -> None:
    assert {"identity.py", "convergence.py", "stock.py", "tokens.py"} <= {path.name for path in JUDGES}


@pytest.mark.parametrize(
    "source",
    [
        "import connector",
        "from connector.sync import plan",
        "def lazily():\n    from adapters.shopee import SPEC",
        "from tests.simulation import world",
        "from tests.nights.ledger import Ledger",
        "from .. import world",
        "import importlib\nimportlib.import_module('connector')",
        "__import__('connector')",
        "import httpx",
    ],
)
def test_a_forbidden_import_is_found(source: str) -> None:
    assert strangers(source)


def test_what_is_allowed_is_let_in() -> None:
    source = "import re\nfrom tests.simulation.history import Call\nfrom tests.simulation.judge.ground import Shelf\n"
    assert strangers(source) == []
