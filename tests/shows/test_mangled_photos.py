"""Must show 4 of issue 3: five hundred mangled files, one record each, no traceback, under 300 MB."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.mangle import mangle, special

COUNT = 500
MOST_KB = 300_000
PROC = Path("/proc/self/status")
MEASURED = """
import sys
from connector.cli import main
code = main(["media", "check", sys.argv[1], "--json"])
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")), file=sys.stderr)
sys.exit(code)
"""
"""Its own peak, in KB: what ``ru_maxrss`` says of a child begins with the size of its parent."""


@pytest.fixture(scope="module")
def mangled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ảnh hỏng")
    mangle(folder, seed=1, count=COUNT - special(folder))
    return folder


@pytest.fixture(scope="module")
def checked(mangled: Path) -> tuple[list[dict[str, Any]], str, int]:
    """What a process of its own says of the folder on both streams, and its exit code."""
    command = [sys.executable, "-c", MEASURED, str(mangled)]
    if not PROC.exists():
        command = [sys.executable, "-m", "connector", "media", "check", str(mangled), "--json"]
    ended = subprocess.run(
        command, capture_output=True, check=False, timeout=300, env={**os.environ, "OCOP_LANG": "vi"}
    )
    return orjson.loads(ended.stdout), ended.stderr.decode(), ended.returncode


def test_every_file_has_exactly_one_record(mangled: Path, checked: tuple[list[dict[str, Any]], str, int]) -> None:
    records, _, code = checked
    files = [os.path.join(place, name) for place, _, names in os.walk(mangled) for name in names]
    assert len(records) == len(files) == COUNT
    assert len({record["file"] for record in records}) == COUNT
    assert all(list(record) == ["file", "usable", "code", "width", "height", "format"] for record in records)
    assert code == 3


def test_nothing_is_said_beside_it_and_memory_is_bounded(checked: tuple[list[dict[str, Any]], str, int]) -> None:
    said = checked[1].split()
    assert len(said) == (1 if PROC.exists() else 0), checked[1]
    assert all(int(peak) < MOST_KB for peak in said)


def test_what_is_usable_has_a_size_and_what_is_not_a_reason(checked: tuple[list[dict[str, Any]], str, int]) -> None:
    for record in checked[0]:
        if record["usable"]:
            assert record["code"] == "OK" or record["code"].startswith("W_PHOTO_"), record
            assert record["width"] > 0, record
            assert record["height"] > 0, record
            assert record["format"], record
        else:
            assert record["code"].startswith("E_PHOTO_"), record
    found = Counter(record["code"] for record in checked[0])
    for code in ("OK", "E_PHOTO_TYPE", "E_PHOTO_TRUNCATED", "E_PHOTO_BROKEN", "E_PHOTO_BOMB", "E_PHOTO_UNSAFE"):
        assert found[code] > 0, code
    assert sum(record["usable"] for record in checked[0]) > COUNT // 4


def test_every_format_we_read_is_among_what_is_used(checked: tuple[list[dict[str, Any]], str, int]) -> None:
    """A guard that refuses everything would be safe and useless."""
    formats = Counter(record["format"] for record in checked[0] if record["usable"])
    assert set(formats) >= {"JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF"}
