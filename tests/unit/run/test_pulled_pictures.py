"""Pictures brought into a folder: named so that they find their product, each once, nothing ever written over."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from connector.catalogue import PhotoIndex
from connector.catalogue.photos_by_name import PhotosByName
from connector.model import Group, ListingState, MediaIdentity, RemoteListing, RemoteVariant
from connector.run.pulled_goods import Goods
from connector.run.pulled_pictures import Gathered, gather
from connector.wire.download import NoPicture, Picture
from media import SourceHashes

KEY = "KHAN-01"


def photo(colour: int) -> Picture:
    paper = BytesIO()
    Image.new("RGB", (60, 60), (colour, 90, 120)).save(paper, "JPEG")
    return Picture(paper.getvalue(), ".jpg")


def goods(*pictures: str, key: str = KEY, options: Mapping[str, str] | None = None) -> Goods:
    shown = [f"remote:{one}" for one in pictures]
    images = {value: f"remote:{one}" for value, one in (options or {}).items()}
    remote = RemoteListing(
        remote_id=key,
        state=ListingState.LIVE,
        status="NORMAL",
        variants=(RemoteVariant(remote_id="0", sku=key),),
        groups={Group.MEDIA: list(shown), Group.STRUCTURE: {"options": [], "skus": {}, "images": dict(images)}},
        picture_urls={one: f"https://cf.example/{one}" for one in (*pictures, *(options or {}).values())},
    )
    return Goods(remote, key, {"0": key}, frozenset())


class Shop:
    """Serves pictures by address; ``asked`` are the addresses."""

    def __init__(self, pictures: Mapping[str, Picture]) -> None:
        self.pictures = pictures
        self.asked: list[str] = []

    async def __call__(self, address: str) -> Picture:
        name = address.rpartition("/")[2]
        self.asked.append(name)
        if name not in self.pictures:
            raise NoPicture("E_PULL_PICTURE_GONE", address=address, reason="404")
        return self.pictures[name]


async def fetched(folder: Path, shop: Shop, *listed: Goods, known: Mapping[str, str] | None = None) -> Gathered:
    hashes = SourceHashes(folder.parent / "hashes.sqlite")
    noted: dict[str, str] = {}

    async def note(shas: Mapping[str, str]) -> None:
        noted.update(shas)

    found = await gather(listed, folder, known or {}, hashes, shop, note, lambda *_: None)
    assert noted == found.shas
    return found


@pytest.fixture
def shop() -> Shop:
    return Shop({"a": photo(10), "b": photo(20), "c": photo(30)})


async def test_files_are_named_by_sku_and_place_and_found_by_it(tmp_path: Path, shop: Shop) -> None:
    folder = tmp_path / "anh"
    found = await fetched(folder, shop, goods("b", "a", options={"Đỏ": "c"}))
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        "KHAN-01_1.jpg": photo(20).data,
        "KHAN-01_2.jpg": photo(10).data,
        "KHAN-01_3.jpg": photo(30).data,
    }
    names = found.names(goods("b", "a", options={"Đỏ": "c"}))
    assert (names.gallery, names.options) == (("KHAN-01_1.jpg", "KHAN-01_2.jpg"), {"Đỏ": "KHAN-01_3.jpg"})
    by_name = PhotosByName(PhotoIndex(folder), {KEY: [KEY], "KHAN-011": ["KHAN-011"]})
    assert by_name.of(KEY) == ("KHAN-01_1.jpg", "KHAN-01_2.jpg", "KHAN-01_3.jpg")


async def test_one_that_fails_is_told_and_the_others_come(tmp_path: Path, shop: Shop) -> None:
    found = await fetched(tmp_path / "anh", shop, goods("a", "x", "b"))
    assert [(one.stem, one.code) for one in found.lost] == [("KHAN-01_2", "E_PULL_PICTURE_GONE")]
    assert found.names(goods("a", "x", "b")).gallery == ("KHAN-01_1.jpg", "KHAN-01_3.jpg")


async def test_what_only_looks_like_a_picture_is_not_kept(tmp_path: Path) -> None:
    shop = Shop({"a": Picture(b"\xff\xd8\xff" + b"?" * 500, ".jpg")})
    found = await fetched(tmp_path / "anh", shop, goods("a"))
    assert [one.code for one in found.lost] == ["E_PHOTO_TRUNCATED"]
    assert list((tmp_path / "anh").iterdir()) == []


async def test_a_pull_that_was_cut_off_fetches_the_rest_under_the_same_names(tmp_path: Path, shop: Shop) -> None:
    folder = tmp_path / "anh"
    await fetched(folder, shop, goods("a"))
    found = await fetched(folder, shop, goods("a", "b"))
    assert sorted(file.name for file in folder.iterdir()) == ["KHAN-01_1.jpg", "KHAN-01_2.jpg"]
    assert found.fetched == 2


async def test_what_the_journal_knows_and_the_folder_has_is_not_fetched_again(tmp_path: Path, shop: Shop) -> None:
    folder = tmp_path / "anh"
    first = await fetched(folder, shop, goods("a", "b"))
    (folder / "KHAN-01_1.jpg").rename(folder / "ảnh bìa.jpg")
    shop.asked.clear()
    known = {one: MediaIdentity(source_sha256=sha, recipe="shopee-1024-pad@1").key for one, sha in first.shas.items()}
    found = await fetched(folder, shop, goods("a", "b"), known=known)
    assert (shop.asked, found.kept, found.shas) == ([], 2, first.shas)
    assert found.files["a"] == "ảnh bìa.jpg"


async def test_a_persons_photo_of_that_name_is_never_written_over(tmp_path: Path, shop: Shop) -> None:
    folder = tmp_path / "anh"
    folder.mkdir()
    (folder / "KHAN-01_1.png").write_bytes(b"cua toi")
    found = await fetched(folder, shop, goods("a"))
    assert (folder / "KHAN-01_1.png").read_bytes() == b"cua toi"
    assert found.files["a"] == "KHAN-01_1-2.jpg"


async def test_the_same_photo_on_two_listings_lies_there_for_each(tmp_path: Path) -> None:
    shop = Shop({"a": photo(10), "b": photo(10)})
    found = await fetched(tmp_path / "anh", shop, goods("a"), goods("b", key="KHAN-02"))
    assert found.files == {"a": "KHAN-01_1.jpg", "b": "KHAN-02_1.jpg"}
