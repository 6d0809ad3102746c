"""A name in a sheet finds a file of the photo folder or none: never one above, beside or behind it."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.catalogue.photos import PhotoIndex, image_list
from connector.catalogue.verdicts import Refused

JPEG = b"\xff\xd8\xff"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    around = tmp_path_factory.mktemp("quanh")
    (around / "bí mật.jpg").write_bytes(JPEG)
    (around / "ảnh khác").mkdir()
    (around / "ảnh khác" / "x.jpg").write_bytes(JPEG)
    photos = around / "ảnh"
    (photos / "lụa").mkdir(parents=True)
    for name in ("chè.jpg", "lụa/khăn.jpg", "aux.jpg"):
        (photos / name).write_bytes(JPEG)
    for name, target in (
        ("ra ngoài.jpg", around / "bí mật.jpg"),
        ("ra ngoài tương đối.jpg", Path("..") / "bí mật.jpg"),
        ("thư mục", around),
        ("vòng", photos),
        ("vòng.jpg", photos / "vòng.jpg"),
        ("mật khẩu.jpg", Path("/etc/passwd")),
        ("gần giống.jpg", around / "ảnh khác" / "x.jpg"),
    ):
        (photos / name).symlink_to(target)
    return photos


NAMES = [
    "../bí mật.jpg", "..\\bí mật.jpg", "lụa/../../bí mật.jpg", "/etc/passwd", "/etc/passwd.jpg", "C:\\bí mật.jpg",
    "C:bí mật.jpg", "\\\\máy\\chung\\bí mật.jpg", "//máy/chung/bí mật.jpg", "\\\\?\\C:\\bí mật.jpg", "ra ngoài.jpg",
    "ra ngoài tương đối.jpg", "thư mục/bí mật.jpg", "mật khẩu.jpg", "gần giống.jpg", "../ảnh khác/x.jpg", "vòng.jpg",
    "file:///etc/passwd.jpg", "~/bí mật.jpg", "bí mật.jpg", "bí mật.jpg\x00", "CON.jpg", "NUL.jpg", "a:b.jpg",
    "chè.jpg::$DATA", "....//bí mật.jpg", "%2e%2e/bí mật.jpg", "．．/bí mật.jpg", "..∕bí mật.jpg", ".", "..", "/",
]  # fmt: skip


def inside(folder: Path, name: str) -> bool:
    index = PhotoIndex(folder)
    found = [*index.matches(name), *([one] if (one := index.find(name)) else [])]
    return all(Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)) for path in found)


@pytest.mark.skipif(os.name != "posix", reason="links need a right of their own on Windows")
@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_out_of_the_folder(folder: Path, name: str) -> None:
    assert inside(folder, name)
    assert inside(folder, unicodedata.normalize("NFD", name))
    with pytest.raises(Refused):
        image_list(name, [], PhotoIndex(folder))


def test_what_is_in_the_folder_is_found_in_either_form(folder: Path) -> None:
    for name in ("chè.jpg", "CHÈ.JPG", "khăn.jpg", "lụa/khăn.jpg", "lụa\\khăn.jpg", "aux.jpg", "../ảnh/chè.jpg"):
        for form in ("NFC", "NFD"):
            assert PhotoIndex(folder).find(unicodedata.normalize(form, name)) is not None, name  # type: ignore[arg-type]


PARTS = ["..", ".", "", "/", "\\", "C:", "lụa", "bí mật.jpg", "vòng", "thư mục", "x.jpg"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=6))
def test_no_path_made_of_such_parts_leads_out(folder: Path, parts: list[str]) -> None:
    assert inside(folder, "/".join(parts))
    assert inside(folder, "\\".join(parts))
