"""A photo is read once and again only when it changed; the memory of it may be lost at any time."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from media import SourceHashes, hash_file


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "anh-cu" / "LÒ GỐM SÁNG SỚM.png"
    path.parent.mkdir()
    path.write_bytes(b"gom" * 1000)
    return path


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_the_hash_is_that_of_the_bytes(photo):
    assert hash_file(photo) == sha(b"gom" * 1000)


def test_nothing_unchanged_is_read_again(tmp_path, photo):
    with SourceHashes(tmp_path / "state" / "hashes.sqlite") as first:
        assert first.sha256(photo) == first.sha256(photo) == sha(b"gom" * 1000)
    with SourceHashes(tmp_path / "state" / "hashes.sqlite") as later:
        assert later.sha256(photo) == sha(b"gom" * 1000)
    assert (first.hashed, later.hashed) == (1, 0)


def test_another_size_or_time_is_read_again(tmp_path, photo):
    hashes = SourceHashes(tmp_path / "hashes.sqlite")
    hashes.sha256(photo)
    kept = photo.stat().st_mtime_ns
    photo.write_bytes(b"gom" * 1001)
    os.utime(photo, ns=(kept, kept))
    assert hashes.sha256(photo) == sha(b"gom" * 1001)
    photo.write_bytes(b"lua" * 1001)
    os.utime(photo, ns=(kept + 1, kept + 1))
    assert hashes.sha256(photo) == sha(b"lua" * 1001)
    assert hashes.hashed == 3


def test_what_cannot_be_read_has_no_hash(tmp_path, photo):
    hashes = SourceHashes(tmp_path / "hashes.sqlite")
    assert hashes.sha256(photo)
    photo.unlink()
    assert hashes.sha256(photo) is None
    assert hashes.sha256(tmp_path) is None


@pytest.mark.parametrize("rubbish", [b"", b"not a database at all, but long enough to be looked at" * 50])
def test_a_broken_memory_is_begun_anew(tmp_path, photo, rubbish):
    memory = tmp_path / "hashes.sqlite"
    memory.write_bytes(rubbish)
    with SourceHashes(memory) as hashes:
        assert hashes.sha256(photo) == sha(b"gom" * 1000)
    again = SourceHashes(memory)
    assert again.sha256(photo) == sha(b"gom" * 1000)
    assert again.hashed == 0


def test_a_memory_that_cannot_be_written_is_no_error(tmp_path, photo):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with SourceHashes(tmp_path / "taken" / "hashes.sqlite") as hashes:
        assert hashes.sha256(photo) == sha(b"gom" * 1000)


def test_several_threads(tmp_path):
    photos = [tmp_path / f"{number}.jpg" for number in range(40)]
    for number, path in enumerate(photos):
        path.write_bytes(str(number).encode())
    with SourceHashes(tmp_path / "hashes.sqlite") as hashes, ThreadPoolExecutor(8) as pool:
        assert list(pool.map(hashes.sha256, photos * 3)) == [sha(str(number).encode()) for number in range(40)] * 3
