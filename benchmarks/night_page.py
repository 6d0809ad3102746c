"""The page of the night: one section a part, each with its own commit, command and moment; a part run alone replaces
its own section and leaves the others as they were.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from .results import Section

__all__ = ["taken", "write"]

HEAD = """\
# The night

Written by `script/night`, part by part: each says on which commit, machine and command it was taken.
"""
TITLE = re.compile(r"(?m)^## (.+)$")


def write(page: Path, section: Section, order: Sequence[str]) -> None:
    """Put ``section`` in its place; ``order`` names all titles, what else stands on the page comes last."""
    sections = _read(page)
    sections[section.title] = section.markdown().strip()
    places = {title: at for at, title in enumerate(order)}
    titles = sorted(sections, key=lambda title: places.get(title, len(places)))
    draft = page.with_suffix(".part")
    draft.write_text("\n\n".join([HEAD.strip(), *(sections[title] for title in titles)]) + "\n", encoding="utf-8")
    draft.replace(page)


def taken(machine: Mapping[str, str], command: str, seconds: float) -> str:
    """Where a part's figures come from, in a line."""
    told = ", ".join(f"{name} {machine[name]}" for name in ("commit", "machine", "Python"))
    return f"Taken {machine['date']} by `{command}` in {seconds:.0f} s: {told}; load {machine[LOAD]}."


LOAD = "load before the first run"


def _read(page: Path) -> dict[str, str]:
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    found = list(TITLE.finditer(text))
    ends = [*(one.start() for one in found), len(text)][1:]
    return {one[1]: text[one.start() : end].strip() for one, end in zip(found, ends, strict=False)}
