"""``ocop adapter new NAME``: a copy of the template under a name of its own; never over anything that is there.

``--json`` is one object, ``ocop/adapter-new@1``.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from connector.errors import BadUse

from .lines import Lines
from .settings import Settings
from .streams import emit

__all__ = ["run"]

TEMPLATE = "adapters._template"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST = 40
GUIDE = "adapter-guide.md"
"""Written into the new folder, so it is there wherever ocop was installed from."""
SKIPPED = ("__pycache__", "__init__.py")
"""Of the template's own folder; the package inside has a first page of its own."""


def run(settings: Settings, name: str, folder: Path | None) -> int:
    _check(name)
    place = (folder or Path(name)).expanduser().absolute()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise BadUse("E_ADAPTER_FOLDER", folder=str(place))
    written = [_put(place, path, text, name) for path, text in _template()]
    if settings.as_json:
        emit({"schema": "ocop/adapter-new@1", "folder": str(place), "files": [str(path) for path in written]})
        return 0
    lines = Lines(settings)
    lines.line(settings.say("adapter.new.made", folder=place, count=len(written)))
    lines.line(settings.say("adapter.new.next"))
    for command in (f"cd {_quoted(place)}", "python -m pytest", "python -m pip install -e ."):
        lines.line(command, indent=2)
    lines.line(settings.say("adapter.new.guide", guide=place / GUIDE))
    return 0


def _check(name: str) -> None:
    from connector.port import installed

    if not NAME.fullmatch(name) or keyword.iskeyword(name) or len(name) > LONGEST:
        raise BadUse("E_ADAPTER_NAME", name=name)
    if name in installed():
        raise BadUse("E_ADAPTER_KNOWN", name=name)


def _template() -> Iterator[tuple[str, str]]:
    """Every file of the template with its path inside it."""
    top = resources.files(TEMPLATE)
    for entry in top.iterdir():
        if entry.name not in SKIPPED:
            yield from _below(entry, entry.name)


def _below(entry: Traversable, path: str) -> Iterator[tuple[str, str]]:
    if entry.is_file():
        yield path, entry.read_text(encoding="utf-8")
        return
    for inner in sorted(entry.iterdir(), key=lambda one: one.name):
        if inner.name != "__pycache__":
            yield from _below(inner, f"{path}/{inner.name}")


def _put(place: Path, path: str, text: str, name: str) -> Path:
    """One file under the new names."""
    target = place / _renamed(path, name).removesuffix(".txt")
    if target.name == "test_contract.py":
        target = target.with_name("tests") / target.name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_renamed(text, name), encoding="utf-8", newline="\n")
    return target


def _renamed(text: str, name: str) -> str:
    """``my_market`` in all its spellings as the new one."""
    words = name.split("_")
    spellings = {
        "my_market": name,
        "my-market": "-".join(words),
        "My Market": " ".join(word.capitalize() for word in words),
        "MyMarket": "".join(word.capitalize() for word in words),
    }
    for ours, theirs in spellings.items():
        text = text.replace(ours, theirs)
    return text


def _quoted(place: Path) -> str:
    return f'"{place}"' if " " in str(place) else str(place)
