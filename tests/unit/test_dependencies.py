"""pyproject.toml, requirements.lock and docs/dependencies.md name the same libraries, and nothing names a registry."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
FOLDERS = [
    ".changelog", ".ci", "adapters", "benchmarks", "connector", "docs", "mappings", "media", "script", "tests",
]  # fmt: skip

# Spelled in pieces, or this file would be the first to break its own rule.
REGISTRIES = ["py" "pi.org", "python" "hosted.org", "registry.npm" "js.org", "proxy.go" "lang.org", "crates" ".io",
              "ana" "conda.org", "repo1.ma" "ven.org", "ruby" "gems.org"]  # fmt: skip
OUR_MACHINE = re.compile(r"(?<![\w./~-])/(?:wor" r"k|roo" r"t)/")


def direct_dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    names = {re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0].lower() for requirement in named}
    return sorted(names - {project["name"]})


def locked() -> dict[tuple[str, str], list[str]]:
    """(Name, version with its marker) -> hashes; a library may stand twice, for older and for newer Pythons."""
    entries = re.findall(r"^([a-z0-9._-]+)==([^\n]*)\n((?:    --hash=[^\n]+\n)*)", LOCK, re.MULTILINE)
    return {(name, version): re.findall(r"sha256:[0-9a-f]{64}", hashes) for name, version, hashes in entries}


def text_files() -> Iterator[Path]:
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name != ".git")  # a worktree's is a file
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and b"\0" not in path.read_bytes():
                yield path


@pytest.mark.parametrize("name", direct_dependencies())
def test_every_library_is_explained_and_locked(name: str) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| {name} |")]
    assert len(rows) == 1
    assert all(cell.strip() for cell in rows[0].strip("|").split("|"))
    assert name in {locked_name for locked_name, _ in locked()}, f"{name} is not in requirements.lock"


def test_nothing_is_explained_that_is_not_used() -> None:
    explained = set(re.findall(r"^\| ([a-z0-9-]+) \| ", PAGE, re.MULTILINE)) - {"library"}
    assert explained == set(direct_dependencies())


def test_the_lock_is_hashed_throughout_and_holds_no_address() -> None:
    assert [name for name, hashes in locked().items() if not hashes] == []
    assert len(locked()) == len(re.findall(r"^[a-z]", LOCK, re.MULTILINE))
    assert "://" not in LOCK


def test_no_file_names_a_registry_or_a_folder_of_our_machine() -> None:
    guilty = {}
    for path in text_files():
        text = path.read_bytes().decode("utf-8", "replace")
        found = [name for name in REGISTRIES if name in text.lower()] + OUR_MACHINE.findall(text)
        if found:
            guilty[str(path.relative_to(ROOT))] = found
    assert guilty == {}
