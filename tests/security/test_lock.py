"""The lock, as far as it can be judged without a network: hashes, licences, and who wants each library.

No feed of known weaknesses can be reached where these tests run, so none is consulted: docs/security.md says so.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", LOCK, re.MULTILINE))
ALLOWED = (
    "MIT", "MIT-0", "MIT-CMU", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "Apache", "Apache 2.0",
    "Apache License 2.0", "ISC", "PSF-2.0", "Python-2.0", "MPL-2.0", "Zlib", "Unlicense", "HPND", "CC0-1.0",
    "Apache Software License", "BSD License", "MIT License", "ISC License (ISCL)", "The Unlicense (Unlicense)",
    "Mozilla Public License 2.0 (MPL 2.0)", "Python Software Foundation License",
    "2-clause BSD License",
)  # fmt: skip
LOOKED_INTO = {
    "pi-heif": {"GNU Lesser General Public License v3 (LGPLv3)"},  # libheif in its wheel, unchanged and replaceable
    "pyvips-binary": {"GNU Lesser General Public License v3 or later (LGPLv3+)"},  # development only, not shipped
    # Either, as one likes: taken under the Artistic one.
    "text-unidecode": {
        "Artistic License",
        "GNU General Public License (GPL)",
        "GNU General Public License v2 or later (GPLv2+)",
    },
}
"""Licences a person has to read twice, and why they are all right here: libraries that are used, not changed."""


def stated(name: str) -> list[str]:
    """The licences a library states of itself, the alternatives and parts of an expression one by one."""
    about = distribution(name).metadata
    expression = about.get("License-Expression") or ""
    classified = [
        line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if line.startswith("License")
    ]
    words = [part.strip(" ()") for part in re.split(r"\bAND\b|\bOR\b|\bWITH\b", expression) if part.strip(" ()")]
    if words or classified:
        return words or classified
    text = (about.get("License") or "").strip().splitlines()
    return [text[0].strip()] if text else []


def installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


HERE = sorted(name for name in LOCKED if installed(name))


def test_most_of_the_lock_is_here_to_be_judged() -> None:
    """What is not is for another system or another Python."""
    assert len(HERE) >= len(LOCKED) * 0.8, sorted(set(LOCKED) - set(HERE))


@pytest.mark.parametrize("name", HERE)
def test_a_library_states_a_licence_we_may_use(name: str) -> None:
    found = stated(name)
    assert found, f"{name} states no licence"
    assert {one for one in found if one not in ALLOWED} <= LOOKED_INTO.get(name, set())


def test_nothing_is_locked_that_nobody_wants() -> None:
    """Every library is named in pyproject.toml or wanted by one that is."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for extra in project["optional-dependencies"].values() for line in extra]
    waiting = [Requirement(line) for line in (*project["dependencies"], *extras)]
    wanted: set[str] = set()
    seen: set[tuple[str, str]] = set()
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        wanted.add(name)
        for extra in ("", *sorted(asked.extras)):
            if (name, extra) in seen or not installed(name):
                continue
            seen.add((name, extra))
            for line in distribution(name).requires or []:
                needed = Requirement(line)
                # A library of another system counts as wanted: the lock is for all of them.
                if (
                    "extra" not in str(needed.marker or "")
                    or needed.marker is None
                    or needed.marker.evaluate({"extra": extra})
                ):
                    waiting.append(needed)
    assert sorted(set(map(canonicalize_name, LOCKED)) - wanted) == []


def test_what_is_installed_is_what_is_locked() -> None:
    other = {
        name: one.version
        for one in distributions()
        if (name := canonicalize_name(one.metadata["Name"])) in LOCKED and one.version != LOCKED[name]
    }
    twice = {name for name in LOCKED if len(re.findall(rf"^{re.escape(name)}==", LOCK, re.MULTILINE)) > 1}
    assert {name: version for name, version in other.items() if name not in twice} == {}


def test_every_entry_is_held_by_hashes_and_comes_from_no_other_place() -> None:
    entries = re.findall(r"^([a-z0-9._-]+)==[^\n]*\n((?:    --hash=[^\n]+\n)*)", LOCK, re.MULTILINE)
    assert len(entries) == len(re.findall(r"^[a-z0-9]", LOCK, re.MULTILINE)) > 50
    assert [name for name, hashes in entries if "--hash=sha256:" not in hashes] == []
    assert not re.search(r"^(?:-e|--|git\+|https?:|file:)|@ ", LOCK, re.MULTILINE)
